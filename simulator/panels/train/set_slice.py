"""F of the training rows over two weights, around the network that the run is looked at, with its path."""

from collections.abc import Sequence

import streamlit as st

from ...core.inputs import Array
from ...core.sets.dataset import DataSet
from ...files.sessions.run_record import Point
from ...runs.moments import moments
from ...runs.runner import Runner
from ...runs.standing import called
from .. import checked_menus
from .. import page_state as state
from ..slice_view import Sliced, slice_view, thinned

OF, ROWS = "run of the slice", "rows of the slice of a run"


def set_slice(data: DataSet, runs: Sequence[Runner]) -> None:
    """The box of it; worked out where it is opened."""
    box = st.expander("F over two weights", key="set slice", on_change="rerun")
    if not box.open:
        return
    with box:
        names = called(runs)
        i = 0
        if len(runs) > 1:
            i = names.index(checked_menus.selectbox("Of", names, key=state.keep(OF, names[0])))
        now = moments([*runs], state.read(state.LOOK))[i]
        X, T = state.once(ROWS, _training, data)
        slice_view("train", _sliced(runs[i], now, X, T))


def _training(data: DataSet) -> tuple[Array, Array]:
    return data.training


def _sliced(run: Runner, now: Point, X: Array, T: Array) -> Sliced:
    known = {point.k: point.network for point in run.points} | {now.k: now.network}
    updates = sorted(known)
    kept = [updates[i] for i in thinned(updates, now.k)]
    path = tuple(known[k] for k in kept)
    where = f"after update {now.k:,}" if now.k else "before the first update"
    return Sliced(now.network, X, T, run.plan.loss, path, tuple(kept), now.k, where)
