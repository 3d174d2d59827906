"""Published worked examples: every setup gives its result, and every printed digit."""

import json
from pathlib import Path

import numpy as np
import pytest

from simulator import Network, descend, propagate
from simulator.core.propagation import as_you_go

EXAMPLES = json.loads((Path(__file__).parents[1] / "textbook.json").read_text(encoding="utf-8"))
EXAMPLES.pop("about")
PRINTED = [(name, *entry) for name, example in EXAMPLES.items() for entry in example["printed"]]
PER_LAYER = ("n", "a", "S", "dW", "W_new", "b_new")
ROUNDING = 4e-15  # another order of the same operations


def worked(setup: dict) -> dict:
    """Every quantity that the examples name; those of layers keyed by layer number."""
    net = Network.from_arrays(setup["W"], setup["b"], setup["activations"], frozen=setup.get("frozen", []))
    x, t, loss, alpha = setup["x"], setup["t"], setup["loss"], setup["learning_rate"]
    if setup.get("order") == "as-you-go":
        run, new = as_you_go(net, x, t, loss, alpha)
    else:
        run = propagate(net, x, t, loss)
        new = descend(net, run, alpha)
    after = propagate(new, x, t, loss)
    layers = {"n": run.n, "a": run.a, "S": run.S, "dW": run.dW, "W_new": new.W, "b_new": new.b}
    return {**layers, "e": run.e, "loss": run.loss, "y_after": after.y, "loss_after": after.loss}


def in_digits_of(text: str, value: float) -> str:
    """The value with as many decimals as the printed text has."""
    return f"{value:.{len(text.partition('.')[2])}f}"


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_quantity_is_the_stated_result(name):
    found = worked(EXAMPLES[name]["setup"])
    result = EXAMPLES[name]["result"]
    assert set(result) <= set(found)
    for quantity, values in result.items():
        layers = values if quantity in PER_LAYER else [values]
        for l, truth in enumerate(layers, start=2):
            have = found[quantity][l] if quantity in PER_LAYER else found[quantity]
            assert np.shape(have) == np.shape(truth)
            np.testing.assert_allclose(have, truth, rtol=ROUNDING, atol=0, err_msg=f"{quantity}, layer {l}")


@pytest.mark.parametrize(("name", "quantity", "layer", "row", "column", "text"), PRINTED)
def test_every_printed_digit_is_reached(name, quantity, layer, row, column, text):
    value = worked(EXAMPLES[name]["setup"])[quantity]
    if quantity in PER_LAYER:
        value = value[layer]
    for place in (row, column):
        value = value if place is None else value[place - 1]
    assert in_digits_of(text, value) == text


def test_the_examples_print_something():
    assert len(PRINTED) >= 48
    assert {name for name, *_ in PRINTED} == {
        "hagan_1-2-1",
        "mazur_2-2-2_half_TSE",
        "mazur_2-2-2_as_you_go",
        "relu_2-2-1_half_SE",
    }


def test_mazurs_last_figure_comes_from_the_order_of_the_updates():
    right, other = (worked(EXAMPLES[f"mazur_2-2-2_{name}"]["setup"]) for name in ("half_TSE", "as_you_go"))
    assert in_digits_of("0.291027774", right["loss_after"]) == "0.291027774"
    assert in_digits_of("0.291027924", other["loss_after"]) == "0.291027924"
    np.testing.assert_array_equal(right["S"][3], other["S"][3])
    np.testing.assert_array_equal(right["W_new"][3], other["W_new"][3])
    assert (np.abs(right["S"][2] - other["S"][2]) > 1e-3).all()
