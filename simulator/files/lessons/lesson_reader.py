"""A lesson from its JSON, which lesson.schema.json beside this file describes; it may be a stranger's."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...core.inputs import InputError
from ...core.wording import counted_as
from ...steps.formulas.notation import NOTES, Notation
from ...steps.session import MOST_UPDATES, ORDERS, Session
from ...steps.step import Step
from ...steps.timeline import GRAINS, step_count, steps_of
from ...steps.walk_cost import check_together
from ..gallery import EXAMPLES, example
from ..networks import json_format
from ..untrusted.bounded_json import parse
from ..untrusted.json_fields import Fields, checked_choice, checked_text, checked_whole, read_json
from .lesson import AskedStep, Entry, Lesson, LessonPart, Question
from .told_names import told

SCHEMA = Path(__file__).with_name("lesson.schema.json")  # what a lesson looks like, for editors
FORMAT = "backprop-simulator lesson"
MOST_BYTES = 200_000
MOST_PARTS, MOST_PARAGRAPHS, MOST_TEXT, MOST_TITLE = 30, 8, 800, 100
MOST_MINUTES, MOST_OPTIONS, MOST_NAMED = 8, 6, 60
MOST_STEPS = 2_000  # of all its walks together
MOST_ASKED_UPDATES = 10  # of all its walks: for each it is found what every mistake would give
WIDEST = 32  # neurons of a layer: more cannot be filled in


def read_lesson(data: bytes, notation: Notation = NOTES) -> Lesson:
    """The lesson, the letters that its texts name in this notation.

    Raises InputError, with the part and the key, for what is not as it should be.
    """
    if len(data) > MOST_BYTES:
        raise InputError(f"a lesson must have at most {MOST_BYTES:,} bytes; it has {len(data):,}")
    parse(data, "the lesson")  # its depth and length, before anything is made of it
    fields = read_json(data, "the lesson")
    fields.choice("format", (FORMAT,))
    fields.choice("version", (1,))
    title, about = (
        told(fields.text(key, most), notation, None, f"the lesson, {key}")
        for key, most in (("title", MOST_TITLE), ("about", MOST_TEXT))
    )
    minutes = fields.whole("minutes", 1, MOST_MINUTES)
    networks = {
        checked_text(name, "the name of a network", MOST_TITLE): _session(
            Fields(value, f"the network {name!r:.60}")
        )
        for name, value in _object(fields.take("networks"), "networks").items()
    }
    check_together(networks.values())
    walks = _Walks()
    given = fields.items("parts", MOST_PARTS, least=1)
    fields.end()
    parts = [
        _part(Fields(one, f"part {number}"), networks, walks, notation)
        for number, one in enumerate(given, start=1)
    ]
    return Lesson(title, about, minutes, tuple(parts), hashlib.sha256(data).hexdigest()[:12], notation)


def _object(value: Any, place: str) -> dict[str, Any]:
    if type(value) is not dict or not 1 <= len(value) <= MOST_PARTS:
        raise InputError(f"{place} must be an object of 1 to {MOST_PARTS} networks, each by its name")
    return value


def _session(fields: Fields) -> Session:
    """An example of the gallery, or a network as a file holds it; with other updates, α or batch size."""
    name = fields.take("example", None)
    if name is None:
        session = _own(fields)
    else:
        session = example(checked_choice(name, f"{fields.place}, example", EXAMPLES)).session
    how = {
        "updates": fields.whole("updates", 1, MOST_UPDATES, session.updates),
        "order": fields.choice("order", ORDERS, session.order),
        "learning_rate": fields.number("learning_rate", session.learning_rate),
        "batch_size": fields.whole("batch_size", 1, len(session.X), session.batch_size),
    }
    fields.end()
    widest = max(session.network.widths)
    if widest > WIDEST:
        raise InputError(f"{fields.place} must have layers of at most {WIDEST} neurons; one has {widest}")
    return replace(session, **how)


def _own(fields: Fields) -> Session:
    """A network of its own, in the simulator's JSON, with loss, learning rate and pairs."""
    content = fields.take("network")
    model = json_format.read(json.dumps(content).encode())
    if model.loss is None or model.learning_rate is None or model.X is None or model.T is None:
        raise InputError(f"{fields.place}, network must have loss, learning_rate and pairs")
    return Session(model.network, model.X, model.T, model.loss, model.learning_rate, 1)


