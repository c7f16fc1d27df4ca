"""Roles and rights, as one table: who may, how far, which records, what of them, and on which legal ground."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Role = Literal["visitor", "villager", "clerk", "supervisor", "administrator"]

ROLE_NAMES: dict[Role, str] = {
    "visitor": "访客",
    "villager": "村民",
    "clerk": "经办人",
    "supervisor": "监督员",
    "administrator": "管理员",
}

#: How far a right reaches: whatever is there; the own person, household, village; the places of the office: its village,
#: its township with the villages of it, all of its county; or, for totals, its whole township even where it is one of a
#: village.
Scope = Literal["everybody", "person", "household", "village", "office", "township"]
#: How a field is seen: as it is written, through the one mask (`loaders.text`), or not at all.
Sight = Literal["clear", "masked", "hidden"]

_EVERYBODY: tuple[Role, ...] = tuple(ROLE_NAMES)
_OFFICES: tuple[Role, ...] = ("clerk", "supervisor", "administrator")
_VILLAGER: tuple[Role, ...] = ("villager",)
_CLERK: tuple[Role, ...] = ("clerk",)

#: What of a record tells who somebody is or concerns nobody else; ``*`` for all of it. These fields are seen where a
#: right names them and nowhere else. So is whatever is stored sealed or as a digest, in any record.
PERSONAL: dict[str, str] = {
    "person": "*",
    "household": "*",
    "household_code": "*",
    "revoked_code": "*",
    "pin": "*",
    "consent": "*",
    "told": "*",
    "household_income": "*",
    "visit": "*",
    "reference_entry": "*",
    "rejected_row": "*",
    "account": "*",
    "session": "*",
    "look": "*",
    "finding": "*",
    "finding_source": "*",
    "finding_step": "*",
    "payment_trail": "*",
    "pending": "name relation family_size remark",
    "payment": "name payee_name payee_id person_id household_id category remark area_mu standard_fen channel",
    "entitlement": "name person_id household_id category relation family_size",
    "credit_score": "name person_id household_id reason",
    "ledger_entry": "handler",
    "project": "beneficiary contractor inspector responsible",
    "resource": "party",
    "contract": "party",
    "debt": "party handler",
    "comment": "person_id name",
    "enquiry": "person_id about figure_fen photo phrase_hash answered_by text_sealed",
    "enquiry_step": "actor text_sealed",
}


@dataclass(frozen=True, slots=True)
class Right:
    """One line of the table.

    ``records`` are the tables that it opens, as far as their fields are not `PERSONAL`; ``clear`` and ``masked`` name the
    personal fields that it shows besides: ``payment.name``, or ``payment`` for all that is personal in it. What is
    stored sealed is shown by a right that names the very field alone.
    """

    roles: tuple[Role, ...]
    scope: Scope
    records: str
    reason: str
    clear: str = ""
    masked: str = ""
    helped: bool = False  # whether who helps by somebody's consent has it too; what everybody may see, everybody may


#: Who may do what. A right that is missing here is a slip of the programmer, so asking for it fails.
RIGHTS: dict[str, Right] = {
    # what concerns oneself
    "own-payments": Right(_VILLAGER, "household", "payment entitlement household_income visit credit_score", "个人信息保护法第四十五条：本人查阅自己的信息；社会救助按户办理，一户人一起看", clear="payment entitlement household_income visit visit.content_sealed credit_score person.name", helped=True),
    "looks": Right(_VILLAGER, "household", "look", "个人信息保护法第四十四条：本人有权知道谁处理了自己的信息", clear="look"),
    "own-pin": Right(_VILLAGER, "person", "pin", "个人信息保护法第五十一条：防止未经授权的访问；自己的密码自己管"),
    "consent": Right(_VILLAGER, "person", "consent", "个人信息保护法第十五条：同意由本人给，随时能撤回，撤回要方便", clear="consent person.name"),
    "helping": Right(("villager", *_OFFICES), "person", "consent", "民法典第一百六十五条、个人信息保护法第十四条：受人委托，写明办什么、到哪天为止", masked="consent person.name", helped=True),
    "told": Right(_VILLAGER, "person", "told", "个人信息保护法第四十四条：别人替本人办的事，本人有权知道", clear="told"),
    "comment": Right(_VILLAGER, "village", "comment", "村民委员会组织法第三十条：接受村民查询；方案公示期听取意见", masked="comment.name"),
    # what people ask
    "ask": Right(_EVERYBODY, "everybody", "place", "浙江省实施村民委员会组织法办法第四十三条：村民有权询问和反映；社会救助暂行办法第六十三条：任何单位和个人都可以举报投诉"),
    "follow": Right(_EVERYBODY, "everybody", "enquiry place correction_note", "信访工作条例第二十三条、第三十四条：办理的情况要告诉提出的人；不登录凭编号只看办到哪一步"),
    "own-enquiries": Right(_VILLAGER, "person", "enquiry enquiry_step place correction_note", "个人信息保护法第四十五条：本人查阅自己的信息", clear="enquiry enquiry.text_sealed enquiry_step enquiry_step.text_sealed"),
    "enquiries": Right(("clerk", "supervisor"), "office", "enquiry enquiry_step place import batch correction_note", "浙江省实施村民委员会组织法办法第三十二条、第四十三条，浙江省社会救助条例第五十八条：收到的反映要查清并答复；只限本乡镇、本村", clear="enquiry enquiry.text_sealed enquiry_step enquiry_step.text_sealed person.name"),
    # what is public
    "public-books": Right(_EVERYBODY, "everybody", "ledger_entry ledger_summary ledger_balance fund_allocation project another_place decision comment scheme_summary credit_score visit.counts entitlement pending paper place", "村民委员会组织法第三十条、浙江省实施办法第二十九条：财务收支、享受对象和标准必须公布；个人信息保护法第六条：够用为止，名字遮住", masked="ledger_entry.handler project.beneficiary project.contractor project.inspector project.responsible entitlement.name pending.name credit_score.name comment.name"),
    "open-data": Right(_EVERYBODY, "everybody", "payment entitlement payment_total ledger_entry ledger_summary fund_allocation project scheme_summary asset resource contract debt decision credit_score correction_note remainder journal batch import place scheme", "政府信息公开条例第二十条、第二十一条：主动公开扶贫和社会救助信息；第十五条：个人隐私不公开", masked="payment.name entitlement.name ledger_entry.handler project.contractor resource.party contract.party debt.party credit_score.name"),
    "public-assets": Right(_EVERYBODY, "everybody", "asset resource contract debt place", "浙江省农村集体资产管理条例第九条、第二十五条：登记并公布", masked="resource.party contract.party debt.party"),
    "public-village": Right(_EVERYBODY, "everybody", "place ledger_entry contract payment_total batch import exemption posting paper", "村民委员会组织法第三十条：按时公布"),
    # the work of the offices
    "upload": Right(_CLERK, "office", "import batch", "个人信息保护法第十三条第三项、第三十四条：履行法定职责所必需；只限本乡镇、本村"),
    "publish": Right(_CLERK, "office", "import batch rejected_row paper comment", "个人信息保护法第三十四条、第四十六条：法定职责；发现不准确的要更正", clear="rejected_row rejected_row.cells_sealed person.name", masked="comment.name"),
    "codes": Right(_CLERK, "office", "household household_code revoked_code place_setting", "个人信息保护法第四十五条：为本人查阅提供便利；明白卡只由本乡镇、本村的经办人发，卡交给本户，所以写全户主的名字", clear="household household_code household_code.code_sealed revoked_code person.name"),
    "desk": Right(_CLERK, "office", "household pin consent", "个人信息保护法第十五条、第四十五条：在窗口帮本人登记同意、找回密码；只限本乡镇、本村", clear="household person.name consent"),
    "overview": Right(_OFFICES, "township", "place batch import payment_total", "村民委员会组织法第三十一条：乡镇和县督促按时公布；只看合计，不看个人"),
    "export-full": Right(("clerk", "supervisor"), "office", "payment entitlement ledger_entry project resource contract debt credit_score household_income visit reference_entry person", "社会救助暂行办法第六十一条：工作中知道的信息要保密；只限本乡镇、本村的核查", clear="payment.name entitlement.name ledger_entry.handler project resource contract debt credit_score.name household_income visit reference_entry person.name person.sex"),
    "own-account": Right(_OFFICES, "person", "account", "个人信息保护法第五十一条：防止未经授权的访问；自己的密码和动态口令自己管"),
    "findings": Right(("supervisor",), "office", "finding finding_source finding_step batch import place scheme payment entitlement", "个人信息保护法第二十四条：比对只给出疑点，由人核实，听本人说明；社会救助暂行办法第五十七条：加强监督检查", clear="finding finding_step finding_step.words_sealed payment entitlement person reference_entry household_income visit credit_score ledger_entry project resource contract debt rejected_row rejected_row.cells_sealed"),
    "rule-settings": Right(("supervisor", "administrator"), "office", "rule_setting place", "社会救助暂行办法第五十七条：完善监督检查的制度", clear=""),
    "accounts": Right(("administrator",), "office", "account", "个人信息保护法第五十一条：内部管理制度和操作权限", clear="account"),
    # publication
    "approve": Right(("supervisor",), "office", "preparation import batch", "浙江省实施村民委员会组织法办法第三十二条：村务监督委员会先审查要公布的内容", clear="payment.name entitlement.name ledger_entry.handler"),
    "exempt": Right(_CLERK, "office", "exemption place", "村民委员会组织法第三十条：公布的事项要真实，不公布的要说明原因"),
    "place-settings": Right(("administrator",), "office", "place_setting place", "浙江省实施村民委员会组织法办法第二十九条：公布的形式和程序由当地定"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Behalf:
    """By which consent somebody helps: whom (the name masked), until which day, and the helper as who signed in."""

    consent_id: int
    name: str
    until: date
    helper: "Viewer"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking; ``place_id`` is the office's place, or the village that a villager lives in.

    ``county`` says that the office is one of the county: it has no township. Who looks on somebody's behalf is a
    villager with the person, household and village of the one who is helped, as far as the consent reaches, and with
    the own name.
    """

    role: Role
    name: str = ""
    account_id: int | None = None
    person_id: int | None = None
    household_id: int | None = None
    place_id: int | None = None
    township_id: int | None = None
    county: bool = False
    behalf: Behalf | None = None

    @property
    def village_id(self) -> int | None:
        """The one village that the viewer lives in or works for; none for an office of more than one."""
        return self.place_id if self.role == "villager" or (not self.county and self.place_id != self.township_id) else None


