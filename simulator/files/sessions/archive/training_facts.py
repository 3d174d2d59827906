"""Training as facts and arrays, and back: the set with its rows, what was done to it, and the runs."""

from dataclasses import fields
from typing import Any

from ....core.inputs import Array, InputError, numbers
from ....core.sets.dataset import DataSet, Scaling
from ...tables.csv_reader import MOST_COLUMNS, MOST_ROWS
from ...untrusted.json_fields import Fields, checked_whole
from ..session_facts import Facts
from ..trainer_state import MOST_LABEL, MOST_RUNS, Preparation, Training
from .run_facts import run_facts, run_of
from .sealed_zip import Kept, Opened


def training_facts(training: Training, kept: Kept, rows: Kept) -> Facts:
    """All but the table, which is bytes."""
    preparation = training.preparation
    prepared = None
    if preparation is not None:
        prepared = {name.name: getattr(preparation, name.name) for name in fields(Preparation)}
        prepared |= {"table": None if preparation.table is None else preparation.table[0]}
        prepared |= {"text": preparation.table is not None and isinstance(preparation.table[1], str)}
    return {
        "data": _data_facts(training.data, kept, rows),
        "runs": [run_facts(run, kept) for run in training.runs],
        "preparation": prepared,
        **({} if training.epochs is None else {"epochs": training.epochs}),
    }


def training_of(given: Fields, kept: Opened, rows: Opened, table: bytes | None, version: int) -> Training:
    """The training of facts of this version; raises InputError where a limit is passed or they do not fit."""
    data = _data_of(Fields(given.take("data"), "the set"), kept, rows)
    runs = tuple(
        run_of(Fields(run, f"run {number}"), kept, version)
        for number, run in enumerate(given.items("runs", MOST_RUNS), start=1)
    )
    prepared, epochs = given.take("preparation"), given.take("epochs", None)
    given.end()
    preparation = None if prepared is None else _preparation_of(Fields(prepared, "the preparation"), table)
    if (table is not None) != (preparation is not None and preparation.table is not None):
        raise InputError("a table in the file must belong to its set; it does not")
    return Training(data, runs, preparation, epochs)


def _data_facts(data: DataSet, kept: Kept, rows: Kept) -> Facts:
    return {
        "name": data.name,
        "about": data.about,
        "rows": len(data.X),
        "inputs": [*data.inputs],
        "outputs": [*data.outputs],
        "classes": [*data.classes],
        "arrays": [kept.put(data.X), kept.put(data.T)],
        "train": [rows.put(data.train), len(data.train)],
        "test": [rows.put(data.test), len(data.test)],
        "scaling": _scaling_facts(data.scaling, kept),
        "target_scaling": _scaling_facts(data.target_scaling, kept),
        **({} if data.image is None else {"image": [*data.image]}),
    }


def _scaling_facts(scaling: Scaling | None, kept: Kept) -> Facts | None:
    if scaling is None:
        return None
    places = [kept.put(scaling.mean), kept.put(scaling.deviation)]
    return {"arrays": places, "constant": [*scaling.constant]}


def _data_of(given: Fields, kept: Opened, rows: Opened) -> DataSet:
    name, about = given.text("name", MOST_LABEL), given.text("about", MOST_LABEL)
    N = given.whole("rows", 1, MOST_ROWS)
    inputs, outputs, classes = (
        given.texts(key, MOST_COLUMNS, MOST_LABEL) for key in ("inputs", "outputs", "classes")
    )
    X, T = (
        kept.take(place, (N, len(names)))
        for place, names in zip(_two(given, "arrays"), (inputs, outputs), strict=True)
    )
    train, test = (_rows_of(given, key, N, rows) for key in ("train", "test"))
    scaling = _scaling_of(given.take("scaling"), inputs, kept)
    target_scaling = _scaling_of(given.take("target_scaling"), outputs, kept)
    image = _image_of(given)
    given.end()
    return DataSet(name, about, X, T, inputs, outputs, classes, train, test, scaling, target_scaling, image)


def _image_of(given: Fields) -> tuple[int, int] | None:
    """Rows and columns where the inputs are a picture; files did not say it at first."""
    found = given.take("image", None)
    if found is None:
        return None
    if type(found) is not list or len(found) != 2:
        raise InputError(f"{given.place}, image must be two whole numbers; got {found!r:.40}")
    rows, columns = (checked_whole(number, "rows and columns of image", 1, MOST_COLUMNS) for number in found)
    return rows, columns


def _two(given: Fields, key: str) -> tuple[int, ...]:
    found = given.wholes(key, 2)
    if len(found) != 2:
        raise InputError(f"{given.place}, {key} must be two whole numbers; got {len(found)}")
    return found


def _rows_of(given: Fields, key: str, N: int, rows: Opened) -> Array:
    place, count = _two(given, key)
    if count > N:
        raise InputError(f"{given.place}, {key} must be at most {N} rows; got {count:,}")
    return rows.take(place, (count,))


def _scaling_of(content: Any, names: tuple[str, ...], kept: Opened) -> Scaling | None:
    if content is None:
        return None
    given = Fields(content, "the scaling")
    arrays = [kept.take(place, (len(names),)) for place in _two(given, "arrays")]
    mean, deviation = (numbers(array, "the scaling", (len(names),)) for array in arrays)
    constant = given.texts("constant", MOST_COLUMNS, MOST_LABEL)
    given.end()
    if not (deviation > 0).all() or not set(constant) <= set(names):
        raise InputError("the scaling must have deviations above 0 and name columns of the set; it does not")
    return Scaling(mean, deviation, constant)


def _preparation_of(given: Fields, table: bytes | None) -> Preparation:
    name, is_text = given.take("table"), given.choice("text", (False, True))
    try:
        content: bytes | str = b"" if table is None else table.decode() if is_text else table
    except UnicodeDecodeError:
        raise InputError("the table of the file must be text in UTF-8; it is not") from None
    found = Preparation(
        given.take("source"),
        given.take("share"),
        given.take("seed"),
        given.take("standardise"),
        None if name is None or table is None else (name, content),
        given.take("header"),
        given.take("classes"),
        given.texts("inputs", MOST_COLUMNS, MOST_LABEL),
        given.texts("targets", MOST_COLUMNS, MOST_LABEL),
    )
    given.end()
    return found
