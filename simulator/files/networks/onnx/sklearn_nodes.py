"""Nodes of the domain ai.onnx.ml, in which skl2onnx writes scalers and linear models of scikit-learn."""

from typing import Any

import numpy as np

from ....core.activation import ACTIVATIONS
from ....core.inputs import Array, InputError, numbers
from ...frameworks.layer_chain import Act, Affine
from .activation_nodes import activate
from .node_attributes import attributes
from .nodes import Chain, dense

TRANSFORMS = {"NONE": "", "SOFTMAX": "softmax", "LOGISTIC": "sigmoid"}  # of the scores, by post_transform
CLASSES = ("classlabels_ints", "classlabels_strings")


def scaler(chain: Chain, node: Any, flow: str, where: str) -> None:
    """(x − offset) · scale."""
    given = attributes(node, {"offset": [], "scale": []}, where)
    offset, scale = (_row(given[key], f"{key} of {where}") for key in ("offset", "scale"))
    width = max(offset.size, scale.size)
    if chain.shape[1:] == [None]:
        chain.shape = [chain.shape[0], width]
    if len(chain.shape) != 2 or width != chain.shape[1] or not {offset.size, scale.size} <= {1, width}:
        raise InputError(f"{where} must scale each of {chain.shape[-1]} inputs; it scales {width}")
    chain.add(Affine(where, np.broadcast_to(scale, width), np.broadcast_to(-offset * scale, width)))


def linear_regressor(chain: Chain, node: Any, flow: str, where: str) -> None:
    known = {"coefficients": [], "intercepts": [], "targets": 1, "post_transform": "NONE"}
    given = attributes(node, known, where)
    if given["post_transform"] != "NONE":
        raise InputError(f"{where} must have post_transform NONE; got {given['post_transform'][:20]!r}")
    _linear(chain, given, given["targets"], where)


def linear_classifier(chain: Chain, node: Any, flow: str, where: str) -> None:
    """A row of coefficients for each class; the second of its outputs are the scores."""
    known = {"coefficients": [], "intercepts": [], "multi_class": 0, "post_transform": "NONE"}
    given = attributes(node, known, where, ignored=CLASSES)
    if given["post_transform"] not in TRANSFORMS or len(node.output) != 2:
        raise InputError(
            f"{where} must give labels and scores, with post_transform {', '.join(TRANSFORMS)}; it does not"
        )
    held = [attribute for attribute in node.attribute if attribute.name in CLASSES]
    _linear(chain, given, sum(len(one.ints) + len(one.strings) for one in held), where)
    if name := TRANSFORMS[given["post_transform"]]:
        activate(chain, name, where)


def _linear(chain: Chain, given: dict[str, Any], rows: int, where: str) -> None:
    W = _row(given["coefficients"], f"coefficients of {where}")
    if rows < 1 or W.size % rows or len(given["intercepts"]) not in (0, rows):
        raise InputError(
            f"{where} must have coefficients and an intercept for each of its {rows} outputs; "
            f"it has {W.size} and {len(given['intercepts'])}"
        )
    b = _row(given["intercepts"], f"intercepts of {where}") if given["intercepts"] else None
    dense(chain, W.reshape(rows, -1).T, b, "coefficients", where)


def normalizer(chain: Chain, node: Any, flow: str, where: str) -> None:
    """Only behind a softmax, whose outputs are shares that add up to 1 already."""
    norm = attributes(node, {"norm": "MAX"}, where)["norm"]
    last = chain.links[-1] if chain.links else None
    if norm != "L1" or not isinstance(last, Act) or ACTIVATIONS[last.activation].shares is None:
        place = "do this to the data" if not chain.dense else "take the scores before it"
        raise InputError(
            f"{where} divides each row by its own size, which no dense layer does; "
            f"leave it out of the model and {place}"
        )


def _row(values: list[float], what: str) -> Array:
    return numbers(np.array(values, np.float64), what, (None,))
