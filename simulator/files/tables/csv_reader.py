"""A CSV file or pasted text becomes a table of text cells, or is refused by row and column."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...core.inputs import InputError
from ..untrusted.quoting import CONTROL, shown
from .dialect import DELIMITERS, decimal_of, delimiter_of, has_header

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000  # below the header
MOST_COLUMNS = 800
MOST_CHARACTERS = 1_000  # in one cell
MOST_CLASSES = 100
LIMITS = (
    f"up to {MOST_BYTES // 1_000_000} MB, {MOST_ROWS:,} rows, {MOST_COLUMNS} columns, "
    f"{MOST_CLASSES} classes, {MOST_CHARACTERS:,} characters a cell"
)


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """Text cells column by column, their names, and what was recognised; rows count from 1, as on screen."""

    name: str  # of the file, as refusals say it
    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]  # one tuple a column, without the header
    header: bool
    delimiter: str
    decimal: str  # "." or ","
    numbered: tuple[int, ...] = ()  # each row's number where rows were left out
    change: str = ""  # what was left out or put in, in one sentence

    @property
    def rows(self) -> int:
        """How many rows there are below the header."""
        return len(self.cells[0])

    @property
    def notes(self) -> tuple[str, ...]:
        """What was recognised rather than told, one sentence each."""
        first = "Row 1 holds the names." if self.header else "There is no header; row 1 holds values."
        found = (f"Columns are separated by {DELIMITERS[self.delimiter]}s.", first)
        comma = "Numbers are written with a decimal comma: 1,5 is one and a half."
        return (*found, comma) if self.decimal == "," else found

    def row(self, item: int) -> int:
        """The number that a spreadsheet gives to an item's row; `item` counts from 0."""
        return self.numbered[item] if self.numbered else item + 1 + self.header

    def place(self, item: int, column: int) -> str:
        """Where a cell is, as a spreadsheet counts; both arguments count from 0."""
        named = f" ({shown(self.columns[column])})" if self.header else ""
        return f"{self.name}, row {self.row(item)}, column {column + 1}{named}"


def read_table(
    source: bytes | str, name: str = "the text", *, header: bool | None = None, delimiter: str | None = None
) -> Table:
    """Read a file's bytes or pasted text; `header` and `delimiter` are recognised unless given.

    Raises InputError, with the file's name, the row and where there is one the column, for whatever is
    no regular table in UTF-8 within the limits.
    """
    name = "".join(c if c.isprintable() else "?" for c in name[:80]) or "the text"
    text = _decoded(source, name)
    if delimiter is None:
        delimiter = delimiter_of(text)
    elif delimiter not in DELIMITERS:
        raise InputError(f"the delimiter must be a comma, a semicolon or a tab; got {shown(delimiter)}")
    rows = list(_rows(text, delimiter, name))
    if not rows:
        raise InputError(f"{name} must hold a table; it is empty")
    columns = tuple(zip(*rows, strict=True))
    if header is None:
        header = has_header(columns)
    names = tuple(f"column {number}" for number in range(1, len(columns) + 1))
    if header:
        names = _names(rows[0], name)
        columns = tuple(cells[1:] for cells in columns)
        if len(rows) == 1:
            raise InputError(f"{name} must have rows below its header; row 1 is the only one")
    if len(columns[0]) > MOST_ROWS:
        raise _too_many_rows(name)
    return Table(name, names, columns, header, delimiter, decimal_of(columns, delimiter))


def check_text(cell: str, place: str) -> str:
    """Return a cell that is shown as a name; raises InputError for control characters."""
    if CONTROL.search(cell):
        raise InputError(f"{place} must not hold control characters; got {shown(cell)}")
    return cell


