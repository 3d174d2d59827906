"""An exercise with exact numbers: a network and a pair whose first update a hand can follow to the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from ...activation import activation_named
from ...inputs import Array, InputError, kind_of, positive, whole
from ...loss import check_pair, loss_named
from ...network import Network
from ...propagation import Run, propagate
from ..alternatives import alternatives_of
from ..true_steps import TrueSteps, true_steps
from .drawn_numbers import draw
from .exact_pass import Place, exact_pass, has_decimals
from .exercise_wish import Drawn, Wish
from .mistakes_apart import ROUNDED, SHORT, Names, Twins, by_chance, in_these_numbers, twins, with_more
from .random_twin import twin_of

MOST_LAYERS, WIDEST, MOST_WEIGHTS = 8, 12, 300  # what a hand may be asked to follow
FEWEST, MOST = 2, 3  # decimals
LARGEST_RATE = 100
DRAWS = 6_000  # attempts, by the neurons of each
MISSES = 40  # attempts without a draw, after which there is none
WORK = 16_000  # arrays of mistakes that are looked at


@dataclass(frozen=True, eq=False, slots=True)
class Exercise:
    """A network and a pair, x (H,) and t (L,), for one update with this loss and learning rate.

    `rounded`: what is no decimal with so few digits, by quantity and layer (None for e and F), and to how
    many significant digits it is asked; everything else is exact. `alike`: names of mistakes that coincide
    somewhere, and a sentence that says where and why; one name alone: it leads to the right numbers.
    """

    network: Network
    x: Array
    t: Array
    loss: str
    learning_rate: float
    decimals: int
    seed: int
    rounded: Mapping[Place, int]
    alike: Mapping[tuple[str, ...], str]

    def __repr__(self) -> str:
        shape = "-".join(map(str, self.network.widths))
        return f"Exercise({shape}, {self.loss}, {self.decimals} decimals, seed {self.seed})"


def exercise(
    widths: Sequence[int],
    activations: Sequence[str],
    loss: str = "tse",
    *,
    learning_rate: Any = 0.1,
    decimals: Any = 2,
    seed: Any = 0,
    one_off: bool = True,
) -> Exercise:
    """Draw a network of these widths 1..K and activations 2..K, and a pair, that make a good exercise.

    Every entry of n, a, A, e, S, ∂F/∂W, ∂F/∂b, of W and b before and after the update, and F of a squared
    error has at most `decimals` decimals (2 or 3), exactly; what cannot is in `rounded`. No S of the last
    layer is 0, and at least two of each hidden layer are not. No two named mistakes give the same numbers
    anywhere, to three digits, nor one the right ones everywhere, but those `alike`. `one_off`: one ReLU of
    each hidden layer of three or more is off, without which forgetting a slope changes nothing.

    The same arguments give the same exercise; seeds up to 1,443 give different W, in larger networks all up
    to two millions, and beyond them chance hardly ever gives the same.
    Raises InputError for what no numbers can meet, as a learning rate of 0.3333.

    >>> made = exercise((2, 3, 2), ("relu", "identity"), seed=7)
    >>> made
    Exercise(2-3-2, tse, 2 decimals, seed 7)
    """
    wish = _checked(widths, activations, loss, learning_rate, decimals, seed, one_off)
    found = _drawn_well(wish)
    if found is None:
        raise InputError(_refusal(wish))
    return _made(wish, *found)


def _checked(
    widths: Any, activations: Any, loss: Any, learning_rate: Any, decimals: Any, seed: Any, one_off: Any
) -> Wish:
    rule = loss_named(loss)
    sizes = _listed(widths, "widths", "(2, 3, 2)")
    names = _listed(activations, "activations", '("relu", "identity")')
    if not 2 <= len(sizes) <= MOST_LAYERS:
        raise InputError(f"an exercise must have 2 to {MOST_LAYERS} layers; got {len(sizes)} widths")
    sizes = [whole(each, f"the neurons of layer {l}", 1, WIDEST) for l, each in enumerate(sizes, start=1)]
    if (weights := sum(H * L for H, L in pairwise(sizes))) > MOST_WEIGHTS:
        raise InputError(f"an exercise must have at most {MOST_WEIGHTS} weights; got {weights}")
    if len(names) != len(sizes) - 1:
        raise InputError(
            f"activations must be one for each layer from 2, so {len(sizes) - 1}; got {len(names)}"
        )
    rows = [activation_named(name, f"the activation of layer {l}") for l, name in enumerate(names, start=2)]
    check_pair(rule, rows[-1])
    if not isinstance(one_off, bool | np.bool_):
        raise InputError(f"one_off must be True or False; got {one_off!r:.60}")
    digits, number = whole(decimals, "decimals", FEWEST, MOST), whole(seed, "the seed", 0)
    alpha = Fraction(repr(positive(learning_rate, "the learning rate")))
    if alpha > LARGEST_RATE or alpha.denominator > 10**digits:
        raise InputError(
            f"the learning rate of an exercise must be at most {LARGEST_RATE} and have at most {digits}"
            f" decimals, or a new W would have more; got {float(alpha)!r}, take one such as 0.1 or 0.5"
        )
    return Wish(tuple(sizes), tuple(row.name for row in rows), rule, alpha, digits, number, bool(one_off))


def _listed(value: Any, name: str, example: str) -> list[Any]:
    if isinstance(value, str):
        raise InputError(f"{name} must be a list such as {example}; got the text {value!r:.60}")
    try:
        return list(value)
    except TypeError:
        raise InputError(f"{name} must be a list such as {example}; got {kind_of(value)}") from None


def _trivial(run: Run) -> bool:
    """Whether an S of the last layer is 0, or all but one of a hidden layer are."""
    few = (np.count_nonzero(S) < min(2, len(S)) for S in run.S.values())
    return any(few) or not run.S[max(run.S)].all()


def _rounded(wish: Wish, drawn: Drawn, run: Run) -> dict[Place, int] | None:
    """What is no short decimal, with the digits it is asked to; None where something else could be one."""
    found = exact_pass(drawn.network, run, wish.loss.name, wish.alpha)
    long = [place for place, exact in found.items() if not has_decimals(exact, wish.decimals)]
    if wish.exact and any(quantity not in ("F", "A") for quantity, _ in long):
        return None
    return dict.fromkeys(long, wish.decimals + 1)


Found = tuple[Drawn, dict[Place, int], dict[Names, str]]


def _drawn_well(wish: Wish) -> Found | None:
    """The first draw in which no mistakes coincide but by identity; else the one in which the fewest do."""
    best: Found | None = None
    fewest, missed, work = 0, 0, WORK
    for attempt in range(DRAWS // (10 + sum(wish.widths))):
        drawn = draw(wish, attempt)
        if drawn is None:
            missed += 1
            if missed > MISSES:
                break
            continue
        missed = 0
        run = propagate(drawn.network, drawn.x, drawn.t, wish.loss.name)
        if _trivial(run) or (rounded := _rounded(wish, drawn, run)) is None:
            continue
        twin = _twin(wish.widths, wish.activations, wish.loss.name, wish.alpha, _kept(wish, drawn))
        work -= twin.work
        if work < 0:
            break
        steps = _steps(drawn.network, drawn.x, drawn.t, wish.loss.name, wish.alpha)
        slopes = [("A", l) for l in range(2, wish.depth)]  # what is no good is soon seen there
        if attempt % 2 == 0 and by_chance(steps, slopes, twin) != {}:
            continue
        chances = by_chance(steps, steps.arrays, twin)
        if chances is None:
            continue
        count = sum(map(len, chances.values()))
        if best is None or count < fewest:
            best, fewest = (drawn, rounded, with_more(twin.alike, in_these_numbers(chances))), count
        if not count:
            break
    return best


def _steps(net: Network, x: Array, t: Array, loss: str, alpha: Fraction) -> TrueSteps:
    return true_steps(net, x, t, loss, float(alpha))


Kind = tuple[tuple[tuple[int, ...], ...], bool, tuple[float, ...] | None]


def _kept(wish: Wish, drawn: Drawn) -> Kind:
    """What a twin shares: the pieces, whether curves lie where they are exact, and one class as target."""
    one_class = wish.activations[-1] in wish.loss.fused and bool(wish.sigma[wish.depth].shares)
    t = tuple(map(float, drawn.t)) if one_class else None
    return tuple(drawn.places[l] for l in wish.sigma), wish.exact, t


@lru_cache(maxsize=64)
def _twin(
    widths: tuple[int, ...], activations: tuple[str, ...], loss: str, alpha: Fraction, kept: Kind
) -> Twins:
    pieces, points, t = kept
    places = dict(enumerate(pieces, start=2))
    target = None if t is None else np.array(t)
    net, x, y = twin_of(widths, activations, loss_named(loss), places, points, target)
    steps = _steps(net, x, y, loss, alpha)
    return twins(alternatives_of(steps, steps.arrays))


def _made(wish: Wish, drawn: Drawn, rounded: dict[Place, int], alike: dict[Names, str]) -> Exercise:
    no_room = wish.decimals == FEWEST and not rounded  # rounding as one goes keeps so many decimals too
    return Exercise(
        drawn.network,
        drawn.x,
        drawn.t,
        wish.loss.name,
        float(wish.alpha),
        wish.decimals,
        wish.seed,
        rounded,
        {(ROUNDED,): SHORT, **alike} if no_room else alike,
    )


def _refusal(wish: Wish) -> str:
    shape, names = "-".join(map(str, wish.widths)), ", ".join(wish.activations)
    return (
        f"no exercise was found for {shape} ({names}; {wish.loss.title}, α = {float(wish.alpha):g}, seed"
        f" {wish.seed}): its numbers must have at most {wish.decimals} decimals, no S of the last layer may"
        " be 0, and mistakes must show; try another seed, learning rate or activation"
    )
