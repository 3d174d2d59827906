"""Which rule, with which numbers, gives the updates of a recorded loop, and which updates depart from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ....core.inputs import InputError
from ....core.training.rules.rule_table import RULES
from ....core.wording import apart, counted_as, said
from ..recorded_optimizer import RecordedGroup
from ..recording import Recording
from .departing_update import AfterUpdate, DepartingUpdate, RuleDeparture
from .rule_departure import STILL, Explained, changed_after, explained
from .rule_walk import KeptState, Predicted, RuleWalk, Vary, rule_of

MOST_UPDATES = 5_000  # that W is followed through
MOST_NUMBERS = 1_000_000  # of W, b in all of them together
MOST_EXPLAINED = 40  # departing updates that are looked into
MOST_SEARCHED = 2  # of them for other settings
SEVERAL = 3  # α of their own, from which on they are said together


@dataclass(frozen=True, eq=False, slots=True)
class OptimizerVerdict:
    """`rule`: the rule and its numbers; `checked`: how many updates were followed, `agreeing` with it.

    `why_not`: why W was not followed at all, or "".
    """

    rule: str
    checked: int
    agreeing: int
    departures: tuple[RuleDeparture, ...]
    why_not: str = ""


def verdict_of(recording: Recording) -> OptimizerVerdict | None:
    """What the optimizer's own settings make of the recorded gradients, beside what W did.

    None for a recording that holds no settings.
    """
    optimizer = recording.optimizer
    if optimizer is None:
        return None
    if optimizer.row is None:
        why = f"{optimizer.name} is no update rule that is known here"
        return OptimizerVerdict(said_of_all(recording), 0, 0, (), why)
    try:
        for k in range(recording.updates):
            for group in recording.groups(k):
                rule_of(optimizer.kind, group)
    except InputError as reason:
        return OptimizerVerdict(said_of_all(recording), 0, 0, (), str(reason))
    checked, agreeing, departures = _followed(RuleWalk(recording))
    return OptimizerVerdict(said_of_all(recording), checked, agreeing, tuple(departures))


def _followed(walk: RuleWalk) -> tuple[int, int, list[RuleDeparture]]:
    """Update by update: how many were followed, how many go where the rule takes them, what departs."""
    count = min(walk.recording.updates, MOST_UPDATES, max(1, MOST_NUMBERS // walk.size))
    departures: list[RuleDeparture] = []
    kept: KeptState | None = None
    unstepped: KeptState | None = (
        None  # the same where parameters that were not stepped were passed over as a whole
    )
    vary: Vary | None = None
    begun = agreeing = looked_into = searched = 0
    for k in range(count):
        if (said_so := walk.start(k)) is not None:
            kept, begun, unstepped = said_so, k, None
        assert kept is not None
        departures += _between(walk, k, kept)
        update = DepartingUpdate(walk, k, begun, kept, vary, walk.predicted(k, kept, vary))
        if unstepped is not None and update.away.any():
            other = DepartingUpdate(walk, k, begun, unstepped, vary, walk.predicted(k, unstepped, vary))
            update = other if other.away.sum() < update.away.sum() else update
        unstepped, kept = None, update.predicted.kept
        if not update.away.any():
            agreeing += vary is None
        elif looked_into < MOST_EXPLAINED:
            looked_into += 1
            found = explained(update, searched < MOST_SEARCHED)
            searched += any(one.kind in ("setting", "unknown", "scaled") for one in found.departures)
            departures = [one for one in departures if not _covered(update, one, found)] + found.departures
            unstepped, kept, vary = _passed_over(update, found), found.kept, found.vary
        else:
            departures.append(RuleDeparture(k, "more", update.parameters(update.away), ""))
    return count, agreeing, departures


def _between(walk: RuleWalk, k: int, kept: KeptState) -> list[RuleDeparture]:
    """What the loop did to W after the update before, where no step of it is left out between the two."""
    made = walk.recording.made
    if not k or made[k].before == made[k - 1].after or made[k].step != made[k - 1].step + 1:
        return []
    after = walk.new(k - 1)
    led = Predicted(after, 2 * walk.unit * np.abs(after), kept)
    return changed_after(AfterUpdate(walk, k - 1, k - 1, kept, None, led))


def _covered(update: DepartingUpdate, one: RuleDeparture, found: Explained) -> bool:
    """Whether what was found to be so since an earlier update explains what departed there, too."""
    since = [new.since for new in found.departures if new.since is not None]
    if not since or one.update < since[0] or found.vary is None:
        return False
    kept = update.walk.start(since[0])
    assert kept is not None
    predicted = update.walk.predicted(since[0], kept, found.vary)
    for k in range(since[0] + 1, one.update + 1):
        predicted = update.walk.predicted(k, predicted.kept, found.vary)
    return bool((np.abs(update.walk.new(one.update) - predicted.new) <= predicted.off).all())


def _passed_over(update: DepartingUpdate, found: Explained) -> KeptState | None:
    """What is kept after it, where the parameters that were not stepped count as not there at all."""
    names = [name for one in found.departures if one.kind == STILL for name in one.parameters]
    if not names:
        return None
    chosen = update.of(names)
    values, off = (
        {name: np.where(chosen, before[name], now[name]) for name in now}
        for now, before in ((found.kept.values, update.kept.values), (found.kept.off, update.kept.off))
    )
    return KeptState(values, off, {**found.kept.made} | {name: update.kept.made[name] for name in names})


# ---- the rule in words
def said_of_all(recording: Recording) -> str:
    """The rule with its numbers over all updates: "Adam, α = 0.001, β₁ = 0.9 …"; α that changes from to."""
    return _named(recording, range(recording.updates))


def said_of_update(recording: Recording, k: int) -> str:
    """The rule with the numbers of one update."""
    return _named(recording, (k,))


def _named(recording: Recording, updates: Iterable[int]) -> str:
    assert recording.optimizer is not None
    values: dict[str, dict[tuple[str, ...], list[Any]]] = {"α": {}}
    known: set[tuple[int, float | None, tuple[str, ...]]] = set()
    for k in updates:
        for group in recording.groups(k):
            key = id(group.settings), group.learning_rate, group.parameters
            if key in known:
                continue
            known.add(key)
            for name, value in _values(recording.optimizer.kind, group).items():
                seen = values.setdefault(name, {}).setdefault(group.parameters, [])
                if value not in seen:
                    seen.append(value)
    title = _title(recording)
    parts = [part for name, by in values.items() if (part := _part(name, by))]
    return ", ".join([title, *parts])


def _title(recording: Recording) -> str:
    optimizer = recording.optimizer
    assert optimizer is not None
    if optimizer.row is None:
        return optimizer.name
    decoupled = any(
        group.settings.get("decoupled_weight_decay") for k in (0,) for group in recording.groups(k)
    )
    title = RULES["adamw"].title if optimizer.kind == "Adam" and decoupled else optimizer.row.title
    return title if optimizer.name == optimizer.kind else f"{optimizer.name}, derived from {title}"


def _values(kind: str, group: RecordedGroup) -> dict[str, Any]:
    """By symbol or name, α first; of an optimizer without a row all that it says."""
    found: dict[str, Any] = {} if group.learning_rate is None else {"α": group.learning_rate}
    try:
        rule = rule_of(kind, group)
    except InputError:
        return found | {
            name: value for name, value in group.settings.items() if value not in (None, False, 0.0)
        }
    row, settings = rule.rule.row, rule.rule.settings
    for name, setting in row.settings.items():
        if setting.torch:
            found[setting.symbol or name] = settings[name]
    return found | {"amsgrad": rule.amsgrad, "maximize": rule.factor < 0}


def _part(name: str, by: Mapping[tuple[str, ...], list[Any]]) -> str:
    """ "β₁ = 0.9", "α from 0.1 to 0.01", "λ = 0.1 for W2 and W3"; "" for what is off everywhere."""
    if not any(value for seen in by.values() for value in seen):
        return ""
    texts = {names: _range(name, seen) for names, seen in by.items()}
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    on = {names: text for names, text in texts.items() if any(by[names])}
    return " and ".join(f"{text} for {_few(names)}" for names, text in on.items())


def _range(name: str, seen: list[Any]) -> str:
    if isinstance(seen[0], bool) or seen[0] is None:
        return name if all(seen) else f"{name} in some updates"
    if isinstance(seen[0], tuple):
        return f"{name} = ({', '.join(said(one, 6) for one in seen[0])})" + " at first" * (len(seen) > 1)
    if len(seen) == 1:
        return f"{name} = {said(seen[0], 6)}"
    first, last = apart(seen[0], seen[-1]) if seen[0] != seen[-1] else (said(seen[0]),) * 2
    least, most = min(seen), max(seen)
    if {least, most} == {seen[0], seen[-1]}:
        return f"{name} from {first} to {last}" + f" by {len(seen):,} values" * (len(seen) > 2)
    return f"{name} between {said(least)} and {said(most)} by {len(seen):,} values"


def _few(names: tuple[str, ...]) -> str:
    return ", ".join(names) if len(names) < 5 else f"{', '.join(names[:3])} and {len(names) - 3} more"


# ---- the verdict in sentences
def sentences(verdict: OptimizerVerdict, precision: str) -> list[str]:
    """The rule first, then each thing that departs, with its updates."""
    if verdict.why_not:
        return [f"The optimizer says {verdict.rule}. W is not followed: {verdict.why_not}."]
    return [_main(verdict, precision), *_things(verdict.departures)]


def _main(verdict: OptimizerVerdict, precision: str) -> str:
    gives = f"{verdict.rule}: gives W and b of"
    count, agreeing = verdict.checked, verdict.agreeing
    if agreeing == count:
        which = "the update" if count == 1 else "every update" if count < 2 else f"all {count:,} updates"
        return f"{gives} {which}, as near as {precision} can hold them."
    return f"{gives} {agreeing:,} of {counted_as(count, 'update')}, as near as {precision} can hold them."


def followed_in_part(verdict: OptimizerVerdict, updates: int) -> str:
    """That only the first updates were followed, where it is so; else ""."""
    if verdict.why_not or verdict.checked == updates:
        return ""
    return f"Of {updates:,} updates the first {verdict.checked:,} were followed."


def _things(departures: Iterable[RuleDeparture]) -> list[str]:
    """One sentence for each thing, with all updates in which it is so."""
    things: dict[tuple[str, str], list[RuleDeparture]] = {}
    for one in departures:
        things.setdefault((one.kind, one.said), []).append(one)
    rates = [key for key in things if key[0] == "alpha"]
    found = []
    if len(rates) > SEVERAL:
        several = [one for key in rates for one in things.pop(key)]
        values = [one.value for one in several if one.value is not None]
        least, most = apart(min(values), max(values))
        found.append(
            f"{_updates(several)}: W follows an α of its own in each, from {least} to {most}, where the "
            "optimizer says another."
        )
    for (kind, text), several in things.items():
        if kind == "more":
            found.append(
                f"W departs in {counted_as(len(several), 'more update')}, which were not looked into."
            )
        else:
            found.append(f"{_updates(several)}: {text}.")
    return found


def _updates(several: Iterable[RuleDeparture]) -> str:
    """ "Update 3", "Updates 3, 5 and 9", "Updates 3 to 100", "From update 3 on"."""
    places = sorted({one.update + 1 for one in several})
    since = [one.update if one.since is None else one.since for one in several if one.stays]
    if since:
        return f"From update {since[0] + 1} on"
    if len(places) > 2 and places == [*range(places[0], places[-1] + 1)]:
        return f"Updates {places[0]} to {places[-1]}"
    if len(places) > 6:
        return f"Updates {', '.join(map(str, places[:4]))} and {len(places) - 4} more"
    listed = [str(place) for place in places]
    many = " and ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else listed[0]
    return f"Update{'s' * (len(listed) > 1)} {many}"
