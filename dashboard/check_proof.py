"""Checks that one payment is among those that add up to a published sum. Anybody may run this file; it needs Python alone.

    python check_proof.py 证明.json [root]

``root`` is the 64 digits that the village publishes for the table (at /open/publications.json); get them there, or
from somebody else who wrote them down, and not from the proof itself. After a change of the key the rows have a new root, and
the one of an older proof stands among ``former_roots``. Without them the proof's own root is taken.

What it does, in plain words. The office has put every row of the table into an envelope whose number nobody can guess
(the salt). Two envelopes at a time were put into a larger one, which says on the outside how many rows are in it and
what they add up to; and so on, until one was left: its number is the root, and it was published with the number of rows
and their sum on the day of publication. The proof holds the own row and, for every larger envelope on the way up, the
one beside it: its number, how many rows, what sum, but not whose. From these anybody computes the root. If it is the
published one, the own row was in, with this amount, and the sum was not changed afterwards.

The file is JSON: ``leaf`` (``salt``, ``hidden``: the digest of all that is stored of the row, ``shown``:
name|period|fen|row), ``path`` (from below: ``side`` on which the neighbour stands, ``hash``, ``fen``, ``rows``) and
``root`` (``hash``, ``fen``, ``rows``). A leaf's hash is SHA-256 of the byte 0, salt, hidden and shown. A larger one's is
SHA-256 of the byte 1 and both parts, left and right, each as hash, sum and number of rows in 8 bytes, big-endian.
"""

import hashlib
import json
import sys
from typing import Any


def fault(proof: Any, root: str | None = None) -> str:
    """What is wrong with a proof, in a sentence; empty where it holds."""
    leaf, top = proof["leaf"], proof["root"]
    _, _, fen, _ = leaf["shown"].rsplit("|", 3)
    data = b"\0" + bytes.fromhex(leaf["salt"]) + bytes.fromhex(leaf["hidden"]) + leaf["shown"].encode()
    own = (hashlib.sha256(data).digest(), int(fen), 1)
    for step in proof["path"]:
        other = (bytes.fromhex(step["hash"]), int(step["fen"]), int(step["rows"]))
        if other[1] < 0 or other[2] < 1:
            return "证明里有负数的金额或空的一份，不能算数。"
        left, right = (other, own) if step["side"] == "left" else (own, other)
        parts = b"".join(h + f.to_bytes(8, "big", signed=True) + n.to_bytes(8, "big", signed=True) for h, f, n in (left, right))
        own = (hashlib.sha256(b"\1" + parts).digest(), left[1] + right[1], left[2] + right[2])
    if own[1:] != (top["fen"], top["rows"]):
        return "各份加起来不等于公布的合计或笔数。"
    if own[0].hex() != (root or top["hash"]).lower():
        return "算出来的根与公布的根不同：这一笔不在公布的那一份里，或有人改过。"
    return ""


def main(arguments: list[str]) -> int:
    """Print what was found; the exit status: 0 it holds, 1 it does not, 2 it cannot be read."""
    if len(arguments) not in (1, 2):
        print("用法：python check_proof.py 证明.json [公布的根]")
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            proof = json.load(file)
        wrong = fault(proof, *arguments[1:])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError):
        print("这个文件读不了，不是本系统出的证明。")
        return 2
    if wrong:
        print("不成立：" + wrong)
        return 1
    fen, top = int(proof["leaf"]["shown"].rsplit("|", 3)[2]), proof["root"]
    print(f"成立：这一笔{fen // 100}.{fen % 100:02}元，是{top['rows']}笔、合计{top['fen'] // 100}.{top['fen'] % 100:02}元里的一笔。")
    if len(arguments) == 1:
        print("请再把证明里的根与公开的根（/open/publications.json）对一下：" + top["hash"])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
