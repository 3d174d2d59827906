"""An update rule with its settings: momentum, RMSProp, Adam and AdamW beside plain descent.

PyTorch's conventions throughout. What is frozen counts as absent: out of the norm by which gradients are
clipped, never decayed, and 0 in what the rule keeps.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..inputs import Array, InputError, kind_of, one_of, positive
from ..network import Layer, Network, all_frozen, check_network, free_part, held, moved
from ..propagation import HasGradient, Run, check_finite, check_gradient_of, propagate_as_you_go
from .rule_state import RuleState
from .rules.clipping import clip_factor
from .rules.rule_row import Motion, Rule, RuleMove, Settings
from .rules.rule_table import RULES


@dataclass(frozen=True, eq=False, slots=True)
class Move:
    """One quantity of an update, in the order in which the rule computes them.

    `kind`: "clip" once, of no layer, whose value is the factor; then by parameter, shaped as it is,
    "decay_W" (the gradient with the penalty, for AdamW the decayed W), "momentum_W", "square_W", "mean_W",
    "corrected_W" (M̂ and V̂, one after the other), "nesterov_W", "update_W", and the same for b.
    """

    kind: str
    layer: int | None
    value: Array | float


@dataclass(frozen=True)
class UpdateRule:
    """A rule of the table and all its settings, as `update_rule` gives them."""

    name: str
    given: tuple[tuple[str, float | bool | None], ...]  # every setting, in the order of the table

    def __repr__(self) -> str:
        changed = (f", {name}={value!r}" for name, value in self.changed.items())
        return f'update_rule("{self.name}"{"".join(changed)})'

    @property
    def row(self) -> Rule:
        """Its row of the table."""
        return RULES[self.name]

    @property
    def settings(self) -> Settings:
        """Every setting by its name."""
        return dict(self.given)

    @property
    def changed(self) -> Settings:
        """The settings that are not the usual ones."""
        usual = self.row.settings
        return {name: value for name, value in self.given if value != usual[name].default}

    @property
    def is_plain(self) -> bool:
        """Whether it is plain descent."""
        return self.row.plain and not self.changed

    @property
    def title(self) -> str:
        """In a line of words: "SGD, momentum 0.9"."""
        settings = self.row.settings
        return ", ".join(
            [self.row.title, *(settings[name].said(value) for name, value in self.changed.items())]
        )

    @property
    def active(self) -> tuple[RuleMove, ...]:
        """The moves that it makes with these settings."""
        settings = self.settings
        return tuple(move for move in self.row.moves if move.when(settings))

    @property
    def kept(self) -> tuple[str, ...]:
        """What it keeps of each parameter: "momentum", "square", "mean"."""
        return tuple(move.kind for move in self.active if move.letter)

    def goes_on_from(self, before: "UpdateRule | None") -> bool:
        """Whether it can go on from what another one kept: the same rule, and keeping the same."""
        return before is not None and (before.name, before.kept) == (self.name, self.kept)

    def steps_besides(self, net: Network) -> int:
        """How many moves an update of a network has besides the last of every parameter."""
        count = int(self.settings["clip"] is not None)
        for l, layer in enumerate(net.layers, start=2):
            for letter, p in (("W", layer.W), ("b", layer.b)):
                if not all_frozen(net.frozen, f"{letter}{l}", p.shape):
                    penalised = letter == "W" or self.settings["decay_biases"]
                    count += sum(penalised or not move.penalty for move in self.active) - 1
        return count

    def start(self, net: Network) -> RuleState:
        """The state before the first update: nothing but zeros."""
        check_network(net)
        return RuleState(0, {name: np.zeros_like(p) for kind in self.kept for name, p in _named(net, kind)})

    def step(
        self, net: Network, run: HasGradient, learning_rate: Any, state: RuleState
    ) -> tuple[Network, RuleState]:
        """One update: the new network and the new state; what was given is untouched.

        `run`: what has dW (H, L) and db (L,) by layer, as propagate, gradient and propagate_batch give it.
        Raises InputError for a run or a state of another network or rule, α ≤ 0, or a number that would not
        be finite.

        >>> from simulator import update_rule, Network, propagate
        >>> net = Network.from_arrays([[[0.5], [1.0]]], [[0.0]], ["identity"])
        >>> rule = update_rule("sgd", momentum=0.5)
        >>> net, state = rule.step(net, propagate(net, [1, 2], [3]), 0.125, rule.start(net))
        >>> net.W[2].ravel(), state.arrays["momentum_W2"].ravel()
        (array([0.625, 1.25 ]), array([-1., -2.]))
        """
        return self.after(net, self.moves(net, run, learning_rate, state), state)

    def moves(self, net: Network, run: HasGradient, learning_rate: Any, state: RuleState) -> list[Move]:
        """The quantities of one update in order, from layer 2 to K, of W and then of b; `step` is their end.

        Raises InputError as `step` does, except that nothing is said of what is not finite.
        """
        alpha = positive(learning_rate, "the learning rate")
        check_gradient_of(net, run)
        self.check_state(net, state)
        gradients = {
            (l, letter): free_part(net.frozen, f"{letter}{l}", g)
            for l in net.W
            for letter, g in (("W", run.dW[l]), ("b", run.db[l]))
        }
        found: list[Move] = []
        if (clip := self.settings["clip"]) is not None:
            with np.errstate(all="ignore"):
                factor = clip_factor([*gradients.values()], clip)
                gradients = {place: factor * g for place, g in gradients.items()}
            found.append(Move("clip", None, factor))
        for (l, letter), g in gradients.items():
            found += self.moves_of(net, letter, l, g, alpha, state)
        return found

    def moves_of(
        self, net: Network, letter: str, l: int, gradient: Array, learning_rate: float, state: RuleState
    ) -> list[Move]:
        """Those of one parameter, W_l or b_l; of what is frozen as a whole the old array alone."""
        name, frozen = f"{letter}{l}", net.frozen
        old = (net.W if letter == "W" else net.b)[l]
        if all_frozen(frozen, name, old.shape):
            return [Move(f"update_{letter}", l, old)]
        penalised = letter == "W" or self.settings["decay_biases"]
        mask = held(frozen, name, old.shape)
        free = 1.0 if mask is None else np.where(mask, 0.0, 1.0)
        u = Motion(
            self.settings,
            state.updates + 1,
            learning_rate,
            {"parameter": old, "gradient": free_part(frozen, name, gradient)}
            | {kind: free_part(frozen, name, state.arrays[f"{kind}_{name}"]) for kind in self.kept},
            self.settings["weight_decay"] * free,
            self.settings["l1"] * free,
        )
        active = tuple(move for move in self.active if penalised or not move.penalty)
        with np.errstate(all="ignore"):
            made = [(f"{move.kind}_{letter}", value) for move, value in u.run(active)]
        made[-1] = made[-1][0], moved(frozen, name, old, made[-1][1])
        for _, value in made:
            value.setflags(write=False)
        return [Move(kind, l, value) for kind, value in made]

    def after(self, net: Network, moves: list[Move], state: RuleState) -> tuple[Network, RuleState]:
        """The network and the state that an update's moves end in; raises InputError as `step` does."""
        last = {f"{move.kind}{move.layer}": np.asarray(move.value) for move in moves if move.layer}
        with np.errstate(all="ignore"):
            for move in moves:
                if move.layer is not None:
                    kind, _, letter = move.kind.partition("_")
                    what = "the updated" if kind == "update" else f"{kind} ({self.row.title}) of"
                    check_finite(np.asarray(move.value), f"{what} {letter}", move.layer)
        layers = []
        for l, layer in enumerate(net.layers, start=2):
            layers.append(Layer(last[f"update_W{l}"], last[f"update_b{l}"], layer.activation))
        kept = {name: last.get(name, np.zeros_like(p)) for kind in self.kept for name, p in _named(net, kind)}
        return Network(tuple(layers), net.frozen), RuleState(state.updates + 1, kept)

    def check_state(self, net: Network, state: object) -> None:
        """Raise InputError for what is no state of this rule and this network."""
        if not isinstance(state, RuleState):
            raise InputError(
                f"the state must be one that start or step of the rule gave; got {kind_of(state)}"
            )
        due = {name: p.shape for kind in self.kept for name, p in _named(net, kind)}
        have = {name: array.shape for name, array in state.arrays.items()}
        if have != due:
            raise InputError(
                f"the state must be of {self!r} and of a network of widths {net.widths}, with "
                f"{_listed(due)}; got {_listed(have)}"
            )
        for name, array in state.arrays.items():
            if name.startswith("square") and (least := array.min()) < 0:
                raise InputError(f"{name} must be at least 0, as a mean of squares is; got {least:.6g}")


