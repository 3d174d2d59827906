"""Numbers that somebody computed, to be compared: n, a, S, dW, db, and W, b after the update, any of them.

As text, one quantity a line: "S3 = -0.34, 0.43"; a matrix has a line for each row, or ; between rows. CSV is
the same with a comma after the name. As JSON {"S": {"3": [-0.34, 0.43]}} or {"S3": [-0.34, 0.43]}, null for a
number not given; as NPZ, arrays named S3, dW2.
"""

import re
from collections.abc import Iterable
from math import isfinite
from pathlib import PurePath
from typing import Any

import numpy as np

from ...core.inputs import Array, InputError, parsed
from ..untrusted.bounded_json import Twice, kind_of, parse
from ..untrusted.bounded_zip import members
from ..untrusted.quoting import quoted, shown
from .model import archive_of, check_length
from .npz_format import array_of

Theirs = dict[str, dict[int, Array]]

EXAMPLE = "S4 = -1.2, 1\nS3 = -0.34, 0.43\ndW3 = -0.34, 0.43; 0, 0; -0.17, 0.215"
QUANTITIES = ("n", "a", "S", "dW", "db", "W", "b")
MOST_LINES = 20_000
MOST_ROWS = 4_096  # of one quantity in one line
MOST_NUMBERS = 600_000  # in all: W and ∂F/∂W of the largest network that is walked, and what else it has
OPEN = ("", "–", "-", "?")  # how a number not given is written
NAME = re.compile(rf"({'|'.join(sorted(QUANTITIES, key=len, reverse=True))})_?([0-9]{{1,2}})")
MEMBERS = archive_of(re.compile(rf"(?:{'|'.join(QUANTITIES)})_?[0-9]{{1,2}}\.npy"), "S3.npy, dW2.npy")
SAME = str.maketrans(
    {
        "−": "-",
        "∂": "d",
        "₀": "0",
        "₁": "1",
        "₂": "2",
        "₃": "3",
        "₄": "4",
        "₅": "5",
        "₆": "6",
        "₇": "7",
        "₈": "8",
        "₉": "9",
    }
)


def read_theirs(data: bytes, name: str) -> Theirs:
    """The numbers in a file or a pasted text, by quantity and layer; entries not given are masked.

    Raises InputError, naming the line or the key, for what is no number, a name that is none, rows of unequal
    length, and a file that is too large or none of the kinds.
    """
    data = check_length(data)
    if PurePath(name).suffix.lower() == ".npz" or data[:2] == b"PK":
        return _named((key, array_of(content, key)) for key, content in members(data, MEMBERS).items())
    if max(map(data.count, (b",", b";", b" ", b"\t"))) > MOST_NUMBERS:
        raise InputError(f"your numbers must be at most {MOST_NUMBERS:,}; there are more")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return _from_json(data)
    return _from_lines(_decoded(data))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        raise InputError(f"the text must be UTF-8; byte {reason.start + 1} is not") from None


# ---- JSON and NPZ: arrays by name
def _from_json(data: bytes) -> Theirs:
    flat: list[tuple[str, Any]] = []
    for key, value in _object(parse(data, "the text"), "the text").items():
        if isinstance(value, dict):
            flat += [(f"{key}{layer}", array) for layer, array in _object(value, quoted(key)).items()]
        else:
            flat.append((key, value))
    return _named([(key, _array(value, quoted(key))) for key, value in flat])


def _object(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InputError(f"{place} must be an object with names such as S3; got {kind_of(value)}")
    if isinstance(value, Twice):
        raise InputError(f"{place} must have each key once; {quoted(value.key)} is there twice")
    return value


def _array(value: Any, key: str) -> Array:
    """A list of numbers, or of such lists of one length; None is a number not given."""
    if not isinstance(value, list) or not value:
        raise InputError(f"{key} must be a list of numbers, or of rows of numbers; got {kind_of(value)}")
    table = isinstance(value[0], list)
    rows = value if table else [value]
    if not all(isinstance(row, list) and row for row in rows):
        raise InputError(f"{key} must be a list of numbers, or of rows of numbers; one row is none")
    if len({len(row) for row in rows}) > 1:
        lengths = " and ".join(map(str, dict.fromkeys(len(row) for row in rows)))
        raise InputError(f"the rows of {key} must be of one length; got {lengths}")
    given = np.ma.array(
        [[_entry(x, key) for x in row] for row in rows], mask=[[x is None for x in row] for row in rows]
    )
    return given if table else given[0]


def _entry(x: Any, key: str) -> float:
    """A number; 0 for one not given, which is masked."""
    if x is None:
        return 0.0
    if not isinstance(x, float):
        raise InputError(f"{key} must hold numbers, or null where none is given; got {kind_of(x)}")
    if not isfinite(x):
        raise InputError(f"{key} must hold finite numbers; got {x}")
    return x


def _named(arrays: Iterable[tuple[str, Array]]) -> Theirs:
    found: Theirs = {}
    for key, array in arrays:
        quantity, layer = _quantity(key, f"the key {quoted(key)}")
        if layer in found.setdefault(quantity, {}):
            raise InputError(f"{quantity}{layer} must be given once; it comes twice")
        found[quantity][layer] = array
    return found


def _quantity(name: str, place: str) -> tuple[str, int]:
    match = NAME.fullmatch(name.translate(SAME).replace("dF/", "").replace(" ", ""))
    if match is None:
        raise InputError(f"{place} must be one of {', '.join(QUANTITIES)} with a layer, such as S3 or dW2")
    return match[1], int(match[2])


# ---- lines
def _from_lines(text: str) -> Theirs:
    rows: dict[tuple[str, int], list[list[float | None]]] = {}
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise InputError(f"the text must have at most {MOST_LINES:,} lines; got {len(lines):,}")
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, values = _split(line, f"line {number}")
        if (count := values.count(";") + 1) > MOST_ROWS:
            raise InputError(f"line {number} must have at most {MOST_ROWS:,} rows; it has {count:,}")
        where = rows.setdefault(_quantity(name, f"line {number}: {shown(name)}"), [])
        where.extend(_numbers(part, f"line {number}") for part in values.split(";"))
    return _named(
        (f"{q}{l}", _array(table if len(table) > 1 or q in ("dW", "W") else table[0], f"{q}{l}"))
        for (q, l), table in rows.items()
    )


def _split(line: str, place: str) -> tuple[str, str]:
    match = re.match(r"\s*([^=:,;\s]+)\s*[=:,;\s]\s*(.+)$", line)
    if match is None:
        raise InputError(
            f"{place} must be a name and its numbers, such as S3 = -0.34, 0.43; got {shown(line.strip())}"
        )
    return match[1], match[2]


def _numbers(text: str, place: str) -> list[float | None]:
    bare = text.strip().strip("[]()")
    return [
        None if cell.strip() in OPEN else parsed(cell, f"{place}, number {i}")
        for i, cell in enumerate(bare.split(",") if "," in bare else bare.split(), start=1)
    ]
