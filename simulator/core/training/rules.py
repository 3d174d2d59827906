"""The update rules: what each makes of a gradient, entry by entry, in PyTorch's conventions.

One row of the table carries everything that is said of a rule anywhere: its settings with their bounds, and
its moves in the order in which they are computed. A move works on arrays of any shape: on W_l and b_l one by
one, or on all parameters of a network in one flat array. α is the learning rate, g the gradient, and t counts
the updates from 1.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..inputs import Array, InputError, numbers
from ..spelling import needed

# A formula in letters parted by blanks, W for either parameter, and the arithmetic by which printed numbers
# are judged (steps/formulas/formula.py).
Formula = tuple[str, str]
Settings = Mapping[str, Any]  # by name: a float, True or False, or None


@dataclass(frozen=True)
class RuleSetting:
    """A number between two bounds, or a switch; `above`, `below`: the bound itself is not allowed.

    Where the default is None, None is allowed and means that there is nothing of the kind. `symbol`: its
    letter in a sentence, or ""; `torch`: what torch.optim calls it, or "" where that has none of the kind;
    `label` says it on a page, `short` in a line of words before its number.
    """

    name: str
    default: float | bool | None = 0.0
    least: float = 0.0
    most: float = math.inf
    above: bool = False
    below: bool = False
    symbol: str = ""
    torch: str = ""
    label: str = ""
    short: str = ""

    def read(self, value: Any, called: str = "") -> float | bool | None:
        """The value as it is kept; raises InputError where it is none, and says what it is `called`."""
        name = called or self.name
        if isinstance(self.default, bool):
            if not isinstance(value, bool | np.bool_):
                raise InputError(f"{name} must be True or False; got {value!r:.60}")
            return bool(value)
        if value is None and self.default is None:
            return None
        number = float(numbers(value, name, ()))
        low = number <= self.least if self.above else number < self.least
        high = number >= self.most if self.below else number > self.most
        if low or high:
            raise InputError(f"{name} must be {self.bounds}; got {number!r}")
        return number

    def said(self, value: float | bool | None) -> str:
        """In a line of words: "momentum 0.9"; a switch by its name alone, where it is on."""
        if isinstance(value, bool) or value is None:
            return self.short if value else f"no {self.short}"
        return f"{self.short} {value:g}"

    @property
    def bounds(self) -> str:
        """In words: "at least 0 and below 1"."""
        low = f"{'above' if self.above else 'at least'} {self.least:g}"
        high = f" and {'below' if self.below else 'at most'} {self.most:g}"
        return low + high * math.isfinite(self.most)


@dataclass(slots=True)
class Motion:
    """Parameters in the middle of an update, and what the rule's moves have made so far.

    `values`: "parameter", "gradient", what the rule keeps, then what else its moves give, all of the shape of
    the parameter but "corrected". `weight_decay` and `l1` are the settings, or 0 for what they leave alone.
    """

    settings: Settings
    t: int
    learning_rate: float
    values: dict[str, Array]
    weight_decay: float | Array
    l1: float | Array

    def __getitem__(self, name: str) -> Array:
        return self.values[name]

    def run(self, moves: tuple["RuleMove", ...]) -> Iterator[tuple["RuleMove", Array]]:
        """Make the moves, one after another."""
        for move in moves:
            value = self.values[move.gives] = move.value(self)
            yield move, value


@dataclass(frozen=True, eq=False)
class RuleMove:
    """One quantity of an update: the `kind` of its step, and what of the motion it `gives` anew.

    `letter`: what the rule keeps of it until the next update is called by that; "": it keeps nothing.
    `torch`: what that is called in the state of torch.optim. `penalty`: of W alone, unless biases decay too.
    `when`: with which settings the rule has it. `title` names it before "of W", `written` is its formula
    with these settings in update t, `partly` where entries of W are frozen; `said` tells it, in update t of
    each weight; `terms`: what its value is the sum of, so that noise can be told; `numpy`: lines
    of NumPy, of p, its gradient g, what is kept by its letter and `name`, the settings, alpha and `count`;
    of the last move the new p alone.
    """

    kind: str
    value: Callable[[Motion], Array]
    gives: str
    letter: str = ""
    torch: str = ""
    penalty: bool = False
    when: Callable[[Settings], Any] = lambda settings: True
    title: str | None = None
    written: Callable[[Settings, int], Formula] | None = None
    partly: Formula | None = None
    said: Callable[[Settings, int], str] | None = None
    terms: Callable[[Motion], tuple[Array, ...]] | None = None
    numpy: Callable[[Settings], list[str]] | None = None

    def needed(self, entry: str) -> Any:
        """What is said of it under this name; raises InputError where it is not known."""
        return needed(getattr(self, entry), f"the move {self.kind!r} of an update rule", entry)


@dataclass(frozen=True, eq=False, repr=False)
class Rule:
    """One row of the table; `torch`: its class in torch.optim; `refuses` says why settings do not go
    together, or "".

    `begins`: settings that a page begins with where they are not the defaults; `alpha`: an α to begin with,
    from the settings and from the one that suits plain descent.
    """

    name: str
    title: str
    torch: str
    own_settings: tuple[RuleSetting, ...]
    moves: tuple[RuleMove, ...]
    refuses: Callable[[Settings], str] = lambda settings: ""
    begins: Mapping[str, float | bool | None] = field(default_factory=dict)
    alpha: Callable[[Settings, float], float] = lambda settings, plain: plain
    note: str = ""  # said beside its settings

    def __repr__(self) -> str:
        return f"<the update rule {self.name}>"

    @property
    def settings(self) -> dict[str, RuleSetting]:
        """All that it takes, by name, its own first."""
        return {setting.name: setting for setting in (*self.own_settings, *COMMON)}


COMMON = (
    RuleSetting(
        "weight_decay",
        symbol="λ",
        torch="weight_decay",
        label="Weight decay λ (L2)",
        short="weight decay",
    ),
    RuleSetting("l1", symbol="λ₁", label="L1 penalty λ₁", short="L1"),
    RuleSetting("decay_biases", False, label="Penalties on b too", short="penalties on b too"),
    RuleSetting(
        "clip", None, above=True, symbol="τ", label="Clip the norm of all gradients to", short="clipped to"
    ),
)


CLIP_ROOM = 1e-6  # added to the norm by which is divided


def clip_factor(gradients: list[Array], clip: float) -> float:
    """min(1, clip / (‖g‖ + 1e-6)) with the norm of all gradients together."""
    return min(1.0, clip / (norm_of(gradients) + CLIP_ROOM))


def norm_of(gradients: list[Array]) -> float:
    """‖g‖ of all gradients together."""
    squares = sum(float(np.square(g).sum()) for g in gradients)
    return math.sqrt(squares) if math.isfinite(squares) else _norm_of_large(gradients)


def _norm_of_large(gradients: list[Array]) -> float:
    """Where the squares alone leave float64's range; inf or nan where a gradient itself does."""
    largest = max(float(np.abs(g).max()) for g in gradients)
    if not math.isfinite(largest):
        return largest
    return largest * math.sqrt(sum(float(np.square(g / largest).sum()) for g in gradients))


