"""The formula of one step for a picture: in letters, and with the numbers put in where they can be read."""

import re
from dataclasses import dataclass
from functools import cached_property

from ...steps.formulas.formula import Letter, Token, symbols
from ...steps.step import Step
from ..colours import LETTER_OF
from .outlines import TypesetFormula, written

SIZE, LARGEST, SMALLEST = 40, 1.2, 19  # of formulas, how much they grow, and the least that can be read
RIM, ASIDE = 18, 32  # above and below the formulas, and to their left
APART, UNDER, LINES = 70, 18, 14  # letters and numbers side by side, one under the other, and their lines

Block = tuple[float, float]  # width and height


@dataclass(frozen=True, eq=False)
class Card:
    """The formulas of a step in a width, and in a height where they need as much; all in pixels."""

    step: Step
    digits: int
    ink: str
    colours: dict[str, str]  # of the letters
    width: float
    most: float

    @cached_property
    def letters(self) -> list[TypesetFormula]:
        """The formula with layer numbers, and what F or σ stands for."""
        lines = [self.step.numbered_letters, *([self.step.definition] if self.step.definition else [])]
        return [
            TypesetFormula(
                symbols(line), SIZE, self.ink, self._coloured(line, [symbols((one,)) for one in line])
            )
            for line in lines
        ]

    @cached_property
    def numbers(self) -> list[TypesetFormula]:
        """The lines of numbers; none where they would be too small to read."""
        lines = []
        for line in self.step.lines:
            coloured = self._coloured(line.tokens, line.pieces(self.digits))
            lines.append(TypesetFormula(_spaced(line.latex(self.digits)), SIZE, self.ink, _spaced(coloured)))
        scale = max(self._beside(_block(lines)), self._under(_block(lines)))
        return lines if scale * SIZE >= SMALLEST else []

    def _coloured(self, tokens: tuple[Token, ...], pieces: list[str]) -> str:
        """A formula with each letter in the colour of its quantity."""
        found = []
        for token, piece in zip(tokens, pieces, strict=True):
            letter = LETTER_OF.get(token.of.split(":")[0]) if isinstance(token, Letter) else None
            found.append(rf"{{\color{{{self.colours[letter]}}}{piece}}}" if letter else piece)
        return " ".join(found)

    def _beside(self, numbers: Block) -> float:
        """The scale of numbers that stand beside the letters."""
        letters = _block(self.letters)
        room = self.width - 2 * ASIDE - APART - letters[0] * self._alone
        return min(LARGEST, room / numbers[0], self.most / numbers[1])

    def _under(self, numbers: Block) -> float:
        """The scale of letters and numbers that stand one under the other."""
        letters, room = _block(self.letters), self.width - 2 * ASIDE
        return min(
            LARGEST, room / max(letters[0], numbers[0]), (self.most - UNDER) / (letters[1] + numbers[1])
        )

    @cached_property
    def _alone(self) -> float:
        """The scale of the letters by themselves."""
        wide, high = _block(self.letters)
        return min(LARGEST, self.most / high, (self.width - 2 * ASIDE) / wide)

    @cached_property
    def _fit(self) -> tuple[bool, float, float]:
        """Whether they stand side by side, and the scales of letters and numbers."""
        if not self.numbers:
            return True, self._alone, 1.0
        block = _block(self.numbers)
        beside, under = self._beside(block), self._under(block)
        return (True, self._alone, beside) if beside >= under else (False, under, under)

    @cached_property
    def height(self) -> float:
        """What it takes, its rims included."""
        side_by_side, of_letters, of_numbers = self._fit
        letters = _block(self.letters)[1] * of_letters
        numbers = _block(self.numbers)[1] * of_numbers if self.numbers else 0.0
        return 2 * RIM + (max(letters, numbers) if side_by_side else letters + UNDER + numbers)

    def drawn(self, x: float, y: float, mark: str, quiet: str, paper: str) -> str:
        """As SVG with its corner at (x, y); on `paper`, a colour or "", with a mark of the pass's colour."""
        side_by_side, of_letters, of_numbers = self._fit
        high, left, parts = self.height, x + ASIDE, []
        if paper:
            parts.append(_box(x, y, self.width, high, 14, paper))
        parts.append(_box(x, y + 12, 6, high - 24, 3, mark))
        wide, tall = _block(self.letters)
        middle = y + high / 2 if side_by_side else y + RIM + tall * of_letters / 2
        parts += _stacked(self.letters, left, middle, of_letters)
        if not self.numbers:  # too many of them for a picture; their shapes stand for them
            beyond = left + wide * of_letters + APART
            parts.append(written(self.step.sizes, beyond, y + high / 2 + 9, 26, quiet))
        elif side_by_side:
            parts += _stacked(self.numbers, left + wide * of_letters + APART, y + high / 2, of_numbers)
        else:
            middle = y + high - RIM - _block(self.numbers)[1] * of_numbers / 2
            parts += _stacked(self.numbers, left, middle, of_numbers)
        return "".join(parts)


def _spaced(latex: str) -> str:
    """Each matrix with brackets of its own height, apart from the next; brackets around one as tall as it."""
    latex = re.sub(r"(\\begin{bmatrix}.*?\\end{bmatrix})", r"{\1}", latex)
    latex = re.sub(r"(\\end{bmatrix}(?:}|_{[^}]*})*) (?={)", r"\1 \\; ", latex)
    tokens = latex.split(" ")
    if "bmatrix" not in latex or tokens.count("(") != tokens.count(")"):
        return latex
    return " ".join({"(": r"\left(", ")": r"\right)"}.get(token, token) for token in tokens)


def _box(x: float, y: float, wide: float, high: float, round_off: float, fill: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"'
    return f'<rect {place} rx="{round_off}" fill="{fill}"/>'


def _block(formulas: list[TypesetFormula]) -> Block:
    """Width and height of formulas one under the other."""
    high = sum(one.height for one in formulas) + LINES * (len(formulas) - 1)
    return max(one.width for one in formulas), high


def _stacked(formulas: list[TypesetFormula], x: float, middle: float, scale: float) -> list[str]:
    """Formulas one under the other, centred on `middle`."""
    y = middle - _block(formulas)[1] * scale / 2
    parts = []
    for one in formulas:
        parts.append(one.drawn(x, y + one.height * scale / 2, scale))
        y += (one.height + LINES) * scale
    return parts
