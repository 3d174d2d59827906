"""What the player compares answers with: for each update asked for, what each mistake gives at each step.

What is true stands in the walk already. What mistakes give is sent at the entries that the page has fields
for, in forms that are as short as may be; see answer_forms.py, led_answers.py and verdict.js.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from ...core.checks.fitted_numbers import Family
from ...core.checks.mistakes import TABLE, rows
from ...core.checks.slips.worked_with_slips import Key
from ...core.inputs import Array
from ...core.network import Network
from ...core.practice.alternatives import Alternative, Alternatives, alternatives_of
from ...core.practice.chosen_entries import chosen_entries
from ...core.practice.marking.feedback import SAID
from ...core.practice.marking.prompt import Prompt
from ...core.practice.marking.typed_number import REFUSED
from ...core.practice.true_steps import TrueSteps, of_update
from ...core.wording import SUBSCRIPTS
from ...steps.formulas.formula import COLUMNS, ELIDE_ABOVE, kept
from ...steps.formulas.notation import NOTES, Notation
from ...steps.formulas.told_place import place_told, shared_layers
from ...steps.session import Session, Update
from .answer_forms import FEW, AnswerTable, FormsOfUpdate, SentRows
from .led_answers import leading

BY_NEURON = ("n", "S")  # steps that are asked neuron by neuron too
Entries = Sequence[tuple[int, ...]]  # of an array, from 1; none named stands for all
# By update, from 1, the quantities as the walk calls them, "n:2", each with its entries; None: every one.
Wanted = Mapping[int, Mapping[str, Entries] | None]


@np.errstate(over="ignore", invalid="ignore")  # what a mistake would give may be past what float64 holds
def expected_answers(
    session: Session,
    numbers: Iterable[int],
    told: list[dict[str, Any]],
    table: AnswerTable,
    notation: Notation = NOTES,
) -> dict[str, Any]:
    """Those of updates by their numbers, from 1; `told`: what the walk says of each update.

    What is said of answers is written in the `notation`; arrays are the notes'.
    """
    return answers_to(session, dict.fromkeys(numbers), told, table, {}, notation)


def answers_to(
    session: Session,
    wanted: Wanted,
    told: list[dict[str, Any]],
    table: AnswerTable,
    known: dict[int, Alternatives],
    notation: Notation = NOTES,
) -> dict[str, Any]:
    """Those of some steps alone; `known` keeps what was found of an update for the next call."""
    updates, likeliest = {}, [*TABLE]
    for number, named in wanted.items():
        u = session.walked[number - 1]
        if number not in known:
            steps = true_steps(session, u)
            known[number] = alternatives_of(steps, steps.arrays)
        found = known[number]
        updates[number - 1] = _Expected(found, u, told[number - 1], table, notation).by_name(named)
        likeliest = rows(found.steps.task)  # the same for each
    said = notation.said
    mistakes = [
        {
            "name": row.name,
            "looks": said(row.looks),
            "sentence": said(row.sentence),
            "counted": said(row.counted),
        }
        for row in likeliest
    ]
    return {"mistakes": mistakes, "said": SAID, "refused": REFUSED, "updates": updates}


def true_steps(session: Session, u: Update) -> TrueSteps:
    """What is true of an update."""
    items = slice(u.items.start, u.items.stop)
    return of_update(
        u.before,
        session.X[items],
        session.T[items],
        session.loss,
        float(u.alpha),
        order=session.order,
        in_matrices=u.in_matrices,
        rule=u.update_rule,
        state=u.state,
    )


def _name(steps: TrueSteps, key: Key) -> str:
    """As the walk calls it: "n:2", "e", "momentum_W:2"; the W that AdamW decays is no gradient."""
    quantity, l = key
    if quantity in ("e", "F", "clip"):
        return quantity
    kind, _, letter = quantity.partition("_")
    move = next((move for move in steps.rule.active if move.kind == kind), None) if steps.rule else None
    if letter and move is not None and move.gives == "parameter":
        quantity = f"decayed_{letter}"
    return f"{quantity}:{l}"


class _Expected:
    """Those of one update; `told`: what the walk says of it."""

    def __init__(
        self,
        found: Alternatives,
        u: Update,
        told: dict[str, Any],
        table: AnswerTable,
        notation: Notation,
    ) -> None:
        self.found, self.steps, self.table, self.notation = found, found.steps, table, notation
        self.forms = FormsOfUpdate(self.found, u, told, table)
        self.order = {row.name: i for i, row in enumerate(rows(self.steps.task))}  # the places of mistakes
        self.sent: dict[Key, list[Alternative]] = {}  # in the order in which the player has them

    def by_name(self, named: Mapping[str, Entries] | None) -> dict[str, Any]:
        """Everything that is asked for; None: all that can be."""
        names = {_name(self.steps, key): key for key in self.steps.arrays}
        wanted: Mapping[str, Entries] = dict.fromkeys(names, ()) if named is None else named
        return {name: self.asked(key, wanted[name]) for name, key in names.items() if name in wanted}

    def asked(self, key: Key, entries: Entries) -> dict[str, Any]:
        """One quantity of a layer; what of it is asked by entries leads nowhere, and nothing leads to it."""
        prompt = Prompt(self.steps, key, self.found)
        places = _Places(self.steps.task.net, key, prompt.truth, entries, self.notation.turned)
        sent = SentRows(self.table)
        known = {} if entries else self.sent
        led = leading(self.forms, key, prompt.others, known, whole=places.chosen is None)
        own = [one for one in prompt.others if led is None or one not in led.led]
        others: dict[int, list[Any]] = {}
        for one in own:
            form = self.form(key, one.array, places, sent)
            others.setdefault(self.order[one.mistake], []).append(form)
        known[key] = sorted([*(led.led if led else ()), *own], key=lambda one: self.order[one.mistake])
        asked: dict[str, Any] = {
            "truth": self.forms.truth(key),
            "noise": float(f"{prompt.noise:.3g}"),
            "entries": places.chosen,
            "called": self.called(key, prompt),
            "look": self.table.text(place_told(prompt.look, self.notation, self.shared)),
            "fitted": [self.fitted(key, places, sent, *one) for one in prompt.fitted],
            "others": [[mistake, *forms] for mistake, forms in others.items()],
        }
        maybe = {
            "partly": prompt.partly or None,
            "axes": places.axes,
            "follows": led and [_name(self.steps, led.source), led.by, led.without],
            "rows": sent.place(),
        }
        if not places.some:
            self.forms.complete.add(key)
        if not places.some and key[0] in ("a", "S"):
            for i, one in enumerate(known[key]):
                self.forms.vectors.setdefault(one.array.tobytes(), [_name(self.steps, key), i])
        return asked | {name: value for name, value in maybe.items() if value is not None}

    def called(self, key: Key, prompt: Prompt) -> list[Any]:
        """What its entries are called, see core/practice/where_to_look.py, and whether they stand turned."""
        called, notation = prompt.called, self.notation
        own = [notation.said(called.prefix), called.lowered, called.item, called.twice]
        if not notation.turned:
            return own
        if key[0] == "A":
            sign = notation.signs["full-slopes" if key[1] in self.shared else "slopes"]
            own[0] = f"{sign.spoken or sign.latex}{str(key[1]).translate(SUBSCRIPTS)},"
            own[3] = False  # one for each neuron, on no diagonal
        return [*own, key[0].endswith("W")]

    @cached_property
    def shared(self) -> set[int]:
        """See told_place.py."""
        return shared_layers(self.steps)

    def form(self, key: Key, array: Array, places: "_Places", sent: SentRows) -> Any:
        """What an array follows from, or itself, at the entries that are asked for."""
        flat = places.of(array)
        if places.chosen is None and flat.size > FEW:
            known = self.forms.follows(key, array)
            if known is not None:
                return known
        return sent.form(flat)

    def fitted(self, key: Key, places: "_Places", sent: SentRows, family: Family, along: Array) -> list[Any]:
        """A mistake with a number of its own, and the array that it goes along, so many times."""
        letter, l = key[0][-1], key[1]
        most = None if math.isinf(family.most) else family.most
        told = [self.order[family.name], family.least, most, family.offset, family.whole]
        for source in (f"d{letter}", "old"):
            array = self.forms.old(key) if source == "old" else self.steps.arrays[source, l]
            for times in (1.0, -self.steps.task.alpha):
                if np.array_equal(times * array, along):
                    at = self.forms.told[letter][l] if source == "old" else self.forms.truth((source, l))
                    return [*told, times, {"t": at}]
        return [*told, 1.0, sent.form(places.of(along))]


class _Places:
    """The entries that can be asked for: those chosen of a large network, else those that are printed.

    `chosen`: their places from 1; `axes`: along each axis the numbers, from 1, of what is printed; None: all.
    `turned`: W is printed the other way round.
    """

    def __init__(
        self, net: Network, key: Key, truth: Array, entries: Entries = (), turned: bool = False
    ) -> None:
        self.chosen = sorted(set(entries)) or chosen_entries(net, key, truth.shape)
        self.axes = None if self.chosen else _printed(key[0], truth.shape, turned)

    @property
    def some(self) -> bool:
        """Whether not all are."""
        return self.chosen is not None or self.axes is not None

    def of(self, array: Array) -> Array:
        """Those of an array, flat."""
        if self.chosen is not None:
            return np.asarray(array[tuple(np.array(self.chosen).T - 1)])
        if self.axes is not None:
            array = array[np.ix_(*(np.array(axis) - 1 for axis in self.axes))]
        return np.ravel(array)


def _printed(quantity: str, shape: tuple[int, ...], turned: bool) -> list[list[int]] | None:
    """SentRows and columns that are printed; all before them are of parts or items, one at a time."""
    own = shape[1:] if quantity.startswith("corrected") or len(shape) > 2 else shape
    if not own:
        return None
    most = (own[0] if quantity in BY_NEURON else ELIDE_ABOVE, COLUMNS)
    if turned and quantity.endswith("W"):
        most = most[::-1]
    numbers = [
        [i + 1 for i in kept(size, allowed) if i is not None]
        for size, allowed in zip(own, most, strict=False)
    ]
    if [len(axis) for axis in numbers] == [*own]:
        return None
    return [[*range(1, size + 1)] for size in shape[: -len(own)]] + numbers
