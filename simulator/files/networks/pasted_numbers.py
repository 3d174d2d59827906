"""Numbers that somebody computed, to be compared: n, a, S, dW, db, and W, b after the update, any of them.

As text, a name and its numbers: "S3 = -0.34, 0.43"; a matrix has a line for each row, or ; between rows, or
is what NumPy, PyTorch, Python or a spreadsheet prints of it. CSV is the same with a comma after the name. As
JSON {"S": {"3": [-0.34, 0.43]}} or {"S3": [-0.34, 0.43]}, null where none is given; as NPZ, arrays named S3.
"""

import re
from collections.abc import Iterable
from math import isfinite
from pathlib import PurePath
from typing import Any

import numpy as np

from ...core.inputs import Array, InputError
from ...core.wording import letter_of
from ...steps.formulas.notation import Notation
from ..untrusted.bounded_json import Twice, kind_of, parse
from ..untrusted.bounded_zip import members
from ..untrusted.quoting import quoted, shown
from .model import archive_of, check_length
from .npz_format import array_of
from .printed_arrays import Line, balance, decimal_comma, table_of
from .quantity_names import LAST, QUANTITIES, Name, is_name, layers_of, named


class Theirs(dict[str, dict[int, Array]]):
    """Arrays by quantity and layer (−1: the last), masked where not given.

    `remarks`: what was read in another way than it stands there. `as_torch`: matrices by PyTorch's own names.
    """

    remarks: tuple[str, ...] = ()
    as_torch: frozenset[tuple[str, int]] = frozenset()

    def upright(self, turned: bool = False) -> "Theirs":
        """The same with all matrices as H × L; `turned`: also those that do not say so are the transpose."""
        found = Theirs()
        for q, by in self.items():
            other = turned and q in ("dW", "W")
            found[q] = {l: array.T if other or (q, l) in self.as_torch else array for l, array in by.items()}
        found.remarks = self.remarks
        return found


MOST_LINES = 20_000
MOST_ROWS = 4_096  # of one quantity in one line
MOST_NUMBERS = 600_000  # in all: W and ∂F/∂W of the largest network that is walked, and what else it has
GOES_ON = re.compile(  # a line without a name
    r"[-+−.\d\[(\t–?]|(?:np\.|numpy\.|torch\.|tf\.)?(?:array|tensor|Tensor|Array)\("
)
COMMENT = re.compile(r"(?<=[^\s#'\"])\s+#.*$")
QUOTES = " \n\t'\""
MEMBERS = archive_of(re.compile(rf"(?:{'|'.join(QUANTITIES)})_?[0-9]{{1,2}}\.npy"), "S3.npy, dW2.npy")


def example_in(notation: Notation) -> str:
    """Numbers of the notes' example as they may be pasted by somebody who writes so."""
    rows = "-0.34, 0, -0.17; 0.43, 0, 0.215" if notation.turned else "-0.34, 0.43; 0, 0; -0.17, 0.215"
    return f"{notation.typed}4 = -1.2, 1\n{notation.typed}3 = -0.34, 0.43\ndW3 = {rows}"


def read_theirs(data: bytes, name: str, *, decimal: str | None = None) -> Theirs:
    """The numbers in a file or a pasted text, by quantity and layer; entries not given are masked.

    `decimal`: "," or ".", where it is known. Raises DecimalAsked where it is not, and a comma can be read
    both ways; InputError, naming the line or the key, for what is no number, a name that is none, rows of
    unequal length, and a file that is too large or none of the kinds.
    """
    data = check_length(data)
    if PurePath(name).suffix.lower() == ".npz" or data[:2] == b"PK":
        return _named((key, array_of(content, key)) for key, content in members(data, MEMBERS).items())
    if max(map(data.count, (b",", b";", b"\t"))) > MOST_NUMBERS or data.count(b" ") > 6 * MOST_NUMBERS:
        raise InputError(f"your numbers must be at most {MOST_NUMBERS:,}; there are more")
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"[[", b"[", b"array", b"tensor")):
        raise InputError(
            "your numbers must begin with their name, such as dW3 = [[…; got an array without one"
        )
    if start.startswith(b"{"):
        try:
            return _from_json(data)
        except InputError:
            if not re.search(rb"array\(|tensor\(|'", data):
                raise
            return _from_lines(_without_braces(_decoded(data)), decimal)
    return _from_lines(_decoded(data), decimal)


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
    return _by_layer([(named(key, f"the key {quoted(key)}"), array) for key, array in arrays])