# ---- the moves
def _with_penalty(u: Motion) -> Array:
    """g + λ W + λ₁ sign(W)."""
    g = u["gradient"]
    if u.settings["weight_decay"]:
        g = g + u.weight_decay * u["parameter"]
    return _with_l1(u, g) if u.settings["l1"] else g


def _with_l1(u: Motion, g: Array) -> Array:
    return np.asarray(g + u.l1 * np.sign(u["parameter"]))


def _decayed(u: Motion) -> Array:
    """(1 − αλ) W."""
    return np.asarray((1 - u.learning_rate * u.weight_decay) * u["parameter"])


def _running(kept: str, rate: str, power: int = 1) -> Callable[[Motion], Array]:
    """The running mean of g or of g²: ρ M + (1 − ρ) g."""

    def value(u: Motion) -> Array:
        rho, g = u.settings[rate], u["gradient"]
        return np.asarray(rho * u[kept] + (1 - rho) * (g if power == 1 else g * g))

    return value


def _velocity(u: Motion) -> Array:
    """μ V + (1 − dampening) g; g itself in the first update."""
    g = u["gradient"]
    return np.asarray(
        g.copy() if u.t == 1 else u.settings["momentum"] * u["momentum"] + (1 - u.settings["dampening"]) * g
    )


def _ahead(u: Motion) -> Array:
    """g + μ V."""
    return np.asarray(u["gradient"] + u.settings["momentum"] * u["momentum"])


