"""Undo and redo: the present session, those before and after it, and one held for comparison.

Every change gives a new Desk. Undo and redo pick a state that was kept, so they restore it bit for bit.
"""

from dataclasses import dataclass, replace

import numpy as np

from ..core.activation import ACTIVATIONS
from ..core.edit import with_parameter
from ..core.inputs import Array, InputError
from ..core.loss import LOSSES
from ..core.network import Network, in_words
from ..core.training.rule_state import RuleState
from ..core.training.update_rule import rule_said
from ..core.wording import counted_as
from .formulas.digits import FULL, spoken
from .notes_of_file import StepNote
from .session import Session, Update, begun_at
from .timeline import check_grain, step_count, steps_due
from .walk_cost import check_cost, cost_of
from .words.caption import Caption, caption, same_setting

ORDERS_SAID = {"gradients-first": "gradients first", "as-you-go": "as you go (not the gradient)"}
KEPT_STATES = 200
LARGE_WALK = 2**20  # bytes of a walk that is not kept, but computed again from its session
KEPT_NUMBERS = 2**23  # weights in all the states kept: 64 MB; of a large network fewer states are kept


@dataclass(frozen=True, eq=False)
class Scene:
    """A session with its name, and the session that "reset" returns to, of which title and about are so."""

    name: str
    title: str
    about: str
    origin: Session
    session: Session
    notes: tuple[StepNote, ...] = ()  # on single steps of the origin's walk

    @property
    def notes_now(self) -> tuple[StepNote, ...]:
        """Those that are so of the session as it is now: none once it was changed."""
        return self.notes if same_setting(self.session, self.origin) else ()

    @property
    def caption(self) -> Caption:
        """What is so of the session as it is now."""
        return caption(self.session, self.title, self.about, self.origin)


@dataclass(frozen=True, eq=False)
class Desk:
    """The scene shown, the scenes before and after it, and the session held for "what if"."""

    scene: Scene
    past: tuple[Scene, ...] = ()
    future: tuple[Scene, ...] = ()
    held: Session | None = None

    def put(self, scene: Scene) -> "Desk":
        """Show another scene; nothing is left to redo. Raises InputError if its walk cannot be made."""
        check_cost(scene.session)
        _ = scene.session.walked
        held = self.held if self.held is not None and comparable(self.held, scene.session) else None
        _forget_walk(self.scene, scene)
        return Desk(scene, _latest((*self.past, self.scene)), (), held)

    def change(self, session: Session) -> "Desk":
        """The same scene with another session."""
        return self.put(replace(self.scene, session=session))

    def reset(self) -> "Desk":
        """Back to what the example or the initialisation gave."""
        return self.change(self.scene.origin)

    def undo(self) -> "Desk":
        """The state before; the same desk if there is none. Raises InputError if its walk cannot be made."""
        if not self.past:
            return self
        _ = self.past[-1].session.walked
        _forget_walk(self.scene, self.past[-1])
        return Desk(self.past[-1], self.past[:-1], (self.scene, *self.future), self._held(self.past[-1]))

    def redo(self) -> "Desk":
        """The state that was undone; the same desk if there is none. Raises InputError as `undo` does."""
        if not self.future:
            return self
        _ = self.future[0].session.walked
        _forget_walk(self.scene, self.future[0])
        return Desk(self.future[0], (*self.past, self.scene), self.future[1:], self._held(self.future[0]))

    def hold(self) -> "Desk":
        """Keep the present session to compare later ones with."""
        return replace(self, held=self.scene.session)

    def release(self) -> "Desk":
        """Compare no longer."""
        return replace(self, held=None)

    def _held(self, scene: Scene) -> Session | None:
        return self.held if self.held is not None and comparable(self.held, scene.session) else None


def _latest(past: tuple[Scene, ...]) -> tuple[Scene, ...]:
    """The latest states that there is room for, at least one."""
    sizes = [_size(scene) for scene in reversed(past[-KEPT_STATES:])]
    room = int(np.searchsorted(np.cumsum(sizes), KEPT_NUMBERS, side="right"))
    return past[-max(room, 1) :]


def _size(scene: Scene) -> int:
    session = scene.session
    kept = session.state.arrays.values() if session.state else ()
    weights = sum(layer.W.size for layer in session.network.layers)
    return session.X.size + session.T.size + weights + sum(array.size for array in kept)


def _forget_walk(scene: Scene, shown: Scene) -> None:
    """Forget the walk of a large network that is no longer shown; it can be computed again."""
    for session in {scene.session, scene.origin} - {shown.session}:
        if cost_of(session).of(session.updates)[0] > LARGE_WALK:
            session.__dict__.pop("walked", None)


def comparable(one: Session, other: Session) -> bool:
    """Whether two sessions have the same shapes, so that their numbers can stand side by side."""
    return one.network.widths == other.network.widths and one.X.shape == other.X.shape


