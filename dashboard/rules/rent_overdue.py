"""Rent of a contract that should have been paid two months ago."""

from dashboard.rule import Rule, Threshold

_UNPAID = "('未付', '未交', '未缴', '未收', '未付款', '未交款', '未缴款', '未收款', '逾期未付', '逾期未交', '逾期未缴', '拖欠', '欠租', '欠缴', '欠交')"

RULE = Rule(
    name="rent_overdue",
    title="合同款逾期两个月没交",
    says="租了村里东西的人，租金过了应交的日子两个月还没有交齐。",
    method="只看每个村最新一期的合同台账：欠收金额（没写的用应收减已收，状态写未交的算全欠）大于0，应收日期（没写的用合同终止日期）加两个月已经到今天。村里付钱的合同不算，没写日期的不算。",
    why="租金长期收不上来，集体的钱就少了，也可能是人情合同。",
    legal="浙江省农村集体资产管理条例第9条、第14条（合同登记和收益）",
    example="店面租金3,600元应在6月30日前交，到8月30日一分没交：算一条，涉及3,600元。",
    told="应在{due_on}前交的合同款，还欠{owed_fen}。",
    about="place",
    touched="c.place_id",
    township="c.township_id",
    reads=("contract",),
    group="books",
    thresholds=(Threshold("months", "逾期几个月起算", "个月", 2, 0), Threshold("least", "欠多少起算", "元", 100, 1)),
    sides=("合同台账", ""),
    # a month or a year without a day ends with its last day; the number of the day is then above every other
    sql=f"""
WITH listed AS (
  SELECT c.*, COALESCE(c.owed_fen, c.due_fen - c.received_fen, CASE WHEN c.status IN {_UNPAID} THEN c.due_fen END) AS left_fen,
         COALESCE(c.due_on, c.ends) AS last_day, COALESCE(e.last, 0) AS edition,
         MAX(COALESCE(e.last, 0)) OVER (PARTITION BY c.place_id) AS newest
  FROM contract c
  JOIN batch b ON b.id = c.batch_id
  LEFT JOIN period_months e ON e.code = COALESCE(c.period, b.period)
  WHERE b.in_force /*touched*/ /*townships*/
)
SELECT l.place_id || '/' || COALESCE(l.number, l.subject) || '/' || l.last_day AS subject, l.place_id AS scope, l.township_id, l.place_id, NULL AS person_id,
       l.left_fen AS amount_fen, 'certain' AS confidence, l.batch_id AS a_batch, l.row AS a_row, NULL AS b_batch, NULL AS b_row,
       l.last_day AS due_on, l.left_fen AS owed_fen, l.due_fen, l.received_fen
FROM listed l
JOIN period_months d ON d.code = SUBSTR(l.last_day, 1, 7)
CROSS JOIN this_day t
WHERE l.edition = l.newest AND l.left_fen >= :least
      AND COALESCE(l.kind, '') NOT LIKE '%付款%' AND COALESCE(l.kind, '') NOT LIKE '%支出%'
      AND COALESCE(l.kind, '') NOT LIKE '%采购%' AND COALESCE(l.kind, '') NOT LIKE '%应付%'
      AND (t.month - d.last > :months OR (t.month - d.last = :months
           AND t.number >= CAST(COALESCE(NULLIF(SUBSTR(l.last_day, 9, 2), ''), '32') AS INTEGER)))
ORDER BY subject, l.id
""",
)
