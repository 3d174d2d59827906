"""All that the player needs for a walk, as one JSON value: every number once, every step by reference."""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from latex2mathml.converter import convert

from ..core.activation import ACTIVATIONS
from ..core.activations.softmax import softmax_slopes
from ..core.inputs import Array, whole
from ..core.loss import LOSSES
from ..core.losses.loss_row import Loss
from ..core.network import Network, frozen_entries
from ..core.propagation import jacobian
from ..draw.colours import LIGHT, PALETTES, RECEDED, legend, scales
from ..draw.figure import plotly_json
from ..draw.graph import ALONG, ARROWED, LABELLED, picture
from ..draw.neuron_curves import curve_of, quiet_of
from ..draw.shown_items import summed_said
from ..steps.foretelling import Foretelling
from ..steps.formulas.digits import FULL, shown
from ..steps.formulas.formula import (
    COLUMNS,
    ELIDE_ABOVE,
    KEPT,
    LOWERED_SYMBOL,
    SYMBOL,
    AnyNeuron,
    Index,
    Letter,
    Line,
    Mark,
    Numbers,
    Products,
    Relation,
    Token,
)
from ..steps.formulas.letters import plain
from ..steps.formulas.notation import NOTES, Notation
from ..steps.kinds.backward_batches import answers_of_items
from ..steps.kinds.output_sensitivity import output_slope, saturated
from ..steps.notes_of_file import StepNote
from ..steps.session import Session, Update
from ..steps.step import PHASE_TITLES, Step
from ..steps.timeline import in_letters_of, of_one_neuron
from ..steps.words.announcement import announcement, lit_words
from ..steps.words.introduction import letters, phases, purpose
from .expected_answers import Wanted, answers_to, expected_answers
from .menus import menus
from .step_moulds import Watched, steps_made

# How the graph is drawn, apart from its colours.
DRAWING = {"receded": RECEDED, "light": LIGHT, "arrowed": ARROWED, "labelled": LABELLED, "along": ALONG}
LOOKS = {
    "palettes": PALETTES,
    "drawing": DRAWING,
    "phases": PHASE_TITLES,
    "elision": {"above": ELIDE_ABOVE, "columns": COLUMNS, "kept": KEPT},
}
AT_ONCE = 2  # updates whose steps can be asked for: the one asked for and the next
Practised = int | range | None
SOME_NEURON = "70077007"  # stands for a neuron's number while a formula becomes MathML; no layer is so wide
LISTED = 256  # an array of more numbers is sent as its bytes, or as the rule that gives it; see arrays.js


def payload(
    session: Session,
    name: str,
    about: str = "",
    *,
    practice: Practised = None,
    notation: Notation = NOTES,
    exercises: Sequence[Wanted] = (),
    notes: Sequence[StepNote] = (),
) -> dict[str, Any]:
    """The walk of a session as JSON data; `name` says which walk it is: a new one starts at step 0.

    `practice`: with what answers to the steps of that update, from 1, and of the next, or of a range of
    them, are compared with. `exercises`: with what answers to the steps of each of these are, as a list.
    `notes`: on single steps.
    """
    table = shared_values(session)
    content = {"name": name, "about": about, **numbers_and_steps(session, table, notation)}
    if practice is not None:
        asked = practised(session, practice)
        content["practice"] = expected_answers(session, asked, content["updates"], table, notation)
    if exercises:
        content["exercises"] = _exercises(session, exercises, content["updates"], table, notation)
    if notes:
        content["notes"] = [[note.kind, note.layer, note.update - 1, note.text] for note in notes]
    shared = {"arrays": table.arrays, "texts": table.texts, "formulas": table.formulas}
    return content | shared | {"calm": table.calm}


def shared_values(session: Session) -> "SharedValues":
    """A table for the walk of a session, empty still."""
    return SharedValues({key: array for u in session.walked for key, array in u.calm.arrays.items()})


