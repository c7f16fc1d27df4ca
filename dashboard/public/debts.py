"""债权债务: who owes the village, and whom the village owes."""

from dashboard import widgets
from dashboard.access import Viewer
from dashboard.public import registers


@widgets.guarded("public-assets")
def show(me: Viewer) -> None:
    """The page."""
    registers.draw(me, "debts")


show()