def _along_velocity(u: Motion) -> Array:
    """W − α g, with V in place of g where there is momentum, and g + μ V with Nesterov's."""
    momentum, nesterov = u.settings["momentum"], u.settings["nesterov"]
    return np.asarray(
        u["parameter"]
        - u.learning_rate * u["nesterov" if nesterov else "momentum" if momentum else "gradient"]
    )


def _scaled(u: Motion) -> Array:
    """g / (√V + ε), and √(V − G²) where it is centered: below 0 that is nothing but rounding."""
    V = u["square"]
    if u.settings["centered"]:
        V = np.maximum(V - u["mean"] * u["mean"], 0.0)
    return np.asarray(u["gradient"] / (np.sqrt(V) + u.settings["epsilon"]))


def _scaled_velocity(u: Motion) -> Array:
    """μ M + g / (√V + ε)."""
    return np.asarray(u.settings["momentum"] * u["momentum"] + _scaled(u))


def _along_scaled(u: Motion) -> Array:
    """W − α g / (√V + ε), or W − α M where there is momentum."""
    step = u["momentum"] if u.settings["momentum"] else _scaled(u)
    return np.asarray(u["parameter"] - u.learning_rate * step)


def _corrected(u: Motion) -> Array:
    """M̂ = M / (1 − β₁ᵗ) and V̂ = V / (1 − β₂ᵗ), (2, …)."""
    first, second = 1 - u.settings["beta1"] ** u.t, 1 - u.settings["beta2"] ** u.t
    return np.stack([u["momentum"] / first, u["square"] / second])


def _along_corrected(u: Motion) -> Array:
    """W − α M̂ / (√V̂ + ε)."""
    M, V = u["corrected"]
    return np.asarray(u["parameter"] - u.learning_rate * (M / (np.sqrt(V) + u.settings["epsilon"])))


def _for_velocity(settings: Settings, plain: float) -> float:
    """So that a gradient that stays the same moves W as far in the end as by plain descent."""
    factor = (1 - settings["momentum"]) / ((1 - settings["dampening"]) or 1)
    return plain * (factor or 1)


# ---- how they are written and told
PLUS_SCALED, TWICE = "plus-scaled", "plus-scaled-twice"
MIXED, MIXED_SQUARES = "mixed", "mixed-squares"
DESCENT, COPIED, FUNCTION = "descent", "product", "function"
HAGAN = (
    "With dampening = momentum this is Hagan's momentum from the second update on; in the first one PyTorch "
    "takes the whole gradient."
)


def _penalty_written(s: Settings, t: int) -> Formula:
    if s["weight_decay"] and s["l1"]:
        return "g ← g + λ W° + λ₁ sign", TWICE
    return ("g ← g + λ W°" if s["weight_decay"] else "g ← g + λ₁ sign"), PLUS_SCALED


def _penalty_said(s: Settings, t: int) -> str:
    parts = []
    if s["weight_decay"]:
        parts.append(
            "weight decay adds λ {letter}, which pulls every {each} towards 0 the more, the larger it is"
        )
    if s["l1"]:
        parts.append("L1 adds λ₁ times the sign of {letter}, which pulls every {each} towards 0 equally")
    told = "; ".join(parts)
    return f"{told[0].upper()}{told[1:]}. From here on g is the gradient with that."


def _penalty_terms(u: Motion) -> tuple[Array, ...]:
    terms = [u["gradient"]]
    if u.settings["weight_decay"]:
        terms.append(np.asarray(u.weight_decay * u["parameter"]))
    if u.settings["l1"]:
        terms.append(np.asarray(u.l1 * np.sign(u["parameter"])))
    return tuple(terms)


def _velocity_written(s: Settings, t: int) -> Formula:
    if t == 1:
        return "V ← g", COPIED
    return ("V ← μ V + ( 1 - δ ) g", MIXED) if s["dampening"] else ("V ← μ V + g", "scaled-plus")


def _velocity_said(s: Settings, t: int) -> str:
    hagan = f" {HAGAN}" if s["dampening"] and s["dampening"] == s["momentum"] else ""
    if t == 1:
        return f"V begins as the gradient itself, in the first update of all.{hagan}"
    if s["dampening"]:
        return f"V keeps the part μ of what it was, and takes the part 1 − δ of the gradient.{hagan}"
    return "V is what it was, times the momentum μ, and the gradient: past gradients go on pushing."