def numbers_and_steps(session: Session, table: "SharedValues", notation: Notation = NOTES) -> dict[str, Any]:
    """Everything of a walk but what it is called and what is asked; what is shared goes to the table."""
    return {
        **_worded(session, table, notation),
        **_set_up(session),
        **_drawn(session.network),
        **LOOKS,
        "curves": {
            name: curve_of(name, session) for name in sorted(set(session.network.activation.values()))
        },
        "set": {"x": table.array(session.X), "t": table.array(session.T)},
        "updates": [_update(u, table) for u in session.walked],
        "steps": _steps(session, table, notation),
    }


def _exercises(
    session: Session,
    exercises: Sequence[Wanted],
    told: list[dict[str, Any]],
    table: "SharedValues",
    notation: Notation,
) -> list[dict[str, Any]]:
    known: dict[int, Any] = {}
    return [answers_to(session, wanted, told, table, known, notation) for wanted in exercises]


def practised(session: Session, practice: int | range) -> range:
    """The numbers of the updates; raises InputError for one that is not walked."""
    count = len(session.walked)
    if isinstance(practice, range):
        for end in (*practice[:1], *practice[-1:]):
            whole(end, "the updates that are asked for", 1, count)
        return practice
    first = whole(practice, "the update that is asked for", 1, count)
    return range(first, min(first + AT_ONCE, count + 1))


def _set_up(session: Session) -> dict[str, Any]:
    """The loss and how it is drawn, the pieces of activations, how pairs are taken, α, and what is frozen."""
    return {
        "alpha": session.learning_rate,
        "frozen": sorted(session.network.frozen),
        "loss": LOSSES[session.loss].title,
        "summed": summed_said(LOSSES[session.loss]),
        "lossPicture": _loss_picture(LOSSES[session.loss]),
        "pieces": _pieces(session.network),
        "pairs": len(session.X),
        "batch": session.at_once if session.at_once > 1 else None,
        "asYouGo": session.order == "as-you-go",
        "legend": legend(session),
        "scales": scales(session),
    }


def _worded(session: Session, table: "SharedValues", notation: Notation) -> dict[str, Any]:
    """What is written in the notation, and that itself where it is not the notes'."""
    return {
        "introduction": _introduction(session, notation),
        "outputSlope": _output_slope(LOSSES[session.loss], table, notation),
        "menus": menus(session.at_once > 1, notation),
        **({} if notation is NOTES else {"notation": notation.json()}),
    }


def _drawn(network: Network) -> dict[str, Any]:
    """The graph: layers, which neurons are shown and where, edges from the lightest, Plotly's figure."""
    drawn = picture(network)
    return {
        "layers": [
            {
                "width": width,
                "activation": network.activation.get(l, "input"),
                "shown": [c for layer, c in sorted(drawn.place) if layer == l],
                "hidden": drawn.hidden[l],
                "gap": drawn.gap.get(l),
            }
            for l, width in enumerate(network.widths, start=1)
        ],
        "rows": drawn.rows,
        "place": [[*spot, *at] for spot, at in sorted(drawn.place.items())],
        "edges": drawn.edges,
        "figure": plotly_json(drawn, network.depth),
    }


def _introduction(session: Session, notation: Notation) -> dict[str, Any]:
    """What a newcomer is told, with the letters of this walk."""
    rows = letters(LOSSES[session.loss], notation, batch=session.at_once > 1)
    return {
        "purpose": purpose(notation),
        "phases": phases(notation),
        "letters": [[mathml(latex), meaning] for latex, meaning in rows],
    }


def sent(
    session: Session,
    name: str,
    about: str = "",
    *,
    practice: Practised = None,
    notation: Notation = NOTES,
    notes: Sequence[StepNote] = (),
) -> str:
    """The same as text, as the component takes it."""
    return as_text(payload(session, name, about, practice=practice, notation=notation, notes=notes))


def as_text(walk: Mapping[str, Any]) -> str:
    """What `payload` made, as `sent` has it."""
    return json.dumps(walk, separators=(",", ":"))


