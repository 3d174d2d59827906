"""The same walk by PyTorch's automatic differentiation, as text that checks the NumPy text's `walk`."""

from ...core.activation import ACTIVATIONS
from ...core.inputs import InputError
from ...core.loss import loss_named
from ...core.network import entries_by_parameter
from ...core.training.update_rule import UpdateRule
from ...steps.formulas.notation import NOTES, Notation, notation_named
from ...steps.session import Session
from .numpy_script import Passage, passages, script
from .optimizer_call import before_step_text, optimizer_text
from .script_letters import entries_standing, products_of

BY_F = """        F.backward()
        S = {l: n[l].grad for l in n}
        dW = {l: W[l].grad for l in W}
        db = {l: b[l].grad for l in W}"""
LAYER_BY_LAYER = """        # Not the gradient of F: layer by layer, S going back through the new W
        S = {{K: torch.autograd.grad(F, n[K], retain_graph=True)[0]}}
        for l in range(K - 1, 1, -1):
            at_n = n[l].detach().requires_grad_()
            through = {through}
            S[l] = torch.autograd.grad(through, at_n, S[l + 1])[0]
        dW, db = {{}}, {{}}
        for l in W:
            dW[l], db[l] = torch.autograd.grad(n[l], (W[l], b[l]), S[l], retain_graph=True)"""
FORWARD = """        for l in W:
            n[l] = {sums} + b[l]
            n[l].retain_grad()
            a[l] = sigma[l](n[l], right[l])
        F = F_by_torch(tensor(found["t"]), n[K], a[K])"""
BATCH_FORWARD = """        B = found["x"].shape[1]  # items, a column for each
        for l in W:
            n[l] = {sums} + b[l][:, None]
            n[l].retain_grad()
            a[l] = torch.stack([sigma[l](n[l][:, j], right[l][:, j]) for j in range(B)], dim=1)
        t = tensor(found["t"])
        F = sum(F_by_torch(t[:, j], n[K][:, j], a[K][:, j]) for j in range(B)){over}"""
BATCH_BY_F = """        F.backward()
        S = {{l: n[l].grad{times} for l in n}}  # of each item
        dW = {{l: W[l].grad for l in W}}
        db = {{l: b[l].grad for l in W}}"""
DESCENDED = """        new_W = {l: W[l] if f"W{l}" in fixed else W[l] - alpha * dW[l] for l in W}
        new_b = {l: b[l] if f"b{l}" in fixed else b[l] - alpha * db[l] for l in W}"""
OPTIMIZER = """    # PyTorch's own optimizer, with the W, b and gradients of each update put in
    at_start = {{f"{{p}}{{l}}": walk[0][p][l] for l in range(2, K + 1) for p in "Wb"}}
    params = {{
        name: torch.nn.Parameter(tensor(array)) for name, array in at_start.items() if name not in fixed
    }}
    of_W = [p for name, p in params.items() if name[0] == "W"]
    of_b = [p for name, p in params.items() if name[0] == "b"]
    optimizer = {call}
{begun}
"""
BY_OPTIMIZER = """        for name, p in params.items():
            letter, l = name[0], int(name[1:])
            p.data, p.grad = tensor(before[letter][l]), tensor(found[{gradient}][l])
            for at in fixed_entries.get(name, []):
                p.grad[at] = 0
{before_step}        optimizer.step()
        moved = {{name: p.detach().clone() for name, p in params.items()}}
        new_W = {{l: moved.get(f"W{{l}}", W[l]) for l in W}}
        new_b = {{l: moved.get(f"b{{l}}", b[l]) for l in W}}"""
CHECK = """def check_with(torch):
    \"\"\"Each update again by automatic differentiation, in float64, from the W and b before it.\"\"\"
    K = {depth}
    fixed = {fixed!r}
    fixed_entries = {entries!r}  # counted from 0
    sigma = {{
{sigma}
    }}

    def F_by_torch(t, n, y):
        return {F}

    def tensor(array):
        return torch.tensor(array, dtype=torch.float64)

{optimizer}    largest = 0.0
    for update in range(1, updates + 1):
        found, before = walk[update], walk[update - 1]
        W = {{l: tensor(before["W"][l]).requires_grad_() for l in range(2, K + 1)}}
        b = {{l: tensor(before["b"][l]).requires_grad_() for l in range(2, K + 1)}}
        right = {{l: torch.tensor(array > 0) for l, array in found["n"].items()}}
        n, a = {{}}, {{1: tensor(found["x"])}}
{forward}
{backward}
{updated}
        for name, places in fixed_entries.items():
            new, old = (new_W, W) if name[0] == "W" else (new_b, b)
            for at in places:
                new[int(name[1:])][at] = old[int(name[1:])][at]
        theirs = {{"n": n, "a": a, "S": S, "dW": dW, "db": db, "W": new_W, "b": new_b}}
        pairs = [(found["F"], F)]
        pairs += [(found[letter][l], theirs[letter][l]) for letter in theirs for l in theirs[letter]]
        for ours, other in pairs:
            gap = np.abs(ours - other.detach().numpy()).max() / (1 + np.abs(ours).max())
            assert gap < 1e-9, f"update {{update}}: {{ours}} here, {{other}} by PyTorch"
            largest = max(largest, gap)
    return largest


try:
    import torch
except ImportError:
    print("PyTorch is not installed, so the check by automatic differentiation is left out.")
else:
    print(f"PyTorch agrees with every number; the largest difference is {{check_with(torch):.1e}}.")"""


