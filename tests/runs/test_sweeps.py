"""Many runs at once: each is the run that `train` makes by hand, bit for bit, whatever does the work."""

import math
import pickle
from itertools import product
from pathlib import Path

import joblib
import numpy as np
import pytest
from threadpoolctl import threadpool_info

import simulator
from simulator import InputError, propagate, sweep, train, update_rule
from simulator.core.initialise import initialise
from simulator.core.sets.metrics import accuracy, outputs
from simulator.files.tables.built_in_sets import dataset
from simulator.runs.many.blas_threads import _libraries, one_blas_thread
from simulator.runs.many.sweeps import Sweep, combinations, sent_runs

X, T = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [0]])
XOR = (X, T, (2, 2, 1), ("tanh", "sigmoid"))
ADAM = update_rule("adam", beta1=0.8)


@pytest.mark.parametrize(
    ("loss", "last", "targets", "order", "rate"),
    [
        ("tse", "sigmoid", T, "turn", 0.5),
        ("tce", "softmax", np.hstack([T, 1 - T]), "random", 0.2),
        ("mse", "identity", X @ [[0.3], [0.5]] - 0.25, "random", 1e9),  # the larger α diverges
    ],
)
def test_rows_are_a_plain_loop_of_train(loss, last, targets, order, rate):
    """Every field, in the order of the product; no accuracy without classes, inf where it diverged."""
    alphas, seeds, sizes, rules = (0.1, rate), (3, 0), (1, 3), ("sgd", ADAM)
    kinds, widths = ("relu", last), (2, 3, targets.shape[1])
    found = sweep(
        *(X, targets, widths, kinds),
        loss=loss,
        learning_rates=alphas,
        seeds=seeds,
        batch_sizes=sizes,
        rules=rules,
        epochs=7,
        order=order,
        path="numpy",
        jobs=1,
    )
    wanted = []
    for alpha, seed, size, rule in product(alphas, seeds, sizes, rules):
        net = initialise(widths, kinds, "glorot", seed)
        history = train(net, X, targets, loss, alpha, 7, size, order, seed, rule=rule, path="numpy")
        lost = history.stopped.startswith("diverged") or history.losses[-1] == math.inf
        row = {"learning_rate": alpha, "seed": seed, "batch_size": size, "rule": rule}
        row["loss"] = math.inf if lost else history.losses[-1]
        if last != "identity":
            row["accuracy"] = accuracy(outputs(history.network, X), targets)
        wanted.append(row | {"diverged": lost})
    assert found.rows == wanted
    assert [*found.rows[0]] == [*wanted[0]]
    assert any(row["diverged"] for row in wanted) == (last == "identity")


def test_the_error_is_that_of_the_set():
    """By one item after another, over the network that the run ends with."""
    (row,) = sweep(*XOR, learning_rates=(0.7,), seeds=(5,), epochs=20, jobs=1).rows
    net = train(initialise(*XOR[2:], "glorot", 5), X, T, learning_rate=0.7, epochs=20).network
    runs = [propagate(net, x, t) for x, t in zip(X, T, strict=True)]
    assert row["loss"] == pytest.approx(sum(run.loss for run in runs), rel=1e-12)
    assert row["accuracy"] == np.mean([(run.y >= 0.5) == t for run, t in zip(runs, T, strict=True)])


def test_some_first_weights_never_learn_xor():
    """Two hidden neurons: most seeds learn it, the others are stuck where two rows are halfway, or all."""
    found = sweep(*XOR, learning_rates=(1.0,), seeds=range(20), epochs=600, jobs=1)
    learnt = [row for row in found.rows if row["accuracy"] == 1]
    stuck = [row["loss"] for row in found.rows if row["accuracy"] < 1]
    assert 12 <= len(learnt) <= 19
    assert all(row["loss"] < 0.05 for row in learnt)
    assert all(0.4 < loss < 1.1 for loss in stuck)


@pytest.mark.parametrize("backend", ["loky", "threading"])
def test_bits_are_the_same_in_processes_and_threads(backend):
    """A set wide enough that NumPy would spread its products over threads."""
    iris = dataset("digits")
    given = (iris.X[:200], iris.T[:200], (64, 80, 10), ("tanh", "softmax"))
    how = {"loss": "tce", "learning_rates": (0.01, 0.02), "seeds": (0, 1), "batch_sizes": (200,), "epochs": 2}
    with joblib.parallel_config(backend=backend):
        assert sweep(*given, **how, jobs=2).rows == sweep(*given, **how, jobs=1).rows


@pytest.mark.nightly
def test_bits_are_the_same_on_a_cluster(capsys):
    """The README's example, with Dask on two workers; nothing leaves this machine."""
    distributed = pytest.importorskip("distributed")
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (example,) = (block for block in readme.split("```python\n")[1:] if "import joblib" in block)
    known = {"simulator": simulator}
    two = {"n_workers": 2, "threads_per_worker": 1, "processes": False, "dashboard_address": None}
    with distributed.LocalCluster(**two) as cluster, distributed.Client(cluster) as client:
        assert len(client.scheduler_info()["workers"]) == 2
        exec(example.partition("```")[0], known)
        heard: list[int] = []
        with joblib.parallel_config(backend="dask"):
            sweep(*XOR, seeds=range(5), epochs=1, callback=lambda so_far: heard.append(len(so_far.rows)))
    said = capsys.readouterr().out.splitlines()
    assert f"# {said[0]}: " in example and said[1] == "True"
    assert known["found"].rows == sweep(*XOR, **known["many"], jobs=1).rows
    assert heard == [1, 2, 3, 4, 5]