class SharedValues:
    """Arrays, texts and formulas that many steps share, each kept once and then referred to by its place.

    `calms`: by its id, what is printed with 2 to 6 digits in place of an array that holds noise; its place
    is then given by `calm`.
    """

    def __init__(self, calms: Mapping[int, Array] | None = None) -> None:
        self._calms = calms or {}
        self.calm: dict[int, int] = {}
        self.arrays: list[Any] = []
        self.texts: list[str] = []
        self.formulas: list[list[Any]] = []
        self._places: dict[Any, int] = {}
        self._seen: list[
            Array
        ] = []  # as long as they are kept, no other array can have the id of one of them

    def array(self, array: Array, rule: str = "", *operands: Array, calm: Array | None = None) -> int:
        """The place of an array. A large one that a rule gives bit for bit is sent as that rule."""
        known = self._places.get(("array", id(array)))
        if known is not None:
            return known
        self._seen.append(array)
        large = array.size > LISTED
        places = [self.array(operand) for operand in operands] if large else []
        calm = self._calms.get(id(array), calm)
        if calm is not None and np.array_equal(calm, array):
            calm = None
        content = (
            id(array) if large else (array.shape, array.tobytes(), b"" if calm is None else calm.tobytes())
        )
        place = self._place(content, self.arrays, lambda: {rule: places} if places else _written(array))
        self._places["array", id(array)] = place
        if calm is not None and place not in self.calm:
            rule = rule if rule == "outer" else ""  # a product of what is printed; the others are not
            self.calm[place] = self.array(
                calm, rule, *(self._calms.get(id(one), one) for one in operands if rule)
            )
        return place

    def packed(self, rows: Array) -> int:
        """The place of rows, (M, E), as their bytes: float32, or float64 where they would not fit."""
        kind = "f4" if rows.dtype == np.float32 else "f8"
        content = base64.b64encode(rows.astype(f"<{kind}").tobytes()).decode()
        place = self._place(
            (kind, rows.shape, content), self.arrays, lambda: {kind: content, "shape": rows.shape}
        )
        return int(place)

    def jacobian(self, u: Update, l: int) -> int:
        """The place of ∂n_l/∂n_{l−1}; a large one is not made here."""
        W, slopes = u.before.W[l], u.run.slopes[l - 1]
        if W.size <= LISTED:
            return self.array(jacobian(u.before, u.run, l))
        rule = "jacobian" if slopes.ndim == 1 else "product"
        self.arrays.append({rule: [self.array(W), self.slopes(u, l - 1)]})
        return len(self.arrays) - 1

    def slopes(self, u: Update, l: int) -> int:
        """The place of A_l, its diagonal or for softmax all of it; a large one of softmax follows from y."""
        slopes = u.run.slopes[l]
        of_softmax = ACTIVATIONS[u.before.activation[l]].slope is softmax_slopes
        return self.array(slopes, "softmax", u.run.a[l]) if of_softmax else self.array(slopes)

    def text(self, text: str) -> Any:
        """The place of a text."""
        return self._place(text, self.texts, lambda: text)

    def formula(self, tokens: tuple[Token, ...]) -> Any:
        """The place of a formula."""
        return self._place(("formula", tokens), self.formulas, lambda: [_token(one, self) for one in tokens])

    def grow(self, places: Mapping[Any, int], texts: Iterable[str], formulas: Iterable[list[Any]]) -> None:
        """Take in texts and formulas that are new, in the next places, which these are."""
        self._places.update(places)
        self.texts.extend(texts)
        self.formulas.extend(formulas)

    def _place(self, key: Any, column: list[Any], content: Any) -> int:
        if key not in self._places:
            self._places[key] = len(column)
            column.append(content())
        return self._places[key]


