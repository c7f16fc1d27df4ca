"""“我的钱在不在公布的总数里”: a villager's payments, and for each the proof that it is in the published sum."""

import json
from collections.abc import Mapping

from dashboard import display, style
from dashboard.access import Viewer
from dashboard.choosing import number_of
from dashboard.light.download import Download
from dashboard.light.pages import doors, page
from dashboard.queries import payments, proof
from dashboard.queries.proof import Proof
from loaders.database import Database

TITLE = "我的钱在公布的总数里吗"
_HOW = "公布那天，每张表都算出一串校验码，任何一行改动，校验码就变。这里用您家这一笔和别的各份的合计（看不出是谁的）重新算一遍，看是不是当时公布的那一串。"


def show(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """The proof of the payment that the address asks for, else the payments to choose from."""
    asked = query.get("payment", "")
    body = _one(db, viewer, payment) if (payment := number_of(asked)) is not None else _all(db, viewer)
    return page(TITLE, f"<main>{style.title(TITLE)}{body}</main>{doors(viewer, '/lite/proof')}", viewer=viewer)


def _all(db: Database, viewer: Viewer) -> str:
    found = payments.lines(db, viewer)
    if not found:
        return style.empty("还没有查到您家的发放记录。")
    return style.line("点一笔，看它是不是在公布的总数里。") + "".join(
        style.door(
            f"{line.scheme} {display.period(line.period)}", f"{display.yuan(line.amount_fen)}{f'，{line.whose}的' if line.whose else ''}",
            f"/lite/proof?payment={line.payment_id}",
        )
        for line in found
    )  # fmt: skip


def _one(db: Database, viewer: Viewer, payment_id: int) -> str:
    found = proof.of_payment(db, viewer, payment_id)
    back = style.door("看别的钱", "", "/lite/proof")
    if not isinstance(found, Proof):
        return style.say(found.words, "wait") + back
    says = f"在。您家这一笔{display.yuan(found.amount_fen)}，是公布的{found.rows}笔、合计{display.yuan(found.total_fen)}里的一笔，和公布那天一样，没有动过。"
    facts = style.facts([("项目", found.scheme), ("时期", display.period(found.period) if found.period else ""), ("公布的校验码", found.document["root"]["hash"][:16])])
    more = style.fold("怎么证明的", style.line(_HOW), style.line("下载证明，任何人用本系统附带的 check_proof.py 都能自己验，不用相信我们。"))
    return style.say(says, "good") + style.card(facts, more) + style.door("下载证明", "给懂电脑的人验", f"/lite/proof.json?payment={payment_id}") + back


def download(db: Database, viewer: Viewer, query: Mapping[str, str]) -> Download | str | None:
    """The proof as a file; nothing where there is none."""
    asked = query.get("payment", "")
    found = proof.of_payment(db, viewer, payment) if (payment := number_of(asked)) is not None else None
    if not isinstance(found, Proof):
        return None
    return Download("证明.json", "application/json; charset=utf-8", json.dumps(found.document, ensure_ascii=False, indent=1).encode())
