"""What a walk of batches leaves the program as: scripts and the notebook compute it, hand-outs print it."""

import itertools
import re

import numpy as np
import pytest

from simulator import InputError, Network, update_rule
from simulator.files.handouts.handout import handout
from simulator.files.scripts.notebook import notebook
from simulator.files.scripts.numpy_script import numpy_script
from simulator.files.scripts.torch_script import torch_script
from simulator.files.sessions.links.link import link_text, read_link
from simulator.files.sessions.screen import Screen, View
from simulator.steps.formulas.digits import FULL, shown
from simulator.steps.session import Session

from ..grids import grid
from ..js.batches import BATCHES
from ..test_every_setting import by_code, by_notebook, numbers, same

KINDS = {
    "mse": ("tanh", "identity"),
    "tce": ("softmax", "relu", "softmax"),
    "bce": ("elu", "sigmoid"),
    "hse": ("tanh",) * 5,
    "tse": ("gelu", "softmax"),
}
RULES = {"descent": None, "adam": "adam", "clipped": update_rule("sgd", momentum=0.5, clip=1.0)}


def session(loss: str, order: str = "gradients-first", rule: str = "descent", frozen=()) -> Session:
    """Five pairs by batches of 3, four updates."""
    rng, kinds = np.random.default_rng(2), KINDS[loss]
    sizes = (2, 3, *(2,) * (len(kinds) - 1))
    net = Network.from_arrays(
        [rng.normal(size=pair) for pair in itertools.pairwise(sizes)],
        [rng.normal(size=n) for n in sizes[1:]],
        list(kinds),
        frozen=frozen,
    )
    X, T = rng.normal(size=(5, 2)), np.eye(2)[[0, 1, 0, 1, 1]]
    return Session(net, X, T, loss, 0.1, 4, order, rule=RULES[rule], batch_size=3)


@grid(4, loss=[*KINDS], rule=[*RULES], frozen=[(), ("W2", "b3[1]")])
def test_the_scripts_and_the_notebook_compute_the_walk(loss, rule, frozen):
    """Bit for bit, and PyTorch's differentiation agrees: it asserts so itself."""
    pytest.importorskip("torch")
    walked = session(loss, rule=rule, frozen=frozen)
    assert same(by_code(torch_script(walked)), numbers(walked))
    assert same(by_notebook(walked), numbers(walked))


@pytest.mark.parametrize("loss", KINDS)
def test_as_you_go_numpy_alone_has_it(loss):
    walked = session(loss, "as-you-go")
    assert same(by_code(numpy_script(walked)), numbers(walked))
    with pytest.raises(InputError, match="in this walk W is updated as you go: the NumPy script has it"):
        torch_script(walked)


@pytest.mark.parametrize("name", BATCHES)
def test_a_hand_out_has_every_number_of_the_batch(name):
    walked = BATCHES[name]
    text = handout(walked, digits=FULL, updates=(1, 2)).decode().replace("−", "-")
    text = re.sub(r"\\cdot 10\^\{(-?[0-9]+)\}", r"e\1", text)
    printed = set(re.findall(r"-?[0-9.]+(?:e-?[0-9]+)?", text))
    wide = walked.at_once > 7  # then the first three columns and the last are printed
    for u in walked.walked[:2]:
        run = u.batch
        for array in (*run.n.values(), *run.S.values(), *run.dW.values(), *run.db.values(), run.e):
            seen = array[:, [0, 1, 2, -1]] if wide and array.ndim == 2 and array.shape[1] > 7 else array
            assert {shown(x, FULL) for x in seen.ravel().tolist()} <= printed, name
    assert f"a batch of {walked.at_once} an update" in text
    assert handout(walked, format="tex")


def test_a_work_sheet_has_room_for_seven_items():
    handout(BATCHES["mse"], blanks=True)
    with pytest.raises(InputError, match="a work-sheet needs batches of at most 7 items"):
        handout(BATCHES["bce"], blanks=True)


def test_a_link_keeps_the_batch_and_the_item_looked_at():
    walked = BATCHES["softmax"]
    for item in (0, 1, 2):
        found = read_link(link_text(Screen(walked, view=View(4, item=item))))
        assert found.view.item == item and found.session.batch_size == 2
    with pytest.raises(InputError, match="the item of the batch"):
        View(item=-1)


def test_an_item_whose_output_has_rounded_stands_beside_the_others_on_paper():
    """It has a formula of its own for S; each line says whose it is."""
    net = Network.from_arrays([[[1.0, -1.0], [0.5, 0.2]]], [[0.0, 0.0]], ["softmax"])
    X, T = np.array([[900.0, 1.0], [0.5, 0.2], [0.1, 0.4]]), np.eye(2)[[1, 0, 1]]
    walked = Session(net, X, T, "tce", 0.1, 1, batch_size=3)
    text = handout(walked).decode()
    assert text.count(r"\text{item 1: }") >= 2 and text.count(r"\text{item 3: }") >= 2
    assert handout(walked, format="tex") and notebook(walked)
    assert same(by_notebook(walked), numbers(walked))
