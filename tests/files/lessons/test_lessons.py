"""The lessons that come along, and what a lecturer's own may be: every number in them is their walk's."""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import simulator.files.lessons.lesson_reader as reader
from simulator import InputError
from simulator.files.lessons.lesson import Lesson
from simulator.files.lessons.lesson_reader import read_lesson
from simulator.files.lessons.shelf import FOLDER, LESSONS, lesson
from simulator.files.lessons.told_names import told
from simulator.steps.formulas.notation import NOTATIONS
from simulator.steps.timeline import steps_of

SCHEMA = json.loads(Path(reader.__file__).with_name("lesson.schema.json").read_text(encoding="utf-8"))
ONE = json.loads((FOLDER / "one-neuron.json").read_text(encoding="utf-8"))
LONGEST_READ = 130  # words a minute, with a number to look at in each line


def text_of(content: dict[str, Any]) -> bytes:
    return json.dumps(content).encode()


def changed(*path: Any, to: Any) -> dict[str, Any]:
    """The first lesson with one value changed."""
    content: dict[str, Any] = deepcopy(ONE)
    at: Any = content
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = to
    return content


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_begins_with_a_worked_walk_and_leaves_more_and_more_to_fill(name: str) -> None:
    """At the end more is asked than ever before; it is read within its minutes, and the schema has it too."""
    jsonschema.validate(json.loads((FOLDER / f"{name}.json").read_bytes()), SCHEMA)
    found = lesson(name)
    counts = [len(part.asked) for part in found.parts]
    assert counts[0] == 0 and any(counts) and counts[-1] == max(counts)
    words = sum(len(text.split()) for part in found.parts for text in part.paragraphs)
    assert words / LONGEST_READ <= found.minutes
    for part in found.parts:
        steps = steps_of(part.session, part.grain)
        for asked in part.asked:
            assert steps[asked.step].computes and part.start <= asked.step <= part.end
        if part.question:
            assert len({*part.question.options}) == len(part.question.options)


def test_every_lesson_of_the_folder_is_on_the_shelf() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == sorted(LESSONS)


def test_numbers_in_a_text_are_those_of_the_walk() -> None:
    """The sigmoid at 0, squared errors: n = 2 · 0.5 − 1 and on from there by hand."""
    first, second, third = (" ".join(part.paragraphs) for part in lesson("one-neuron").parts[:3])
    assert "the sum is n = 0, and σ of that is a = 0.5" in first and "here 0.25" in first
    assert "S = −2 A e = −0.25" in second and "∂F/∂W = x S = −0.5" in second
    F = (1 - 1 / (1 + np.exp(-(2 * 1 - 0.75)))) ** 2
    assert f"F is {F:.3f} in place of 0.25" in third
    run = " ".join(lesson("learning-rate").parts[-1].paragraphs)
    assert re.search(r"F goes 4, 9, 20\.25, 45\.5625", run), "e grows by a half each time"


def texts_of(found: Lesson) -> list[str]:
    """Everything that is read in it."""
    texts = [found.title, found.about]
    for part in found.parts:
        texts += [part.title, *part.paragraphs]
        if part.question:
            texts += [part.question.text, *part.question.options, *part.question.because]
    return texts


OF_THE_NOTES = re.compile(r"(?<![A-Za-z])(?:n|S|F|N|A(?! [A-Za-z-]{2,})|α|φ)(?![A-Za-z])|[ŜÂ]")


@pytest.mark.parametrize("name", LESSONS)
def test_no_letter_of_the_notes_is_left_in_another_notation(name: str) -> None:
    """Where the notes' own letters are found; numbers and everything else are the same."""
    plain = lesson(name)
    assert any(OF_THE_NOTES.search(text) for text in texts_of(plain))
    for notation in NOTATIONS.values():
        found = lesson(name, notation)
        assert (found.digest, found.notation) == (plain.digest, notation)
        if notation.turned:
            assert not [text for text in texts_of(found) if OF_THE_NOTES.search(text)]
        for one, other in zip(found.parts, plain.parts, strict=True):
            assert (one.start, one.end, one.lit, one.asked) == (
                other.start,
                other.end,
                other.lit,
                other.asked,
            )
        numbers = [re.findall(r"[0-9.]+", text) for text in texts_of(found)]
        for one, other in zip(numbers, [re.findall(r"[0-9.]+", t) for t in texts_of(plain)], strict=True):
            assert sorted(one) == sorted(other)


def test_rows_columns_and_shapes_of_w_are_those_that_are_shown() -> None:
    said = {name: " ".join(texts_of(lesson("sent-back", one))) for name, one in NOTATIONS.items()}
    assert "W of layer 3 is 3 × 2: a row for each neuron on the left" in said["notes"]
    assert "row 2 of W times S: the matrix product W S, in which W is 3 × 2" in said["notes"]
    assert "W of layer 3 is 2 × 3: a column for each neuron on the left, a row for each" in said["delta"]
    assert "column 2 of W times δ: the matrix product Wᵀ δ, in which Wᵀ is 3 × 2" in said["delta"]
    assert "W is 2 × 3 and needs 3 numbers, but ∂L/∂z has 2" in said["pytorch"]
    assert "Column 1 of W belongs to neuron 1 on the left" in said["pytorch"]
    outer = " ".join(texts_of(lesson("outer-product", NOTATIONS["delta"])))
    assert "Write â as a row and δ as a column" in outer and "∂C/∂W = δ âᵀ, as large as W" in outer


