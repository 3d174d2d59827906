"""Update rules one by one: PyTorch's optimizers fed the same gradients, what is frozen, what is refused."""

import math

import numpy as np
import pytest

from simulator import Gradient, InputError, Network, RuleState, descend, gradient, propagate, update_rule
from simulator.core.network import in_order
from simulator.core.training.rules.rule_table import RULES as TABLE

from ..grids import grid
from .networks import problem
from .rules import MASKED, RULES, WHOLE, array, free_masks, optimizer_of, step_of_torch
from .sets import a_set, bits

NET = problem(51, (3, 4, 2), ("tanh", "sigmoid"), "tse", (1.0, 1.0)).net
X, T = a_set(problem(51, (3, 4, 2), ("tanh", "sigmoid"), "tse", (1.0, 1.0)), 5)
NAMES = [f"{letter}{l}" for l in (2, 3) for letter in "Wb"]
G = gradient(NET, X, T)


def random_gradient(net: Network, rng: np.random.Generator) -> Gradient:
    """Of sizes from 1e-3 to 10, a tenth of it 0."""

    def draw(like: np.ndarray) -> np.ndarray:
        sizes = 10 ** rng.uniform(-3, 1, like.shape)
        return np.where(rng.random(like.shape) < 0.1, 0.0, rng.normal(size=like.shape) * sizes)

    return Gradient({l: draw(W) for l, W in net.W.items()}, {l: draw(b) for l, b in net.b.items()}, 0.0)


@grid(6, rule={str(rule): rule for rule in RULES}, frozen={"free": (), "entries": MASKED, "whole": WHOLE})
def test_a_thousand_updates_are_pytorchs(rule, frozen):
    """PyTorch is given the free entries alone, so that what is frozen is absent from it."""
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(3)
    net = NET.replace(frozen=frozen)
    free = free_masks(net)
    p = {name: torch.tensor(array(net, name)[free[name]]) for name in NAMES if free[name].any()}
    W, b = ([p[name] for name in p if name[0] == letter] for letter in "Wb")
    optimizer = optimizer_of(torch, rule, W, b, 0.01)
    state = rule.start(net)
    for _ in range(1000):
        g = random_gradient(net, rng)
        net, state = rule.step(net, g, 0.01, state)
        for name, theirs in p.items():
            theirs.grad = torch.tensor((g.dW if name[0] == "W" else g.db)[int(name[1:])][free[name]])
        step_of_torch(torch, rule, W, b, optimizer)
    for name in NAMES:
        truth = array(NET, name).copy()
        if name in p:
            truth[free[name]] = p[name].numpy()
        np.testing.assert_allclose(array(net, name), truth, rtol=0, atol=1e-12 * np.abs(truth).max())
        np.testing.assert_array_equal(array(net, name)[~free[name]], array(NET, name)[~free[name]])
        for key, kept in state.arrays.items():
            if key.endswith(name):
                assert not kept[~free[name]].any()
                assert kept[free[name]].any() == free[name].any()


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_moves_are_told_in_order_and_end_in_the_step(rule):
    _, state = rule.step(NET, G, 0.1, rule.start(NET))
    moves = rule.moves(NET, G, 0.1, state)
    after, later = rule.step(NET, G, 0.1, state)
    order = ["decay", "square", "mean", "momentum", "nesterov", "corrected", "update"]
    if rule.name.startswith("adam"):
        order.insert(1, order.pop(3))
    if rule.settings["clip"]:
        clip = moves.pop(0)
        norm = math.sqrt(sum((g**2).sum() for g in [*G.dW.values(), *G.db.values()]))
        assert (clip.kind, clip.layer) == ("clip", None)
        assert clip.value == pytest.approx(min(1, rule.settings["clip"] / (norm + 1e-6)), rel=1e-14)
    places = [f"{move.kind[-1]}{move.layer}" for move in moves]
    assert list(dict.fromkeys(places)) == NAMES == in_order(NAMES)
    for name in NAMES:
        mine = [move for move, place in zip(moves, places, strict=True) if place == name]
        kinds = [move.kind.partition("_")[0] for move in mine]
        assert kinds == sorted(kinds, key=order.index)
        assert set(kinds) >= {"update", *rule.kept}
        assert ("decay" in kinds) == bool(
            (rule.settings["weight_decay"] or rule.settings["l1"])
            and (name[0] == "W" or rule.settings["decay_biases"])
        )
        for move in mine:
            assert not move.value.flags.writeable
            shape = array(NET, name).shape
            assert move.value.shape == ((2, *shape) if "corrected" in move.kind else shape)
            if f"{move.kind}{move.layer}" in later.arrays:
                np.testing.assert_array_equal(move.value, later.arrays[f"{move.kind}{move.layer}"])
        np.testing.assert_array_equal(mine[-1].value, array(after, name))


