"""Calls written out as a function of its own, a line for each: looping over them costs a tenth more."""

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from types import CodeType
from typing import Any

from .inputs import Array

Calls = list[partial[Any]]
Batch = tuple[Array, Array, Array]  # x and a column of ones (B, H + 1), the same as columns, t (L, B)


class Given(str):
    """An argument that every batch brings along, by its name."""


ROWS, COLUMNS, TARGETS = Given("rows"), Given("columns"), Given("t")

TEXT = """
def bound({names}):
    def updates(batches, ahead):
        for rows, columns, t in batches:
            if not ahead:
                {forth}
            ahead = False
            {back}
    def forward(columns):
        {forth}
    return updates, forward
"""


def written_out(
    forth: Calls, back: Calls
) -> tuple[Callable[[Iterable[Batch], bool], None], Callable[[Array], None]]:
    """`updates(batches, ahead)`, ahead where the first batch has gone forth already; `forward(columns)`."""
    parts: dict[str, Any] = {}
    lines = {"forth": _lines(forth, parts), "back": _lines(back, parts)}
    made: dict[str, Any] = {}
    exec(_code(TEXT.format(names=", ".join(parts), **lines)), made)
    written: tuple[Callable[[Iterable[Batch], bool], None], Callable[[Array], None]] = made["bound"](**parts)
    return written


@lru_cache(maxsize=64)
def _code(text: str) -> CodeType:
    return compile(text, "<an update, written out>", "exec")


def _lines(calls: Calls, parts: dict[str, Any]) -> str:
    """The calls, each thing in them under a name of its own."""
    lines = []
    for call in calls:
        words = [part if isinstance(part, Given) else _named(part, parts) for part in (call.func, *call.args)]
        lines.append(f"{words[0]}({', '.join(words[1:])})")
    return "; ".join(lines)


def _named(part: object, parts: dict[str, Any]) -> str:
    name = f"c{len(parts)}"
    parts[name] = part
    return name
