"""A permalink: everything that makes a screen, as the value of one query parameter.

The header (link_packing.py has the outside) names an unchanged example of the gallery, with 4 bytes
of SHA-256 over its session, so that a changed one cannot pass for it; or it holds the facts of a session, and
the numbers are W2, b2, W3, b3 and so on, X, T: as bytes, or where that is shorter as decimals. With "drawn"
W and b are not sent but drawn by that scheme and seed. A key added later has a
default, and is left out where it has it.
"""

import hashlib
from dataclasses import replace
from typing import Any

import numpy as np

from ....core.edit import with_frozen
from ....core.initialise import SCHEMES, initialise
from ....core.inputs import Array, InputError
from ....core.wording import counted_as
from ....steps.session import WIDEST, Session
from ....steps.words.caption import caption, same_setting
from ...gallery import EXAMPLES, example
from ...untrusted.json_fields import LARGEST, Fields, checked_choice, checked_whole, json_bytes, read_json
from ...untrusted.noted_steps import notes_facts, notes_from
from ..screen import MOST_ABOUT, MOST_NAME, MOST_TITLE, Screen, taken_view, view_facts
from ..session_facts import (
    Facts,
    kept_of,
    kept_shapes,
    network_of,
    pair_shapes,
    parameter_shapes,
    parameters_of,
    session_facts,
    session_of,
    size_of,
    taken_session,
)
from .link_packing import fitting, packed, unpacked
from .number_bytes import decimals_of, float64, numbers_of, shuffled, unshuffled

WEIGHTS = ("current", "start", "none")
NOT_SENT = "W and b were not sent but drawn: "
WITHOUT_STATE = "What {rule} kept of {updates} was not sent: here it begins at 0."
STARTS_ANEW = "What {rule} kept of {updates} had no room in the link: here it begins at 0."


def link_text(
    screen: Screen,
    weights: str = "current",
    *,
    origin: Session | None = None,
    scheme: str = "glorot",
    seed: int = 0,
) -> str:
    """The value of the query parameter that opens this screen again, at most MOST_CHARACTERS long.

    `weights`: "current", W and b of the screen's session; "start", those of `origin`, with the screen's own
    activations and frozen names; "none", no W and b: they are drawn by `scheme` and `seed` where the link is
    opened, and its `about` says so. Title and about are those of `origin` where one is given: the link has
    what is so of the session that it sends (steps/words/caption.py). What an update rule has kept is sent
    where there is room for it, else `about` says that it begins at 0. Raises InputError where the text would
    be longer, where the walk from those W and b cannot be made, or where `origin` has other layers.
    """
    checked_choice(weights, "weights", WEIGHTS)
    if weights == "none":
        before = screen.session
        screen = _showing(screen, _drawn(before, scheme, seed), origin)
        if before.state is not None:
            screen = replace(screen, about=_with_sentence(screen.about, WITHOUT_STATE, before))
        screen = replace(screen, about=_saying(screen.about, scheme, seed))
        return _sent(screen, {"drawn": {"scheme": scheme, "seed": seed}})
    session = _from_start(screen.session, origin) if weights == "start" else screen.session
    screen = _showing(screen, session, origin)
    if _is_example(screen):
        facts = {"example": screen.name, "digest": _digest(screen.session)} | view_facts(screen.view)
        return fitting(packed(json_bytes(facts), b""))
    return _with_room(screen)


def read_link(text: Any) -> Screen:
    """The screen that a link opens; raises InputError, in one sentence, for anything that is no link."""
    _, header, numbers = unpacked(text)
    fields = read_json(header, "the link")
    name = fields.take("example", None)
    screen = _of_session(fields, numbers) if name is None else _of_example(fields, name, numbers)
    fields.end()
    return screen


# ---- what is sent
def _with_room(screen: Screen) -> str:
    """The text with what an update rule keeps where there is room for it; else without, which it says."""
    try:
        return _sent(screen, {})
    except InputError:
        session = screen.session
        if session.rule is None or session.state is None:
            raise
        about = _with_sentence(screen.about, STARTS_ANEW, session)
        return _sent(replace(screen, session=replace(session, state=None), about=about), {})


def _with_sentence(about: str, sentence: str, session: Session) -> str:
    """The text with a sentence on what the update rule kept, which is left out."""
    assert session.rule is not None
    assert session.state is not None
    made = counted_as(session.state.updates, "update")
    begins = sentence.format(rule=session.rule.row.title, updates=made)
    return f"{about[: MOST_ABOUT - len(begins) - 1]} {begins}".strip()


def _showing(screen: Screen, session: Session, origin: Session | None) -> Screen:
    """The screen with another session; where the origin is known, with the words that are so of it."""
    if origin is None:
        return replace(screen, session=session)
    said = caption(session, screen.title, screen.about, origin)
    notes = screen.notes if same_setting(session, origin) else ()
    return replace(screen, session=session, title=said.title, about=said.about, notes=notes)


