"""What a table does not say itself is recognised: what separates its columns, and whether row 1 has names."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import dropwhile, islice
from typing import Any

from .number_forms import UNIT, is_missing, like_a_number

RUN_OF_TABS = "\t\t"
# Tab and semicolon first: where they make columns, a comma is a decimal comma or part of a text.
DELIMITERS = {
    "\t": "tabs",
    ";": "semicolons",
    ",": "commas",
    "|": "vertical bars",
    RUN_OF_TABS: "runs of tabs",
    " ": "blanks",
}
SAMPLE = 50  # lines that show the delimiter
SEEN = 200  # rows that show whether there is a header
SEP_LINE = re.compile(r'"?sep=(.)"?[;,\t]*(?:\r\n|\r|\n|\Z)', re.I)
NUMBER = r"[-+−]?\d*[.,]?\d+\.?(?:[eE][-+]?\d+)?|\?|NA|nan"
SEVERAL_NUMBERS = re.compile(rf"(?:{NUMBER})(?:[ \t]+(?:{NUMBER}))+")
THOUSANDS = re.compile(r"[-+−]?\d{1,3}(?: \d{3})+(?:[.,]\d*)?")
UNIT_CELL = re.compile(rf"\(.*\)|\[.*\]|%|{UNIT}")


def sep_line(text: str) -> tuple[str, str]:
    """The delimiter that a spreadsheet's line sep=; names, and the text below it; "" and the text without."""
    found = SEP_LINE.match(text)
    return (found[1], text[found.end() :]) if found and found[1] in DELIMITERS else ("", text)


def cut(text: str, delimiter: str) -> Any:
    """The csv reader of the text's rows; it raises csv.Error."""
    if delimiter == " ":
        lines = io.StringIO(text.replace("\t", " "), newline="")
        text = "".join(line.rstrip(" \r\n") + "\n" for line in lines)
    elif delimiter == RUN_OF_TABS:
        text, delimiter = re.sub("\t+", "\t", text), "\t"
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)


def delimiter_of(text: str) -> str:
    """The first that cuts the first rows into equally many cells, or else cuts them most often.

    Blanks are taken for it only where nothing else is, or leaves several numbers in each cell of a column.
    """
    lines = [line for line in islice(io.StringIO(text, newline=None), 4 * SAMPLE) if line.strip()]
    head = "".join(islice(dropwhile(lambda line: line.startswith(("#", "%")), lines), SAMPLE))
    cuts = {delimiter: _sample(head, delimiter) for delimiter in DELIMITERS}
    even = [delimiter for delimiter, rows in cuts.items() if _even(rows)]
    if " " in even and _several(cuts[even[0]]):
        return " "
    if (
        "\t" in even
        and RUN_OF_TABS in even
        and (_empty_column(cuts["\t"]) or len(_widths(cuts["\t"])) > len(_widths(cuts[RUN_OF_TABS])))
    ):
        return RUN_OF_TABS
    if even:
        return even[0]
    single = [delimiter for delimiter in cuts if delimiter not in (" ", RUN_OF_TABS)]
    most = max(single, key=lambda delimiter: sum(len(row) - 1 for row in cuts[delimiter]))
    if any(len(row) > 1 for row in cuts[most]):
        return most
    return " " if _several(cuts[","]) else ","


def _sample(head: str, delimiter: str) -> list[list[str]]:
    try:
        return [row for row in cut(head, delimiter) if row]
    except csv.Error:  # a sample may end within a quoted cell
        return [line.split(delimiter) for line in head.splitlines()[:1]] * 2 + [[]]


def _even(rows: Sequence[Sequence[str]]) -> bool:
    """All rows have equally many cells, a title or names for all but the first column left aside."""
    widths = [len(row) for row in rows]
    body = [*dropwhile(lambda width: width == 1, widths)]
    body = body if len(body) > 1 else widths
    if len(body) > 2 and body[0] == body[1] - 1:
        body = body[1:]
    return body[:1] > [1] and len({*body}) == 1


def _widths(rows: Sequence[Sequence[str]]) -> set[int]:
    return {len(row) for row in rows if len(row) > 1}


def _several(rows: Sequence[Sequence[str]]) -> bool:
    """Whether some column has several numbers in each cell."""
    below = rows[1:] if len(rows) > 1 else rows
    width = min((len(row) for row in below), default=0)
    for column in range(width):
        cells = [row[column].strip() for row in below]
        if cells and all(map(SEVERAL_NUMBERS.fullmatch, cells)) and not all(map(THOUSANDS.fullmatch, cells)):
            return True
    return False


def _empty_column(rows: Sequence[Sequence[str]]) -> bool:
    inner = min(len(row) for row in rows) - 1
    return any(not any(row[column].strip() for row in rows) for column in range(1, inner))


def has_header(columns: Iterable[Sequence[str]]) -> bool:
    """Row 1 is a header if it holds no number and no word of its column, or a text above numbers.

    Numbers in it may be names, as years are, where they are whole and each stands once.
    """
    tops = [(cells[0], cells[1 : SEEN + 1]) for cells in columns]
    numbers = [top for top, _ in tops if like_a_number(top)]
    if len({*numbers}) < len(numbers) or not all(map(str.isdecimal, numbers)):
        return False
    if any(_names_numbers(top, below) for top, below in tops):
        return True
    return not numbers and not any(top and top in below for top, below in tops)


def _names_numbers(top: str, below: Sequence[str]) -> bool:
    if is_missing(top) or like_a_number(top):
        return False
    held = False
    for cell in below:
        if like_a_number(cell):
            held = True
        elif not is_missing(cell):
            return False
    return held


def has_units(columns: Iterable[Sequence[str]]) -> bool:
    """Whether the first of these rows holds units where every other holds a number."""
    tops = [cells[0] for cells in columns if _all_numbers(cells[1 : SEEN + 1])]
    return any(map(UNIT_CELL.fullmatch, tops)) and all(
        UNIT_CELL.fullmatch(top) or is_missing(top) for top in tops
    )


def _all_numbers(cells: Sequence[str]) -> bool:
    held = [cell for cell in cells if not is_missing(cell)]
    return bool(held) and all(map(like_a_number, held))


def says_nothing(cell: str) -> bool:
    """Whether a cell says nan or infinity, or a number past float64."""
    try:
        return float(cell) in (float("inf"), float("-inf")) or float(cell) != float(cell)
    except ValueError:
        return False