def torch_passage(session: Session, notation: Notation = NOTES) -> Passage:
    """The check, to be run after the walk; without PyTorch it says that it is left out.

    Raises InputError where an activation or the loss has no PyTorch text.
    """
    net, rule = session.network, session.rule
    output = net.activation[net.depth]
    # `right` says where n lies right of 0, so that a last bit does not choose a side of a kink.
    texts = {l: ACTIVATIONS[name].needed("torch") for l, name in net.activation.items()}
    sigma = "\n".join(f"        {l}: lambda n, right: {text}," for l, text in texts.items())
    code = CHECK.format(
        depth=net.depth,
        fixed=sorted(name for name in net.frozen if "[" not in name),
        entries=entries_standing(notation, entries_by_parameter(net.frozen)),
        sigma=sigma,
        F=loss_named(session.loss).needed("torch", output),
        forward=_forward(session, notation),
        backward=_backward(session, notation),
        optimizer=_optimizer(session) if _steps(session) else "",
        updated=_by_optimizer(rule, notation) if _steps(session) else DESCENDED,
    )
    return Passage("The same by automatic differentiation (PyTorch)", code).within(notation)


def _forward(session: Session, notation: Notation) -> str:
    sums = products_of(notation)["forward"].format(W="W[l]", a="a[l - 1]")
    over = " / B" * loss_named(session.loss).mean
    return BATCH_FORWARD.format(sums=sums, over=over) if session.at_once > 1 else FORWARD.format(sums=sums)


def _backward(session: Session, notation: Notation) -> str:
    """Of a batch in the order "gradients-first" alone."""
    if session.at_once == 1:
        product, W = products_of(notation)["forward"], 'tensor(found["W"][l + 1])'
        through = product.format(W=W, a="sigma[l](at_n, right[l])")
        return LAYER_BY_LAYER.format(through=through) if session.order == "as-you-go" else BY_F
    if session.order == "as-you-go":
        raise InputError(
            "the check by PyTorch knows batches whose gradients come first; in this walk W is updated as you "
            "go: the NumPy script has it"
        )
    return BATCH_BY_F.format(times=" * B" * loss_named(session.loss).mean)


def _steps(session: Session) -> bool:
    """Whether an optimizer has something to move."""
    net = session.network
    return session.rule is not None and any(f"{p}{l}" not in net.frozen for l in net.W for p in "Wb")


def _by_optimizer(rule: UpdateRule | None, notation: Notation) -> str:
    """The step of the optimizer; where a gradient's name is not made of its letter, both are named."""
    gradient = '"dW" if letter == "W" else "db"' if notation.turned else 'f"d{letter}"'
    return BY_OPTIMIZER.format(gradient=gradient, before_step=_before_step(rule))


def _before_step(rule: UpdateRule | None) -> str:
    """The lines that clip and penalise; what is frozen stays out of both."""
    lines = before_step_text(rule, "of_W", "of_b")
    return "".join(f"        {line}\n" for line in lines)


def _optimizer(session: Session) -> str:
    """The optimizer, with what the rule has kept where it has made updates already."""
    rule, state = session.rule, session.state
    assert rule is not None
    begun = ""
    # Also before its first update ends it may have kept something, which only some of it begins without.
    moves = [move for move in rule.active if move.letter]
    if state is not None and (moves if state.updates else any(not move.anew for move in moves)):
        kept = ", ".join(f'"{move.needed("torch")}": tensor({move.letter}_at_start[name])' for move in moves)
        step = f'"step": torch.tensor({float(state.updates)}), ' * rule.row.torch_counts
        begun = f"    for name, p in params.items():\n        optimizer.state[p] = {{{step}{kept}}}\n"
    return OPTIMIZER.format(call=optimizer_text(rule, "of_W", "of_b", "alpha"), begun=begun)


def torch_script(session: Session, *, title: str = "", notation: str = "notes") -> str:
    """The NumPy script, and below it its check by PyTorch, which asserts that both agree.

    `notation` and what it raises are those of `numpy_script`.
    """
    row = notation_named(notation)
    return script([*passages(session, row), torch_passage(session, row)], title, row)
