"""Where does it come from: the parts of one neuron's S or n, and the strongest ways over which they come."""

from dataclasses import replace

import streamlit as st

from ...core.network import Network
from ...core.origin.contributions import Flow, arrivals, weighted_parts
from ...core.origin.strongest_paths import Path, Paths, influence, input_paths, paths
from ...core.wording import counted_as, indexed
from ...draw.lens import PATH, Lens
from ...draw.lenses import arrival_lens
from ...steps.formulas.digits import ALL_DIGITS, summed
from ...steps.kinds.backward_batches import of_item
from ...steps.noise import printed_total
from ...steps.session import Session, Update
from .. import page_state as state
from ..fields import checked_menus
from ..plain_tables import table, verdict
from ..player_digits import player_digits, printed
from ..reader_notation import spelt
from .chosen_update import chosen_update, item_looked_at, lens_of, said

WAY, LAYER, NEURON, INPUT = "origin way", "origin layer", "origin neuron", "origin input"
BACK, FORTH = "S, backwards", "n, forwards"
WAYS = {"S": BACK, "n": FORTH}
MOST_WAYS = 8


def pick(l: int, c: int, way: str = "") -> bool:
    """A neuron was opened in the player: look at it here too, and that way, where S or n is asked for.

    Whether it is there; one that is not is refused.
    """
    widths = state.session().network.widths
    if not 1 <= l <= len(widths) or not 1 <= c <= widths[l - 1]:
        state.refuse("a neuron that is picked must be in the network; this one is not", "Not shown")
        return False
    state.put_in(LAYER, l)
    state.put_in(NEURON, c)
    if way in WAYS:
        state.put_in(WAY, WAYS[way])
    return True


def where_from(now: Session) -> Lens | None:
    """Pick a neuron and a direction, and see its sum taken apart."""
    st.text("Click a neuron, or choose it here.")
    chosen, net = chosen_update(now), now.network
    item = item_looked_at() if chosen.in_matrices else None
    if item == 0:
        st.text("The graph shows the sum over the items, which flows along no path: choose one item there.")
        return None
    update = of_item(chosen, min(item, len(chosen.items)) - 1) if item else chosen
    state.keep(WAY, BACK if net.depth > 2 else FORTH)
    way = checked_menus.segmented_control(
        "Direction",
        (BACK, FORTH),
        key=WAY,
        label_visibility="collapsed",
        required=True,
        format_func=spelt,
    )
    l = _whole("Layer", LAYER, 2, net.depth)
    c = _whole("Neuron", NEURON, 1, net.widths[l - 1])
    if way == BACK and l == net.depth:
        size = printed(float(update.run.S[l][c - 1]))
        verdict(
            f"{spelt(indexed('S', l, c))} = {size} comes from the error itself: there is no later neuron.",
            PATH,
        )
        return None
    lens = _back(update, l, c) if way == BACK else _forth(update, l, c)
    return replace(lens_of(said(update), lens, update), item=item)


def _whole(label: str, key: str, least: int, most: int) -> int:
    state.keep(key, least)
    state.show(key, min(max(state.read(key), least), most))
    return int(checked_menus.number_input(f"{label}, {least} to {most}", least, most, key=key))


def _back(update: Update, l: int, c: int) -> Lens:
    net = update.after if update.truth is not None else update.before
    flow, ways = arrivals(net, update.run, l, c), paths(net, update.run, l, c, MOST_WAYS)
    letter = spelt(flow.letter)
    verdict(f"How {letter} = {printed(flow.total)} is made up: what arrives over layer {l + 1}.", PATH)
    _sum(flow)
    _ways(ways, f"The strongest paths to {letter}")
    return arrival_lens(flow, l, c, ways.strongest, player_digits())


def _forth(update: Update, l: int, c: int) -> Lens:
    net = update.before
    flow = weighted_parts(net, update.run, l, c)
    letter = spelt(flow.letter)
    verdict(f"How {letter} = {printed(flow.total)} is made up: what layer {l - 1} sends, and the bias.", PATH)
    _sum(flow)
    i = _input(net, update, l, c)
    ways = input_paths(net, update.run, l, c, i, MOST_WAYS)
    _ways(ways, f"The strongest paths of ∂{letter}/∂x{i}")
    return arrival_lens(flow, l, c, ways.strongest, player_digits())


def _input(net: Network, update: Update, l: int, c: int) -> int:
    """Which input to follow; every input's ∂n/∂x is shown."""
    slopes = influence(net, update.run, l, c)
    options = range(1, len(slopes) + 1)
    state.keep(INPUT, 1)
    state.show(INPUT, min(state.read(INPUT), len(slopes)))
    return int(
        checked_menus.selectbox(
            "From input",
            options,
            key=INPUT,
            format_func=lambda i: f"x{i}: {spelt('∂n/∂x')} = {printed(slopes[i - 1])}",
        )
    )


def _sum(flow: Flow) -> None:
    """The parts, and their sum to the last digit that is shown."""
    parts = sorted(flow.parts, key=lambda part: -abs(part.value))
    lines = summed([part.value for part in parts], flow.total, player_digits() or ALL_DIGITS)
    power = f" · 10^{lines.power}" if lines.power else ""
    rows = [
        [spelt(" · ".join(letter for letter, _ in part.factors)), _product(part.factors), _minus(value)]
        for part, value in zip(parts, lines.parts, strict=True)
    ]
    if float(lines.leftover):
        rows.append(["what rounding leaves", "", _minus(lines.leftover)])
    rows.append([f"sum {spelt(flow.letter)}", "", _minus(lines.total)])
    table(["over", "numbers", f"contributes{power}"], rows)


def _minus(text: str) -> str:
    return text.replace("-", "−")


def _product(factors: tuple[tuple[str, float], ...]) -> str:
    return " · ".join(printed(value) if value >= 0 else f"({printed(value)})" for _, value in factors)


def _ways(ways: Paths, title: str) -> None:
    rows = [[_route(way), printed(way.value)] for way in ways.strongest]
    if ways.others:
        rest = printed(ways.rest) if abs(ways.rest) > ways.rounding else "about 0"
        rows.append([counted_as(ways.others, "other path"), rest])
    total = printed_total(ways.total, [way.value for way in ways.strongest], player_digits())
    rows.append([f"sum {spelt(ways.letter)}", printed(total)])
    table(["path", "contributes"], rows, caption=title)


def _route(way: Path) -> str:
    return " → ".join(f"{l},{c}" for l, c in way.neurons)
