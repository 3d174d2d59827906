"""Walks by every update rule, with settings that use all that a rule can do."""

from dataclasses import replace

import numpy as np

from simulator import Network, update_rule
from simulator.core.training.update_rule import UpdateRule
from simulator.steps.session import Session

NET = Network.from_arrays(
    [[[0.4, 0.8, -0.6], [0.6, -0.9, 0.7]], [[0.4, -0.6], [0.7, 0.2], [-0.4, 0.6]]],
    [[0.2, -0.2, 0.1], [-0.2, 0.3]],
    ["tanh", "identity"],
)
RULES: dict[str, UpdateRule] = {
    "momentum": update_rule("sgd", momentum=0.9),
    "hagan": update_rule("sgd", momentum=0.5, dampening=0.5, weight_decay=0.1, l1=0.05, decay_biases=True),
    "nesterov": update_rule("sgd", momentum=0.8, nesterov=True, weight_decay=0.01),
    "clipped": update_rule("sgd", clip=0.5),
    "rmsprop": update_rule("rmsprop", l1=0.02),
    "centered": update_rule("rmsprop", momentum=0.5, centered=True, clip=1.0),
    "adam": update_rule("adam"),
    "adam with all": update_rule("adam", beta1=0.8, weight_decay=0.1, l1=0.01, clip=0.5, decay_biases=True),
    "adamw": update_rule("adamw", weight_decay=0.05, l1=0.02, clip=0.7),
}


def ruled(name: str, **other: object) -> Session:
    """Three updates over two pairs by the rule of this name."""
    given = {"loss": "hse", "learning_rate": 0.05, "updates": 3, "rule": RULES[name]} | other
    return Session(NET, [[0.5, 1.0], [-1.0, 0.25]], [[1.0, 0.0], [0.5, -0.5]], **given)  # type: ignore[arg-type]


def held_and_ruled(name: str) -> Session:
    """The same with entries and a parameter frozen."""
    session = ruled(name)
    frozen = session.network.replace(frozen=["W2[1,2]", "b2[3]", "W3[3,1]", "b3"])
    return replace(session, network=frozen)


def wide_and_ruled(name: str) -> Session:
    """A layer whose W is sent as bytes."""
    rng = np.random.default_rng(4)
    W = [rng.normal(size=shape).round(3) for shape in ((3, 90), (90, 2))]
    net = Network.from_arrays(W, [np.zeros(90), np.zeros(2)], ["relu", "softmax"])
    return Session(net, rng.normal(size=(2, 3)), np.eye(2), "tce", 0.1, 2, rule=RULES[name])


AS_YOU_GO = [name for name, rule in RULES.items() if rule.settings["clip"] is None]
SESSIONS: dict[str, Session] = {
    **{name: ruled(name) for name in RULES},
    **{f"{name} as you go": ruled(name, order="as-you-go") for name in AS_YOU_GO},
    **{f"{name}, held": held_and_ruled(name) for name in RULES},
    **{f"{name} of a batch": ruled(name, batch_size=2) for name in ("hagan", "adamw")},
    "adam of a batch as you go": ruled("adam", batch_size=2, order="as-you-go"),
    "adam, wide": wide_and_ruled("adam"),
}
