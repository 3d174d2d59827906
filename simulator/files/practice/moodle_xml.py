"""Exercises as Moodle XML: a numerical question for each blank, with a feedback for each named mistake."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from xml.etree import ElementTree as ET

from ...core.inputs import Array, InputError
from ...core.practice.alternatives import Alternative, alternatives
from ...core.practice.marking.feedback import SAID, mistakes_said
from ...core.practice.where_to_look import where_to_look
from ...core.wording import GRADIENTS, SUBSCRIPTS
from ...steps.formulas.digits import FULL, by_hand
from ...steps.formulas.formula import symbols
from ...steps.formulas.letters import numbered
from ...steps.formulas.told_place import place_told, shared_layers
from ..handouts.content import network_said
from ..handouts.handout_formula import displays, number_latex, step_in_letters
from ..handouts.letter_ink import without_ink
from .questions import Key, StepResult
from .sheet import GIVEN_DIGITS, Paper, digits_said, exactly_printed

MOST_QUESTIONS = 6000
MOST_DIGITS = 6
MOST_NUMBERS = 4  # that one mistake is looked for at
ROLES = {
    "n": "sum",
    "a": "activation",
    "S": "sensitivity",
    "dW": "weight-gradient",
    "db": "bias-gradient",
    "W": "weights",
    "b": "bias",
}
WORDS = GRADIENTS | {"W": "new W", "b": "new b"}
NO_UNITS = {"unitgradingtype": "0", "unitpenalty": "0.1", "showunits": "3", "unitsleft": "0"}


def moodle_text(title: str, papers: Sequence[Paper]) -> bytes:
    """One file, in UTF-8, for Moodle's import: a category for each variant under one of the title.

    Every question stands alone: it gives the true numbers that its step starts from. Its first answer is
    the truth, at 100 %; the others are what named mistakes give there, at 0 %, each with its sentence and
    the place to look. Both are taken within half a unit of the last digit asked. Of mistakes with one result
    the likeliest is named first; none is that Moodle could not tell from the truth, nor a 0, which comes
    about in too many ways.
    The general feedback is the step in numbers.
    Raises InputError for more than MOST_QUESTIONS and for updates as you go, where W is two matrices.
    """
    count = sum(len(result.blanks) for paper in papers for result in paper.questions)
    if count > MOST_QUESTIONS:
        raise InputError(
            f"a file for Moodle holds at most {MOST_QUESTIONS:,} questions, one for each number asked; these "
            f"are {count:,}: ask fewer steps, or make fewer variants"
        )
    quiz = ET.Element("quiz")
    for paper in papers:
        if paper.variant.session.order == "as-you-go":
            raise InputError("questions for Moodle are of updates after all gradients, not as you go")
        _category(quiz, [title, *filter(None, [paper.variant.name])])
        for question in _questions(paper):
            _numerical(quiz, question)
    ET.indent(quiz)
    return bytes(ET.tostring(quiz, encoding="utf-8", xml_declaration=True))


@dataclass(frozen=True, slots=True)
class _Answer:
    number: str
    fraction: int
    tolerance: str
    feedback: str  # HTML


@dataclass(frozen=True, slots=True)
class _Numerical:
    name: str
    text: str  # HTML, as is the feedback
    feedback: str
    points: float
    answers: tuple[_Answer, ...]


def _questions(paper: Paper) -> Iterator[_Numerical]:
    session = paper.variant.session
    made = alternatives(
        session.network, session.X[0], session.T[0], session.loss, session.learning_rate, order=session.order
    )
    for result in paper.questions:
        if not result.blanks:
            continue
        text, worked = _asked(paper, result), _worked(result, paper.digits)
        others = made.of(result.quantity, result.layer)
        look = where_to_look(made.steps, made.steps.key(result.quantity, result.layer))
        look = place_told(look, paper.notation, shared_layers(made.steps))
        for place in result.blanks:
            where = _where(result, place)
            wanted = paper.notation.said(_wanted(result, where))
            yield _Numerical(
                f"{result.number} {paper.notation.said(_letter(result.key))}{where and f', {where}'}",
                f"{text}<p>{wanted} {escape(digits_said(paper.digits))}</p>",
                worked,
                result.points,
                tuple(_answers(paper, result, place, others, look)),
            )


def _answers(
    paper: Paper, result: StepResult, place: tuple[int, ...], others: Iterable[Alternative], look: str
) -> Iterator[_Answer]:
    digits, turned = paper.digits, paper.notation.turned and result.quantity in ("W", "dW")
    truth = _plain(result.answer(place))
    near = half_a_unit(truth, digits)
    yield _Answer(format(truth, "f"), 100, format(near, "f"), "")
    found: dict[Decimal, list[str]] = {}
    numbers: Counter[str] = Counter()
    for other in others:
        # Slopes of single neurons are kept without the zeros beside them.
        at = place[::-1] if turned else (place * 2)[: other.array.ndim]
        number = _plain(float(other.array[tuple(index - 1 for index in at)]))
        if abs(number - truth) <= near or not number or numbers[other.mistake] == MOST_NUMBERS:
            continue
        same = next((known for known in found if abs(known - number) <= near), number)
        names = found.setdefault(same, [])
        if other.mistake not in names:
            names.append(other.mistake)
            numbers[other.mistake] += 1
    for number, names in found.items():
        yield _Answer(format(number, "f"), 0, format(near, "f"), paper.notation.said(_said(names, look)))


def half_a_unit(truth: Decimal, digits: int) -> Decimal:
    """Of the last of the digits asked: decimals, or of a small number as many significant digits."""
    digits = digits if digits != FULL else MOST_DIGITS
    first = truth.adjusted() if truth else 0
    decimals = digits if first >= 1 - digits else digits - 1 - first
    return Decimal(5).scaleb(-decimals - 1)


def _plain(value: float) -> Decimal:
    return by_hand(value) if value else Decimal(0)


def _said(names: Sequence[str], look: str) -> str:
    """What gives this number and where to look, as HTML, in the words in which marked answers are told."""
    words = [*mistakes_said(dict.fromkeys(names)), SAID["look"].format(look)]
    return f"<p>{escape(' '.join(words))}</p>"


# ---- what is asked, and what it starts from
def _asked(paper: Paper, result: StepResult) -> str:
    """The network in words, the numbers that the step starts from, and its formula."""
    given = " \\qquad ".join(_given(paper, result))
    notation = paper.notation
    said = (notation.said(network_said(paper.variant.session)), notation.about)
    words = escape(" ".join(filter(None, said)))
    text = f"<p>{words}</p><p>Given: {_tex(given)}</p>"
    if paper.formulas:
        rows = step_in_letters(result.step)
        rows = rows if result.step.kind != "error" else [rows[result.quantity == "F"]]
        text += f"<p>{_tex(' '.join(f'{left} {right}' for left, right in rows))}</p>"
    return text


def _given(paper: Paper, result: StepResult) -> Iterator[str]:
    u, l = paper.variant.session.first, result.layer or paper.variant.session.network.depth
    K, notation = paper.variant.session.network.depth, paper.notation
    alpha = notation.signs["learning-rate"].latex
    results: dict[Key, Array] = {each.key: each.value for each in paper.questions}

    def row(name: str, array: Array, digits: int = FULL) -> str:
        sign = "=" if exactly_printed(array, digits) else r"\approx"
        return f"{name} {sign} {number_latex(array, digits)}"

    def letter(quantity: str, layer: int) -> str:
        return symbols((numbered(ROLES[quantity], layer, notation=notation),))

    for what in OPERANDS[result.quantity if result.key != ("S", K) else "S of the output"]:
        quantity, _, side = what.partition(":")
        layer = l + {"left": -1, "right": 1, "": 0}[side]
        if quantity in ("x", "t", "alpha"):
            array = {"x": u.found.x, "t": u.found.t, "alpha": u.alpha}[quantity]
            yield row(alpha if quantity == "alpha" else quantity, array)
        elif what.startswith(("W", "b")):
            given = getattr(u.before, quantity)[layer]
            yield row(letter(quantity, layer), given.T if notation.turned else given)
        elif layer == 1:
            if quantity == "a":
                yield row(letter("a", 1), u.found.x)
        else:
            yield row(letter(quantity, layer), results[quantity, layer], GIVEN_DIGITS)


# Of each quantity what its step starts from: of the layer itself, or of the one to the left or right.
OPERANDS = {
    "n": ("a:left", "W", "b"),
    "a": ("n",),
    "e": ("a", "t"),
    "F": ("a", "t"),
    "A": ("n", "a"),
    "S of the output": ("n", "a", "t"),
    "S": ("n", "a", "W:right", "S:right"),
    "dW": ("n:left", "a:left", "S"),
    "db": ("S",),
    "W": ("W", "dW", "alpha"),
    "b": ("b", "db", "alpha"),
}


def _wanted(result: StepResult, where: str) -> str:
    what = {"e": "the error e", "F": "the error F", "W": "W after the update", "b": "b after the update"}
    words = what.get(result.quantity, WORDS.get(result.quantity, result.quantity))
    layer = "" if result.layer is None else f" of layer {result.layer}"
    return escape(f"What is {words}{layer}{where and f', {where}'}?")


def _where(result: StepResult, place: tuple[int, ...]) -> str:
    if not place:
        return ""
    if len(place) == 1 or (result.quantity == "A" and place[0] == place[1]):
        return f"neuron {place[0]}"
    return f"row {place[0]}, column {place[1]}"


def _letter(key: Key) -> str:
    quantity, layer = key
    return WORDS.get(quantity, quantity) + ("" if layer is None else str(layer).translate(SUBSCRIPTS))


def _worked(result: StepResult, digits: int) -> str:
    """The step in letters and in numbers."""
    found = displays(result.step, digits)
    rows = [f"{left} & {right}" for display in found for left, right in display]
    body = r"\begin{aligned} " + r" \\ ".join(rows) + r" \end{aligned}"
    return f"<p>{escape(result.step.title)}.</p><p>{_tex(body)}</p>"


def _tex(latex: str) -> str:
    """A formula as Moodle's filters find it in HTML."""
    return rf"\({escape(without_ink(latex))}\)"


