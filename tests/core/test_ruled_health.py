"""Health of a network that an update rule moves: how far that goes, not plain descent."""

import numpy as np
import pytest

from simulator import health
from simulator.core.health.health import health_over
from tests.steps.ruled import RULES, held_and_ruled, ruled


@pytest.mark.parametrize("name", RULES)
def test_how_far_an_update_goes_is_what_the_rule_did(name):
    for session in (ruled(name), held_and_ruled(name)):
        moments = [(u.before, u.run.x, u.run.t, u.state) for u in session.walked]
        course = health_over(moments, session.loss, session.learning_rate, session.rule)
        for k, (u, moment) in enumerate(zip(session.walked, moments, strict=True)):
            *where, state = moment
            found = health(*where, session.loss, session.learning_rate, session.rule, state)
            for l, layer in found.layers.items():
                far = np.linalg.norm(u.after.W[l] - u.before.W[l]) / np.linalg.norm(u.before.W[l])
                assert layer.W_moved == pytest.approx(far, rel=1e-12)
                assert course.W_moved[k, l - 2] == layer.W_moved
    assert health(*where, session.loss, session.learning_rate).layers[2].W_moved != layer.W_moved


def test_an_update_past_float64_is_a_finding_and_no_error():
    session = ruled("momentum")
    found = health(session.network, 3 * session.X[0], 9 * session.T[0], "hse", 1e308, session.rule)
    assert found.layers[3].W_moved == np.inf
    assert "not finite" in found.layers[3].W_verdict
