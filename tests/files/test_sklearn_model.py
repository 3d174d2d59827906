"""Fitted perceptrons of scikit-learn become networks with the same outputs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, RobustScaler, StandardScaler

from simulator import InputError, from_sklearn, gradient
from simulator.core.sets.metrics import outputs

from ..core.networks import assert_agree

NAMES = {"identity": "identity", "logistic": "sigmoid", "tanh": "tanh", "relu": "relu"}


def rows(count=12, width=3, seed=0):
    return np.random.default_rng(seed).normal(size=(count, width))


def fitted(model, classes=2, dtype=np.float64):
    """A few updates, so that the weights are no longer those of a fresh network."""
    X = rows().astype(dtype)
    for _ in range(3):
        if isinstance(model, MLPClassifier):
            model.partial_fit(X, np.arange(len(X)) % classes, classes=np.arange(classes))
        else:
            model.partial_fit(X, X[:, :1] * X[:, 1:])
    return model


@given(
    st.sampled_from([*NAMES]),
    st.lists(st.integers(1, 5), min_size=1, max_size=3),
    st.integers(2, 4),
    st.data(),
)
def test_a_classifier_says_what_it_said(activation, widths, classes, data):
    mlp = MLPClassifier(
        hidden_layer_sizes=tuple(widths), activation=activation, random_state=data.draw(st.integers(0, 99))
    )
    net = from_sklearn(fitted(mlp, classes))
    X = rows(5, seed=1)
    said = mlp.predict_proba(X)
    assert_agree(outputs(net, X), said[:, 1:] if classes == 2 else said, "y")
    last = "sigmoid" if classes == 2 else "softmax"
    assert [*net.activation.values()] == [NAMES[activation]] * len(widths) + [last]


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-6)])
@pytest.mark.parametrize("activation", NAMES)
def test_a_regressor_says_what_it_said(activation, dtype, tolerance):
    mlp = fitted(MLPRegressor(hidden_layer_sizes=(4, 3), activation=activation, random_state=1), dtype=dtype)
    X = rows(5, seed=1).astype(dtype)
    net = from_sklearn(mlp)
    assert net.widths == (3, 4, 3, 2)
    assert_agree(outputs(net, X), mlp.predict(X).astype(float), "y", tolerance)


def test_several_labels_at_once_are_sigmoids():
    mlp = MLPClassifier(hidden_layer_sizes=(4,), random_state=0, max_iter=300, tol=1.0).fit(
        rows(), rows(seed=2)[:, :2] > 0
    )
    assert from_sklearn(mlp).activation[3] == "sigmoid"
    assert_agree(outputs(from_sklearn(mlp), rows(4)), mlp.predict_proba(rows(4)), "y")


def diverged():
    mlp = fitted(MLPRegressor(hidden_layer_sizes=(4,), random_state=0))
    mlp.coefs_[1][2, 0] = np.nan
    return mlp


def pipeline(*steps):
    steps = steps or (StandardScaler(),)
    return make_pipeline(*steps, fitted(MLPRegressor(hidden_layer_sizes=(4,), random_state=0)))


def clipping():
    """A scaler that cuts rows off, which later releases of scikit-learn have of this kind too."""
    scaler = MaxAbsScaler()
    scaler.clip = True
    return scaler


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (
            lambda: MLPClassifier(hidden_layer_sizes=(4,)),
            r"takes a fitted MLPClassifier; fit\(X, y\) was not called yet",
        ),
        (lambda: MLPRegressor, "got MLPRegressor, a class"),
        (LogisticRegression, "takes a fitted MLPClassifier or MLPRegressor; got LogisticRegression"),
        (lambda: GridSearchCV(MLPClassifier(), {"alpha": [1, 2]}), "got GridSearchCV"),
        (pipeline, "takes a fitted Pipeline; standardscaler: StandardScaler is not fitted"),
        (lambda: pipeline(PCA()), r"this Pipeline has pca: PCA in front.*give it pipeline\[-1\]"),
        (lambda: pipeline(MinMaxScaler(clip=True)), "minmaxscaler: MinMaxScaler in front"),
        (lambda: pipeline(clipping()), "maxabsscaler: MaxAbsScaler in front"),
        (diverged, r"^coefs_\[1\] must be finite; entry 3, 1 is nan"),
        (lambda: None, "got NoneType"),
    ],
)
def test_anything_else_is_refused(make, text):
    with pytest.raises(InputError, match=text):
        from_sklearn(make())


@pytest.mark.parametrize(
    "steps",
    [
        (StandardScaler(),),
        (StandardScaler(with_mean=False), "passthrough", MinMaxScaler((-1, 3))),
        (MinMaxScaler(), StandardScaler(with_std=False), MaxAbsScaler()),
        (RobustScaler(), RobustScaler(with_centering=False), RobustScaler(with_scaling=False)),
    ],
)
def test_scalers_in_front_are_folded_into_W2_and_b2_and_said(steps):
    whole, X = pipeline(*steps), 5 * rows(12, seed=4) + 2
    for place in range(len(steps)):
        whole[: place + 1].fit(X)
    with pytest.warns(UserWarning, match="Scaler is folded into W2 and b2: the outputs are the same"):
        net = from_sklearn(whole)
    assert_agree(outputs(net, X), whole.predict(X), "y")


def test_the_way_out_of_a_pipeline_works():
    whole = pipeline()
    whole[0].fit(rows())
    assert_agree(outputs(from_sklearn(whole[-1]), whole[:-1].transform(rows(4))), whole.predict(rows(4)), "y")


@pytest.mark.parametrize("targets", [[0, 1, 1, 0, 1, 0], [[0, 1], [1, 1], [1, 0], [0, 0], [1, 1], [0, 1]]])
def test_a_classifier_of_one_yes_or_no_or_of_several_descends_by_bce(targets):
    """One step of plain SGD over all rows is one descent by the mean of their BCE."""
    X, T = np.random.default_rng(2).normal(size=(6, 3)), np.array(targets)
    settings = dict(solver="sgd", alpha=0.0, momentum=0.0, learning_rate_init=0.25, shuffle=False)
    mlp = MLPClassifier((4,), activation="tanh", random_state=1, **settings)
    classes = np.unique(T) if T.ndim == 1 else np.arange(T.shape[1])
    before = from_sklearn(mlp.partial_fit(X, T, classes=classes))
    after = from_sklearn(mlp.partial_fit(X, T, classes=classes))
    assert before.activation == {2: "tanh", 3: "sigmoid"}
    g = gradient(before, X, T.reshape(6, -1), "bce")
    for l in before.W:
        np.testing.assert_allclose(after.W[l], before.W[l] - 0.25 / 6 * g.dW[l], rtol=1e-12)
        np.testing.assert_allclose(after.b[l], before.b[l] - 0.25 / 6 * g.db[l], rtol=1e-12)
