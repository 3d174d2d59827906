"""The wrong order of updates is labelled on every step of its walk, with how far it is off."""

from dataclasses import replace
from math import dist, hypot

import pytest

from simulator import Network
from simulator.draw.step_view import moment
from simulator.files.gallery import example
from simulator.player.payload.payload import payload
from simulator.steps.kinds.departure import departure
from simulator.steps.session import Session
from simulator.steps.timeline import of_one_neuron, steps_of
from simulator.steps.undo import settings_changed

MAZUR = example("mazur-half").session
WRONG = replace(MAZUR, order="as-you-go")


@pytest.mark.parametrize("grain", ["operation", "neuron"])
def test_every_step_says_that_it_is_not_the_gradient_and_by_how_much(grain: str) -> None:
    """Mazur by hand: S₂,₁ is 0.000741 with the old W and 0.000891… with the new: 16.8 % off."""
    steps = [step for step in steps_of(WRONG, grain) if step.update == 1]
    for step in steps:
        assert "gradient" in step.note, step
        assert "S of layer 2 is off by 15.8 %, S₂,₁ by 16.8 %." in step.note, step
    assert not any("as you go" in step.note or "is off by" in step.note for step in steps_of(MAZUR, grain))


def test_the_patterns_of_many_neurons_are_labelled_too() -> None:
    step = steps_of(WRONG)[1]
    assert "is off by 15.8 %" in of_one_neuron(WRONG.walked[0], step, 1).note


def test_what_the_player_is_sent_has_it_on_every_step() -> None:
    sent = payload(WRONG, "walk")
    assert all("gradient" in sent["texts"][step["note"]] for step in sent["steps"]["operation"])
    patterns = [entry["step"] for entry in sent["steps"]["neuron"] if isinstance(entry, dict)]
    assert patterns and all("gradient" in step["note"] for step in patterns)


def test_the_departure_is_that_of_two_vectors() -> None:
    for update in replace(example("notes-4-layer").session, order="as-you-go").walked:
        assert update.truth is not None
        for l, off in departure(update).items():
            used, right = update.run.S[l].tolist(), update.truth.S[l].tolist()
            assert off == pytest.approx(dist(used, right) / hypot(*right), rel=1e-12)
    assert set(departure(MAZUR.walked[0]).values()) == {0.0}


def test_two_layers_depart_from_nothing() -> None:
    net = Network.from_arrays([[[0.5], [1.0]]], [[0.0]], ["identity"])
    notes = {step.note for step in steps_of(Session(net, [[1, 2]], [[3]], order="as-you-go"))}
    assert all("nothing departs from the gradient" in note for note in notes)


@pytest.mark.parametrize("scale", [1e-200, 1e150])
def test_numbers_at_the_ends_of_float64_have_a_departure(scale: float) -> None:
    net = Network.from_arrays([[[1.0]], [[1.0]]], [[0.0], [0.0]], ["identity", "identity"])
    update = Session(
        net, [[1.0]], [[scale]], learning_rate=1e-3 / max(scale, 1.0) ** 1, order="as-you-go"
    ).walked[0]
    assert 0 < departure(update)[2] < 1


def test_what_if_tells_the_two_orders_apart() -> None:
    words = settings_changed(MAZUR, WRONG)
    assert words[0] == "Order of updates: gradients first → as you go (not the gradient)."
    assert "0.29102777" in words[1] and "0.29102792" in words[1]
    assert settings_changed(MAZUR, MAZUR) == []
    assert settings_changed(MAZUR, replace(MAZUR, loss="tse", learning_rate=0.25))[:2] == [
        "Error F: ½TSE → TSE.",
        "α: 0.5 → 0.25.",
    ]


def test_an_update_that_makes_F_grow_is_not_told_as_a_small_step() -> None:
    """α = 10 in the notes' network: by how much F grew, and what to do."""
    session = replace(example("notes-4-layer").session, learning_rate=10.0, updates=2)
    for update in session.walked:
        times = update.loss_after / update.run.loss
        assert times > 2
        texts = [s.text for s in steps_of(session) if s.update == update.number and s.phase == "update"]
        assert all("far too large: F grew" in text and "Lower α." in text for text in texts)
        assert not any("small step" in text for text in texts)
    assert all(
        "small step" in s.text for s in steps_of(example("notes-4-layer").session) if s.phase == "update"
    )


def test_the_slopes_of_softmax_are_told_once_and_shown() -> None:
    session = example("softmax-2-3-3").session
    at, step = next((i, s) for i, s in enumerate(steps_of(session)) if s.kind == "A" and s.layer == 3)
    assert step.text.startswith("Softmax ties the outputs of its layer together") and not step.note
    assert moment(session, at).quantity(3) == "A"
    hidden = next(i for i, s in enumerate(steps_of(session)) if s.kind == "A" and s.layer == 2)
    assert moment(session, hidden).quantity(2) == "A"
