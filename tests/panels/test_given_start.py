"""Training from the network at hand, and the error and gradient of a set read without training."""

import base64
import os
from itertools import pairwise

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from simulator import Network, gradient, train
from simulator.core.initialise import initialise
from simulator.files.sessions.archive.session_file import Saved, read_session, write_session
from simulator.files.sessions.trainer_state import Training
from simulator.steps.session import Session

from .test_train import HIDDEN, TrainPage, pasted

HAND = "hand"
FILE = "kept file"
ROWS = "Batch size: rows per update, “all” for the full batch"
SET = "set gradient"


def on_desk(page, net, loss="tce"):
    """The page with another network at hand."""
    desk = page.at.session_state["desk"]
    H, L = net.widths[0], net.widths[-1]
    page.at.session_state["desk"] = desk.change(Session(net, [[0.5] * H], [[1.0] + [0.0] * (L - 1)], loss))
    page.at.run()
    assert not page.at.exception
    return page


def a_network(*widths, frozen=()):
    rng = np.random.default_rng(7)
    pairs = [*pairwise(widths)]
    names = [*(["tanh", "sigmoid"] * 4)[: len(pairs) - 1], "softmax"]
    weights, biases = [rng.normal(size=pair) for pair in pairs], [rng.normal(size=L) for _, L in pairs]
    return Network.from_arrays(weights, biases, names, frozen=frozen)


def bits(net):
    arrays = [array.tobytes() for layer in net.layers for array in (layer.W, layer.b)]
    return arrays, net.activation, net.frozen


def one_epoch(page):
    page.press("One epoch")
    for run in page.runs:
        run.wait(60)
    return page.runs


@pytest.fixture
def page():
    return TrainPage()


def test_a_run_from_the_network_at_hand_is_the_cores_own(page):
    """Its W, b, two kinds of activation and frozen entries, to the bit; after an edit in Step it goes on."""
    net = a_network(2, 3, 4, 2, frozen=["W2[1,2]", "b3[1]"])
    on_desk(page, net).set("radio", "Start from", HAND)
    assert "2-3-4-2, tanh, sigmoid, softmax; frozen: W2[1,2], b3[1]" in page.texts
    assert HIDDEN not in [field.label for field in page.at.text_input]
    (run,) = one_epoch(page)
    history = train(net, *run.data.training, run.plan.loss, run.plan.learning_rate, order="random")
    assert run.start is net
    assert bits(run.at(run.updates)) == bits(history.network)
    assert run.at(run.updates).W[2][0, 1] == net.W[2][0, 1] != net.W[2][0, 0]
    other = net.replace(b={2: [1, 2, 3]})
    assert one_epoch(on_desk(page, other)) == [run]
    assert run.updates == 320
    page.press("Take the network at hand now")
    assert page.runs[0].start is other
    assert "Take the network at hand now" not in [button.label for button in page.at.button]
    page.set("toggle", "Compare with a second run", True)
    assert [run.start for run in page.runs] == [other, other]
    assert page.runs[1].plan.learning_rate == 2 * page.runs[0].plan.learning_rate


def test_a_network_that_does_not_fit_the_set_says_which_layer(page):
    """One sentence with the cure; the run of before stays."""
    (run,) = page.runs
    on_desk(page, a_network(3, 4, 3)).set("radio", "Start from", HAND)
    assert page.alert == (
        "The network at hand, 3-4-3, must fit Two moons; it has 3 inputs where 2 fit and 3 outputs where 2 "
        "fit: start from new weights, or make or open one of 2-…-2 in Step. What was set before is kept."
    )
    assert page.runs == [run]
    page.set("radio", "Start from", "new")
    assert page.alert == ""
    assert page.runs == [run]


def test_the_losses_offered_suit_the_given_last_layer(page):
    """After tanh none is suggested for classes, so those that can be: TCE is not among them."""
    on_desk(page, initialise((2, 3, 2), ("relu", "tanh"), "glorot", 0), "tse")
    page.set("radio", "Start from", HAND)
    (menu,) = [box for box in page.at.selectbox if box.label == "Last layer and error"]
    assert {title.partition(",")[0] for title in menu.options} == {"tanh"}
    assert "tanh, TCE" not in menu.options
    assert one_epoch(page)[0].updates == 160


def reopened(saved):
    """The page on which a session file was opened."""

    def script():
        import streamlit as st  # noqa: PLC0415

        from simulator.panels.page import page  # noqa: PLC0415
        from simulator.panels.whole_page import open_saved  # noqa: PLC0415

        if "done" not in st.session_state:
            st.session_state["done"] = True
            open_saved(st.session_state["saved"])
        page()

    made = TrainPage.__new__(TrainPage)
    made.at = AppTest.from_function(script, default_timeout=60)
    made.at.session_state["saved"] = saved
    made.at.run()
    assert not made.at.exception
    return made


def test_a_session_file_keeps_what_a_run_started_from(page):
    """The run opens with that setting, and goes on to the same bits; a link says that it holds none."""
    net = a_network(2, 4, 2, frozen=["W3[1,2]"])
    on_desk(page, net).set("radio", "Start from", HAND)
    page.at.session_state["link to this training"] = True
    page.at.run()
    assert "it holds no run from given ones; ↗ share in Step saves it" in page.texts
    assert not page.at.code
    scripts = page.at.session_state["script of the training"][1]
    script = scripts["Python script of this training", "training.py"]
    page.at.session_state["link to this training"] = False
    (run,) = one_epoch(page)
    made = {}
    exec(script.replace("epochs=100", "epochs=1"), made)
    assert bits(made["history"].network) == bits(run.at(160))
    training = Training(run.data, (run.record(),))
    on_desk(page, a_network(2, 5, 2))  # by now another is at hand
    saved = Saved(page.at.session_state["desk"], mode="Train", training=training)
    again = reopened(read_session(write_session(saved)))
    assert [choice.value for choice in again.at.radio if choice.label == "Start from"] == [HAND]
    assert "First network of the run: 2-4-2, tanh, softmax; frozen: W3[1,2]" in again.texts
    assert again.runs[0].updates == 160
    assert bits(one_epoch(again)[0].at(320)) == bits(one_epoch(page)[0].at(320))
    again.at.run()
    again.press("Start over")
    assert bits(again.runs[0].start) == bits(net)


