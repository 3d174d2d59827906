"""Code in the reader's notation: products with W as it stands there, its names, and its words."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from ...core.activation import ACTIVATIONS
from ...core.inputs import Array, InputError
from ...steps.formulas.notation import Notation, Sign
from ...steps.session import Session

# Products as NumPy text, with W as H × L; A is a diagonal matrix there.
IN_NUMPY = {
    "forward": "{W}.T @ {a}",
    "back": "{A} @ ({W} @ {S})",
    "full back": "{A} @ ({W} @ {S})",
    "either back": "{A} @ ({W} @ {S})",
    "gradient": "np.outer({a}, {S})",
    "gradients": "{a} @ {S}.T",
}
# And as L × H, where the slopes of single neurons are a vector.
TURNED_NUMPY = {
    "forward": "{W} @ {a}",
    "back": "{A} * ({W}.T @ {S})",
    "full back": "{A} @ ({W}.T @ {S})",
    "either back": "({A} * ({W}.T @ {S}) if {A}.ndim == 1 else {A} @ ({W}.T @ {S}))",
    "gradient": "np.outer({S}, {a})",
    "gradients": "{S} @ {a}.T",
}
NAMED_ROLES = {
    "n": "sum",
    "S": "sensitivity",
    "F": "loss",
    "dW": "weight-gradient",
    "db": "bias-gradient",
    "alpha": "learning-rate",
}
SLOPES = "slope"  # A as a name; σ′(z) is none
CODE_PIECES = re.compile(
    r'(?P<prose>"""[\s\S]*?"""|#[^\n]*|f"(?:\\.|[^"\\\n])*")'
    r'|(?P<key>"(?:\\.|[^"\\\n])*")'
    r"|(?P<name>(?<![\w.])[A-Za-z_]\w*(?!\w|=[^=]))"  # not what is set in a call: lr=alpha
)
NAME_PART = re.compile(r"(dW|db|alpha|[nASF])(\d*)")
IN_PROSE = re.compile(r"(?<![A-Za-z\\])(dF/d[nWby]|A \(-t / y\)|A dF/dy|alpha|[nSF])(?![A-Za-z])")
DIAGONAL = re.compile(r"return np\.diag\((.*)\)\s*\Z")


def products_of(notation: Notation) -> Mapping[str, str]:
    """How each product is written: {W}, {a}, {A} and {S} are to be named."""
    return TURNED_NUMPY if notation.turned else IN_NUMPY


def way_back(session: Session, l: int | None) -> str:
    """Which product leads to S of a layer left of the last; None: of each such layer, in a loop."""
    net = session.network
    kinds = {ACTIVATIONS[net.activation[at]].elementwise for at in range(2, net.depth)}
    if l is not None:
        kinds = {ACTIVATIONS[net.activation[l]].elementwise}
    return "either back" if len(kinds) > 1 else "full back" if False in kinds else "back"


def output_start(notation: Notation, start: str, output: str) -> str:
    """S of the last layer, whose A a loss writes as a matrix."""
    if notation.turned and ACTIVATIONS[output].elementwise:
        return start.replace("{A} @ e", "{A} * e")
    return start


def slopes_text(notation: Notation, name: str, text: str) -> str:
    """The function of an activation's slopes: a vector where they are those of single neurons."""
    if not (notation.turned and ACTIVATIONS[name].elementwise):
        return text
    found = DIAGONAL.search(text)
    if found is None:
        raise InputError(
            f"the text of {name}'s slopes must return np.diag(…) for a script in this notation; it does not: "
            "read in the notes' letters"
        )
    return f"{text[: found.start()]}return {found[1]}\n"


def as_it_stands(notation: Notation, letter: str, array: Array) -> Array:
    """W, or what goes with it entry by entry, as it stands in this notation; b as it is."""
    return array.T if notation.turned and letter == "W" else array


def entries_standing(
    notation: Notation, entries: Mapping[str, list[tuple[int, ...]]]
) -> dict[str, list[tuple[int, ...]]]:
    """Entries by parameter, counted from 0: row and column as they are in this notation."""
    return {
        name: [place[::-1] for place in places] if notation.turned else places
        for name, places in entries.items()
    }


