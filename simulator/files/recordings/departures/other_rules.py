"""Rules beside the one that the optimizer says: a switch the other way round, or another number in it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

import numpy as np

from ....core.inputs import Array, InputError
from ....core.training.rules.rule_row import RuleSetting
from ....core.training.update_rule import update_rule
from ....core.wording import apart, said
from ..recorded_optimizer import AMSGRAD
from .departing_update import DepartingUpdate, together
from .rule_walk import TorchRule, Vary

ENOUGH = 3  # departing numbers that must agree on a number which is free
MOST_FITTED = 300  # entries that such a number is looked for on; all are looked at afterwards
BACK, BACK_FOR_SWITCHES = 8, 100  # updates that are gone through again for a number, and for a switch
# Where a number is looked for first.
GUESSES = (0.0, 0.01, 0.1, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999)
SMALL = (1e-10, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1)
TURNS = 12
FEW_GUESSES = (0.5, 0.9, 0.99, 0.999)
FAR = 1e3  # of what may be off: farther than that a switch need not be looked at
NEAR = 0.1  # of what may be off: nearer than that no number is looked for
POSITIVE = (0.0, np.inf)

Sentence = Callable[[str], str]  # of where it is so: "" or " in W3 alone"
Numbers = tuple[float, ...]


@dataclass(frozen=True, eq=False, slots=True)
class OtherRule:
    """The rule with something in it changed; `said` of it; `back` as in DepartingUpdate.again.

    `stays`: it is one of the settings, and as such so in later updates too.
    """

    kind: str
    change: Vary
    said: Sentence
    back: int
    stays: bool
    value: float | None = None


def other_rules(
    update: DepartingUpdate, scope: Array, left: Array, settings_too: bool
) -> Iterator[OtherRule]:
    """Those that may give W of the update, likeliest first: switches, then numbers that all entries agree on.

    `scope`: the entries that must follow it at least; `left`: those of them that depart.
    """
    places = np.flatnonzero(scope)
    places = places[:: max(1, -(-len(places) // MOST_FITTED))]
    if settings_too:
        for one in _switches(set(update.moving.values())):
            for back in (BACK_FOR_SWITCHES, 0) if _possible(update, one.change) else ():
                r = _misfit(update, places, lambda change=one.change: change, back, ())
                if r is not None and np.abs(r).max(initial=0) < FAR:
                    yield replace(one, back=back)
    if left.sum() >= ENOUGH:
        yield from _alpha(update, places)
        if settings_too:
            yield from _settings(update, places)


def _possible(update: DepartingUpdate, change: Vary) -> bool:
    try:
        return all(change(rule) != rule for rule in update.moving.values())
    except InputError:
        return False


def _saying(what: str, end: str) -> Sentence:
    return lambda where: f"{what}{where} {end}"


# ---- switches
def _switches(rules: set[TorchRule]) -> Iterator[OtherRule]:
    """What is on or off, and what may be left out as a whole."""
    row = next(iter(rules)).rule.row
    for name, setting in row.settings.items():
        values = (True, False) if isinstance(setting.default, bool) else (0.0,)
        for value in values if setting.torch else ():
            before = sorted({_value(rule.rule.settings[name]) for rule in rules} - {_value(value)})
            if before:
                told = f"W follows {setting.symbol or name} = {_value(value)}"
                says = f"where the optimizer says {together(before)}"
                yield OtherRule("setting", partial(_with, name, value), _saying(told, says), 0, True)
    yield OtherRule("setting", _turned, lambda where: f"W went the other way{where}, along +∂F/∂W", 0, True)
    if row.torch in AMSGRAD:
        yield from _switches_of_adam(rules)


def _switches_of_adam(rules: set[TorchRule]) -> Iterator[OtherRule]:
    on = any(rule.amsgrad for rule in rules)
    of_amsgrad = f"W follows the rule {'without' if on else 'with'} amsgrad"
    yield OtherRule("setting", _amsgrad_turned, lambda where: of_amsgrad + where, 0, True)
    of_raw = "W follows M and V without their division by 1 − βᵗ"
    yield OtherRule("setting", _uncorrected, lambda where: of_raw + where, 0, True)
    joins = any(rule.rule.name == "adamw" for rule in rules)
    how = "joins the gradient, as in Adam" if joins else "shrinks W itself, as in AdamW"
    name = "adam" if joins else "adamw"
    yield OtherRule("setting", partial(_named, name), lambda where: f"λW{where} {how}", 0, True)


def _value(value: float | bool | None) -> str:
    return str(value) if isinstance(value, bool) or value is None else said(value, 6)


def _with(name: str, value: float | bool, rule: TorchRule) -> TorchRule:
    """The rule with another setting; Nesterov's goes with its momentum."""
    settings = {**rule.rule.settings, name: value}
    if name == "momentum" and not value and "nesterov" in settings:
        settings["nesterov"] = False
    return replace(rule, rule=update_rule(rule.rule.name, **settings))


def _named(name: str, rule: TorchRule) -> TorchRule:
    return replace(rule, rule=update_rule(name, **rule.rule.settings))


def _turned(rule: TorchRule) -> TorchRule:
    return replace(rule, factor=-rule.factor)


def _amsgrad_turned(rule: TorchRule) -> TorchRule:
    return replace(rule, amsgrad=not rule.amsgrad)


def _uncorrected(rule: TorchRule) -> TorchRule:
    return replace(rule, uncorrected=True)


