"""On the list of a scheme for a month, and not paid for it though others of the village were."""

from dashboard.rule import Rule

RULE = Rule(
    name="listed_but_unpaid",
    title="在名单上却没领到",
    says="某个时期的享受名单上有这户，同村别人的钱都发了，这户没有。",
    method="名单写明时期的才比：这个时期同村同项目已经有人领到钱，名单上的这户（按户的项目看全家）却一笔有效的也没有。还没到享受起始月份、已经停止的不算；停发、注销名单不算。退回没重发的算没领到。",
    why="漏发、退回没人管，或者钱被别人领走。",
    legal="社会救助暂行办法第12条（按月发给）",
    example="2024年1月低保名单上70户，发放表里只有68户：没发的两户各算一条，各500元。",
    told="{period}的{scheme}名单上有，同村别人都发了，没有查到发给这户的，应发{total_fen}。",
    about="person",
    touched="p.person_id",
    township="p.township_id",
    reads=("payment", "entitlement"),
    group="payments",
    sides=("享受名单", "同期的发放表"),
    sql="""
WITH listed AS (
  SELECT p.id, p.person_id, p.household_id, p.village_id, p.township_id, p.scheme_id, COALESCE(p.amount_fen, 0) AS amount_fen,
         p.batch_id, p.row, w.code AS period, w.first, w.last
  FROM entitlement p
  JOIN batch x ON x.id = p.batch_id
  JOIN period_months w ON w.code = COALESCE(p.period, x.period)
  JOIN scheme_facts s ON s.id = p.scheme_id
  LEFT JOIN period_months f ON f.code = SUBSTR(p.since, 1, 7)
  LEFT JOIN period_months u ON u.code = SUBSTR(p.until, 1, 7)
  WHERE x.in_force AND (s.by_person = 1 OR p.relation IS NULL OR p.relation IN ('本人', '户主', '户主本人', '本人或户主'))
    AND (f.first IS NULL OR f.first <= w.first) AND (u.last IS NULL OR u.last >= w.last)
    AND COALESCE(x.title, '') NOT LIKE '%停%' AND COALESCE(x.title, '') NOT LIKE '%注销%' AND COALESCE(x.title, '') NOT LIKE '%退出%'
    AND COALESCE(x.title, '') NOT LIKE '%取消%' /*touched*/ /*townships*/
), others AS (
  SELECT l.village_id, l.scheme_id, l.period, MIN(t.period) AS of_period
  FROM (SELECT DISTINCT township_id, village_id, scheme_id, period, first, last FROM listed) l
  JOIN payment_total t ON t.township_id = l.township_id AND t.village_id = l.village_id AND t.scheme_id = l.scheme_id
  JOIN period_months m ON m.code = t.period AND m.first <= l.last AND m.last >= l.first
  WHERE t.amount_fen > 0
  GROUP BY l.village_id, l.scheme_id, l.period
), unpaid AS (
  SELECT l.*, o.of_period
  FROM listed l
  JOIN others o ON o.village_id = l.village_id AND o.scheme_id = l.scheme_id AND o.period = l.period
  JOIN scheme_facts s ON s.id = l.scheme_id
  WHERE NOT EXISTS (
    SELECT 1 FROM payment q JOIN batch y ON y.id = q.batch_id JOIN period_months m ON m.code = q.period
    WHERE q.person_id = l.person_id AND q.scheme_id = l.scheme_id AND m.first <= l.last AND m.last >= l.first
      AND y.in_force AND q.status = 'paid' AND q.amount_fen > 0
  ) AND (s.by_person = 1 OR NOT EXISTS (
    SELECT 1 FROM person f JOIN payment q ON q.person_id = f.id JOIN batch y ON y.id = q.batch_id JOIN period_months m ON m.code = q.period
    WHERE f.household_id = l.household_id AND q.scheme_id = l.scheme_id AND m.first <= l.last AND m.last >= l.first
      AND y.in_force AND q.status = 'paid' AND q.amount_fen > 0
  ))
)
SELECT u.person_id || '/' || u.scheme_id || '/' || u.period AS subject, u.person_id AS scope, u.township_id, u.village_id AS place_id,
       u.person_id, u.amount_fen, CASE WHEN h.id_digest IS NULL THEN 'likely' ELSE 'certain' END AS confidence,
       u.batch_id AS a_batch, u.row AS a_row,
       (SELECT MIN(q.batch_id) FROM payment q JOIN batch y ON y.id = q.batch_id
        WHERE q.village_id = u.village_id AND q.period = u.of_period AND q.scheme_id = u.scheme_id AND y.in_force) AS b_batch,
       NULL AS b_row, u.scheme_id, u.period
FROM unpaid u
JOIN person h ON h.id = u.person_id
ORDER BY subject, u.id
""",
)