def _velocity_terms(u: Motion) -> tuple[Array, ...]:
    if u.t == 1:
        return (u["gradient"],)
    s = u.settings
    return np.asarray(s["momentum"] * u["momentum"]), np.asarray((1 - s["dampening"]) * u["gradient"])


def _along_written(s: Settings, t: int) -> Formula:
    if s["nesterov"]:
        return "W ← W - α Ṽ", DESCENT
    return ("W ← W - α V" if s["momentum"] else "W ← W - α g"), DESCENT


def _along_said(s: Settings, t: int) -> str:
    return "Ṽ, the gradient and what V will carry on" if s["nesterov"] else "V" if s["momentum"] else "g"


def _along_terms(u: Motion) -> tuple[Array, ...]:
    momentum, nesterov = u.settings["momentum"], u.settings["nesterov"]
    step = u["nesterov" if nesterov else "momentum" if momentum else "gradient"]
    return u["parameter"], np.asarray(u.learning_rate * step)


def _mean_terms(kept: str, rate: str, power: int = 1) -> Callable[[Motion], tuple[Array, ...]]:
    def terms(u: Motion) -> tuple[Array, ...]:
        rho, g = u.settings[rate], u["gradient"]
        return np.asarray(rho * u[kept]), np.asarray((1 - rho) * (g if power == 1 else g * g))

    return terms


def _scale_written(s: Settings) -> str:
    return "( √ ( V - G ∘ G ) + ε )" if s["centered"] else "( √ V + ε )"


def _scaled_said(s: Settings) -> str:
    centered = "the root of V − G², how far it spreads (0 where rounding leaves less than 0)"
    return centered if s["centered"] else "√V, the size that it usually has"


def _scaled_numpy(s: Settings) -> str:
    V = "np.maximum(V[name] - G[name] * G[name], 0.0)" if s["centered"] else "V[name]"
    return f"g / (np.sqrt({V}) + epsilon)"


_L1_LINE = ["g = g + l1 * np.sign(p)"]


def _along_scaled_written(s: Settings, t: int) -> Formula:
    if s["momentum"]:
        return "W ← W - α M", DESCENT
    return f"W ← W - α g / {_scale_written(s)}", FUNCTION


def _along_scaled_terms(u: Motion) -> tuple[Array, ...]:
    step = u["momentum"] if u.settings["momentum"] else _scaled(u)
    return u["parameter"], np.asarray(u.learning_rate * step)


def _along_corrected_terms(u: Motion) -> tuple[Array, ...]:
    M, V = u["corrected"]
    return u["parameter"], np.asarray(u.learning_rate * (M / (np.sqrt(V) + u.settings["epsilon"])))


