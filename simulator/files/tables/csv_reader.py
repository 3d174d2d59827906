"""A CSV file or pasted text becomes a table of text cells, or is refused by row and column."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ...core.inputs import InputError
from ..untrusted.quoting import CONTROL, listed, shown
from .dialect import DELIMITERS, RUN_OF_TABS, cut, delimiter_of, has_header, sep_line
from .number_forms import Column, column_of, decided, told
from .other_forms import on_commas_in_names, refuse_other_forms
from .surroundings import Layout, ids_among, laid_out, leave_out_units, may_be_ids, numbers_rows
from .text_encoding import decoded

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000  # below the header
MOST_AROUND = 200  # rows of a title, comments and names
MOST_COLUMNS = 800
MOST_CELLS = 600_000  # each is looked at several times, in about two seconds
MOST_CHARACTERS = 1_000  # in one cell
MOST_CLASSES = 100
LIMITS = (
    f"up to {MOST_BYTES // 1_000_000} MB, {MOST_ROWS:,} rows, {MOST_COLUMNS} columns, {MOST_CELLS:,} cells, "
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
    found: tuple[Column, ...]  # what each column holds
    named_in: int  # the row that holds the names, 0 without a header
    remarks: tuple[str, ...]  # on what was recognised and left out while reading, one sentence each
    ids: tuple[str, ...]  # columns that name the rows
    numbers: tuple[int, ...]  # of the rows, as a spreadsheet counts
    places: tuple[int, ...]  # the columns' numbers
    change: str = ""  # what was left out or put in, in one sentence

    @property
    def rows(self) -> int:
        """How many rows there are below the header."""
        return len(self.numbers)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was recognised rather than told, one sentence each."""
        names = f"Row {self.named_in} holds the names."
        head = names if self.header else f"There is no header; row {self.row(0)} holds values."
        return (
            f"Columns are separated by {DELIMITERS[self.delimiter]}.",
            head,
            *self.remarks,
            *self._marks(),
        )

    def row(self, item: int) -> int:
        """The number that a spreadsheet gives to an item's row; `item` counts from 0."""
        return self.numbers[item]

    def place(self, item: int, column: int) -> str:
        """Where a cell is, as a spreadsheet counts; both arguments count from 0."""
        return f"{self.name}, row {self.row(item)}, {self.column_place(column)}"

    def column_place(self, column: int) -> str:
        """Which column it is, as a spreadsheet counts, and its name; the argument counts from 0."""
        return f"column {self.places[column]}{f' ({shown(self.columns[column])})' if self.header else ''}"

    def told(self, decimal: Mapping[str, str]) -> "Table":
        """The table with the decimal mark, "," or ".", of columns where somebody said it.

        Raises InputError for another mark and for a column that is not there.
        """
        found = [*self.found]
        for name, mark in decimal.items():
            if name not in self.columns or mark not in (",", "."):
                raise InputError(
                    f'decimal must give columns of {self.name} "," or "."; got {shown(name)}: {shown(mark)}'
                )
            place = self.columns.index(name)
            if found[place].kind != "empty":
                found[place] = told(found[place], self.cells[place], mark)
        return replace(self, found=tuple(found))

    def _marks(self) -> list[str]:
        """Which columns write numbers otherwise than with a decimal point alone."""
        commas, said = [], []
        for place, column in enumerate(self.found):
            if column.kind != "numbers" or column.other:
                continue
            if cell := column.example:
                value = column.form.read([cell])[0]
                said.append(f"In {self.column_place(place)} {cell[:40]} is {value:.15g}.")
            elif column.form.decimal == ",":
                commas.append(self.columns[place])
        if commas:
            others = any(c.mark == "." for c in self.found)
            where = f" in {listed(commas)}" if others or said else ""
            said.insert(0, f"Numbers are written with a decimal comma{where}: 1,5 is one and a half.")
        return said[:4] + ([f"So it is in {len(said) - 4} more columns."] if len(said) > 4 else [])


def read_table(
    source: bytes | str,
    name: str = "the text",
    *,
    header: bool | None = None,
    delimiter: str | None = None,
    decimal: Mapping[str, str] | None = None,
) -> Table:
    """Read a file's bytes or pasted text; `header` and `delimiter` are recognised unless given.

    `decimal` says of columns whose numbers can be read in two ways, 1.234, which mark is the decimal one:
    {"price": ","}. Raises InputError, with the file's name, the row and where there is one the column, for
    whatever is no regular table within the limits.
    """
    name = "".join(c if c.isprintable() else "?" for c in name[:80]) or "the text"
    text, encoding = _text_of(source, name)
    sep, text = sep_line(text)
    if delimiter is None:
        if not sep:
            refuse_other_forms(text, name)
        delimiter = sep or delimiter_of(text)
    elif delimiter not in DELIMITERS:
        raise InputError(f"the delimiter must be a comma, a semicolon or a tab; got {shown(delimiter)}")
    rows = [*_rows(text, delimiter, name)]
    found = Layout(name, [row for _, row in rows], [number for number, _ in rows])
    if encoding:
        found.remarks.append(encoding)
    if sep:
        found.remarks.append(f"The line sep={sep} above the table says what separates columns.")
    laid_out(found, delimiter)
    if header is None:
        header = found.names is not None or found.row_names or has_header(found.columns)
    table = _table(found, header, delimiter)
    return table.told(decimal) if decimal else table


