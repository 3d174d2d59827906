"""F over two weights, around the network before the update in which the player stands."""

from functools import partial

from ...core.inputs import Array
from ...core.network import Network
from ...draw.lens import Lens
from ...runs.trail import trail_of_networks
from ...steps.session import Session, Update
from .. import page_state as state
from ..fields import checked_menus
from ..reader_notation import spelt
from ..slice_view import Sliced, slice_view, thinned
from .chosen_update import chosen_update, said, taken
from .health_table import training_rows

OF, ROWS, LED = "slice of F over", "rows of the slice", "networks of the walk"
ONE, PAIRS, SET = "the pair, or batch, of this update", "all pairs of the walk", "the training set"


def slice_tool(now: Session) -> Lens | None:
    """Choose over which items F is, and two parameters; nothing is marked on the graph."""
    rows = training_rows(now)
    options = [ONE, *([PAIRS] if len(now.X) > 1 else []), *([SET] if rows else [])]
    state.keep(OF, ONE)
    if state.read(OF) not in options:
        state.show(OF, ONE)
    over = checked_menus.selectbox(spelt("F of"), options, key=OF) if len(options) > 1 else ONE
    update = chosen_update(now)
    X, T = state.once(ROWS, _rows, now, update, over, rows)
    led: tuple[Network, ...] = state.once(LED, _led, now.walked)
    places = thinned(range(len(led)), update.number - 1)
    where = (
        f"before {said(update)[0].lower()}{said(update)[1:]}"
        if over == ONE
        else f"before update {update.number}"
    )
    path = tuple(led[i] for i in places)
    at = update.number - 1
    trail = partial(trail_of_networks, led)
    slice_view("step", Sliced(update.before, X, T, now.loss, path, tuple(places), at, where, trail))
    return None


def _rows(now: Session, update: Update, over: str, rows: tuple[Array, Array] | None) -> tuple[Array, Array]:
    if over == SET and rows is not None:
        return rows
    if over == PAIRS:
        return now.X, now.T
    x, t = taken(now, update)
    return (x, t) if update.in_matrices else (x[None], t[None])


def _led(walked: tuple[Update, ...]) -> tuple[Network, ...]:
    """The network before the first update, and after each."""
    return (walked[0].before, *(update.after for update in walked))
