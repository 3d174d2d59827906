"""The steps of an update rule: what it computes of each W_l and b_l, as its row of the table writes it."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from ...core.inputs import Array
from ...core.network import entry_name, frozen_entries, in_few_words
from ...core.training.rules.clipping import CLIP_ROOM
from ..formulas import letters as L
from ..formulas.formula import FUNCTION, Equation, Letter, Line, Mark, Numbers, Relation, Token
from ..moves import MoveAt
from ..session import Update
from ..step import Lit, Step
from .equations import Tokens
from .rule_words import (
    GRADIENT,
    OF_THE_PARAMETER,
    SIGNS,
    RuleWords,
    letter_of_setting,
    meaning_of_g,
    numbers_of,
)

BESIDE = ";"  # parts two formulas of one step
C = Letter("c", "what every gradient is multiplied by")
AT_MOST = "The norm of all gradients together is at most τ: they stay as they are."
ABOVE = (
    "The norm of all gradients together, with 10⁻⁶ added, is above τ: each is multiplied by c, so that their "
    "direction stays and their norm is τ at most. From here on g is c ∂F/∂W, and likewise for b."
)


def clipped(u: Update) -> Step:
    """The factor c by which all gradients are multiplied: min(1, τ / (‖g‖ + 10⁻⁶))."""
    assert u.moves is not None
    assert u.moves.clip is not None
    factor = float(u.moves.clip.factor)
    layers = u.before.W
    return Step(
        kind="clip",
        layer=u.before.depth,
        update=u.number,
        item=u.item,
        neuron=None,
        title="Clip the gradients",
        text=AT_MOST if factor == 1 else ABOVE,
        equation=_clipping(u),
        value=factor,
        sizes="one number",
        lit=Lit(neurons=tuple((l, 0) for l in layers), edges=tuple((l, 0, 0) for l in layers)),
        shows="dW",
        matrices=tuple(
            (f"∂F/∂{L.named(letter, l)}", (u.found.dW if letter == "W" else u.found.db)[l], f"{letter}{l}")
            for l in layers
            for letter in "Wb"
        ),
        subject="c is",
    )


def _clipping(u: Update) -> Equation:
    assert u.moves is not None
    assert u.moves.clip is not None
    assert u.update_rule is not None
    clip, threshold = u.moves.clip, numbers_of(u.update_rule)["clip"]
    norm = Letter(r"\lVert g\rVert", "the norm of all gradients together, of every W and b")
    tau, room = letter_of_setting(u, u.update_rule, "τ"), Mark(_power(CLIP_ROOM))
    begin, middle = (Mark(r"\min"), L.OPEN, Mark("1"), Mark(",")), (Mark("/"), L.OPEN)
    end = (L.PLUS, room, L.CLOSE, L.CLOSE)
    letters = (C, L.EQUALS, *begin, tau, *middle, norm, *end)
    line = (*begin, Numbers(threshold), *middle, Numbers(clip.norm), *end)
    return Equation(letters, letters, (Line((*line, Relation(), Numbers(clip.factor)), FUNCTION),))


def _power(value: float) -> str:
    """A power of ten in LaTeX."""
    return f"10^{{{round(np.log10(value))}}}"


def rule_step(u: Update, move: MoveAt) -> Step:
    """One quantity of W_l or b_l; not the update of a parameter that is frozen as a whole."""
    row, name = move.row, L.named(move.letter, move.layer)
    symbol = move.symbol
    return Step(
        kind=move.kind,
        layer=move.layer,
        update=u.number,
        item=u.item,
        neuron=None,
        title=f"{row.needed('title')} of {name}",
        text=_said(move) + _held_said(u, move),
        equation=equation_of(u, move),
        value=_value(move),
        sizes="×".join(map(str, u.notation.shape(move.parts[0].shape))) + "×1" * (move.parts[0].ndim == 1),
        lit=Lit(edges=((move.layer, 0, 0),)) if move.letter == "W" else Lit(neurons=((move.layer, 0),)),
        definition=_what_g_is(u, move) or _second(u, move),
        shows=move.quantity,
        matrices=matrices_of(u, move),
        subject=f"{name if symbol == move.letter else f'{symbol} of {name}'} is now",
    )


def _second(u: Update, move: MoveAt) -> Tokens:
    """The other formula of a step with two: V̂ beside M̂."""
    return tuple(token for one in _equations(u, move)[1:] for token in one.letters)


def _value(move: MoveAt) -> Array:
    if len(move.parts) == 1:
        return move.parts[0]
    base = move.parts[0].base
    return base if base is not None and base.ndim == move.parts[0].ndim + 1 else np.stack(move.parts)


def _said(move: MoveAt) -> str:
    each = "weight" if move.letter == "W" else "bias"
    told: str = move.row.needed("said")(move.rule.settings, move.t)
    return told.format(each=each, letter=move.letter)


def against(move: MoveAt) -> str:
    """What an update goes against, in words."""
    return _said(move)


def _held_said(u: Update, move: MoveAt) -> str:
    entries = frozen_entries(u.before.frozen, move.name)
    if not entries or move.kind.startswith("update"):
        return ""
    name = L.named(move.letter, move.layer)
    which = in_few_words([f"{name}{entry_name('', *index)}" for index in entries])
    return f" What is frozen counts as 0 here: {which}."


def matrices_of(u: Update, move: MoveAt) -> tuple[tuple[str, Array, str], ...]:
    """The arrays of a move's formula with their names, what it gives last; "before" where that is renewed."""
    name = L.named(move.letter, move.layer)
    known, found = RuleWords(u, move), {}
    written = _formula(move)[0]
    results = [one.split()[0] for one in written.split(BESIDE)]
    for word in (word for one in written.split(BESIDE) for word in one.split()[2:]):
        if word in known.kinds or word in OF_THE_PARAMETER:
            (numbers,) = (token for token in known.own(word).numbers if isinstance(token, Numbers))
            letter = f"∂F/∂{name}" if word == "g" and move.given else _called(word, name)
            found[letter + " before" * (word in results and letter[0] != "∂")] = numbers.array
    after = " after" if move.row.kind == "update" else " decayed" if move.row.gives == "parameter" else ""
    for word, part in zip(results, move.parts, strict=True):
        found[_called(word, name) + after] = part
    return tuple((called, array, move.name) for called, array in found.items())


