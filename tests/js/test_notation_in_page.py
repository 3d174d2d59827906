"""The player in another notation spells as Python does, and none of its words has the notes' letters."""

import re
from typing import Any

import numpy as np
import pytest

from simulator import Network
from simulator.draw.colours import LEGEND
from simulator.player.payload.payload import payload
from simulator.steps.formulas.notation import NOTATIONS, NOTES
from simulator.steps.session import Session
from simulator.steps.timeline import steps_of

from ..grids import grid
from ..player.test_payload import read
from ..steps.test_notation import walk
from .node import answer

TURNED = [one for one in NOTATIONS.values() if one.turned]
LEFT = re.compile(r"(?<![A-Za-z])(?:n|S|F|N|Ŝ|α|φ)(?![A-Za-z])")
WORDS = [
    *LEGEND.values(),
    "F over 5 updates: 0.6 to 0.2",
    "−α ∂F/∂W",
    "W ← W − α ∂F/∂W",
    " = ∂F/∂n = σ′(n) Σ W · S",
    "A row 2, column 3 × what reaches neuron 3",
    "∂F/∂b = Σ S ÷ B",
    "S₂,₁ of neuron 3, item 2",
    "S = ∂F/∂n of the outputs comes from n itself.",
    "Softmax: each neuron's share of Σ eⁿ; together they are 1.",
    "Nothing in this Sentence Needs another letter: Forward, Slope, sAn.",
]


@pytest.mark.parametrize("notation", TURNED, ids=lambda one: one.name)
def test_the_page_spells_as_python_does(notation: Any) -> None:
    session = walk(1)
    texts = [*WORDS]
    for step in steps_of(session):
        texts += [step.title, step.text, step.note]
    sent = {"notation": notation.json()}
    found = answer("spelt", {"walk": sent, "texts": texts})
    assert found == [notation.said(text) for text in texts]
    assert found[:9] != texts[:9]
    assert not any(LEFT.search(text) for text in found)
    assert answer("spelt", {"walk": sent, "texts": found}) == found  # once more changes nothing
    assert answer("spelt", {"walk": {}, "texts": texts}) == texts


@pytest.mark.parametrize("notation", TURNED, ids=lambda one: one.name)
@pytest.mark.parametrize("batch", [1, 2])
def test_what_is_opened_has_the_letters_of_its_walk(notation: Any, batch: int) -> None:
    """Every neuron and an edge at the last step: its letters, and a weight's row and column turned."""
    session: Session = walk(1, batch)
    sent = payload(session, "walk", notation=notation)
    widths = session.network.widths
    things = [{"l": l, "c": c} for l in range(1, 5) for c in range(1, widths[l - 1] + 1)]
    things.append({"l": 2, "r": 1, "c": 3})
    found = answer("terms", {"walk": sent, "grain": "operation", "things": things, "item": 1})[-1]
    texts = [text for one in found for text in read_in(one)]
    assert len(texts) > 60
    for text in texts:
        assert not LEFT.search(text), text
    assert any("row 3, column 1" in text for text in texts)


def read_in(opened: dict[str, Any]) -> list[str]:
    """All that is read of what was opened."""
    texts = [field["name"] for field in opened["fields"]]
    for table in opened["tables"]:
        caption = table["caption"]
        texts += [caption] if isinstance(caption, str) else caption
        texts += [row["name"] for row in table["rows"]] + [row["text"] for row in table["below"]]
    return texts


def test_only_another_notation_is_sent() -> None:
    session = walk(1)
    plain = payload(session, "walk")
    assert "notation" not in plain
    assert plain == payload(session, "walk", notation=NOTES)
    other = payload(session, "walk", notation=TURNED[0])
    assert other["notation"]["turned"]
    # Arrays stay H × L, and what stands for which of them is the same.
    assert read(other, other["updates"][0]["W"][2]) == session.network.W[2].tolist()