def update_rule(name: str, **settings: Any) -> UpdateRule:
    """A rule by its name, "sgd", "rmsprop", "adam" or "adamw", and those settings that are not the usual.

    "sgd": momentum=0, dampening=0, nesterov=False; "rmsprop": rho=0.99, epsilon=1e-8, momentum=0,
    centered=False; "adam" and "adamw": beta1=0.9, beta2=0.999, epsilon=1e-8. Every rule: weight_decay=0 and
    l1=0, of W alone unless decay_biases=True; clip=None, the largest norm of all gradients together. Raises
    InputError for a name, a setting or a value that is none.

    >>> update_rule("adam", beta1=0.8)
    update_rule("adam", beta1=0.8)
    """
    one_of(name, RULES, "the update rule")
    row = RULES[name]
    for key in settings:
        if key not in row.settings:
            raise InputError(f"{row.title} has the settings {', '.join(row.settings)}; got {key!r:.60}")
    values = {key: setting.read(settings.get(key, setting.default)) for key, setting in row.settings.items()}
    if reason := row.refuses(values):
        raise InputError(f"{reason}; got {_said(settings)}")
    return UpdateRule(name, tuple(values.items()))


def first_rule(name: str) -> UpdateRule:
    """The rule that a page begins with where this name is chosen; raises InputError as update_rule does."""
    return update_rule(name, **(RULES[name].begins if name in RULES else {}))


