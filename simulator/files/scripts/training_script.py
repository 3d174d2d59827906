"""A training run as Python text: what it starts from, its rows, and the very calls of the core."""

from collections.abc import Mapping, Sequence
from typing import Any

from ...core.inputs import Array, InputError
from ...core.network import Network, in_order
from ...steps.formulas.notation import notation_named
from ..untrusted.titles import one_line
from .script_letters import code_in

INTRODUCTION = '''"""Training from given numbers, written exactly: the run of the page again: to the last bit
where both go by NumPy, or both by numba where the extra `fast` is installed, and else to 1e-12.

It needs NumPy and this simulator's package, and leaves `history`, or `histories` of several runs: its losses,
its network, and with at(k) the network before any update.
"""
'''
TURNED_INTRODUCTION = INTRODUCTION.replace(
    "before any update.\n", "before any update. W is H x L in it, as this package takes and gives it.\n"
)
LETTERS = "ABCD"  # of several runs
MOST_NUMBERS = 500_000  # about 10 MB of text
Run = tuple[Network, Mapping[str, Any]]  # the first network, and what `train` is called with besides the set


def training_script(
    X: Array, T: Array, runs: Sequence[Run], *, title: str = "", notation: str = "notes"
) -> str:
    """The script of one to four runs over the training rows X (N, H), T (N, L).

    What it says is in this notation; W is H × L in all of them, as this package takes it. Run, it computes
    what `train` computes from the same, bit for bit by the same path. Raises InputError for more than
    MOST_NUMBERS numbers.
    """
    row = notation_named(notation)
    check_length(X, T, runs)
    introduction = TURNED_INTRODUCTION if row.turned else INTRODUCTION
    name = one_line(title)
    networks = [f"net = {_network(net)}" for net, _ in runs]
    if len(runs) > 1:
        networks = [
            f"net_{letter} = {_network(net)}" for letter, (net, _) in zip(LETTERS, runs, strict=False)
        ]
    ruled = any("rule" in how for _, how in runs)
    return "\n".join(
        [
            introduction + (f"# {name}" if name else ""),
            "import numpy as np\n",
            f"from simulator import Network, train{', update_rule' if ruled else ''}\n",
            *networks,
            f"X = {_array(X)}",
            f"T = {_array(T)}\n",
            *(code_in(row, line) for line in _calls([how for _, how in runs])),
        ]
    )


def check_length(X: Array, T: Array, runs: Sequence[Run]) -> None:
    """Raise InputError for more numbers than a script holds."""
    count = X.size + T.size + sum(layer.W.size + layer.b.size for net, _ in runs for layer in net.layers)
    if count > MOST_NUMBERS:
        raise InputError(
            f"a script holds at most {MOST_NUMBERS:,} numbers, rows and weights; these are {count:,}: "
            "set more rows aside for the test, or save a session file"
        )


def _calls(runs: Sequence[Mapping[str, Any]]) -> list[str]:
    if len(runs) == 1:
        return [f"history = {_call('net', runs[0])}", *_said("history", "")]
    lines = ["histories = {"]
    lines += [
        f'    "{letter}": {_call(f"net_{letter}", how)},' for letter, how in zip(LETTERS, runs, strict=False)
    ]
    return [
        *lines,
        "}",
        *(
            line
            for letter in LETTERS[: len(runs)]
            for line in _said(f'histories["{letter}"]', f"Run {letter}: ")
        ),
    ]


def _call(net: str, how: Mapping[str, Any]) -> str:
    return f"train({net}, X, T, {', '.join(f'{name}={value!r}' for name, value in how.items())})"


def _said(history: str, who: str) -> list[str]:
    return [f'print("{who}F of the set before and after:", {history}.losses[0], {history}.losses[-1])']


def _network(net: Network) -> str:
    weights = "".join(f"        {_array(layer.W, 8)},\n" for layer in net.layers)
    biases = "".join(f"        {_array(layer.b, 8)},\n" for layer in net.layers)
    frozen = f"    frozen={in_order(net.frozen)!r},\n" if net.frozen else ""
    names = [*net.activation.values()]
    return f"Network.from_arrays(\n    [\n{weights}    ],\n    [\n{biases}    ],\n    {names!r},\n{frozen})"


def _array(array: Array, indent: int = 0) -> str:
    """Each number so that it is read back exactly."""
    if array.ndim == 1:
        return f"np.array({array.tolist()!r})"
    before = " " * indent
    return "np.array([\n" + "".join(f"{before}    {row!r},\n" for row in array.tolist()) + f"{before}])"
