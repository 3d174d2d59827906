"""Answers to a whole step, in each form that it can be asked for, are judged by Python's numbers."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from simulator.player.payload.payload import payload
from simulator.steps.session import Session
from simulator.steps.step import Step
from simulator.steps.timeline import GRAINS, steps_of

from ..grids import by_day
from .node import answer
from .test_practice_entries import USUAL, WALKS

LARGER, SMALLER, SAME = "larger", "smaller", "same"
SIGNED = {"n", "error", "S", "dW", "db"}


def forms(step: Step) -> set[str]:
    """In what it can be asked for; the formula of S is in tiles where it is one product."""
    found = {"numbers"}
    if step.kind in SIGNED:
        found.add("signs")
    if step.kind in ("update_W", "update_b"):
        found.add("change")
    if step.kind == "S" and step.neuron is None:
        found.add("largest")
    return found


@pytest.mark.parametrize("name", by_day(*USUAL, of=WALKS))
def test_all_that_is_true_is_right_in_every_form_and_what_is_not_is_wrong_where_it_stands(name: str) -> None:
    """By operation and by neuron: every number, sign and growth, and which S is largest."""
    session = WALKS[name]
    sent = payload(session, name, practice=1)
    for grain in GRAINS:
        asked = answer("forms", {"walk": sent, "grain": grain})
        cases = [*cases_of(session, sent, grain, asked)]
        found = answer("judgements", {"walk": sent, "grain": grain, "cases": [case for case, _ in cases]})
        assert len(found) > 20
        for (case, wanted), got in zip(cases, found, strict=True):
            assert got["verdicts"] == wanted, (grain, case)
            wrong = "wrong" in wanted.values()
            assert got["sentences"] and all(got["sentences"]), (grain, case)
            assert wrong >= bool(got["mistakes"]), (grain, case)


def cases_of(
    session: Session, sent: dict[str, Any], grain: str, asked: list[Any]
) -> Iterator[tuple[list[Any], dict[str, str]]]:
    """What is typed, and its verdicts: all of it right, then the last number wrong, and alone."""
    for at, (step, by_form) in enumerate(zip(steps_of(session, grain), asked, strict=True)):
        if by_form is None:
            assert not step.computes
            continue
        assert {*by_form} - {"formula"} == forms(step), step
        assert by_form.pop("formula", []) == [], "tiles have no fields"
        if step.update > 1:
            continue
        for form, cells in by_form.items():
            texts = typed(session, sent, step, form, cells)
            right = dict.fromkeys(texts, "right")
            yield [at, form, texts], right
            if form == "largest":
                continue
            last = cells[-1]["name"]
            wrong = another(texts[last], form)
            yield [at, form, {**texts, last: wrong}], {**right, last: "wrong"}
            yield [at, form, {last: wrong}], {last: "wrong"}


def typed(session: Session, sent: dict[str, Any], step: Step, form: str, cells: list[Any]) -> dict[str, str]:
    """What is right for each number asked for."""
    known = sent["practice"]["updates"][step.update - 1]
    arrays = {key: np.asarray(sent["arrays"][known[key]["truth"]]) for key in {cell["key"] for cell in cells}}
    if form == "largest":
        sizes = np.abs(next(iter(arrays.values())))
        return {"largest": str(int(np.argmax(sizes if sizes.ndim == 1 else sizes.max(axis=1))) + 1)}
    texts = {}
    for cell in cells:
        true = float(arrays[cell["key"]][tuple(cell["place"])])
        if form == "change":
            net = session.walked[step.update - 1].before
            before = (net.W if step.kind == "update_W" else net.b)[step.layer]
            gap = true - before[tuple(cell["place"])]
            texts[cell["name"]] = SAME if gap == 0 else LARGER if gap > 0 else SMALLER
        else:
            texts[cell["name"]] = repr(true) if form == "numbers" else "0" if true == 0 else f"{true:+}"[0]
    return texts


def another(text: str, form: str) -> str:
    """An answer that is wrong where this one is right."""
    if form == "numbers":
        return repr(float(text) + 2)
    return {"+": "-", "-": "+", "0": "+", LARGER: SMALLER, SMALLER: LARGER, SAME: LARGER}[text]
