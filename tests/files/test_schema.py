"""The JSON Schema and the reader say the same of every document that a schema can judge."""

import json
from pathlib import Path

import jsonschema
import pytest

import simulator.files.networks
from simulator import InputError, load_network
from simulator.core.activation import ACTIVATIONS
from simulator.core.loss import LOSSES
from simulator.files.networks.json_format import ASIDE, CALLED, NEEDED, NOTED, OPTIONAL
from simulator.files.networks.model import MOST_LAYERS, MOST_NEURONS
from simulator.files.untrusted.noted_steps import KINDS, MOST_NOTES
from simulator.steps.session import MOST_PAIRS

from .made import document, layered, text

FOLDER = Path(simulator.files.networks.__file__).parent
SCHEMA = json.loads((FOLDER / "network.schema.json").read_text("utf-8"))
PAIR = {"x": [1.0, 2.0], "t": [0.0, -1.5]}
LAYER = {"W": [[1.0]], "b": [0.0], "activation": "tanh"}


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_names_what_the_tables_hold():
    """A new activation, loss or limit must reach it."""
    properties, layers = SCHEMA["properties"], SCHEMA["properties"]["layers"]
    notes = properties["notes"]
    assert (notes["maxItems"], notes["items"]["properties"]["kind"]["enum"]) == (MOST_NOTES, [*KINDS])
    assert properties.keys() == {*NEEDED, *OPTIONAL, *CALLED, NOTED, *ASIDE}
    assert SCHEMA["required"] == list(NEEDED)
    plain, numbered = layers["items"]["properties"]["activation"]["anyOf"]
    assert plain["enum"] == list(ACTIVATIONS)
    families = [name for name, row in ACTIVATIONS.items() if row.parameter]
    assert numbered["pattern"].startswith(f"^({'|'.join(families)})")
    assert properties["loss"]["enum"] == list(LOSSES)
    assert layers["maxItems"] == MOST_LAYERS
    assert layers["items"]["properties"]["W"]["maxItems"] == MOST_NEURONS
    assert properties["pairs"]["maxItems"] == MOST_PAIRS


@pytest.mark.parametrize(
    ("content", "good"),
    [
        (document(), True),
        (document(loss="mse", learning_rate=0.5, pairs=[PAIR] * 20, frozen=["W2", "b3"]), True),
        (document(frozen=[]), True),
        (document(version=1.0), True),
        (document(title="XOR", about="…", updates=3, order="as-you-go", printed=[], remark=""), True),
        (document(layers=[LAYER] * 32), True),
        (document(layers=[LAYER] * 33), False),
        (document(layers=[]), False),
        (document(layers=None), False),
        (document(layers={}), False),
        (document(format="other"), False),
        (document(format=None), False),
        (document(version=2), True),
        (document(version=3), False),
        (document(version=0), False),
        (document(version=True), False),
        (document(version="1"), False),
        (document(extra=1), False),
        (layered(extra=1), False),
        (layered(activation="gelu"), True),
        (layered(activation="leaky_relu(0.2)"), True),
        (layered(activation="elu(-1e-3)"), True),
        (layered(activation="elu(.5)"), True),
        (layered(activation="gelu(0.2)"), False),
        (layered(activation="elu(0,5)"), False),
        (layered(activation="elu()"), False),
        (layered(activation="mish"), False),
        (layered(activation=None), False),
        (layered(activation=3), False),
        (layered(W=None), False),
        (layered(b=None), False),
        (layered(b=[]), False),
        (layered(b=["1", 2, 3]), False),
        (layered(b=[True, 2, 3]), False),
        (layered(W=[]), False),
        (layered(W=[[], []]), False),
        (layered(W=[1, 2]), False),
        (layered(W=[[None, 1, 2], [1, 2, 3]]), False),
        (document(layers=[{**LAYER, "W": [[1.0]] * 4097}]), False),
        (document(layers=[{**LAYER, "W": [[1.0]] * 4096}]), True),
        (document(loss="hinge"), False),
        (document(loss=1), False),
        (document(learning_rate=0), False),
        (document(learning_rate=-0.5), False),
        (document(learning_rate="0.5"), False),
        (document(learning_rate=False), False),
        (document(pairs=[]), False),
        (document(pairs=[PAIR] * 21), False),
        (document(pairs=[{**PAIR, "w": 1}]), False),
        (document(pairs=[{"x": [1.0, 2.0]}]), False),
        (document(pairs=[{**PAIR, "t": [0.0, "1"]}]), False),
        (document(pairs=PAIR), False),
        (document(frozen="W2"), False),
        (document(frozen=["W2", "W2"]), False),
        (document(frozen=["V2"]), False),
        (document(frozen=["W1"]), False),
        (document(frozen=[2]), False),
        ([], False),
        (None, False),
        ("network", False),
    ],
)
def test_schema_and_reader_agree(content, good):
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(content) == good
    if good:
        assert load_network(text(content), format="json").depth >= 2
    else:
        with pytest.raises(InputError):
            load_network(text(content), format="json")
