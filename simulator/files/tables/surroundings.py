"""Where the table stands in a file: comments, a title, empty rows around it are left out and said."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ...core.inputs import InputError
from ..untrusted.quoting import shown
from .dialect import has_header, has_units
from .number_forms import is_missing, like_a_number

MOST_NAMED = 3  # rows in one sentence
COMMENTS = ("#", "%", "//")
COUNTS = re.compile(
    r"nr|no|num|number|row|idx|index|unnamed: \d+(?:\.\d+)?|rownames?|row names?|x?\.?id", re.I
)
IDS = re.compile(r"(?:.*[\s_.-])?(?:[iI][dD]s?|UUID|uuid|GUID|guid)|.*[a-z]I[dD]")
LEAST_SUSPECT = 1000  # a whole number from here on, another in each row, may be the row's number


@dataclass(slots=True)
class Layout:
    """Rows with their numbers, and what was found about them; each step of reading takes from it."""

    name: str
    rows: list[list[str]]
    numbers: list[int]  # of the rows, as a spreadsheet counts
    remarks: list[str] = field(default_factory=list)
    names: list[str] | None = None  # that a comment holds
    named_in: int = 0  # the row of that comment
    row_names: bool = False  # the first column, which has no name

    @property
    def columns(self) -> list[tuple[str, ...]]:
        """The cells column by column; the rows must be equally long."""
        return [*zip(*self.rows, strict=True)]

    def leave_out(self, places: Sequence[int], one: str, many: str) -> None:
        """Leave out the rows at these places; `one` follows "Row 3", `many` follows "Rows 3, 4"."""
        if places:
            numbers = [self.numbers[place] for place in places]
            more = f" and {len(numbers) - MOST_NAMED:,} more" if len(numbers) > MOST_NAMED else ""
            named = ", ".join(f"{number:,}" for number in numbers[:MOST_NAMED])
            single = len(numbers) == 1
            self.remarks.append(f"Row{'' if single else 's'} {named}{more} {one if single else many}.")
            out = {*places}
            self.rows = [row for place, row in enumerate(self.rows) if place not in out]
            self.numbers = [number for place, number in enumerate(self.numbers) if place not in out]


def laid_out(found: Layout, delimiter: str) -> None:
    """Leave out what is no row of the table, and make all rows equally long; raises InputError by row."""
    if delimiter == "|":  # as in Markdown, a line below the names
        lines = [place for place, row in enumerate(found.rows) if _is_line(row)]
        found.leave_out(lines, "is a line and left out", "are lines and left out")
    empty = [place for place, row in enumerate(found.rows) if not any(row)]
    found.leave_out(empty, "is empty and left out", "are empty and left out")
    if not found.rows:
        raise InputError(f"{found.name} must hold a table; it is empty")
    _leave_out_comments(found, delimiter)
    _leave_out_titles(found)
    _take_row_names(found, delimiter)
    _even_out(found)


def _is_line(row: Sequence[str]) -> bool:
    return any(row) and all(not cell.strip("-:=+") for cell in row)


def _leave_out_comments(found: Layout, delimiter: str) -> None:
    """Lines with # anywhere, with % or // at the top; the last one above the rows may hold the names."""
    rows = found.rows

    def comment(row: list[str], marks: tuple[str, ...]) -> bool:
        return row[0].startswith(marks) and (row[0] not in marks or delimiter == " " or not any(row[1:]))

    first = next((place for place, row in enumerate(rows) if not comment(row, COMMENTS)), len(rows))
    if first == len(rows):
        return  # every row begins so: that is how the table is
    width = _common_width(rows[first:])
    later = [
        place
        for place in range(first, len(rows))
        if comment(rows[place], COMMENTS[:1]) and _extent(rows[place]) != width
    ]
    names = _names_in(rows[first - 1], width) if first else None
    body = [row for place, row in enumerate(rows[first:], first) if place not in {*later}]
    if names and not _headed(body, width):
        found.names, found.named_in = names, found.numbers[first - 1]
        kept = [place for place in range(len(rows)) if place != first - 1]
        found.rows, found.numbers = [rows[p] for p in kept], [found.numbers[p] for p in kept]
        first, later = first - 1, [place - 1 for place in later]
    out = [*range(first), *later]
    found.leave_out(out, "is a comment and left out", "are comments and left out")


def _names_in(row: list[str], width: int) -> list[str] | None:
    """The names that a line behind # holds, where it has as many words as the table has columns."""
    first = row[0].lstrip("#%/ ")
    names = [first, *row[1:]] if first else row[1:]
    good = len(names) == width > 1 and all(names) and not any(map(like_a_number, names))
    return names if good else None


def _leave_out_titles(found: Layout) -> None:
    """Lines above the table that are narrower: one cell of words, or any above a row of names."""
    rows, width, count = found.rows, _common_width(found.rows), 0
    for place, row in enumerate(rows[:-1]):
        extent = _extent(row)
        if extent >= width or (
            extent == len(row) == width - 1 and _counts([r[0] for r in rows[place + 1 :]])
        ):
            break
        words = sum(map(bool, row)) == 1 and not any(map(like_a_number, row))
        if not words and not _headed(rows[place + 1 :], width):
            break
        count = place + 1
    if count:
        title = shown(" ".join(cell for cell in rows[0] if cell))
        above = f"above the table, left out: {title}"
        found.leave_out(range(count), f"is a title {above}", f"are a title {above}")


