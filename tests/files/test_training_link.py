"""A link to training: every setting comes back, and whatever no widget would let through is refused."""

import json
import random
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from simulator import InputError
from simulator.core.activation import ACTIVATIONS
from simulator.core.initialise import SCHEMES
from simulator.core.loss import LOSSES
from simulator.core.training.row_order import ORDERS
from simulator.core.training.train import UPDATE_ORDERS
from simulator.files.sessions.links.link_packing import packed
from simulator.files.sessions.links.training_link import Second, TrainScreen, read_train_link, train_link_text
from simulator.files.tables.built_in_sets import DATASETS
from simulator.files.untrusted.json_fields import json_bytes

from ..core.rules import RULES

SCREEN = TrainScreen(
    "moons",
    20,
    3,
    True,
    (8, 4),
    "relu",
    "softmax",
    "tce",
    "he",
    7,
    0.1 + 0.2,
    40,
    16,
    "random",
    UPDATE_ORDERS[0],
    0.05,
    Second(1e-3, "tanh", "glorot", "turn", UPDATE_ORDERS[1]),
)
# One link of each version; it must open to the same for ever.
KEPT = (
    "1._gfeUWGZbZO7DsMgDEXVX-ncwW3o43cQDKGlIbLCFPHvvXYKqEqZYMHH18fPw3pctvnAt5TZSVrvJIAAGy3jfSFc"
    "5xgwqQE3UHvLPoBGJYGNwXulfpwMwF9hEpW-aUarVvdQazdOummOq9Gbt_c_TQ70ewwGOCcn-RrgiRGI6tbbZ1AmWR"
    "nOKsI-DsgVovxNV6nsklCv-9JE59ZTnVilbhtXyy6Zp160L1gp5QM"
)

rates = some.floats(min_value=0, exclude_min=True, allow_nan=False, allow_infinity=False)
seeds = some.integers(0, 2**53)
rules = some.none() | some.sampled_from([rule for rule in RULES if rule.settings["clip"] is None])
seconds = some.builds(
    Second,
    rates,
    *map(some.sampled_from, ([*ACTIVATIONS], [*SCHEMES], [*ORDERS], [*UPDATE_ORDERS])),
    rules,
    some.none() | some.lists(some.integers(1, 1024), max_size=6).map(tuple),
    some.none() | seeds,
    some.none() | some.integers(0, 10**9),
)
screens = some.builds(
    TrainScreen,
    some.sampled_from([*DATASETS]),
    some.sampled_from(range(0, 61, 5)),
    seeds,
    some.booleans(),
    some.lists(some.integers(1, 1024), max_size=6).map(tuple),
    some.sampled_from([*ACTIVATIONS]),
    some.sampled_from([*ACTIVATIONS]),
    some.sampled_from([*LOSSES]),
    some.sampled_from([*SCHEMES]),
    seeds,
    rates,
    some.integers(1, 100_000),
    some.integers(0, 10**9),
    some.sampled_from([*ORDERS]),
    some.sampled_from([*UPDATE_ORDERS]),
    rates,
    some.none() | seconds,
    rules,
    some.just(()) | some.tuples(rates, rates, rates, rates),
)


@given(screens)
def test_settings_come_back_to_the_last_bit(screen):
    assert read_train_link(train_link_text(screen)) == screen


def test_a_link_of_version_1_opens_for_ever():
    assert read_train_link(KEPT) == SCREEN


def test_damaged_links_are_refused():
    """Every single changed, missing or added character."""
    text, generator = train_link_text(SCREEN), random.Random(0)
    for _ in range(500):
        at = generator.randrange(len(text))
        changed = text[:at] + generator.choice(["", "A", "_", "zz", text[:at]]) + text[at + 1 :]
        if changed != text:
            with pytest.raises(InputError):
                read_train_link(changed)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"source": "own"}, "the set must be one of"),
        ({"source": "![](http://localhost/x)"}, "the set must be one of"),
        ({"share": 61}, "the share of test rows must be one of"),
        ({"share": True}, "the share of test rows"),
        ({"split": -1}, "the seed of the split must be a whole number"),
        ({"standardise": 1}, "standardise must be one of"),
        ({"hidden": [0]}, "a hidden layer must be a whole number from 1 to 1024"),
        ({"hidden": [1] * 7}, "at most 6"),
        ({"kind": "swish"}, "the hidden activation must be one of"),
        ({"loss": "mae"}, "the error must be one of"),
        ({"scheme": "magic"}, "the initialisation must be one of"),
        ({"learning_rate": 0.0}, "the learning rate must be above 0"),
        ({"learning_rate": "0.1"}, "the learning rate must be a finite number"),
        ({"epochs": 10**6}, "the epochs must be a whole number from 1 to 100000"),
        ({"rows": -1}, "the rows an update"),
        ({"until": -0.5}, "must not be below 0"),
        ({"second": []}, "the second run must be an object"),
        ({"second": {"learning_rate": 0.1}}, "must have the key"),
        ({"more": 1}, "must have no key but those known"),
        ({"rule": {"name": "Adam"}}, "the update rule of a run, name must be one of sgd"),
        ({"rule": "adam"}, "the update rule of a run must be an object"),
        (
            {"rule": {"name": "adam", "clip": 1}, "update_order": "as-you-go"},
            "clip must be None where W is updated as you go",
        ),
        ({"race": [0.1]}, "a race must have 4 learning rates, or none; got 1"),
        ({"race": [0.1, 0.1, 0.1, 0]}, "a learning rate of the race must be above 0"),
        ({"race": [0.1, 0.1, "x", 1]}, "a learning rate of the race must be a finite number"),
    ],
)
def test_what_no_widget_lets_through_is_refused(changes, words):
    content = json.loads(json.dumps(asdict(SCREEN))) | changes
    with pytest.raises(InputError, match=words):
        read_train_link(packed(json_bytes({"train": content}), b""))


def test_a_link_to_a_screen_is_no_link_to_training():
    with pytest.raises(InputError, match="must have the key train"):
        read_train_link(packed(json_bytes({"example": "mazur-half"}), b""))
    with pytest.raises(InputError, match="must hold no numbers"):
        read_train_link(packed(json_bytes({"train": json.loads(json.dumps(asdict(SCREEN)))}), b"\0" * 8))


def test_the_settings_themselves_are_checked_too():
    with pytest.raises(InputError, match="the order of rows must be one of"):
        replace(SCREEN, order="backwards")
