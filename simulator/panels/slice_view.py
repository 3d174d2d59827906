"""F over one or two parameters of a network: choose them, and see F with the path that the updates took."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from ..core.inputs import Array, InputError
from ..core.loss import LOSSES
from ..core.network import Network, entry_name
from ..core.sets.error_slice import POINTS, ErrorSlice, slice_of
from ..core.sets.single_parameter import SingleParameter, single_parameter, strongest_parameters
from ..core.wording import counted_as
from ..draw.slice_picture import parameter_said, slice_picture
from ..player.components.slice_component import slice_component
from ..runs.aside.work_cost import slice_seconds
from ..runs.trail import Trail
from . import page_state as state
from .fields import checked_menus
from .plain_tables import table
from .player_digits import printed
from .reader_notation import reader_notation, spelt
from .work_aside import worked

MOST_LISTED = 400  # parameters that a menu offers; of more a name is typed
MOST_PATH = 39  # networks of a path, evenly spaced, but for that at hand
GRIDS = (POINTS, 41, 31, 21, 15)  # points each way, at most: the first that can be had in time
MOST_SECONDS = 2.0
NONE = "none: a curve"
AROUND = "around the path"
REACHES = {AROUND: None, **{f"± {reach:g}": reach for reach in (0.01, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 100.0)}}


@dataclass(frozen=True, eq=False, slots=True)
class Sliced:
    """What a slice is of: the network at hand, the items of its F, X (N, H) and T (N, L), and the path.

    `updates`: how many led to each network of the path, of which that at hand is one, after `now` of them.
    `where` says it in words: "before update 3, pair 1". `trail`: where all updates led over some parameters.
    """

    network: Network
    X: Array
    T: Array
    loss: str
    path: tuple[Network, ...]
    updates: tuple[int, ...]
    now: int
    where: str
    trail: Callable[[Sequence[SingleParameter]], Trail]


def thinned(updates: Sequence[int], now: int) -> list[int]:
    """Places in a list of updates: the first, the last, that of `now`, and others evenly between."""
    count = len(updates)
    places = {round(i) for i in np.linspace(0, count - 1, min(count, MOST_PATH))}
    return sorted(places | {updates.index(now)})


def slice_view(place: str, of: Sliced) -> None:
    """The menus and the picture at a place of the page, which names its widgets."""
    try:
        with st.container(horizontal=True, gap="xsmall"):
            names = _chosen(place, of)
            key = state.keep(f"{place} range", AROUND)
            reach = REACHES[checked_menus.selectbox("Range", REACHES, key=key, width=150)]
        places = [single_parameter(name, of.network.widths) for name in names]
        found = _worked(place, of, places, reach)
    except InputError as reason:
        state.say(f"{reason}.")
        return
    if found is None:
        return
    at = of.updates.index(of.now)
    trail = of.trail(places)
    picture = slice_picture(found, of.updates, at, trail.values)
    letters = {"names": [*map(spelt, picture["names"])], "letter": spelt("F")}
    slice_component(picture | letters, f"{place} picture")
    st.text("\n".join(map(spelt, _said(found, of, places, trail))))
    with st.expander("The path, number by number"):
        _path_table(found, of)


# ---- what is chosen
def _chosen(place: str, of: Sliced) -> list[str]:
    """The names of one or two parameters; at first those with the largest |∂F/∂·|."""
    net = of.network
    widths = "-".join(map(str, net.widths))
    best: tuple[str, ...] = state.once(
        f"{place} strongest", strongest_parameters, of.path[0], of.X, of.T, of.loss
    )
    first, second = f"{place} first {widths}", f"{place} second {widths}"
    labels = ("To the right", "Upwards")
    listed = sum(layer.W.size + layer.b.size for layer in net.layers) <= MOST_LISTED
    if listed:
        names = _all_names(net)
        said = {name: spelt(parameter_said(name)) for name in names} | {NONE: NONE}
        more = {"format_func": said.__getitem__, "width": 112}
        one = checked_menus.selectbox(labels[0], names, key=state.keep(first, best[0]), **more)
        two = checked_menus.selectbox(labels[1], [NONE, *names], key=state.keep(second, best[1]), **more)
    else:
        example = spelt("As W2[1,3]: row and column, counted from 1; b2[3] for a bias.")
        entries = reader_notation().entries  # typed as W stands in the notation that is read
        first, second = (f"{key}{' turned' * reader_notation().turned}" for key in (first, second))
        one = st.text_input(labels[0], key=state.keep(first, entries(best[0])), help=example, width=130)
        empty = spelt(f"{example} Empty: F as a curve, with its tangent.")
        two = st.text_input(labels[1], key=state.keep(second, entries(best[1])), help=empty, width=130)
        one, two = _typed(one, net), _typed(two, net) if two.strip() else NONE
    return [one] if two == NONE else [one, two]


def _typed(text: str, net: Network) -> str:
    """The name of a parameter that was typed with row and column as the reader has them."""
    typed = "".join(text.split())
    name = reader_notation().entries(typed)
    try:
        return single_parameter(name, net.widths).name
    except InputError as reason:
        raise InputError(str(reason).replace(f"got {name}", f"got {typed}")) from None


def _all_names(net: Network) -> list[str]:
    return [
        entry_name(f"{letter}{l}", *(i + 1 for i in index))
        for l, layer in enumerate(net.layers, start=2)
        for letter, array in (("W", layer.W), ("b", layer.b))
        for index in np.ndindex(array.shape)
    ]


# ---- what is found
def _worked(
    place: str, of: Sliced, places: Sequence[SingleParameter], reach: float | None
) -> ErrorSlice | None:
    """The slice, on as fine a grid as there is time for; None as long as it is worked out beside the page."""
    l, count = min(each.l for each in places), len(places)
    for points in GRIDS:
        seconds = slice_seconds(of.network, len(of.X), l, points**count, len(of.path))
        if seconds <= MOST_SECONDS:
            break
    else:
        raise InputError(
            f"a slice must take at most {MOST_SECONDS:g} seconds; over {counted_as(len(of.X), 'item')} it "
            f"would take about {seconds:.0f}, even with {points} points each way: choose one parameter, or "
            "fewer items"
        )
    ranges = (
        None if reach is None else tuple((p.of(of.network) - reach, p.of(of.network) + reach) for p in places)
    )
    names = tuple(each.name for each in places)
    given = (of.network, of.X, of.T, names, of.loss, ranges, points, of.path)
    found: ErrorSlice | None = worked(f"{place} slice", spelt("Working out F"), seconds, slice_of, *given)
    return found


# ---- what is said of it
def _said(found: ErrorSlice, of: Sliced, places: Sequence[SingleParameter], trail: Trail) -> list[str]:
    names = [parameter_said(name) for name in found.parameters]
    how = (
        ""
        if len(of.X) == 1
        else f", the {'mean' if LOSSES[of.loss].mean else 'sum'} over {len(of.X):,} items"
    )
    lines = [f"F over {' and '.join(names)}, all else as {of.where}: {LOSSES[of.loss].title}{how}."]
    here = ", ".join(f"{name} = {printed(float(x))}" for name, x in zip(names, found.here, strict=True))
    slopes = ", ".join(f"∂F/∂{name} = {_number(x)}" for name, x in zip(names, found.slopes, strict=True))
    lines.append(f"At hand (ring): {here}; F = {_number(found.loss)}; {slopes}.")
    grid = " × ".join(f"{len(values)}" for values in found.values)
    if (least := found.least) is None:
        lines.append(f"Nowhere on the grid of {grid} is F within what float64 holds.")
    else:
        there = [printed(float(values[i])) for values, i in zip(found.values, least, strict=True)]
        where = ", ".join(f"{name} = {x}" for name, x in zip(names, there, strict=True))
        lines.append(f"Least on the grid of {grid} (cross): F = {_number(found.F[least])} at {where}.")
        if np.isnan(found.F).any():
            lines.append("Where F is past what float64 holds there is a gap.")
    lines.append(_path_said(found))
    lines += _line_said(found, of, trail)
    if frozen := [name for name, each in zip(names, places, strict=True) if each.is_frozen(of.network)]:
        lines.append(f"Frozen: {' and '.join(frozen)}; updates leave {'it' if len(frozen) == 1 else 'both'}.")
    return lines


def _path_said(found: ErrorSlice) -> str:
    what = "surface" if len(found.parameters) == 2 else "curve"
    if len(found.path.F) < 2:
        return "No update was made yet, so there is no path."
    if not (most := int(found.path.apart.max())):
        return f"No other parameter moves, so the path of the updates lies on the {what}."
    others = counted_as(most, "other parameter")
    return (
        f"The updates move {others} too, so but for the ring their path does not lie on the {what}: "
        "each of its points has an F of its own."
    )


def _line_said(found: ErrorSlice, of: Sliced, trail: Trail) -> list[str]:
    """How much of the updates is drawn; of a curve only the dots, as each needs an F of its own."""
    dots, last = len(of.updates), of.updates[-1] - of.updates[0]
    if len(found.parameters) == 1:
        return [f"The path is drawn from {dots} moments of {last:,} updates."] if last >= dots else []
    more = f" {dots} networks on it are dots, each with its own F." if last >= dots else ""
    return [f"{trail.said}{more}"] if trail.said else []


def _path_table(found: ErrorSlice, of: Sliced) -> None:
    rows = [
        [
            "before the first" if k == 0 else f"after update {k:,}",
            *(printed(float(x)) for x in values),
            _number(F),
            "as at hand" if apart == 0 else f"{apart:,} moved",
        ]
        for k, values, F, apart in zip(
            of.updates, found.path.values, found.path.F, found.path.apart, strict=True
        )
    ]
    names = [spelt(parameter_said(name)) for name in found.parameters]
    table(["network", *names, spelt("its own F"), "other parameters"], rows)


def _number(value: float) -> str:
    return printed(None if np.isnan(value) else float(value))