# ---- the table
PENALTY = RuleMove(
    "decay",
    _with_penalty,
    "gradient",
    penalty=True,
    when=lambda s: s["weight_decay"] or s["l1"],
    title="Penalty",
    written=_penalty_written,
    said=_penalty_said,
    terms=_penalty_terms,
    numpy=lambda s: ["g = g + weight_decay * p"] * bool(s["weight_decay"]) + _L1_LINE * bool(s["l1"]),
)
ADAM = (
    RuleMove(
        "momentum",
        _running("momentum", "beta1"),
        "momentum",
        "M",
        "exp_avg",
        title="Mean gradient M",
        written=lambda s, t: ("M ← β₁ M + ( 1 - β₁ ) g", MIXED),
        said=lambda s, t: "M keeps the part β₁ of what it was, and takes the rest from the gradient.",
        terms=_mean_terms("momentum", "beta1"),
        numpy=lambda s: ["M[name] = beta1 * M[name] + (1 - beta1) * g"],
    ),
    RuleMove(
        "square",
        _running("square", "beta2", 2),
        "square",
        "V",
        "exp_avg_sq",
        title="Mean square V",
        written=lambda s, t: ("V ← β₂ V + ( 1 - β₂ ) g ∘ g", MIXED_SQUARES),
        said=lambda s, t: "V is the same of each gradient's square: how large it usually is.",
        terms=_mean_terms("square", "beta2", 2),
        numpy=lambda s: ["V[name] = beta2 * V[name] + (1 - beta2) * (g * g)"],
    ),
    RuleMove(
        "corrected",
        _corrected,
        "corrected",
        title="Corrected M̂ and V̂",
        written=lambda s, t: ("M̂ = M / ( 1 - β₁ᵗ ) ; V̂ = V / ( 1 - β₂ᵗ )", FUNCTION),
        said=lambda s, t: (
            f"M and V began at 0, so they are too small at first; divided by 1 − βᵗ, here with t = {t}, they "
            "are means. This hat means corrected, not the layer to the left."
        ),
        terms=lambda u: (_corrected(u),),
        numpy=lambda s: [
            "M_hat = M[name] / (1 - beta1**count)",
            "V_hat = V[name] / (1 - beta2**count)",
        ],
    ),
    RuleMove(
        "update",
        _along_corrected,
        "parameter",
        title="Update",
        written=lambda s, t: ("W ← W - α M̂ / ( √ V̂ + ε )", FUNCTION),
        said=lambda s, t: "M̂ / √V̂",
        terms=_along_corrected_terms,
        numpy=lambda s: ["p - alpha * (M_hat / (np.sqrt(V_hat) + epsilon))"],
    ),
)
MOMENTUM = RuleSetting("momentum", most=1, symbol="μ", torch="momentum", label="Momentum μ", short="momentum")
EPSILON = RuleSetting(
    "epsilon", 1e-8, above=True, symbol="ε", torch="eps", label="ε in the denominator", short="ε"
)
ADAM_SETTINGS = (
    RuleSetting(
        "beta1",
        0.9,
        most=1,
        below=True,
        symbol="β₁",
        torch="betas[0]",
        label="β₁ of the running mean M",
        short="β₁",
    ),
    RuleSetting(
        "beta2",
        0.999,
        most=1,
        below=True,
        symbol="β₂",
        torch="betas[1]",
        label="β₂ of the running mean V",
        short="β₂",
    ),
    EPSILON,
)