def after_a_reload(page):
    """The page as the browser kept it."""
    page.at.run()
    return reopened(read_session(base64.b64decode(page.at.session_state[FILE][1])))


@pytest.mark.parametrize("own", [True, False], ids=["a table of one's own", "a network at hand"])
def test_a_reload_keeps_the_settings_that_no_link_holds_before_anything_is_trained(page, own):
    """Layers or the network to start from, α, rows an update and epochs; and what the set is called."""
    if own:
        pasted(page, "u,v,kind\n" + "\n".join(f"{k},{k * k},{'ab'[k > 5]}" for k in range(12)))
        page.set("text_input", HIDDEN, "3-2")
    else:
        on_desk(page, net := a_network(2, 4, 2, frozen=["W3[1,2]"])).set("radio", "Start from", HAND)
    page.set("text_input", ROWS, "4").set("text_input", "Learning rate α", "0.3")
    page.set("number_input", "Epochs", 7)
    (run,) = page.runs
    again = after_a_reload(page)
    (found,) = again.runs
    assert found.updates == 0
    assert (found.plan, bits(found.start)) == (run.plan, bits(run.start))
    assert (found.plan.learning_rate, found.plan.batch_size) == (0.3, 4)
    assert [field.value for field in again.at.number_input if field.label == "Epochs"] == [7]
    assert [box.value for box in again.at.radio if box.label == "Start from"] == ["new" if own else HAND]
    (name,) = [box for box in again.at.selectbox if box.label == "Data set"]
    assert f"{run.data.name}, as it was kept" in name.options
    if own:
        assert [field.value for field in again.at.text_input if field.label == HIDDEN] == ["3-2"]
    else:
        assert bits(found.start) == bits(net)


def test_the_sets_error_and_gradient_are_read_without_training(page):
    """Of the network at hand over the training rows, as the core and PyTorch's autograd give them."""
    net = a_network(2, 3, 2, frozen=["b2"])
    page.at.session_state[SET] = True
    on_desk(page, net)
    (run,) = page.runs
    X, T = run.data.training
    g = gradient(net, X, T, "tce")
    norm = float(np.sqrt(sum((array**2).sum() for arrays in (g.dW, g.db) for array in arrays.values())))
    assert f"F = {g.loss:.6f} (TCE, the sum over 160 training rows); ‖∇F‖ = {norm:.6f}." in page.texts
    assert "what is frozen (b2) is in it" in page.texts
    shown = "".join(element.value for element in page.at.get("html"))
    for l in (2, 3):
        for entry in (*g.dW[l].ravel(), *g.db[l]):
            assert f">{entry:.6f}<".replace("-", "−") in shown
    assert run.updates == 0
    _agrees_with_torch(net, X, T, g)
    page.set("radio", "Of", "run")
    assert f"F = {gradient(run.start, X, T, 'tce').loss:.6f}" in page.texts
    on_desk(page, a_network(3, 2)).set("radio", "Of", HAND)
    assert "must fit Two moons; it has 3 inputs where 2 fit:" in page.alert


def torch_itself():
    if os.environ.get("REQUIRE_FRAMEWORKS") != "1":
        pytest.importorskip("torch")
    import torch  # noqa: PLC0415

    return torch


def test_a_run_from_given_weights_is_pytorchs_descent(page):
    """Row by row over an epoch, with one entry held: to 1e-12 what autograd gives."""
    torch = torch_itself()
    net = a_network(2, 3, 2, frozen=["W2[2,1]"])
    on_desk(page, net).set("radio", "Start from", HAND)
    (run,) = one_epoch(page)
    X, T = (torch.tensor(array) for array in run.data.training)
    P = [torch.tensor(array, requires_grad=True) for l in net.W for array in (net.W[l], net.b[l])]
    for (row,) in run.rows(0, 160):
        a = torch.tanh(X[row] @ P[0] + P[1])
        F = -(T[row] * torch.log_softmax(a @ P[2] + P[3], dim=0)).sum()
        grads = torch.autograd.grad(F, P)
        with torch.no_grad():
            grads[0][1, 0] = 0
            for array, slope in zip(P, grads, strict=True):
                array.sub_(run.plan.learning_rate * slope)
    last = run.at(160)
    ours = [array for l in last.W for array in (last.W[l], last.b[l])]
    for mine, theirs in zip(ours, P, strict=True):
        np.testing.assert_allclose(mine, theirs.detach().numpy(), rtol=1e-12, atol=1e-13)


def _agrees_with_torch(net, X, T, g):
    torch = torch_itself()
    W = {l: torch.tensor(net.W[l], requires_grad=True) for l in net.W}
    b = {l: torch.tensor(net.b[l], requires_grad=True) for l in net.b}
    a = torch.tanh(torch.tensor(X) @ W[2] + b[2])
    F = torch.nn.functional.cross_entropy(a @ W[3] + b[3], torch.tensor(T), reduction="sum")
    F.backward()
    assert g.loss == pytest.approx(F.item(), rel=1e-12)
    for l in net.W:
        np.testing.assert_allclose(g.dW[l], W[l].grad.numpy(), rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(g.db[l], b[l].grad.numpy(), rtol=1e-12, atol=1e-14)