def started_at(session: Session, grain: str, cursor: int) -> Session:
    """The session that starts from one step: a parameter is new from its own update step on.

    So is what an update rule keeps of it; the update counts as made with its last step. Before the first one
    is, nothing is kept: a rule that has made no update takes its first gradient as it comes.
    """
    check_grain(grain)
    count = step_count(session, grain)
    if not 0 <= cursor < count:
        raise InputError(f"the step must be one of 0 to {count - 1}; got {cursor}")
    number, at = divmod(cursor, count // session.updates)
    update = session.walked[number]
    net, renewed = update.before, set()
    due = [*steps_due(update, by_neuron=grain == "neuron")]
    for step in due[: at + 1]:
        if step.kind in ("update_W", "update_b"):
            name = f"{step.kind[-1]}{step.layer}"
            net = with_parameter(net, name, getattr(update.after, name[0])[step.layer])
            renewed.add(name)
    if update.number == 1 and not renewed:
        return replace(session, network=net)
    whole = at + 1 == len(due)
    return begun_at(session, net, _state_at(update, renewed, whole=whole))


def network_at(session: Session, grain: str, cursor: int) -> Network:
    """The network of one step: a parameter is new from its own update step on."""
    return started_at(session, grain, cursor).network


def _state_at(update: Update, renewed: set[str], *, whole: bool) -> RuleState | None:
    """What the rule keeps where these parameters are updated already."""
    before, after = update.state, update.state_after
    if before is None or after is None or whole:
        return after
    if not before.updates:
        return before
    arrays = {
        name: after.arrays[name] if name.partition("_")[2] in renewed else array
        for name, array in before.arrays.items()
    }
    return RuleState(before.updates, arrays)


@dataclass(frozen=True, slots=True)
class Changed:
    """One number that differs from the held session; `slope` is ∂F/∂(it) there, None for targets."""

    name: str
    before: float
    after: float
    slope: float | None

    @property
    def delta(self) -> float:
        """How far it was moved."""
        return self.after - self.before

    @property
    def expected(self) -> float | None:
        """How far F should move to first order: δ · ∂F/∂W."""
        return None if self.slope is None else self.delta * self.slope


def changed(held: Session, now: Session) -> list[Changed]:
    """Every W, b, x and t in which two comparable sessions differ, with the held session's gradient.

    The gradient is that of F of the first pair, or batch: ∂F/∂W = â Sᵀ, ∂F/∂b = S, ∂F/∂x = W_2 S_2.
    """
    first = held.first
    run = first.truth or first.found
    found: list[Changed] = []

    def compare(name: str, old: Array, new: Array, slope: Array | None) -> None:
        for place in np.argwhere(old != new):
            at = tuple(place)
            index = ",".join(str(i + 1) for i in place)
            found.append(
                Changed(
                    f"{name},{index}",
                    float(old[at]),
                    float(new[at]),
                    None if slope is None else float(slope[at]),
                )
            )

    for l in held.network.W:
        compare(f"W{l}", held.network.W[l], now.network.W[l], run.dW[l])
        compare(f"b{l}", held.network.b[l], now.network.b[l], run.db[l])
    slopes = input_slopes(first, run.S[2])
    for i in range(len(held.X)):
        slope = slopes[i] if i < len(slopes) else np.zeros(held.X.shape[1])
        compare(f"x of pair {i + 1}", held.X[i], now.X[i], slope)
        compare(f"t of pair {i + 1}", held.T[i], now.T[i], None)
    return found


def input_slopes(u: Update, S: Array) -> list[Array]:
    """∂F/∂x of each item of the first update, whose rows begin with the first: W_2 S_2."""
    arrived = u.before.W[2] @ S
    if not u.in_matrices:
        return [arrived]
    return [*(arrived / (len(u.items) if u.rule.mean else 1)).T]


def state_said(session: Session) -> str:
    """What the update rule of a session begins with, in a few words."""
    if session.rule is None or not session.rule.kept:
        return "none"
    made = 0 if session.state is None else session.state.updates
    return f"after {counted_as(made, 'update')}" if made else "0, at its start"


def settings_changed(held: Session, now: Session) -> list[str]:
    """In words, every setting in which two comparable sessions differ, and what that does to F."""
    pairs = [
        ("Order of updates", *(ORDERS_SAID[s.order] for s in (held, now))),
        ("Error F", *(LOSSES[s.loss].title for s in (held, now))),
        ("α", *(spoken(s.learning_rate, FULL) for s in (held, now))),
        ("Batch size", *(f"{s.at_once}" for s in (held, now))),
        ("Update rule", *(rule_said(s.rule) for s in (held, now))),
        ("State of the rule", *(state_said(s) for s in (held, now))),
        ("Held fixed", *(in_words(s.network.frozen) for s in (held, now))),
        *(
            (
                f"Activation of layer {l}",
                *(ACTIVATIONS[name].title for name in (before, now.network.activation[l])),
            )
            for l, before in held.network.activation.items()
        ),
    ]
    found = [f"{name}: {before} → {after}." for name, before, after in pairs if before != after]
    if found:
        ends = [spoken(s.first.loss_after, FULL) for s in (held, now)]
        first = "batch" if max(s.at_once for s in (held, now)) > 1 else "pair"
        found.append(f"F of the first {first} after update 1: {ends[0]} → {ends[1]}.")
    return found
