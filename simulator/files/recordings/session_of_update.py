"""A recorded update as a walk: its rows as one batch, and the optimizer's rule with what it had kept.

F of the walk is that of the rows as the loss has it; the loop's own is c times that. The rule's numbers take
the c on, so that W goes where it went in the loop.
"""

from dataclasses import dataclass

import numpy as np

from ...core.inputs import Array
from ...core.loss import LOSSES
from ...core.network import Network, entry_name, free_part
from ...core.propagation import gradient
from ...core.wording import counted_as, said
from ...steps.session import MOST_ITEMS, Session
from ...steps.walks.session_of_run import TOGETHER, most_updates
from .departures.gradient_departure import AGREES, departure_of
from .departures.loop_rule import LoopRule, loop_rule
from .departures.rule_walk import RuleWalk
from .recording import Recording

PAGES_RATE = 0.1  # α where the loop's is none of the walk's
WALKED = 5  # updates, where they are not the loop's own


@dataclass(frozen=True, eq=False, slots=True)
class RecordedWalk:
    """`remarks` say what it is beside the loop, `lacks` those of them that say what it has not of it.

    `follows`: how many updates of the loop it goes through, 0 where it lacks something.
    """

    session: Session
    remarks: tuple[str, ...]
    lacks: tuple[str, ...]
    follows: int


@dataclass(frozen=True, eq=False, slots=True)
class _Taken:
    """How the walk takes an update of the loop, and what of the loop it cannot take."""

    network: Network
    loss: str
    factor: float  # c: the loop's F of the rows, in units of the walk's
    loop: LoopRule
    whole: bool  # it takes the rows at once, as the loop did
    remarks: tuple[str, ...]  # each of something that the walk has not


def walk_of(recording: Recording, k: int, *, most: int = 1) -> RecordedWalk:
    """The walk of update k, from 0, and of those after it, `most` in all, that go on in the same way.

    Raises InputError where the network or the numbers are more than a walk takes.
    """
    optimizer = recording.optimizer
    rules = RuleWalk(recording) if optimizer is not None and optimizer.row is not None else None
    taken = _taken(recording, k, rules, len(recording.X(k)) <= MOST_ITEMS)
    count = 1
    if taken.whole:
        session = _session(recording, k, taken, 1)
        if (room := most_updates(session)) < 1:
            taken = _taken(recording, k, rules, False)
        elif not taken.remarks:
            count = _going_on(recording, k, taken, rules, min(most, room))
    lacks = taken.remarks
    session = _session(recording, k, taken, count)
    return RecordedWalk(session, _told(recording, k, taken, count), lacks, 0 if lacks else count)


def _session(recording: Recording, k: int, taken: _Taken, count: int) -> Session:
    """The walk of so many updates from k on; where the rows are not taken as a whole, of a few rows of k."""
    loop = taken.loop.with_error_in_units_of(taken.factor)
    how = taken.loss, loop.alpha, count if taken.whole else WALKED
    if taken.whole:
        X, T = (np.concatenate([of(j) for j in range(k, k + count)]) for of in (recording.X, recording.T))
    else:
        X, T = recording.X(k)[:WALKED], recording.T(k)[:WALKED]
    size = len(recording.X(k)) if taken.whole else 1
    return Session(taken.network, X, T, *how, rule=loop.rule, state=loop.state, batch_size=size)


def _taken(recording: Recording, k: int, rules: RuleWalk | None, whole: bool) -> _Taken:
    N, share = len(recording.X(k)), share_of(recording, k)
    plain = "tse" if LOSSES[recording.loss].mean else recording.loss
    loss = recording.loss if N > 1 and whole else plain  # φ of a row alone is neither sum nor mean
    factor = 1.0 if share is None else share * N if LOSSES[loss].mean else share
    network = recording.network(k)
    network = network.replace(frozen=network.frozen | set(recording.made[k].missing))
    loop, why = loop_rule(recording, k, rules)
    remarks = [why] if why else []
    loop = loop or LoopRule(None, PAGES_RATE / factor, None)
    if share is None:
        turned = bool((recording.scale(k) < 0).all())
        how = "gave the loss the other sign" if turned else "weighted its rows differently"
        remarks.append(f"The loop {how}; here F is φ of every row alike, and α is the page's.")
        loop = LoopRule(None, PAGES_RATE, None)
    if not whole:
        few = f"here {WALKED} of them are walked one by one"
        remarks.append(f"It took {N:,} rows at once, which a walk has no room for; {few}.")
    elif recording.carried(k):
        remarks.append("Gradients of earlier passes were still there; here they are not.")
    elif not remarks:
        network, loop, more = _of_gradients(recording, k, network, loop, loss, factor)
        remarks += more
    return _Taken(network, loss, factor, loop, whole, tuple(remarks))


