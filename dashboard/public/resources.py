"""资源: the village's land by kind, with its area, borders and who uses it."""

from dashboard import widgets
from dashboard.access import Viewer
from dashboard.public import registers


@widgets.guarded("public-assets")
def show(me: Viewer) -> None:
    """The page."""
    registers.draw(me, "resources")


show()
