"""Which rows to train on: a built-in set or a table of one's own, and what is done to it first."""

import hashlib
from dataclasses import dataclass

import streamlit as st

from ...core.inputs import InputError
from ...core.sets.dataset import DataSet, split, standardised
from ...files.tables.built_in_sets import DATASETS, Start, dataset
from ...files.tables.columns import dataset_from, numeric_columns
from ...files.tables.csv_reader import LIMITS, Table, read_table
from ...files.tables.csv_writer import dataset_text
from .. import page_state as state
from . import settings_table as table

OWN = "own"
CHOICE, BYTES, PASTED = "data set", "own bytes", "own text"
SAVED = "saved"  # the set that came with a session file
TITLES = {OWN: "A table of my own (CSV)", SAVED: "The set of the session file"}
PREVIEW = 200  # rows


@dataclass(frozen=True, eq=False)
class Chosen:
    """A data set ready to train on, the network suggested for it, and a key that says which it is."""

    data: DataSet
    start: Start | None
    key: str


def choose_data() -> Chosen | None:
    """Draw the choice; None, with the reason on the page, where there is nothing to train on yet."""
    saved = state.read(SAVED)
    name = st.selectbox(
        "Data set",
        [*DATASETS, *([SAVED] if saved else []), OWN],
        key=state.keep(CHOICE, "moons"),
        format_func=lambda n: TITLES.get(n) or DATASETS[n].title,
    )
    try:
        if name == SAVED:
            return _as_saved(saved)
        if name == OWN:
            found = _own()
        else:
            found = Chosen(dataset(name), DATASETS[name].start, name)
            st.text(found.data.about)
        return None if found is None else _prepared(found)
    except InputError as reason:
        state.say(f"{reason}.")
        return None


def show_kept(data: DataSet) -> str:
    """Choose the set that came with a session file, prepared as it is; the key that its widgets go by."""
    digest = hashlib.sha256(data.X.tobytes() + data.T.tobytes() + data.train.tobytes()).hexdigest()[:12]
    state.show(SAVED, Chosen(data, None, f"{SAVED}-{digest}"))
    state.put_in(CHOICE, SAVED)
    return f"{SAVED}-{digest}"


def _as_saved(saved: Chosen) -> Chosen:
    """The set of a session file: its rows are split and scaled already."""
    st.text(f"{saved.data.name}. {saved.data.about}".strip())
    st.text(f"{len(saved.data.train)} rows train, {len(saved.data.test)} test.{_scaled(saved.data)}")
    return saved


def _prepared(chosen: Chosen) -> Chosen:
    with st.expander("Rows: test share, standardising"):
        place = table.Place(chosen.key)
        few = len(chosen.data.X) < 20
        share = st.slider("Test rows, %", 0, 60, step=5, key=table.SHARE.keep(place, 0 if few else 20))
        seed = st.number_input("Seed of the split", 0, key=table.SPLIT.keep(place))
        scaled = bool(chosen.start and chosen.start.standardise)
        scale = st.checkbox("Standardise the inputs", key=table.STANDARDISE.keep(place, scaled))
        data = split(chosen.data, share / 100, seed)
        data = standardised(data) if scale else data
        st.text(f"{len(data.train)} rows train, {len(data.test)} test.{_scaled(data)}")
    return Chosen(data, chosen.start, f"{chosen.key} {share} {seed} {scale}")


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


def _own() -> Chosen | None:
    """A table by upload or paste, and which columns to take."""

    def keep_file() -> None:
        given = state.read("own file")
        if given is not None:
            state.show(BYTES, (given.name, given.getvalue()))

    st.file_uploader(
        "A CSV file", type=["csv", "tsv", "txt"], key="own file", on_change=keep_file, max_upload_size=5
    )
    state.keep(PASTED, "")
    pasted = st.text_area("… or paste a table", key=PASTED, height=100, placeholder="x,y,class\n0.1,0.2,a")
    st.text(f"Limits: {LIMITS}.")
    file = state.read(BYTES)
    if not pasted.strip() and file is None:
        return None
    header = st.radio(
        "Header",
        ["recognise", "row 1 is a header", "no header"],
        key=state.keep("own header", "recognise"),
        horizontal=True,
    )
    told = {"recognise": None, "row 1 is a header": True, "no header": False}[header]
    name, source = ("the pasted text", pasted) if pasted.strip() else file
    table = read_table(source, name, header=told)
    st.text(" ".join(table.notes))
    _preview(table)
    return _columns(table, hashlib.sha256(repr((name, source, told)).encode()).hexdigest()[:12])


def _columns(table: Table, digest: str) -> Chosen:
    last = table.columns[-1]
    inputs_key, targets_key, kind_key = (f"own {part} {digest}" for part in ("inputs", "targets", "kind"))
    state.keep(inputs_key, [name for name in numeric_columns(table) if name != last])
    state.keep(targets_key, [last])
    inputs = st.multiselect("Input columns", table.columns, key=inputs_key)
    targets = st.multiselect("Target columns", table.columns, key=targets_key)
    kind = st.radio(
        "Targets are",
        ["as they look", "classes", "numbers"],
        key=state.keep(kind_key, "as they look"),
        horizontal=True,
    )
    classes = {"as they look": None, "classes": True, "numbers": False}[kind]
    data = dataset_from(table, inputs, targets, classes=classes)
    kinds = f"classes {', '.join(data.classes[:12])}" if data.classes else "targets are numbers"
    st.text(f"{len(data.X)} rows; {kinds}.")
    return Chosen(data, None, f"{digest} {inputs} {targets} {kind}")


def _preview(table: Table) -> None:
    """The first rows as text: a data frame shows cells as they are, never as markup."""
    rows = {name: list(cells[:PREVIEW]) for name, cells in zip(table.columns, table.cells, strict=True)}
    st.dataframe(rows, height=180)


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
