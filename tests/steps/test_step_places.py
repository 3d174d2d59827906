"""Where in the timeline a quantity is computed."""

from dataclasses import replace

from simulator.files.gallery import EXAMPLES, example
from simulator.steps.timeline import steps_of
from simulator.steps.walks.step_places import place_of

from ..grids import grid

FIRST = example(EXAMPLES[0]).session


@grid(order=["gradients-first", "as-you-go"], update=[1, 3])
def test_each_place_is_that_of_the_steps_value(order, update):
    """The value of the step found is the array of the run; by neuron it is the last neuron's number."""
    session = replace(FIRST, order=order)
    u = session.walked[update - 1]
    arrays = {
        "n": u.run.n, "a": {l: u.run.a[l] for l in u.run.n}, "S": u.run.S, "dW": u.run.dW, "db": u.run.db,
        "W": u.after.W, "b": u.after.b,
    }  # fmt: skip
    by_operation, by_neuron = (steps_of(session, grain) for grain in ("operation", "neuron"))
    for quantity, by_layer in arrays.items():
        for l, array in by_layer.items():
            places = place_of(session, quantity, l, update)
            step = by_operation[places["operation"]]
            assert step.value is array or step.value.tobytes() == array.tobytes()
            last = by_neuron[places["neuron"]]
            assert (last.update, last.layer) == (update, l)
            assert (last.value if isinstance(last.value, float) else last.value.ravel()[-1]) == array.ravel()[
                -1
            ]
