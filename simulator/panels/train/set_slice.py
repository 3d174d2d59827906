"""F of the training rows over two weights, around the network that the run is looked at, with its path."""

from collections.abc import Sequence

import streamlit as st

from ...core.inputs import Array
from ...core.network import Network
from ...core.sets.dataset import DataSet
from ...core.sets.single_parameter import SingleParameter
from ...runs.moments import moments
from ...runs.runner import Runner
from ...runs.standing import called
from ...runs.trail import Trail, replayed_in_time, trail_of_run
from .. import page_state as state
from ..fields import checked_menus
from ..reader_notation import spelt
from ..slice_view import Sliced, slice_view, thinned

OF, ROWS = "run of the slice", "rows of the slice of a run"
LED, TRAIL = "networks of the sliced run", "trail of the sliced run"


def set_slice(runs: Sequence[Runner]) -> None:
    """The box of it; worked out where it is opened."""
    box = st.expander(spelt("F over two weights"), key="set slice", on_change="rerun")
    if not box.open:
        return
    with box:
        names = called(runs)
        i = 0
        if len(runs) > 1:
            i = names.index(checked_menus.selectbox("Of", names, key=state.keep(OF, names[0])))
        k = moments(runs, state.read(state.LOOK))[i].k
        slice_view("train", _sliced(runs[i], k))


def _sliced(run: Runner, now: int) -> Sliced:
    """Of the same arrays and networks as long as nothing else is looked at: work aside goes on for them."""
    X, T = state.once(ROWS, _training, run.data)
    led: dict[int, Network] = state.once(LED, _led, run, run.updates, now)
    where = f"after update {now:,}" if now else "before the first update"

    def trail(places: Sequence[SingleParameter]) -> Trail:
        found: Trail = state.once(TRAIL, _trail, run, run.updates, tuple(places))
        return found

    return Sliced(led[now], X, T, run.plan.loss, tuple(led.values()), tuple(led), now, where, trail)


def _led(run: Runner, last: int, now: int) -> dict[int, Network]:
    """Networks of the run by how many updates led to them, evenly between, that of `now` among them."""
    if replayed_in_time(run) and now >= run.first:
        updates = range(run.first, last + 1)
        return {updates[i]: run.at(updates[i]) for i in thinned(updates, now)}
    known = {point.k: point.network for point in run.points}
    if now not in known:
        known[now] = run.at(now)
    moments = sorted(known)
    return {moments[i]: known[moments[i]] for i in thinned(moments, now)}


def _trail(run: Runner, _: int, places: Sequence[SingleParameter]) -> Trail:
    return trail_of_run(run, places)


def _training(data: DataSet) -> tuple[Array, Array]:
    return data.training
