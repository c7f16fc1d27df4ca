"""资产: what the village owns, at first and now worth how much, and its use."""

from dashboard import widgets
from dashboard.access import Viewer
from dashboard.public import registers


@widgets.guarded("public-assets")
def show(me: Viewer) -> None:
    """The page."""
    registers.draw(me, "assets")


show()
