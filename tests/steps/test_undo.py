"""The desk against a plain model: lists of states, each worked out afresh from its raw numbers."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from simulator import InputError, Network, update_rule
from simulator.core.edit import with_activation, with_frozen, with_parameter
from simulator.core.initialise import SCHEMES, initialise
from simulator.files.gallery import EXAMPLES, example
from simulator.steps.session import MOST_ITEMS, Session
from simulator.steps.timeline import GRAINS, steps_of
from simulator.steps.undo import (
    KEPT_NUMBERS,
    KEPT_STATES,
    Changed,
    Desk,
    Scene,
    changed,
    comparable,
    network_at,
    started_at,
)

from ..core.networks import (
    ACTIVATION_NAMES,
    LOSS_NAMES,
    Problem,
    assert_agree,
    gradient_by_complex_step,
    problem,
    problems,
    suits,
)

ORDERS = ("gradients-first", "as-you-go")

# ---- the model: a state is plain numbers and names


@dataclass(frozen=True)
class Raw:
    """Everything a session holds, as Python numbers and lists."""

    W: tuple[list[list[float]], ...]
    b: tuple[list[float], ...]
    activations: tuple[str, ...]
    frozen: frozenset[str]
    X: list[list[float]]
    T: list[list[float]]
    loss: str
    alpha: float
    updates: int
    order: str

    def session(self) -> Session:
        """A session built anew."""
        net = Network.from_arrays(self.W, self.b, self.activations, frozen=self.frozen)
        return Session(net, self.X, self.T, self.loss, self.alpha, self.updates, self.order)

    @cached_property
    def bits(self) -> tuple[Any, ...]:
        return bits(self.session())

    @property
    def shapes(self) -> tuple[Any, ...]:
        return tuple((len(W), len(W[0])) for W in self.W), len(self.X)


def raw(session: Session) -> Raw:
    net = session.network
    return Raw(
        tuple(W.tolist() for W in net.W.values()),
        tuple(b.tolist() for b in net.b.values()),
        tuple(net.activation.values()),
        net.frozen,
        session.X.tolist(),
        session.T.tolist(),
        session.loss,
        session.learning_rate,
        session.updates,
        session.order,
    )


def bits(session: Session) -> tuple[Any, ...]:
    """The same with every array as its bytes: 0 and −0 differ, and so does the last bit."""
    net = session.network
    arrays = [*net.W.values(), *net.b.values(), session.X, session.T, np.float64(session.learning_rate)]
    names = (*net.activation.values(), *sorted(net.frozen), session.loss, session.updates, session.order)
    return (*((array.shape, array.tobytes()) for array in arrays), *names)


def walk_bits(session: Session, grain: str) -> list[tuple[Any, ...]]:
    """Every step of the timeline, every number as its bytes."""
    return [
        (
            (step.kind, step.layer, step.update, step.item, step.neuron),
            np.asarray(step.value).tobytes(),
            (step.loss, step.gain),
            step.comparison and (step.comparison.old.tobytes(), step.comparison.new.tobytes()),
        )
        for step in steps_of(session, grain)
    ]


def allowed(state: Raw) -> bool:
    """The rules that can be told without working anything out."""
    return (
        np.isfinite(state.alpha)
        and state.alpha > 0
        and type(state.updates) is int
        and state.updates >= 1
        and state.order in ORDERS
        and state.loss in LOSS_NAMES
        and suits(state.loss, state.activations[-1])
        and (state.loss != "bce" or all(0 <= t <= 1 for row in state.T for t in row))
        and 1 <= len(state.X) <= MOST_ITEMS
        and np.isfinite([n for row in (*state.X, *state.T) for n in row]).all()
        and np.isfinite([n for W in state.W for row in W for n in row]).all()
        and np.isfinite([n for b in state.b for n in b]).all()
    )


def fresh(state: Raw) -> Session | None:
    """The session and its walk from the raw numbers; None where they are refused."""
    if not allowed(state):
        return None
    try:
        session = state.session()
        _ = session.walked
    except InputError:
        return None
    return session


# ---- random states and random numbers

TYPED = st.one_of(
    st.floats(-3, 3),
    st.sampled_from([0.0, -0.0, 0.1, 1e-300, 1e9, -1e200, 1.7e308, float("nan"), float("inf"), 5e-324]),
)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """Small, of two to four layers, one to three pairs, one to three updates."""
    widths = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    names = draw(
        st.lists(st.sampled_from(ACTIVATION_NAMES), min_size=len(widths) - 1, max_size=len(widths) - 1)
    )
    losses = [loss for loss in LOSS_NAMES if suits(loss, names[-1])]
    seed = draw(st.integers(0, 1000))
    net = initialise(widths, names, draw(st.sampled_from([*SCHEMES])), seed)
    rng = np.random.default_rng(seed)
    pairs = draw(st.integers(1, 3))
    found = Session(
        with_frozen(net, draw(st.sets(st.sampled_from(["W2", "b2"])))),
        rng.normal(size=(pairs, widths[0])),
        rng.uniform(0, 1, (pairs, widths[-1])),
        draw(st.sampled_from(losses)),
        draw(st.sampled_from([0.01, 0.1, 0.5])),
        draw(st.integers(1, 3)),
        draw(st.sampled_from(ORDERS)),
    )
    assume(fresh(raw(found)) is not None)  # a walk that grows past float64 is no example to begin with
    return found


@dataclass
class Model:
    """States as plain lists."""

    now: Raw
    origin: Raw
    past: list[tuple[Raw, Raw]] = field(default_factory=list)  # each with its origin
    future: list[tuple[Raw, Raw]] = field(default_factory=list)
    held: Raw | None = None

    def let_go_of_other_shapes(self) -> None:
        if self.held is not None and self.held.shapes != self.now.shapes:
            self.held = None

    def put(self, state: Raw, origin: Raw | None = None) -> None:
        self.past = [*self.past, (self.now, self.origin)][-KEPT_STATES:]
        self.now, self.origin, self.future = state, origin or self.origin, []
        self.let_go_of_other_shapes()

    def step(self, source: list[tuple[Raw, Raw]], target: list[tuple[Raw, Raw]]) -> None:
        if source:
            target.append((self.now, self.origin))
            self.now, self.origin = source.pop()
            self.let_go_of_other_shapes()


class DeskMachine(RuleBasedStateMachine):
    """Every way to change the desk, in any order."""

    @initialize(session=sessions())
    def begin(self, session: Session) -> None:
        self.desk = Desk(Scene("first", "", "", session, session))
        self.model = Model(raw(session), raw(session))
        self.seen: list[tuple[Session, Any]] = [(session, bits(session))]  # every session ever shown
        self.checked: Session | None = None

    # -- one change, which the desk takes or refuses as the model does

    def change(self, state: Raw, how: Any) -> None:
        """`how` makes the new session from the present one, as a panel does."""
        before = self.desk
        wanted = fresh(state)
        if wanted is None:
            with pytest.raises(InputError):
                before.change(how(before.scene.session))
            self.unchanged(before)
            return
        self.desk = before.change(how(before.scene.session))
        self.model.put(state)
        assert bits(self.desk.scene.session) == bits(wanted)
        self.unchanged(before)
        self.seen.append((self.desk.scene.session, bits(wanted)))

    def unchanged(self, before: Desk) -> None:
        """The desk before is what it was: it can be shown again."""
        session, as_it_was = self.seen_of(before.scene.session)
        assert bits(session) == as_it_was

    def seen_of(self, session: Session) -> tuple[Session, Any]:
        return next(entry for entry in self.seen if entry[0] is session)

    @rule(data=st.data(), value=TYPED, letter=st.sampled_from("Wb"))
    def edit_parameter(self, data: Any, value: float, letter: str) -> None:
        now = self.model.now
        i = data.draw(st.integers(0, len(now.W) - 1), "layer")
        c = data.draw(st.integers(0, len(now.b[i]) - 1), "column")
        at = (data.draw(st.integers(0, len(now.W[i]) - 1), "row"), c) if letter == "W" else (c,)
        values = np.array(getattr(now, letter)[i])
        values[at] = value
        lists = list(getattr(now, letter))
        lists[i] = values.tolist()

        def how(s: Session) -> Session:
            array = getattr(s.network, letter)[i + 2].copy()
            array[at] = value
            return replace(s, network=with_parameter(s.network, f"{letter}{i + 2}", array))

        self.change(replace(now, **{letter: tuple(lists)}), how)

    @rule(data=st.data(), value=TYPED, letter=st.sampled_from("XT"))
    def edit_pair(self, data: Any, value: float, letter: str) -> None:
        rows = [list(row) for row in getattr(self.model.now, letter)]
        i = data.draw(st.integers(0, len(rows) - 1), "pair")
        j = data.draw(st.integers(0, len(rows[i]) - 1), "component")
        rows[i][j] = value

        def how(s: Session) -> Session:
            array = getattr(s, letter).copy()
            array[i, j] = value
            return replace(s, **{letter: array})

        self.change(replace(self.model.now, **{letter: rows}), how)

    @rule(data=st.data(), name=st.sampled_from(ACTIVATION_NAMES))
    def edit_activation(self, data: Any, name: str) -> None:
        i = data.draw(st.integers(0, len(self.model.now.W) - 1), "layer")
        names = list(self.model.now.activations)
        names[i] = name
        self.change(
            replace(self.model.now, activations=tuple(names)),
            lambda s: replace(s, network=with_activation(s.network, i + 2, name)),
        )

    @rule(loss=st.sampled_from([*LOSS_NAMES, "mae"]))
    def edit_loss(self, loss: str) -> None:
        self.change(replace(self.model.now, loss=loss), lambda s: replace(s, loss=loss))

    @rule(alpha=st.sampled_from([0.05, 0.25, 1.0, 1e3, 0.0, -0.1, float("nan"), float("inf")]))
    def edit_learning_rate(self, alpha: float) -> None:
        self.change(replace(self.model.now, alpha=alpha), lambda s: replace(s, learning_rate=alpha))

    @rule(updates=st.sampled_from([1, 2, 3, 0, -1, 1.5]))
    def edit_updates(self, updates: Any) -> None:
        self.change(replace(self.model.now, updates=updates), lambda s: replace(s, updates=updates))

    @rule(order=st.sampled_from([*ORDERS, "at-random"]))
    def edit_order(self, order: str) -> None:
        self.change(replace(self.model.now, order=order), lambda s: replace(s, order=order))

    @rule(data=st.data())
    def freeze_or_free(self, data: Any) -> None:
        names = [f"{letter}{l}" for l in range(2, len(self.model.now.W) + 2) for letter in "Wb"]
        name = data.draw(st.sampled_from(names))
        self.change(
            replace(self.model.now, frozen=self.model.now.frozen ^ {name}),
            lambda s: replace(s, network=with_frozen(s.network, s.network.frozen ^ {name})),
        )

    @rule(count=st.sampled_from([1, 1, 2, 17]))
    def add_pairs(self, count: int) -> None:
        X, T = self.model.now.X, self.model.now.T
        self.change(
            replace(self.model.now, X=[*X, *[X[-1]] * count], T=[*T, *[T[-1]] * count]),
            lambda s: replace(
                s, X=np.vstack([s.X, *[s.X[-1:]] * count]), T=np.vstack([s.T, *[s.T[-1:]] * count])
            ),
        )

    @rule()
    def remove_the_last_pair(self) -> None:
        self.change(
            replace(self.model.now, X=self.model.now.X[:-1], T=self.model.now.T[:-1]),
            lambda s: replace(s, X=s.X[:-1], T=s.T[:-1]),
        )

    @rule(session=sessions())
    def another_example(self, session: Session) -> None:
        self.desk = self.desk.put(Scene("other", "", "", session, session))
        self.model.put(raw(session), raw(session))
        self.seen.append((session, bits(session)))

    @rule(grain=st.sampled_from(GRAINS), data=st.data())
    def start_from_here(self, grain: str, data: Any) -> None:
        now = self.model.now
        steps = steps_of(now.session(), grain)
        cursor = data.draw(st.integers(0, len(steps) - 1), "cursor")
        in_force = {"W": [*now.W], "b": [*now.b]}
        for step in steps[: cursor + 1]:
            if step.kind.startswith("update_"):
                in_force[step.kind[-1]][step.layer - 2] = step.value.tolist()
        net = network_at(self.desk.scene.session, grain, cursor)
        wanted = replace(now, W=tuple(in_force["W"]), b=tuple(in_force["b"]))
        assert bits(replace(now.session(), network=net)) == bits(wanted.session())
        self.change(wanted, lambda s: replace(s, network=network_at(s, grain, cursor)))

    @rule(beyond=st.sampled_from([-1, 0, 7]), grain=st.sampled_from(GRAINS))
    def start_from_a_step_that_is_not_there(self, beyond: int, grain: str) -> None:
        session = self.desk.scene.session
        count = len(steps_of(session, grain))
        with pytest.raises(InputError, match=f"the step must be one of 0 to {count - 1}; got "):
            network_at(session, grain, -1 if beyond < 0 else count + beyond)

    # -- back and forth

    @rule()
    def undo(self) -> None:
        before = self.desk
        self.desk = before.undo()
        if not self.model.past:
            assert self.desk is before
        self.model.step(self.model.past, self.model.future)

    @rule()
    def redo(self) -> None:
        before = self.desk
        self.desk = before.redo()
        if not self.model.future:
            assert self.desk is before
        self.model.step(self.model.future, self.model.past)

    @precondition(lambda self: len(self.model.past) > 1)
    @rule()
    def undo_everything_and_redo_it(self) -> None:
        here, count = bits(self.desk.scene.session), len(self.model.past)
        for _ in range(count):
            self.desk = self.desk.undo()
        assert self.desk.undo() is self.desk
        assert bits(self.desk.scene.session) == self.model.past[0][0].bits
        for _ in range(count):
            self.desk = self.desk.redo()
        assert bits(self.desk.scene.session) == here
        if self.model.held is not None:  # other shapes on the way let go of it
            shapes = {state.shapes for state, _ in self.model.past}
            self.model.held = self.model.held if shapes <= {self.model.held.shapes} else None

    @rule()
    def reset(self) -> None:
        self.desk = self.desk.reset()
        self.model.put(self.model.origin)
        assert self.desk.scene.session is self.desk.scene.origin

    @rule()
    def hold(self) -> None:
        self.desk, self.model.held = self.desk.hold(), self.model.now

    @rule()
    def let_go(self) -> None:
        self.desk, self.model.held = self.desk.release(), None

    # -- what must hold whatever was done

    @invariant()
    def the_desk_shows_the_model(self) -> None:
        if not hasattr(self, "model"):
            return
        desk, model = self.desk, self.model
        assert bits(desk.scene.session) == model.now.bits
        assert bits(desk.scene.origin) == model.origin.bits
        assert [bits(s.session) for s in desk.past] == [state.bits for state, _ in model.past]
        assert [bits(s.session) for s in desk.future] == [state.bits for state, _ in reversed(model.future)]
        assert (desk.held is None) == (model.held is None)
        if desk.held is not None:
            assert bits(desk.held) == model.held.bits

    @invariant()
    def the_walk_is_a_fresh_computation(self) -> None:
        if not hasattr(self, "model") or self.desk.scene.session is self.checked:
            return
        self.checked = shown = self.desk.scene.session
        afresh = self.model.now.session()
        for grain in GRAINS:
            assert walk_bits(shown, grain) == walk_bits(afresh, grain)
        for update in shown.walked:
            for name in shown.network.frozen:
                start = getattr(shown.network, name[0])[int(name[1:])]
                for net in (update.before, update.after):
                    assert getattr(net, name[0])[int(name[1:])].tobytes() == start.tobytes()

    @invariant()
    def what_differs_from_the_held_state(self) -> None:
        if not hasattr(self, "model") or self.model.held is None:
            return
        held, now = self.model.held, self.model.now
        found = [
            (row.name, row.before, row.after) for row in changed(self.desk.held, self.desk.scene.session)
        ]
        assert found == plain_differences(held, now)

    def teardown(self) -> None:
        for session, as_it_was in getattr(self, "seen", []):
            assert bits(session) == as_it_was


def plain_differences(held: Raw, now: Raw) -> list[tuple[str, float, float]]:
    """Name, before and after of every number that differs, layer by layer, then pair by pair."""
    found = []
    for l, (W, new_W, b, new_b) in enumerate(zip(held.W, now.W, held.b, now.b, strict=True), start=2):
        for r, (row, new_row) in enumerate(zip(W, new_W, strict=True), start=1):
            found += differing(f"W{l},{r}", row, new_row)
        found += differing(f"b{l}", b, new_b)
    for i in range(len(held.X)):
        found += differing(f"x of pair {i + 1}", held.X[i], now.X[i])
        found += differing(f"t of pair {i + 1}", held.T[i], now.T[i])
    return found


def differing(name: str, before: list[float], after: list[float]) -> list[tuple[str, float, float]]:
    pairs = enumerate(zip(before, after, strict=True), start=1)
    return [(f"{name},{c}", old, new) for c, (old, new) in pairs if old != new]


TestDesk = DeskMachine.TestCase
MANY = settings().max_examples > 100
TestDesk.settings = (
    settings(stateful_step_count=40) if MANY else settings(max_examples=8, stateful_step_count=20)
)


# ---- one thing at a time

NET = Network.from_arrays(
    [[[0.5, -0.3, 0.8], [0.1, 0.4, -0.6]], [[0.7, -0.2], [0.3, 0.9], [-0.4, 0.6]]],
    [[0.1, 0.0, -0.2], [0.3, -0.1]],
    ["tanh", "sigmoid"],
    frozen=["b2"],
)
SESSION = Session(NET, [[1.0, 0.5], [-0.4, 0.9]], [[0.6, 0.2], [0.1, 0.7]], "hse", 0.3, 3)


def desk_of(session: Session = SESSION) -> Desk:
    return Desk(Scene("one", "One", "About.", session, session))


def with_W(session: Session, l: int, at: tuple[int, int], value: float) -> Session:
    W = session.network.W[l].copy()
    W[at] = value
    return replace(session, network=with_parameter(session.network, f"W{l}", W))


def test_only_so_many_states_are_kept():
    """The oldest are forgotten, the latest come back one by one."""
    desk = desk_of()
    for i in range(KEPT_STATES + 50):
        desk = desk.change(with_W(SESSION, 2, (0, 0), float(i)))
    assert len(desk.past) == KEPT_STATES
    for i in reversed(range(49, KEPT_STATES + 49)):
        desk = desk.undo()
        assert desk.scene.session.network.W[2][0, 0] == i
    assert desk.undo() is desk
    for _ in range(KEPT_STATES):
        desk = desk.redo()
    assert desk.scene.session.network.W[2][0, 0] == KEPT_STATES + 49
    assert desk.redo() is desk


def test_a_new_change_forgets_what_was_undone():
    """And undoing it leads to where it was made."""
    first = desk_of().change(replace(SESSION, updates=1))
    other = first.undo().change(replace(SESSION, updates=2))
    assert other.future == ()
    assert other.redo() is other
    assert other.undo().scene.session is SESSION


def test_a_walk_that_overflows_is_refused_before_it_is_shown():
    """The update is named; the desk and what could be redone stay."""
    desk = desk_of().change(replace(SESSION, updates=1)).undo()
    linear = replace(SESSION, network=with_activation(with_activation(NET, 2, "identity"), 3, "identity"))
    with pytest.raises(InputError, match=r"^In update \d: .* must stay finite"):
        desk.change(replace(linear, learning_rate=1e200))
    assert desk.scene.session is SESSION
    assert len(desk.future) == 1


def test_another_scene_keeps_its_own_origin():
    """Reset returns to the start of the scene shown; undo to the scene before, with its own start."""
    other = replace(SESSION, learning_rate=0.7)
    desk = desk_of().change(replace(SESSION, updates=1)).put(Scene("two", "Two", "", other, other))
    desk = desk.change(replace(other, updates=2)).reset()
    assert desk.scene.session is other
    assert desk.scene.name == "two"
    desk = desk.undo().undo().undo()
    assert (desk.scene.name, desk.scene.session.updates) == ("one", 1)
    assert desk.reset().scene.session is SESSION


def test_what_is_held_stays_held_while_the_shapes_do():
    """Another width or another number of pairs lets go of it."""
    desk = desk_of().hold().change(replace(SESSION, learning_rate=0.9))
    assert desk.held is SESSION
    assert desk.undo().held is desk.undo().redo().held is SESSION
    fewer = replace(SESSION, X=SESSION.X[:1], T=SESSION.T[:1])
    assert not comparable(SESSION, fewer)
    assert desk.change(fewer).held is None
    assert desk.release().held is None
    assert desk.change(fewer).undo().held is None
    assert desk.change(fewer).hold().undo().held is None
    assert desk.change(fewer).undo().hold().redo().held is None


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("grain", GRAINS)
def test_the_network_of_every_step(grain, order):
    """A parameter is new from its own update step on, and stays so in the updates that follow."""
    session = replace(SESSION, order=order)
    W, b = SESSION.network.W, SESSION.network.b
    frozen = b[2].tobytes()
    seen = set()
    for cursor, step in enumerate(steps_of(session, grain)):
        if step.kind == "update_W":
            W = W | {step.layer: step.value}
        if step.kind == "update_b":
            b = b | {step.layer: step.value}
        net = network_at(session, grain, cursor)
        assert [a.tobytes() for a in net.W.values()] == [a.tobytes() for a in W.values()]
        assert [a.tobytes() for a in net.b.values()] == [a.tobytes() for a in b.values()]
        assert net.b[2].tobytes() == frozen
        assert net.frozen == NET.frozen
        assert net.activation == NET.activation
        seen.add(net.W[2].tobytes())
    assert len(seen) == session.updates + 1


@pytest.mark.parametrize("cursor", [-1, 10_000])
def test_a_step_that_is_not_there_has_no_network(cursor):
    """Refused, with the steps there are."""
    count = len(steps_of(SESSION))
    with pytest.raises(InputError) as reason:
        network_at(SESSION, "operation", cursor)
    assert str(reason.value) == f"the step must be one of 0 to {count - 1}; got {cursor}"


def test_a_grain_that_is_not_there():
    """Refused too."""
    with pytest.raises(InputError, match="the grain must be one of operation, neuron; got 'layer'"):
        network_at(SESSION, "layer", 0)


# ---- what if


def all_moved(found: Problem, by: float, order: str) -> tuple[Session, Session]:
    """A session, and the same with every W, b and x moved."""
    net = found.net
    held = Session(net, [found.x], [found.t], found.loss, 1e-3, 1, order)
    moved = Network.from_arrays(
        [W + by for W in net.W.values()], [b + by for b in net.b.values()], [*net.activation.values()]
    )
    return held, replace(held, network=moved, X=held.X + by)


@pytest.mark.parametrize("order", ORDERS)
@given(problems(scales=(0.6, 1.5)))
def test_the_slopes_are_the_gradient(order, found):
    """∂F/∂W, ∂F/∂b and ∂F/∂x by complex step, in both orders: as you go too it is the gradient."""
    held, now = all_moved(found, 0.25, order)
    slopes = {row.name: row.slope for row in changed(held, now)}
    dW, db = gradient_by_complex_step(found)
    wanted = {
        **{f"W{l},{r + 1},{c + 1}": dW[l][r, c] for l in dW for r, c in np.ndindex(dW[l].shape)},
        **{f"b{l},{c + 1}": db[l][c] for l in db for c in range(len(db[l]))},
        **{f"x of pair 1,{i + 1}": slope for i, slope in enumerate(slope_of_x(found))},
    }
    assert slopes.keys() == wanted.keys()
    names = [*wanted]
    for kind in ("W", "b", "x"):
        group = [name for name in names if name.startswith(kind)]
        assert_agree(np.array([slopes[n] for n in group]), np.array([wanted[n] for n in group]), kind, 1e-11)


def slope_of_x(found: Problem) -> np.ndarray:
    """∂F/∂x by complex step: x as the one weight row of a layer put before the network."""
    net = found.net
    layers = [(found.x[None, :], np.zeros(len(found.x)), "identity")]
    layers += [(layer.W, layer.b, layer.activation) for layer in net.layers]
    longer = Network.from_arrays(*map(list, zip(*layers, strict=True)))
    return gradient_by_complex_step(Problem(longer, np.ones(1), found.t, found.loss))[0][2][0]


@pytest.mark.parametrize(
    ("output", "loss"), [("identity", "tse"), ("softmax", "tce"), ("sigmoid", "hse"), ("tanh", "mse")]
)
def test_a_small_change_moves_F_as_its_slope_says(output, loss):
    """F(+δ) − F(−δ) is 2δ ∂F/∂W, and F moves by δ ∂F/∂W but for a rest that shrinks as δ²."""
    found = problem(5, (3, 4, 3), ("tanh", output), loss, (1.0, 1.0))
    held = Session(found.net, [found.x], [found.t], loss, 0.1, 1)
    F = held.walked[0].run.loss
    for l, W in found.net.W.items():
        for r, c in np.ndindex(W.shape):
            rest = []
            for delta in (1e-3, 1e-4):
                up, down = (with_W(held, l, (r, c), W[r, c] + sign * delta) for sign in (1, -1))
                (row,), (other,) = changed(held, up), changed(held, down)
                assert row.name == f"W{l},{r + 1},{c + 1}"
                assert (row.delta, row.expected) == (row.after - row.before, row.delta * row.slope)
                moved = up.walked[0].run.loss - F
                both = moved - (down.walked[0].run.loss - F)
                np.testing.assert_allclose(both, row.expected - other.expected, rtol=1e-4, atol=1e-9)
                rest.append(abs(moved - row.expected))
            assert rest[0] < 1e-3 * 5
            assert rest[1] < max(rest[0] / 80, 1e-12)


def test_only_the_first_pair_has_slopes():
    """x of another pair moves nothing of the first F; targets have no slope; the names say which pair."""
    now = replace(SESSION, X=SESSION.X + 0.5, T=SESSION.T + 0.25)
    found = {row.name: row for row in changed(SESSION, now)}
    assert [*found] == [f"{letter} of pair {i},{c}" for i in (1, 2) for letter in ("x", "t") for c in (1, 2)]
    assert all(found[name].slope is None and found[name].expected is None for name in found if name[0] == "t")
    assert all(found[f"x of pair 2,{c}"].slope == 0 for c in (1, 2))
    assert all(found[f"x of pair 1,{c}"].slope != 0 for c in (1, 2))


def test_nothing_differs():
    """From itself, and where only α, the order or the number of updates is another."""
    for now in (SESSION, replace(SESSION, learning_rate=0.1, updates=1, order="as-you-go")):
        assert changed(SESSION, now) == []


def test_a_change_in_numbers():
    """Before, after, how far, and how far F should move."""
    row = Changed("W2,1,1", 0.5, 0.75, -2.0)
    assert (row.delta, row.expected) == (0.25, -0.5)
    assert Changed("t of pair 1,1", 1.0, 2.0, None).expected is None


def test_shapes_that_can_be_compared():
    """Widths and number of pairs, and nothing else."""
    wide = initialise((2, 4, 2), ["tanh", "sigmoid"], "zeros", 0)
    assert comparable(SESSION, replace(SESSION, loss="tse", learning_rate=0.1))
    assert comparable(SESSION, replace(SESSION, network=with_activation(NET, 2, "relu")))
    assert not comparable(SESSION, replace(SESSION, network=wide))


def test_what_is_kept_of_large_networks_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk of a state out of sight is let go of and made again bit for bit; old states give way."""
    room = KEPT_NUMBERS // 8
    monkeypatch.setattr("simulator.steps.undo.KEPT_NUMBERS", room)
    net = initialise((400, 300, 2), ["tanh", "identity"], "glorot", 0)
    start = Session(net, np.ones(400), [0.0, 1.0], updates=2)
    desk = Desk(Scene("large", "", "", start, start))
    before = start.walked[1].after.W[2].tobytes()
    weights = 400 * 300 + 300 * 2
    for count in range(1, room // weights + 3):
        desk = desk.change(replace(desk.scene.session, learning_rate=0.1 + count / 1000))
        kept = [scene.session for scene in desk.past]
        assert not any("walked" in session.__dict__ for session in kept)
        assert "walked" in desk.scene.session.__dict__
        if count == 1:
            assert desk.undo().scene.session is start
            assert start.walked[1].after.W[2].tobytes() == before
            desk = desk.undo().redo()
    assert len(desk.past) == room // weights
    assert desk.undo().scene.session is kept[-1]


def test_a_start_within_the_first_update_keeps_nothing_of_its_rule() -> None:
    """A rule that has made no update begins at 0; within a later one each W and b has what is kept of it."""
    session = replace(example(EXAMPLES[0]).session, rule=update_rule("sgd", momentum=0.9))
    steps = steps_of(session)
    for number, kept in ((1, False), (2, True)):
        place = (number, "update_b", 2)
        at = next(i for i, step in enumerate(steps) if (step.update, step.kind, step.layer) == place)
        start = started_at(session, "operation", at)
        assert start.network.W[2].tobytes() == session.walked[number - 1].after.W[2].tobytes()
        assert start.state.updates == number - 1
        assert start.state.arrays["momentum_W2"].any() == kept