def _take_row_names(found: Layout, delimiter: str) -> None:
    """As R writes them: a first column for which row 1 has no name."""
    head, *rows = found.rows
    width = len(head) + 1
    if (
        len(rows) < 2
        or any(len(row) != width or not row[-1] for row in rows)
        or any(map(like_a_number, head))
    ):
        return
    first = [row[0] for row in rows]
    named = delimiter in (" ", "\t") and len({*first}) == len(first) and not any(map(like_a_number, first))
    if _counts(first) or named:
        found.rows, found.row_names = [["", *head], *rows], True


def _even_out(found: Layout) -> None:
    """Cut off what is empty behind the last column; raises InputError for a row that does not fit."""
    head, extents = found.rows[0], [_extent(row) for row in found.rows]
    width = len(found.names) if found.names else max(extents[0], min(len(head), max(extents)))
    cut = False
    below = [(len(row), extent) for row, extent in zip(found.rows[1:], extents[1:], strict=True)]
    agreed = {length for length, _ in below}
    if len(below) > 1 and len(agreed) == 1 and not found.names and not agreed & {width, len(head)}:
        other = agreed.pop()
        if max(extent for _, extent in below) > width or other < width:
            raise _odd_head(found, width, other)
    for place, row in enumerate(found.rows):
        if len(row) < width or extents[place] > width:
            raise _odd_row(found, place, width)
        cut = cut or len(row) > width
        del row[width:]
    if cut:
        found.remarks.append("Separators at the ends of rows have nothing behind them and are left out.")


def _odd_head(found: Layout, width: int, other: int) -> InputError:
    where = f"{found.name}, row {found.numbers[0]}"
    cure = (
        "are these decimal commas? Then separate the columns by semicolons"
        if other == 2 * width
        else "give every column one name"
    )
    return InputError(f"{where} must have {other} cells, as the rows below have; it has {width}: {cure}")


def _odd_row(found: Layout, place: int, width: int) -> InputError:
    row = found.rows[place]
    count = max(_extent(row), min(len(row), width)) if len(row) >= width else len(row)
    where = f"{found.name}, row {found.numbers[place]}"
    odd = f"column {min(count, width) + 1} is {'missing' if count < width else 'one too many'}"
    first = found.numbers[0]
    return InputError(f"{where} must have {width} cells, as row {first} has; it has {count}, so {odd}")


def leave_out_units(found: Layout) -> None:
    """A row of units below the names."""
    if len(found.rows) > 2 and has_units(zip(*found.rows[1:], strict=True)):
        units = ", ".join(cell for cell in found.rows[1] if cell)
        found.leave_out([1], f"holds units and is left out: {shown(units)}", "")


def ids_among(names: Sequence[str], columns: Sequence[Sequence[str]], first_unnamed: bool) -> tuple[int, ...]:
    """The columns that name the rows rather than describe them: by their own name, and no two cells alike."""
    found = []
    for place, (name, cells) in enumerate(zip(names, columns, strict=True)):
        unnamed = first_unnamed and not place
        if ((unnamed or IDS.fullmatch(name)) and _different(cells)) or (
            COUNTS.fullmatch(name) and _counts(cells)
        ):
            found.append(place)
    return tuple(found)


def may_be_ids(cells: Sequence[str]) -> bool:
    """Whether a first column without a telling name holds another whole number in each row."""
    if len(cells) < 4 or not all(cell.isdecimal() for cell in cells) or len({*cells}) < len(cells):
        return False
    return _counts(cells) or all(int(cell) >= LEAST_SUSPECT for cell in cells)


def numbers_rows(cells: Sequence[str]) -> bool:
    """Whether a column without a name can be an index: whole numbers or words, no two alike."""
    return _different(cells)


def _different(cells: Sequence[str]) -> bool:
    whole = all(cell.removesuffix(".0").isdecimal() for cell in cells) or not any(map(like_a_number, cells))
    return whole and len({*cells}) == len(cells) and not any(map(is_missing, cells))


def _counts(cells: Sequence[str]) -> bool:
    """0, 1, 2, … or 1, 2, 3, …, at least two."""
    if len(cells) < 2 or cells[0] not in ("0", "1"):
        return False
    first = int(cells[0])
    return all(cell == str(number) for number, cell in enumerate(cells, first))


def _extent(row: Sequence[str]) -> int:
    """Cells up to the last that holds something."""
    return next((place for place in range(len(row), 0, -1) if row[place - 1]), 0)


def _common_width(rows: Sequence[Sequence[str]]) -> int:
    counts = Counter(_extent(row) for row in rows[:1000])
    return max(counts, key=lambda width: (counts[width], width))


def _headed(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether row 1 names columns, as all of these rows fit together."""
    some = rows[:1000]
    even = all(_extent(row) <= width <= len(row) for row in some) and _extent(some[0]) == width
    return even and len(some) > 1 and has_header(zip(*(row[:width] for row in some), strict=True))
