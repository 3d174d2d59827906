"""The steps of an update rule: what it computes of each W_l and b_l, as its row of the table writes it."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np

from ...core.inputs import Array
from ...core.network import entry_name, free_part, frozen_entries, in_few_words
from ...core.training.rules.clipping import CLIP_ROOM
from ...core.training.update_rule import UpdateRule
from ..formulas import letters as L
from ..formulas.formula import FUNCTION, Equation, Letter, Line, Mark, Numbers, Relation, Token
from ..moves import MoveAt
from ..session import Update
from ..step import Lit, Step
from .equations import Own, Tokens, alike, as_shown

GRADIENT = {"W": "weight-gradient", "b": "bias-gradient"}
PARAMETER = {"W": "weights", "b": "bias"}
BESIDE = ";"  # parts two formulas of one step
GREEK = {
    "μ": r"\mu", "δ": r"\delta", "ρ": r"\rho", "β₁": r"\beta_{1}", "β₂": r"\beta_{2}",
    "ε": r"\varepsilon", "λ": r"\lambda", "λ₁": r"\lambda_{1}", "τ": r"\tau",
}  # fmt: skip
SIGNS = {
    "+": L.PLUS, "-": L.MINUS, "=": L.EQUALS, "←": L.GETS, "(": L.OPEN, ")": L.CLOSE,
    "/": Mark("/"), "∘": Mark(r"\circ"), "√": Mark(r"{\surd}"), "1": Mark("1"),
    "(1": Mark("{(}"), "1)": Mark("{)}"),  # in braces: as high as a number, also beside a matrix
}  # fmt: skip
HATTED = {
    "M̂": (r"\hat{M}", 0, "M corrected for its start at 0"),
    "V̂": (r"\hat{V}", 1, "V corrected likewise"),
}


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
    tau, room = _setting(u, u.update_rule, "τ"), Mark(_power(CLIP_ROOM))
    begin, middle = (Mark(r"\min"), L.OPEN, Mark("1"), Mark(",")), (Mark("/"), L.OPEN)
    end = (L.PLUS, room, L.CLOSE, L.CLOSE)
    letters = (C, L.EQUALS, *begin, tau, *middle, norm, *end)
    line = (*begin, Numbers(threshold), *middle, Numbers(clip.norm), *end)
    return Equation(letters, letters, (Line((*line, Relation(), Numbers(clip.factor)), FUNCTION),))


def _power(value: float) -> str:
    """A power of ten in LaTeX."""
    return f"10^{{{round(np.log10(value))}}}"


@cache
def numbers_of(rule: UpdateRule) -> dict[str, Array]:
    """The settings of a rule that are numbers, each (), by name."""
    return {
        name: np.asarray(float(value))
        for name, value in rule.given
        if value is not None and not isinstance(value, bool)
    }


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
    known, found = _Words(u, move), {}
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
    known = _Words(u, move)
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


class _Words:
    """How each word of a rule's formula is written for one parameter of an update."""

    def __init__(self, u: Update, move: MoveAt) -> None:
        self.u, self.move = u, move
        self.kinds = {row.letter: row.kind for row in move.rule.active if row.letter}

    def own(self, word: str) -> Own:
        """A word on the right, with what stood there before the move."""
        if word in SIGNS:
            return alike(SIGNS[word])
        if word in self.kinds:
            kept = self.move.values[self.kinds[word]][0]
            return self._named(word, f"what the rule keeps of {self._of}", kept)
        if word in HATTED:
            _, part, meaning = HATTED[word]
            return self._named(word, f"{meaning}, of {self._of}", self.move.values["corrected"][part])
        return OTHERS[word](self) if word in OTHERS else self._setting(word)

    def result(self, word: str, part: int) -> Own:
        """The word on the left, with what the move gives."""
        value = self.move.parts[part]
        if word == "W":
            return self._parameter(value)
        if word == "g":
            return self._named("g", _meaning_of_g(self.move), value)
        meaning = HATTED[word][2] if word in HATTED else "what the rule keeps"
        return self._named(word, f"{meaning} of {self._of}", value)

    @property
    def _of(self) -> str:
        return L.named(self.move.letter, self.move.layer)

    def _parameter(self, array: Array) -> Own:
        role, of = PARAMETER[self.move.letter], self._which(array)
        hats, numbered = _letters(self.u, role, self.move.layer, of)
        return Own((hats,), (numbered,), (as_shown(self.u, Numbers(array, of=of)),))

    def _which(self, array: Array) -> str:
        """Which numbers these are: before the update, after it, or what a move has given."""
        u, letter, l = self.u, self.move.letter, self.move.layer
        net, new = (u.before.W, u.after.W) if letter == "W" else (u.before.b, u.after.b)
        gradients = u.found.dW if letter == "W" else u.found.db
        known = {id(net[l]): letter, id(new[l]): f"new{letter}", id(gradients[l]): f"d{letter}"}
        for move in u.moves.of(l, letter) if u.moves else ():
            for part, given in enumerate(move.parts):
                if move.quantity:
                    known[id(given)] = f"{move.quantity}{'_2' * part}"
        return f"{known.get(id(array), 'before')}:{l}"

    def _named(self, word: str, meaning: str, array: Array) -> Own:
        latex, letter, l = _latex(word), self.move.letter, self.move.layer
        tip, of = f"{word}: {meaning}", self._which(array)
        if of.startswith("before:"):
            of = f"{word}_{letter}_before:{l}"
        return Own(
            (Letter(f"{latex}_{{{letter}}}", tip, of),),
            (Letter(f"{latex}_{{{letter}{l}}}", tip, of),),
            (as_shown(self.u, Numbers(array, of=of)),),
        )

    def _setting(self, symbol: str) -> Own:
        name = _name_of(self.move.rule, symbol)
        letter = L.standing_for(_setting(self.u, self.move.rule, symbol), name)
        return Own((letter,), (letter,), (Numbers(numbers_of(self.move.rule)[name], of=name),))

    def parameter(self, *, free: bool = False) -> Own:
        """W or b, or with 0 wherever it is frozen."""
        (W,) = self.move.values["parameter"]
        if not free:
            return self._parameter(W)
        known, array = self._parameter(W), free_part(self.u.before.frozen, self.move.name, W)
        numbers = Numbers(array, of=f"free_{self._which(W)}")
        return Own(known.hats, known.numbered, (as_shown(self.u, numbers),))

    def gradient(self) -> Own:
        """∂F/∂W, or g where something was done to it."""
        return _gradient(self.u, self.move)

    def ahead(self) -> Own:
        """Nesterov's step."""
        return self._named("Ṽ", f"the gradient and μ V of {self._of}", self.move.values["nesterov"][0])

    def rate(self) -> Own:
        """α."""
        letter = L.standing_for(L.plain("learning-rate", self.u.notation), "alpha")
        return Own((letter,), (letter,), (Numbers(self.u.alpha, of="alpha"),))

    def sign(self) -> Own:
        """sign(W), 0 where W is."""
        (W,) = self.move.values["parameter"]
        signs = np.sign(free_part(self.u.before.frozen, self.move.name, W))
        role = PARAMETER[self.move.letter]
        word = Letter(r"\operatorname{sign}", "−1 below 0, 1 above, 0 at 0")
        return Own(
            (word, L.OPEN, L.plain(role), L.CLOSE),
            (word, L.OPEN, L.numbered(role, self.move.layer), L.CLOSE),
            (as_shown(self.u, Numbers(signs)),),
        )

    def power(self, symbol: str) -> Own:
        """βᵗ, with the number of the update for t."""
        own, t = self._setting(symbol), self.move.t
        tip = f"{symbol} to the power of t, which counts the updates of the rule from 1"
        return Own(
            (Letter(f"{GREEK[symbol]}^{{t}}", tip),),
            (Letter(f"{GREEK[symbol]}^{{{t}}}", f"{tip}: here {t}"),),
            (*own.numbers, Mark(f"{{}}^{{{t}}}")),
        )


