"""A training run as Python text for PyTorch: its automatic differentiation and its own optimizer."""

from collections.abc import Mapping, Sequence
from typing import Any

from ...core.activation import ACTIVATIONS
from ...core.inputs import Array, InputError
from ...core.loss import LOSSES, loss_named
from ...core.network import Network, entries_by_parameter
from ...core.training.update_rule import rule_named
from ...steps.formulas.notation import Notation, notation_named
from ..untrusted.titles import one_line
from .optimizer_call import before_step_text, optimizer_text
from .script_letters import as_it_stands, code_in, entries_standing, products_of, shape_said
from .training_script import LETTERS, Run, check_length

INTRODUCTION = '''"""Training from given numbers by PyTorch's own optimizer: the run of the page again.

It needs NumPy and PyTorch, and leaves `history`, or `histories` of several runs: W and b by layer after the
last update, and the losses, F of the set before the first epoch and after each.
"""
'''
TRAINED = '''def trained(W, b, sigma, F_of, optimizer, before_step, epochs, batch_size, order, seed, mean,
            until, fixed, fixed_entries):
    """One run: an update takes the total over its rows, or the mean; `fixed` stays, and so do its entries."""
    W, b = ({l: tensor(array).requires_grad_() for l, array in given.items()} for given in (W, b))
    parameters = {f"W{l}": W[l] for l in W} | {f"b{l}": b[l] for l in b}
    places = {name: tuple(zip(*entries)) for name, entries in fixed_entries.items()}
    first = {name: parameters[name].detach().clone() for name in places}
    free_W, free_b = ([p for name, p in parameters.items() if name[0] == letter and name not in fixed]
                      for letter in "Wb")

    def F_of_pair(x, t):
        a = x
        for l in W:
            n = SUMS + b[l]
            a = sigma[l](n, n > 0)
        return F_of(t, n, a)

    def total(rows):
        F = torch.vmap(F_of_pair)(X[rows], T[rows]).sum()
        return F / len(rows) if mean else F

    def measured():
        with torch.no_grad():
            return float(total(numpy.arange(len(X))))

    steps, generator, losses = optimizer(free_W, free_b), numpy.random.default_rng(seed), [measured()]
    for _ in range(epochs):
        shuffled = order == "random" and batch_size < len(X)
        taken = generator.permutation(len(X)) if shuffled else numpy.arange(len(X))
        for start in range(0, len(X), batch_size):
            steps.zero_grad()
            total(taken[start : start + batch_size]).backward()
            for name, at in places.items():
                parameters[name].grad[at] = 0.0
            before_step(free_W, free_b)
            steps.step()
            with torch.no_grad():
                for name, at in places.items():
                    parameters[name][at] = first[name][at]
        losses.append(measured())
        if until is not None and losses[-1] <= until:
            break
    arrays = [{l: p.detach().numpy() for l, p in group.items()} for group in (W, b)]
    return {"W": arrays[0], "b": arrays[1], "losses": losses}'''


def torch_training_script(
    X: Array, T: Array, runs: Sequence[Run], *, title: str = "", notation: str = "notes"
) -> str:
    """The script of one to four runs over the training rows X (N, H), T (N, L).

    `notation` gives its names, and which way round W stands. Run, it computes what `train` computes from the
    same, but for rounding. Raises InputError for more than MOST_NUMBERS numbers, for a run that updates W as
    it goes, and where an activation or the loss has no PyTorch text.
    """
    row = notation_named(notation)
    check_length(X, T, runs)
    if any(how.get("update_order") == "as-you-go" for _, how in runs):
        raise InputError(
            "a PyTorch script of the training must update W once all gradients are there; here S goes back "
            "through the new W, which is not the gradient of F"
        )
    name = one_line(title)
    several = len(runs) > 1
    calls = [
        line for letter, run in zip(LETTERS, runs, strict=False) for line in _run(row, letter, several, *run)
    ]
    return "\n".join(
        [
            _introduction(row) + (f"# {name}" if name else ""),
            "import numpy\nimport torch\n\n",
            "def tensor(rows):\n    return torch.tensor(rows, dtype=torch.float64)\n",
            f"\nX = tensor({_rows(X)})\nT = tensor({_rows(T)})\n\n",
            code_in(row, TRAINED.replace("SUMS", products_of(row)["forward"].format(W="W[l]", a="a"))),
            "\n",
            *(["histories = {}"] if several else []),
            *(code_in(row, call) for call in calls),
        ]
    )


def _introduction(notation: Notation) -> str:
    """Which way round W stands is said where it is not as in the notes."""
    if not notation.turned:
        return INTRODUCTION
    shaped = INTRODUCTION.replace("after each.\n", f"after each. W is {shape_said(notation, 'x')}.\n")
    return code_in(notation, shaped)


def _run(notation: Notation, letter: str, several: bool, net: Network, how: Mapping[str, Any]) -> list[str]:
    """The call of one run, and what is said of it."""
    name = f'histories["{letter}"]' if several else "history"
    rule, last = rule_named(how.get("rule")), net.activation[net.depth]
    loss = how.get("loss", "tse")
    sigma = "".join(
        f"        {l}: lambda n, right: {ACTIVATIONS[kind].needed('torch')},\n"
        for l, kind in net.activation.items()
    )
    prepared = before_step_text(rule, "W", "b") or ["pass"]
    given = {
        "epochs": how.get("epochs", 1),
        "batch_size": how.get("batch_size", 1),
        "order": how.get("order", "turn"),
        "seed": how.get("seed", 0),
        "mean": LOSSES[loss].mean,
        "until": how.get("until"),
        "fixed": sorted(place for place in net.frozen if "[" not in place),
        "fixed_entries": entries_standing(notation, entries_by_parameter(net.frozen)),
    }
    return [
        "def before_step(W, b):",
        *(f"    {line}" for line in prepared),
        "\n",
        f"{name} = trained(",
        f"    {_arrays({l: as_it_stands(notation, 'W', array) for l, array in net.W.items()})},",
        f"    {_arrays(net.b)},",
        f"    {{\n{sigma}    }},",
        f"    lambda t, n, y: {loss_named(loss).needed('torch', last)},",
        f"    lambda W, b: {optimizer_text(rule, 'W', 'b', repr(how.get('learning_rate', 0.1)))},",
        "    before_step,",
        *(f"    {key}={value!r}," for key, value in given.items()),
        ")",
        f'print("{f"Run {letter}: " if several else ""}F of the set before and after:", '
        f'{name}["losses"][0], {name}["losses"][-1])',
    ]


def _rows(array: Array) -> str:
    return "[\n" + "".join(f"    {row!r},\n" for row in array.tolist()) + "]"


def _arrays(by_layer: Mapping[int, Array]) -> str:
    return "{" + ", ".join(f"{l}: {array.tolist()!r}" for l, array in by_layer.items()) + "}"
