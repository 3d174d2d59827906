"""Calls written out as a function of its own, a line for each: looping over them costs a tenth more."""

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from types import CodeType
from typing import Any

from ...inputs import Array

Calls = list[partial[Any]]
Batch = tuple[Array, Array, Array]  # x and a column of ones (B, H + 1), the same as columns, t (L, B)


class Argument(str):
    """An argument that every batch brings along, by its name."""


ROWS, COLUMNS, TARGETS = Argument("rows"), Argument("columns"), Argument("t")

# Each part is a default argument, and so a local variable: a closure's cells cost a fiftieth more.
TEXT = """
def updates(batches, ahead, {parts}):
    batches = iter(batches)
    if ahead:
        rows, columns, t = next(batches)
        {back}
    for rows, columns, t in batches:
        {forth}
        {back}
def forward(columns, {parts}):
    {forth}
"""


def written_out(
    forth: Calls, back: Calls
) -> tuple[Callable[[Iterable[Batch], bool], None], Callable[[Array], None]]:
    """`updates(batches, ahead)`, ahead where the first batch has gone forth already; `forward(columns)`."""
    parts: dict[str, Any] = {}
    lines = {"forth": _lines(forth, parts), "back": _lines(back, parts)}
    made = dict(parts)
    exec(_code(TEXT.format(parts=", ".join(f"{name}={name}" for name in parts), **lines)), made)
    return made["updates"], made["forward"]


@lru_cache(maxsize=64)
def _code(text: str) -> CodeType:
    return compile(text, "<an update, written out>", "exec")


def _lines(calls: Calls, parts: dict[str, Any]) -> str:
    """The calls, each thing in them under a name of its own."""
    lines = []
    for call in calls:
        words = [
            part if isinstance(part, Argument) else _named(part, parts) for part in (call.func, *call.args)
        ]
        lines.append(f"{words[0]}({', '.join(words[1:])})")
    return "; ".join(lines)


def _named(part: object, parts: dict[str, Any]) -> str:
    name = f"c{len(parts)}"
    parts[name] = part
    return name
