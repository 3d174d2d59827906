"""The mathematics: NumPy and the standard library, no screen."""

from .door import door

PLACES = {
    "standardised": "sets.dataset",
}
__all__ = list(PLACES)
__getattr__, __dir__ = door(__name__, PLACES)