# ---- numbers
def _alpha(update: DepartingUpdate, places: Array) -> Iterator[OtherRule]:
    """α of this update, or a factor of its gradient."""
    alphas = sorted({rule.alpha for rule in update.moving.values()})
    for (v,), back in _fitted(update, places, _times_alpha, [(1.0,), (0.0,)], (POSITIVE,), (0,)):
        if len(alphas) > 1:
            sentence = _saying(f"W follows {said(v, 6)} times the α", "that the optimizer says")
        else:
            other, given = apart(alphas[0] * v, alphas[0])
            sentence = _saying(f"W follows α = {other}", f"where the optimizer says {given}")
        yield OtherRule("alpha", _times_alpha(v), sentence, back, False, alphas[0] * v)
    for (v,), back in _fitted(update, places, _times_gradient, [(1.0,), (0.5,)], (POSITIVE,), (0,)):
        sentence = _saying(f"the step took {said(v, 6)} times the gradients", "that it found")
        yield OtherRule("factor", _times_gradient(v), sentence, back, False, v)


def _times_alpha(v: float) -> Vary:
    return lambda rule: replace(rule, alpha=rule.alpha * v)


def _times_gradient(v: float) -> Vary:
    return lambda rule: replace(rule, factor=rule.factor * v)


def _settings(update: DepartingUpdate, places: Array) -> Iterator[OtherRule]:
    """Another value of one of the settings, or of both β."""
    row = next(iter(update.moving.values())).rule.row
    numbers = [s for s in row.settings.values() if s.torch and not isinstance(s.default, bool)]
    betas = [setting for setting in numbers if setting.torch.startswith("betas")]
    for settings in (*([one] for one in numbers), *([betas] if betas else [])):
        make = partial(_with_values, [setting.name for setting in settings])
        guesses: list[Sequence[float]] = [
            SMALL if setting.name == "epsilon" else GUESSES for setting in settings
        ]
        if len(settings) > 1:
            guesses = [FEW_GUESSES] * len(settings)
        bounds = [(setting.least, setting.most) for setting in settings]
        for found, back in _fitted(update, places, make, [*product(*guesses)], bounds, (BACK, 0)):
            yield OtherRule(
                *("setting", make(*found), _of_settings(update, settings, found, back), back, True),
                found[0] if len(found) == 1 else None,
            )


def _with_values(names: Sequence[str], *values: float) -> Vary:
    def change(rule: TorchRule) -> TorchRule:
        for name, value in zip(names, values, strict=True):
            rule = _with(name, value, rule)
        return rule

    return change


def _of_settings(
    update: DepartingUpdate, settings: Sequence[RuleSetting], found: Sequence[float], back: int
) -> Sentence:
    rules = {*update.moving.values(), *update.walk.moving(update.begun if back else update.k).values()}
    told, says = [], []
    for setting, value in zip(settings, found, strict=True):
        before = {float(rule.rule.settings[setting.name] or 0.0) for rule in rules} - {value}
        other, *given = apart(value, *sorted(before))
        told.append(f"{setting.symbol or setting.name} = {other}")
        says.append(together(given))
    return _saying(f"W follows {together(told)}", f"where the optimizer says {together(says)}")


def _fitted(
    update: DepartingUpdate,
    places: Array,
    make: Callable[..., Vary],
    guesses: Sequence[Numbers],
    bounds: Sequence[tuple[float, float]],
    backs: Sequence[int],
) -> Iterator[tuple[Numbers, int]]:
    """Numbers with which the rule gives W of this update, in as few digits as do, each with how far back."""
    for back in backs:
        if back and not update.begun < update.k <= update.begun + back:
            continue
        found = _solved(partial(_misfit, update, places, make, back), guesses, bounds)
        if found is not None:
            yield found, back


def _solved(
    misfit: Callable[[Numbers], Array | None],
    guesses: Sequence[Numbers],
    bounds: Sequence[tuple[float, float]],
) -> Numbers | None:
    """The numbers, from the best of the guesses on by Gauss and Newton, in as few digits as do, or None."""
    v = min(guesses, key=lambda one: _size(misfit(one)))
    r = misfit(v)
    for _ in range(TURNS):
        if r is None or np.abs(r).max(initial=0) <= NEAR or (J := _slopes(misfit, v, r)) is None:
            break
        moved = np.array(v) - np.linalg.lstsq(J, r, rcond=None)[0]
        further = tuple(float(np.clip(x, *bound)) for x, bound in zip(moved, bounds, strict=True))
        if further == v or not _size(beyond := misfit(further)) < _size(r):
            break
        v, r = further, beyond
    for digits in range(1, 17):
        short = tuple(float(f"{x:.{digits}g}") for x in v)
        r = misfit(short)
        if r is not None and np.abs(r).max(initial=0) <= 1:
            return short
    return None


def _slopes(misfit: Callable[[Numbers], Array | None], v: Numbers, r: Array) -> Array | None:
    """How the misfit changes with each number, (N, numbers)."""
    columns = []
    for i, x in enumerate(v):
        for step in (1e-4 * (abs(x) or 1e-2), -1e-4 * (abs(x) or 1e-2)):
            ahead = misfit((*v[:i], x + step, *v[i + 1 :]))
            if ahead is not None:
                columns.append((ahead - r) / step)
                break
        else:
            return None
    J = np.stack(columns, axis=1)
    return J if np.isfinite(J).all() and J.any(axis=0).all() else None


def _size(r: Array | None) -> float:
    return float("inf") if r is None else float(np.square(r).sum())


def _misfit(
    update: DepartingUpdate, places: Array, make: Callable[..., Vary], back: int, v: Numbers
) -> Array | None:
    """How far W is from where the rule with these numbers takes it, of what may be; None: no such rule."""
    try:
        predicted = update.again(make(*v), back, places)
    except InputError:
        return None
    if predicted is None:
        return None
    with np.errstate(all="ignore"):
        r = (update.new[places] - predicted.new) / np.maximum(update.predicted.off[places], 1e-300)
    return r if np.isfinite(r).all() and np.abs(r).max(initial=0) < 1e100 else None
