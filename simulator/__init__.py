"""Backprop Simulator: see backpropagation in any dense network, number by number.

The command `backprop-simulator`, or `python -m simulator`, opens the page in a browser. From Python, in the
notation of the lecture notes (W is H × L, n = Wᵀâ + b, a = σ(n), S = ∂F/∂n; layers count from 1, the input):

A network, forwards and backwards
---------------------------------
>>> from simulator import Network, propagate, descend
>>> net = Network.from_arrays(
...     [[[0.5, 1.0], [-1.0, 0.5]], [[1.0], [2.0]]],  # W2 (2, 2), W3 (2, 1)
...     [[0.0, 0.0], [0.5]],  # b2 (2,), b3 (1,)
...     ["relu", "identity"],
... )
>>> net
Network(2-2-1, relu, identity)
>>> run = propagate(net, x=[1, 2], t=[4])
>>> run.n[2], run.a[2], run.y  # n₂ = W₂ᵀx + b₂, a₂ = σ(n₂), y = a₃
(array([-1.5,  2. ]), array([0., 2.]), array([4.5]))
>>> run.e, run.loss  # e = t − y, F = ‖e‖²
(array([-0.5]), 0.25)
>>> run.S[3], run.S[2]  # S₃ = −2 A₃ e, S₂ = A₂ W₃ S₃
(array([1.]), array([0., 2.]))
>>> propagate(descend(net, run, learning_rate=0.01), [1, 2], [4]).loss < run.loss
True

propagate_batch(net, X, T) does the same with a batch in matrices, a column for each item; gradient(net, X, T)
is that of a set whose rows are items; jacobian(net, run, l) is ∂n_l/∂n_{l−1}.

Step by step
------------
>>> from simulator import timeline
>>> steps = timeline(net, [1, 2], [4], learning_rate=0.01)
>>> print(*(step.kind for step in steps))
input n a n a error A S dW db A S dW db update_W update_b update_W update_b
>>> steps[11].title, steps[11].value
('Send S back from layer 3 to layer 2', array([0., 2.]))
>>> print(steps[11].symbolic)
{\\hat{S}} = {\\hat{A}} {W} {S}

show(net, x, t) is the same walk as a player in a notebook; its save("walk.html") writes a page for any
browser. step_svg and step_png draw one step of its `session` as a picture. notation="delta" or "pytorch"
gives timeline and these pictures other letters, and shows W as L × H.

Training
--------
>>> from simulator import train
>>> history = train(net, X=[[1, 2], [2, 1]], T=[[4], [3]], learning_rate=0.01, epochs=100)
>>> history.losses[-1] < 1e-6 < history.losses[0]
True
>>> history.at(3)  # the network before update 3, bit for bit
Network(2-2-1, relu, identity)

Other update rules than plain descent are momentum, RMSProp, Adam and AdamW; a step gives the network and what
the rule keeps from update to update.
>>> from simulator import update_rule, gradient
>>> rule = update_rule("sgd", momentum=0.9)
>>> better, state = rule.step(net, gradient(net, [[1, 2]], [[4]]), 0.01, rule.start(net))
>>> state.updates, state.arrays["momentum_b3"]
(1, array([1.]))
>>> history = train(net, [[1, 2], [2, 1]], [[4], [3]], learning_rate=0.01, epochs=100, rule="adam")
>>> history.state(3)  # what the rule keeps before update 3, bit for bit
RuleState(3 updates; momentum, square)

How F looks
-----------
>>> from simulator import error_slice
>>> led = [history.at(k) for k in range(20)]
>>> found = error_slice(net, [[1, 2], [2, 1]], [[4], [3]], ["W3[2,1]", "b3[1]"], path=led)
>>> found  # F on a grid of two parameters, all others as in net
ErrorSlice(W3[2,1] and b3[1], 40 × 42, F = 6.5 at hand)
>>> found.path.F[19] < found.path.F[0]  # and where the updates led, with the F that they really had
np.True_

Of one parameter alone F is a curve, and found.slopes its slope at hand.

Many runs
---------
sweep trains one run for each of many α, seeds, batch sizes and update rules, in processes by joblib, and says
how each ended.
>>> from simulator import sweep
>>> X, T = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]  # XOR, from ten first networks
>>> found = sweep(X, T, (2, 2, 1), ("tanh", "sigmoid"), learning_rates=(1.0,), seeds=range(10), jobs=1)
>>> sum(row["accuracy"] == 1 for row in found.rows), found.rows[0]["diverged"]
(8, False)

Looking for a mistake
---------------------
>>> from simulator import check_gradient, compare, MISTAKES
>>> check_gradient(net, [1, 2], [4]).ok
True
>>> found = compare(net, [1, 2], [4], {"S": {3: [1.0], 2: [1.0, 2.0]}})
>>> found.first, found.mistake
(('S', 2), 'slope-forgotten')

mark says of what somebody typed for one step what is right and, of what is wrong, which mistake gives it:
>>> from simulator import mark
>>> marks = mark(net, [1, 2], [4], "S", 2, ["1", "2,00"])
>>> marks.verdicts, marks.mistakes
(['wrong', 'right'], ('slope-forgotten',))

health(net, X, T) looks for dead and saturated neurons and for S that fades away or grows without bound;
first_not_finite says where an overflow begins.

Practice
--------
>>> from simulator import exercise
>>> made = exercise((2, 3, 2), ("relu", "identity"), seed=7)  # no number has more than two decimals
>>> made
Exercise(2-3-2, tse, 2 decimals, seed 7)
>>> propagate(made.network, made.x, made.t).e
array([2.7, 0.8])

An Exercise holds network, x and t; its alike names the mistakes that cannot be told apart by its numbers.

Files and frameworks
--------------------
save_network, load_network (.json, .npz, .safetensors, .onnx); from_torch, from_sklearn, from_keras;
record writes down a training loop of PyTorch.

Names
-----
>>> import simulator
>>> simulator.ACTIVATIONS[:4], simulator.LOSSES
(('identity', 'sigmoid', 'tanh', 'relu'), ('tse', 'mse', 'tce', 'hse', 'bce'))

Whatever is wrong with what is given raises InputError, a ValueError, whose text says what was expected, what
came, and where.
"""

