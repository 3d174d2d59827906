"""Forms that look like a table and are none, or another one than it seems: they are named, not guessed."""

import re
from collections.abc import Sequence

from ...core.inputs import InputError
from ..untrusted.quoting import shown
from .dialect import SAMPLE

SPARSE = re.compile(r"[-+]?\d+(?:\.\d+)?(?:\s+\d+:[-+]?[\d.]+(?:[eE][-+]?\d+)?)+\s*(?:#.*)?")  # of libsvm
SEPARATORS = "~^¦§&"  # that some programs write, and that no number, date or time has in it


def refuse_other_forms(text: str, name: str) -> None:
    """Raise InputError for rows of libsvm, and for columns that an unusual sign separates."""
    lines = [line.strip() for line in text[:100_000].splitlines()[: 2 * SAMPLE]]
    lines = [line for line in lines if line and not line.startswith(("#", "%"))][:SAMPLE]
    if lines and all(map(SPARSE.fullmatch, lines)):
        raise InputError(
            f"{name} must have each value in a column; it has label index:value … as libsvm writes it: "
            f"{shown(lines[0][:40])}. Write all values of a row, 0 where an index is missing"
        )
    for sign in SEPARATORS:
        counts = {line.count(sign) for line in lines}
        if len(lines) > 1 and len(counts) == 1 and 0 not in counts:
            raise InputError(
                f"{name} must separate its columns by commas, semicolons, tabs, vertical bars or blanks; "
                f"every row has {counts.pop()} × {sign}. Replace {sign} by one of them"
            )


def on_commas_in_names(names: Sequence[str], columns: Sequence[Sequence[str]], delimiter: str) -> list[str]:
    """What is said of a column whose name has as many commas as each of its cells."""
    said = []
    for name, cells in zip(names, columns, strict=True):
        commas = name.count(",")
        if delimiter != "," and commas and all(cell.count(",") == commas for cell in cells):
            said.append(
                f"{shown(name)} is one column, and so is {shown(cells[0])} in it. Where commas separate "
                "columns too, write the same sign between all of them."
            )
    return said
