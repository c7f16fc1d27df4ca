"""One account that receives for people of many households."""

from dashboard.rule import Rule, Threshold

RULE = Rule(
    name="shared_account",
    title="一个账号替多户收钱",
    says="同一个银行账号，收着好几户人家的补贴。",
    method="数有效发放里同一个账号收了几户的钱，到设定的户数才算。表里写明由别人代领（另有领款人）的不算，同一户的人共用一个账号不算。",
    why="有的是替老人代收，有的是村里统一收，也有人拿着别人的卡。",
    legal="关于进一步加强惠民惠农财政补贴资金“一卡通”管理的指导意见（直接发到补贴对象本人账户）",
    example="一个尾号相同的账号收了3户人家的高龄津贴，每户一年720元：算一条，涉及2,160元。",
    told="同一个账号收了{homes}户{people}个人的钱，共{total_fen}。",
    about="person",
    touched="p.person_id",
    township="a.township_id",
    reads=("payment",),
    group="payments",
    thresholds=(Threshold("homes", "几户起算", "户", 3, 2),),
    sides=("各户的发放记录（每人一行）", ""),
    # + 0: the payments of an account's people are found by person, never by reading their whole village
    sql="""
WITH begun AS (
  SELECT DISTINCT p.account_digest FROM payment_trail p WHERE LENGTH(p.account_digest) > 0 /*touched*/
), shared AS (
  SELECT t.account_digest FROM begun u
  JOIN payment_trail t ON t.account_digest = u.account_digest
  JOIN person h ON h.id = t.person_id
  GROUP BY t.account_digest HAVING COUNT(DISTINCT COALESCE(h.household_id, -h.id)) >= :homes
), live AS (
  SELECT t.account_digest, a.person_id, a.township_id, a.village_id, COALESCE(a.household_id, -a.person_id) AS home,
         MAX(a.id) AS last_id, SUM(a.amount_fen) AS amount_fen
  FROM shared t
  JOIN payment_trail q ON q.account_digest = t.account_digest
  JOIN payment a ON a.person_id = q.person_id AND a.village_id + 0 = q.village_id AND a.account_digest = q.account_digest
  JOIN batch b ON b.id = a.batch_id
  WHERE b.in_force AND a.status = 'paid' AND a.amount_fen > 0 AND a.payee_id IS NULL AND a.payee_name IS NULL
  GROUP BY t.account_digest, a.person_id, a.township_id, a.village_id, COALESCE(a.household_id, -a.person_id)
), many AS (
  SELECT account_digest, COUNT(DISTINCT home) AS homes, COUNT(DISTINCT person_id) AS people, MIN(person_id) AS first_person,
         MIN(village_id) AS first_village, MAX(village_id) AS last_village, MIN(township_id) AS township_id
  FROM live GROUP BY account_digest HAVING COUNT(DISTINCT home) >= :homes
)
SELECT n.first_person AS subject, n.first_person AS scope, a.township_id,
       CASE WHEN n.first_village = n.last_village THEN n.first_village ELSE n.township_id END AS place_id, NULL AS person_id,
       v.amount_fen, 'certain' AS confidence, a.batch_id AS a_batch, a.row AS a_row, NULL AS b_batch, NULL AS b_row,
       n.homes, n.people, v.person_id AS of_person, v.amount_fen AS received_fen
FROM many n
JOIN live v ON v.account_digest = n.account_digest
JOIN payment a ON a.id = v.last_id
WHERE a.amount_fen > 0 /*townships*/
ORDER BY n.first_person, n.account_digest, v.person_id, a.id
""",
)