def test_adam_by_hand():
    """W = 1, g = 2 and then 4: by the formulas, with the numbers put in."""
    net = Network.from_arrays([[[1.0]]], [[0.0]], ["identity"])
    rule = update_rule("adam", beta1=0.5, beta2=0.75, epsilon=1e-300)
    state = rule.start(net)
    W = 1.0
    for g, M, V, M_hat, V_hat in ((2.0, 1, 1, 2, 4), (4.0, 2.5, 4.75, 10 / 3, 76 / 7)):
        given = Gradient({2: np.array([[g]])}, {2: np.array([0.0])}, 0.0)
        corrected = rule.moves(net, given, 0.1, state)[2]
        W -= 0.1 * M_hat / math.sqrt(V_hat)
        assert corrected.kind == "corrected_W"
        np.testing.assert_allclose(corrected.value.ravel(), [M_hat, V_hat], rtol=1e-15)
        with pytest.raises(
            InputError, match=r"^the updated b2 must|^corrected \(Adam\) of b2 must|stay finite"
        ):
            rule.step(net, Gradient(given.dW, {2: np.array([math.inf])}, 0.0), 0.1, state)
        net, state = rule.step(net, given, 0.1, state)
        assert state.arrays["momentum_W2"] == M and state.arrays["square_W2"] == V
        assert net.W[2][0, 0] == pytest.approx(W, rel=1e-15)
    assert state.updates == 2


def test_dampening_is_hagans_momentum_from_the_second_update_on():
    """ΔW(k) = γ ΔW(k−1) − (1 − γ) α g, chapter 12 of Hagan; the first one has no factor 1 − γ."""
    rule, gamma, alpha = update_rule("sgd", momentum=0.8, dampening=0.8), 0.8, 0.1
    rng, net, state = np.random.default_rng(1), NET, rule.start(NET)
    change = None
    for _ in range(20):
        g = random_gradient(net, rng)
        change = -alpha * g.dW[2] if change is None else gamma * change - (1 - gamma) * alpha * g.dW[2]
        before = net
        net, state = rule.step(net, g, alpha, state)
        np.testing.assert_allclose(net.W[2] - before.W[2], change, rtol=0, atol=1e-14)


def test_plain_sgd_is_descend_bit_for_bit():
    rule = update_rule("sgd")
    assert bits(rule.step(NET, G, 0.1, rule.start(NET))[0]) == bits(descend(NET, G, 0.1))
    run = propagate(NET, X[0], T[0])
    assert bits(rule.step(NET, run, 0.1, rule.start(NET))[0]) == bits(descend(NET, run, 0.1))


def test_a_centred_mean_of_gradients_that_never_change_stays_a_number():
    """V − G² is 0 but for rounding there, and at last below 0."""
    net = Network.from_arrays([[[1.0]]], [[0.0]], ["identity"])
    rule = update_rule("rmsprop", rho=0.95, centered=True)
    state = rule.start(net)
    for _ in range(1000):
        g = Gradient({2: np.array([[1.1]])}, {2: np.array([0.0])}, 0.0)
        net, state = rule.step(net, g, 1e-12, state)
    assert state.arrays["square_W2"] < state.arrays["mean_W2"] ** 2
    assert np.isfinite(net.W[2]).all()