class Pattern:
    """For a step made for any neuron: its texts and formulas stay where they are; arrays go to a table.

    {"c": …} stands where the neuron's number c goes in: a number is c plus what is given, and a text has c in
    the place of SYMBOL, and its lowered digits in that of LOWERED_SYMBOL; see neurons.js.
    """

    def __init__(self, table: SharedValues | Watched) -> None:
        self.array = table.array

    def text(self, text: str) -> Any:
        """The text itself."""
        return {"c": text} if SYMBOL in text or LOWERED_SYMBOL in text else text

    def formula(self, tokens: tuple[Token, ...]) -> Any:
        """The formula itself."""
        return [_token(one, self) for one in tokens]


AnyTable = SharedValues | Pattern | Watched


def _token(token: Token, table: AnyTable) -> dict[str, Any]:
    match token:
        case Letter(latex=latex, meaning=meaning):
            return {"m": table.text(mathml(latex)), "tip": table.text(meaning), **_named(token.of)}
        case Mark(latex=latex):
            return {"m": table.text(mathml(latex)), "open": latex == "("} if latex else {"m": table.text("")}
        case Numbers():
            return {
                "v": table.array(token.array, calm=token.calm),
                "r": _index(token.row),
                "c": _index(token.column),
                **({} if token.form == "plain" else {"f": token.form}),
                **({"here": True} if token.found_here else {}),
                **_named(token.of),
            }
        case Products():
            sides = [_token(token.left, table), _token(token.right, table)]
            return {"s": sides, "squares": token.squares}
        case Relation():
            return {"rel": True}


def _named(of: str) -> dict[str, Any]:
    """Which numbers a letter or a token stands for, where that is said."""
    if not of:
        return {}
    return {"of": {"c": of} if SYMBOL in of else of}


def _index(index: Index | None) -> Any:
    return {"c": index.offset} if isinstance(index, AnyNeuron) else index


def _foretelling(found: Foretelling, table: AnyTable) -> dict[str, Any]:
    """What was foretold of an update and what F did; None for a number that there is not."""
    numbers = {"before": found.before, "after": found.after, "change": found.change}
    maybe = {"foretold": found.foretold, "share": found.share}
    return {
        **{name: _token(one, table) for name, one in numbers.items()},
        **{name: one and _token(one, table) for name, one in maybe.items()},
        "letters": table.formula(found.letters),
        "label": table.text(found.label),
        "text": table.text(found.text),
    }


def _line(line: Line, table: AnyTable) -> dict[str, Any]:
    return {"tokens": [_token(token, table) for token in line.tokens], "rule": line.rule}


def _written(array: Array) -> Any:
    if array.size <= LISTED:
        return array.tolist()
    return {"f8": base64.b64encode(array.astype("<f8").tobytes()).decode(), "shape": array.shape}


def _output_slope(loss: Loss, table: SharedValues, notation: Notation) -> dict[str, Any]:
    """∂φ/∂y as the inspector names it: its letters, and e with the factor before it, or what it is."""
    return {
        "letters": table.text(mathml(plain("output-slope", notation).latex)),
        "name": "e" if loss.factor is not None else loss.slope_said or "∂φ/∂y",
        "factor": loss.factor,
    }


def _loss_picture(loss: Loss) -> dict[str, Any]:
    """How F is drawn: the factor before the squares of e, or what the bars of its parts are called."""
    squares = loss.squares and {"weight": float(loss.squares.weight), "mean": loss.mean}
    return {"squares": squares, "parts": [*loss.parts_said]}


def _parts(u: Update, table: SharedValues) -> list[int]:
    """What each output adds to F, part by part, where that is drawn as bars: (L,), of a batch (L, B)."""
    K, run = u.before.depth, u.found
    found = u.rule.parts_of(run.t.T, run.n[K].T, ACTIVATIONS[u.before.activation[K]])
    return [table.array(np.ascontiguousarray(part.T)) for part in found]


def _pieces(network: Network) -> dict[str, dict[str, list[str]]]:
    """Kinks and slopes, as exact decimals, of the activations that are linear between their kinks."""
    rows = (ACTIVATIONS[name] for name in sorted(set(network.activation.values())))
    return {
        row.name: {
            "kinks": [shown(kink, FULL) for kink in row.kinks],
            "slopes": [*row.pieces],
            "atKinks": [*row.slopes_at_kinks],
        }
        for row in rows
        if row.pieces is not None
    }


