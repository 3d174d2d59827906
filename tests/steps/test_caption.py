"""What is said of a walk is so of it: the words of what was opened, or what it is based on."""

from dataclasses import replace

import pytest

from simulator.core.edit import with_frozen, with_parameter
from simulator.files.gallery import EXAMPLES, example
from simulator.steps.session import Session
from simulator.steps.undo import Desk, Scene, network_at
from simulator.steps.words.caption import caption


def scene(name: str, now: Session | None = None) -> Scene:
    found = example(name)
    return Scene(name, found.title, found.about, found.session, now or found.session)


def nudged(session: Session, name: str) -> Session:
    """One number of a parameter moved."""
    array = getattr(session.network, name[0])[int(name[1:])].copy()
    array.flat[0] += 0.125
    return replace(session, network=with_parameter(session.network, name, array))


CHANGES = {
    "a weight": lambda s: nudged(s, "W2"),
    "a bias": lambda s: nudged(s, "b3"),
    "x": lambda s: replace(s, X=s.X + 0.5),
    "t": lambda s: replace(s, T=s.T * 0.5),
    "the loss": lambda s: replace(s, loss="tse" if s.loss != "tse" else "mse"),
    "α": lambda s: replace(s, learning_rate=s.learning_rate * 2),
    "the order": lambda s: replace(s, order={"as-you-go": "gradients-first"}.get(s.order, "as-you-go")),
    "unfrozen": lambda s: replace(s, network=with_frozen(s.network, {"W2"} - s.network.frozen)),
    "a pair more": lambda s: replace(s, X=[*s.X, s.X[0]], T=[*s.T, s.T[0]]),
    "start here": lambda s: replace(s, network=network_at(s, "operation", 40)),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_was_opened_keeps_its_words(name: str) -> None:
    found = example(name)
    said = scene(name).caption
    assert (said.title, said.about) == (found.title, found.about)
    more = scene(name, replace(found.session, updates=found.session.updates + 1)).caption
    assert more == said  # how far one walks changes nothing of what is walked


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", ["mazur-half", "mazur-half-as-you-go", "xor-2-2-1"])
def test_after_a_change_it_says_what_it_is_based_on_and_no_more(name: str, change: str) -> None:
    """Neither loss, α and order of the title, nor a sentence of the story, is left."""
    found = example(name)
    now = CHANGES[change](found.session)
    said = scene(name, now).caption
    base = {"xor-2-2-1": "XOR with four pairs"}.get(name, "Mazur 2-2-2")
    order = ", as you go" if now.order == "as-you-go" else ""
    assert said.title == f"Based on {base}{order}"
    assert said.about.startswith(f"Based on {base}, changed since.")
    left = said.about.removeprefix(f"Based on {base}, changed since.").strip()
    assert left == (
        "" if not order else "Each layer is updated before S goes on back, as you go: not the gradient."
    )
    assert scene(name, found.session).caption.about == found.about


def test_another_activation_is_another_network() -> None:
    found = example("notes-4-layer")
    net = found.session.network.replace(activation={2: "tanh"})
    said = scene("notes-4-layer", replace(found.session, network=net)).caption
    assert said.about == "Based on the notes' 4-layer network, changed since."


def test_undo_brings_the_words_back() -> None:
    desk = Desk(scene("mazur-half"))
    changed = desk.change(nudged(desk.scene.session, "W2"))
    assert changed.scene.caption.title == "Based on Mazur 2-2-2"
    assert changed.undo().scene.caption.about == example("mazur-half").about
    assert changed.reset().scene.caption.about == example("mazur-half").about


def test_what_is_based_on_something_is_so_still_after_the_next_change() -> None:
    """As a link leaves it: its own session is what was opened."""
    session = example("mazur-half").session
    said = caption(
        nudged(session, "W2"), "Based on Mazur 2-2-2", "Based on Mazur 2-2-2, changed since.", session
    )
    assert (said.title, said.about) == ("Based on Mazur 2-2-2", "Based on Mazur 2-2-2, changed since.")
