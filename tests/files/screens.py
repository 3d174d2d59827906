"""Screens and desks at random, with the numbers that are easily lost, and everything in them as bytes."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import strategies as st

from simulator import InputError, Network
from simulator.core.initialise import SCHEMES, initialise
from simulator.files.sessions.screen import DIGITS, EDGES, NEURONS, SPEEDS, Screen, View
from simulator.steps.formulas.notation import NOTATIONS
from simulator.steps.session import Session
from simulator.steps.timeline import GRAINS, steps_of
from simulator.steps.undo import Desk, Scene

from ..core.networks import ACTIVATION_NAMES, LOSS_NAMES, suits

AWKWARD = np.array([0.0, -0.0, 5e-324, -5e-324, 2.2250738585072014e-308, 1e-300, 0.1, 1 + 2**-52, -1 / 3])
UPDATES = st.sampled_from([1, 1, 2, 2, 2, 3, 3, 4, 5, 7, 11, 50])
TURNS = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))  # they turn text around
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=TURNS), max_size=40)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """Two to five layers, one to four pairs; about every third number is an awkward one."""
    widths = draw(st.lists(st.integers(1, 5), min_size=2, max_size=5))
    K = len(widths)
    names = draw(st.lists(st.sampled_from(ACTIVATION_NAMES), min_size=K - 1, max_size=K - 1))
    loss = draw(st.sampled_from([n for n in LOSS_NAMES if suits(n, names[-1])]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    digits = draw(st.sampled_from([None, 1, 3]))

    def numbers(*shape: int) -> np.ndarray:
        found = rng.normal(size=shape)
        found = found if digits is None else found.round(digits)
        return np.where(rng.random(shape) < 0.3, rng.choice(AWKWARD, shape), found)

    frozen = draw(st.sets(st.sampled_from([f"{letter}{l}" for l in range(2, K + 1) for letter in "Wb"])))
    weights = [numbers(H, L) for H, L in pairwise(widths)]
    net = Network.from_arrays(weights, [numbers(L) for L in widths[1:]], names, frozen=frozen)
    pairs = draw(st.integers(1, 4))
    alpha = draw(st.sampled_from([0.1, 1 / 3, 5e-324, 1e-9]) | st.floats(1e-6, 0.5))
    order = draw(st.sampled_from(["gradients-first", "as-you-go"]))
    X, T = numbers(pairs, widths[0]), numbers(pairs, widths[-1])
    found = Session(net, X, np.clip(T, 0, 1) if loss == "bce" else T, loss, alpha, 1, order)
    return grown(found, draw(UPDATES))


def grown(session: Session, updates: int) -> Session:
    """With so many updates where they can be walked."""
    try:
        more = replace(session, updates=updates)
        _ = more.walked
    except InputError:
        return replace(session, learning_rate=5e-324)
    return more


@st.composite
def views(draw: st.DrawFn, session: Session) -> View:
    """Any view of a session; its last steps as often as the first."""
    grain = draw(st.sampled_from(GRAINS))
    widths = session.network.widths
    l = draw(st.integers(1, len(widths)))
    c = draw(st.integers(1, widths[l - 1]))
    picked = [(), (l,), (l, c)]
    if l > 1:
        picked.append((l, draw(st.integers(1, widths[l - 2])), c))
    last = len(steps_of(session, grain)) - 1 if session.updates < 4 else 5
    return View(
        draw(st.sampled_from([0, last])),
        grain,
        draw(st.sampled_from(DIGITS)),
        draw(st.sampled_from(NEURONS)),
        draw(st.sampled_from(EDGES)),
        draw(st.sampled_from(picked)),
        draw(st.booleans()),
        draw(st.sampled_from(SPEEDS)),
        ask=draw(st.booleans()),
        notation=draw(st.sampled_from([*NOTATIONS])),
    )


@st.composite
def screens(draw: st.DrawFn) -> Screen:
    session = draw(sessions())
    return Screen(session, draw(TEXTS), draw(TEXTS), draw(TEXTS), draw(views(session)))


@st.composite
def desks(draw: st.DrawFn) -> Desk:
    """After some changes, some of them undone, perhaps with a session held."""
    first = draw(sessions())
    desk = Desk(Scene(draw(TEXTS), draw(TEXTS), draw(TEXTS), first, first))
    for what in draw(st.lists(st.sampled_from(["change", "other", "hold", "undo"]), max_size=5)):
        session = desk.scene.session
        if what == "change":
            desk = desk.change(grown(replace(session, updates=1), draw(UPDATES)))
        elif what == "other":
            other = draw(sessions())
            desk = desk.put(Scene(draw(TEXTS), "", "", replace(other, order="as-you-go"), other))
        else:
            desk = desk.hold() if what == "hold" else desk.undo()
    return desk


def bits(session: Session) -> tuple[Any, ...]:
    """Everything a session holds, arrays by shape and bytes: 0 and −0 differ, and so does the last bit."""
    net = session.network
    arrays = [*net.W.values(), *net.b.values(), session.X, session.T, np.float64(session.learning_rate)]
    names = (*net.activation.values(), *sorted(net.frozen), session.loss, session.updates, session.order)
    return (*((array.shape, array.tobytes()) for array in arrays), *names)


def screen_bits(screen: Screen) -> tuple[Any, ...]:
    return bits(screen.session), screen.name, screen.title, screen.about, screen.view


def scene_bits(scene: Scene) -> tuple[Any, ...]:
    same = scene.session is scene.origin
    return scene.name, scene.title, scene.about, bits(scene.session), bits(scene.origin), same


def desk_bits(desk: Desk) -> tuple[Any, ...]:
    states = (*desk.past, desk.scene, *desk.future)
    held = None if desk.held is None else bits(desk.held)
    return len(desk.past), len(desk.future), held, *map(scene_bits, states)


def a_session(*widths: int, activation: str = "tanh", scheme: str = "glorot", updates: int = 2) -> Session:
    """A plain one."""
    assert scheme in SCHEMES
    net = initialise(widths, [activation] * (len(widths) - 1), scheme, 3)
    rng = np.random.default_rng(4)
    return Session(net, rng.normal(size=(2, widths[0])), rng.normal(size=(2, widths[-1])), updates=updates)
