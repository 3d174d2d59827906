"""One number alone is frozen: held to the last bit, all others as PyTorch moves them under a mask."""

import numpy as np
import pytest

from simulator import (
    InputError,
    Network,
    compare,
    descend,
    health,
    load_network,
    propagate,
    save_network,
    timeline,
    train,
)
from simulator.core.network import in_order, in_words
from simulator.core.propagation import as_you_go

RNG = np.random.default_rng(5)
W = [RNG.normal(size=(3, 4)), RNG.normal(size=(4, 2))]
B = [RNG.normal(size=4), RNG.normal(size=2)]
FROZEN = ["W2[1,1]", "W2[3,4]", "b2[2]", "W3[4,1]", "b3"]
NET = Network.from_arrays(W, B, ["tanh", "sigmoid"], frozen=FROZEN)
X, T = RNG.normal(size=(5, 3)), RNG.uniform(0.1, 0.9, size=(5, 2))
HELD = {"W2": [(0, 0), (2, 3)], "b2": [(1,)], "W3": [(3, 0)], "b3": [(0,), (1,)]}


def array(net: Network, name: str) -> np.ndarray:
    return (net.W if name[0] == "W" else net.b)[int(name[1:])]


def check_held(net: Network) -> None:
    for name, places in HELD.items():
        moved = array(net, name) != array(NET, name)
        assert not any(moved[place] for place in places)
        assert moved.sum() == moved.size - len(places)


@pytest.mark.parametrize("update_order", ["gradients-first", "as-you-go"])
@pytest.mark.parametrize("batch_size", [1, 2, 5])
def test_training_holds_the_very_entries(update_order, batch_size):
    history = train(NET, X, T, epochs=3, batch_size=batch_size, update_order=update_order)
    check_held(history.network)
    assert history.network.frozen == NET.frozen


@pytest.mark.parametrize("order", ["gradients-first", "as-you-go"])
def test_training_and_the_walk_agree(order):
    walked = [
        (step.kind[-1], step.layer, step.value)
        for step in timeline(NET, X, T, updates=7, order=order)
        if step.kind[:6] == "update"
    ]
    found = train(NET, X, T, epochs=2, update_order=order).at(7)
    for letter, l, value in walked[-4:]:
        np.testing.assert_allclose(array(found, f"{letter}{l}"), value, rtol=0, atol=1e-14)


def test_as_you_go_s_returns_through_the_new_w_with_the_frozen_entry_old():
    run, after = as_you_go(NET, X[0], T[0], "tse", 0.5)
    check_held(after)
    np.testing.assert_allclose(run.S[2], run.slopes[2] * (after.W[3] @ run.S[3]), rtol=1e-14)


def test_pytorch_with_a_gradient_mask_computes_the_same():
    torch = pytest.importorskip("torch")
    given = {f"{letter}{l}": array(NET, f"{letter}{l}") for l in (2, 3) for letter in "Wb"}
    p = {name: torch.tensor(values).requires_grad_() for name, values in given.items()}
    for name, places in HELD.items():
        mask = torch.ones_like(p[name])
        for place in places:
            mask[place] = 0
        p[name].register_hook(lambda g, mask=mask: g * mask)
    optimizer = torch.optim.SGD(p.values(), lr=0.1)
    for _ in range(2):
        for x, t in zip(torch.tensor(X), torch.tensor(T), strict=True):
            optimizer.zero_grad()
            y = torch.sigmoid(torch.tanh(x @ p["W2"] + p["b2"]) @ p["W3"] + p["b3"])
            ((t - y) ** 2).sum().backward()
            optimizer.step()
    found = train(NET, X, T, epochs=2).network
    for name, theirs in p.items():
        np.testing.assert_allclose(array(found, name), theirs.detach().numpy(), rtol=0, atol=1e-13)


def test_its_gradient_is_still_there():
    free = NET.replace(frozen=())
    for l in (2, 3):
        np.testing.assert_array_equal(propagate(NET, X[0], T[0]).dW[l], propagate(free, X[0], T[0]).dW[l])