def test_what_stands_without_braces_is_shown_as_it_is_written() -> None:
    """A lecturer's own lesson, which names its letters or keeps them."""
    own = changed(
        "parts", 0, "text", to=["S of n is S = −2 A e", "{Rows} {column} {:S} {A full} {W forward}"]
    )
    for name, second in {"notes": "Rows column S A Wᵀ", "delta": "Columns row δ J W"}.items():
        found = read_lesson(text_of(own), NOTATIONS[name]).parts[0].paragraphs
        assert found == ("S of n is S = −2 A e", second)


REFUSED: list[tuple[tuple[Any, ...], Any, str]] = [
    (("format",), "other", "format must be one of backprop-simulator lesson"),
    (("minutes",), 9, "minutes must be a whole number from 1 to 8; got 9"),
    (("parts",), [], "parts must be a list of 1 to 30 values"),
    (("parts", 0, "network"), "mine", "part 1, network must be one of worked, yours, alone"),
    (("parts", 0, "from"), {"kind": "S", "layer": 3}, "part 1, from must name one step .* 0 steps"),
    (("parts", 0, "from"), {"kind": "update_b"}, "part 1 must end at the step it begins with or later"),
    (("parts", 3, "ask", 0), {"kind": "dW"}, "part 4, ask 1 must be a step of the part"),
    (("parts", 3, "ask", 0), {"kind": "input"}, "part 4, ask 1 must be a step that computes something"),
    (("parts", 3, "ask", 0, "entries"), [[2]], "entries must be a whole number from 1 to 1; got 2"),
    (("parts", 3, "ask", 0, "entries"), [[1, 1]], "entries must be lists of 1 number"),
    (
        ("parts", 3, "ask", 1),
        {"kind": "n"},
        "part 4, ask must name its steps in the order of the walk, each once",
    ),
    (("parts", 0, "text"), ["{S:2}"], "part 1, text: 'S:2' must say one number"),
    (("parts", 0, "text"), ["{S:7:1}"], "'S:7:1' is of layer 7, which does not have it"),
    (("parts", 0, "text"), ["{S:2:9}"], "'S:2:9' is not there"),
    (("parts", 0, "text"), ["{F@2}"], "'F@2' must be of an update from 1 to 1"),
    (("parts", 0, "text"), ["{__class__}"], "a number must be named as"),
    (("parts", 0, "text"), ["{:Q}"], "part 1, text: a name that begins with : must be a letter or a formula"),
    (("parts", 0, "text"), ["{shape:1}"], "'shape:1' must be one of .*, shape, with its layer"),
    (("parts", 4, "question", "options", 0), "{:S of n}", "part 5, question, options: a name that begins"),
    (("parts", 0, "title"), "{rowe}", "part 1, title: 'rowe' must be one of"),
    (("about",), "{F}", "the lesson, about: a number must be named where there is a walk; got 'F'"),
    (("title",), "{:δ}", "the lesson, title: a name that begins with : must be a letter or a formula"),
    (("parts", 0, "text"), ["\u202e"], "must not hold control characters"),
    (("parts", 4, "question", "right"), 4, "part 5, question, right must be a whole number from 1 to 3"),
    (("parts", 4, "question", "because"), ["Yes."], "2 to 6 options and as many in because"),
    (("networks", "worked"), {"example": "none"}, "example must be one of notes-4-layer"),
    (("networks", "worked", "network", "loss"), "none", "loss"),
    (("more",), 1, "must have no key but those known"),
]


@pytest.mark.parametrize(("path", "to", "said"), REFUSED, ids=[said[:40] for *_, said in REFUSED])
def test_what_a_lesson_may_not_hold_is_refused_with_its_place(
    path: tuple[Any, ...], to: Any, said: str
) -> None:
    with pytest.raises(InputError, match=said) as caught:
        read_lesson(text_of(changed(*path, to=to)))
    assert len(str(caught.value)) <= 300


def test_a_lesson_of_one_layer_too_wide_or_too_long_is_refused() -> None:
    wide: dict[str, Any] = {
        "layers": [{"W": [[0.0] * 33], "b": [0.0] * 33, "activation": "identity"}],
        "loss": "tse",
    }
    wide |= {"learning_rate": 0.1, "pairs": [{"x": [1.0], "t": [0.0] * 33}]}
    with pytest.raises(InputError, match="at most 32 neurons; one has 33"):
        read_lesson(text_of(changed("networks", "worked", "network", to=wide)))
    with pytest.raises(InputError, match="at most 200,000 bytes"):
        read_lesson(text_of(changed("title", to="x" * 200_000)))
    with pytest.raises(InputError, match="one of one-neuron, "):
        lesson("../one-neuron")


def test_the_names_that_the_schema_and_the_readme_give_are_names() -> None:
    """Each example of theirs is told; {W:layer:row:column} and the like only say what stands where."""
    session = lesson("dead-relu").parts[0].session
    readme = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    section = readme.partition("\n## Lessons\n")[2].partition("\n## ")[0]
    for text in (SCHEMA["description"], section):
        named = {name for name in re.findall(r"\{[^{}\"…]*\}", text) if "layer" not in name}
        assert {"{:S}", "{W back}", "{A full}", "{row}", "{shape:3}", "{F@2}"} <= named
        for name in named:
            assert told(name, NOTATIONS["delta"], session, "here") not in ("", name)
