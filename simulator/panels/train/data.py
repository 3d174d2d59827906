"""Which rows to train on: a built-in set or a table of one's own, and what is done to it first."""

import hashlib
from dataclasses import dataclass

import streamlit as st

from ...core.inputs import InputError
from ...core.sets.dataset import DataSet, split, standardised
from ...core.wording import counted_as
from ...files.tables.built_in_sets import DATASETS, Start, dataset
from ...files.tables.csv_writer import dataset_text
from .. import page_state as state
from ..fields import checked_menus
from . import settings_table as table
from .own_table import PREVIEW, own_table

OWN = "own"
CHOICE = "data set"
SAVED = "saved"  # the set that came with a session file, or that the browser kept
BEFORE = "set before"  # the last set that could be trained on, as it was chosen


@dataclass(frozen=True, eq=False)
class Chosen:
    """A data set ready to train on, the network suggested for it, and a key that says which it is."""

    data: DataSet
    start: Start | None
    key: str  # the first word says whose settings the page shows: of a table, those of its columns' names


def choose_data() -> Chosen | None:
    """Draw the choice; None, with the reason on the page, where there is nothing to train on yet."""
    saved = state.read(SAVED)
    name = checked_menus.selectbox(
        "Data set",
        [*DATASETS, *([SAVED] if saved else []), OWN],
        key=state.keep(CHOICE, "moons"),
        format_func=lambda n: _title(n, saved),
    )
    found = _found(name, saved)
    if found is None:
        return None
    try:
        prepared = _as_saved(found) if found.key.startswith(SAVED) else _prepared(found)
    except InputError as reason:
        state.say(f"{reason}.")
        return None
    state.show(BEFORE, found)
    return prepared


def _title(name: str, saved: Chosen | None) -> str:
    """What the menu calls a set."""
    if name == OWN:
        return "A table of my own (CSV)"
    if name == SAVED:
        return f"{(saved and saved.data.name) or 'The set'}, as it was kept"
    return DATASETS[name].title


def _found(name: str, saved: Chosen | None) -> Chosen | None:
    """The set of this name; where one's own table is refused, the set of before, untouched."""
    try:
        if name == SAVED:
            return saved
        if name == OWN:
            own = own_table()
            return own and Chosen(own[0], None, own[1])
        found = Chosen(dataset(name), DATASETS[name].start, name)
        st.text(found.data.about)
        return found
    except InputError as reason:
        state.say(f"{reason}.")
        before: Chosen | None = state.read(BEFORE)
        if before is not None:
            st.text(
                f"Until then the page stays with {before.data.name}, {counted_as(len(before.data.X), 'row')}."
            )
        return before


def show_kept(data: DataSet) -> str:
    """Choose the set that came with a session file, prepared as it is; the key that its widgets go by."""
    digest = hashlib.sha256(data.X.tobytes() + data.T.tobytes() + data.train.tobytes()).hexdigest()[:12]
    state.show(SAVED, Chosen(data, None, f"{SAVED}-{digest}"))
    state.put_in(CHOICE, SAVED)
    return f"{SAVED}-{digest}"


def _as_saved(saved: Chosen) -> Chosen:
    """The set of a session file: its rows are split and scaled already."""
    st.text(f"{saved.data.name}. {saved.data.about}".strip())
    st.text(_split_in_words(saved.data))
    return saved


def _prepared(chosen: Chosen) -> Chosen:
    with st.expander("Rows: test share, standardising"):
        place = table.Place(chosen.key.split()[0])
        few = len(chosen.data.X) < 20
        share = st.slider("Test rows, %", 0, 60, step=5, key=table.SHARE.keep(place, 0 if few else 20))
        seed = checked_menus.number_input("Seed of the split", 0, key=table.SPLIT.keep(place))
        scaled = bool(chosen.start and chosen.start.standardise)
        scale = st.checkbox("Standardise the inputs", key=table.STANDARDISE.keep(place, scaled))
        data = split(chosen.data, share / 100, seed)
        data = standardised(data) if scale else data
        st.text(_split_in_words(data))
    return Chosen(data, chosen.start, f"{chosen.key} {share} {seed} {scale}")


def _split_in_words(data: DataSet) -> str:
    """How many rows train and how many test."""
    return f"{counted_as(len(data.train), 'row')} to train on, {len(data.test):,} to test on.{_scaled(data)}"


def _scaled(data: DataSet) -> str:
    """What standardising did, column by column."""
    if data.scaling is None:
        return ""
    done = [
        f"{name}: left as it is (constant)"
        if name in data.scaling.constant
        else f"{name}: minus {m:.4g}, over {d:.4g}"
        for name, m, d in zip(data.inputs, data.scaling.mean, data.scaling.deviation, strict=True)
    ]
    more = f"; and {len(done) - 8} more" if len(done) > 8 else ""
    return f" By the training rows: {'; '.join(done[:8])}{more}."


def _parts(data: DataSet) -> list[str]:
    """What each of the first rows is for."""
    held = set(data.test.tolist())
    return ["test" if row in held else "training" for row in range(min(PREVIEW, len(data.X)))]


def rows_table(chosen: Chosen) -> int | None:
    """The rows as the network sees them; the row that was clicked, or None."""
    data = chosen.data
    columns: dict[str, object] = {}

    def add(name: str, values: object) -> None:
        while name in columns:
            name += "_"
        columns[name] = values

    add("rows for", _parts(data))
    for i, name in enumerate(data.inputs):
        add(name, data.X[:PREVIEW, i])
    for i, name in enumerate(data.outputs):
        add(f"t: {name}", data.T[:PREVIEW, i])
    picked = st.dataframe(
        columns,
        height=210,
        on_select="rerun",
        selection_mode="single-row",
        key=f"rows {chosen.key}",
    )
    more = len(data.X) - PREVIEW
    if more > 0:
        st.text(f"The first {PREVIEW} rows; {more} more.")
    st.download_button("Download these rows (CSV)", dataset_text(data), "rows.csv", "text/csv")
    rows = picked["selection"]["rows"]
    return int(rows[0]) if rows else None