VISITOR = Viewer("visitor")


@dataclass(frozen=True, slots=True)
class Whose:
    """Where a record belongs, as far as it says: who asks for it must be there too."""

    township_id: int | None = None
    village_id: int | None = None
    household_id: int | None = None
    person_id: int | None = None


def may(viewer: Viewer, right: str, whose: Whose | None = None) -> bool:
    """Whether the viewer's role has the right; with ``whose``, whether it reaches that record as well."""
    entry = RIGHTS[right]
    return _has(viewer, entry) and (whose is None or _reaches(viewer, entry.scope, whose))


def _has(viewer: Viewer, entry: Right) -> bool:
    """Whether the role has it; who helps has what everybody has, and what the table lends to helpers."""
    return viewer.role in entry.roles and (viewer.behalf is None or entry.helped or entry.scope == "everybody")


def _reaches(viewer: Viewer, scope: Scope, whose: Whose) -> bool:
    if scope == "everybody":
        return True
    if scope == "person":
        return _same(viewer.person_id, whose.person_id)
    if scope == "household":
        return _same(viewer.person_id, whose.person_id) or _same(viewer.household_id, whose.household_id)
    if scope == "village":
        return _same(viewer.place_id, whose.village_id)
    if scope == "office" and viewer.village_id is not None:
        return _same(viewer.village_id, whose.village_id)
    return viewer.county or _same(viewer.township_id, whose.township_id)


def _same(mine: int | None, theirs: int | None) -> bool:
    """Whether both are known and the same: what nobody knows belongs to nobody."""
    return mine is not None and mine == theirs


def sight(viewer: Viewer, right: str, record: str, field: str) -> Sight:
    """How the viewer sees a field of a record under a right."""
    entry = RIGHTS[right]
    if not _has(viewer, entry):
        return "hidden"
    name, sealed = f"{record}.{field}", field.endswith(("_sealed", "_digest"))
    if name in entry.clear.split():
        return "clear"
    if name in entry.masked.split():
        return "masked"
    personal = PERSONAL.get(record, "").split()
    if sealed or field in personal or "*" in personal:
        return "clear" if record in entry.clear.split() and not sealed else "hidden"
    return "clear" if record in entry.records.split() else "hidden"
