"""The formulas' LaTeX as mathematics of Typst: the commands that the formulas use, and no other."""

import re
from collections.abc import Callable

from .letter_ink import INKS

PIECE = re.compile(
    r"\\(?:text|operatorname)\{[^{}]*\}"
    r"|\\boxed\{\\phantom\{[^{}]*\}\}"
    r"|\\[a-zA-Z]+|\\."
    r"|[0-9]+(?:\.[0-9]+)?"
    r"|\S"
)
WORDS = {
    "alpha": "alpha", "sigma": "sigma", "Sigma": "Sigma", "varphi": "phi", "partial": "partial",
    "sum": "sum", "ln": "ln", "tanh": "tanh", "max": "max", "cdot": "dot.op", "odot": "dot.o",
    "times": "times", "leftarrow": "arrow.l", "approx": "approx", "vdots": "dots.v", "cdots": "dots.c",
    "lVert": "lr(bar.v.double", "rVert": "bar.v.double)", "lvert": "lr(bar.v", "rvert": "bar.v)",
    "circ": "compose", "surd": "√", "mu": "mu", "delta": "delta", "eta": "eta", "rho": "rho", "beta": "beta",
    "varepsilon": "epsilon", "lambda": "lambda", "tau": "tau",
    "min": "min", "pi": "pi", "quad": "quad", "qquad": "wide",
    "left": "", "right": "", ",": "thin", " ": "space",
}  # fmt: skip
CHARACTERS = {",": "\\,", "&": ",", "/": "\\/"}


def typst_math(latex: str) -> str:
    """One formula. Raises ValueError for a command that no formula of the simulator has."""
    pieces = PIECE.findall(latex)
    return _row(pieces)[0]


def _row(pieces: list[str], end: str = "") -> tuple[str, list[str]]:
    """Up to the piece `end`, which is taken too; and what is left."""
    out: list[str] = []
    while pieces and pieces[0] != end:
        if pieces[0] in ("_", "^"):
            inside, rest = _argument(pieces[1:])
            out[-1] += f"{pieces[0]}({inside})"
        elif pieces[0] == "'":
            out[-1] += "'"
            rest = pieces[1:]
        else:
            text, rest = _one(pieces)
            out.append(text)
        pieces = rest
    if end and not pieces:
        raise ValueError(f"a formula must have balanced braces; {end!r} is missing")
    return " ".join(filter(None, out)), pieces[1:] if end else pieces


def _argument(pieces: list[str]) -> tuple[str, list[str]]:
    return _row(pieces[1:], "}") if pieces[0] == "{" else _one(pieces)


def _one(pieces: list[str]) -> tuple[str, list[str]]:
    """The first thing in the row, and what is left."""
    first, rest = pieces[0], pieces[1:]
    if first == "{":
        return _row(rest, "}")
    if first == "}":
        raise ValueError("a formula must have balanced braces; '}' is left")
    if not first.startswith("\\"):
        return CHARACTERS.get(first, first), rest
    if first.startswith(("\\text{", "\\operatorname{")):
        words = f'"{first[first.index("{") + 1 : -1]}"'
        return words if first.startswith("\\text") else f"op({words})", rest
    if first.startswith("\\boxed{"):
        return f'blank("{"0" * sum(map(str.isdigit, first))}")', rest
    name = first[1:]
    if name in WORDS:
        return WORDS[name], rest
    if name in COMMANDS:
        return COMMANDS[name](rest)
    raise ValueError(f"a formula must be made of the simulator's own commands; got {first}")


def _fraction(pieces: list[str]) -> tuple[str, list[str]]:
    above, rest = _argument(pieces)
    below, rest = _argument(rest)
    return f"frac({above}, {below})", rest


def _hat(pieces: list[str]) -> tuple[str, list[str]]:
    inside, rest = _argument(pieces)
    return f"hat({inside})", rest


def _bold(pieces: list[str]) -> tuple[str, list[str]]:
    inside, rest = _argument(pieces)
    return f"bold({inside})", rest


def _root(pieces: list[str]) -> tuple[str, list[str]]:
    inside, rest = _argument(pieces)
    return f"sqrt({inside})", rest


def _matrix(pieces: list[str]) -> tuple[str, list[str]]:
    """\\begin{bmatrix} … \\end{bmatrix}, spelled out piece by piece."""
    if "".join(pieces[:9]) != "{bmatrix}":
        raise ValueError("a formula must have no other environment than bmatrix")
    inside = pieces[9:]
    at = inside.index("\\end")
    rows, body = [], inside[:at]
    while body:
        stop = body.index("\\\\") if "\\\\" in body else len(body)
        rows.append(_row(body[:stop])[0])
        body = body[stop + 1 :]
    return f'mat(delim: "[", {"; ".join(rows)})', inside[at + 10 :]


def _in_ink(ink: str) -> Callable[[list[str]], tuple[str, list[str]]]:
    def written(pieces: list[str]) -> tuple[str, list[str]]:
        inside, rest = _argument(pieces)
        return f"{ink}({inside})", rest

    return written


def _tilde(pieces: list[str]) -> tuple[str, list[str]]:
    inside, rest = _argument(pieces)
    return f"tilde({inside})", rest


COMMANDS = {
    "frac": _fraction, "tfrac": _fraction, "hat": _hat, "tilde": _tilde, "sqrt": _root, "begin": _matrix,
    "mathbf": _bold, **{f"ink{letter}": _in_ink(f"ink{letter}") for letter in INKS},
}  # fmt: skip