@cache
def mathml(latex: str) -> str:
    """One piece of a formula as MathML, without the <math> around it."""
    whole = convert(latex.replace(SYMBOL, SOME_NEURON))
    inside = whole[whole.index(">") + 1 : whole.rindex("<")].replace(SOME_NEURON, SYMBOL)
    # A bar of a norm that opens a row is stretched by browsers, its partner under a power is not.
    return inside.replace("<mo>&#x02016;", '<mo stretchy="false">&#x02016;')


def _update(u: Update, table: SharedValues) -> dict[str, Any]:
    return _of_batch(u, table) if u.in_matrices else _of_pair(u, table)


def _of_batch(u: Update, table: SharedValues) -> dict[str, Any]:
    """As of a pair, in matrices: a column for each item, whose rows `items` has; no ∂n/∂n̂, one for each."""
    run = u.batch

    def by_layer(arrays: dict[int, Array]) -> dict[int, int]:
        return {l: table.array(array) for l, array in arrays.items()}

    answers, fused = answers_of_items(u)  # those alone have an answer that is not finite
    return {
        "item": u.item,
        "items": [*u.items],
        "mean": u.rule.mean,
        "t": table.array(run.t),
        "e": table.array(run.e),
        "dphi": table.array(np.where(np.isfinite(answers), answers, 0.0)),
        "fused": fused.tolist(),
        "parts": _parts(u, table),
        "quiet": {l: quiet_of(u, l) for l in run.n},
        "sent": {
            l: table.array(_sent_of_items(u, l), calm=u.calm.sent.get(l)) for l in range(2, u.before.depth)
        },
        "F": run.loss,
        "calmF": u.calm.F,
        "after": u.loss_after,
        **{letter: by_layer(getattr(run, letter)) for letter in ("n", "a", "A", "S", "dW", "db")},
        "J": {},
        **{letter: by_layer(getattr(u.before, letter)) for letter in "Wb"},
        "newW": by_layer(u.after.W),
        "newb": by_layer(u.after.b),
        **_of_rule(u, table),
    }


def _sent_of_items(u: Update, l: int) -> Array:
    """W S of every item, each with the bits of its own walk."""
    W = u.through(l + 1)
    return np.stack([W.dot(np.ascontiguousarray(S)) for S in u.batch.S[l + 1].T], axis=1)


def _of_pair(u: Update, table: SharedValues) -> dict[str, Any]:
    run = u.run

    def by_layer(arrays: dict[int, Array]) -> dict[int, int]:
        return {l: table.array(array) for l, array in arrays.items()}

    return {
        "item": u.item,
        "t": table.array(run.t),
        "e": table.array(run.e),
        "dphi": _if_finite(output_slope(u), table),
        "fused": saturated(u),
        "parts": _parts(u, table),
        "quiet": {l: quiet_of(u, l)[0] for l in run.n},
        "sent": {l: _sent_back(u, l, table) for l in range(2, u.before.depth)},
        "F": run.loss,
        "calmF": u.calm.F,
        "after": u.loss_after,
        "n": by_layer(run.n),
        "a": by_layer(run.a),
        "A": {l: table.slopes(u, l) for l in run.slopes},
        "J": {l: table.jacobian(u, l) for l in range(3, u.before.depth + 1)},
        "S": by_layer(run.S),
        "dW": {l: table.array(dW, "outer", run.a[l - 1], run.S[l]) for l, dW in run.dW.items()},
        "db": by_layer(run.db),
        "W": by_layer(u.before.W),
        "b": by_layer(u.before.b),
        "newW": {l: _new_weights(u, l, table) for l in u.after.W},
        "newb": by_layer(u.after.b),
        **_of_rule(u, table),
    }


