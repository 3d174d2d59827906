"""Tables and sentences whose words may come from outside: shown as they are written, never as markup."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import islice

import streamlit as st

MOST_ROWS = 40


def table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str = "", words: bool = False
) -> None:
    """A plain table; of more than MOST_ROWS rows the first, and a line that says there are more.

    Its columns hold numbers, and stand to the right; with `words` sentences, which begin at the left.
    """
    rows = list(islice(rows, MOST_ROWS + 1))
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join(_row(row) for row in rows[:MOST_ROWS])
    if len(rows) > MOST_ROWS:
        body += f'<tr><td colspan="{len(columns)}">⋮ more</td></tr>'
    kind = "plain-table of-words" if words else "plain-table"
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    st.html(f'<table class="{kind}">{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')


def _row(row: Sequence[str]) -> str:
    first, *others = (escape(cell) for cell in row)
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'


def verdict(text: str, tone: str) -> None:
    """One sentence that says what a check found; `tone` is one of those in draw/lens.py."""
    st.html(f'<p class="verdict" data-tone="{escape(tone)}" role="status">{escape(text)}</p>')
