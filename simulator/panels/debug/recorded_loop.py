"""A recording of somebody's own training loop: its updates, each beside what the simulator finds for it."""

import numpy as np
import streamlit as st

from ...core.inputs import Array
from ...core.loss import LOSSES
from ...core.wording import counted_as
from ...draw.lens import BAD, GOOD, WARN
from ...files.recordings.gradient_departure import departure_of
from ...files.recordings.learning_rate import plain_rate
from ...files.recordings.optimizer_verdict import (
    OptimizerVerdict,
    followed_in_part,
    said_of_update,
    sentences,
    verdict_of,
)
from ...files.recordings.recording import Recording
from ...steps.digits import raised
from ...steps.session import MOST_PAIRS, Session
from .. import checked_menus
from .. import page_state as state
from ..plain_tables import table, verdict

UPDATE, AGREEMENT, VERDICT = "recorded update", "recorded agreement", "recorded rule"
MOST_DEPARTURES = 12  # that are listed
MOST_CHECKED = 2_000  # rows of an update, each taken forward and backward by itself
AGREES = 1e-5  # of the largest entry: what float32 leaves


def show_recording(recording: Recording, name: str, which: str) -> None:
    """Choose an update of the recording, see whether its gradients agree, and open it in the stepper."""
    updates = counted_as(recording.updates, "update")
    st.text(f"A recording of {updates}; {recording.loss.upper()}, {recording.reduction}.")
    for remark in recording.remarks:
        st.text(remark)
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
    alpha = plain_rate(recording, k)
    if recording.optimizer is None or recording.optimizer.row is None:
        st.text(
            "The optimizer did not take plain descent W − α ∂F/∂W here."
            if alpha is None
            else f"The optimizer took W − α ∂F/∂W with α = {raised(alpha, 6)}."
        )
    st.button(
        "Open this update in the stepper",
        type="primary",
        key=f"open {which}",
        on_click=lambda: state.open_scene(
            f"{which} {k}",
            f"{name}, update {k + 1}",
            _about(recording, k, alpha, name),
            lambda: _session(recording, k, alpha),
        ),
    )


def _rule(recording: Recording, k: int) -> None:
    """The optimizer's rule by its own settings, and where W departs from it; nothing in older recordings."""
    found: OptimizerVerdict | None = state.once(VERDICT, verdict_of, recording)
    if found is None:
        return
    first, *others = sentences(found, recording.precision)
    if found.why_not:
        st.text(first)
        return
    verdict(first, GOOD if found.agreeing == found.checked else WARN)
    for sentence in others[:MOST_DEPARTURES]:
        verdict(sentence, BAD)
    if len(others) > MOST_DEPARTURES:
        verdict(f"And {len(others) - MOST_DEPARTURES} more departures.", BAD)
    if part := followed_in_part(found, recording.updates):
        st.text(part)
    if (here := said_of_update(recording, k)) != found.rule:
        st.text(f"In update {k + 1}: {here}.")


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
            verdict(f"{why[:1].upper()}{why[1:]}.", WARN)
    table(["", "apart by, of the largest entry"], rows)


def _departures(recording: Recording, k: int) -> tuple[float, list[list[str]], str]:
    """How far the gradients are apart at most, each parameter's in a row of a table, and why, where known."""
    theirs, ours = recording.gradient(k), recording.simulated(k)
    rows, worst = [], 0.0
    for quantity in ("dW", "db"):
        for l, array in theirs[quantity].items():
            off = _apart(array, ours[quantity][l])
            worst = max(worst, off)
            rows.append([f"∂F/∂{quantity[1]}{l}", raised(off)])
    known = departure_of(recording, k) if worst > AGREES else None
    return worst, rows, known.said if known else ""


def _apart(theirs: Array, ours: Array) -> float:
    largest = float(np.abs(ours).max())
    off = float(np.abs(theirs - ours).max())
    return off / largest if largest else off


def _about(recording: Recording, k: int, alpha: float | None, name: str) -> str:
    rows = len(recording.X(k))
    parts = [f"Update {k + 1} of {name}."]
    if rows > 1:
        parts.append(
            f"It took {rows} rows at once; here {min(rows, MOST_PAIRS)} of them are walked one by one."
        )
    share = _share(recording, k)
    if share is None:
        turned = bool((recording.scale(k) < 0).all())
        how = "gave the loss the other sign" if turned else "weighted its rows differently"
        parts.append(f"The loop {how}; here F is φ of a row, and α is the page's.")
    elif share != 1:
        parts.append(
            f"The loop's F took {share:.6g} of a row's φ; here F is φ itself, so S and ∂F/∂W are "
            f"{1 / share:.6g} times the loop's."
        )
    if alpha is None:
        parts.append("The optimizer's own update is not W − α ∂F/∂W; α is the page's.")
    elif share not in (None, 1):
        parts.append(f"α is {alpha:.6g} · {share:.6g}: a row moves W as far as in the loop.")
    return " ".join(parts)


def _share(recording: Recording, k: int) -> float | None:
    """How much of a row's φ the loop differentiated; None where rows differ or it is not above 0."""
    scale = recording.scale(k)
    share = float(scale[0])
    return share if share > 0 and bool((np.abs(scale - share) <= AGREES * share).all()) else None


def _session(recording: Recording, k: int, alpha: float | None) -> Session:
    """The rows of the update, from the network that it started from; F is φ of one row.

    α takes on what the loop's own F had of φ, so that a row moves W by what it did there.
    """
    rows = min(len(recording.X(k)), MOST_PAIRS)
    loss = "tse" if LOSSES[recording.loss].mean else recording.loss  # φ of a row: neither sum nor mean
    share = _share(recording, k)
    rate = 0.1 if alpha is None or share is None else alpha * share
    return Session(
        recording.network(k), recording.X(k)[:rows], recording.T(k)[:rows], loss, rate, min(rows, 5)
    )
