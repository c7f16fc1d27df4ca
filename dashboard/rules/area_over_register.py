"""A subsidy by land paid for more land than is registered for the household."""

from dashboard.rule import Rule, Threshold

RULE = Rule(
    name="area_over_register",
    title="补贴面积比登记面积大",
    says="按耕地面积发的补贴，发的亩数比确权登记在这户名下的多。",
    method="把确权登记名单上这户各块地的面积加起来，和发放表上的补贴面积比，超出设定数才算。名单上没有这户的不比；扣除后少发的不算。租种别人的地又按合同归种地人领的会误报，要看合同。",
    why="虚报面积，或者把抛荒、征用的地也算了进去。",
    legal="财政部、农业部关于全面推开农业“三项补贴”改革工作的通知（已改变用途的耕地不补）",
    example="登记4.20亩，发放表按5.20亩发，每亩98.50元：超出1.00亩，涉及512.20元。",
    told="{scheme}{period}按{paid_mu}亩发，登记在这户名下的是{registered_mu}亩，这样的有{times}笔，共{total_fen}。",
    about="person",
    touched="p.person_id",
    township="p.township_id",
    reads=("payment", "reference_entry", "person"),
    group="payments",
    thresholds=(Threshold("tolerance", "超出几分地以内的不算（一亩是十分）", "分", 1),),
    sides=("发放记录", "土地确权登记名单"),
    # areas are compared in whole ten-thousandths of a mu
    sql="""
WITH owned AS (
  SELECT k.person_id, k.entry_id, CAST(ROUND(CAST(k.area AS NUMERIC) * 10000) AS BIGINT) AS area, k.since, k.till,
         k.confidence, k.batch_id, k.row
  FROM home_entry k WHERE k.kind = 'land' AND k.area IS NOT NULL
), compared AS (
  SELECT p.id, SUM(k.area) AS registered
  FROM owned k
  JOIN payment p ON p.person_id = k.person_id
  JOIN batch b ON b.id = p.batch_id
  JOIN scheme_facts s ON s.id = p.scheme_id AND s.by_land = 1
  WHERE p.area_mu IS NOT NULL AND b.in_force AND p.status = 'paid' AND p.amount_fen > 0 /*touched*/ /*townships*/
  GROUP BY p.id
)
SELECT p.person_id || '/' || p.scheme_id AS subject, p.person_id AS scope, p.township_id, p.village_id AS place_id,
       p.person_id, p.amount_fen, k.confidence, p.batch_id AS a_batch, p.row AS a_row, k.batch_id AS b_batch, k.row AS b_row,
       p.scheme_id, p.period, p.area_mu AS paid_mu, (c.registered / 10000) || '.' || SUBSTR('' || (10000 + c.registered % 10000), 2, 2) AS registered_mu
FROM compared c
JOIN payment p ON p.id = c.id
JOIN owned k ON k.person_id = p.person_id
WHERE CAST(ROUND(CAST(p.area_mu AS NUMERIC) * 10000) AS BIGINT) - c.registered > :tolerance * 1000
ORDER BY subject, p.period, p.id, k.entry_id
""",
)
