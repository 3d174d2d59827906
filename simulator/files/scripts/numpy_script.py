"""A session's walk as NumPy text that stands alone: the numbers given, the functions, the updates."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...core.inputs import Array
from ...core.network import entries_by_parameter
from ...core.spelling import identifier
from ...steps.formulas.notation import NOTES, Notation, notation_named
from ...steps.session import Session
from ..untrusted.titles import one_line
from . import batch_lines as batch
from . import script_layers as layers
from .numpy_functions import functions
from .rule_text import before_updates, begun, functions_of_rule, given_of_rule, kept_letters
from .script_letters import as_it_stands, code_in, entries_standing, heading_in, introduction_in

INTRODUCTION = '''"""One walk through backpropagation, number by number, in the notation of the lecture notes.

W is H x L, n = W^T a + b, a = sigma(n), S = dF/dn, and a hat means the layer to the left.
walk[2]["S"][3] is S of layer 3 in update 2; walk[0] holds W and b before the first update.
"""
'''
SHOWN = """np.set_printoptions(precision=6)
for update in range(1, updates + 1):
    found = walk[update]
    print(f"Update {update}: F = {found['F']:.6g}, and after it {found['F after']:.6g}")
    print("e =", found["e"])
    for letter in ("n", "a", "A", "S", "dW", "db", "W", "b"):
        for l, array in sorted(found[letter].items()):
            print(f"{letter}{l} =", "\\n" * (array.ndim > 1) + str(array))"""


KEPT_SHOWN = """
    for letter, arrays in found["kept"].items():
        for name, array in arrays.items():
            print(f"{letter} of {name} =", "\\n" * (array.ndim > 1) + str(array))"""


@dataclass(frozen=True, slots=True)
class Passage:
    """Code under a heading; `phase` names the steps whose formulas it computes."""

    heading: str
    code: str
    phase: str = ""

    def within(self, notation: Notation) -> "Passage":
        """The same, written with the notes' names, with those of a notation."""
        return replace(self, heading=heading_in(notation, self.heading), code=code_in(notation, self.code))


def numpy_script(session: Session, *, title: str = "", notation: str = "notes") -> str:
    """The walk as a Python script that needs NumPy alone and prints every number of every update.

    It computes from the same numbers, written exactly, in the same order as the simulator. Running it leaves
    the dictionary `walk`: by update, then "x", "t", "n", "a", "A", "S", "dW", "db", "e", "F", "F after", and
    "W", "b" after the update, those of layers by layer number; with an update rule that keeps something also
    "kept" after the update, by its letter and the parameter's name. `notation` gives the names, those of the
    keys too, and which way round W stands: "notes", "delta" or "pytorch". Raises InputError where the walk
    does, for another notation, and where an activation or the loss has no NumPy text.
    """
    row = notation_named(notation)
    return script(passages(session, row), title, row)


def script(parts: Sequence[Passage], title: str, notation: Notation = NOTES) -> str:
    """Passages below one another, each under its heading as a comment."""
    # The title comes after the introduction: a comment in the first two lines could set the file's encoding.
    name = one_line(title)
    head = (introduction_in(notation) or INTRODUCTION) + (f"# {name}\n" if name else "")
    return "\n\n\n".join([head.rstrip(), *(f"# {part.heading}\n{part.code}" for part in parts)]) + "\n"


def passages(session: Session, notation: Notation = NOTES) -> list[Passage]:
    """The whole script in order."""
    _ = session.walked  # a walk that cannot be walked is refused here
    parts = [
        Passage("NumPy is all that is needed", "import numpy as np"),
        Passage(
            "What is given: W and b of each layer, the training pairs, the learning rate",
            given(session, notation),
        ),
        Passage("The activations, their slopes A, and the error F", _functions(session, notation)),
        Passage("F of a pair by the way forward alone", _f_of_pair(session, notation)),
        *([Passage("A batch: its items side by side", batch.HELPERS)] if session.at_once > 1 else []),
        Passage("The walk", _loop(session, notation)),
        Passage("Every number of it", SHOWN + KEPT_SHOWN * bool(session.rule and session.rule.kept)),
    ]
    return [part.within(notation) for part in parts]


def phases(session: Session, notation: Notation = NOTES) -> list[Passage]:
    """One update alone, pass by pass: the lines of the loop, with the notes' names."""
    several = session.at_once > 1
    passes = batch if several else layers
    found = [
        Passage(
            "Forward: N = WᵀÂ + b 1ᵀ, A = σ(N)" if several else "Forward: n = Wᵀâ + b, a = σ(n)",
            _text(passes.forward(session, notation)),
            "forward",
        ),
        Passage("The error: e = t − y, F = φ(t, y)", _text(passes.error(session)), "error"),
    ]
    if session.order == "as-you-go":
        heading = (
            "Backward, and each layer's update right after its gradients: not the gradient below layer K"
        )
        return [
            *found,
            Passage(heading, _text([*before_updates(session), *passes.backward(session, notation)]), "both"),
        ]
    return [
        *found,
        Passage(
            "Backward: Ŝ = ÂWS of each item, ∂F/∂W = ÂSᵀ and ∂F/∂b = S1 summed over them"
            if several
            else "Backward: Ŝ = ÂWS, ∂F/∂W = âSᵀ, ∂F/∂b = S",
            _text(passes.backward(session, notation)),
            "backward",
        ),
        Passage(
            _update_heading(session),
            _text([*before_updates(session), *layers.update(session, notation)]),
            "update",
        ),
    ]


