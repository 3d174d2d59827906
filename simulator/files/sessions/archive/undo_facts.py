"""A desk as facts and arrays: each session once, each array once, and the farthest states left out first."""

from typing import Any

from ....core.inputs import Array, InputError
from ....core.network import Network
from ....steps.session import Session
from ....steps.undo import KEPT_STATES, Desk, Scene, comparable
from ...untrusted.json_fields import Fields
from ...untrusted.noted_steps import notes_facts, notes_from
from ..run_record import WIDEST
from ..screen import MOST_ABOUT, MOST_NAME, MOST_TITLE, check_names
from ..session_facts import (
    Facts,
    check_limits,
    kept_of,
    kept_shapes,
    network_of,
    pair_shapes,
    parameter_shapes,
    parameters_of,
    session_facts,
    session_of,
    taken_session,
)
from .sealed_zip import Kept, Opened

MOST_WALK = 2**24  # parameters times updates of one walk
MOST_STATES = 2**20 - 2**18  # numbers that undo and redo may take, 6 MB
MOST_SESSIONS = 2 * (2 * KEPT_STATES + 1) + 1


class DeskWriter:
    """Gathers scenes and sessions; sessions are told apart by identity, so "unchanged" stays so."""

    def __init__(self, numbers: Kept) -> None:
        self._numbers = numbers
        self._places: dict[int, int] = {}
        self._seen: list[Session] = []  # as long as they are kept, no other can have the id of one
        self.sessions: list[Facts] = []

    def facts(self, desk: Desk) -> Facts:
        """The desk as facts; undo and redo keep the nearest states that there is room for."""
        now = self._scene(desk.scene)
        held = None if desk.held is None else self._session(desk.held)
        most = self._numbers.size + MOST_STATES
        past = self._scenes(desk.past[: -KEPT_STATES - 1 : -1], most)
        future = self._scenes(desk.future[:KEPT_STATES], most)
        return {
            "sessions": self.sessions,
            "scenes": [*past[::-1], now, *future],
            "shown": len(past),
            "held": held,
        }

    def _scenes(self, scenes: tuple[Scene, ...], most: int) -> list[Facts]:
        """From the nearest on, as far as there is room."""
        found = []
        for scene in scenes:
            if self._numbers.size > most or max(map(_size, (scene.session, scene.origin))) > MOST_STATES:
                break
            found.append(self._scene(scene))
        return found

    def _scene(self, scene: Scene) -> Facts:
        check_names(scene.name, scene.title, scene.about)
        return {
            "name": scene.name,
            "title": scene.title,
            "about": scene.about,
            "origin": self._session(scene.origin),
            "session": self._session(scene.session),
            **({"notes": notes_facts(scene.notes)} if scene.notes else {}),
        }

    def _session(self, session: Session) -> int:
        if id(session) not in self._places:
            check_state(session)
            arrays = [*parameters_of(session.network), session.X, session.T, *kept_of(session)]
            places = [self._numbers.put(array) for array in arrays]
            self.sessions.append(session_facts(session) | {"arrays": places})
            self._places[id(session)] = len(self.sessions) - 1
            self._seen.append(session)
        return self._places[id(session)]


def check_state(session: Session) -> None:
    """Raises InputError for a session past the limits of the page."""
    check_limits(session, "a session")
    if _size(session) * session.updates > MOST_WALK:
        raise InputError(
            f"a walk must have at most {MOST_WALK:,} parameters in all its updates; this has more"
        )


def _size(session: Session) -> int:
    arrays = (*parameters_of(session.network), session.X, session.T, *kept_of(session))
    return sum(array.size for array in arrays)


def desk_of(fields: Fields, numbers: Opened) -> Desk:
    """The desk; raises InputError where it breaks a rule or what it shows cannot be walked."""
    sessions = [
        _session_of(Fields(entry, f"session {number}"), numbers)
        for number, entry in enumerate(fields.items("sessions", MOST_SESSIONS), start=1)
    ]
    scenes = [
        _scene_of(Fields(entry, f"state {number}"), sessions)
        for number, entry in enumerate(fields.items("scenes", 2 * KEPT_STATES + 1), start=1)
    ]
    at, held = fields.whole("shown", 0, min(len(scenes) - 1, KEPT_STATES)), fields.take("held")
    past, future = tuple(scenes[:at]), tuple(scenes[at + 1 :])
    if len(future) > KEPT_STATES:
        raise InputError(f"a desk must have at most {KEPT_STATES} states to redo; got {len(future)}")
    kept = None if held is None else _at(sessions, held, "held")
    _ = scenes[at].session.walked
    if kept is not None:
        if not comparable(kept, scenes[at].session):
            raise InputError("the session held must have the shapes of the one shown; it has others")
        _ = kept.first
    return Desk(scenes[at], past, future, kept)


def _scene_of(fields: Fields, sessions: list[Session]) -> Scene:
    scene = Scene(
        fields.text("name", MOST_NAME),
        fields.text("title", MOST_TITLE),
        fields.text("about", MOST_ABOUT),
        _at(sessions, fields.take("origin"), "origin"),
        _at(sessions, fields.take("session"), "session"),
        notes_from(fields.take("notes", []), f"{fields.place}, notes"),
    )
    fields.end()
    return scene


def _at(sessions: list[Session], place: Any, name: str) -> Session:
    if type(place) is not int or not 0 <= place < len(sessions):
        raise InputError(f"{name} must be the number of a session of the file; there is no such session")
    return sessions[place]


def _session_of(fields: Fields, numbers: Opened) -> Session:
    facts = taken_session(fields, WIDEST)
    shapes = [*parameter_shapes(facts["widths"]), *pair_shapes(facts)]
    arrays = arrays_at(fields, "arrays", [*shapes, *kept_shapes(facts)], numbers)
    fields.end()
    (*parameters, X, T), kept = arrays[: len(shapes)], arrays[len(shapes) :]
    session = session_of(facts, network_of(facts, parameters), X, T, kept)
    check_state(session)
    return session


def arrays_at(fields: Fields, key: str, shapes: list[tuple[int, ...]], numbers: Opened) -> list[Array]:
    """The arrays of these shapes whose places are listed."""
    places = fields.wholes(key, len(shapes))
    if len(places) != len(shapes):
        raise InputError(f"{fields.place}, {key} must be {len(shapes)} places; got {len(places)}")
    return [numbers.take(place, shape) for place, shape in zip(places, shapes, strict=True)]


def network_at(facts: Facts, fields: Fields, key: str, numbers: Opened) -> Network:
    """The network of these facts whose arrays' places are listed."""
    return network_of(facts, arrays_at(fields, key, parameter_shapes(facts["widths"]), numbers))
