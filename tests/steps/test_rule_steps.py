"""The steps of an update rule: torch.optim's numbers, formulas that give them, and what stays as it was."""

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simulator import InputError, Network, show, timeline, update_rule
from simulator.core.health.breakpoints import Breakpoint
from simulator.core.training.rule_state import RuleState
from simulator.core.training.update_rule import UpdateRule
from simulator.steps.formulas.digits import FULL
from simulator.steps.formulas.formula import Letter, Mark, Numbers, Relation, Token
from simulator.steps.session import Session
from simulator.steps.timeline import GRAINS, step_count, steps_of
from simulator.steps.walks.stopping_steps import stops

from ..grids import grid
from .ruled import AS_YOU_GO, RULES, SESSIONS, held_and_ruled, ruled

OPERATORS = {
    "+": "+", "-": "-", r"\cdot": "*", r"\circ": "*", "/": "/", "(": "(", ")": ")",
    "{(}": "(", "{)}": ")", r"{\surd}": "root @ ",
    r"\min": "least", ",": ",", "1": "1", "10^{-6}": "1e-6",
}  # fmt: skip


class Root:
    """√ as an operator that binds what follows it."""

    def __matmul__(self, x: Any) -> Any:
        return np.sqrt(x)


def computed(tokens: tuple[Token, ...]) -> Any:
    """What a line of numbers says before its sign, computed anew."""
    names: dict[str, Any] = {"root": Root(), "least": min}
    words = []
    for token in tokens:
        if isinstance(token, Relation):
            break
        if isinstance(token, Numbers):
            names[f"x{len(names)}"] = token.value
            words.append(f"x{len(names) - 1}")
        elif power := isinstance(token, Mark) and re.fullmatch(r"\{\}\^\{(\d+)\}", token.latex):
            words.append(f"**{power[1]}")
        else:
            assert isinstance(token, Mark)
            words.append(OPERATORS[token.latex])
    return eval(" ".join(words), names)


@grid(8, name=[*SESSIONS])
def test_every_line_gives_the_number_that_stands_behind_it(name: str) -> None:
    """Computed from the printed formula alone; the steps are those that are counted."""
    session = SESSIONS[name]
    for grain in GRAINS:
        assert len(steps_of(session, grain)) == step_count(session, grain)
    for step in steps_of(session):
        if step.phase != "update" or step.title.endswith("is frozen") or not step.matrices:
            continue
        results = step.value if step.kind.startswith("corrected") else [step.value]
        for line, value in zip(step.lines, results, strict=True):
            found = computed(line.tokens)
            if step.kind == "clip":
                assert found == pytest.approx(value, rel=1e-15)
                continue
            found = found if np.ndim(value) == 2 else found[:, 0]
            np.testing.assert_allclose(found, value, rtol=1e-13, atol=1e-16)


@pytest.mark.parametrize("name", RULES)
def test_the_steps_give_what_torch_optim_gives(name: str) -> None:
    """W, b and what is kept after every update, from the gradients of the steps themselves."""
    torch = pytest.importorskip("torch")
    session = ruled(name, updates=6)
    rule = session.rule
    assert rule is not None
    params = {
        f"{letter}{l}": torch.nn.Parameter(torch.tensor(array))
        for l in session.network.W
        for letter, array in (("W", session.network.W[l]), ("b", session.network.b[l]))
    }
    optimizer = torch_optimizer(torch, rule, params, session.learning_rate)
    steps = steps_of(session)
    for number in range(1, session.updates + 1):
        mine = {f"{s.kind}{s.layer}": s for s in steps if s.update == number}
        for key, p in params.items():
            p.grad = torch.tensor(mine[f"d{key}"].value)
        if (clip := rule.settings["clip"]) is not None:
            torch.nn.utils.clip_grad_norm_(params.values(), clip)
        for key, p in params.items():
            if rule.settings["l1"] and (key[0] == "W" or rule.settings["decay_biases"]):
                p.grad += rule.settings["l1"] * torch.sign(p.detach())
        optimizer.step()
        for key, p in params.items():
            near(mine[f"update_{key}"].value, p)
            for row in rule.active:
                if row.letter:
                    near(mine[f"{row.kind}_{key}"].value, optimizer.state[p][row.torch])


def near(ours: Any, theirs: Any) -> None:
    theirs = theirs.detach().numpy()
    assert np.abs(ours - theirs).max() <= 1e-12 * max(1, np.abs(theirs).max())


