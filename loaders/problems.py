"""The kinds of problem: a code, whether it rejects the row, and the sentence for the clerk."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

Severity = Literal["error", "warning"]

#: code → (severity, sentence). What is there, what is wanted, an example.
KINDS: dict[str, tuple[Severity, str]] = {
    "id-missing": ("error", "没有身份证号。请补上18位身份证号。"),
    "name-unknown": ("warning", "按村和姓名对人，有{found}个名字在本村的登记里找不到，已按新的人收下。请核对有没有写错。"),
    "name-ambiguous": ("error", "这个村有{found}个叫这个名字的人，不知道是哪一个。请在表里加上身份证号再上传。"),
    "id-absent": ("warning", "没有身份证号，只能按姓名和村核对。能补上最好。"),
    "id-masked": ("error", "身份证号用*号遮住了，认不出是谁。请用没有遮号的原表上传。"),
    "id-length": ("error", "身份证号写的是{found}位，应为18位（旧证15位）。请对照身份证补全。"),
    "id-character": ("error", "身份证号里有不是数字的字符。只能是17位数字加最后一位数字或X。"),
    "id-date": ("error", "身份证号中的出生日期不存在。请对照身份证更正第7到14位。"),
    "id-check-digit": ("error", "身份证号最后一位校验码对不上，其中有一位写错了。请对照身份证更正。"),
    "id-digits-lost": ("error", "身份证号按数字存放，后几位已经丢失（如3.3E+17或结尾变成000）。请把这一列设为文本格式后重新填写。"),
    "id-area-unknown": ("warning", "身份证号前六位不是已知的行政区划代码，请核对。"),
    "account-digits-lost": ("warning", "银行账号按数字存放，后几位可能已经丢失，没有采用。请设为文本格式。"),
    "name-missing": ("error", "没有姓名。请填写姓名，例如：张小明。"),
    "name-unreadable": ("error", "姓名一栏写的是“{found}”，不像姓名。请填写姓名，例如：张小明。"),
    "name-differs": ("warning", "这个身份证号以前登记的姓名与本行不同，请核对是否同音字或更名。"),
    "amount-missing": ("error", "没有金额。没有发放请填0，例如：753.00。"),
    "amount-unreadable": ("error", "金额写的是“{found}”，读不准。请只写数字，例如：1200.50。"),
    "amount-beside": ("error", "本行“{wanted}”写着{found}，看不出金额里有没有算上。请加一列“实发金额”，写实际发到手的数。"),
    "amount-of-household": ("error", "金额一栏是全户的，这一行是家庭成员，也写着{found}元。请只在户主一行写金额。"),
    "amount-implausible": ("error", "发给一户的金额读出来是{found}元，大得不像。请核对单位是元还是万元，列有没有错位。"),
    "amount-remark": ("warning", "金额格里还写着“{found}”，已按数字读取，文字存为备注。"),
    "amount-serial": ("error", "“{found}”列的金额从{wanted}起每行正好多1元，像是序号或行次，不是金额。请核对表头和数字有没有错开一列。"),
    "amount-column-empty": ("warning", "“{found}”一栏一个金额也没有。请核对表头和数字有没有错开一列。"),
    "amount-rounded": ("error", "金额“{found}”不足一分的部分不能入账。请写到分，例如：35.72。"),
    "number-unreadable": ("warning", "“{found}”不是数字，没有采用。"),
    "date-unreadable": ("error", "日期写的是“{found}”，读不出。请写成2023-12-10的样子。"),
    "date-ambiguous": ("error", "日期写的是“{found}”，可能是几月几日有两种读法。请写成2023-12-10的样子。"),
    "period-missing": ("error", "看不出这张表是哪个月（季、年）的。请在标题写明，例如：2023年12月，或上传时选择。"),
    "period-covers": ("warning", "标题写的是“{found}”，没有正好的所属期，按{wanted}收下。如不对，请上传时选择所属期。"),
    "period-from-paid": ("warning", "表里没有写所属期，按每行发放日期的月份记，请核对。"),
    "period-differs": ("warning", "标题写的是{found}，工作表名写的是{wanted}，按标题读取。请核对是哪一期。"),
    "period-unreadable": ("error", "所属期写的是“{found}”，读不出。请写成2023-12的样子。"),
    "place-missing": ("error", "看不出是哪个村。请在标题或“村”一栏写明，或上传时选择。"),
    "place-unknown": ("warning", "区划表里没有“{found}”，已按名称收下，请核对写法。"),
    "place-carried": ("warning", "有{found}行没有写村或乡镇，按上面一行的记，请核对。"),
    "scheme-missing": ("error", "看不出是哪一项钱。请在标题或“补贴项目”一栏写明，例如：农村低保。"),
    "scheme-unknown": ("warning", "补贴词典里没有“{found}”，已按原名收下。"),
    "scheme-ambiguous": ("warning", "“{found}”可能是几项补贴之一，已按原名收下，请写全称。"),
    "direction-missing": ("error", "看不出是收入还是支出。请在“收支”一栏写明。"),
    "both-directions": ("error", "同一行既有收入又有支出，请分成两行。"),
    "value-missing": ("error", "没有填“{found}”，这一行不能入库。请补上，例如：{wanted}。"),
    "progress-ambiguous": ("warning", "进度写的是“{found}”，看不出是百分之几还是几成，没有采用。请写成60%的样子。"),
    "column-total-disagrees": ("warning", "“{wanted}”一栏的合计写的是{found}，各行加起来是{difference}，请核对。"),
    "money-unread": ("warning", "“{found}”一栏像是金额，这种表没有这一项，没有计入，只随行保存。请核对。"),
    "rate-differs": ("warning", "平均每人{found}元，别的乡镇是{wanted}元，请核对人数和金额。"),
    "summary-missing": ("error", "没有写事由（摘要）。请写明这笔钱做什么用。"),
    "no-form": ("error", "认不出这张表。看到的表头：{found}。{advice}能认的表：{wanted}。"),
    "not-given": ("error", "标题写着“{found}”，不是已经发给本人的钱，没有收下。确实是发放表的，请改标题或上传时指定表式。"),
    "not-arrived": ("error", "标题写着“{found}”，这些钱没有发到。请在原来的发放表里加一列“发放状态”，不要单独上传。"),
    "two-forms": ("error", "这张表像两种表：{wanted}。看到的表头：{found}。请上传时指定表式。"),
    "heading-repeated": ("warning", "表头“{found}”出现多次，用的是{wanted}列。"),
    "heading-ambiguous": ("error", "表头“{found}”出现多次（{wanted}列），不知道用哪一列。请给这些列起不同的名字。"),
    "total-disagrees": ("warning", "表内合计{found}元，明细加起来{wanted}元，相差{difference}元。请核对。"),
    "subtotal-disagrees": ("warning", "小计{found}元，上面各行加起来{wanted}元，请核对。"),
    "balance-disagrees": ("warning", "期初加收入减支出是{wanted}元，表内期末写的是{found}元，请核对。"),
    "row-arithmetic": ("warning", "数量乘标准是{wanted}元，金额写的是{found}元，请核对。"),
    "hidden-rows": ("warning", "有{found}行被隐藏，也读进来了。"),
    "hidden-columns": ("warning", "有{found}列被隐藏，也读进来了。"),
    "hidden-sheet": ("warning", "这张工作表被隐藏，也读进来了。"),
    "error-cell": ("error", "公式出错，显示{found}。请改成数值。"),
    "formula-without-value": ("error", "公式没有算出的值。请用表格软件打开保存一次，或改成数值。"),
    "duplicate-row": ("warning", "与第{found}行完全相同，两行都收下了，请核对是否重复。"),
    "same-person-twice": ("warning", "同一个身份证号在第{found}行已经出现，请核对。"),
    "row-sum-disagrees": ("warning", "各项加起来是{wanted}元，本行合计写的是{found}元，请核对。"),
    "balance-line": ("warning", "这一行的余额写的是{found}元，按上面的余额算应是{wanted}元，请核对。"),
    "spending-below-zero": ("warning", "支出一栏全部写成负数，已按支出的金额读取，请核对。"),
    "date-outside": ("warning", "日期{found}不在本表的期间{wanted}内，已按本表期间计入，请核对。"),
    "date-carried": ("warning", "有{found}行没有写日期，按上一行的日期记。"),
    "cash-transfer": ("warning", "有{found}笔只是现金和银行之间互转；现金账、银行账都收下后，不计入村里的收入和支出。"),
    "voucher-noncash": ("warning", "凭证“{found}”没有收付现金或银行存款，不是收支，没有收下。"),
    "voucher-unbalanced": ("warning", "这张凭证借方{found}元、贷方{wanted}元，不平，请核对。"),
    "unit-conflict": ("warning", "表头写{found}，表外写{wanted}，按表头读取，请核对单位。"),
    "books-twice": ("warning", "同村同期还有一份账也收下了，请核对是不是同一本账的两种公布，不要重复计算。"),
    "summary-sheet": ("warning", "这张表是其他表的汇总，只用来核对，没有重复收下。"),
    "net-disagrees": ("warning", "总收入减支出是{wanted}元，纯收入写的是{found}元，请核对。"),
    "per-head-disagrees": ("warning", "纯收入除以人口是{wanted}元，人均写的是{found}元，请核对。"),
    "score-disagrees": ("warning", "各项加起来是{wanted}分，总分写的是{found}分，请核对。"),
    "attendance-above-due": ("warning", "实到{found}人，比应到{wanted}人还多，请核对。"),
    "attendance-ratio-differs": ("warning", "实到除以应到是{wanted}%，到会比例写的是{found}%，请核对。"),
    "votes-disagree": ("warning", "赞成、反对、弃权加起来是{found}票，实到{wanted}人，请核对。"),
    "not-deceased": ("error", "注销原因写的是“{found}”，不是死亡，没有收进死亡名单。"),
    "rows-after-total": ("warning", "合计之后还有数据行，也读进来了，请核对。"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file, table, row or cell, said for a clerk; holds no identity or account number."""

    code: str
    severity: Severity
    message: str
    row: int | None = None  # the sheet's own row number, from 1
    column: str | None = None  # the heading
    cell: str | None = None  # C5
    sheet: str | None = None


def make(
    code: str,
    *,
    row: int | None = None,
    column: str | None = None,
    cell: str | None = None,
    sheet: str | None = None,
    **words: object,
) -> Problem:
    """The problem of this kind at this place; ``words`` fill its sentence."""
    severity, sentence = KINDS[code]
    message = sentence.format_map({"found": "", "wanted": "", "difference": "", "advice": ""} | words)
    return Problem(code, severity, message, row, column, cell, sheet)


@cache
def letter(index: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """The address of a cell counted from 0: (4, 2) is C5."""
    return f"{letter(column)}{row + 1}"