RULES = {
    row.name: row
    for row in (
        Rule(
            "sgd",
            "SGD",
            "SGD",
            (
                MOMENTUM,
                RuleSetting(
                    "dampening", most=1, symbol="δ", torch="dampening", label="Dampening", short="dampening"
                ),
                RuleSetting(
                    "nesterov", False, torch="nesterov", label="Nesterov's momentum", short="Nesterov's"
                ),
            ),
            (
                PENALTY,
                RuleMove(
                    "momentum",
                    _velocity,
                    "momentum",
                    "V",
                    "momentum_buffer",
                    when=lambda s: s["momentum"],
                    title="Momentum V",
                    written=_velocity_written,
                    said=_velocity_said,
                    terms=_velocity_terms,
                    numpy=lambda s: [
                        "V[name] = g.copy() if count == 1 else momentum * V[name] + (1 - dampening) * g"
                    ],
                ),
                RuleMove(
                    "nesterov",
                    _ahead,
                    "nesterov",
                    when=lambda s: s["nesterov"],
                    title="Nesterov's step Ṽ",
                    written=lambda s, t: ("Ṽ = g + μ V", PLUS_SCALED),
                    said=lambda s, t: (
                        "Nesterov's momentum looks ahead: the gradient, and what V will carry on of it "
                        "in the next update."
                    ),
                    terms=lambda u: (u["gradient"], np.asarray(u.settings["momentum"] * u["momentum"])),
                    numpy=lambda s: ["ahead = g + momentum * V[name]"],
                ),
                RuleMove(
                    "update",
                    _along_velocity,
                    "parameter",
                    title="Update",
                    written=_along_written,
                    said=_along_said,
                    terms=_along_terms,
                    numpy=lambda s: [
                        f"p - alpha * {'ahead' if s['nesterov'] else 'V[name]' if s['momentum'] else 'g'}"
                    ],
                ),
            ),
            lambda s: (
                "Nesterov's momentum must have a momentum above 0 and a dampening of 0"
                if s["nesterov"] and (not s["momentum"] or s["dampening"])
                else ""
            ),
            {"momentum": 0.9},
            _for_velocity,
            "Momentum is PyTorch's. With dampening = momentum it is Hagan's from the second update on; in "
            "the first one PyTorch takes the whole gradient.",
        ),
        Rule(
            "rmsprop",
            "RMSProp",
            "RMSprop",
            (
                RuleSetting(
                    "rho",
                    0.99,
                    most=1,
                    below=True,
                    symbol="ρ",
                    torch="alpha",
                    label="ρ of the running mean V",
                    short="ρ",
                ),
                EPSILON,
                MOMENTUM,
                RuleSetting("centered", False, torch="centered", label="Centered: V − G²", short="centered"),
            ),
            (
                PENALTY,
                RuleMove(
                    "square",
                    _running("square", "rho", 2),
                    "square",
                    "V",
                    "square_avg",
                    title="Mean square V",
                    written=lambda s, t: ("V ← ρ V + ( 1 - ρ ) g ∘ g", MIXED_SQUARES),
                    said=lambda s, t: (
                        "V keeps the part ρ of what it was, and takes the rest from each gradient's square: "
                        "how large it usually is."
                    ),
                    terms=_mean_terms("square", "rho", 2),
                    numpy=lambda s: ["V[name] = rho * V[name] + (1 - rho) * (g * g)"],
                ),
                RuleMove(
                    "mean",
                    _running("mean", "rho"),
                    "mean",
                    "G",
                    "grad_avg",
                    when=lambda s: s["centered"],
                    title="Mean gradient G",
                    written=lambda s, t: ("G ← ρ G + ( 1 - ρ ) g", MIXED),
                    said=lambda s, t: "G is the same of the gradient itself; V − G² is how far it spreads.",
                    terms=_mean_terms("mean", "rho"),
                    numpy=lambda s: ["G[name] = rho * G[name] + (1 - rho) * g"],
                ),
                RuleMove(
                    "momentum",
                    _scaled_velocity,
                    "momentum",
                    "M",
                    "momentum_buffer",
                    when=lambda s: s["momentum"],
                    title="Momentum M",
                    written=lambda s, t: (f"M ← μ M + g / {_scale_written(s)}", FUNCTION),
                    said=lambda s, t: (
                        "M is what it was, times the momentum μ, and the gradient divided by "
                        f"{_scaled_said(s)}."
                    ),
                    terms=lambda u: (np.asarray(u.settings["momentum"] * u["momentum"]), _scaled(u)),
                    numpy=lambda s: [f"M[name] = momentum * M[name] + {_scaled_numpy(s)}"],
                ),
                RuleMove(
                    "update",
                    _along_scaled,
                    "parameter",
                    title="Update",
                    written=_along_scaled_written,
                    said=lambda s, t: "M" if s["momentum"] else f"g divided by {_scaled_said(s)}",
                    terms=_along_scaled_terms,
                    numpy=lambda s: [
                        f"p - alpha * {'M[name]' if s['momentum'] else f'({_scaled_numpy(s)})'}"
                    ],
                ),
            ),
            alpha=lambda s, plain: 0.01 * (1 - s["momentum"]) or plain,
        ),
        Rule("adam", "Adam", "Adam", ADAM_SETTINGS, (PENALTY, *ADAM), alpha=lambda s, plain: 0.02),
        Rule(
            "adamw",
            "AdamW",
            "AdamW",
            ADAM_SETTINGS,
            (
                RuleMove(
                    "decay",
                    lambda u: _with_l1(u, u["gradient"]),
                    "gradient",
                    penalty=True,
                    when=lambda s: s["l1"],
                    title="Penalty",
                    written=lambda s, t: ("g ← g + λ₁ sign", PLUS_SCALED),
                    said=lambda s, t: _penalty_said({"weight_decay": 0, "l1": s["l1"]}, t),
                    terms=lambda u: (u["gradient"], np.asarray(u.l1 * np.sign(u["parameter"]))),
                    numpy=lambda s: _L1_LINE,
                ),
                RuleMove(
                    "decay",
                    _decayed,
                    "parameter",
                    penalty=True,
                    when=lambda s: s["weight_decay"],
                    title="Weight decay",
                    written=lambda s, t: ("W ← ( 1 - α λ ) W", "shrunk"),
                    partly=("W ← W - α λ W°", "descent-twice"),
                    said=lambda s, t: (
                        "AdamW takes its decay from every {each} itself, apart from the gradient: "
                        "a part α λ of it."
                    ),
                    terms=lambda u: (_decayed(u),),
                    numpy=lambda s: ["p = (1 - alpha * weight_decay) * p"],
                ),
                *ADAM,
            ),
            begins={"weight_decay": 0.01},
            alpha=lambda s, plain: 0.02,
        ),
    )
}