def torch_optimizer(torch: Any, rule: UpdateRule, params: dict[str, Any], learning_rate: float) -> Any:
    """torch.optim's with the same settings, by the names that the rule's row gives."""
    given: dict[str, Any] = {}
    for name, value in rule.settings.items():
        called = rule.row.settings[name].torch
        if called.startswith("betas"):
            given.setdefault("betas", []).append(value)
        elif called:
            given[called] = value
    decay = given.pop("weight_decay")
    groups = [
        {"params": [p for key, p in params.items() if key[0] == "W"], "weight_decay": decay},
        {
            "params": [p for key, p in params.items() if key[0] == "b"],
            "weight_decay": decay * rule.settings["decay_biases"],
        },
    ]
    return getattr(torch.optim, rule.row.torch)(groups, lr=learning_rate, **given)


def test_the_kinds_come_in_the_order_in_which_the_rule_computes_them() -> None:
    found = [(s.kind, s.layer) for s in steps_of(ruled("adamw", updates=1)) if s.phase == "update"]
    of_W = ["decay_W", "decay_W", "momentum_W", "square_W", "corrected_W", "update_W"]
    of_b = ["momentum_b", "square_b", "corrected_b", "update_b"]
    assert found == [("clip", 3), *((kind, l) for l in (2, 3) for kind in of_W + of_b)]


def test_the_walk_goes_on_bit_for_bit_from_a_state() -> None:
    """From the network and the state that an update left, as if there had been no end."""
    session = ruled("adam", updates=6)
    third = session.walked[2]
    rest = timeline(
        third.after, session.X[[1, 0]], session.T[[1, 0]], "hse", 0.05, updates=3,
        rule=session.rule, state=third.state_after,
    )  # fmt: skip
    whole = [step for step in steps_of(session) if step.update > 3]
    assert len(rest) == len(whole)
    for one, other in zip(rest, whole, strict=True):
        assert (one.kind, one.numeric) == (other.kind, other.numeric)
        assert np.asarray(one.value).tobytes() == np.asarray(other.value).tobytes()


@pytest.mark.parametrize("name", RULES)
def test_what_is_frozen_stays_and_counts_as_nothing(name: str) -> None:
    session = held_and_ruled(name)
    for step in steps_of(session):
        if step.kind == "update_W" and step.layer == 2:
            assert step.value[0, 1] == session.network.W[2][0, 1]
            assert "frozen" in step.title
        if step.kind in ("momentum_W", "square_W") and step.layer == 2:
            assert step.value[0, 1] == 0
    kinds = {step.kind for step in steps_of(session) if step.layer == 3 and step.kind.endswith("_b")}
    assert kinds == {"update_b"}


@pytest.mark.parametrize("name", AS_YOU_GO)
def test_as_you_go_each_layer_is_moved_by_the_rule_before_S_goes_on(name: str) -> None:
    session = ruled(name, order="as-you-go", updates=1)
    steps = steps_of(session)
    at = {(step.kind, step.layer): i for i, step in enumerate(steps)}
    assert at["update_W", 3] < at["S", 2]
    new, S = steps[at["update_W", 3]].value, steps[at["S", 3]].value
    np.testing.assert_allclose(
        steps[at["S", 2]].value, np.diag(steps[at["A", 2]].value) * (new @ S), rtol=1e-13
    )


def test_the_words_come_from_the_row_and_say_where_pytorch_is_hagans() -> None:
    steps = {f"{s.kind}{s.layer}": s for s in steps_of(ruled("hagan", updates=2)) if s.update == 2}
    assert "Hagan's momentum from the second update on" in steps["momentum_W2"].text
    assert steps["momentum_W2"].symbolic.startswith(
        r"{V_{W}} \leftarrow {\mu} {V_{W}} + {(} 1 - {\delta} {)}"
    )
    assert [name for name, _, _ in steps["momentum_b3"].matrices] == ["V of b₃ before", "g of b₃", "V of b₃"]
    assert (
        "adds λ W, which pulls every weight" in steps["decay_W2"].text and "of W," in steps["decay_W2"].text
    )
    assert "adds λ b, which pulls every bias" in steps["decay_b2"].text and "of b," in steps["decay_b2"].text
    assert [name for name, _, _ in steps["decay_b2"].matrices] == ["∂F/∂b₂", "g of b₂"]
    adam = {f"{s.kind}{s.layer}": s for s in steps_of(ruled("adam", updates=2)) if s.update == 2}
    assert "t = 2" in adam["corrected_W2"].text
    assert adam["corrected_W2"].shape == (2, 2, 3)
    letters = [token for token in adam["update_W2"].letters if isinstance(token, Letter)]
    assert {letter.latex for letter in letters} >= {r"\hat{M}_{W}", r"\hat{V}_{W}", r"\varepsilon"}