# ---- the elements
def _category(quiz: ET.Element, path: Sequence[str]) -> None:
    """In Moodle's paths a slash parts categories; one in a name is written twice."""
    question = ET.SubElement(quiz, "question", type="category")
    names = "/".join(name.replace("/", "//") for name in path)
    _text(question, "category", f"$course$/top/{names}")


def _numerical(quiz: ET.Element, asked: _Numerical) -> None:
    question = ET.SubElement(quiz, "question", type="numerical")
    _text(question, "name", asked.name)
    _text(question, "questiontext", asked.text, format="html")
    _text(question, "generalfeedback", asked.feedback, format="html")
    ET.SubElement(question, "defaultgrade").text = f"{asked.points:g}"
    for name, value in (("penalty", "0.3333333"), ("hidden", "0"), ("idnumber", "")):
        ET.SubElement(question, name).text = value
    for one in asked.answers:
        answer = ET.SubElement(question, "answer", fraction=str(one.fraction), format="moodle_auto_format")
        ET.SubElement(answer, "text").text = one.number
        _text(answer, "feedback", one.feedback, format="html")
        ET.SubElement(answer, "tolerance").text = one.tolerance
    for name, value in NO_UNITS.items():
        ET.SubElement(question, name).text = value


def _text(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(ET.SubElement(parent, name, attributes), "text").text = text