def _called(word: str, name: str) -> str:
    return name if word in ("W", "W°") else f"{word} of {name}"


def _formula(move: MoveAt) -> tuple[str, str]:
    """The formula and its arithmetic, as the row writes them for this update."""
    if move.row.partly is not None and not isinstance(move.free, float):
        return move.row.partly
    written: tuple[str, str] = move.row.needed("written")(move.rule.settings, move.t)
    return written


# ---- formulas
def equation_of(u: Update, move: MoveAt) -> Equation:
    """The formula of a move as its row writes it; of two the letters of the first, and the lines of both."""
    first, *others = _equations(u, move)
    return replace(first, lines=(*first.lines, *(line for one in others for line in one.lines)))


def _equations(u: Update, move: MoveAt) -> list[Equation]:
    """Each formula with the letters and numbers of its parameter."""
    formula, arithmetic = _formula(move)
    known = RuleWords(u, move)
    hats: list[Tokens] = []
    numbered: list[Tokens] = []
    lines = []
    for at, one in enumerate(formula.split(BESIDE)):
        result, sign, *right = _with_small_brackets(one.split())
        words = [known.own(word) for word in right]
        lead = (known.result(result, at), known.own(sign))
        hats.append(tuple(token for word in (*lead, *words) for token in word.hats))
        numbered.append(tuple(token for word in (*lead, *words) for token in word.numbered))
        tokens = _dotted(tuple(token for word in words for token in word.numbers))
        lines.append((Line((*tokens, Relation(), *lead[0].numbers), arithmetic),))
    return [Equation(*one) for one in zip(hats, numbered, lines, strict=True)]


def _with_small_brackets(words: list[str]) -> list[str]:
    """The brackets around 1 − β told from those around matrices."""
    found, small = [], False
    for word, behind in pairwise([*words, ""]):
        small = small or (word == "(" and behind == "1")
        found.append({"(": "(1", ")": "1)"}.get(word, word) if small else word)
        small = small and word != ")"
    return found


def _dotted(tokens: Tokens) -> Tokens:
    """A dot between two factors of numbers, so that 0.9 and 0.1 do not read as one."""
    out: list[Token] = []
    for token in tokens:
        before = out[-1] if out else None
        ends = (
            isinstance(before, Numbers)
            or before in (L.CLOSE, SIGNS["1)"])
            or (isinstance(before, Mark) and before.latex.startswith("{}^"))
        )
        if ends and (isinstance(token, Numbers) or token in (L.OPEN, SIGNS["(1"], SIGNS["√"])):
            out.append(L.TIMES)
        out.append(token)
    return tuple(out)


def _what_g_is(u: Update, move: MoveAt) -> Tokens:
    """g = c ∂F/∂W, where gradients are clipped and nothing else was done to this one."""
    assert u.moves is not None
    if "g" not in move.row.needed("written")(move.rule.settings, move.t)[0].split():
        return ()
    (g,), gradient = move.values["gradient"], (u.found.dW if move.letter == "W" else u.found.db)[move.layer]
    begins = u.moves.of(move.layer, move.letter)[0].values["gradient"][0]
    if u.moves.clip is None or g is gradient or g is not begins:
        return ()
    role = GRADIENT[move.letter]
    return (Letter(f"g_{{{move.letter}}}", meaning_of_g(move)), L.EQUALS, C, L.plain(role, u.notation))