def test_where_a_rule_leads_up_a_lower_alpha_is_no_cure() -> None:
    """Momentum from before carries W up the slope of F; where the step only goes too far, α is too large."""
    net = Network.from_arrays([[[1.0]]], [[0.0]], ["identity"], frozen=["b2"])
    rule = update_rule("sgd", momentum=0.5)
    for V, t, alpha, said in (
        (8.0, 0.75, 0.1, "F grew from 0.0625 to 0.36: all steps of this update together do not lead down"),
        (0.0, 0.75, 1.5, "The update is far too large: F grew 4-fold. Lower α."),
    ):
        kept = {"momentum_W2": [[-V]], "momentum_b2": [0.0]}
        state = RuleState(3, kept) if V else None
        given = {"updates": 1, "rule": rule, "state": state}
        session = Session(net, [[1.0]], [[t]], "tse", alpha, **given)
        text = steps_of(session)[-2].text
        assert said in text, text
        assert ("a smaller α would not change that" in text) == bool(V)
        for smaller in (1e-3, 1e-6):
            (u,) = replace(session, learning_rate=smaller).walked
            assert (u.loss_after > u.found.loss) == bool(V)


def test_the_norm_is_told_with_what_is_added_to_it() -> None:
    """τ above the norm by less than that clips all the same."""
    net = Network.from_arrays([[[1.0]]], [[0.0]], ["identity"], frozen=["b2"])
    steps = timeline(net, [1.0], [1.0 - 2e-7], "tse", rule=update_rule("sgd", clip=1e-6))
    (clip,) = (step for step in steps if step.kind == "clip")
    assert clip.value < 1 and "with 10⁻⁶ added, is above τ" in clip.text and "at most" in clip.text


def test_a_state_must_fit_its_rule_and_clip_the_order() -> None:
    session = ruled("adam")
    for changed, said in (
        ({"state": RULES["momentum"].start(session.network)}, "the state must be of"),
        ({"rule": None, "state": RULES["adam"].start(session.network)}, "must come with its update rule"),
        ({"rule": RULES["clipped"], "order": "as-you-go"}, "clip must be None"),
        ({"rule": 3}, "the rule must be a name"),
    ):
        with pytest.raises(InputError, match=said):
            ruled("adam", **changed)
    assert Session(session.network, session.X, session.T, "hse", rule="adam").rule == RULES["adam"]  # type: ignore[arg-type]


def test_noise_of_what_a_rule_adds_up_is_printed_as_0() -> None:
    """V ← 0.5 V + g where both cancel but for float noise: 0 with three digits, itself with all."""
    net = Network.from_arrays([[[0.0]]], [[0.0]], ["identity"], frozen=["b2"])
    rule = update_rule("sgd", momentum=0.1)
    state = rule.step(net, _gradient(-3.0), 1e-9, rule.start(net))[1]
    session = Session(net, [[0.3]], [[-1.0]], "hse", 0.1, 1, rule=rule, state=state)
    (step,) = (s for s in steps_of(session) if s.kind == "momentum_W")
    result = step.lines[0].tokens[-1]
    assert isinstance(result, Numbers)
    assert 0 < abs(float(result.value[0, 0])) < 1e-15
    assert (result.at(3).tolist(), result.at(FULL).tolist()) == ([[0.0]], result.value.tolist())


def _gradient(value: float) -> Any:
    return SimpleNamespace(dW={2: np.array([[value]])}, db={2: np.zeros(1)})


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("name", ["adamw", "nesterov as you go"])
def test_the_walk_stops_at_the_step_at_which_a_condition_holds(name: str, grain: str) -> None:
    session = SESSIONS[name]
    steps = steps_of(session, grain)
    for condition, kind in (("F rises", "update_b"), ("sign change", "update_W")):
        for at, why in stops(replace(session, learning_rate=0.9), Breakpoint(condition), grain):
            assert steps[at].kind == kind
            assert f"update {steps[at].update}" in why
    ((at, why),) = stops(replace(session, learning_rate=1e308), Breakpoint("not finite"), grain)
    assert steps[at].update == 1
    assert why.startswith(("In update 1", "With the network after update 1"))


def test_a_cell_of_a_notebook_shows_the_rule_it_is_given() -> None:
    session = ruled("adam")
    second = session.walked[1]
    walk = show(
        second.after, session.X, session.T, "hse", rule=session.rule, state=second.state_after, batch_size=2
    )
    assert (walk.session.rule, walk.session.state) == (session.rule, second.state_after)
    assert "t = 3" in next(step.text for step in steps_of(walk.session) if step.kind == "corrected_W")


def test_a_centred_root_is_said_to_be_taken_of_0_where_rounding_leaves_less() -> None:
    """Where g never changes V and G² agree but for rounding, and g is divided by ε alone."""
    session = replace(SESSIONS["centered"], updates=1)
    said = [step.text for step in steps_of(session) if step.kind == "momentum_W"]
    assert said
    assert all("(0 where rounding leaves less than 0)" in words for words in said[:1])