# The rules of a race, each with the settings that a page begins with; the first is plain descent.
RACERS = (None, *map(first_rule, ("sgd", "rmsprop", "adam")))


def first_alpha(rule: UpdateRule | None, plain: float) -> float:
    """An α to begin with under a rule, from the one that suits plain descent; two digits."""
    return float(f"{rule.row.alpha(rule.settings, plain):.2g}") if rule else plain


def rule_named(rule: object) -> UpdateRule | None:
    """A rule, or the one of that name with its usual settings; None is plain descent and stays None."""
    if rule is None or isinstance(rule, UpdateRule):
        return rule
    if isinstance(rule, str):
        return update_rule(rule)
    raise InputError(f"the rule must be a name, or as update_rule gives it; got {rule!r:.60}")


def rule_as_you_go(
    rule: UpdateRule, net: Network, x: Any, t: Any, loss: str, learning_rate: Any, state: RuleState
) -> Run:
    """The run of propagation.py's as_you_go where a rule moves W: S goes back through W_l as just updated.

    The update itself is `rule.step` with this run. Raises InputError as `as_you_go` does.
    """
    alpha = positive(learning_rate, "the learning rate")
    rule.check_state(net, state)

    def updated(l: int, dW: Array) -> Array:
        return np.asarray(rule.moves_of(net, "W", l, dW, alpha, state)[-1].value)

    return propagate_as_you_go(net, x, t, loss, updated)


def check_rule_order(rule: UpdateRule | None, as_you_go: bool) -> None:
    """Raise InputError for a rule that clips where W is updated as you go."""
    if rule is not None and as_you_go and (clip := rule.settings["clip"]) is not None:
        raise InputError(
            "clip must be None where W is updated as you go: the norm is that of all gradients together; "
            f"got {clip:g}"
        )


def state_of(rule: UpdateRule | None, net: Network, state: object) -> RuleState | None:
    """What a rule begins with: the state given, or its start; None for plain descent.

    Raises InputError for a state without a rule, and for one of another rule or network.
    """
    if rule is None:
        if state is not None:
            raise InputError(f"a state must come with its update rule; got {kind_of(state)} and no rule")
        return None
    if state is None:
        return rule.start(net)
    rule.check_state(net, state)
    assert isinstance(state, RuleState)
    return state


def rule_said(rule: UpdateRule | None) -> str:
    """A rule in a few words, with the settings that are not the usual: "SGD, momentum 0.9"."""
    return rule.title if rule else "plain descent"


def _named(net: Network, kind: str) -> list[tuple[str, Array]]:
    """What a rule keeps of that kind, by name, with the parameter whose shape it has."""
    return [(f"{kind}_{letter}{l}", p) for l in net.W for letter, p in (("W", net.W[l]), ("b", net.b[l]))]


def _listed(shapes: Mapping[str, tuple[int, ...]]) -> str:
    parts = [f"{name} {shape}" for name, shape in shapes.items()]
    return ", ".join(parts[:2] + ["…"] * (len(parts) > 2)) or "no arrays"


def _said(settings: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value!r:.20}" for name, value in settings.items())