class _Walks:
    """The steps of the lesson's walks, each made once, and the updates in which it asks."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, str], tuple[Step, ...]] = {}
        self._asked: set[tuple[int, int]] = set()

    def steps(self, session: Session, grain: str, place: str) -> tuple[Step, ...]:
        """Those of a walk; raises InputError where all of them together are too many."""
        key = (id(session), grain)
        if key not in self._made:
            count = step_count(session, grain) + sum(map(len, self._made.values()))
            if count > MOST_STEPS:
                raise InputError(
                    f"{place}: the walks of a lesson must have at most {MOST_STEPS:,} steps together; "
                    f"with this one they have {count:,}"
                )
            self._made[key] = steps_of(session, grain)
        return self._made[key]

    def ask(self, session: Session, updates: Iterable[int], place: str) -> None:
        """Count the updates of a part in which it asks; raises InputError where they are too many."""
        self._asked |= {(id(session), update) for update in updates}
        if len(self._asked) > MOST_ASKED_UPDATES:
            raise InputError(
                f"{place}: a lesson must ask in at most {MOST_ASKED_UPDATES} updates, those of each network "
                f"counted by themselves; with this part they are {len(self._asked)}"
            )


def _part(fields: Fields, networks: dict[str, Session], walks: _Walks, notation: Notation) -> LessonPart:
    place = fields.place
    title = fields.text("title", MOST_TITLE)
    session = networks[fields.choice("network", networks)]
    grain = fields.choice("grain", GRAINS, "operation")
    steps = walks.steps(session, grain, place)
    start = _step(Fields(fields.take("from"), f"{place}, from"), steps)
    end = _step(Fields(until, f"{place}, to"), steps) if (until := fields.take("to", None)) else start
    if end < start:
        raise InputError(f"{place} must end at the step it begins with or later; it ends before")
    title = told(title, notation, session, f"{place}, title")
    paragraphs = [
        told(text, notation, session, f"{place}, text")
        for text in fields.texts("text", MOST_PARAGRAPHS, MOST_TEXT)
    ]
    asked = [
        _asked(Fields(one, f"{place}, ask {number}"), steps, start, end)
        for number, one in enumerate(fields.items("ask", MOST_NAMED, []), start=1)
    ]
    if [one.step for one in asked] != sorted({one.step for one in asked}):
        raise InputError(f"{place}, ask must name its steps in the order of the walk, each once")
    walks.ask(session, (steps[one.step].update for one in asked), place)
    lit = fields.texts("lit", MOST_NAMED, 40, [])
    question = fields.take("question", None)
    part = LessonPart(
        title,
        tuple(paragraphs),
        session,
        grain,
        start,
        end,
        lit,
        tuple(asked),
        None if question is None else _question(Fields(question, f"{place}, question"), session, notation),
    )
    fields.end()
    return part


def _step(fields: Fields, steps: tuple[Step, ...]) -> int:
    """The place of a step, from 0, by its kind, layer, update and, of one neuron's, neuron."""
    kind = fields.text("kind", 40)
    update = fields.whole("update", 1, MOST_UPDATES, 1)
    layer = fields.take("layer", None)
    neuron = fields.take("neuron", None)
    fields.end()
    found = [
        place
        for place, step in enumerate(steps)
        if (step.kind, step.update) == (kind, update)
        and layer in (None, step.layer)
        and neuron in (None, step.neuron)
    ]
    if len(found) != 1:
        count = counted_as(len(found), "step")
        raise InputError(
            f"{fields.place} must name one step by kind, layer, update (and neuron); {count} of the walk are "
            f"{kind!r:.40} of layer {layer!r:.20}, update {update}"
        )
    return found[0]


def _asked(fields: Fields, steps: tuple[Step, ...], start: int, end: int) -> AskedStep:
    entries = fields.items("entries", MOST_NAMED, [])
    at = _step(fields, steps)
    if not start <= at <= end:
        raise InputError(f"{fields.place} must be a step of the part; it is not between from and to")
    if not steps[at].computes:
        raise InputError(f"{fields.place} must be a step that computes something; the input is given")
    return AskedStep(at, tuple(_entry(one, steps[at].shape, fields.place) for one in entries))


def _entry(value: Any, shape: tuple[int, ...], place: str) -> Entry:
    if type(value) is not list or len(value) != len(shape):
        raise InputError(
            f"{place}, entries must be lists of {counted_as(len(shape), 'number')}, such as [1, 2]"
        )
    return tuple(
        checked_whole(one, f"{place}, entries", 1, size) for one, size in zip(value, shape, strict=True)
    )


def _question(fields: Fields, session: Session, notation: Notation) -> Question:
    def texts(key: str) -> tuple[str, ...]:
        given = fields.texts(key, MOST_OPTIONS, MOST_TEXT)
        return tuple(told(text, notation, session, f"{fields.place}, {key}") for text in given)

    text = told(fields.text("text", MOST_TEXT), notation, session, f"{fields.place}, text")
    options, because = texts("options"), texts("because")
    if len(options) < 2 or len(because) != len(options):
        raise InputError(
            f"{fields.place} must have 2 to {MOST_OPTIONS} options and as many in because; "
            f"got {len(options)} and {len(because)}"
        )
    right = fields.whole("right", 1, len(options)) - 1
    fields.end()
    return Question(text, options, right, because)
