"""A row whose identity number cannot be one, so that nobody knows whose money it is."""

from dashboard.rule import Rule

RULE = Rule(
    name="invalid_id_number",
    title="证件号是错的",
    says="发放表里有一行的身份证号不可能是真的，至今没有人改。",
    method="发放表和名单里，因为身份证号位数、出生日期或校验码不对而没有收下、至今没有更正的行。",
    why="号错了，钱发给了谁就说不清；有的县查出错号下面是冒领。",
    legal="居民身份证法第3条（号码唯一、终身不变）",
    example="某镇1月低保表里一行的身份证号少了一位，金额500元，两个月没有更正：算一条，涉及500元。",
    told="{period}的表里这一行身份证号是错的，一直没有更正，涉及{total_fen}。",
    about="place",
    touched="b.place_id",
    township="b.township_id",
    reads=("payment", "entitlement"),
    group="payments",
    sides=("没有收下的行", ""),
    sql="""
SELECT r.batch_id || '/' || r.row AS subject, b.place_id AS scope, b.township_id, b.place_id, NULL AS person_id,
       COALESCE(r.amount_fen, 0) AS amount_fen, 'certain' AS confidence, r.batch_id AS a_batch, r.row AS a_row,
       NULL AS b_batch, NULL AS b_row, b.scheme_id, b.period, COALESCE(r.amount_fen, 0) AS written_fen
FROM rejected_row r
JOIN batch b ON b.id = r.batch_id
WHERE r.state = 'open' AND b.in_force AND b.record IN ('payment', 'entitlement') AND b.township_id IS NOT NULL
  AND (r.problems LIKE '%"id-length"%' OR r.problems LIKE '%"id-character"%' OR r.problems LIKE '%"id-date"%'
       OR r.problems LIKE '%"id-check-digit"%' OR r.problems LIKE '%"id-digits-lost"%') /*touched*/ /*townships*/
ORDER BY subject
""",
)
