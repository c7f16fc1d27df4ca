"""合同: who rents what from the village for how much until when, paid or overdue."""

from dashboard import widgets
from dashboard.access import Viewer
from dashboard.public import registers


@widgets.guarded("public-assets")
def show(me: Viewer) -> None:
    """The page."""
    registers.draw(me, "contracts")


show()
