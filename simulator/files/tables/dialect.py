"""What a table does not say itself is recognised: its delimiter, its header, its decimal comma."""

import csv
import io
import math
import re
from collections.abc import Iterable
from itertools import islice

# Tab and semicolon first: where they make columns, a comma is a decimal comma or part of a text.
DELIMITERS = {"\t": "tab", ";": "semicolon", ",": "comma"}
SAMPLE = 20  # rows that show the delimiter
DECIMAL_COMMA = re.compile(r"(?:^|\0)[-+−]?[0-9]+,[0-9]+(?:[eE][-+−]?[0-9]+)?(?:\0|$)")
DECIMAL_POINT = re.compile(r"(?:^|\0)[-+−]?[0-9]+\.[0-9]+(?:[eE][-+−]?[0-9]+)?(?:\0|$)")
PLAIN = re.compile(r"[-+.0-9eE\0]*")  # characters that float() reads as we do: no underscore, no "nan"


def delimiter_of(text: str) -> str:
    """The first that cuts all of the first rows into equally many cells, or else cuts row 1 most often."""
    counts = {}
    for delimiter in DELIMITERS:
        try:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
            counts[delimiter] = [len(row) for row in islice(reader, SAMPLE) if row] or [0]
        except csv.Error:
            counts[delimiter] = [text.split("\n", 1)[0].count(delimiter) + 1, 0]
    for delimiter, widths in counts.items():
        if widths[0] > 1 and len(set(widths)) == 1:
            return delimiter
    most = max(counts, key=lambda delimiter: counts[delimiter][0])
    return most if counts[most][0] > 1 else ","


def has_header(columns: Iterable[tuple[str, ...]]) -> bool:
    """Row 1 is a header if it holds no number, or a text above a column of numbers."""
    tops = [(like_a_number(cells[0]), cells) for cells in columns]
    return not any(number for number, _ in tops) or any(
        not number and len(cells) > 1 and all(like_a_number(cell) for cell in cells[1:])
        for number, cells in tops
    )


def like_a_number(cell: str) -> bool:
    """Also nan, 1_000 and 1,5: they are refused where they stand rather than taken for names."""
    try:
        float(cell.replace("−", "-").replace(",", "."))
    except ValueError:
        return False
    return True


def says_nothing(cell: str) -> bool:
    """Whether a cell says nan or infinity, or a number past float64."""
    try:
        return not math.isfinite(float(cell))
    except ValueError:
        return False


def in_points(cell: str, decimal: str) -> str:
    """A cell with a plain minus sign and a decimal point, where the table has one decimal comma in it."""
    cell = cell.replace("−", "-")
    comma = decimal == "," and "." not in cell and cell.count(",") == 1
    return cell.replace(",", ".") if comma else cell


def decimal_of(columns: Iterable[tuple[str, ...]], delimiter: str) -> str:
    """A comma where the table has numbers with one and none with a point, and commas are free for it."""
    if delimiter == ",":
        return "."
    joined = ["\0".join(cells) for cells in columns]
    commas = any(DECIMAL_COMMA.search(cells) for cells in joined)
    return "," if commas and not any(DECIMAL_POINT.search(cells) for cells in joined) else "."
