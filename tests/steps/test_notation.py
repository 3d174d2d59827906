"""The reader's notation: every formula as it is shown gives the step's value, W the way round it is shown."""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from simulator import InputError, Network, Step, timeline
from simulator.core.activation import ACTIVATIONS
from simulator.core.training.update_rule import rule_named
from simulator.steps.formulas.formula import Letter, Mark, Numbers, Products, Relation
from simulator.steps.formulas.notation import NOTATIONS, NOTES
from simulator.steps.session import Session
from simulator.steps.timeline import steps_of
from simulator.steps.words.announcement import announced

from ..grids import grid, one_of

TURNED = [name for name, one in NOTATIONS.items() if one.turned]
OF_WEIGHTS = ("dW", "update_W")


def walk(seed: int, batch: int = 1, rule: str | None = None, order: str = "gradients-first") -> Session:
    rng = np.random.default_rng(seed)
    widths = (2, 3, 4, 2)
    hidden = [("sigmoid", "relu"), ("softmax", "tanh"), ("leaky_relu", "softmax")][seed % 3]
    output, loss = [("identity", "tse"), ("softmax", "tce"), ("sigmoid", "bce"), ("tanh", "mse")][seed % 4]
    net = Network.from_arrays(
        [rng.normal(size=shape).round(2) for shape in pairwise(widths)],
        [rng.normal(size=L).round(2) for L in widths[1:]],
        [*hidden, output],
        frozen=["W3[1,2]"] if seed == 4 else [],
    )
    x, t = rng.normal(size=(3, 2)).round(1), np.eye(2)[[0, 1, 0]]
    return Session(net, x, t, loss, 0.1, 2, order, rule_named(rule), batch_size=batch)


def value_of(token: Any) -> np.ndarray:
    return np.asarray(token.value, float)


def latex_of(token: Any) -> str:
    return getattr(token, "latex", "")


class Array(np.ndarray):
    """@ of a number is its multiple."""

    def __matmul__(self, other: Any) -> Any:
        return self * other if not self.ndim or not np.ndim(other) else np.matmul(self, other)


def operand(token: Any, known: Mapping[str, np.ndarray]) -> np.ndarray | None:
    """The array that a token stands for; None for a sign."""
    if isinstance(token, Numbers):
        return value_of(token)
    if isinstance(token, Products):
        return np.asarray((value_of(token.left) * value_of(token.right)).sum())
    if re.fullmatch(r"-?[0-9]+", token.latex):
        return np.asarray(float(token.latex))
    transposed = token.latex.endswith("^{T}")
    found = known.get(token.latex.removesuffix("^{T}"))
    return found.T if transposed and found is not None else found


SIGNS = {
    r"\odot": "*",
    r"\circ": "*",
    r"\leftarrow": "=",
    **{sign: sign for sign in ("+", "-", "=", "(", ")")},
}
NARROW = (r"\cdot", r"\,")


def evaluated(tokens: Iterable[Any], known: Mapping[str, np.ndarray] = MappingProxyType({})) -> np.ndarray:
    """A formula as NumPy reads it: side by side is a product, ⊙ and ∘ go entry by entry."""
    names: dict[str, Any] = {}
    text, before = "", ""
    for token in tokens:
        if latex_of(token) in NARROW:
            continue
        array = operand(token, known)
        if array is not None:
            piece, kind = f"v{len(names)}", "end"
            names[piece] = array.view(Array)
        elif token.latex in SIGNS:
            piece, kind = SIGNS[token.latex], {"(": "open", ")": "end"}.get(token.latex, "sign")
        else:
            raise ValueError(token.latex)
        joined = before == "end" and kind != "sign" and piece != ")"
        text += (" @ " if joined else " ") + piece
        before = kind
    return np.asarray(eval(text, names))


def shown_value(step: Step) -> np.ndarray:
    """What the step computes, the way round in which the notation shows it."""
    value = np.asarray(step.value)
    turned = step.notation.turned and step.kind in OF_WEIGHTS
    return value.T if turned else value


@grid(6, name=[*NOTATIONS], seed=range(12))
def test_each_line_gives_the_value_of_its_step_in_every_notation(name: str, seed: int) -> None:
    checked = set()
    for batch in (1, 2):
        session = walk(seed, batch, order=("gradients-first", "as-you-go")[seed % 2])
        for grain in ("operation", "neuron"):
            for step in steps_of(session, grain, NOTATIONS[name]):
                for line in step.lines:
                    at = next(i for i, token in enumerate(line.tokens) if isinstance(token, Relation))
                    operands = [one for one in line.tokens[:at]]
                    if isinstance(operands[0], Mark) and operands[0].latex.startswith(r"\text{item"):
                        operands = operands[1:]
                    try:
                        found = evaluated(tuple(operands))
                    except ValueError:
                        continue  # σ, σ′, ln, and what stands before F =
                    (result,) = line.tokens[at + 1 :]
                    np.testing.assert_allclose(
                        found.reshape(value_of(result).shape), value_of(result), rtol=1e-12, atol=1e-12
                    )
                    assert found.size == value_of(result).size
                    checked.add(step.kind)
                if step.neuron is None and step.kind in ("n", "a", "dW", "db", "update_W", "update_b"):
                    shown = value_of(step.lines[0].tokens[-1])
                    wanted = shown_value(step)
                    np.testing.assert_array_equal(shown, wanted if wanted.ndim == 2 else wanted[:, None])
    assert checked >= {"n", "S", "dW", "db", "update_W", "update_b"}


