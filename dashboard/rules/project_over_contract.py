"""A project for which more is paid than its contract and the changes to it."""

from dashboard.rule import Rule, Threshold

RULE = Rule(
    name="project_over_contract",
    title="付的工程款超过合同加变更",
    says="一个工程付出去的钱，比合同价加上变更增加的还多。",
    method="一个工程各期进度表里最大的已付款，和登记过的最大的合同价（没有的用中标价）加最大的变更金额比，超出设定数才算。没有合同价也没有中标价的不比。审定价比合同价高、又没有登记变更的会报出来，要看变更手续。",
    why="超出的钱没有合同，也没有登记变更。",
    legal="民法典合同编（按合同约定付款）；农村集体经济组织财务公开规定（工程项目专项公开）",
    example="合同价300,000元，变更增加10,000元，付了325,000元：多付15,000元。",
    told="合同价{contract_fen}，变更{change_fen}，到{period}付了{paid_fen}，多{total_fen}。",
    about="place",
    touched="w.place_id",
    township="w.township_id",
    reads=("project",),
    group="projects",
    thresholds=(Threshold("tolerance", "超出多少以内的不算", "元", 0),),
    sides=("写已付款的表", "写合同价的表"),
    sql="""
WITH told AS (
  SELECT w.id, w.township_id, w.place_id, REPLACE(w.name, ' ', '') AS name, COALESCE(w.period, b.period) AS period, w.paid_fen, w.contract_fen, w.bid_fen,
         w.change_fen, w.batch_id, w.row
  FROM project w
  JOIN batch b ON b.id = w.batch_id
  WHERE b.in_force AND w.beneficiary IS NULL /*touched*/ /*townships*/
), whole AS (
  SELECT place_id, name, MAX(paid_fen) AS paid_fen, COALESCE(MAX(contract_fen), MAX(bid_fen)) AS contract_fen, COALESCE(MAX(change_fen), 0) AS change_fen
  FROM told GROUP BY place_id, name
), over AS (
  SELECT h.*, (SELECT MAX(r.id) FROM told r WHERE r.place_id = h.place_id AND r.name = h.name AND r.paid_fen = h.paid_fen) AS paid_id,
         (SELECT MAX(r.id) FROM told r WHERE r.place_id = h.place_id AND r.name = h.name AND h.contract_fen IN (r.contract_fen, r.bid_fen)) AS contract_id
  FROM whole h
  WHERE h.contract_fen > 0 AND h.paid_fen > h.contract_fen + h.change_fen + :tolerance
)
SELECT o.place_id || '/' || o.name AS subject, o.place_id AS scope, p.township_id, o.place_id, NULL AS person_id,
       o.paid_fen - o.contract_fen - o.change_fen AS amount_fen, 'certain' AS confidence, p.batch_id AS a_batch, p.row AS a_row,
       CASE WHEN c.id <> p.id THEN c.batch_id END AS b_batch, CASE WHEN c.id <> p.id THEN c.row END AS b_row,
       p.period, o.contract_fen, o.change_fen, o.paid_fen
FROM over o
JOIN told p ON p.id = o.paid_id
JOIN told c ON c.id = o.contract_id
ORDER BY subject
""",
)