def test_clipping_of_gradients_whose_squares_leave_float64():
    rule = update_rule("sgd", clip=5.0)
    g = Gradient({2: np.array([[3e200], [0.0]])}, {2: np.array([-4e200])}, 0.0)
    net = Network.from_arrays([[[0.0], [0.0]]], [[0.0]], ["identity"])
    net, _ = rule.step(net, g, 1.0, rule.start(net))
    np.testing.assert_allclose([*net.W[2].ravel(), *net.b[2]], [-3.0, 0.0, 4.0], rtol=1e-14)


@pytest.mark.parametrize(
    ("rule", "g", "said"),
    [
        ("adam", 1e200, "square (Adam) of W2 must stay finite"),
        ("rmsprop", 1e200, "square (RMSProp) of W2 must stay finite"),
        ("sgd", 1e300, "the updated W2 must stay finite"),
        ("adamw", math.inf, "must stay finite"),
    ],
)
def test_what_grows_past_float64_is_named(rule, g, said):
    net, rule = Network.from_arrays([[[1.0]]], [[0.0]], ["identity"]), update_rule(rule)
    with np.errstate(all="raise"), pytest.raises(InputError) as info:
        rule.step(net, Gradient({2: np.array([[g]])}, {2: np.array([0.0])}, 0.0), 1e10, rule.start(net))
    assert said in str(info.value)


@pytest.mark.parametrize(
    ("name", "settings", "said"),
    [
        ("Adam", {}, "the update rule must be one of sgd, rmsprop, adam, adamw; got 'Adam'"),
        (None, {}, "the update rule must be one of"),
        (
            "adam",
            {"rho": 0.9},
            "Adam has the settings beta1, beta2, epsilon, weight_decay, l1, decay_biases, clip; got",
        ),
        ("adam", {"beta1": 1.0}, "beta1 must be at least 0 and below 1; got 1.0"),
        ("adamw", {"beta2": -0.1}, "beta2 must be at least 0 and below 1; got -0.1"),
        ("adam", {"epsilon": 0}, "epsilon must be above 0; got 0.0"),
        ("adam", {"epsilon": None}, "epsilon must hold real numbers"),
        ("rmsprop", {"rho": 1}, "rho must be at least 0 and below 1; got 1.0"),
        ("rmsprop", {"centered": 1}, "centered must be True or False; got 1"),
        ("rmsprop", {"momentum": math.nan}, "momentum must be finite"),
        ("sgd", {"momentum": 1.5}, "momentum must be at least 0 and at most 1; got 1.5"),
        ("sgd", {"dampening": -1}, "dampening must be at least 0 and at most 1; got -1.0"),
        ("sgd", {"nesterov": True}, "must have a momentum above 0 and a dampening of 0; got nesterov=True"),
        (
            "sgd",
            {"nesterov": True, "momentum": 0.5, "dampening": 0.1},
            "a dampening of 0; got nesterov=True, momentum=0.5",
        ),
        ("sgd", {"weight_decay": -1e-9}, "weight_decay must be at least 0; got -1e-09"),
        ("adam", {"l1": "0.1"}, "l1 must hold real numbers; got text"),
        ("adam", {"clip": 0}, "clip must be above 0; got 0.0"),
        ("adam", {"clip": math.inf}, "clip must be finite"),
    ],
)
def test_settings_that_are_refused(name, settings, said):
    with pytest.raises(InputError) as info:
        update_rule(name, **settings)
    assert said in str(info.value)


