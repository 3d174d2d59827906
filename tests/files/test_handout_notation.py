"""A hand-out and a slide in another notation: its letters everywhere, W turned, the numbers the same."""

import re
from dataclasses import replace

import numpy as np
import pytest

from simulator import InputError, Network, step_svg
from simulator.core.training.update_rule import rule_named
from simulator.draw.slides.slide import SIZES
from simulator.files.handouts.handout import handout
from simulator.steps.formulas.notation import NOTATIONS
from simulator.steps.session import Session
from simulator.steps.timeline import steps_of

from ..grids import grid
from .test_handout import MATRIX, pdf_text

TURNED = [name for name, one in NOTATIONS.items() if one.turned]
W2, W3 = [[0.5, -0.25, 2.0], [1.5, 0.75, -1.0]], [[0.5], [0.25], [-1.5]]
NET = Network.from_arrays([W2, W3], [[0.5, 0.0, 1.0], [0.125]], ["relu", "identity"])
SESSION = Session(NET, [[1.0, 2.0], [0.5, 1.0]], [[1.0], [2.0]], "tse", 0.5, 2)
WALKS = {
    "pair": SESSION,
    "batch": replace(SESSION, batch_size=2),
    "rule": replace(SESSION, rule=rule_named("adam")),
    "as you go": replace(SESSION, order="as-you-go"),
    "frozen": replace(SESSION, network=NET.replace(frozen=["W2[1,2]"])),
}
LEFT = re.compile(r"(?<![A-Za-z\\])(?:n|S|F|N)(?![A-Za-z])|\\alpha|α|\\varphi|φ")
# Commands and words of a document that hold such a letter by themselves.
MARKUP = re.compile(r"\\(?:begin|end|text|usepackage|documentclass|definecolor)(?:\[[^\]]*\])?\{[^}]*\}")


def matrices(text):
    return [[row.split(" & ") for row in body.split(r" \\ ")] for body in MATRIX.findall(text)]


@grid(5, name=TURNED, kind=[*WALKS], format=["md", "tex", "pdf"])
def test_no_letter_of_the_notes_is_left(name, kind, format):
    content = handout(WALKS[kind], notation=name, format=format)
    if format == "pdf":
        text = pdf_text(content)
        assert ("z" if name == "delta" else "lr") in text
        assert not re.search(r"α|φ|[Ss]ensitivities S\b", text)
        return
    text = content.decode()
    body = text.partition(r"\begin{document}")[2] or text
    assert not LEFT.search(MARKUP.sub("", body)), LEFT.search(MARKUP.sub("", body))


@pytest.mark.parametrize("name", TURNED)
def test_W_stands_as_the_notation_says_and_says_so(name):
    plain, turned = (handout(SESSION, digits=2, notation=one).decode() for one in ("notes", name))
    assert [["0.5", "-0.25", "2"], ["1.5", "0.75", "-1"]] in matrices(plain)
    assert [["0.5", "1.5"], ["-0.25", "0.75"], ["2", "-1"]] in matrices(turned)
    given = turned.partition("Given")[2]
    assert matrices(given)[0] == [["0.5", "1.5"], ["-0.25", "0.75"], ["2", "-1"]]
    assert NOTATIONS[name].about in turned
    assert not NOTATIONS["notes"].about
    dW = SESSION.walked[0].run.dW[2]  # -1/16, -1/8, … are printed with at most 6 decimals exactly
    exact = handout(SESSION, digits=6, notation=name).decode()
    found = [np.array(m, float) for m in matrices(exact) if (len(m), len(m[0])) == dW.T.shape]
    assert any(np.array_equal(one, dW.T) for one in found)


def test_blanks_are_turned_with_their_sheet():
    """The box for ∂C/∂W_2 has the shape of its key."""
    sheet = handout(SESSION, notation="delta", blanks=True).decode()
    key = handout(SESSION, notation="delta").decode()
    step = r"Gradient of the weights W₂\.\*\*.*?\$\$\n(.*?)\n\$\$"
    shapes = [
        [(len(m), len(m[0])) for m in matrices(re.search(step, text, re.S)[1])] for text in (sheet, key)
    ]
    assert shapes[0] == shapes[1] == [(3, 1), (1, 2), (3, 2)]


@grid(2, kind=[*WALKS], name=TURNED)
def test_a_slide_says_the_letters_of_its_notation(name, kind):
    """At a step of each kind."""
    session = WALKS[kind]
    for cursor in {step.kind: at for at, step in enumerate(steps_of(session)) if step.update == 1}.values():
        drawn = step_svg(session, cursor, notation=name, size=(SIZES[0] * 3, SIZES[0] * 2))
        words = re.findall(r'aria-label="([^"]*)"', drawn)
        assert len(words) > 10
        for text in words:
            assert not re.search(r"(?<![A-Za-z])(?:n|S|F|N)(?![A-Za-z])|α|φ", text), text


def test_an_unknown_notation_is_refused():
    for make in (handout, lambda session, notation: step_svg(session, 0, notation=notation)):
        with pytest.raises(InputError, match="the notation must be one of notes, delta, pytorch"):
            make(SESSION, notation="greek")
