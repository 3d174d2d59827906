"""Why W departs from what the optimizer's own settings make of the gradients, where the numbers tell."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ....core.inputs import Array, InputError
from ....core.wording import apart, said
from .departing_update import AfterUpdate, DepartingUpdate, RuleDeparture, does, together
from .other_rules import ENOUGH, other_rules
from .rule_walk import KeptState, TorchRule, Vary

ROUNDED = ("float32", "float16", "bfloat16", *range(8, 1, -1))

STILL = "not stepped"

Found = Iterator[tuple[RuleDeparture, Array]]


@dataclass(frozen=True, eq=False, slots=True)
class Explained:
    """What departs in an update, what is kept after it, and by what rule W is followed from there on."""

    departures: list[RuleDeparture]
    kept: KeptState
    vary: Vary | None


def explained(update: DepartingUpdate, settings_too: bool) -> Explained:
    """What departs, one thing after another; `settings_too`: other settings are tried, which takes long."""
    found: list[RuleDeparture] = []
    left = update.away.copy()
    for way in (_ungoverned, _still, _rounded, _cut_off, _single_entries):
        for departure, entries in way(update, left):
            found.append(departure)
            left &= ~entries
    known = update.away & ~left
    if not left.any():
        return Explained(found, update.predicted.kept, update.vary)
    everywhere = update.governed & ~known
    there = update.of(update.parameters(left)) & everywhere
    if (other := _by_another_rule(update, everywhere, there, left, settings_too)) is not None:
        return Explained([*found, *other.departures], other.kept, other.vary)
    last = _after_the_step(update, left, there) or _unknown(update, left)
    return Explained([*found, last], update.predicted.kept, update.vary)


def changed_after(update: AfterUpdate) -> list[RuleDeparture]:
    """What was done to W between the step and the next update, thing by thing."""
    found: list[RuleDeparture] = []
    left = update.away.copy()
    for way in (_rounded, _cut_off, _single_entries):
        for departure, entries in way(update, left):
            found.append(departure)
            left &= ~entries
    if left.any():
        names = update.parameters(left)
        known = _after_the_step(update, left, update.of(names))
        what = f"{does(names, 'was', 'were')} changed after the step, before the next update"
        found.append(known or RuleDeparture(update.k, "changed", names, what))
    return found


def _by_another_rule(
    update: DepartingUpdate, everywhere: Array, there: Array, left: Array, settings_too: bool
) -> Explained | None:
    """The first of the other rules that takes all entries where they went, or those of these parameters."""
    names = update.parameters(left)
    for other in other_rules(update, there, left, settings_too):
        predicted = update.again(other.change, other.back)
        if predicted is None or (update.departing(predicted) & there).any():
            continue
        alone = bool((update.departing(predicted) & everywhere).any())
        stays = other.stays and not alone
        what = other.said(f" in {together(names)} alone" if alone else "")
        quantity = update.first_quantity(other.change)
        if other.kind == "setting" and quantity not in ("update", "nesterov"):
            what += f"; it shows first in the {_called(update, other.change, quantity)}"
        since = update.begun if stays and other.back else None
        departure = RuleDeparture(update.k, other.kind, names, what, quantity, other.value, stays, since)
        kept = update.predicted.kept if alone else predicted.kept
        return Explained([departure], kept, _kept_up(update.changed(other.change)) if stays else update.vary)
    return None


def _called(update: DepartingUpdate, change: Vary, kind: str) -> str:
    """A quantity of either rule, with the letter of what is kept of it: "momentum V"."""
    own = next(iter(update.moving.values()))
    moves = (*own.moves, *change(own).moves)
    letter = next((move.letter for move in moves if move.kind == kind and move.letter), "")
    return f"{kind} {letter}" if letter else kind


def _kept_up(change: Vary) -> Vary:
    """The change in every later update whose settings allow it."""

    def vary(rule: TorchRule) -> TorchRule:
        try:
            return change(rule)
        except InputError:
            return rule

    return vary


# ---- without any other rule
def _ungoverned(update: DepartingUpdate, left: Array) -> Found:
    """What the optimizer does not move has moved."""
    entries = left & ~update.governed
    for name in update.parameters(entries):
        without = name in update.walk.recording.made[update.k].missing and name in update.walk.held(update.k)
        why = "although it had no gradient" if without else "which the optimizer does not hold"
        own = entries & update.of([name])
        yield RuleDeparture(update.k, "moved", (name,), f"{name} moved, {why}", "update"), own


def _still(update: DepartingUpdate, left: Array) -> Found:
    """Whole parameters stay where they are."""
    same = update.new == update.old
    names = tuple(n for n in update.moving if left[p := update.walk.places[n]].any() and same[p].all())
    if names:
        what = f"{does(names, 'was', 'were')} not stepped"
        yield RuleDeparture(update.k, STILL, names, what, "update"), left & update.of(names)


def _single_entries(update: DepartingUpdate, left: Array) -> Found:
    entries = left & update.governed & (update.new == update.old)
    if entries.any():
        stayed = "stays where it was" if entries.sum() == 1 else "stay where they were"
        what = f"{update.names(entries)} {stayed}, as behind a mask"
        yield RuleDeparture(update.k, "mask", update.parameters(entries), what, "update"), entries


def _rounded(update: DepartingUpdate, left: Array) -> Found:
    coarser = ROUNDED[0 if update.walk.recording.precision == "float64" else 1 :]
    for how in coarser:
        names = tuple(n for n in update.parameters(left) if _rounded_so(update, update.walk.places[n], how))
        entries = left & update.of(names)
        if entries.sum() >= ENOUGH:
            form = how if isinstance(how, str) else f"{how} decimals"
            what = f"{does(names, 'is', 'are')} rounded to {form} after the step"
            yield RuleDeparture(update.k, "rounded", names, what, "update"), entries
            return


def _rounded_so(update: DepartingUpdate, place: slice, how: str | int) -> bool:
    new, predicted, off = update.new[place], update.predicted.new[place], update.predicted.off[place]
    with np.errstate(all="ignore"):
        own = 2 * update.walk.unit * np.abs(new)  # the loop's own rounding of such a number
        steps = _steps(new, how)
        on_it = (np.abs(np.round(new / steps) * steps - new) <= own) & (steps > 100 * own)
        return bool((on_it & (np.abs(new - predicted) <= 0.501 * steps + off)).all())


def _steps(values: Array, how: str | int) -> Array:
    """How far apart numbers of such a size are in that form."""
    if isinstance(how, int):
        return np.full(values.shape, 10.0**-how)
    bits, least = {"float32": (23, -149), "float16": (10, -24), "bfloat16": (7, -133)}[how]
    return np.asarray(np.ldexp(1.0, np.maximum(np.frexp(values)[1] - 1 - bits, least)))


def _cut_off(update: DepartingUpdate, left: Array) -> Found:
    """The largest numbers of these parameters would be larger; one that stays alone is behind a mask."""
    names = update.parameters(left & update.governed)
    scope = update.of(names) & update.governed
    if not scope.any():
        return
    new, predicted, off = (of[scope] for of in (update.new, update.predicted.new, update.predicted.off))
    most = float(np.abs(new).max())
    cut = np.abs(predicted) > most + off
    alone = cut.sum() == 1 and (new == update.old[scope])[cut].all()
    if cut.any() and not alone and (np.abs(new - np.clip(predicted, -most, most)) <= off).all():
        what = f"{does(names, 'is', 'are')} cut off at ±{said(most, 6)} after the step"
        yield RuleDeparture(update.k, "cut off", names, what, "update", most), left & scope


def _after_the_step(update: DepartingUpdate, left: Array, scope: Array) -> RuleDeparture | None:
    """Multiplied, or made smaller by a part of itself."""
    if left.sum() < ENOUGH:
        return None
    new, predicted, off = (of[scope] for of in (update.new, update.predicted.new, update.predicted.off))
    names = update.parameters(left)
    for base, words in (
        (predicted, "{1} {2} times what the step makes of it, as multiplied after it"),
        (update.old[scope], "beside the step {0} lost {3} times itself"),
    ):
        square = float(base @ base)
        c = float(base @ (new - predicted)) / square if square else 0.0
        if c and (np.abs(new - predicted - c * base) <= off).all():
            what = words.format(together(names), does(names, "is", "are"), said(1 + c, 6), said(-c, 6))
            return RuleDeparture(update.k, "scaled", names, what, "update", 1 + c)
    return None


def _unknown(update: DepartingUpdate, left: Array) -> RuleDeparture:
    with np.errstate(all="ignore"):
        off = np.abs(update.new - update.predicted.new) / np.maximum(update.predicted.off, 1e-300)
    worst = int(np.where(left, np.nan_to_num(off, nan=np.inf), 0).argmax())
    named = update.names(np.arange(left.size) == worst)
    went, due = apart(float(update.new[worst]), float(update.predicted.new[worst]))
    what = (
        f"{int(left.sum()):,} of {left.size:,} numbers are not where the rule takes them, most of all "
        f"{named}, which went to {went} and not to {due}; nothing known explains it"
    )
    return RuleDeparture(update.k, "unknown", update.parameters(left), what)
