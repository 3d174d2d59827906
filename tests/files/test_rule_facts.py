"""An update rule as facts: every setting comes back, and what is none is refused by its name."""

import json

import pytest

from simulator import InputError, update_rule
from simulator.core.training.rules.rule_table import RULES
from simulator.core.training.update_rule import first_rule, rule_said
from simulator.files.sessions.rule_facts import rule_facts, rule_of

from ..core.rules import RULES as SETTINGS


@pytest.mark.parametrize("rule", SETTINGS, ids=str)
def test_a_rule_comes_back_with_every_setting(rule):
    assert rule_of(json.loads(json.dumps(rule_facts(rule))), "the rule") == rule
    assert rule_of(None, "the rule") is None


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"name": "Adam"}, "the rule, name must be one of sgd, rmsprop, adam, adamw; got 'Adam'"),
        ({"name": "adam", "rho": 0.5}, "the rule must have no key but those known; got 'rho'"),
        ({"name": "adam", "beta1": True}, "the rule, beta1 must be a finite number; got True"),
        ({"name": "adam", "beta1": 1}, "beta1 must be at least 0 and below 1; got 1.0"),
        ({"name": "adam", "decay_biases": 1}, "the rule, decay_biases must be true or false; got 1"),
        ({"name": "adam", "beta2": None}, "beta2"),
        ({"name": "sgd", "nesterov": True}, "Nesterov's momentum must have a momentum above 0"),
        ("adam", "the rule must be an object of keys and values"),
    ],
)
def test_what_is_no_rule_is_refused(facts, said):
    with pytest.raises(InputError) as reason:
        rule_of(facts, "the rule")
    assert said in str(reason.value)


def test_a_rule_is_said_from_its_row():
    """Its title, and what is not the default; every setting of every row has words for it."""
    assert rule_said(None) == "plain descent"
    assert rule_said(update_rule("adam")) == "Adam"
    assert rule_said(first_rule("sgd")) == "SGD, momentum 0.9"
    nesterov = update_rule("sgd", momentum=0.8, nesterov=True, clip=2, decay_biases=True)
    assert rule_said(nesterov) == "SGD, momentum 0.8, Nesterov's, penalties on b too, clipped to 2"
    for row in RULES.values():
        assert all(setting.label and setting.short for setting in row.settings.values())
        first = first_rule(row.name)
        assert 0 < row.alpha(first.settings, 0.05) <= 0.05
