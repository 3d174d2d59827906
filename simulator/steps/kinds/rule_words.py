"""The words of an update rule's formula: how each is written for one parameter, in letters and in numbers."""

from collections.abc import Callable
from functools import cache

import numpy as np

from ...core.inputs import Array
from ...core.network import free_part
from ...core.training.update_rule import UpdateRule
from ..formulas import letters as L
from ..formulas.formula import Letter, Mark, Numbers
from ..moves import MoveAt
from ..session import Update
from .equations import Own, alike, as_shown

GRADIENT = {"W": "weight-gradient", "b": "bias-gradient"}
PARAMETER = {"W": "weights", "b": "bias"}
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


@cache
def numbers_of(rule: UpdateRule) -> dict[str, Array]:
    """The settings of a rule that are numbers, each (), by name."""
    return {
        name: np.asarray(float(value))
        for name, value in rule.given
        if value is not None and not isinstance(value, bool)
    }


class RuleWords:
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
            return self._named("g", meaning_of_g(self.move), value)
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
        letter = L.standing_for(letter_of_setting(self.u, self.move.rule, symbol), name)
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

OTHERS: dict[str, Callable[[RuleWords], Own]] = {
    "W": RuleWords.parameter,
    "W°": lambda words: words.parameter(free=True),
    "g": RuleWords.gradient,
    "Ṽ": RuleWords.ahead,
    "α": RuleWords.rate,
    "sign": RuleWords.sign,
    "β₁ᵗ": lambda words: words.power("β₁"),
    "β₂ᵗ": lambda words: words.power("β₂"),
}


def _latex(word: str) -> str:
    return HATTED[word][0] if word in HATTED else r"\tilde{V}" if word == "Ṽ" else word


def _name_of(rule: UpdateRule, symbol: str) -> str:
    return next(name for name, setting in rule.row.settings.items() if setting.symbol == symbol)


def letter_of_setting(u: Update, rule: UpdateRule, symbol: str) -> Letter:
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
    return RuleWords(u, move)._named("g", meaning_of_g(move), g)


def _letters(u: Update, role: str, l: int, of: str) -> tuple[Letter, Letter]:
    """The letter of a role, of any layer and of this one."""
    letters = L.plain(role, u.notation), L.numbered(role, l, notation=u.notation)
    return L.standing_for(letters[0], of), L.standing_for(letters[1], of)


def meaning_of_g(move: MoveAt) -> str:
    return f"the gradient of {L.named(move.letter, move.layer)} as the rule goes on with it"
