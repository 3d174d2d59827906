"""F of the training rows over two weights, around the network that the run is looked at, with its path."""

from collections.abc import Sequence

import streamlit as st

from ...core.inputs import Array
from ...core.network import Network
from ...core.sets.dataset import DataSet
from ...runs.moments import moments
from ...runs.runner import Runner
from ...runs.standing import called
from .. import page_state as state
from ..fields import checked_menus
from ..reader_notation import spelt
from ..slice_view import Sliced, slice_view, thinned

OF, ROWS, AT = "run of the slice", "rows of the slice of a run", "network that a run is sliced at"


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
    known = {point.k: point.network for point in run.points}
    if now not in known:
        known[now] = state.once(AT, _network_at, run, now)
    updates = sorted(known)
    kept = [updates[i] for i in thinned(updates, now)]
    path = tuple(known[k] for k in kept)
    where = f"after update {now:,}" if now else "before the first update"
    return Sliced(known[now], X, T, run.plan.loss, path, tuple(kept), now, where)


def _training(data: DataSet) -> tuple[Array, Array]:
    return data.training


def _network_at(run: Runner, k: int) -> Network:
    return run.at(k)