@grid(batch=[1, 2], seed=[0, 1], notation={one.name: one for one in TURNED})
def test_answers_are_asked_turned_and_judged_as_in_the_notes(notation: Any, seed: int, batch: int) -> None:
    """The same places of the same arrays, W's in rows that were columns; the same verdicts and mistakes."""
    sent = {one.name: payload(walk(seed, batch), "w", practice=1, notation=one) for one in (NOTES, notation)}
    asked = {name: answer("asked", {"walk": walked, "grain": "operation"}) for name, walked in sent.items()}
    turned = 0
    for ours, theirs in zip(asked["notes"], asked[notation.name], strict=True):
        assert ours["keys"] == theirs["keys"]
        for one, other in zip(ours["tables"], theirs["tables"], strict=True):
            assert {tuple(cell[1]) for cell in one["cells"]} >= {tuple(cell[1]) for cell in other["cells"]}
            if one["key"][-3:-1] == "W:" or one["key"].startswith("dW"):
                places = [tuple(cell[1]) for cell in other["cells"]]
                assert places == sorted(places, key=lambda at: at[::-1])
                turned += len({at[0] for at in places}) > 1
    assert turned >= 3
    known = sent["notes"]["practice"]["updates"][0]
    cases = [[0, key, wrong_of(read(sent["notes"], of["truth"]))] for key, of in known.items()]
    ours, theirs = (answer("marks", {"walk": walked, "cases": cases})["marks"] for walked in sent.values())
    for one, other, (_, key, _) in zip(ours, theirs, cases, strict=True):
        assert (one["verdicts"], one["mistakes"], one["numbers"]) == (
            other["verdicts"],
            other["mistakes"],
            other["numbers"],
        )
        assert one["sentence"]
        assert not LEFT.search(other["sentence"]), other["sentence"]
        assert not re.search(r"(?<![A-Za-z])A[₀-₉]", other["sentence"]) or batch > 1, other["sentence"]
        if key == "dW:2":
            assert "W₂,₁₂" in one["sentence"]
            assert "W₂,₂₁" in other["sentence"]


def wrong_of(truth: Any) -> Any:
    """Nothing answered but the second number of the first row, or the first, which is wrong."""
    if not isinstance(truth, list):
        return "17.5"
    rows = [wrong_of(one) if isinstance(one, list) else "" for one in truth]
    rows = [row if i == 0 or not isinstance(row, list) else blank(row) for i, row in enumerate(rows)]
    if not isinstance(rows[0], list):
        rows[min(1, len(rows) - 1)] = "17.5"
    return rows


def blank(rows: Any) -> Any:
    return [blank(row) for row in rows] if isinstance(rows, list) else ""


def test_the_formula_of_tiles_is_that_of_the_notation() -> None:
    """Of each notation's own order; W the other way round is named as that."""
    hidden = "A,W,S", "W,S,A"
    for kinds, walked in zip(hidden, ({}, {"notation": TURNED[0].json()}), strict=True):
        W, turned = kinds.split(","), bool(walked)
        other = [{"W": "Wt"}.get(one, one) for one in W]
        rows = [W, other, ["W", "S"], [{"W": "new"}.get(one, one) for one in W], ["S", "W", "A"]]
        found = answer("judgedFormulas", {"rows": rows, "kinds": kinds, "walk": walked})
        assert [one["right"] for one in found] == [True, False, False, False, False]
        assert ("δ goes back through Wᵀ" if turned else "S goes back through W itself") in found[1]["words"]
        assert len({one["words"] for one in found}) == len(rows)
        assert turned == any("δ" in one["words"] for one in found)


def test_the_tiles_of_the_formula_have_w_both_ways() -> None:
    sent = payload(walk(0), "w", notation=TURNED[0])
    tiles = {one["id"]: one["mathml"] for one in answer("tiles", {"walk": sent, "l": 3})}
    assert "<mi>T</mi>" in tiles["W"]
    assert "<mi>T</mi>" not in tiles["Wt"]
    assert "⊙" in tiles["A"]
    notes = {one["id"]: one["mathml"] for one in answer("tiles", {"walk": payload(walk(0), "w"), "l": 3})}
    assert "<mi>T</mi>" in notes["Wt"]
    assert "<mi>T</mi>" not in notes["W"]
    assert "⊙" not in notes["A"]


def test_what_is_asked_of_a_wide_layer_is_what_is_printed_turned() -> None:
    """Of W other rows and columns are printed then; what answers are compared with is of these."""
    rng = np.random.default_rng(0)
    net = Network.from_arrays(
        [rng.normal(size=(20, 10)), rng.normal(size=(10, 9))], [np.zeros(10), np.zeros(9)], ["tanh"] * 2
    )
    session = Session(net, rng.normal(size=(1, 20)), rng.normal(size=(1, 9)), "tse", 0.1, 1)
    for notation in NOTATIONS.values():
        sent = payload(session, "wide", practice=1, notation=notation)
        known = sent["practice"]["updates"][0]
        cut = 0
        for step in answer("asked", {"walk": sent, "grain": "operation"}):
            for table in step["tables"]:
                axes = known[table["key"]].get("axes")
                cut += axes is not None and table["key"].startswith("dW")
                for _, at, _ in table["cells"]:
                    assert axes is None or all(i + 1 in axis for i, axis in zip(at, axes, strict=True))
        assert cut == 2