def _by_layer(arrays: list[tuple[Name, Array]]) -> Theirs:
    layers, remarks = layers_of(name for name, _ in arrays)
    found, torch = Theirs(), set()
    for name, array in arrays:
        q, l = name.quantity, layers[name]
        if l in found.setdefault(q, {}):
            raise InputError(f"{q}{'' if l == LAST else l} must be given once; it comes twice")
        found[q][l] = _shaped(array, q)
        if name.torch and q in ("dW", "W"):
            torch.add((q, l))
    found.as_torch = frozenset(torch)
    for q, l in sorted(torch):
        letter = letter_of(q)
        remarks += (f"{letter}{l} is taken as PyTorch keeps it, L × H; its transpose is compared.",)
    found.remarks = remarks
    return found


def _shaped(array: Array, quantity: str) -> Array:
    """A vector as (L,), also where it came as a column or as a matrix of one row."""
    vector = quantity not in ("dW", "W")
    return array.reshape(-1) if vector and array.ndim == 2 and 1 in array.shape else array


# ---- lines
def _from_lines(text: str, decimal: str | None) -> Theirs:
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise InputError(f"the text must have at most {MOST_LINES:,} lines; got {len(lines):,}")
    values: dict[Name, list[Line]] = {}
    commas_between = _gathered(lines, values)
    every = [(line, name.quantity not in ("dW", "W")) for name, given in values.items() for _, line in given]
    comma = decimal == "," if decimal in (",", ".") else not commas_between and decimal_comma(every)
    arrays: list[tuple[Name, Array]] = []
    for name, given in values.items():
        if not given:
            raise InputError(f"{quoted(name.text)} must have numbers behind it; there are none")
        table = table_of(given, name.text, comma)
        matrix = len(table) > 1 or name.quantity in ("dW", "W")
        arrays.append((name, _array(table if matrix else table[0], f"{name.quantity}{name.layer}")))
    return _by_layer(arrays)


def _gathered(lines: list[str], values: dict[Name, list[Line]]) -> bool:
    """Sort the lines by the name that they belong to; returns whether commas stand after names, as in CSV."""
    current: list[Line] | None = None
    depth, csv = 0, False
    for number, line in enumerate((COMMENT.sub("", line) for line in lines), start=1):
        if (count := line.count(";") + 1) > MOST_ROWS:
            raise InputError(f"line {number} must have at most {MOST_ROWS:,} rows; it has {count:,}")
        bare = line.strip()
        if depth <= 0 and (not bare or bare.startswith("#") or bare == "Parameter containing:"):
            continue
        name, value, mark = ("", line, "") if depth > 0 else _split(line)
        if name and (is_name(name) or not GOES_ON.match(bare)):
            current = values.setdefault(named(name, f"line {number}: {shown(name)}"), [])
            csv = csv or mark == ","
        elif current is None or not (depth > 0 or GOES_ON.match(bare)):
            raise InputError(
                f"line {number} must be a name and its numbers, such as S3 = -0.34, 0.43; got {shown(bare)}"
            )
        else:
            value = line
        if value.strip() and value.strip() != "Parameter containing:":
            current.append((number, value))
            depth += balance(value)
    return csv


def _split(line: str) -> tuple[str, str, str]:
    """A name, what stands behind it, and the mark between them; no name where there is none."""
    for mark in "=:":
        left, found, right = line.partition(mark)
        if found and is_name(left):
            return left, right, mark
    match = re.match(r"\s*([^=:,;\s]+)\s*([=:,;\s]|$)\s*(.*)$", line)
    if match is None or not (match[3].strip() or is_name(match[1])):
        return "", line, ""
    return match[1], line[match.end(2) :], match[2]


def _without_braces(text: str) -> str:
    """A dictionary as Python prints it, {'S3': array(…), 'dW': {2: array(…)}}, a line for each array."""
    out, names, depth, start = [], [], 0, 0
    for i, sign in enumerate(text):
        if sign == "{":
            names.append(text[start:i].strip(" \n,:'\""))
            start = i + 1
        elif sign in "[(":
            depth += 1
        elif sign in "])":
            depth -= 1
        elif sign in ",}" and depth == 0:
            key, mark, value = text[start:i].partition(":")
            if mark and value.strip():
                out.append(f"{names[-1] if names else ''}{key.strip(QUOTES)} = {value.strip()}")
            start = i + 1
            if sign == "}" and names:
                names.pop()
    return "\n".join(out)
