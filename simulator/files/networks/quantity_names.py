"""The names by which people call n, a, S, ∂F/∂W, ∂F/∂b, W and b: the notes', those with δ, PyTorch's."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...core.inputs import InputError
from ...core.wording import letter_of
from ..untrusted.quoting import quoted

QUANTITIES = ("n", "a", "S", "dW", "db", "W", "b")
LAST = -1  # the layer of y, which has no number
RAISED = str.maketrans("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹−∂", "01234567890123456789-d")
INDEX = r"_?\^?[({\[]*(?P<layer>[0-9]{1,2})[)}\]]*"
OVER = r"d[A-Za-z]*[/_]?d"  # dF/d, dL/d, ∂C/∂, dloss/d, dJ_d, dLd
FORMS = {
    "S": (
        rf"(?:S|s|δ|[dD]elta|{OVER}[nzZ]|d_?[nzZ]|(?:∇|[Nn]abla)_?[nzZ]|grad_?\(?[nzZ]){INDEX}\)?",
        rf"[nzZ]{INDEX}[._]grad",
    ),
    "dW": (rf"(?:{OVER}[Ww]|d_?[Ww]|(?:∇|[Nn]abla)_?[Ww]|grad_?\(?[Ww]){INDEX}\)?", rf"[Ww]{INDEX}[._]grad"),
    "db": (rf"(?:{OVER}[Bb]|d_?[Bb]|(?:∇|[Nn]abla)_?[Bb]|grad_?\(?[Bb]){INDEX}\)?", rf"[Bb]{INDEX}[._]grad"),
    "n": (rf"(?:n|z|Z|net){INDEX}",),
    "a": (rf"(?:a|y|ŷ|y_?hat){INDEX}",),
    "W": (rf"(?:new_?)?[Ww]{INDEX}(?:_?new)?",),
    "b": (rf"(?:new_?)?b{INDEX}(?:_?new)?",),
}
PATTERNS = {q: [re.compile(one) for one in forms] for q, forms in FORMS.items()}
OUTPUT = re.compile(r"y|ŷ|y_?hat|outputs?")
TORCH = re.compile(r"(?P<path>[\w.]*?)(?P<part>weight|bias)(?P<grad>\.grad)?")
NUMBER = re.compile(r"(?:^|[._])(?P<bare>[0-9]+)\.$|[A-Za-z]_?(?P<own>[0-9]+)\.$")


@dataclass(frozen=True, slots=True)
class Name:
    """What a name means: a quantity of a layer as it is counted there; `way`: how PyTorch's names count."""

    text: str
    quantity: str
    layer: int
    way: str = ""  # "bare", a place in a Sequential; "own", a number of the layer's own name; "" the notes'

    @property
    def torch(self) -> bool:
        """Whether PyTorch calls it so, which keeps W as L × H."""
        return bool(self.way)


def is_name(text: str) -> bool:
    """Whether it is one of the names."""
    return _found(text) is not None


def named(text: str, place: str) -> Name:
    """Raises InputError, saying what a name must be, for anything else."""
    found = _found(text)
    if found is None:
        plain = _plain(text)
        without = _found(plain + "3") or _found(
            plain.replace("weight", "fc1.weight").replace("bias", "fc1.bias")
        )
        if without is not None and not re.search("[0-9]", plain):
            raise InputError(
                f"{place} must say its layer: write {without.quantity}2 or {without.quantity}3, by the layer "
                "that it belongs to (the input is layer 1)"
            )
        raise InputError(
            f"{place} must be one of {', '.join(QUANTITIES)} with a layer, such as S3 or dW2 (also δ3, z3, "
            "dL/dW3, fc1.weight.grad)"
        )
    return found


def _plain(text: str) -> str:
    return text.translate(RAISED).strip("$\\'\"` ").replace(" ", "").replace("\\", "")


def _found(text: str) -> Name | None:
    plain = _plain(text)
    if len(plain) > 80:
        return None
    for quantity, patterns in PATTERNS.items():
        for pattern in patterns:
            if match := pattern.fullmatch(plain):
                return Name(text.strip(), quantity, int(match["layer"]))
    if OUTPUT.fullmatch(plain):
        return Name(text.strip(), "a", LAST)
    if (torch := TORCH.fullmatch(plain)) and (number := NUMBER.search(torch["path"])):
        quantity = ("d" if torch["grad"] else "") + ("W" if torch["part"] == "weight" else "b")
        way = "bare" if number["bare"] else "own"
        return Name(text.strip(), quantity, int(number[way]), way)
    return None


def layers_of(names: Iterable[Name]) -> tuple[dict[Name, int], tuple[str, ...]]:
    """The notes' layer of each name, and a sentence for each way of counting that is not the notes'.

    Raises InputError where a Sequential's places do not tell which layers they are.
    """
    names = list(dict.fromkeys(names))
    layers = {name: name.layer for name in names if not name.torch}
    remarks = []
    first = min((name.layer for name in layers if name.quantity != "a"), default=2)
    up = 2 - first if first < 2 else int(any(name.layer == 0 for name in layers))
    if up:  # nobody who counts the input as 1 has such a layer
        layers = {name: l if l == LAST else l + up for name, l in layers.items()}
        remarks.append(_remark(layers))
    for way in ("own", "bare"):
        counted = _torch_layers([name for name in names if name.way == way], way)
        layers |= counted
        if counted:
            remarks.append(_remark(counted))
    return layers, tuple(remarks)


def _torch_layers(names: list[Name], way: str) -> dict[Name, int]:
    places = sorted({name.layer for name in names})
    if way == "own":
        return {name: name.layer + (2 if places[0] == 0 else 1) for name in names}
    step = 2 if len(places) > 1 and places[1] - places[0] == 2 else 1
    if names and places != list(range(0, step * len(places), step)):
        raise InputError(
            f"{quoted(names[0].text)} does not say which layer it is: write dW2 for the first W, dW3 for the "
            "second, or give all from 0.weight.grad on"
        )
    return {name: 2 + places.index(name.layer) for name in names}


def _remark(layers: Mapping[Name, int]) -> str:
    shown = [f"{name.text[:30]} as {letter_of(name.quantity)}{l}" for name, l in layers.items() if l != LAST][
        :4
    ]
    return f"Layers are counted with the input as 1: {', '.join(shown)}."