def letters_of(session: Session, u: int, name: str) -> dict[str, np.ndarray]:
    """What each letter with a layer number stands for, computed here, W the way round of the notation."""
    net = session.walked[u].before
    row = session.rows(u + 1)[0]
    z_, d, C, rate = {
        "notes": ("n", "S", "F", r"\alpha"),
        "delta": ("z", r"\delta", "C", r"\eta"),
        "pytorch": ("z", r"\frac{\partial L}{\partial z", "L", r"\text{lr}"),
    }[name]
    over: Any = np.asarray if name == "notes" else np.transpose
    end = "}" * (name == "pytorch")
    x = session.X[row][:, None]
    found = {"a_{1}": x, "x": x, "t": session.T[row][:, None], rate: np.asarray(session.learning_rate)}
    a, slopes = {1: x}, {}
    for l in range(2, net.depth + 1):
        n = net.W[l].T @ a[l - 1] + net.b[l][:, None]
        sigma: Any = ACTIVATIONS[net.activation[l]]
        a[l], step = sigma.value(n[:, 0])[:, None], 1e-30
        # ∂a/∂n by a complex step, a column for each n.
        moved = n + 1j * step * np.eye(len(n))
        slopes[l] = np.stack([sigma.value(one).imag / step for one in moved.T.copy()], axis=1)
        found |= {f"W_{{{l}}}": over(net.W[l]), f"b_{{{l}}}": net.b[l][:, None], f"{z_}_{{{l}}}": n}
        found |= {f"a_{{{l}}}": a[l]}
        if name == "notes":
            found[f"A_{{{l}}}"] = slopes[l]
        else:
            found |= {rf"\sigma'(z_{{{l}}})": np.diag(slopes[l])[:, None], f"J_{{{l}}}": slopes[l]}
    K = net.depth
    found |= {"y": a[K], f"e_{{{K}}}": found["t"] - a[K]}
    S = slopes[K].T @ (-2 * found[f"e_{{{K}}}"])  # of TSE
    for l in range(K, 1, -1):
        found[f"{d}_{{{l}}}{end}"] = S
        found[rf"\frac{{\partial {C}}}{{\partial W_{{{l}}}}}"] = over(a[l - 1] @ S.T)
        found[rf"\frac{{\partial {C}}}{{\partial b_{{{l}}}}}"] = S
        S = slopes[l - 1].T @ net.W[l] @ S if l > 2 else S
    return found


@pytest.mark.parametrize("name", NOTATIONS)
def test_the_letters_of_each_formula_give_its_value(name: str) -> None:
    for seed in (0, 4, 8):
        session = walk(seed)
        checked = set()
        for step in steps_of(session, notation=NOTATIONS[name]):
            known = letters_of(session, step.update - 1, name)
            at = next(
                i for i, one in enumerate(step.numbered_letters) if latex_of(one) in ("=", r"\leftarrow")
            )
            try:
                found = evaluated(step.numbered_letters[at + 1 :], known)
            except ValueError:
                assert step.kind in ("a", "A") or "M" in step.symbolic, step
                continue
            wanted = shown_value(step)
            wanted = wanted if wanted.ndim == 2 else wanted[:, None]
            np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9)
            checked.add(step.kind)
        assert checked >= {"input", "n", "error", "S", "dW", "db", "update_W", "update_b"}


LEAKS = re.compile(r"(?<![A-Za-z\\])(?:n|S|F|N|Ŝ|α|φ)(?![A-Za-z])|H × L")
IN_LATEX = re.compile(r"(?<![A-Za-z\\])(?:n|S|F|N)(?![A-Za-z])|\\alpha|\\varphi|\\phi(?![A-Za-z])")


