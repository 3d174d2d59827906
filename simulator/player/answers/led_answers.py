"""What mistakes give of one quantity leads to what they give of another: of ∂F/∂W to W, momentum and so on.

Where it does so with one factor, only that is sent: the truth + k (g^power − true g^power), with g what a
mistake gives of the other quantity. S of a hidden layer is Â W S of the layer to the right, whatever that is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...core.checks.slips.worked_with_slips import Key
from ...core.inputs import Array
from ...core.practice.alternatives import Alternative
from ...core.practice.true_steps import TrueSteps
from .answer_forms import FormsOfUpdate, same

Parts = list[tuple[float, int]]  # factor and power, of each part of an array
By = Parts | dict[str, float]  # or what _back, a sum over the items, and _along go by
TRIED = 4  # of what is known of the other quantity, for a factor
EXACT = 1e-11  # of the largest number: so far an array may be from what it follows from


@dataclass(frozen=True, eq=False, slots=True)
class Lead:
    """What is known of `source` leads to what is `led`, in that order, `without` those at these places."""

    source: Key
    by: By
    led: list[Alternative]
    without: list[int]


def leading(
    forms: FormsOfUpdate,
    key: Key,
    own: Sequence[Alternative],
    sent: Mapping[Key, Sequence[Alternative]],
    *,
    whole: bool,
) -> Lead | None:
    """From where much of what mistakes give leads here, of what is `sent`; `whole`: not at chosen places."""
    for source in _sources(forms.steps, key):
        given = sent.get(source, ())
        found = _led(forms, key, own, source, given, whole=whole) if given and own else None
        if found is not None and len(found.led) > len(given) // 2:
            return found
    return None


def _led(
    forms: FormsOfUpdate,
    key: Key,
    own: Sequence[Alternative],
    source: Key,
    given: Sequence[Alternative],
    *,
    whole: bool,
) -> Lead | None:
    """What of the given leads to something of the same mistake's own."""
    way = _way(forms, key, source, own, given, whole=whole)
    if way is None:
        return None
    led, without = list[Alternative](), list[int]()
    left = {(one.mistake, same(key[0], one.array)): one for one in own}
    for i, other in enumerate(given):
        made = same(key[0], way.made(other.array))
        if (one := left.pop((other.mistake, made), None)) is not None:
            led.append(one)
        else:
            without.append(i)
    return Lead(source, way.by, led, without)


@dataclass(frozen=True, eq=False, slots=True)
class _Way:
    """How something follows from another, as it is sent, and as it is worked out here."""

    by: By
    made: Callable[[Array], Array]


def _way(
    forms: FormsOfUpdate,
    key: Key,
    source: Key,
    own: Sequence[Alternative],
    given: Sequence[Alternative],
    *,
    whole: bool,
) -> _Way | None:
    steps, truth, g = forms.steps, forms.steps.arrays[key], forms.steps.arrays[source]
    parted = truth.ndim > g.ndim
    if key[0] == "S":
        return _back(forms, key, source) if whole else None
    if source[0] == "S" and not steps.task.alone:
        n = len(steps.task.X) if steps.task.rule.mean else 1
        return _Way({"n": n}, lambda S: np.asarray(S.sum(axis=1) / n)) if source in forms.complete else None
    if source[0].startswith("corrected"):
        return _along(forms, truth, g) if whole else None
    factors = _factors(truth, g, own, given, parted=parted) if whole or not parted else None
    if factors is None:
        return None
    return _Way(factors, lambda other: _followed(truth, g, other, factors, parted=parted))


def _back(forms: FormsOfUpdate, key: Key, source: Key) -> _Way | None:
    """Â W S; None where that is not the W and the diagonal A of the walk."""
    task = forms.steps.task
    if not task.sigma[key[1]].elementwise or task.as_you_go:
        return None
    W, A = task.net.W[source[1]], forms.steps.arrays["A", key[1]]
    places = {"w": forms.told["W"][source[1]], "a": forms.truth(("A", key[1]))}
    return _Way(places, lambda S: np.asarray(A * (W @ S)))


def _along(forms: FormsOfUpdate, truth: Array, g: Array) -> _Way:
    """The new W or b by Adam, whatever M̂ and V̂ are."""
    rule, alpha = forms.steps.rule, forms.steps.task.alpha
    assert rule is not None
    epsilon = float(rule.settings["epsilon"])

    def step(of: Array) -> Array:
        return np.asarray(of[0] / (np.sqrt(of[1]) + epsilon))

    return _Way({"k": alpha, "eps": epsilon}, lambda other: truth + alpha * (step(g) - step(other)))


def _sources(steps: TrueSteps, key: Key) -> Iterator[Key]:
    """What may lead here, likely ones first."""
    letter, l = key[0][-1], key[1]
    if key[0] == "S":
        yield from [("S", l + 1)] if l < steps.task.net.depth else []
    elif key[0] == "db":
        yield "S", l
    elif letter in "Wb" and key[0] != f"d{letter}":
        if key[0] == letter and (f"corrected_{letter}", l) in steps.arrays:
            yield f"corrected_{letter}", l
        sources = (f"decay_{letter}", f"momentum_{letter}", f"d{letter}")
        yield from ((source, l) for source in sources if source != key[0])


def _factors(
    truth: Array,
    g: Array,
    own: Sequence[Alternative],
    given: Sequence[Alternative],
    *,
    parted: bool,
) -> Parts | None:
    """Factor and power of each part that lead from what is given to something of the same mistake's own."""
    parts: Parts = []
    # What is near the truth tells little of a factor.
    far = sorted(given, key=lambda one: -float(np.abs(one.array - g).max()))[:TRIED]
    for i in range(len(truth) if parted else 1):
        pairs = (
            (one.array[i] if parted else one.array, other.array)
            for other in far
            for one in own
            if one.mistake == other.mistake
        )
        true = truth[i] if parted else truth
        found = next((pair for made, other in pairs if (pair := _factor(true, made, g, other))), None)
        if found is None:
            return None
        parts.append(found)
    return parts


def _factor(true: Array, made: Array, g: Array, other: Array) -> tuple[float, int] | None:
    """Factor and power with which made − true is k (other^power − g^power)."""
    for power in (1, 2):
        gap = other**power - g**power
        at = np.unravel_index(int(np.abs(gap).argmax()), gap.shape)
        k = float(f"{float(made[at] - true[at]) / float(gap[at]):.12g}") if gap[at] else 0.0
        near = EXACT * max(float(np.abs(made).max()), float(np.abs(true).max()))
        if k and gap.size > 1 and float(np.abs(true + k * gap - made).max()) <= near:
            return k, power
    return None


def _followed(truth: Array, g: Array, other: Array, parts: Parts, *, parted: bool) -> Array:
    made = [k * (other**power - g**power) for k, power in parts]
    return np.asarray(truth + (np.stack(made) if parted else made[0]))
