"""Health: what arrives of S in each layer, who hardly answers, how far an update goes."""

from typing import Any

import streamlit as st

from ...core.health.health import Course, Health, health, health_over
from ...core.inputs import Array, InputError
from ...core.sets.dataset import DataSet
from ...core.wording import said_with
from ...draw.health_chart import over_layers, over_updates
from ...draw.lens import BAD, GOOD, WARN, Lens
from ...draw.lenses import health_lens
from ...runs.aside.work_cost import health_seconds
from ...runs.runner import Runner
from ...steps.session import Session, Update
from .. import page_state as state
from ..fields import checked_menus
from ..plain_tables import table, verdict
from ..player_digits import player_digits, printed
from ..reader_notation import spelt
from ..work_aside import worked
from .chosen_update import chosen_update, lens_of, not_the_gradient, said, taken

OVER = "health over"
ROWS, FOUND, MOMENTS, COURSE = "health rows", "health found", "health moments", "health course"
ONE, PAIRS, SET = "the pair, or batch, of one update", "all pairs of the walk", "the training set"
TONES = {"severe": BAD, "warning": WARN, "note": WARN}
MOST_FINDINGS = 12


def show_health(now: Session) -> Lens | None:
    """Choose over what, and read the findings."""
    rows = training_rows(now)
    options = [ONE, *([PAIRS] if len(now.X) > 1 else []), *([SET] if rows else [])]
    state.keep(OVER, PAIRS if PAIRS in options else ONE)
    if state.read(OVER) not in options:
        state.show(OVER, ONE)
    over = checked_menus.selectbox("Over", options, key=OVER)
    update = chosen_update(now)
    over_what = {ONE: taken(now, update), PAIRS: (now.X, now.T)} | ({SET: rows} if rows else {})
    X, T = over_what[over]
    seconds = health_seconds(update.before, len(update.items) if over == ONE else len(X))
    how = (now.loss, float(update.alpha), now.rule, update.state)
    asked = (player_digits(), health, update.before, X, T, *how)
    try:
        found = worked(FOUND, "Looking", seconds, said_with, *asked)
    except InputError as reason:
        state.say(f"{reason}.")
        return None
    if found is None:
        return None
    where = said(update) if over == ONE else f"Before update {update.number}, over {over}"
    _findings(found, where)
    if now.order == "as-you-go":
        st.text(f"{not_the_gradient()} The values here use the true gradient.")
    table(
        ["layer", spelt("‖S‖"), "size compared with next layer", "ΔW / W", "dead or saturated"],
        [
            [
                f"{l}",
                printed(layer.S),
                "–" if layer.kept is None else f"{printed(layer.kept)} ×",
                "–" if layer.W_moved is None else printed(layer.W_moved),
                f"{int((layer.hardly >= 1).sum())} of {len(layer.hardly)}",
            ]
            for l, layer in found.layers.items()
        ],
    )
    _charts(found, now, None if over == ONE else (X, T))
    return lens_of(where, health_lens(found, player_digits()), update)


def training_rows(now: Session) -> tuple[Array, Array] | None:
    """The training rows on the other page, where they fit this network."""
    kept: Any = state.read(state.RUNS)
    if kept is None:
        return None
    run: Runner = kept[1][0]
    X, T = state.once(ROWS, _training_of, run.data)
    fits = (X.shape[1], T.shape[1]) == (now.network.widths[0], now.network.widths[-1])
    return (X, T) if fits else None


def _training_of(data: DataSet) -> tuple[Array, Array]:
    return data.training


def _findings(found: Health, where: str) -> None:
    if not found.findings:
        verdict(f"{where}: nothing to report.", GOOD)
    for finding in found.findings[:MOST_FINDINGS]:
        verdict(spelt(finding.sentence), TONES[finding.severity])
    if len(found.findings) > MOST_FINDINGS:
        st.text(f"⋮ {len(found.findings) - MOST_FINDINGS} more")


def _charts(found: Health, now: Session, rows: tuple[Array, Array] | None) -> None:
    """`rows`: those that every update is looked at over; None for its own pair."""
    moments = state.once(MOMENTS, _moments, now.walked, *(rows or ()))
    items = len(rows[0]) if rows else now.at_once
    seconds = len(moments) * health_seconds(now.network, items)
    with st.expander("Charts, over layers and updates"):
        _chart(over_layers(found, spelt("‖S‖")), "health layers")
        try:
            course: Course | None = worked(
                COURSE,
                "Looking at all updates",
                seconds,
                health_over,
                *(moments, now.loss, now.learning_rate, now.rule),
            )
        except InputError as reason:
            state.say(f"{reason}.")
            return
        if course is None:
            return
        _chart(over_updates(course.S, 1, spelt("‖S‖")), "health S")
        moved = spelt("‖α ∂F/∂W‖ / ‖W‖") if now.rule is None else "‖ΔW‖ / ‖W‖"
        _chart(over_updates(course.W_moved, 1, moved), "health W")


def _moments(walked: tuple[Update, ...], *rows: Array) -> tuple[tuple[Any, ...], ...]:
    """Each update with the rows that it is looked at over: those given, or its own."""
    return tuple((u.before, *(rows or (u.found.x.T, u.found.t.T)), u.state) for u in walked)


def _chart(figure: Any, key: str) -> None:
    st.plotly_chart(figure, key=key, config={"displayModeBar": False, "staticPlot": True})
