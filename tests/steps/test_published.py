"""Published beside computed: every digit that a source printed, and what the table says about it."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from simulator.files.gallery import EXAMPLES, example
from simulator.steps.words.published import NAMES, ledger

TEXTBOOK = json.loads((Path(__file__).parents[1] / "textbook.json").read_text(encoding="utf-8"))
SOURCES = {  # the gallery's name: the textbook's, where its printed numbers are told once more
    "hagan-1-2-1": "hagan_1-2-1",
    "mazur-half": "mazur_2-2-2_half_TSE",
    "relu-2-2-1": "relu_2-2-1_half_SE",
}
PRINTED = [name for name in EXAMPLES if example(name).printed]
ENTRIES = [(name, i) for name in PRINTED for i in range(len(example(name).printed))]
IN_THE_RIGHT_ORDER, AS_YOU_GO = "0.291027774", "0.291027924"


def table(name: str, printed=None, **changes):
    """The ledger of an example, its session or its print changed."""
    found = example(name)
    return ledger(replace(found.session, **changes), list(found.printed if printed is None else printed))


def value(name: str, quantity: str, l, row, column) -> float:
    """The number itself, taken from the first update by another way."""
    u = example(name).session.walked[0]
    run, after = u.run, u.after
    by_layer = {
        "n": run.n,
        "a": run.a,
        "S": run.S,
        "dW": run.dW,
        "db": run.db,
        "W_new": after.W,
        "b_new": after.b,
    }
    if l is None:
        return {"loss": run.loss, "loss_after": u.loss_after}[quantity]
    found = run.e if quantity == "e" else by_layer[quantity][l]
    for place in (row, column):
        found = found if place is None else found[place - 1]
    return float(found)


def test_the_sources_that_printed_numbers():
    """Those of the gallery, each with every number that the textbook file knows."""
    assert set(PRINTED) == {"hagan-1-2-1", "mazur-half", "mazur-half-as-you-go", "relu-2-2-1"}
    for name, source in SOURCES.items():
        truth = TEXTBOOK[source]
        wanted = [tuple(entry) for entry in truth["printed"]]
        corrected = [
            ("loss_after", None, None, None, AS_YOU_GO) if e[0] == "loss_after" else e for e in wanted
        ]
        assert list(example(name).printed) == (corrected if name == "mazur-half" else wanted)


@pytest.mark.parametrize(("name", "i"), ENTRIES)
def test_every_printed_number(name, i):
    """The quantity named, the digits as printed, ours with as many, and whether they are the same."""
    quantity, l, row, column, text = example(name).printed[i]
    entry = table(name)[i]
    exact = value(name, quantity, l, row, column)
    decimals = len(text.partition(".")[2])
    place = "" if l is None else f" {l},{row}" + (f",{column}" if column else "")
    assert entry.quantity == NAMES.get(quantity, quantity) + place
    assert entry.printed == text
    assert entry.computed == f"{exact:.{decimals}f}"
    assert entry.agrees == (abs(Fraction(text) - Fraction(exact)) <= Fraction(1, 2 * 10**decimals))


def test_which_numbers_differ():
    """Mazur's last one in the right order; as you go that one agrees, and what belongs to W₂ differs."""
    differing = {name: [entry.quantity for entry in table(name) if not entry.agrees] for name in PRINTED}
    assert differing == {
        "hagan-1-2-1": [],
        "mazur-half": ["F after"],
        "mazur-half-as-you-go": ["∂F/∂W 2,1,1"] + [f"W after 2,{r},{c}" for c in (1, 2) for r in (1, 2)],
        "relu-2-2-1": [],
    }


def test_mazurs_odd_one():
    """He printed the figure of the other order."""
    right, other = table("mazur-half")[-1], table("mazur-half-as-you-go")[-1]
    assert right.printed == other.printed == AS_YOU_GO
    assert (right.computed, right.agrees) == (IN_THE_RIGHT_ORDER, False)
    assert (other.computed, other.agrees) == (AS_YOU_GO, True)
    assert IN_THE_RIGHT_ORDER in example("mazur-half").remark
    assert AS_YOU_GO in example("mazur-half").remark
    assert table("mazur-half", order="as-you-go")[-1].agrees
    assert not table("mazur-half-as-you-go", order="gradients-first")[-1].agrees


def altered(text: str) -> list[str]:
    """The same text with each of its digits, one after another, replaced by another."""
    return [text[:i] + str((int(c) + 1) % 10) + text[i + 1 :] for i, c in enumerate(text) if c.isdigit()]


@pytest.mark.parametrize(("name", "i"), ENTRIES)
def test_an_altered_digit_is_seen(name, i):
    """Whichever digit of whichever printed number it is, and the sign too."""
    was = table(name)[i]
    *where, text = example(name).printed[i]
    other_sign = text.removeprefix("-") if text.startswith("-") else f"-{text}"
    for wrong in (*altered(was.computed), *([other_sign] if text == was.computed else [])):
        entry = table(name, [(*where, wrong)])[0]
        assert (entry.printed, entry.computed, entry.agrees) == (wrong, was.computed, False)


@pytest.mark.parametrize(
    ("text", "ours"), [("0.5", "0.6"), ("0.59", "0.59"), ("0.5933", "0.5933"), ("1", "1")]
)
def test_as_many_digits_as_were_printed(text, ours):
    """a₂,₁ = 0.59327 of Mazur's, rounded and not cut."""
    entry = table("mazur-half", [("a", 2, 1, None, text)])[0]
    assert (entry.computed, entry.agrees) == (ours, text == ours)


def test_every_quantity_can_be_printed():
    """The error e, the biases and their gradients too, whichever of the layer."""
    session = example("notes-4-layer").session
    u = session.walked[0]
    for quantity, l, row, number in (
        ("e", 4, 2, u.run.e[1]),
        ("db", 3, 1, u.run.db[3][0]),
        ("b_new", 2, 3, u.after.b[2][2]),
        ("n", 2, 3, u.run.n[2][2]),
    ):
        entry = ledger(session, [(quantity, l, row, None, f"{number:.7f}")])[0]
        assert entry.agrees
        assert entry.computed == f"{number:.7f}"
