"""The walk as a Jupyter notebook: the code of the script in cells beside the formulas it computes."""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

from ...steps.formulas.notation import Notation, notation_named
from ...steps.session import Session
from ...steps.timeline import steps_of
from ..handouts.handout_formula import Display, step_in_letters
from ..handouts.markdown import display, literal
from ..untrusted.titles import one_line
from .batch_lines import taken
from .numpy_script import Passage, passages, phases
from .script_layers import written_out
from .script_letters import code_in, heading_in, python_names, shape_said
from .torch_script import torch_passage

ABOUT = (
    "One walk through backpropagation, number by number, in the notation of the lecture notes: "
    "W is H × L, and a hat means the layer to the left. Run the cells from top to bottom. "
    "First comes the first update, pass by pass; then the whole walk, which leaves every number in `walk`: "
    '`walk[2]["S"][3]` is S of layer 3 in update 2.'
)
ABOUT_TURNED = (
    "One walk through backpropagation, number by number: W is {shape}, so that {n} = W a + b, "
    "and a hat means the layer to the left. Run the cells from top to bottom. "
    "First comes the first update, pass by pass; then the whole walk, which leaves every number in `walk`: "
    '`walk[2]["{key}"][3]` is {S} of layer 3 in update 2.'
)
FIRST = "x, t = X[0], T[0]  # the pair of the first update"


def notebook(session: Session, *, title: str = "", notation: str = "notes") -> bytes:
    """A notebook (nbformat 4.5, UTF-8) with the NumPy walk and its check by PyTorch.

    `notation` and what it raises are those of `numpy_script`.
    """
    row = notation_named(notation)
    *first, loop, shown = passages(session, row)
    heading = literal(one_line(title)) or "Backpropagation by hand"
    cells = [_markdown(f"# {heading}\n\n{_about(row)}")]
    for part in first:
        cells += _cells(part)
    taken_first = "\n".join(["update = 1", *taken(session)]) if session.at_once > 1 else FIRST
    cells += [_markdown("## The first update"), _code(taken_first)]
    for part in phases(session, row):
        formulas = display(_rows(session, part.phase, row))
        code = code_in(row, f"{part.code}\n\n{_results(session, part.phase)}")
        cells += [_markdown(f"### {heading_in(row, part.heading)}\n\n{formulas}"), _code(code)]
    cells += [part for passage in (loop, shown, torch_passage(session, row)) for part in _cells(passage)]
    book = {
        "cells": [{**cell, "id": _id(i, cell)} for i, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(book, ensure_ascii=False, indent=1) + "\n").encode()


def _about(notation: Notation) -> str:
    if not notation.turned:
        return ABOUT
    n, S = (notation.said(letter) for letter in "nS")
    return ABOUT_TURNED.format(shape=shape_said(notation, "×"), n=n, S=S, key=python_names(notation)["S"])


def _rows(session: Session, phase: str, notation: Notation) -> Display:
    """The formulas of the first update's steps in a pass, in letters with layer numbers."""
    phases_meant = ("backward", "update") if phase == "both" else (phase,)
    steps = steps_of(replace(session, updates=1), notation=notation)
    return tuple(row for step in steps if step.phase in phases_meant for row in step_in_letters(step))


def _results(session: Session, phase: str) -> str:
    """The line that shows what a pass has found."""
    letters = {
        "forward": ("n", "a"),
        "error": ("e", "F"),
        "backward": ("S", "dW"),
        "update": ("new_W", "new_b"),
        "both": ("S", "dW", "new_W", "new_b"),
    }[phase]
    if phase == "error" or not written_out(session):
        return ", ".join(letters)
    return ", ".join(f"{letter}{l}" for l in session.network.W for letter in letters)


def _cells(part: Passage) -> list[dict[str, Any]]:
    return [_markdown(f"## {part.heading}"), _code(part.code)]


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(text: str) -> dict[str, Any]:
    source = text.splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}


def _id(place: int, cell: dict[str, Any]) -> str:
    """The same for the same notebook, so that two versions of a file can be compared."""
    return f"{place}-{sha256(''.join(cell['source']).encode()).hexdigest()[:8]}"
