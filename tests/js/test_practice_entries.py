"""What a step is asked for in the player: every number that it computes, at its place among what is true."""

from dataclasses import replace
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest

from simulator import Network
from simulator.core.training.update_rule import update_rule
from simulator.player.payload.payload import payload
from simulator.steps.session import Session
from simulator.steps.timeline import steps_of

from ..grids import by_day
from .node import answer


def session(*widths: int, kinds: tuple[str, ...], loss: str, rows: int = 1, **more: Any) -> Session:
    drawn = np.random.default_rng(sum(widths))
    W = [drawn.uniform(-1, 1, size).round(3) for size in pairwise(widths)]
    b = [drawn.uniform(-1, 1, width).round(3) for width in widths[1:]]
    net = Network.from_arrays(W, b, kinds)
    X, T = drawn.uniform(-1, 1, (rows, widths[0])).round(3), drawn.dirichlet(np.ones(widths[-1]), rows)
    return replace(Session(net, X, T, loss, 0.5, 2), batch_size=rows, **more)


def rules() -> dict[str, Any]:
    more = {"weight_decay": 0.01, "clip": 0.1}
    return {
        "sgd": update_rule("sgd", momentum=0.9, nesterov=True, **more),
        "adam": update_rule("adam", **more),
        "adamw": update_rule("adamw", weight_decay=0.01),
        "rmsprop": update_rule("rmsprop", centered=True, momentum=0.5),
    }


WALKS: dict[str, Session] = {
    "tanh": session(2, 3, 2, kinds=("tanh", "identity"), loss="mse"),
    "softmax": session(3, 2, 3, kinds=("sigmoid", "softmax"), loss="tce"),
    "softmax inside": session(2, 3, 1, kinds=("softmax", "sigmoid"), loss="tse"),
    "batch": session(2, 3, 2, kinds=("tanh", "sigmoid"), loss="tse", rows=3),
    "batch of softmax": session(2, 3, 3, kinds=("softmax", "softmax"), loss="tce", rows=2),
    "as you go": session(2, 3, 2, kinds=("tanh", "sigmoid"), loss="tse", order="as-you-go"),
    **{
        name: session(2, 3, 2, kinds=("tanh", "sigmoid"), loss="tse", rule=rule)
        for name, rule in rules().items()
    },
    "a batch by adam": session(2, 3, 2, kinds=("tanh", "sigmoid"), loss="tse", rows=2, rule=rules()["adam"]),
}


# What a pair alone or a batch of tanh shows, and Adam without a batch, the others show too.
USUAL = [name for name in WALKS if name not in ("tanh", "batch", "adam")]


@pytest.mark.parametrize("name", by_day(*USUAL, of=WALKS))
def test_every_number_of_a_step_is_asked_for_at_its_place(name: str) -> None:
    """By operation all of what is compared; by neuron that neuron's alone. They are those of the step."""
    walk = WALKS[name]
    sent = payload(walk, name, practice=1)
    of_steps = {}
    for grain in ("operation", "neuron"):
        found = answer("asked", {"walk": sent, "grain": grain})
        steps = [step for step in steps_of(walk, grain) if step.computes]
        assert len(found) == len(steps)
        for step, asked in zip(steps, found, strict=True):
            known = sent["practice"]["updates"][asked["u"]]
            assert set(asked["keys"]) == {table["key"] for table in asked["tables"]} <= set(known), step
            for key in asked["keys"]:
                truth = np.asarray(sent["arrays"][known[key]["truth"]])
                cells = [cell for table in asked["tables"] if table["key"] == key for cell in table["cells"]]
                places = [tuple(at) for _, at, _ in cells]
                assert len({name for name, _, _ in cells}) == len(set(places)) == len(places), (step, key)
                assert [truth[at] for at in places] == [value for _, _, value in cells], (step, key)
                if step.neuron is None:
                    assert set(places) == set(np.ndindex(truth.shape)), (step, key)
            of_steps[grain] = of_steps.get(grain, 0) + len(asked["keys"])
    assert of_steps["neuron"] > of_steps["operation"] > 10


WIDE = {
    "one pair": session(20, 14, 9, kinds=("tanh", "softmax"), loss="tce"),
    "batch": session(9, 14, 8, kinds=("softmax", "sigmoid"), loss="tse", rows=14),
    "batch of nine": session(2, 3, 2, kinds=("tanh", "sigmoid"), loss="tse", rows=9),
    "adam": session(14, 9, 13, kinds=("tanh", "sigmoid"), loss="tse", rule=rules()["adam"]),
}


@pytest.mark.parametrize("name", by_day("batch", "batch of nine", "adam", of=WIDE))
def test_of_a_wide_matrix_what_is_printed_is_sent_and_no_more(name: str) -> None:
    """Every field of the page, by operation and by neuron, has what its answer is compared with."""
    sent, seen = payload(WIDE[name], name, practice=1), dict[str, set[tuple[int, ...]]]()
    for grain in ("operation", "neuron"):
        for step in answer("asked", {"walk": sent, "grain": grain}):
            for table in step["tables"] if step["u"] == 0 else ():
                seen.setdefault(table["key"], set()).update(tuple(at) for _, at, _ in table["cells"])
    cut = 0
    for key, asked in sent["practice"]["updates"][0].items():
        if "axes" in asked:
            known = {tuple(k - 1 for k in place) for place in product(*asked["axes"])}
            assert seen[key] <= known, (name, key)
            cut += seen[key] == known or key.startswith("A")  # of which zeros are no fields
    assert cut >= (5 if name != "batch of nine" else 2)


LARGE = {
    "one pair": session(70, 40, 12, kinds=("tanh", "softmax"), loss="tce"),
    "batch": session(70, 40, 12, kinds=("tanh", "softmax"), loss="tce", rows=2),
    "adam": session(70, 40, 12, kinds=("tanh", "sigmoid"), loss="tse", rule=rules()["adam"]),
}


@pytest.mark.parametrize("name", by_day("batch", "adam", of=LARGE))
def test_of_a_large_network_the_chosen_entries_are_asked_for(name: str) -> None:
    """Each of them and no other, at its place in a vector, a matrix, or one for each item."""
    sent = payload(LARGE[name], name, practice=1)
    asked = [one for one in answer("asked", {"walk": sent, "grain": "operation"}) if one["u"] == 0]
    few = 0
    for step in asked:
        for key in step["keys"]:
            known = sent["practice"]["updates"][0][key]
            if known["entries"] is None:
                continue
            cells = [cell for table in step["tables"] if table["key"] == key for cell in table["cells"]]
            assert sorted(at for _, at, _ in cells) == [
                [k - 1 for k in place] for place in sorted(known["entries"])
            ]
            few += 1
    assert few > 8