def _new_weights(u: Update, l: int, table: SharedValues) -> int:
    """The place of W_l after the update; where all of it went by plain descent, a large one is that rule."""
    W = u.after.W[l]
    if u.moves is not None or frozen_entries(u.before.frozen, f"W{l}"):
        return table.array(W)
    return table.array(W, "descended", u.before.W[l], u.run.a[l - 1], u.run.S[l])


def _of_rule(u: Update, table: SharedValues) -> dict[str, Any]:
    """What an update rule computed, by name and layer."""
    if u.moves is None:
        return {}
    found: dict[str, dict[int, int]] = {}
    for (quantity, l), array in u.moves.shown.items():
        found.setdefault(quantity, {})[l] = table.array(array)
    return {"rule": found}


def _sent_back(u: Update, l: int, table: SharedValues) -> int:
    return table.array(u.through(l + 1).dot(u.run.S[l + 1]), calm=u.calm.sent.get(l))


def _if_finite(array: Array, table: SharedValues) -> int | None:
    """The place of an array; None where an entry is not finite, which JSON cannot hold."""
    return table.array(array) if np.isfinite(array).all() else None


def _steps(session: Session, table: SharedValues, notation: Notation) -> dict[str, list[Any]]:
    """By operation, and by neuron: there the place of a step by operation, or the pattern of its neurons."""

    def made(step: Step, watched: Watched) -> tuple[Any, Any]:
        whole_layer = _step(step, watched)
        return whole_layer, _pattern(session, step, watched) if step.kind in ("n", "S") else None

    steps: dict[str, list[Any]] = {"operation": [], "neuron": []}
    for at, (whole_layer, of_neurons) in enumerate(steps_made(session, table, notation, made)):
        steps["operation"].append(whole_layer)
        steps["neuron"].append(at if of_neurons is None else of_neurons)
    return steps


def _pattern(session: Session, step: Step, table: Watched) -> dict[str, Any]:
    count = session.network.widths[step.layer - 1]
    u = in_letters_of(session.walked[step.update - 1], step.notation)
    made = of_one_neuron(u, step, 1 if count == 1 else AnyNeuron())
    return {"step": _step(made, Pattern(table)), "count": count}


def _computed(step: Step) -> dict[str, Any]:
    """Which numbers the step computes, where that is said."""
    result = step.lines[0].tokens[-1]
    assert isinstance(result, Numbers)
    own = "" if step.neuron is None else f":{step.neuron}"
    return _named(f"{result.of.partition('@')[0]}{own}") if result.of else {}


def _step(step: Step, table: AnyTable) -> dict[str, Any]:
    out = {
        "kind": step.kind,
        "phase": step.phase,
        "l": step.layer,
        "u": step.update - 1,
        "neuron": _index(step.neuron),
        **_computed(step),
        "title": table.text(step.title),
        "text": table.text(step.text),
        "letters": table.formula(step.letters),
        "numbered": table.formula(step.numbered_letters),
        "lines": [_line(line, table) for line in step.lines],
        "sizes": table.text(step.sizes),
        "said": [
            table.text(piece) if isinstance(piece, str) else _token(piece, table)
            for piece in announcement(step)
        ],
        "litText": table.text(lit_words(step.lit)),
        "lit": [[[*map(_index, one)] for one in kind] for kind in (step.lit.neurons, step.lit.edges)],
    }
    if step.definition:
        out["definition"] = table.formula(step.definition)
    if step.note:
        out["note"] = table.text(step.note)
    if step.shows:
        out["shows"] = step.shows
    if step.matrices:
        out["matrices"] = [
            [table.text(name), table.array(array), parameter] for name, array, parameter in step.matrices
        ]
    if not step.computes:
        out["given"] = True
    if step.gain:
        out["gain"] = step.gain
    if step.foretelling:
        out["foretelling"] = _foretelling(step.foretelling, table)
    if step.comparison:
        out["compared"] = [table.array(step.comparison.old), table.array(step.comparison.new)]
    return out