def _of_gradients(
    recording: Recording, k: int, network: Network, loop: LoopRule, loss: str, factor: float
) -> tuple[Network, LoopRule, list[str]]:
    """What was done to the gradients: clipping joins the rule, a mask freezes, the rest is said."""
    found = departure_of(recording, k)
    if found is None:
        return network, loop, []
    kinds = set(found.kind.split(" and "))
    if "mask" in kinds:
        entries = _masked(recording, k)
        if all(_stays(recording, k, *entry) for entry in entries):
            names = {entry_name(name, *(i + 1 for i in place)) for name, place in entries}
            network = network.replace(frozen=network.frozen | names)
            kinds -= {"mask"}
    if kinds == {"factor"} and (clip := _clip(recording, k, network, loss, factor)) is not None:
        return network, loop.clipped(clip), []
    said_so = f"Here the gradients are those of the loss alone; in the loop, {found.said}."
    return network, loop, [said_so] if kinds else []


def _masked(recording: Recording, k: int) -> list[tuple[str, tuple[int, ...]]]:
    """The entries that have 0 where the loss has something else, with their places from 0."""
    theirs, ours = recording.gradient(k), recording.simulated(k)
    most = max(float(np.abs(array).max()) for by in theirs.values() for array in by.values())
    found = []
    for kind, by in theirs.items():
        for l, array in by.items():
            away = (array == 0) & (np.abs(ours[kind][l]) > AGREES * most)
            found += [(f"{kind[1]}{l}", tuple(int(i) for i in place)) for place in np.argwhere(away)]
    return found


def _stays(recording: Recording, k: int, name: str, place: tuple[int, ...]) -> bool:
    made, array = recording.made[k], recording.arrays[name]
    return bool(array[(made.before, *place)] == array[(made.after, *place)])


def _clip(recording: Recording, k: int, network: Network, loss: str, factor: float) -> float | None:
    """The norm that the loop clipped its gradients to, in few digits where they do; None above 1."""
    g = gradient(network, recording.X(k), recording.T(k), loss)
    ours = _norm({f"{kind}{l}": of[l] for kind, of in (("W", g.dW), ("b", g.db)) for l in of}, network)
    by_name = {
        f"{kind[1]}{l}": array for kind, by in recording.gradient(k).items() for l, array in by.items()
    }
    theirs = _norm(by_name, network)
    if not 0 < theirs < factor * ours:
        return None
    norm = theirs * (ours + 1e-6) / ours  # of which the walk makes the same factor
    close = 1e-5 if recording.precision != "float64" else 1e-10
    short = (float(f"{norm:.{digits}g}") for digits in range(1, 6))
    return next((one for one in short if factor == 1 and abs(one - norm) <= close * norm), norm)


def _norm(arrays: dict[str, Array], network: Network) -> float:
    with np.errstate(over="ignore"):
        squares = [np.square(free_part(network.frozen, name, array)).sum() for name, array in arrays.items()]
        return float(np.sqrt(sum(squares)))


def share_of(recording: Recording, k: int) -> float | None:
    """How much of a row's φ the loop differentiated; None where rows differ or it is not above 0."""
    scale = recording.scale(k)
    share = float(scale[0])
    return share if share > 0 and bool((np.abs(scale - share) <= AGREES * share).all()) else None


def _going_on(recording: Recording, k: int, taken: _Taken, rules: RuleWalk | None, most: int) -> int:
    """How many updates from k on take as many rows in the same way, each from where the last one led."""
    count, N = 1, len(recording.X(k))
    while count < most and k + count < recording.updates and N * (count + 1) <= TOGETHER:
        j = k + count
        before, made = recording.made[j - 1], recording.made[j]
        if made.before != before.after or made.state is not None or len(recording.X(j)) != N:
            break
        then = _taken(recording, j, rules, True)
        same = (
            not then.remarks
            and (then.network.frozen, then.loss) == (taken.network.frozen, taken.loss)
            and abs(then.factor - taken.factor) <= AGREES * taken.factor
            and then.loop.goes_like(taken.loop)
        )
        if not same:
            break
        count += 1
    return count


def _told(recording: Recording, k: int, taken: _Taken, count: int) -> tuple[str, ...]:
    """Sentences on the rows, the updates after it, the units of F and what the walk has not."""
    N, c, told = len(recording.X(k)), taken.factor, []
    if N > 1 and taken.whole:
        told.append(f"It took {N} rows at once, which are the items of a batch here.")
    if count > 1 and not taken.remarks:
        told.append(
            f"{counted_as(count - 1, 'more update')} of the loop {'follow' if count > 2 else 'follows'}."
        )
    if c != 1 and share_of(recording, k) is not None:
        names = "" if taken.remarks else taken.loop.changed_by_units
        take = "take" if " and " in names else "takes"
        on = f"; {names} {take} that on, and W moves as in the loop" if names else ""
        told.append(
            f"The loop's F took {said(c, 6)} of F here; S and ∂F/∂W are {said(1 / c, 6)} times its{on}."
        )
    return (*told, *taken.remarks)
