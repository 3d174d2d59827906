"""The same walk by PyTorch's automatic differentiation, as text that checks the NumPy text's `walk`."""

from ...core.activation import ACTIVATIONS
from ...core.loss import loss_named
from ...core.network import entries_by_parameter
from ...steps.session import Session
from .numpy_script import Passage, passages, script

BY_F = """        F.backward()
        S = {l: n[l].grad for l in n}
        dW = {l: W[l].grad for l in W}
        db = {l: b[l].grad for l in W}"""
LAYER_BY_LAYER = """        # Not the gradient of F: layer by layer, S going back through the new W
        S = {K: torch.autograd.grad(F, n[K], retain_graph=True)[0]}
        for l in range(K - 1, 1, -1):
            at_n = n[l].detach().requires_grad_()
            through = tensor(found["W"][l + 1]).T @ sigma[l](at_n, right[l])
            S[l] = torch.autograd.grad(through, at_n, S[l + 1])[0]
        dW, db = {}, {}
        for l in W:
            dW[l], db[l] = torch.autograd.grad(n[l], (W[l], b[l]), S[l], retain_graph=True)"""
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

    largest = 0.0
    for update in range(1, updates + 1):
        found, before = walk[update], walk[update - 1]
        W = {{l: tensor(before["W"][l]).requires_grad_() for l in range(2, K + 1)}}
        b = {{l: tensor(before["b"][l]).requires_grad_() for l in range(2, K + 1)}}
        right = {{l: torch.tensor(array > 0) for l, array in found["n"].items()}}
        n, a = {{}}, {{1: tensor(found["x"])}}
        for l in W:
            n[l] = W[l].T @ a[l - 1] + b[l]
            n[l].retain_grad()
            a[l] = sigma[l](n[l], right[l])
        F = F_by_torch(tensor(found["t"]), n[K], a[K])
{backward}
        new_W = {{l: W[l] if f"W{{l}}" in fixed else W[l] - alpha * dW[l] for l in W}}
        new_b = {{l: b[l] if f"b{{l}}" in fixed else b[l] - alpha * db[l] for l in W}}
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


def torch_passage(session: Session) -> Passage:
    """The check, to be run after the walk; without PyTorch it says that it is left out.

    Raises InputError where an activation or the loss has no PyTorch text.
    """
    net = session.network
    output = net.activation[net.depth]
    # `right` says where n lies right of 0, so that a last bit does not choose a side of a kink.
    texts = {l: ACTIVATIONS[name].needed("torch") for l, name in net.activation.items()}
    sigma = "\n".join(f"        {l}: lambda n, right: {text}," for l, text in texts.items())
    code = CHECK.format(
        depth=net.depth,
        fixed=sorted(name for name in net.frozen if "[" not in name),
        entries=entries_by_parameter(net.frozen),
        sigma=sigma,
        F=loss_named(session.loss).needed("torch", output),
        backward=LAYER_BY_LAYER if session.order == "as-you-go" else BY_F,
    )
    return Passage("The same by automatic differentiation (PyTorch)", code)


def torch_script(session: Session, *, title: str = "") -> str:
    """The NumPy script, and below it its check by PyTorch, which asserts that both agree.

    Raises InputError as `numpy_script` does.
    """
    return script([*passages(session), torch_passage(session)], title)