def _update_heading(session: Session) -> str:
    if session.rule:
        return f"Update: {session.rule.title}"
    return "Update: W ← W − α ∂F/∂W, b ← b − α ∂F/∂b"


def given(session: Session, notation: Notation = NOTES) -> str:
    """The numbers that the walk starts from, each written so that it is read back exactly."""
    net, out = session.network, layers.written_out(session)
    lines = [] if out else [f"K = {net.depth}  # layers", "W, b = {}, {}"]
    for l in net.W:
        lines.append(f"{layers.name('W', l, out)} = {_array(as_it_stands(notation, 'W', net.W[l]))}")
        lines.append(f"{layers.name('b', l, out)} = {_array(net.b[l])}")
    if net.frozen and not out:
        entries = entries_standing(notation, entries_by_parameter(net.frozen))
        whole = sorted(name for name in net.frozen if "[" not in name)
        lines.append(f"fixed = {whole!r}  # updates leave these alone")
        if entries:
            lines.append(f"fixed_entries = {entries!r}  # and these entries, counted from 0")
    in_turn = f"in turn, {session.at_once} at once" if session.at_once > 1 else "in turn"
    many = f"  # a row for each pair, taken {in_turn}" if len(session.X) > 1 else ""
    lines += [f"X = {_array(session.X)}{many}", f"T = {_array(session.T)}"]
    lines += [f"alpha = {session.learning_rate!r}", f"updates = {session.updates}"]
    lines += given_of_rule(session, notation)
    lines.append(f"start = {layers.parameters(session)}")
    return _text(lines)


def _functions(session: Session, notation: Notation) -> str:
    names = session.network.activation
    text = functions([*names.values()], session.loss, notation)
    if session.rule:
        text += f"\n\n\n{functions_of_rule(session)}"
    if layers.written_out(session):
        return text
    sigma = ", ".join(f"{l}: {identifier(name)}" for l, name in names.items())
    slopes = ", ".join(f"{l}: {identifier(name)}_slopes" for l, name in names.items())
    return f"{text}\n\n\nsigma = {{{sigma}}}\nslopes = {{{slopes}}}"


def _f_of_pair(session: Session, notation: Notation) -> str:
    net = session.network
    last = f"F_of(t, n{net.depth}, a{net.depth})" if layers.written_out(session) else "F_of(t, n[K], a[K])"
    body = _indented([*layers.forward(session, notation), f"return {last}"])
    return f"def F_of_pair(x, t, {layers.parameters(session)}):\n{body}"


def _loop(session: Session, notation: Notation) -> str:
    before = f'walk = {{0: {{"W": {layers.by_layer("W", session)}, "b": {layers.by_layer("b", session)}}}}}'
    several = session.at_once > 1
    lines = batch.taken(session) if several else ["x, t = X[(update - 1) % len(X)], T[(update - 1) % len(T)]"]
    for part in phases(session, notation):
        lines += ["", f"# {heading_in(notation, part.heading)}", *part.code.split("\n")]
    new = layers.parameters(session, "new_")
    once_more = f"F_after = {batch.after(session) if several else f'F_of_pair(x, t, {new})'}"
    what = "batch" if several else "pair"
    lines += ["", f"# The same {what} once more, with the new W and b", once_more, ""]
    lines += ["walk[update] = {", *(f"    {entry}," for entry in _record(session)), "}"]
    lines += [f"{layers.parameters(session)} = {new}"]
    again = f"{layers.parameters(session)} = start  # so that a second run begins where the first did"
    if session.rule:
        again += f"\n{begun(session)}"
    return f"{again}\n{before}\nfor update in range(1, updates + 1):\n{_indented(lines)}"


def _record(session: Session) -> list[str]:
    by_layer = [f'"{letter}": {layers.by_layer(letter, session)}' for letter in ("n", "A", "S", "dW", "db")]
    return [
        '"x": x, "t": t, "e": e, "F": F, "F after": F_after',
        f'"a": {layers.by_layer("a", session, 1)}',
        *by_layer,
        f'"W": {layers.by_layer("new_W", session)}',
        f'"b": {layers.by_layer("new_b", session)}',
        *_kept(session),
    ]


def _kept(session: Session) -> list[str]:
    """What the update rule keeps after the update, each by the parameters' names."""
    letters = kept_letters(session.rule) if session.rule else []
    return [
        f'"kept": {{{", ".join(f"{letter!r}: dict({letter})" for letter in letters)}}}'.replace("'", '"')
    ] * bool(letters)


def _array(array: Array) -> str:
    if array.ndim == 1:
        return f"np.array({array.tolist()!r})"
    rows = "".join(f"    {row!r},\n" for row in array.tolist())
    return f"np.array([\n{rows}])"


def _text(lines: list[str]) -> str:
    return "\n".join(lines)


def _indented(lines: list[str]) -> str:
    return "\n".join(f"    {line}" if line else "" for line in lines)
