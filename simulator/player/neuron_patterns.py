"""The steps neuron by neuron, as one pattern for each layer: they differ only in the number of the neuron."""

from collections.abc import Callable
from typing import Any

from ..steps.letters import SUBSCRIPTS
from ..steps.session import Session
from ..steps.step import Step
from ..steps.timeline import of_one_neuron, steps_of

SPELT_OUT = 600  # steps; a walk of fewer is sent step by step
C, LOWERED = "\x01", "\x02"


def few(session: Session) -> bool:
    """Whether the walk neuron by neuron has few steps."""
    return 2 * session.updates * sum(session.network.widths[1:]) <= SPELT_OUT


def patterns(session: Session, written: Callable[[Step], Any]) -> list[Any] | None:
    """For each step by operation its place, or the pattern of its neurons' steps; see neurons.js.

    `written` gives a step as plain data with its texts in it. None where the pattern of the first two neurons
    does not give the last.
    """
    found: list[Any] = []
    for at, step in enumerate(steps_of(session)):
        if step.kind not in ("n", "S"):
            found.append(at)
            continue
        count = session.network.widths[step.layer - 1]
        update = session.walked[step.update - 1]
        places = (1, min(2, count), count)
        first, second, last = (written(of_one_neuron(update, step, c)) for c in places)
        try:
            made = pattern(first, second)
        except (KeyError, ValueError):  # the two are not built alike
            return None
        if expanded(made, count) != last:
            return None
        found.append({"step": made, "count": count})
    return found


def pattern(first: Any, second: Any) -> Any:
    """What the data of neurons 1 and 2 have in common; {"c": …} stands where the neuron's number c goes in.

    There a number is c plus what is given, and a text has c in the place of C, and its lowered digits in that
    of LOWERED. Raises KeyError or ValueError where the two are not built alike.
    """
    if isinstance(first, dict):
        return {key: pattern(first[key], second[key]) for key in first}
    if isinstance(first, list):
        return [pattern(*pair) for pair in zip(first, second, strict=True)]
    if first == second:
        return first
    if isinstance(first, int):
        return {"c": first - 1}
    marks = {"1": C, "₁": LOWERED}
    pairs = zip(first, second, strict=True)
    return {"c": "".join(one if one == two else marks.get(one, C) for one, two in pairs)}


def expanded(given: Any, c: int) -> Any:
    """The data of neuron c."""
    match given:
        case {"c": str(text), **rest} if not rest:
            return text.replace(C, str(c)).replace(LOWERED, str(c).translate(SUBSCRIPTS))
        case {"c": int(offset), **rest} if not rest:
            return c + offset
        case dict():
            return {key: expanded(value, c) for key, value in given.items()}
        case list():
            return [expanded(value, c) for value in given]
    return given
