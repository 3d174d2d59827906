"""The player: one browser component that holds all steps of a walk and shows them without the server."""

from ..core.door import door

PLACES = {
    "lesson_page": "pages.offline_lesson",
    "offline_page": "pages.offline",
    "sent": "payload.payload",
}
__all__ = list(PLACES)
__getattr__, __dir__ = door(__name__, PLACES)