def test_the_walk_says_what_is_frozen_and_shows_the_gradient_with_0_there():
    step = next(step for step in timeline(NET, X[0], T[0]) if step.kind == "update_W" and step.layer == 2)
    assert step.title == "Update the weights W₂; W₂[1,1], W₂[3,4] frozen"
    assert "W₂[1,1], W₂[3,4] are frozen and stay as they are." in step.sentence
    assert r"{M_{2}} \circ" in step.numbered
    factor = step.numeric.split(r"\,")[1].split(r"\end")[0]
    rows = [row.split("&") for row in factor.split("}", 1)[1].split(r"\\")]
    zeros = {(r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell.strip() == "0"}
    assert zeros == {(0, 0), (2, 3)}


def test_a_parameter_frozen_entry_by_entry_is_frozen():
    net = Network.from_arrays([[[0.5], [0.25]]], [[0.1]], ["identity"], frozen=["W2[1,1]", "W2[2,1]"])
    titles = [step.title for step in timeline(net, [1, 2], [0])]
    assert "W₂ is frozen" in titles
    report = health(net, [1, 2], [0])
    assert report.layers[2].W_verdict == "W₂ is frozen: updates leave it as it is"
    half = health(net.replace(frozen=["W2[1,1]"]), [1, 2], [0]).layers[2].W_moved
    gradient = propagate(net, [1, 2], [0]).dW[2][1, 0]
    assert half == pytest.approx(0.1 * abs(gradient) / np.linalg.norm(net.W[2]))


@pytest.mark.parametrize("name", ["W", "b"])
def test_compare_takes_the_update_with_held_entries_as_right_and_finds_a_slip_in_it(name):
    after = descend(NET, propagate(NET, X[0], T[0]), 0.1)
    assert compare(NET, X[0], T[0], {name: {2: array(after, f"{name}2")}}).first is None
    free = descend(NET.replace(frozen=()), propagate(NET, X[0], T[0]), 0.1)
    assert compare(NET, X[0], T[0], {name: {2: array(free, f"{name}2")}}).first == (name, 2)
    old, new = array(NET, f"{name}2"), array(after, f"{name}2")
    up = compare(NET, X[0], T[0], {name: {2: old - (new - old)}})
    assert "ascent" in up.mistakes


@pytest.mark.parametrize("form", ["json", "npz", "safetensors"])
def test_a_file_keeps_it(tmp_path, form):
    save_network(NET, tmp_path / f"n.{form}")
    assert load_network(tmp_path / f"n.{form}").frozen == NET.frozen == set(FROZEN)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("W2[4,1]", r"up to W2\[3,4\], its last one; got 'W2\[4,1\]'"),
        ("b2[5]", r"up to b2\[4\]"),
        ("W2[1]", r"an entry of W2 as W2\[3,4\]"),
        ("b3[1,1]", r"an entry of b3 as b3\[2\]"),
        ("W2[0,1]", r"or one entry, as W2\[1,1\] or b2\[1\]; got 'W2\[0,1\]'"),
        ("W2[-1,1]", "or one entry"),
        ("W2[1,1", "or one entry"),
        ("W4[1,1]", "frozen must name parameters among W2, b2, W3, b3; got"),
        ("W2[٣,1]", "or one entry"),
        (2, "or one entry"),
    ],
)
def test_what_is_no_entry_is_refused(name, reason):
    with pytest.raises(InputError, match=reason):
        NET.replace(frozen=[name])


def test_names_in_order_and_in_words():
    names = ["b2[10]", "b2[9]", "W10", "W2[2,1]", "W2", "b3"]
    assert in_order(names) == ["W2", "W2[2,1]", "b2[9]", "b2[10]", "b3", "W10"]
    assert NET.replace(frozen=["W2[1, 3]"]).frozen == {"W2[1,3]"}
    assert in_words(f"b2[{i}]" for i in range(1, 21)).endswith("b2[7] and 13 more")
