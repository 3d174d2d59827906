"""All that the player needs for a walk, as one JSON value: every number once, every step by reference."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ...core.activation import ACTIVATIONS
from ...core.inputs import whole
from ...core.loss import LOSSES
from ...core.losses.loss_row import Loss
from ...core.network import Network
from ...draw.colours import LIGHT, PALETTES, RECEDED, legend, scales
from ...draw.figure import plotly_json
from ...draw.graph import ALONG, ARROWED, LABELLED, picture
from ...draw.neuron_curves import curve_of
from ...draw.shown_items import summed_said
from ...steps.formulas.digits import FULL, shown
from ...steps.formulas.formula import (
    COLUMNS,
    ELIDE_ABOVE,
    KEPT,
)
from ...steps.formulas.letters import plain
from ...steps.formulas.notation import NOTES, Notation
from ...steps.notes_of_file import StepNote
from ...steps.session import Session
from ...steps.step import PHASE_TITLES
from ...steps.words.introduction import letters, phases, purpose
from ..answers.expected_answers import Wanted, answers_to, expected_answers
from .menus import menus
from .sent_steps import steps_sent
from .sent_updates import update_sent
from .shared_values import SharedValues, mathml

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
        "updates": [update_sent(u, table) for u in session.walked],
        "steps": steps_sent(session, table, notation),
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
    ends = scales(session)
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
        "scales": dict(ends),
        **({"beyond": sorted(ends.beyond)} if ends.beyond else {}),
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
    drawn, titles = picture(network), network.titles
    return {
        "layers": [
            {
                "width": width,
                "activation": network.activation.get(l, "input"),
                "title": titles.get(l, "input"),
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
