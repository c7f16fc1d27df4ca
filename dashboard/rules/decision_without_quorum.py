"""A decision of a meeting with too few people, or with too few votes."""

from dashboard.rule import Rule

_ASSEMBLY = "(m.told LIKE '%村民会议%' OR m.told LIKE '%村民大会%' OR m.told LIKE '%户代表%' OR m.told LIKE '%户主会议%' OR m.told LIKE '%户主大会%')"

RULE = Rule(
    name="decision_without_quorum",
    title="到会人数或赞成票不够就定了",
    says="村里的一件大事，到会的人或赞成的票不够法定数，登记里仍然作了决定。",
    method="村民代表会议和每户一人的会要三分之二以上到会，村民会议要过半数到会；赞成票要超过到会人数的一半。应到、实到没有写全的，实到比应到还多的，表决没有通过的，都不比。",
    why="人数不够作出的决定不算数，按它花的钱、签的合同都成问题。",
    legal="浙江省实施《村民委员会组织法》办法第十三条、第十八条、第二十三条",
    example="村民代表34人，要23人以上到会，只到了18人，赞成17票：算一条。",
    told="应到{attendance_due}，实到{attendance}，赞成{votes_for}，要到{needed}才够数，却作了决定。",
    about="place",
    touched="d.place_id",
    township="d.township_id",
    reads=("decision",),
    group="decisions",
    sides=("决策登记", ""),
    sql=f"""
WITH met AS (
  SELECT d.id, d.township_id, d.place_id, REPLACE(d.matter, ' ', '') AS matter, COALESCE(d.meeting, d.step, '') AS told, COALESCE(d.resolved_on, d.held_on) AS day_on,
         d.attendance_due, d.attendance, d.votes_for, d.amount_fen, d.batch_id, d.row
  FROM decision d
  JOIN batch b ON b.id = d.batch_id
  WHERE b.in_force AND d.attendance <= d.attendance_due AND d.attendance > 0
        AND (d.resolved_on IS NOT NULL OR d.result LIKE '%通过%' OR d.result LIKE '%同意%')
        AND COALESCE(d.result, '') NOT LIKE '%未通过%' AND COALESCE(d.result, '') NOT LIKE '%不通过%'
        AND COALESCE(d.result, '') NOT LIKE '%不同意%' AND COALESCE(d.result, '') NOT LIKE '%否决%' AND COALESCE(d.step, '') NOT LIKE '%党员%'
        AND COALESCE(d.step, '') NOT LIKE '%商议%' AND COALESCE(d.step, '') NOT LIKE '%提议%' /*touched*/ /*townships*/
), judged AS (
  SELECT m.*, CASE WHEN {_ASSEMBLY} AND m.told NOT LIKE '%村民代表%' AND m.told NOT LIKE '%户%' THEN m.attendance_due / 2 + 1
                   ELSE (m.attendance_due * 2 + 2) / 3 END AS needed
  FROM met m
)
SELECT SUBSTR(j.place_id || '/' || COALESCE(j.day_on, '') || '/' || j.matter, 1, 160) AS subject, j.place_id AS scope, j.township_id, j.place_id, NULL AS person_id,
       COALESCE(j.amount_fen, 0) AS amount_fen, 'certain' AS confidence, j.batch_id AS a_batch, j.row AS a_row, NULL AS b_batch, NULL AS b_row,
       j.day_on AS decided_on, j.attendance_due, j.attendance, j.votes_for, j.needed
FROM judged j
WHERE j.attendance < j.needed OR (j.votes_for <= j.attendance AND j.votes_for * 2 <= j.attendance)
ORDER BY subject, j.id
""",
)
