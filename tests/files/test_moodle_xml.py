"""Moodle XML is read back by a reader of its documented form, and every number in it is worked out anew."""

import csv
import io
import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from simulator import InputError, propagate
from simulator.files.practice import moodle_xml
from simulator.files.practice.course import sheets

from .test_sheets import HOSTILE, made

# What Moodle's manual on the format lists for a numerical question; only answers come more than once.
NUMERICAL = {
    "name", "questiontext", "generalfeedback", "defaultgrade", "penalty", "hidden", "idnumber", "answer",
    "unitgradingtype", "unitpenalty", "showunits", "unitsleft",
}  # fmt: skip


@dataclass
class Read:
    """A numerical question as Moodle takes it: answers in order as number, tolerance, share and feedback."""

    category: str
    name: str
    text: str
    feedback: str
    grade: float
    answers: list[tuple[float, float, float, str]]

    def marked(self, number: float) -> tuple[float, str]:
        """Share and feedback of the first answer that takes the number, as Moodle goes through them."""
        for value, tolerance, share, feedback in self.answers:
            if abs(number - value) <= tolerance:
                return share, feedback
        return 0.0, ""


def moodle(content: bytes) -> list[Read]:
    found, category = [], ""
    quiz = ET.fromstring(content)
    assert quiz.tag == "quiz"
    for question in quiz:
        assert question.tag == "question"
        if question.get("type") == "category":
            category = question.findtext("category/text") or ""
            continue
        assert question.get("type") == "numerical"
        tags = [child.tag for child in question]
        assert {*tags} == NUMERICAL and all(tags.count(tag) == 1 for tag in NUMERICAL - {"answer"})
        answers = [
            (
                float(answer.findtext("text") or "x"),
                float(answer.findtext("tolerance") or "x"),
                float(answer.get("fraction") or "x"),
                answer.findtext("feedback/text") or "",
            )
            for answer in question.iter("answer")
        ]
        texts = [
            question.findtext(f"{tag}/text") or "" for tag in ("name", "questiontext", "generalfeedback")
        ]
        found.append(Read(category, *texts, float(question.findtext("defaultgrade") or "x"), answers))
    return found


