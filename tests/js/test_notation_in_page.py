"""The player in another notation spells as Python does, and none of its words has the notes' letters."""

import re
from typing import Any

import pytest

from simulator import InputError
from simulator.draw.colours import LEGEND
from simulator.player.payload import payload
from simulator.steps.notation import NOTATIONS, NOTES
from simulator.steps.session import Session
from simulator.steps.timeline import steps_of

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


def test_answers_are_read_in_the_notes_notation_alone() -> None:
    with pytest.raises(InputError, match="in the notes' notation alone"):
        payload(walk(1), "walk", practice=1, notation=TURNED[0])
