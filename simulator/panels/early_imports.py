"""What pages import only when they first need it is imported here, once, before the first of them is drawn.

Plotly looks for a pandas that is there already, and pandas and pyarrow import each other. Where a room of
visitors comes in the first two seconds after a start, one thread then finds what another has half imported.
"""

from importlib import import_module
from threading import Lock

from ..files.gallery import EXAMPLES, example
from ..player.payload.payload import sent

LATE = ("pandas", "pyarrow", "PIL.Image", "dateutil.parser", "plotly.io", "plotly.tools", "plotly.offline")

_one_at_a_time = Lock()
_done: list[str] = []


def import_early() -> None:
    """Import all of it and make one walk, which fills what walks share; other threads wait for the first."""
    with _one_at_a_time:
        if _done:
            return
        for name in LATE:
            import_module(name)
        first = example(EXAMPLES[0])
        sent(first.session, first.name, first.about)
        _done.extend(LATE)