def test_stopped_at_once_with_what_is_done_kept():
    """After the second run that ended; a long one that has begun elsewhere is not waited for."""
    rows = sweep(*XOR, seeds=(0, 1), epochs=5, jobs=1).rows
    found = sweep(*XOR, seeds=range(9), epochs=5, jobs=1, callback=lambda so_far: len(so_far.rows) == 2)
    assert (found.rows, found.total, repr(found)) == (rows, 9, "Sweep(2 of 9 runs)")
    assert found.numbers == (0, 1)
    long = {"learning_rates": (1e300, 1e-3), "epochs": 10**8}  # the first diverges, the second takes hours
    with joblib.parallel_config(backend="threading"):
        found = sweep(X, T, (2, 1), ("identity",), **long, jobs=2, callback=lambda _: True)
    assert (found.numbers, repr(found)) == ((0,), "Sweep(1 of 2 runs, 1 diverged)")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"learning_rates": 0.1}, "learning_rates must be a list, such as a tuple or a range; got 0.1"),
        ({"rules": "adam"}, "rules must be a list, such as a tuple or a range; got 'adam'"),
        ({"seeds": {1, 2}}, "seeds must be a list, such as a tuple or a range; got {1, 2}"),
        ({"seeds": np.zeros((2, 2), int)}, "seeds must be a list; got an array of shape (2, 2)"),
        ({"batch_sizes": ()}, "batch_sizes must have at least one entry; there is none"),
        ({"learning_rates": (0.1, -1)}, "entry 2 of learning_rates must be above 0; got -1.0"),
        ({"learning_rates": (math.inf,)}, "entry 1 of learning_rates must be finite; it is inf"),
        ({"seeds": (0.5,)}, "entry 1 of seeds must be a whole number from 0; got 0.5"),
        ({"batch_sizes": (4, 0)}, "entry 2 of batch_sizes must be a whole number from 1; got 0"),
        (
            {"rules": ("sgd", "best")},
            "entry 2 of rules: the update rule must be one of sgd, rmsprop, adam, adamw; got 'best'",
        ),
        ({"epochs": -1}, "epochs must be a whole number from 0; got -1"),
        ({"jobs": 0}, "jobs must be a whole number from 1; got 0"),
        ({"order": "sorted"}, "the order must be one of turn, random; got 'sorted'"),
        ({"loss": "l2"}, "the loss must be one of tse, mse, tce, hse, bce; got 'l2'"),
        ({"callback": 3}, "callback must be a function of the sweep so far; got 3"),
        ({"X": [[0, 1, 2]] * 4}, "the first width must be 3, the columns of X; got 2"),
        ({"T": [[0, 1]] * 4}, "the last width must be 2, the columns of T; got 1"),
        ({"T": [[0]] * 3}, "T must have shape (4, L) with a row for each item; got (3, 1)"),
        ({"widths": 3}, "widths must be a list of whole numbers, such as (2, 3, 1); got 3"),
        ({"widths": (2,)}, "widths must name two layers or more, the inputs first; got 1"),
        ({"widths": (2, 0, 1)}, "the width of layer 2 must be a whole number from 1; got 0"),
        ({"activations": "tanh"}, "activations must be a list with a name for each layer; got 'tanh'"),
        ({"activations": ["tanh"]}, "activations must be 2, for layers 2 to 3; got 1"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(changed, why):
    given = dict(zip(("X", "T", "widths", "activations"), XOR, strict=True)) | {"jobs": 1} | changed
    with pytest.raises(InputError) as refused:
        sweep(**given)
    assert str(refused.value) == why


def test_a_run_is_sent_as_settings_and_data():
    """Nothing of the caller goes along: it is small, and the same after it was sent."""
    each = combinations((0.5,), (3,), (1,), (ADAM,))
    how = {"loss": "tse", "epochs": 3}
    (run,) = sent_runs(X, T, (2, 2, 1), ("tanh", "sigmoid"), "glorot", each, how)
    sent = pickle.dumps(run)
    assert len(sent) < 2000
    assert pickle.loads(sent).trained().losses == run.trained().losses
    assert run.trained().path == run.how["path"]


def test_the_limit_of_one_thread_goes_with_the_last_that_needs_it():
    """Whatever the order in which threads leave; what was loaded after NumPy is none of it."""
    known = {library["filepath"] for library in _libraries().info() if library["user_api"] == "blas"}
    assert known

    def threads() -> list[int]:
        return [found["num_threads"] for found in threadpool_info() if found["filepath"] in known]

    before = threads()
    first, second = one_blas_thread(), one_blas_thread()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert {*threads()} == {1}
    second.__exit__(None, None, None)
    assert threads() == before


def test_it_says_itself_in_a_line():
    assert repr(Sweep([{"diverged": True}], 1)) == "Sweep(1 run, 1 diverged)"
