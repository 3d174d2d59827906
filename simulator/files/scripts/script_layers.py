"""The lines of one update, layer by layer as in the notes, or as loops where there are many layers.

Up to the four layers of the notes' own example every line is a line of the notes: n3 = W3.T @ a2 + b3. With
more layers the same lines would only be longer, so they become loops over l.
"""

from ...core.network import Network, entries_by_parameter
from ...core.spelling import identifier
from ...steps.formulas.notation import NOTES, Notation
from ...steps.session import Session
from .numpy_functions import error_of
from .rule_text import new_parameter
from .script_letters import entries_standing, output_start, products_of, way_back

WRITTEN_OUT = 4  # layers
Lines = list[str]


def written_out(session: Session) -> bool:
    """Whether each layer has lines of its own; a batch, of matrices, always has loops."""
    return session.network.depth <= WRITTEN_OUT and session.at_once == 1


def name(letter: str, l: int | str, out: bool) -> str:
    """W3, or W[3] in a loop's dictionary."""
    return f"{letter}{l}" if out else f"{letter}[{l}]"


def parameters(session: Session, prefix: str = "") -> str:
    """W2, b2, W3, b3 as arguments, or the two dictionaries."""
    if not written_out(session):
        return f"{prefix}W, {prefix}b"
    return ", ".join(f"{prefix}{letter}{l}" for l in session.network.W for letter in "Wb")


def forward(session: Session, notation: Notation = NOTES) -> Lines:
    """a_1 = x, n_l = W_lᵀ a_{l−1} + b_l, a_l = σ(n_l)."""
    product = products_of(notation)["forward"]
    if not written_out(session):
        return [
            "n, a = {}, {1: x}",
            "for l in range(2, K + 1):",
            f"    n[l] = {product.format(W='W[l]', a='a[l - 1]')} + b[l]",
            "    a[l] = sigma[l](n[l])",
        ]
    lines = ["a1 = x"]
    for l, activation in session.network.activation.items():
        sums = product.format(W=f"W{l}", a=f"a{l - 1}")
        lines += [f"n{l} = {sums} + b{l}", f"a{l} = {identifier(activation)}(n{l})"]
    return lines


def error(session: Session) -> Lines:
    """e = t − y, F = φ(t, y)."""
    K, out = (session.network.depth, True) if written_out(session) else ("K", False)
    n, a = name("n", K, out), name("a", K, out)
    return [f"y = {a}", "e = t - y", f"F = F_of(t, {n}, y)"]


def backward(session: Session, notation: Notation = NOTES) -> Lines:
    """From layer K down A, S, dW and db; as you go each layer's update right after them."""
    net, as_you_go = session.network, session.order == "as-you-go"
    gradient = products_of(notation)["gradient"]
    if written_out(session):
        lines = []
        for l in range(net.depth, 1, -1):
            lines += [
                f"A{l} = {identifier(net.activation[l])}_slopes(n{l})",
                f"S{l} = {_sensitivity(session, notation, l, True)}",
                f"dW{l} = {gradient.format(a=f'a{l - 1}', S=f'S{l}')}",
                f"db{l} = S{l}",
            ]
            lines += _update_of(session, notation, l) if as_you_go else []
        return lines
    empty = "A, S, dW, db, new_W, new_b" if as_you_go else "A, S, dW, db"
    updates = update_loop(session) if as_you_go else []
    return [
        f"{empty} = {', '.join(['{}'] * (empty.count(',') + 1))}",
        "for l in range(K, 1, -1):",
        "    A[l] = slopes[l](n[l])",
        "    if l == K:",
        f"        S[l] = {_sensitivity(session, notation, 'l', False, last=True)}",
        "    else:",
        f"        S[l] = {_sensitivity(session, notation, 'l', False)}",
        f"    dW[l] = {gradient.format(a='a[l - 1]', S='S[l]')}",
        "    db[l] = S[l]",
        *updates,
    ]


def _sensitivity(session: Session, notation: Notation, l: int | str, out: bool, *, last: bool = False) -> str:
    if last or l == session.network.depth:
        output = session.network.layers[-1].activation
        start = output_start(notation, error_of(session.loss, output).start, output)
        return start.format(A=name("A", l, out), n=name("n", l, out))
    behind = l + 1 if isinstance(l, int) else "l + 1"
    new = "new_" if session.order == "as-you-go" else ""
    W, S = name(f"{new}W", behind, out), name("S", behind, out)
    slip = "  # through the new W: not the gradient" if new else ""
    product = products_of(notation)[way_back(session, l if isinstance(l, int) else None)]
    return f"{product.format(A=name('A', l, out), W=W, S=S)}{slip}"


def update(session: Session, notation: Notation = NOTES) -> Lines:
    """W ← W − α ∂F/∂W and b ← b − α ∂F/∂b, or the update rule, under new names until the update is over."""
    if written_out(session):
        return [line for l in session.network.W for line in _update_of(session, notation, l)]
    return ["new_W, new_b = {}, {}", "for l in range(2, K + 1):", *update_loop(session)]


def _update_of(session: Session, notation: Notation, l: int) -> Lines:
    lines, net = [], session.network
    for p in "Wb":
        if f"{p}{l}" in net.frozen:
            lines.append(f"new_{p}{l} = {p}{l}  # held fixed")
            continue
        if session.rule:
            called, name = f"{p}{l}", f'"{p}{l}"'
            lines.append(f"new_{called} = {new_parameter(session, name, called, f'd{called}')}")
            continue
        lines.append(f"new_{p}{l} = {p}{l} - alpha * d{p}{l}")
        lines += [
            f"new_{p}{l}[{at}] = {p}{l}[{at}]  # held fixed" for at in _entries(net, notation, f"{p}{l}")
        ]
    return lines


def _entries(net: Network, notation: Notation, parameter: str) -> list[str]:
    """Its frozen entries as indices of NumPy, which count from 0."""
    places = entries_standing(notation, entries_by_parameter(net.frozen)).get(parameter, [])
    return [", ".join(map(str, place)) for place in places]


def update_loop(session: Session) -> Lines:
    """The lines of the update within a loop over l."""
    net = session.network
    if session.rule:
        return [f"    new_{p}[l] = {_by_rule(session, p)}" for p in "Wb"]
    if not net.frozen:
        return [f"    new_{p}[l] = {p}[l] - alpha * d{p}[l]" for p in "Wb"]
    lines = [f'    new_{p}[l] = {p}[l] if f"{p}{{l}}" in fixed else {p}[l] - alpha * d{p}[l]' for p in "Wb"]
    if entries_by_parameter(net.frozen):
        for p in "Wb":
            lines.append(f'    for at in fixed_entries.get(f"{p}{{l}}", []):')
            lines.append(f"        new_{p}[l][at] = {p}[l][at]")
    return lines


def _by_rule(session: Session, p: str) -> str:
    """A parameter after the update, in a loop over l."""
    new = new_parameter(session, f'f"{p}{{l}}"', f"{p}[l]", f"d{p}[l]")
    return f'{p}[l] if f"{p}{{l}}" in fixed else {new}' if session.network.frozen else new


def by_layer(letter: str, session: Session, first: int = 2) -> str:
    """{2: n2, 3: n3}, or the loops' own dictionary."""
    if not written_out(session):
        return letter
    return "{" + ", ".join(f"{l}: {letter}{l}" for l in range(first, session.network.depth + 1)) + "}"