def _from_start(session: Session, origin: Session | None) -> Session:
    if origin is None or origin.network.widths != session.network.widths:
        came = "none" if origin is None else "-".join(map(str, origin.network.widths))
        shape = "-".join(map(str, session.network.widths))
        raise InputError(f"the start must be a session of the same layers, {shape}; got {came}")
    state = origin.state if session.rule and session.rule.goes_on_from(origin.rule) else None
    network = session.network.replace(W=origin.network.W, b=origin.network.b)
    return replace(session, network=network, state=state)


def _drawn(session: Session, scheme: Any, seed: Any) -> Session:
    net = session.network
    checked_choice(scheme, "the initialisation", SCHEMES)
    checked_whole(seed, "the seed", 0, LARGEST)
    names = [layer.activation for layer in net.layers]
    drawn = initialise(net.widths, names, scheme, seed)
    return replace(session, network=with_frozen(drawn, net.frozen), state=None)


def _saying(about: str, scheme: str, seed: int) -> str:
    """The text about a screen with a sentence that says how W and b were drawn."""
    return f"{_own_words(about)} {NOT_SENT}{SCHEMES[scheme][0]}, seed {seed}.".strip()


def says_drawn(about: str) -> bool:
    """Whether the text says how the W and b of its very session were drawn."""
    return NOT_SENT in about


def _own_words(about: str) -> str:
    return about.partition(NOT_SENT)[0].rstrip()


def _is_example(screen: Screen) -> bool:
    if screen.name not in EXAMPLES:
        return False
    known = example(screen.name)
    same = (screen.title, screen.about) == (known.title, known.about)
    return same and _whole_digest(screen.session) == _whole_digest(known.session)


def _whole_digest(session: Session) -> str:
    arrays = (*parameters_of(session.network), session.X, session.T, *kept_of(session))
    facts = json_bytes(dict(sorted(session_facts(session).items())))
    return hashlib.sha256(facts + b"".join(float64(array) for array in arrays)).hexdigest()


def _digest(session: Session) -> str:
    return _whole_digest(session)[:8]


def _sent(screen: Screen, more: Facts) -> str:
    """The shorter text of the two that the numbers can be written in."""
    session = screen.session
    facts = session_facts(session) | {"name": screen.name, "title": screen.title}
    facts |= {"about": _own_words(screen.about) if more else screen.about} | view_facts(screen.view) | more
    if screen.notes:
        facts["notes"] = notes_facts(screen.notes)
    arrays = [*([] if more else parameters_of(session.network)), session.X, session.T, *kept_of(session)]
    vector = np.concatenate([array.ravel() for array in arrays])
    forms = {"bytes": shuffled(vector), "decimals": decimals_of(vector)}
    return fitting(
        min(
            (packed(json_bytes(facts | {"numbers": form}), numbers) for form, numbers in forms.items()),
            key=len,
        )
    )


# ---- what is read
def _of_example(fields: Fields, name: Any, numbers: bytes) -> Screen:
    known = example(checked_choice(name, "the link's example", EXAMPLES))
    if fields.take("digest") != _digest(known.session) or numbers:
        raise InputError(
            f"the example {name} must be as it was when the link was made; its numbers have changed"
        )
    return Screen(known.session, known.name, known.title, known.about, taken_view(fields))


def _of_session(fields: Fields, numbers: bytes) -> Screen:
    facts, drawn = taken_session(fields, WIDEST), fields.take("drawn", None)
    name = fields.text("name", MOST_NAME, "")
    title, about = fields.text("title", MOST_TITLE, ""), fields.text("about", MOST_ABOUT, "")
    form = fields.choice("numbers", ("bytes", "decimals"), "bytes")
    notes = notes_from(fields.take("notes", []), "the link, notes")
    shapes = [*([] if drawn is not None else parameter_shapes(facts["widths"])), *pair_shapes(facts)]
    arrays = _arrays(numbers, form, [*shapes, *kept_shapes(facts)])
    (*parameters, X, T), kept = arrays[: len(shapes)], arrays[len(shapes) :]
    view = taken_view(fields)
    if drawn is None:
        session = session_of(facts, network_of(facts, parameters), X, T, kept)
        return Screen(session, name, title, about, view, notes)
    how = Fields(drawn, "the link's drawn")
    scheme, seed = how.take("scheme"), how.take("seed")
    how.end()
    blank = network_of(facts, [np.zeros(shape) for shape in parameter_shapes(facts["widths"])])
    session = _drawn(session_of(facts, blank, X, T, kept), scheme, seed)
    return Screen(session, name, title, _saying(about, scheme, seed), view, notes)


def _arrays(numbers: bytes, form: str, shapes: list[tuple[int, ...]]) -> list[Array]:
    """The numbers cut into arrays of these shapes."""
    size = size_of(shapes)
    vector = numbers_of(numbers, size) if form == "decimals" else unshuffled(numbers, size)
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]
    return [part.reshape(shape) for part, shape in zip(np.split(vector, ends), shapes, strict=True)]
