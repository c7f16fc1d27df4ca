"""Words of the books in the SQL of the rules: when two lines are about the same thing, and which are no purchases."""

from itertools import product

from loaders import charts

#: Categories that need no decision of their own, and those in which equal or round sums are usual.
_SETTLED = (charts.TRANSFER, "干部报酬和误工", "还借款和押金", "银行手续费和税")
_USUAL = (*_SETTLED, "慰问和救助", "分给村民的钱")
_COUNTED = [f"第{n}{of}" for n, of in product("一二三四五", "笔次")]
_DROPPED = (*_COUNTED, *"0123456789（） ")  # SQLite takes some thirty, one inside the other
_EVERYWHERE = ("工程", "项目", "方案", "资金", "村级", "财务", "年度", "费用", "情况", "有关", "关于", "事项", "采购", "支付")

#: The condition of a line of the books ``l`` that buys something.
BOUGHT = "l.category NOT IN ('" + "', '".join(_USUAL) + "')"
#: The condition of a line of the books ``l`` that a village has to decide on where it is large.
DECIDABLE = "l.category NOT IN ('" + "', '".join(_SETTLED) + "')"
#: The condition of a piece of words ``?`` that says more than any matter does.
GENERIC = " AND ".join(f"? NOT LIKE '%{word}%'" for word in _EVERYWHERE)


def same_words(column: str) -> str:
    """The SQL of a summary without its numbers: equal for two lines about the same thing."""
    words = column
    for dropped in _DROPPED:
        words = f"REPLACE({words}, '{dropped}', '')"
    return words
