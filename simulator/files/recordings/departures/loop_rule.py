"""The rule of a recorded optimizer as one rule of a walk, with α and with what it kept before an update."""

from dataclasses import dataclass, replace

import numpy as np

from ....core.inputs import InputError
from ....core.training.rule_state import RuleState
from ....core.training.update_rule import UpdateRule, update_rule
from ..recording import Recording
from .learning_rate import plain_rate
from .rule_walk import RuleWalk, TorchRule

NOT_PLAIN = "The optimizer's own update is not W − α ∂F/∂W; α is the page's."


@dataclass(frozen=True, eq=False, slots=True)
class LoopRule:
    """`rule` and `state` as a session has them, None for plain descent; α in units of the loop's own F."""

    rule: UpdateRule | None
    alpha: float
    state: RuleState | None

    def clipped(self, norm: float) -> "LoopRule":
        """The same after the gradients were clipped to a norm; plain descent needs a rule for it."""
        rule = self.rule or update_rule("sgd")
        return replace(self, rule=update_rule(rule.name, **{**rule.settings, "clip": norm}), state=self.state)

    def goes_like(self, other: "LoopRule") -> bool:
        """Whether it is the same rule with the same numbers, whatever it keeps."""
        return (self.rule, self.alpha) == (other.rule, other.alpha)

    @property
    def changed_by_units(self) -> str:
        """Which of its numbers are others where F is measured in other units: "α, λ and V"."""
        if self.rule is None:
            return "α"
        of_alpha, of_momentum = self.rule.row.needed("units")
        settings = self.rule.settings
        names = ["α"] * bool(of_alpha) + ["λ"] * bool(settings["weight_decay"] and self._joins)
        names += ["ε"] * ("epsilon" in settings) + ["the norm to clip to"] * (settings["clip"] is not None)
        for move in self.rule.active:
            if move.letter and (move.kind != "momentum" or of_momentum):
                names.append(move.letter)
        return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)

    @property
    def _joins(self) -> bool:
        """Whether λW joins the gradient, and does not shrink W itself."""
        assert self.rule is not None
        return all(move.gives == "gradient" for move in self.rule.active if move.kind == "decay")

    def with_error_in_units_of(self, c: float) -> "LoopRule":
        """The rule that moves W in the same way where F is measured in units c times as large."""
        if self.rule is None:
            return replace(self, alpha=self.alpha * c)
        of_alpha, of_momentum = self.rule.row.needed("units")
        settings = dict(self.rule.settings)
        for name in ("epsilon", "clip", *(("weight_decay",) if self._joins else ())):
            if settings.get(name) is not None:
                settings[name] /= c
        powers = {"momentum": of_momentum, "square": 2, "mean": 1}
        with np.errstate(all="ignore"):  # what leaves float64's range there is refused
            arrays = {
                name: array / np.float64(c) ** powers[name.partition("_")[0]]
                for name, array in (self.state.arrays.items() if self.state else ())
            }
        state = self.state and RuleState(self.state.updates, arrays)
        return LoopRule(update_rule(self.rule.name, **settings), self.alpha * c**-of_alpha, state)


def loop_rule(recording: Recording, k: int, walk: RuleWalk | None) -> tuple[LoopRule | None, str]:
    """How the optimizer moves W in update k, and a sentence on what W did besides, or "".

    None where a walk cannot do it, and why. `walk`: the recording's, for one whose optimizer has a row.
    """
    if walk is None or recording.optimizer is None or recording.optimizer.row is None:
        alpha = plain_rate(recording, k)
        return (None, NOT_PLAIN) if alpha is None else (LoopRule(None, alpha, None), "")
    try:
        kept = walk.kept_before(k)
        rules = walk.moving(k)
        rule = _one_rule(rules)
        made = {kept.made[name] for name in rules}
        if len(made) > 1:
            raise InputError("its parameters were not updated equally often")
    except InputError as reason:
        return None, f"The optimizer's rule is none of a walk, since {reason}; here it is plain descent."
    predicted = walk.predicted(k, kept)
    off = ~(np.abs(walk.new(k) - predicted.new) <= predicted.off)
    departs = "Here W goes where the optimizer's rule takes it; in the loop it did not." * bool(off.any())
    alpha = next(iter(rules.values())).alpha
    if rule.is_plain:
        return LoopRule(None, alpha, None), departs
    names = [(kind, name) for kind in rule.kept for name in walk.shapes]
    arrays = {
        f"{kind}_{name}": kept.values[kind][walk.places[name]].reshape(walk.shapes[name])
        if name in rules
        else np.zeros(walk.shapes[name])
        for kind, name in names
    }
    return LoopRule(rule, alpha, RuleState(made.pop(), arrays)), departs


def _one_rule(rules: dict[str, TorchRule]) -> UpdateRule:
    """One rule for all parameters; raises InputError where there is none."""
    if not rules:
        raise InputError("it moves nothing")
    if any(rule.amsgrad for rule in rules.values()):
        raise InputError("amsgrad is no setting of a rule here")
    if any(rule.factor < 0 for rule in rules.values()):
        raise InputError("it maximizes F")
    if len({rule.alpha for rule in rules.values()}) > 1:
        raise InputError("its groups have an α of their own each")
    if any(rule.alpha <= 0 for rule in rules.values()):
        raise InputError("its α is 0")
    decay: dict[str, set[float]] = {"W": set(), "b": set()}
    others = set()
    for name, one in rules.items():
        settings = dict(one.rule.settings)
        decay[name[0]].add(settings.pop("weight_decay"))
        others.add((one.rule.name, tuple(settings.items())))
    of_W, of_b = (decay[letter] or {0.0} for letter in "Wb")
    if len(others) > 1 or len(of_W) > 1 or len(of_b) > 1 or (any(of_b) and decay["W"] and of_W != of_b):
        raise InputError("its groups have settings of their own each")
    name, items = others.pop()
    settings = dict(items) | {"weight_decay": max(*of_W, *of_b), "decay_biases": any(of_b)}
    return update_rule(name, **settings)