OF_THE_PARAMETER = ("W", "g", "Ṽ", *HATTED)  # the words that stand for arrays, beside those that are kept
OTHERS: dict[str, Callable[[_Words], Own]] = {
    "W": _Words.parameter,
    "W°": lambda words: words.parameter(free=True),
    "g": _Words.gradient,
    "Ṽ": _Words.ahead,
    "α": _Words.rate,
    "sign": _Words.sign,
    "β₁ᵗ": lambda words: words.power("β₁"),
    "β₂ᵗ": lambda words: words.power("β₂"),
}


def _latex(word: str) -> str:
    return HATTED[word][0] if word in HATTED else r"\tilde{V}" if word == "Ṽ" else word


def _name_of(rule: UpdateRule, symbol: str) -> str:
    return next(name for name, setting in rule.row.settings.items() if setting.symbol == symbol)


def _setting(u: Update, rule: UpdateRule, symbol: str) -> Letter:
    setting = rule.row.settings[_name_of(rule, symbol)]
    spoken = u.notation.settings.get(symbol, symbol)
    return Letter(GREEK.get(spoken, spoken), f"{spoken}: {setting.label or setting.name}")


def _gradient(u: Update, move: MoveAt) -> Own:
    """∂F/∂W, or g where something was done to it."""
    (g,) = move.values["gradient"]
    if move.given:
        role, of = GRADIENT[move.letter], f"d{move.letter}:{move.layer}"
        hats, numbered = _letters(u, role, move.layer, of)
        return Own((hats,), (numbered,), (as_shown(u, Numbers(g, of=of)),))
    return _Words(u, move)._named("g", _meaning_of_g(move), g)


def _letters(u: Update, role: str, l: int, of: str) -> tuple[Letter, Letter]:
    """The letter of a role, of any layer and of this one."""
    letters = L.plain(role, u.notation), L.numbered(role, l, notation=u.notation)
    return L.standing_for(letters[0], of), L.standing_for(letters[1], of)


def _meaning_of_g(move: MoveAt) -> str:
    return f"the gradient of {L.named(move.letter, move.layer)} as the rule goes on with it"


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
    return (Letter(f"g_{{{move.letter}}}", _meaning_of_g(move)), L.EQUALS, C, L.plain(role, u.notation))
