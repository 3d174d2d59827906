"""What is on the page: one file a panel, and one that keeps the session."""

from ..core.door import door

PLACES = {
    "choose_data": "train.data",
    "session_of": "debug.open_file",
}
__all__ = list(PLACES)
__getattr__, __dir__ = door(__name__, PLACES)
