"""Paid for a month, and not on the scheme's list of that month."""

from dashboard.rule import Rule

RULE = Rule(
    name="paid_but_unlisted",
    title="领了钱却不在名单上",
    says="某个时期的享受名单上没有这户，这户却领了这一时期的钱。",
    method="名单写明时期、人数不少于同村领钱人数一半的才比（太少的当作不是全名单）：这个时期同项目领了钱的人，本人和同户的人都不在名单上才算。新增、停发、注销名单不算全名单。",
    why="没有经过审批公示就发了钱，或者名单没有更新。",
    legal="社会救助暂行办法第11条（批准后在村里公布）；浙江省社会救助条例第11条",
    example="2026年10月低保名单上没有某户，10月发放表里有，560元：算一条。",
    told="{period}领了{scheme}{total_fen}，同期名单上没有这户。",
    about="person",
    touched="p.person_id",
    township="p.township_id",
    reads=("payment", "entitlement"),
    group="payments",
    sides=("发放记录", "同期的享受名单"),
    sql="""
WITH listed AS (
  SELECT e.township_id, e.village_id, e.scheme_id, w.code AS period, w.first, w.last, MIN(e.batch_id) AS batch_id,
         COUNT(DISTINCT e.household_id) AS homes, COUNT(DISTINCT e.person_id) AS people
  FROM entitlement e
  JOIN batch x ON x.id = e.batch_id
  JOIN period_months w ON w.code = COALESCE(e.period, x.period)
  WHERE x.in_force AND COALESCE(x.title, '') NOT LIKE '%停%' AND COALESCE(x.title, '') NOT LIKE '%注销%'
    AND COALESCE(x.title, '') NOT LIKE '%退出%' AND COALESCE(x.title, '') NOT LIKE '%取消%' AND COALESCE(x.title, '') NOT LIKE '%新增%'
  GROUP BY e.township_id, e.village_id, e.scheme_id, w.code, w.first, w.last
), whole AS (
  SELECT DISTINCT l.*, t.period AS of_period
  FROM listed l
  JOIN payment_total t ON t.township_id = l.township_id AND t.village_id = l.village_id AND t.scheme_id = l.scheme_id
  JOIN period_months m ON m.code = t.period AND m.first >= l.first AND m.last <= l.last
  JOIN scheme_facts s ON s.id = l.scheme_id
  WHERE 2 * CASE WHEN s.by_person = 1 THEN l.people ELSE l.homes END >= t.people
)
SELECT p.person_id || '/' || p.scheme_id || '/' || p.period AS subject, p.person_id AS scope, p.township_id, p.village_id AS place_id,
       p.person_id, p.amount_fen, CASE WHEN h.id_digest IS NULL THEN 'likely' ELSE 'certain' END AS confidence,
       p.batch_id AS a_batch, p.row AS a_row, l.batch_id AS b_batch, NULL AS b_row, p.scheme_id, p.period
FROM whole l
JOIN payment p ON p.village_id = l.village_id AND p.period = l.of_period AND p.scheme_id = l.scheme_id
JOIN batch b ON b.id = p.batch_id
JOIN person h ON h.id = p.person_id
WHERE b.in_force AND p.status = 'paid' AND p.amount_fen > 0 /*touched*/ /*townships*/
  AND NOT EXISTS (
    SELECT 1 FROM entitlement e JOIN batch x ON x.id = e.batch_id JOIN period_months w ON w.code = COALESCE(e.period, x.period)
    WHERE e.person_id = p.person_id AND e.scheme_id = p.scheme_id AND x.in_force AND w.first <= l.last AND w.last >= l.first
  ) AND NOT EXISTS (
    SELECT 1 FROM entitlement e JOIN batch x ON x.id = e.batch_id JOIN period_months w ON w.code = COALESCE(e.period, x.period)
    WHERE e.household_id = p.household_id AND e.scheme_id = p.scheme_id AND x.in_force AND w.first <= l.last AND w.last >= l.first
  )
ORDER BY subject, p.id
""",
)
