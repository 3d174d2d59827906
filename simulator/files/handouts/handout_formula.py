"""A step's formulas as rows of LaTeX that fit a page, its results as printed or as boxes to write in."""

import re
from collections.abc import Collection, Iterable

from ...core.inputs import Array
from ...steps.formulas import letters as L
from ...steps.formulas.digits import FULL, shown
from ...steps.formulas.formula import Line, Mark, Numbers, Products, Relation, Token
from ...steps.kinds.backward_batches import is_item_mark
from ...steps.step import Step
from .letter_ink import formula_in_ink, in_ink, inked

# A row's left side, up to the first sign that says "is", and the rest of it; later rows have no left side.
Row = tuple[str, str]
Display = tuple[Row, ...]

ROOM = 84  # of a page's width, in digits, for the right side of a row
MATRIX = re.compile(r"\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}")
IS = (L.EQUALS, L.GETS)
SIGNS = (L.PLUS, L.MINUS)


def displays(step: Step, digits: int, given: Collection[int] | None = None) -> list[Display]:
    """A step's formulas, each first in letters and then with its numbers.

    Where `given` holds the ids of the arrays that are given, every other number is a box to write in.
    """
    lines = list(step.lines)
    if step.kind == "error":
        lines[1] = Line(lines[1].tokens[2:], lines[1].rule)  # "F =" is said by the letters before it
    rows = step_in_letters(step)
    if is_item_mark(lines[0].tokens[0]):
        found = [*((row,) for row in rows), *(_of_item(line, digits, given) for line in lines)]
    else:
        found = [
            _fitted(row, _in_numbers(line, digits, given)) for row, line in zip(rows, lines, strict=True)
        ]
    if step.comparison is not None:
        found.append(_compared(step, digits, given))
    return found


def _of_item(line: Line, digits: int, given: Collection[int] | None) -> Display:
    """The numbers of one item of a batch, whose they are on their left."""
    mark, *tokens = line.tokens
    (_, first), *others = _in_numbers(Line(tuple(tokens), line.rule), digits, given)
    return ((formula_in_ink((mark,)), first), *others)


def value_row(left: str, array: Array, digits: int, form: str = "plain") -> Row:
    """W_2 = its numbers."""
    exact = _all_printed([array], digits)
    return left, f"{'=' if exact else APPROX} {number_latex(array, digits, form)}"


def beside(rows: Iterable[Row]) -> list[Display]:
    """Short formulas beside one another, as many as have room."""
    packed: list[list[Row]] = []
    room = 0
    for row in rows:
        wide = width(" ".join(row)) + 4
        if wide > room:
            packed.append([])
            room = ROOM
        packed[-1].append(row)
        room -= wide
    return [
        ((first[0], " ".join([first[1], *(rf"\qquad {left} {right}" for left, right in others)])),)
        for first, *others in packed
    ]


def number_latex(array: Array, digits: int, form: str = "plain") -> str:
    """An array of the run as a matrix, elided where it is large; or one number."""
    token = Numbers(array, form=form)  # type: ignore[arg-type]
    return Line((token, Relation(), token), "product").pieces(digits)[0]


APPROX = r"\approx"


def step_in_letters(step: Step) -> list[Row]:
    """A step's formulas with layer numbers, one for each line of numbers, and what its σ or φ stands for."""
    if step.kind == "error":
        return [in_letters(step.numbered_letters), in_letters(step.definition)]
    if len(step.lines) > 1 and step.definition:  # M̂ = … and V̂ = …
        return [in_letters(step.numbered_letters), in_letters(step.definition)]
    if sum(token in IS for token in step.numbered_letters) > 1 and len(step.lines) > 1:
        # S = A ∂φ/∂y = y − t: two ways to one result
        return _each_way(step.numbered_letters)
    aside = (Mark(r",\qquad"), *step.definition) if step.definition else ()
    return [in_letters((*step.numbered_letters, *aside))]


def _each_way(tokens: tuple[Token, ...]) -> list[Row]:
    """The formula up to its second "is", and what it is from there on."""
    first, second, *_ = [i for i, token in enumerate(tokens) if token in IS]
    return [in_letters(tokens[:second]), (formula_in_ink(tokens[:first]), formula_in_ink(tokens[second:]))]


def in_letters(tokens: tuple[Token, ...]) -> Row:
    """A formula without numbers, in front of its first "is" and from there on."""
    at = next(i for i, token in enumerate(tokens) if token in IS)
    return formula_in_ink(tokens[:at]), formula_in_ink(tokens[at:])


def _fitted(letters: Row, numbers: list[Row]) -> Display:
    """Letters and numbers on one row where both have room."""
    left, right = letters
    one_formula = len(numbers) == 1 and r"\qquad" not in right
    if one_formula and width(f"{left} {right} {numbers[0][1]}") <= ROOM:
        return ((left, f"{right} {numbers[0][1]}"),)
    return (letters, *numbers)