def _decoded(source: bytes | str, name: str) -> str:
    try:
        data = source.strip("\r\n").encode() if isinstance(source, str) else source
    except UnicodeEncodeError as reason:
        line = str(source)[: reason.start].count("\n") + 1
        raise InputError(f"{name} must be text; line {line} holds half a character") from None
    if len(data) > MOST_BYTES:
        raise InputError(f"{name} must have at most {MOST_BYTES:,} bytes; it has {len(data):,}")
    try:
        text = data.decode()
    except UnicodeDecodeError as reason:
        line = data.count(b"\n", 0, reason.start) + 1
        raise InputError(
            f"{name} must be encoded as UTF-8 (in a spreadsheet: save as CSV UTF-8); "
            f"byte {reason.start + 1:,}, in line {line:,}, is 0x{data[reason.start]:02x}"
        ) from None
    if (zero := text.find("\0")) >= 0:
        line = text.count("\n", 0, zero) + 1
        raise InputError(f"{name} must be text; line {line:,} holds a zero byte (UTF-16, or no text file?)")
    return text.removeprefix("\ufeff").rstrip("\r\n")  # empty lines at the end are no rows


def _rows(text: str, delimiter: str, name: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = width = start = 0
    try:
        for number, row in enumerate(reader, start=1):
            start = reader.line_num
            width = width or len(row)
            _check_row(row, number, width, name)
            yield [cell.strip() for cell in row]
    except csv.Error:
        raise _fault(name, number + 1, text, start, delimiter) from None


def _check_row(row: list[str], number: int, width: int, name: str) -> None:
    where = f"{name}, row {number}"
    if not row:
        raise InputError(f"{where} must not be empty")
    if len(row) > MOST_COLUMNS:
        raise InputError(f"{name} must have at most {MOST_COLUMNS} columns; row {number} has {len(row):,}")
    if len(row) != width:
        odd = f"column {min(len(row), width) + 1} is {'missing' if len(row) < width else 'one too many'}"
        raise InputError(f"{where} must have {width} cells, as row 1 has; it has {len(row)}, so {odd}")
    if number > MOST_ROWS + 1:  # read no further; one row may be a header
        raise _too_many_rows(name)
    if (longest := max(map(len, row))) > MOST_CHARACTERS:
        column = next(place for place, cell in enumerate(row) if len(cell) == longest)
        raise InputError(
            f"{where}, column {column + 1} must have at most {MOST_CHARACTERS:,} characters; "
            f"it has {longest:,}: {shown(row[column])}"
        )


def _too_many_rows(name: str) -> InputError:
    return InputError(f"{name} must have at most {MOST_ROWS:,} rows, a header not counted; there are more")


def _fault(name: str, row: int, text: str, line: int, delimiter: str) -> InputError:
    """What csv stumbled on in a row that begins after `line` lines: an odd quote, or an endless cell."""
    lines = io.StringIO(text, newline="")
    for _ in range(line):
        lines.readline()
    rest = lines.read()
    # Possessive (++): a quote that never closes must not be tried from every place.
    sound = re.compile(rf'(?:"(?:[^"]++|"")*+"|[^"\r\n{delimiter}][^\r\n{delimiter}]*+|){delimiter}')
    column, place = 1, 0
    while found := sound.match(rest, place):
        column, place = column + 1, found.end()
    where, most = f"{name}, row {row}, column {column}", f"{MOST_CHARACTERS:,} characters"
    if rest[place : place + 1] != '"':
        return InputError(f"{where} must have at most {most}; it has many more")
    return InputError(
        f"{where} begins with a quote, so it must end with one (inside, a quote is doubled) "
        f"and have at most {most}"
    )


def _names(row: list[str], name: str) -> tuple[str, ...]:
    names: dict[str, int] = {}
    for column, cell in enumerate(row, start=1):
        place = f"{name}, row 1, column {column}"
        known = check_text(" ".join(cell.split()), place)
        if not known:
            raise InputError(f"{place} must be the column's name; the cell is empty")
        if known in names:
            raise InputError(
                f"{place} must have a name of its own; column {names[known]} is {shown(known)} too"
            )
        names[known] = column
    return tuple(names)