from typing import TYPE_CHECKING

from .core.activation import ACTIVATIONS as _ACTIVATIONS
from .core.checks.compare import Comparison, compare
from .core.checks.derivatives import Kink
from .core.checks.gradient_check import GradientCheck, check_gradient
from .core.checks.mistakes import MISTAKES
from .core.door import door
from .core.health.health import health
from .core.health.overflow import first_not_finite
from .core.inputs import InputError
from .core.loss import LOSSES as _LOSSES
from .core.network import Layer, Network
from .core.practice.exercises.exercise import Exercise, exercise
from .core.practice.marking.marks import Marks, mark
from .core.propagation import Gradient, Run, descend, gradient, jacobian, propagate
from .core.sets.batch_matrices import BatchRun, propagate_batch
from .core.sets.error_slice import ErrorSlice, error_slice
from .core.training.history import History
from .core.training.rule_state import RuleState
from .core.training.train import train
from .core.training.update_rule import UpdateRule, update_rule
from .files.frameworks.keras_model import from_keras
from .files.frameworks.sklearn_model import from_sklearn
from .files.frameworks.torch_module import from_torch
from .files.networks.load_save import load_network, save_network
from .files.recordings.record import record
from .player.pages.notebook_cell import show
from .steps.step import Step
from .steps.timeline import timeline

if TYPE_CHECKING:
    from .draw.slides.slide import step_png, step_svg
    from .runs.many.sweeps import Sweep, sweep
else:  # they bring a renderer, or joblib, which is loaded when one of them is asked for
    __getattr__, _ = door(
        __name__,
        {name: "draw.slides.slide" for name in ("step_png", "step_svg")}
        | {name: "runs.many.sweeps" for name in ("Sweep", "sweep")},
    )

__version__ = "0.2.0"

# The names that networks and errors are given by.
ACTIVATIONS = tuple(_ACTIVATIONS)
LOSSES = tuple(_LOSSES)

__all__ = [
    "ACTIVATIONS",
    "LOSSES",
    "MISTAKES",
    "BatchRun",
    "Comparison",
    "ErrorSlice",
    "Exercise",
    "Gradient",
    "GradientCheck",
    "History",
    "InputError",
    "Kink",
    "Layer",
    "Marks",
    "Network",
    "RuleState",
    "Run",
    "Step",
    "Sweep",
    "UpdateRule",
    "check_gradient",
    "compare",
    "descend",
    "error_slice",
    "exercise",
    "first_not_finite",
    "from_keras",
    "from_sklearn",
    "from_torch",
    "gradient",
    "health",
    "jacobian",
    "load_network",
    "mark",
    "propagate",
    "propagate_batch",
    "record",
    "save_network",
    "show",
    "step_png",
    "step_svg",
    "sweep",
    "timeline",
    "train",
    "update_rule",
]
