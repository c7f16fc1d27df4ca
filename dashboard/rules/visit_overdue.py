"""A household with a helper whom nobody has visited for half a year."""

from dashboard.rule import Rule, Threshold

RULE = Rule(
    name="visit_overdue",
    title="半年没有走访",
    says="有帮扶责任人的家庭，半年里一次走访也没有登记。",
    method="看一户所有走访登记里最近的一次，到今天满六个月就算。登记表只写了由谁帮扶、没写走访日期的，从那张表的时期结束起算。只写月份的算到月底。走访了没有登记的会误报。",
    why="帮扶挂了名没有上门，家里的难处没有人知道。",
    legal="各地结对帮扶走访制度（没有统一规定，多久走访一次由当地定）",
    example="最近一次登记是5月3日，到11月3日没有再走访：算一条。",
    told="最近一次登记的走访是{visited}，之后没有再登记。",
    about="place",
    touched="v.place_id",
    township="v.township_id",
    reads=("visit",),
    group="visits",
    thresholds=(Threshold("months", "几个月没有走访起算", "个月", 6, 1),),
    sides=("最近一次走访登记", ""),
    # a month without a day ends with its last day, which is after all its days
    sql="""
WITH told AS (
  SELECT v.id, v.township_id, v.place_id, v.household_id, v.person_id, v.visited, v.batch_id, v.row,
         COALESCE(v.visited, v.period, b.period) AS day_on
  FROM visit v
  JOIN batch b ON b.id = v.batch_id
  WHERE b.in_force AND v.household_id IS NOT NULL /*touched*/ /*townships*/
), dated AS (
  SELECT r.*, m.last AS month, CAST(COALESCE(NULLIF(SUBSTR(r.day_on, 9, 2), ''), '32') AS INTEGER) AS number,
         ROW_NUMBER() OVER (
           PARTITION BY r.place_id, r.household_id
           ORDER BY CASE WHEN r.visited IS NULL THEN 1 ELSE 0 END, m.last DESC, COALESCE(NULLIF(SUBSTR(r.day_on, 9, 2), ''), '32') DESC, r.id DESC
         ) AS place_in_line
  FROM told r
  JOIN period_months m ON m.code = SUBSTR(r.day_on, 1, 7)
)
SELECT d.place_id || '/' || d.household_id AS subject, d.place_id AS scope, d.township_id, d.place_id, d.person_id, 0 AS amount_fen, 'certain' AS confidence,
       d.batch_id AS a_batch, d.row AS a_row, NULL AS b_batch, NULL AS b_row, d.visited
FROM dated d
CROSS JOIN this_day t
WHERE d.place_in_line = 1 AND (t.month - d.month > :months OR (t.month - d.month = :months AND t.number >= d.number))
ORDER BY subject
""",
)
