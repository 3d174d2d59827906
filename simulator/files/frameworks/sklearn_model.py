"""A fitted MLPClassifier or MLPRegressor of scikit-learn becomes a network."""

from typing import Any

import numpy as np

from ...core.activation import ACTIVATIONS
from ...core.inputs import InputError, numbers
from ...core.network import Network
from .layer_chain import Act, Affine, Dense, Link, network_of, refusal


def from_sklearn(mlp: Any) -> Network:
    """The network of a fitted MLPClassifier or MLPRegressor.

    W_l is coefs_[l − 2] (H, L), b_l intercepts_[l − 2]. Of two classes the single sigmoid output says how
    likely the second of classes_ is; more than two have one softmax output each. In a Pipeline, fitted
    StandardScaler, MinMaxScaler, MaxAbsScaler and RobustScaler before the MLP are folded into W2 and b2, with
    a warning that says so. Raises InputError for an estimator that is not fitted or is of another kind, and
    for a Pipeline with any other step: what that does to the rows is no layer.
    """
    steps = getattr(mlp, "steps", None)
    links: list[Link] = []
    if steps and all(_scaler(step) for _, step in steps[:-1]):
        links = [_affine(name, step) for name, step in steps[:-1] if step not in (None, "passthrough")]
        mlp = steps[-1][1]
    _check_kind(mlp)
    if not hasattr(mlp, "coefs_"):
        raise InputError(f"from_sklearn takes a fitted {type(mlp).__name__}; fit(X, y) was not called yet")
    known = {row.sklearn: row.name for row in ACTIVATIONS.values() if row.sklearn}
    last = len(mlp.coefs_) - 1
    for place, (coefs, intercepts) in enumerate(zip(mlp.coefs_, mlp.intercepts_, strict=True)):
        W = numbers(coefs, f"coefs_[{place}]", (None, None))
        b = numbers(intercepts, f"intercepts_[{place}]", (W.shape[1],))
        name = mlp.out_activation_ if place == last else mlp.activation
        if name not in known:
            raise refusal([f"{type(mlp).__name__}: activation {name!r}"])
        links += [Dense(f"coefs_[{place}]", W, b), Act(f"activation {place + 1}: {name}", known[name])]
    return network_of(links)


def _scaler(step: Any) -> bool:
    """Whether a step of a Pipeline does nothing, or the same to every row: times a number, plus a number."""
    from sklearn import preprocessing as known  # noqa: PLC0415  a second to import

    kinds = (known.StandardScaler, known.MinMaxScaler, known.MaxAbsScaler, known.RobustScaler)
    return step in (None, "passthrough") or (type(step) in kinds and not getattr(step, "clip", False))


def _affine(name: str, step: Any) -> Affine:
    kind = type(step).__name__
    if not hasattr(step, "scale_"):
        raise InputError(f"from_sklearn takes a fitted Pipeline; {name}: {kind} is not fitted")
    width = step.n_features_in_
    scale = np.ones(width) if step.scale_ is None else numbers(step.scale_, f"{name}.scale_", (width,))
    if kind == "MinMaxScaler":
        shift = numbers(step.min_, f"{name}.min_", (width,))
    else:
        key = "center_" if kind == "RobustScaler" else "mean_"
        centred = getattr(step, "with_centering" if key == "center_" else "with_mean", False)
        mean = numbers(getattr(step, key), f"{name}.{key}", (width,)) if centred else 0.0
        scale = 1 / scale
        shift = -mean * scale
    return Affine(f"{name}: {kind}", scale, shift)


def _check_kind(mlp: Any) -> None:
    try:
        from sklearn.neural_network import MLPClassifier, MLPRegressor  # noqa: PLC0415  a second to import
        from sklearn.pipeline import Pipeline  # noqa: PLC0415
    except ImportError:
        raise InputError("from_sklearn needs scikit-learn; it is not installed") from None
    if isinstance(mlp, Pipeline):
        steps = ", ".join(f"{name}: {type(step).__name__}" for name, step in mlp.steps[:-1])
        raise InputError(
            f"from_sklearn takes the MLP alone; this Pipeline has {steps or 'no step'} in front, which is no "
            "dense layer: give it pipeline[-1], whose inputs are pipeline[:-1].transform(X)"
        )
    if not isinstance(mlp, MLPClassifier | MLPRegressor):
        raise InputError(f"from_sklearn takes a fitted MLPClassifier or MLPRegressor; got {_kind(mlp)}")


def _kind(value: Any) -> str:
    inside = " (give it best_estimator_)" if hasattr(value, "best_estimator_") else ""
    return f"{value.__name__}, a class" if isinstance(value, type) else f"{type(value).__name__}{inside}"