ADAM, OTHER = update_rule("adam"), problem(1, (3, 2, 2), ("tanh", "sigmoid"), "tse", (1.0, 1.0)).net


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"state": None}, "the state must be one that start or step of the rule gave; got NoneType"),
        (
            {"state": update_rule("sgd").start(NET)},
            "of a network of widths (3, 4, 2), with momentum_W2 (3, 4), momentum_b2 (4,), …; got no arrays",
        ),
        (
            {"state": RuleState(3, {**ADAM.start(NET).arrays, "square_b3": [0.0, -1e-30]})},
            "square_b3 must be at least 0, as a mean of squares is; got -1e-30",
        ),
        ({"state": ADAM.start(OTHER)}, "got momentum_W2 (3, 2), momentum_b2 (2,), …"),
        ({"run": gradient(OTHER, X, T)}, "the run must be of a network of the same widths"),
        ({"run": 3}, "the run must be a Run or a Gradient"),
        (
            {"run": Gradient(G.dW, {**G.db, 3: np.ones(1)}, 0.0)},
            "∂F/∂b3 must be an array of shape (2,); got (1,)",
        ),
        ({"run": Gradient(G.dW, {2: G.db[2]}, 0.0)}, "∂F/∂b3 must be an array of shape (2,)"),
        (
            {"run": Gradient({3: G.dW[3], 4: G.dW[2]}, G.db, 0.0)},
            "the run must be of a network of the same widths",
        ),
        ({"net": 3}, "net must be a Network"),
        ({"learning_rate": 0}, "the learning rate must be above 0"),
    ],
)
def test_steps_that_are_refused(change, said):
    given = {"net": NET, "run": G, "learning_rate": 0.1, "state": ADAM.start(NET)} | change
    with pytest.raises(InputError) as info:
        ADAM.step(**given)
    assert said in str(info.value)


def test_a_bias_of_another_length_is_never_stretched():
    wrong = Gradient(G.dW, {**G.db, 3: np.ones(1)}, 0.0)
    with pytest.raises(InputError, match=r"shape \(2,\); got \(1,\)"):
        descend(NET, wrong, 0.1)
    turned = Gradient(dict(reversed(G.dW.items())), dict(reversed(G.db.items())), 0.0)
    assert bits(descend(NET, turned, 0.1)) == bits(descend(NET, G, 0.1))


def test_rules_and_states_are_values():
    assert update_rule("adam") == update_rule("adam", beta1=0.9) != update_rule("adamw")
    assert len({update_rule("adam"), update_rule("adam", clip=None), update_rule("adam", clip=1)}) == 2
    assert (
        repr(update_rule("sgd", momentum=0.5, nesterov=True))
        == 'update_rule("sgd", momentum=0.5, nesterov=True)'
    )
    state = ADAM.start(NET)
    _, later = ADAM.step(NET, G, 0.1, state)
    assert (repr(state), repr(later)) == (
        "RuleState(0 updates; momentum, square)",
        "RuleState(1 update; momentum, square)",
    )
    assert state == ADAM.start(NET) != later and hash(state) == hash(ADAM.start(NET))
    assert RuleState(1, dict(later.arrays)) == later != RuleState(2, later.arrays)
    assert not any(kept.flags.writeable for kept in later.arrays.values())
    with pytest.raises(TypeError):
        later.arrays["momentum_W2"] = 0
    for given, said in (
        ((-1, {}), "updates must be"),
        ((2**53 + 1, {}), "updates must be a whole number from 0 to 9007199254740992"),
        ((0, 3), "arrays must be a dictionary"),
        ((0, {"a": [math.nan]}), "a must be finite"),
    ):
        with pytest.raises(InputError, match=said):
            RuleState(*given)


def test_torch_calls_rules_settings_and_what_is_kept_as_the_rows_say():
    """An optimizer with every switch on has those names, and those values where nothing else is said."""
    torch = pytest.importorskip("torch")
    for row in TABLE.values():
        kind = getattr(torch.optim, row.torch)
        known = {setting.torch: setting for setting in row.settings.values() if setting.torch}
        p = torch.nn.Parameter(torch.ones(2))
        usual = _by_name(kind([p], lr=0.1).param_groups[0])
        for name, setting in known.items():
            decays = (
                row.name == "adamw" and name == "weight_decay"
            )  # 0.01 there, and nothing unless asked here
            assert usual[name] == (0.01 if decays else setting.default)
        optimizer = kind([p], lr=0.1, **({"centered": True} if "centered" in known else {}))
        for group in optimizer.param_groups:
            group.update({"momentum": 0.5} if "momentum" in known else {})
        p.grad = torch.ones(2)
        optimizer.step()
        assert {move.torch for move in row.moves if move.letter} == optimizer.state[p].keys() - {"step"}


def _by_name(group):
    first, second = group.get("betas", (None, None))
    return group | {"betas[0]": first, "betas[1]": second}
