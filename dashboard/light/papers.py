"""The photos and papers of a matter, as its card shows them."""

from collections.abc import Sequence

from dashboard import style
from dashboard.queries.papers import Shown


def shown(found: Sequence[Shown]) -> str:
    """Photos as small pictures with their day, papers as links under them; nothing where there is none."""
    photos = [style.photo(_address(one), one.words) for one in found if one.photo]
    papers = "".join(style.door(f"材料：{one.title}", one.words.removesuffix(one.title).rstrip("，"), _address(one)) for one in found if not one.photo)
    return (style.photos(*photos) if photos else "") + papers


def _address(one: Shown) -> str:
    return f"/paper/{one.id}"