def _compared(step: Step, digits: int, given: Collection[int] | None) -> Display:
    """The S that the W before the update gives."""
    assert step.comparison is not None
    old = Numbers(step.comparison.old)
    name = in_ink(L.numbered("sensitivity", step.layer, notation=step.notation).latex, "S")
    _, right = value_row("", step.calm.printed(old.array, digits), digits)
    if given is not None:
        right = f"= {_boxes(old, digits)}"
    return ((name, rf"{right}\quad\text{{with the old }}{in_ink('W', 'W')}"),)


def _in_numbers(line: Line, digits: int, given: Collection[int] | None) -> list[Row]:
    """The line after "is", broken over rows before a sign wherever it would run out of the page."""
    if given is None:
        pieces = [*map(inked, line.tokens, line.pieces(digits))]
        at = next(i for i, token in enumerate(line.tokens) if isinstance(token, Relation))
        lead = "=" if _all_printed(_arrays(line.tokens[:at], digits), digits) else APPROX
    else:
        pieces = [_asked(token, digits, given) for token in line.tokens]
        lead = "="
    rows, room = [lead], ROOM
    for part in _parts(line.tokens, pieces):
        wide = width(part)
        if wide > room and room < ROOM:
            rows.append(rf"\quad {part}")
            room = ROOM
        else:
            rows[-1] += f" {part}"
        room -= wide
    return [("", row) for row in rows]


def _parts(tokens: tuple[Token, ...], pieces: list[str]) -> Iterable[str]:
    """What is kept together on a row: from one sign to the next, or single pieces where that is too wide."""
    for chunk in _chunks(tokens, pieces):
        whole = " ".join(chunk)
        yield from [whole] if width(whole) <= ROOM else chunk


def _chunks(tokens: tuple[Token, ...], pieces: list[str]) -> Iterable[list[str]]:
    """The pieces from one sign to the next; the terms of a sum one by one."""
    chunk: list[str] = []
    for token, piece in zip(tokens, pieces, strict=True):
        first, *more = piece.split(" + ") if isinstance(token, Products) else [piece]
        if chunk and (isinstance(token, Relation) or token in SIGNS):
            yield chunk
            chunk = []
        chunk.append(first)
        for term in more:
            yield chunk
            chunk = [f"+ {term}"]
    yield chunk


def width(latex: str) -> int:
    """About how many digits wide it prints."""
    total = 0
    for body in MATRIX.findall(latex):
        columns = zip(*(row.split("&") for row in body.split(r"\\")), strict=True)
        total += 2 + sum(2 + max(map(_letters, column)) for column in columns)
    return total + _letters(MATRIX.sub("", latex))


def _letters(latex: str) -> int:
    return len(re.sub(r"\\[a-zA-Z]+|\\.|[{}^_ ]", "", latex.replace(r"\cdot", "···")))


def _arrays(tokens: Iterable[Token], digits: int) -> list[Array]:
    found = []
    for token in tokens:
        parts = (token.left, token.right) if isinstance(token, Products) else (token,)
        found += [part.at(digits) for part in parts if isinstance(part, Numbers)]
    return found


def _all_printed(arrays: Iterable[Array], digits: int) -> bool:
    """Whether every digit of these numbers is printed."""
    return digits == FULL or all(float(shown(x, digits)) == x for a in arrays for x in a.ravel().tolist())


def _asked(token: Token, digits: int, given: Collection[int]) -> str:
    """The token with a box for every number that is not given."""
    if isinstance(token, Relation):
        return "="
    if isinstance(token, Products):
        box, size = blank(digits), token.left.value.size
        term = rf"\left({box}\right)^{{2}}" if token.squares else rf"{box} \cdot {box}"
        return " + ".join([term] * size)
    if isinstance(token, Numbers):
        return _number_or_boxes(token, digits, given)
    return formula_in_ink((token,))


def _number_or_boxes(token: Numbers, digits: int, given: Collection[int]) -> str:
    if id(token.array) in given:
        return number_latex(
            token.array if digits == FULL or token.calm is None else token.calm, digits, token.form
        )
    return _boxes(token, digits)


def _boxes(token: Numbers, digits: int) -> str:
    """The shape of the numbers; beside a diagonal the zeros are no question."""
    value, box = token.value, blank(digits)
    if not value.ndim:
        return box
    diagonal = token.form == "diagonal" and token.array.ndim == 1
    rows = [
        " & ".join("0" if diagonal and r != c else box for c in range(value.shape[1]))
        for r in range(value.shape[0])
    ]
    return r"\begin{bmatrix} " + r" \\ ".join(rows) + r" \end{bmatrix}"


def blank(digits: int) -> str:
    """A box wide enough to write a number in."""
    return rf"\boxed{{\phantom{{\Big|-00.{'0' * max(digits, 3)}}}}}"
