"""A project of which more is paid than is built."""

from dashboard.rule import Rule, Threshold

RULE = Rule(
    name="project_paid_ahead",
    title="工程款付得比进度快",
    says="已付的工程款占合同价的比例，比形象进度高出一截。",
    method="看每个工程最新一期写了进度和已付款的进度表：已付款除以合同价（没有的用中标价），比形象进度的百分数高出设定数才算。没写百分数的不比。按合同付了预付款的会误报，要看合同。",
    why="活没干到，钱先付了，出了事追不回来。",
    legal="建设工程价款结算暂行办法（按工程进度付款）；农村集体经济组织财务公开规定",
    example="合同价200,000元，形象进度60%，已付170,000元，合85%：高出25个百分点。",
    told="{period}形象进度{percent}%，合同价{contract_fen}，已付{paid_fen}，合同价的{paid_percent}%。",
    about="place",
    touched="w.place_id",
    township="w.township_id",
    reads=("project",),
    group="projects",
    thresholds=(Threshold("points", "高出几个百分点以内的不算", "个百分点", 10),),
    sides=("写已付款的进度表", "写合同价的表"),
    # what is paid beyond the progress, in fen, is at stake
    sql="""
WITH told AS (
  SELECT w.id, w.township_id, w.place_id, REPLACE(w.name, ' ', '') AS name, w.period, w.progress_percent, w.paid_fen,
         COALESCE(w.contract_fen, w.bid_fen) AS contract_fen, w.batch_id, w.row, COALESCE(m.last, 0) AS month
  FROM project w
  JOIN batch b ON b.id = w.batch_id
  LEFT JOIN period_months m ON m.code = COALESCE(w.period, b.period)
  WHERE b.in_force AND w.beneficiary IS NULL /*touched*/ /*townships*/
), paid AS (
  SELECT r.*, MAX(r.month) OVER (PARTITION BY r.place_id, r.name) AS newest FROM told r
  WHERE r.progress_percent IS NOT NULL AND r.paid_fen IS NOT NULL
), agreed AS (
  SELECT r.*, ROW_NUMBER() OVER (PARTITION BY r.place_id, r.name ORDER BY r.month DESC, r.id DESC) AS place_in_line FROM told r
  WHERE r.contract_fen > 0
)
SELECT p.place_id || '/' || p.name AS subject, p.place_id AS scope, p.township_id, p.place_id, NULL AS person_id,
       p.paid_fen - a.contract_fen * p.progress_percent / 100 AS amount_fen, 'certain' AS confidence, p.batch_id AS a_batch, p.row AS a_row,
       CASE WHEN a.id <> p.id THEN a.batch_id END AS b_batch, CASE WHEN a.id <> p.id THEN a.row END AS b_row,
       p.period, p.progress_percent AS percent, a.contract_fen, p.paid_fen, p.paid_fen * 100 / a.contract_fen AS paid_percent
FROM paid p
JOIN agreed a ON a.place_id = p.place_id AND a.name = p.name AND a.place_in_line = 1
WHERE p.month = p.newest AND p.paid_fen * 100 > a.contract_fen * (p.progress_percent + :points)
ORDER BY subject, p.id
""",
)
