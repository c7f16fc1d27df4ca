"""Every light page on one page, by section: what the last door of the bar leads to."""

from dashboard import style
from dashboard.access import Viewer, may
from dashboard.light.pages import doors, page
from dashboard.light.search import FIELD
from loaders.database import Database

#: Section, and its pages: the right, the address, the name and a plain sentence.
SECTIONS: tuple[tuple[str, tuple[tuple[str, str, str, str], ...]], ...] = (
    ("查询", (("own-payments", "/lite", "我的补贴", "发给我家的每一笔钱"), ("own-payments", "/my", "按月份看", "哪个月发了，哪个月没发"), ("own-payments", "/lite/proof", "我的钱在公布的总数里吗", "一笔一笔可以验"), ("looks", "/lite/looks", "谁看过我家的记录", "哪一天，哪个单位，为什么"), ("consent", "/lite/consents", "谁在帮我看", "让别人代看，随时收回"), ("helping", "/lite/helping", "我帮别人看", "别人同意您代看的"), ("own-pin", "/lite/pin", "我的密码", "登录填自己的六位密码"))),
    ("一个村", (("public-village", "/v", "各村", "每个村的主页：钱和事在一页里"), ("public-village", "/lite/calendar", "该公开的公开了吗", "每个村该公开什么，按时没有"))),
    (
        "三资运行我知情",
        (
            ("public-books", "/lite/books", "村里的账", "收了多少，花在哪里，还剩多少"), ("public-assets", "/lite/contracts", "合同", "村里的东西租给了谁，钱交了没有"),
            ("public-assets", "/lite/assets", "资产", "村里的房屋和设备"), ("public-assets", "/lite/resources", "资源", "村里的土地、山林、水面"),
            ("public-assets", "/lite/debts", "债权债务", "别人欠村里的，村里欠别人的"),
        ),
    ),
    (
        "精准扶贫我监督",
        (
            ("public-books", "/lite/funds", "帮扶资金", "上级给的钱分到了哪里，用在了哪里"), ("public-books", "/lite/lists", "享受名单", "哪些人家在享受哪一项"),
            ("public-books", "/lite/summaries", "补贴汇总", "部门公布的人数和金额"),
            ("public-books", "/lite/projects", "项目", "在建什么，谁出的钱，做到哪一步"), ("public-books", "/lite/programmes", "改造和搬迁", "一户一户帮的，做到哪一步"),
        ),
    ),
    ("村务决策我参与", (("public-books", "/lite/decisions", "村务决策", "谁提的，怎么议的，怎么定的"),)),
    (
        "反映和答复",
        (
            ("ask", "/lite/ask", "反映一件事", "哪里不对，告诉村里；可以不留名字"), ("own-enquiries", "/lite/mine", "我反映过的", "办到哪一步，怎么答复的"), ("follow", "/lite/follow", "查反映办到哪一步", "凭受理编号，不用登录"),
            ("follow", "/lite/answers", "问过的和答过的", "村民问了什么，怎么答复的"),
        ),
    ),
    ("更多", (("open-data", "/search", "查找", "找村、补贴、项目、合同、决策"), ("public-village", "/lite/catalogue", "公开目录", "该公开的每一项：内容、依据、时限"), ("open-data", "/lite/corrections", "更正记录", "公布以后又改了什么，为什么"), ("open-data", "/open", "开放数据", "公开的表格，谁都可以拿去用"), ("own-account", "/me", "我的账号", "密码和动态口令"), ("public-books", "/", "首页", "完整版的网页"))),
)  # fmt: skip


def show(db: Database, viewer: Viewer) -> str:
    """The page: the field to search with, then the sections that the viewer may open."""
    parts = "".join(_section(name, [(to, words, about) for right, to, words, about in pages if may(viewer, right)]) for name, pages in SECTIONS)
    return page("全部", f"<main>{style.title('全部')}{style.seek(FIELD)}{parts}</main>{doors(viewer, '/lite/all')}", viewer=viewer)


def _section(name: str, pages: list[tuple[str, str, str]]) -> str:
    return style.part(name) + "".join(style.door(words, about, to) for to, words, about in pages) if pages else ""
