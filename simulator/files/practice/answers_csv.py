"""The answers of every variant as one table: a row for each blank."""

from collections.abc import Iterable, Iterator

from ..tables.csv_writer import Cell, table_text
from .sheet import Paper
from .variants import seed_of

COLUMNS = ("variant", "seed", "step", "quantity", "layer", "row", "column", "points", "answer")
DIGITS = 14


def answers_text(papers: Iterable[Paper]) -> str:
    """CSV with the columns COLUMNS: places count from 1, of vectors there is no column, of F no row.

    The answer has DIGITS significant digits, past which stands hardly more than the noise of binary
    arithmetic; the seed is of the name, and empty for a session that has none.
    """
    return table_text(COLUMNS, (row for paper in papers for row in _rows(paper)))


def _rows(paper: Paper) -> Iterator[tuple[Cell, ...]]:
    name = paper.variant.name
    seed: Cell = seed_of(name) if name else ""
    for question in paper.questions:
        for place in question.blanks:
            row, column, *_ = (*map(str, place), "", "")
            layer = "" if question.layer is None else str(question.layer)
            where = (question.number, question.quantity, layer, row, column)
            answer = float(f"{question.answer(place):.{DIGITS}g}") + 0.0  # no −0
            yield (name, seed, *where, question.points, answer)
