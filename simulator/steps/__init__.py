"""The walk through the mathematics as data: one Step after another, each with its formula."""

from ..core.door import door

PLACES = {
    "Session": "session",
}
__all__ = list(PLACES)
__getattr__, __dir__ = door(__name__, PLACES)