def shape_said(notation: Notation, times: str) -> str:
    """The rows and columns of a W: L × H, out × in."""
    left, right = (count.removeprefix(r"\text{").removesuffix("}") for count in notation.counts)
    return f"{right} {times} {left}" if notation.turned else f"{left} {times} {right}"


def introduction_in(notation: Notation) -> str:
    """The docstring of a script that is not in the notes' letters; "" for theirs."""
    if not notation.turned:
        return ""
    names = python_names(notation)
    n, S, F = (names[letter] for letter in "nSF")
    shape, alpha = shape_said(notation, "x"), names["alpha"]
    return f'''"""One walk through backpropagation, number by number, with {n}, a, {S}, {alpha} and {F}.

W is {shape}, {n} = W a + b, a = sigma({n}), {S} = d{F}/d{n}, and a hat means the layer to the left.
{SLOPES} is sigma'({n}), one per neuron; where every a answers every {n}, the matrix of all of them.
walk[2]["{S}"][3] is {S} of layer 3 in update 2; walk[0] holds W and b before the first update.
"""
'''


def heading_in(notation: Notation, heading: str) -> str:
    """A heading, written with the notes' letters, with those of this notation."""
    if not notation.turned:
        return heading
    n, S, F = (notation.said(letter) for letter in "nSF")
    big = {
        "Forward: N = WᵀÂ + b 1ᵀ, A = σ(N)": f"Forward: {n.upper()} = W Â + b 1ᵀ, A = σ({n.upper()})",
        "Backward: Ŝ = ÂWS of each item, ∂F/∂W = ÂSᵀ and ∂F/∂b = S1 summed over them": (
            f"Backward: {notation.said('Ŝ = ÂWS')} of each item, ∂{F}/∂W = {_beside(S)} Âᵀ and "
            f"∂{F}/∂b = {_beside(S)} 1 summed over them"
        ),
        "The activations, their slopes A, and the error F": f"The activations, their slopes, and {F}",
    }
    return big.get(heading) or notation.said(heading)


def _beside(S: str) -> str:
    """A quotient in brackets, where something follows it."""
    return f"({S})" if "/" in S else S


@cache
def python_names(notation: Notation) -> dict[str, str]:
    """The notes' names in Python, each with what it is here: n is z, dW is dC_dW."""
    return {ours: _identifier(notation.signs[role]) for ours, role in NAMED_ROLES.items()} | {"A": SLOPES}


def _identifier(sign: Sign) -> str:
    """∂C/∂z as dC_dz, δ as delta."""
    word = (sign.spoken or sign.latex).partition(",")[0].replace("∂", "d").replace("/", "_")
    return "".join(c if c.isascii() else unicodedata.name(c).rpartition(" ")[2].lower() for c in word)


def code_in(notation: Notation, code: str) -> str:
    """Code that is written with the notes' names, with those of this notation; its words too."""
    if not notation.turned:
        return code
    return CODE_PIECES.sub(lambda found: _piece(notation, found), code)


def _piece(notation: Notation, found: re.Match[str]) -> str:
    names = python_names(notation)
    if found["prose"] is not None:
        return words_in(notation, found[0])
    if found["key"] is not None:  # "dW", "F after"
        key = found[0][1:-1]
        return f'"{names[key]}"' if key in names else words_in(notation, found[0])
    parts = [NAME_PART.fullmatch(part) or part for part in found[0].split("_")]
    return "_".join(part if isinstance(part, str) else names[part[1]] + part[2] for part in parts)


def words_in(notation: Notation, text: str) -> str:
    """A comment in ASCII, or what is said in a string."""
    if not notation.turned:
        return text
    names = python_names(notation)

    def said(found: re.Match[str]) -> str:
        word = found[0]
        if word.startswith("A "):
            return f"The slopes times {word[2:].strip('()').replace('F', names['F'])}"
        if word.startswith("dF/d"):
            return f"d{names['F']}/d{names.get(word[4:], word[4:])}"
        return names[word]

    return IN_PROSE.sub(said, text)