@one_of(5)
@pytest.mark.parametrize("name", TURNED)
@pytest.mark.parametrize("rule", [None, "sgd", "adam", "rmsprop"])
def test_no_letter_of_the_notes_is_left(name: str, rule: str | None, every: int) -> None:
    for seed in range(6)[::every]:
        for batch in (1, 2):
            order = "as-you-go" if seed == 5 and rule is None else "gradients-first"
            session = walk(seed, batch, rule, order)
            for grain in ("operation", "neuron"):
                for step in steps_of(session, grain, NOTATIONS[name]):
                    said = [step.title, step.text, step.note, step.sentence, step.subject, announced(step)]
                    tokens = (*step.letters, *step.numbered_letters, *step.definition)
                    tokens += tuple(token for line in step.lines for token in line.tokens)
                    if step.foretelling:
                        said += [step.foretelling.text, step.foretelling.label]
                        tokens += step.foretelling.letters
                    said += [token.meaning for token in tokens if isinstance(token, Letter)]
                    said += [called for called, _, _ in step.matrices]
                    for text in said:
                        assert not LEAKS.search(text), (step, text)
                    for token in tokens:
                        if isinstance(token, Letter | Mark) and not token.latex.startswith(r"\text"):
                            latex = re.sub(r"\\text\{[^}]*\}", "", token.latex)
                            assert not IN_LATEX.search(latex), (step, latex)


ODD = re.compile(r"\b\w_\w|\ban δ|\ba ∂|notes")


@pytest.mark.parametrize("name", NOTATIONS)
def test_sentences_are_plain(name: str) -> None:
    """No "n_j", no "an δ", and of nobody's notes, which most readers have never seen."""
    for seed in range(6):
        for batch in (1, 2):
            session = walk(seed, batch, order="as-you-go" if seed in (2, 5) else "gradients-first")
            for step in steps_of(session, notation=NOTATIONS[name]):
                for text in (step.title, step.text, step.note):
                    assert not ODD.search(text), text


def test_values_stay_the_notes() -> None:
    session = walk(1)
    for name in TURNED:
        for plain, other in zip(steps_of(session), steps_of(session, notation=NOTATIONS[name]), strict=True):
            assert other.kind == plain.kind
            np.testing.assert_array_equal(other.value, plain.value)
            if isinstance(plain.lines[0].tokens[-1], Numbers):
                # "=" stands only where the printed numbers give it; judged alike
                assert len(other.lines) == len(plain.lines)


def test_the_three_rules_as_they_are_written() -> None:
    net = Network.from_arrays([[[0.5, 1.0]], [[1.0], [2.0]]], [[0.0, 0.0], [0.0]], ["sigmoid", "identity"])
    forms = {}
    for name in NOTATIONS:
        steps = timeline(net, [1], [3], notation=name)
        forms[name] = {(step.kind, step.layer): step.symbolic for step in steps}
    assert forms["notes"]["n", 2] == r"{n} = {W^{T}} {\hat{a}} + {b}"
    assert forms["delta"]["n", 2] == r"{z} = {W} {\hat{a}} + {b}"
    assert forms["delta"]["S", 2] == (r"{\hat{\delta}} = ( {W^{T}} {\delta} ) \odot {\hat{\sigma}'(\hat{z})}")
    assert forms["delta"]["dW", 2] == r"{\frac{\partial C}{\partial W}} = {\delta} {\hat{a}^{T}}"
    assert forms["pytorch"]["update_W", 2] == (
        r"{W} \leftarrow {W} - {\text{lr}} {\frac{\partial L}{\partial W}}"
    )
    assert forms["pytorch"]["S", 3] == r"{\frac{\partial L}{\partial z}} = -2 {\sigma'(z)} \odot {e}"


def test_an_unknown_notation_is_refused() -> None:
    net = Network.from_arrays([[[0.5]]], [[0.0]], ["identity"])
    with pytest.raises(InputError, match="the notation must be one of notes, delta, pytorch; got 'Greek'"):
        timeline(net, [1], [2], notation="Greek")
    assert NOTES.said("S of n") == "S of n"


@pytest.mark.parametrize(
    ("notes", "turned"),
    [
        ("W₃,₁₂ · S₃,₂", "W₃,₂₁ · S₃,₂"),
        ("∂F/∂W₃,₂,₁₁ and W₄,₁₁", "∂F/∂W₃,₁₁,₂ and W₄,₁₁"),
        ("Frozen: W3[1,2], b3[2] and W₁₂[10,2]", "Frozen: W3[2,1], b3[2] and W₁₂[2,10]"),
        ("W after 2,1,3", "W after 2,3,1"),
        ("W2, row 1, column 3 must be a number", "W2, row 3, column 1 must be a number"),
        ("x2 of pair 1, b₃,₂ and S₂,₁₂ stay", "x2 of pair 1, b₃,₂ and S₂,₁₂ stay"),
    ],
)
def test_an_entry_is_named_by_the_row_and_column_that_it_has_there(notes: str, turned: str) -> None:
    for notation in NOTATIONS.values():
        found = notation.entries(notes)
        assert found == (turned if notation.turned else notes)
        assert notation.entries(found) == notes, "turned twice it is as before"


def test_what_came_is_quoted_as_it_came() -> None:
    text = "α must be above 0, in W2, row 1, column 3; got 'S of W2, row 1, column 3'"
    said = "η must be above 0, in W2, row 3, column 1; got 'S of W2, row 1, column 3'"
    assert NOTATIONS["delta"].refused(text) == said
    assert NOTATIONS["notes"].refused(text) == text