def _table(found: Layout, header: bool, delimiter: str) -> Table:
    """The table of rows that are equally long."""
    head, at = _head(found) if header else ([""] * len(found.rows[0]), 0)
    if len(found.rows) > MOST_ROWS:
        raise _too_many_rows(found.name)
    columns = found.columns
    kept = [place for place, cells in enumerate(columns) if head[place] or any(cells)]
    if empty := [str(place + 1) for place in range(len(head)) if place not in {*kept}]:
        found.remarks.append(f"Without a name and without a value, left out: column {listed(empty)}.")
    columns = [columns[place] for place in kept]
    index = header and not head[kept[0]] and (found.row_names or numbers_rows(columns[0]))
    names = [f"column {place + 1}" for place in kept]
    if header:
        names[index:] = _names({place: head[place] for place in kept[index:]}, f"{found.name}, row {at}")
    ids = ids_among(names, columns, index) if header else ()
    found.remarks += on_commas_in_names(names, columns, delimiter) if header else []
    found.remarks += _on_ids(names, columns, ids, index)
    return Table(
        found.name,
        tuple(names),
        tuple(columns),
        header,
        delimiter,
        decided([column_of(cells) for cells in columns], delimiter),
        at,
        tuple(found.remarks),
        tuple(names[place] for place in ids),
        tuple(found.numbers),
        tuple(place + 1 for place in kept),
    )


def _head(found: Layout) -> tuple[list[str], int]:
    """The cells that name the columns, taken off the rows, and the row that they stand in."""
    if found.names:
        return found.names, found.named_in
    leave_out_units(found)
    head, at = found.rows.pop(0), found.numbers.pop(0)
    if not found.rows:
        raise InputError(f"{found.name} must have rows below its header; row {at} is the only one")
    return head, at


def _on_ids(names: list[str], columns: list[tuple[str, ...]], ids: tuple[int, ...], index: bool) -> list[str]:
    """What is said of columns that name the rows, or that may."""
    said = [f"{names[0].capitalize()} has no name and another value in each row."] if index else []
    if ids:
        what = listed(names[place] for place in ids)
        said.append(f"{what}: names the rows, so it is no input unless you choose it.")
    if 0 not in ids and len(names) > 2 and may_be_ids(columns[0]):
        said.append(
            f"{shown(names[0])} has another whole number in each row. "
            "If it only names the rows, take it out of the inputs."
        )
    return said


def check_text(cell: str, place: str) -> str:
    """Return a cell that is shown as a name; raises InputError for control characters."""
    if CONTROL.search(cell):
        raise InputError(f"{place} must not hold control characters; got {shown(cell)}")
    return cell


def _text_of(source: bytes | str, name: str) -> tuple[str, str]:
    """The text without empty lines around it, and how its bytes were read."""
    if isinstance(source, str):
        try:
            source = source.strip("\r\n").encode()
        except UnicodeEncodeError as reason:
            line = str(source)[: reason.start].count("\n") + 1
            raise InputError(f"{name} must be text; line {line} holds half a character") from None
    if len(source) > MOST_BYTES:
        raise InputError(f"{name} must have at most {MOST_BYTES:,} bytes; it has more")
    text, encoding = decoded(source, name)
    return text.rstrip("\r\n"), encoding  # empty lines at the end are no rows


def _rows(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each row's number and cells; rows without any cell are left out here."""
    reader = cut(text, delimiter)
    number = start = held = count = 0
    try:
        for number, row in enumerate(reader, start=1):
            start = reader.line_num
            held += bool(row)
            _check_row(row, number, held, name)
            if (count := count + len(row)) > MOST_CELLS:
                raise InputError(
                    f"{name} must have at most {MOST_CELLS:,} cells, rows times columns; "
                    f"in row {number:,} there are more"
                )
            yield number, [cell.strip() for cell in row]
    except csv.Error:
        raise _fault(name, number + 1, text, start, delimiter) from None


def _check_row(row: list[str], number: int, held: int, name: str) -> None:
    if len(row) > MOST_COLUMNS:
        raise InputError(f"{name} must have at most {MOST_COLUMNS} columns; row {number} has {len(row):,}")
    if held > MOST_ROWS + MOST_AROUND or number > 2 * MOST_ROWS + MOST_AROUND:  # read no further
        raise _too_many_rows(name)
    if (longest := max(map(len, row), default=0)) > MOST_CHARACTERS:
        column = next(place for place, cell in enumerate(row) if len(cell) == longest)
        raise InputError(
            f"{name}, row {number}, column {column + 1} must have at most {MOST_CHARACTERS:,} characters; "
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
    delimiter = {RUN_OF_TABS: "\t"}.get(delimiter, re.escape(delimiter))
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


def _names(cells: Mapping[int, str], row: str) -> list[str]:
    """The columns' names, from the cells of one row by their place; `row` says where they stand."""
    names: dict[str, int] = {}
    for column, cell in cells.items():
        place = f"{row}, column {column + 1}"
        known = check_text(" ".join(cell.split()), place)
        if not known:
            raise InputError(f"{place} must be the column's name; the cell is empty")
        if known in names:
            raise InputError(
                f"{place} must have a name of its own; column {names[known]} is {shown(known)} too"
            )
        names[known] = column + 1
    return [*names]
