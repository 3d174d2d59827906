"""A recording of somebody's own training loop: its updates, each beside what the simulator finds for it."""

import numpy as np
import streamlit as st

from ...core.inputs import Array, InputError
from ...core.wording import counted_as, letter_of
from ...draw.lens import BAD, GOOD, WARN
from ...files.recordings.departures.gradient_departure import departure_of
from ...files.recordings.departures.learning_rate import plain_rate
from ...files.recordings.departures.optimizer_verdict import (
    OptimizerVerdict,
    followed_in_part,
    said_of_update,
    sentences,
    verdict_of,
)
from ...files.recordings.recording import Recording
from ...files.recordings.session_of_update import walk_of
from ...steps.formulas.digits import raised
from .. import page_state as state
from ..fields import checked_menus
from ..plain_tables import table, verdict
from ..reader_notation import spelt

UPDATE, AGREEMENT, VERDICT = "recorded update", "recorded agreement", "recorded rule"
MOST_DEPARTURES = 12  # that are listed
MOST_FOLLOWING = 5  # updates that are opened together
MOST_CHECKED = 2_000  # rows of an update, each taken forward and backward by itself
AGREES = 1e-5  # of the largest entry: what float32 leaves


def show_recording(recording: Recording, name: str, which: str) -> None:
    """Choose an update of the recording, see whether its gradients agree, and open it in the stepper."""
    updates = counted_as(recording.updates, "update")
    st.text(f"A recording of {updates}; {recording.loss.upper()}, {recording.reduction}.")
    for remark in recording.remarks:
        st.text(spelt(remark))
    key = state.keep(f"{UPDATE} {which}", 1)
    k = (
        int(
            checked_menus.number_input(
                f"Update of the recording, 1 to {recording.updates}", 1, recording.updates, key=key
            )
        )
        - 1
    )
    _agreement(recording, k)
    _rule(recording, k)
    if recording.optimizer is None or recording.optimizer.row is None:
        alpha = plain_rate(recording, k)
        st.text(
            spelt(
                "The optimizer did not take plain descent W − α ∂F/∂W here."
                if alpha is None
                else f"The optimizer took W − α ∂F/∂W with α = {raised(alpha, 6)}."
            )
        )
    st.button(
        "Open this update in the stepper",
        type="primary",
        key=f"open {which}",
        on_click=lambda: _open(recording, name, which, k, 1),
    )
    if k + 1 < recording.updates:
        st.button(
            "Open it with those that follow",
            key=f"open on {which}",
            help=f"Up to {MOST_FOLLOWING - 1} more updates, as long as they take as many rows alike.",
            on_click=lambda: _open(recording, name, which, k, MOST_FOLLOWING),
        )


def _rule(recording: Recording, k: int) -> None:
    """The optimizer's rule by its own settings, and where W departs from it; nothing in older recordings."""
    found: OptimizerVerdict | None = state.once(VERDICT, verdict_of, recording)
    if found is None:
        return
    first, *others = map(spelt, sentences(found, recording.precision))
    if found.why_not:
        st.text(first)
        return
    verdict(first, GOOD if found.agreeing == found.checked else WARN)
    for sentence in others[:MOST_DEPARTURES]:
        verdict(sentence, BAD)
    if len(others) > MOST_DEPARTURES:
        verdict(f"And {len(others) - MOST_DEPARTURES} more departures.", BAD)
    if part := followed_in_part(found, recording.updates):
        st.text(spelt(part))
    if (here := said_of_update(recording, k)) != found.rule:
        st.text(spelt(f"In update {k + 1}: {here}."))


def _agreement(recording: Recording, k: int) -> None:
    """Their gradients beside ours, parameter by parameter."""
    if (count := len(recording.X(k))) > MOST_CHECKED:
        st.text(f"Gradients are compared in updates of up to {MOST_CHECKED:,} rows; this took {count:,}.")
        return
    worst, rows, why = state.once(AGREEMENT, _departures, recording, k)
    if recording.carried(k):
        verdict(
            "Gradients of earlier passes were still there (no zero_grad): theirs are sums over several.",
            WARN,
        )
    if worst <= AGREES:
        verdict(f"The framework's gradients and ours agree to {raised(worst)}.", GOOD)
    else:
        verdict(
            f"The framework's gradients and ours differ by up to {raised(worst)} of the largest entry.", BAD
        )
        if why:
            verdict(spelt(f"{why[:1].upper()}{why[1:]}."), WARN)
    named = [[spelt(name), *cells] for name, *cells in rows]
    table(["", "apart by, of the largest entry"], named)


def _departures(recording: Recording, k: int) -> tuple[float, list[list[str]], str]:
    """How far the gradients are apart at most, each parameter's in a row of a table, and why, where known."""
    theirs, ours = recording.gradient(k), recording.simulated(k)
    rows, worst = [], 0.0
    for quantity in ("dW", "db"):
        for l, array in theirs[quantity].items():
            off = _apart(array, ours[quantity][l])
            worst = max(worst, off)
            rows.append([f"{letter_of(quantity)}{l}", raised(off)])
    known = departure_of(recording, k) if worst > AGREES else None
    return worst, rows, known.said if known else ""


def _apart(theirs: Array, ours: Array) -> float:
    largest = float(np.abs(ours).max())
    off = float(np.abs(theirs - ours).max())
    return off / largest if largest else off


def _open(recording: Recording, name: str, which: str, k: int, most: int) -> None:
    """The walk of update k, and of what follows it, on the desk."""
    try:
        walk = walk_of(recording, k, most=most)
    except InputError as reason:
        state.refuse(str(reason))
        return
    about = " ".join([f"Update {k + 1} of {name}.", *walk.remarks])
    title = f"{name}, update {k + 1}" + f" to {k + walk.follows}" * (walk.follows > 1)
    state.open_scene(f"{which} {k} {most}", title, about, lambda: walk.session, walk.lacks)