class Tags(HTMLParser):
    """Every element of a text in HTML, and what is read of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def file_of(given: Any, **options: Any) -> bytes:
    (content,) = sheets(given, format="moodle", **options).values()
    return content


def test_every_blank_is_a_question_whose_first_answer_is_the_truth() -> None:
    given = {"7": made(3), f"a/b {HOSTILE}": made(5, ("tanh", "softmax"), "tce")}
    found = moodle(file_of(given, title=HOSTILE, points={"S": 2.5}))
    (table,) = sheets(given, format="csv", points={"S": 2.5}).values()
    rows = [*csv.DictReader(io.StringIO(table.decode(), newline=""))]
    assert len(found) == len(rows)
    for one, row in zip(found, rows, strict=True):
        (value, tolerance, share, _), *others = one.answers
        truth = float(row["answer"])
        assert (value, share, one.grade) == (pytest.approx(truth, abs=1e-14), 100, float(row["points"]))
        # Three decimals, or of a number below 0.01 three digits.
        small = 0 < abs(truth) < 0.01
        assert tolerance == pytest.approx(5 * 10 ** (np.floor(np.log10(abs(truth))) - 3) if small else 5e-4)
        assert all(share == 0 and feedback for *_, share, feedback in others)
        assert all(abs(number - truth) > tolerance and number for number, *_ in others)
        assert one.name.startswith(f"{row['step']} ")
        for html in (one.text, one.feedback, *(feedback for *_, feedback in one.answers)):
            assert Tags(html).tags <= {"p"}, "nothing from outside is an element"
    titled = f"$course$/top/{HOSTILE}"
    assert {one.category for one in found} == {f"{titled}/7", f"{titled}/a//b {HOSTILE}"}


def test_a_mistake_gets_its_sentence_and_another_number_none() -> None:
    """Each mistake is made here by hand, from the true numbers that the question gives."""
    session = made(3, ("sigmoid", "identity"))
    net, x = session.network, session.X[0]
    run = propagate(net, x, session.T[0])
    found = {one.name: one for one in moodle(file_of(session, steps=["S", "n", "dW", "W"]))}
    sent = net.W[3] @ run.S[3]
    planted = {
        ("14 S₂", "neuron 1"): (sent[0], "you forgot the slope"),
        ("10 S₃", "neuron 2"): (-run.S[3][1], "you turned the sign of e around"),
        ("2 n₂", "neuron 3"): ((net.W[2].T @ x)[2], "you forgot the bias b"),
        ("11 ∂F/∂W₃", "row 2, column 1"): (run.S[3][0], "you forgot â"),
        ("15 new W₂", "row 1, column 1"): (net.W[2][0, 0] + 0.5 * run.dW[2][0, 0], "you went uphill"),
    }
    looks = {
        "S₂": "S₂ = A₂ W₃ S₃, with W₃ before its update",
        "S₃": "S₃ = −2 A₃ e",
        "n₂": "n₂ = W₂ᵀ x + b₂: every column of W₂ times x, and its b",
        "W₃": "∂F/∂W₃ = a₂ S₃ᵀ, a row for each number of a₂",
        "W₂": "W₂ ← W₂ − α ∂F/∂W₂ with α = 0.5",
    }
    names = {name.split(" ", 1)[1]: one for name, one in found.items()}
    for (what, where), (number, words) in planted.items():
        one = names[f"{what.split(' ', 1)[1]}, {where}"]
        share, feedback = one.marked(number)
        assert share == 0 and words in Tags(feedback).words, (what, where)
        assert Tags(feedback).words.endswith(f"Look at {looks[what[-2:]]}."), (what, where)
        assert one.marked(one.answers[0][0]) == (100, "")
    rng = np.random.default_rng(0)
    named = sum(bool(one.marked(number)[1]) for one in found.values() for number in rng.normal(0, 3, 50))
    assert named < 0.05 * 50 * len(found), "a number that no mistake gives"


def test_questions_in_another_notation_are_turned_and_told_in_its_letters() -> None:
    """The same numbers, and the same mistakes of them, under other names and places."""
    session = made(3, ("tanh", "softmax"), "tce")
    notes, delta = (moodle(file_of(session, notation=name)) for name in ("notes", "delta"))
    assert len(notes) == len(delta)
    by_name = {one.name: one for one in delta}
    for one in notes:
        what, _, where = one.name.partition(", ")
        if "W" in what:
            r, c = re.findall("[0-9]+", where)
            where = f"row {c}, column {r}"
        called = what.replace("S", "δ").replace("F", "C").replace("n₂", "z₂").replace("n₃", "z₃")
        other = by_name[f"{called}{where and ', '}{where}"]
        assert [answer[:3] for answer in one.answers] == [answer[:3] for answer in other.answers]
        for html in (other.text, *(feedback for *_, feedback in other.answers)):
            words = re.sub(r"\\\(.*?\\\)", "", Tags(html).words)
            assert not re.search(r"(?<![A-Za-z])(?:n|S|F|α|φ)(?![A-Za-z])", words), words
            assert not re.search(r"\\(?:alpha|varphi)(?![a-z])|(?<![A-Za-z\\])[nSF]_", html)


def test_a_question_gives_what_its_step_starts_from_and_not_its_result() -> None:
    session = made(6, ("sigmoid", "identity"))
    for one in moodle(file_of(session, formulas=False)):
        given = Tags(one.text).words
        quantity = one.name.split()[1]
        wanted = {"n₂": ["W_", "b_", "a_"], "a₂": ["n_"], "S₂": ["n_", "a_", "W_", "S_"], "new": [r"\alpha"]}
        assert all(letter in given for letter in wanted.get(quantity, ()))
        worked = Tags(one.feedback).words
        assert worked.count("bmatrix") > 1 and r"\begin{aligned}" in worked
    formula = Tags(moodle(file_of(session, steps=["S2"]))[0].text).words
    assert "{S_{2}} = {A_{2}} {W_{3}} {S_{3}}" in formula and "A_{2}} =" not in formula


def test_what_moodle_cannot_take_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="not as you go"):
        file_of(replace(made(1), order="as-you-go"))
    monkeypatch.setattr(moodle_xml, "MOST_QUESTIONS", 40)
    with pytest.raises(InputError, match="at most 40 questions, one for each number asked; these are 48"):
        file_of(made(1))
