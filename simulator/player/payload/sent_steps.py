"""The steps of a walk, as the player takes them: words and formulas that point at its numbers."""

from typing import Any

from ...steps.foretelling import Foretelling
from ...steps.formulas.formula import (
    AnyNeuron,
    Line,
    Numbers,
)
from ...steps.formulas.notation import Notation
from ...steps.session import Session
from ...steps.step import Step
from ...steps.timeline import in_letters_of, of_one_neuron
from ...steps.words.announcement import announcement, lit_words
from .shared_values import AnyTable, Pattern, SharedValues, index_sent, named_of, token_sent
from .step_moulds import Watched, steps_made


def steps_sent(session: Session, table: SharedValues, notation: Notation) -> dict[str, list[Any]]:
    """By operation, and by neuron: there the place of a step by operation, or the pattern of its neurons."""

    def made(step: Step, watched: Watched) -> tuple[Any, Any]:
        whole_layer = step_sent(step, watched)
        return whole_layer, pattern_of_neurons(session, step, watched) if step.kind in ("n", "S") else None

    steps: dict[str, list[Any]] = {"operation": [], "neuron": []}
    for at, (whole_layer, of_neurons) in enumerate(steps_made(session, table, notation, made)):
        steps["operation"].append(whole_layer)
        steps["neuron"].append(at if of_neurons is None else of_neurons)
    return steps


def pattern_of_neurons(session: Session, step: Step, table: Watched) -> dict[str, Any]:
    """The step of a layer for any one neuron of it, and how many there are."""
    count = session.network.widths[step.layer - 1]
    u = in_letters_of(session.walked[step.update - 1], step.notation)
    made = of_one_neuron(u, step, 1 if count == 1 else AnyNeuron())
    return {"step": step_sent(made, Pattern(table)), "count": count}


def _computed(step: Step) -> dict[str, Any]:
    """Which numbers the step computes, where that is said."""
    result = step.lines[0].tokens[-1]
    assert isinstance(result, Numbers)
    own = "" if step.neuron is None else f":{step.neuron}"
    return named_of(f"{result.of.partition('@')[0]}{own}") if result.of else {}


def step_sent(step: Step, table: AnyTable) -> dict[str, Any]:
    """A step."""
    out = {
        "kind": step.kind,
        "phase": step.phase,
        "l": step.layer,
        "u": step.update - 1,
        "neuron": index_sent(step.neuron),
        **_computed(step),
        "title": table.text(step.title),
        "text": table.text(step.text),
        "letters": table.formula(step.letters),
        "numbered": table.formula(step.numbered_letters),
        "lines": [_line(line, table) for line in step.lines],
        "sizes": table.text(step.sizes),
        "said": [
            table.text(piece) if isinstance(piece, str) else token_sent(piece, table)
            for piece in announcement(step)
        ],
        "litText": table.text(lit_words(step.lit)),
        "lit": [[[*map(index_sent, one)] for one in kind] for kind in (step.lit.neurons, step.lit.edges)],
    }
    if step.definition:
        out["definition"] = table.formula(step.definition)
    if step.note:
        out["note"] = table.text(step.note)
    out |= {name: found for name, found in (("shows", step.shows), ("gain", step.gain)) if found}
    if step.matrices:
        out["matrices"] = [
            [table.text(name), table.array(array), parameter] for name, array, parameter in step.matrices
        ]
    if not step.computes:
        out["given"] = True
    if step.foretelling:
        out["foretelling"] = _foretelling(step.foretelling, table)
    if step.comparison:
        out["compared"] = [table.array(step.comparison.old), table.array(step.comparison.new)]
    return out


def _foretelling(found: Foretelling, table: AnyTable) -> dict[str, Any]:
    """What was foretold of an update and what F did; None for a number that there is not."""
    numbers = {"before": found.before, "after": found.after, "change": found.change}
    maybe = {"foretold": found.foretold, "share": found.share}
    return {
        **{name: token_sent(one, table) for name, one in numbers.items()},
        **{name: one and token_sent(one, table) for name, one in maybe.items()},
        "letters": table.formula(found.letters),
        "label": table.text(found.label),
        "text": table.text(found.text),
    }


def _line(line: Line, table: AnyTable) -> dict[str, Any]:
    return {"tokens": [token_sent(token, table) for token in line.tokens], "rule": line.rule}
