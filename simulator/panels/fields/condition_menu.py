"""Which condition the walk, or a training run, is to stop at."""

from typing import Any

from ...core.health.breakpoints import CONDITIONS, Breakpoint, check_place
from ...core.network import Network
from .. import page_state as state
from ..reader_notation import spelt
from . import checked_menus
from .number_field import number_field

NONE = "none"
ANY = 0  # of several, that count from 1
NAMES = {
    NONE: "no condition",
    "small S": "‖S‖ falls below a bound",
    "dead": "a relu neuron is dead",
    "F rises": "F rises in an update",
    "not finite": "a value is not finite",
    "sign change": "an edge changes its sign",
}


def choose_condition(who: str, net: Network) -> Breakpoint | None:
    """Ask for a condition and what it needs; None for no condition. Raises InputError as Breakpoint does."""
    name = checked_menus.selectbox(
        "Stop when", NAMES, key=state.keep(f"stop {who}", NONE), format_func=lambda name: spelt(NAMES[name])
    )
    if name == NONE:
        return None
    asked = CONDITIONS[name].arguments
    given: dict[str, Any] = {}
    if "bound" in asked:
        key = state.keep(f"stop bound {who}", 1e-3)
        given["bound"] = number_field("Bound", key=key, name=key, least=0.0)
    if "layer" in asked:
        layer = given["layer"] = _any("Layer", f"stop layer {who}", 2, net.depth)
        if layer is not None:
            H, L = net.W[layer].shape
            if "neuron" in asked:
                given["neuron"] = _any("Neuron", f"stop neuron {who}", 1, L)
            if "row" in asked and (row := _any("From neuron", f"stop row {who}", 1, H)) is not None:
                given |= {"row": row, "column": _one("To neuron", f"stop column {who}", 1, L)}
    found = Breakpoint(name, **given)
    check_place(found, net)
    return found


def _any(label: str, key: str, least: int, most: int) -> int | None:
    """One of several, or any of them."""
    return _chosen(label, key, [ANY, *range(least, most + 1)]) or None


def _one(label: str, key: str, least: int, most: int) -> int:
    """One of several."""
    return _chosen(label, key, [*range(least, most + 1)])


def _chosen(label: str, key: str, options: list[int]) -> int:
    state.keep(key, options[0])
    if state.read(key) not in options:
        state.show(key, options[0])
    return int(
        checked_menus.selectbox(label, options, key=key, format_func=lambda i: "any" if i == ANY else str(i))
    )
