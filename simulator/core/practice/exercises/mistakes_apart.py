"""Whether the named mistakes can be told apart by their numbers, and which cannot, whatever these are.

Two mistakes that give the same where the numbers are drawn at random (the same widths, activations and pieces
of σ) coincide by identity; in an exercise no others may, as far as three digits tell.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ...checks.fitted_numbers import Family, families
from ...checks.mistakes import TABLE, Mistake
from ...checks.slips.worked_with_slips import Key, Slip
from ...inputs import Array
from ...wording import indexed, letter_of
from ..alternatives import Alternative, Alternatives, Telling, by_these_ways
from ..true_steps import TrueSteps

IDENTICAL = 1e-9  # of the largest number
TOLD_APART = 0.006  # of its leading power of ten: a little more than half a unit of the third digit
SMALL = 24  # entries of a small array
ROUNDED = "rounded"  # short numbers stay as they are, others nearly so
SHORT = "rounded changes nothing here: the numbers have no more decimals than are kept."
RIGHT = "{} leads to the right numbers here, with these widths and slopes, whatever W, b, x and t are."
EVERYWHERE = "{} and {} give the same wherever either departs, whatever W, b, x and t are."
THERE = "{} and {} give the same in {}, whatever W, b, x and t are."
FREE = "{} gives what {} gives with a number of its own."
BY_CHANCE = "{} and {} give the same in {} with these numbers; elsewhere they differ."

Names = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Twins:
    """What coincides by identity: by place the `names` of the mistakes that depart there, and the `pairs`.

    `telling`: the ways of making mistakes that have to be gone, and where; all else gives the same as these.
    `work`: what it takes to look at all of them, in small arrays.
    """

    telling: Telling
    names: Mapping[Key, frozenset[str]]
    pairs: Mapping[Key, frozenset[Names]]
    alike: Mapping[Names, str]
    work: int


def twins(at_random: Alternatives) -> Twins:
    """Those of numbers at random."""
    found = {key: [*_looked_at(each)] for key, each in at_random.by_key.items()}
    names = {key: frozenset(one.mistake for one in each) for key, each in found.items()}
    pairs = {
        key: frozenset(_pairs(each, _same([one.array for one in each], digits=False)) if each else ())
        for key, each in found.items()
    }
    alike = with_more(_sentences(names, pairs), _free_numbers(at_random))
    alike = _rightly(at_random, names) | alike
    telling = _to_be_gone(at_random)
    sizes = {key: 1 + array.size // SMALL for key, array in at_random.steps.arrays.items()}
    work = sum(sizes[key] for keys in telling.values() for key in keys)
    return Twins(telling, names, pairs, alike, work)


def _to_be_gone(at_random: Alternatives) -> dict[tuple[str, int], set[Key]]:
    """The ways that tell, and where; of constant slopes all: that these did not change may be chance."""
    task = at_random.steps.task
    constant = {("A", l) for l, row in task.sigma.items() if row.pieces}
    found = {way: {*keys} for way, keys in at_random.telling.items() if way[0] != ROUNDED}
    for row in TABLE:
        for place, way in enumerate(row.ways(task) if row.ways and row.name != ROUNDED else ()):
            if isinstance(way, Slip) and way.goes_forth:
                found.setdefault((row.name, 2 * place), set()).update(constant)
    return found


def by_chance(steps: TrueSteps, wanted: Collection[Key], twin: Twins) -> dict[Names, list[Key]] | None:
    """Which mistakes give the same, and where, though not by identity; one name alone: what is right.

    None where two cannot be told apart at all, or one not from what is right. Where slopes are constant,
    forgetting b may well leave A as it is.
    """
    sigma = steps.task.sigma
    found: dict[Names, list[Key]] = {}
    for key, wrong in by_these_ways(steps, wanted, twin.telling).items():
        same = _same([steps.arrays[key], *(one.array for one in wrong)], digits=True)
        apart = [one for one, right in zip(wrong, same[0, 1:], strict=True) if not right]
        told = frozenset(one.mistake for one in apart)
        if not (key[0] == "A" and sigma[key[1]].pieces):
            for name in twin.names[key] - told:
                found.setdefault((name,), []).append(key)
        for pair in {*_pairs(wrong, same[1:, 1:])}:
            if {*pair} <= told and pair not in twin.pairs[key]:
                found.setdefault(pair, []).append(key)
    return None if any(_nowhere_apart(names, places, twin) for names, places in found.items()) else found


def with_more(sentences: Mapping[Names, str], more: Mapping[Names, str]) -> dict[Names, str]:
    """Both, one after the other where there are both."""
    return {
        **sentences,
        **{names: f"{sentences.get(names, '')} {said}".strip() for names, said in more.items()},
    }


def _nowhere_apart(names: Names, places: list[Key], twin: Twins) -> bool:
    """Whether these are all the places at which the mistakes depart."""
    known = {key for key, here in twin.names.items() if not here.isdisjoint(names)}
    return known <= {*places, *(key for key, pairs in twin.pairs.items() if names in pairs)}


def in_these_numbers(found: Mapping[Names, list[Key]]) -> dict[Names, str]:
    """A sentence for every two mistakes that coincide by chance."""
    return {
        names: BY_CHANCE.format(*names, _in_words(places))
        for names, places in found.items()
        if len(names) > 1
    }


def _looked_at(each: tuple[Alternative, ...]) -> Iterator[Alternative]:
    return (one for one in each if one.mistake != ROUNDED)


def _pairs(each: list[Alternative], same: Array) -> Iterator[Names]:
    """The names of different mistakes that give the same, in the order of the table."""
    for i, j in np.argwhere(np.triu(same, 1)).tolist():
        if (one := each[i].mistake) != (other := each[j].mistake):
            yield _ordered(one, other)


def _ordered(one: str, other: str) -> Names:
    """As the table has them."""
    return (one, other) if ORDER[one] < ORDER[other] else (other, one)


def _same(arrays: list[Array], *, digits: bool) -> Array:
    """Which two of the arrays are the same, (M, M) bools."""
    flat = np.array([array.ravel() for array in arrays])
    size = np.abs(flat).max(axis=1)
    room = _room(np.maximum(size[:, None], size[None]), digits)
    with np.errstate(all="ignore"):  # what has overflown is like nothing
        return np.asarray(np.abs(flat[:, None] - flat[None]).max(axis=2) <= room)


def _room(largest: Array, digits: bool) -> Array:
    """By how much two arrays with this largest number may differ and still be the same."""
    if not digits:
        return np.asarray(IDENTICAL * largest)
    return np.asarray(TOLD_APART * 10.0 ** np.floor(np.log10(np.where(largest > 0, largest, 1.0))))


ORDER = {row.name: place for place, row in enumerate(TABLE)}


def _sentences(
    names: Mapping[Key, frozenset[str]], pairs: Mapping[Key, frozenset[Names]]
) -> dict[Names, str]:
    """Which mistakes cannot be told apart, and where; one name alone: nothing is wrong."""
    known = [name for name in ORDER if any(name in each for each in names.values())]
    found: dict[Names, str] = {}
    for one, other in combinations(known, 2):
        places = [key for key, each in pairs.items() if (one, other) in each]
        if not places:
            continue
        either = [key for key, each in names.items() if one in each or other in each]
        where = _in_words(places)
        found[one, other] = (EVERYWHERE if places == either else THERE).format(one, other, where)
    return found


def _in_words(places: list[Key]) -> str:
    said = [q if q in ("e", "F") else indexed(letter_of(q), l) for q, l in places]
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else said[0]


def _free_numbers(at_random: Alternatives) -> dict[Names, str]:
    """What a mistake with a free number gives too: W − ∂F/∂W is momentum with the factor 1 / α."""
    truth = at_random.steps.arrays
    found: dict[Names, str] = {}
    for family in families(at_random.steps.task, truth, {}):
        by_name: dict[str, dict[Key, list[Array]]] = {}
        for key, each in at_random.by_key.items():
            for one in _looked_at(each):
                by_name.setdefault(one.mistake, {}).setdefault(key, []).append(one.array - truth[key])
        for name, gaps in by_name.items():
            if name != family.name and _explains(family, gaps):
                found[_ordered(name, family.name)] = FREE.format(name, family.name)
    return found


def _explains(family: Family, gaps: Mapping[Key, list[Array]]) -> bool:
    """Whether one number gives everything."""
    common: set[float] | None = None
    for key, each in gaps.items():
        if key not in family.directions:
            return False
        numbers = {z for gap in each if (z := _number(family.directions[key], gap)) is not None}
        common = numbers if common is None else common & numbers
    return any(family.least < z < family.most for z in common or ())


def _number(direction: Array, gap: Array) -> float | None:
    """z with gap = z · direction, or None."""
    size = float((direction * direction).sum())
    z = float((direction * gap).sum()) / size if size else 0.0
    near = np.abs(gap - z * direction).max() <= IDENTICAL * np.abs(gap).max()
    return round(z, 6) if near else None


def _rightly(at_random: Alternatives, names: Mapping[Key, frozenset[str]]) -> dict[Names, str]:
    """The mistakes that are made and lead to the right numbers, each alone."""
    departing = frozenset[str]().union(*names.values(), {ROUNDED})
    steps = at_random.steps
    return {
        (row.name,): RIGHT.format(row.name)
        for row in TABLE
        if row.name not in departing and any(True for _ in _ways(row, steps))
    }


def _ways(row: Mistake, steps: TrueSteps) -> Iterator[object]:
    if row.ways:
        yield from row.ways(steps.task)
    for key in steps.arrays if row.instead else ():
        yield from row.instead(steps.task, steps.arrays, key) if row.instead else ()
