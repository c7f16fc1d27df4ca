"""Money for a month after the death of the person whom it is for."""

from dashboard.rule import Rule, Threshold

RULE = Rule(
    name="paid_after_death",
    title="去世以后还在发",
    says="人已经去世，去世以后月份的钱还在发。",
    method="拿去世人员名单上的死亡月份，和这个人名下每笔发放所属的月份比：所属月份全在死亡月份之后的才算。去世当月的、去世后才补发的生前月份的，都不算；丧葬费、抚恤金这类本来就在去世后发的，也不算。",
    why="人走了钱还在发，多半是没人报、没人销，也可能有人一直在领。",
    legal="社会救助暂行办法第13条（人口变化要减发、停发）",
    example="名单写2024年3月2日去世。3月的高龄津贴不算，4月、5月各60元算，一共120元。",
    told="登记{happened}去世，之后还有{times}笔{scheme}，从{period}到{last_period}，共{total_fen}。",
    about="person",
    touched="p.person_id",
    township="p.township_id",
    reads=("payment", "reference_entry"),
    thresholds=(Threshold("grace", "去世后几个月以内的不算", "个月", 0),),
    sides=("发放记录", "去世人员名单"),
    sql="""
SELECT p.person_id || '/' || p.scheme_id AS subject, p.person_id AS scope, p.township_id, p.village_id AS place_id,
       p.person_id, p.amount_fen, k.confidence, p.batch_id AS a_batch, p.row AS a_row, k.batch_id AS b_batch, k.row AS b_row,
       p.scheme_id, p.period, k.happened
FROM known_entry k
JOIN payment p ON p.person_id = k.person_id
JOIN batch b ON b.id = p.batch_id
JOIN period_months m ON m.code = p.period
JOIN scheme_facts s ON s.id = p.scheme_id
WHERE k.kind = 'deceased' AND m.first > k.first_end + :grace AND b.in_force AND p.status = 'paid'
  AND p.amount_fen > 0 AND s.after_death = 0 /*touched*/ /*townships*/
ORDER BY subject, m.first, p.id
""",
)
