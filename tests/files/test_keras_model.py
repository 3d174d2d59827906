"""Keras models become networks with the same outputs."""

import contextlib
import os

import numpy as np
import pytest

from simulator import InputError, from_keras
from simulator.core.sets.metrics import outputs

from ..core.networks import assert_agree
from ..frameworks import Framework

os.environ.setdefault("KERAS_BACKEND", "torch")
keras, L = Framework("keras"), Framework("keras.layers")

# Keras asks PyTorch for arrays in a way that NumPy is giving up.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
NAMED = ("linear", "sigmoid", "tanh", "relu", "elu", "softplus", "silu", "softmax")
OURS = {"linear": "identity"}


def sequential(*layers, width=3):
    return keras.Sequential([keras.Input((width,)), *layers])


def functional(make, width=3):
    start = keras.Input((width,))
    return keras.Model(start, make(start))


def agrees(model, tolerance=1e-6):
    net = from_keras(model)
    X = np.random.default_rng(5).normal(size=(4, net.widths[0]))
    said = keras.ops.convert_to_numpy(model(X.astype(model.dtype)))
    assert_agree(outputs(net, X), said.astype(float), "y", tolerance)
    return net


@pytest.fixture
def precision(request):
    """The precision in which models are made and run."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(request.param)
    yield request.param
    keras.config.set_dtype_policy(before)


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize("precision", ["float64", "float32"], indirect=True)
def test_outputs_are_those_of_the_model(name, precision):
    keras.utils.set_random_seed(3)
    noise = keras.initializers.RandomNormal(stddev=0.5)
    model = sequential(
        L.Dense(5, activation=name, bias_initializer=noise),
        L.Dense(4, use_bias=False),
        L.Activation(name),
        L.Dense(2, activation=name),
    )
    net = from_keras(model)
    X = np.array([[0.5, -1, 2], [0, 0.25, -0.75], [1, 1, -1]], precision)
    said = keras.ops.convert_to_numpy(model(X))
    # On PyTorch, Keras multiplies in float32 whatever the precision.
    assert_agree(outputs(net, X.astype(float)), said.astype(float), "y", 1e-6)
    assert np.array_equal(net.W[2], model.layers[0].kernel.value.detach().double().numpy())
    assert {*net.activation.values()} == {OURS.get(name, name)}
    assert net.frozen == {"b3"}


def test_activation_layers_nested_models_and_frozen_layers():
    inner = keras.Sequential([keras.Input((5,)), L.Dense(4, trainable=False), L.Softmax()])
    model = sequential(L.Dense(5), L.LeakyReLU(negative_slope=0.01), L.Dropout(0.2), L.Flatten(), inner)
    net = agrees(model)
    assert [*net.activation.values()] == ["leaky_relu", "softmax"]
    assert net.frozen == {"W3", "b3"}


LATER = [
    (lambda: L.LeakyReLU(name="as it comes"), "leaky_relu(0.3)"),
    (lambda: L.LeakyReLU(0.2), "leaky_relu(0.2)"),
    (lambda: L.Activation("leaky_relu"), "leaky_relu(0.2)"),
    (lambda: L.ELU(0.5), "elu(0.5)"),
    (lambda: L.ReLU(6.0), "relu6"),
    (lambda: L.Activation("relu6"), "relu6"),
    (lambda: L.Activation("hard_tanh"), "hardtanh"),
    (lambda: L.Activation("gelu"), "gelu"),
    (lambda: L.Activation("selu"), "selu"),
    (lambda: L.Activation("softsign"), "softsign"),
]


@pytest.mark.parametrize(("make", "name"), LATER)
def test_activations_that_came_later_and_their_numbers(make, name):
    assert agrees(sequential(L.Dense(4), make(), L.Dense(2))).activation[2] == name


def test_a_functional_chain_with_a_functional_model_within():
    inner = functional(lambda x: L.Dense(2)(L.Dense(4, activation="elu")(x)))
    assert agrees(functional(lambda x: L.Activation("tanh")(inner(x)))).activation == {2: "elu", 3: "tanh"}


def shared():
    layer = L.Dense(3)
    return functional(lambda x: layer(layer(x)))


def shared_by_two():
    layer = L.Dense(3)
    layer.build((None, 3))
    return sequential(sequential(layer), L.Activation("tanh"), sequential(layer))


def own():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = L.Dense(2)

        def call(self, x):
            return 2 * self.dense(x)

    model = Own()
    model(np.zeros((1, 3), np.float32))
    return model


def diverged():
    model = sequential(L.Dense(2, name="last"))
    model.layers[0].kernel.assign(np.full((3, 2), np.nan))
    return model


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (
            lambda: sequential(
                L.Dense(4, activation="mish", name="a"),
                L.LayerNormalization(name="b"),
                L.ReLU(5.0, name="c"),
                L.Activation("celu", name="d"),
            ),
            "^a: Dense with activation mish; b: LayerNormalization; c: ReLU with "
            r"max_value = 5.0 \(None here\); d: Activation with activation celu cannot",
        ),
        (lambda: keras.Sequential([L.Dense(2)]), "must be built before it has weights"),
        (lambda: functional(lambda x: L.Add(name="sum")([x, L.Dense(3)(x)])), "sum: Add is not"),
        (lambda: functional(lambda x: L.Dropout(0.5, name="drop")(L.Dense(2)(x), training=True)), "drop"),
        (shared, "each called once"),
        (shared_by_two, "the same layer as"),
        (own, "must be a Sequential or functional model; it is Own"),
        (diverged, "^last/kernel must be finite; entry 1, 1 is nan"),
        (lambda: 3, "takes a keras.Model; got int"),
    ],
)
def test_what_cannot_be_shown_is_named(make, text):
    with pytest.raises(InputError, match=text):
        from_keras(make())


def shaken(model):
    """The model with every number that a layer learns or gathers set to one between 0.2 and 2."""
    random = np.random.default_rng(3)
    for tensor in model.weights:
        if "seed" not in tensor.path:
            tensor.assign(random.uniform(0.2, 2.0, tensor.shape))
    return model


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        (
            lambda: [L.Dense(4), L.BatchNormalization(name="bn"), L.ReLU(), L.Dense(2)],
            "^bn: Batch.* W2 and b2",
        ),
        (lambda: [L.BatchNormalization(scale=False), L.Dense(4, "tanh"), L.Dense(2)], "W2 and b2"),
        (lambda: [L.Dense(4, "tanh"), L.BatchNormalization(center=False), L.Dense(2)], "W3 and b3"),
        (lambda: [L.Rescaling(1 / 255, offset=-0.5, name="r"), L.Dense(2)], "^r: Rescaling .* W2 and b2"),
        (lambda: [L.Normalization(mean=[1, 2, 3.0], variance=[4, 0.5, 9]), L.Dense(2)], "W2 and b2"),
    ],
)
def test_what_only_scales_and_shifts_is_folded_into_W_and_b_and_said(layers, said):
    model = shaken(sequential(*layers()))
    with pytest.warns(UserWarning, match=said):
        agrees(model)


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda x: L.Dense(2)(x / 255), r"^true_divide.*: TrueDivide is folded into W2 and b2"),
        (
            lambda x: L.Dense(2, "tanh")((x - np.array([1.0, 2, 3], "f4")) / np.array([[0.5, 2, 4]])),
            "Subtract",
        ),
        (lambda x: 1 - 2 * L.Dense(2)(keras.ops.negative(x)), "Negative"),
        (lambda x: L.Dense(2)(L.Dense(4, "tanh")(x) * 2 + 1), "Multiply is folded into W3 and b3"),
    ],
)
def test_arithmetic_with_constants_is_folded_in_a_functional_model(build, said):
    model = shaken(functional(build))
    with pytest.warns(UserWarning, match=said):
        agrees(model)


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda x: L.Dense(2)(255 / x), "true_divide.*: TrueDivide cannot be shown"),
        (lambda x: L.Dense(2)(x / 0.0), "the divisor of true_divide.*, turned over, must be finite"),
        (lambda x: L.Dense(2)(x * x), "must be a chain of layers, .*: Multiply is not"),
        (lambda x: L.Dense(3)(x) + x, "must be a chain of layers, .*: Add is not"),
        (lambda x: L.Dense(2)(x + np.ones((4, 3))), "add.*: Add cannot be shown"),
        (lambda x: L.Dense(2, "tanh")(x) * 2, "Multiply must stand beside a dense layer"),
    ],
)
def test_other_arithmetic_of_a_functional_model_is_refused(build, said):
    with pytest.raises(InputError, match=said):
        from_keras(functional(build))


@pytest.mark.parametrize(
    ("layers", "name", "said"),
    [
        (lambda: [L.Dense(4), L.ReLU(negative_slope=0.1), L.GaussianNoise(1.0)], "leaky_relu(0.1)", None),
        (lambda: [L.AlphaDropout(0.5), L.Reshape((3,)), L.Dense(4, "tanh"), L.Reshape((-1,))], "tanh", None),
        (
            lambda: [L.Dense(4), L.PReLU(keras.initializers.Constant(0.25))],
            "leaky_relu(0.25)",
            "p_re_lu.* not trained here",
        ),
    ],
)
def test_noise_at_rest_rows_and_slopes(layers, name, said):
    with pytest.warns(UserWarning, match=said) if said else contextlib.nullcontext():
        net = agrees(sequential(*layers()))
    assert net.activation == {2: name}


def test_log_softmax_is_softmax_of_which_the_logarithm_is_taken():
    model = sequential(L.Dense(4, "log_softmax"))
    with pytest.warns(UserWarning, match="log_softmax of dense.* its outputs are ln y, so y = exp of them"):
        net = from_keras(model)
    X = np.random.default_rng(5).normal(size=(4, 3))
    said = keras.ops.convert_to_numpy(model(X.astype(model.dtype)))
    assert_agree(np.log(outputs(net, X)), said.astype(float), "y", 1e-6)


def test_slopes_that_differ_and_rows_made_to_tables_are_refused():
    layer = L.PReLU()
    model = sequential(L.Dense(2), layer)
    layer.set_weights([np.array([0.1, 0.2])])
    with pytest.raises(InputError, match="PReLU cannot be shown"):
        from_keras(model)
    with pytest.raises(InputError, match="Reshape cannot be shown"):
        from_keras(sequential(L.Dense(4), L.Reshape((2, 2)), L.Flatten(), L.Dense(2)))


def test_what_scales_after_the_last_activation_is_refused():
    with pytest.raises(InputError, match=r"r: Rescaling must stand beside a dense layer"):
        from_keras(sequential(L.Dense(2, "relu"), L.Rescaling(2.0, name="r")))
