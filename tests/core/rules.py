"""Settings of update rules, and PyTorch's optimizer for each."""

import numpy as np

from simulator import Network, gradient
from simulator.core.loss import LOSSES
from simulator.core.propagation import backward, forward
from simulator.core.training.update_rule import UpdateRule, update_rule

PENALTIES = {"weight_decay": 0.03, "l1": 0.01}
RULES = [
    update_rule("sgd"),
    update_rule("sgd", momentum=0.9),
    update_rule("sgd", momentum=0.9, dampening=0.9),
    update_rule("sgd", momentum=0.8, nesterov=True, **PENALTIES, decay_biases=True, clip=2.0),
    update_rule("sgd", weight_decay=0.1),
    update_rule("rmsprop"),
    update_rule("rmsprop", rho=0.9, epsilon=1e-3, momentum=0.7),
    update_rule("rmsprop", rho=0.8, centered=True, **PENALTIES),
    update_rule("rmsprop", rho=0.95, centered=True, momentum=0.9, clip=1.0, decay_biases=True, l1=0.02),
    update_rule("adam"),
    update_rule("adam", beta1=0.5, beta2=0.9, epsilon=1e-3, **PENALTIES, decay_biases=True),
    update_rule("adam", beta1=0.0, beta2=0.0, clip=0.5),
    update_rule("adamw", weight_decay=0.1, epsilon=1e-3),
    update_rule("adamw", beta1=0.8, beta2=0.95, **PENALTIES, clip=3.0, decay_biases=True),
]
MASKED = ("W2[1,1]", "W2[2,3]", "b2[2]", "b3")
WHOLE = ("W3", "b2")


def optimizer_of(torch, rule: UpdateRule, W: list, b: list, alpha: float):
    """PyTorch's own, with penalties on W alone unless the rule says otherwise."""
    s = dict(rule.settings)
    lr = {"lr": alpha}
    decay = s["weight_decay"]
    groups = [
        {"params": W, "weight_decay": decay},
        {"params": b, "weight_decay": decay * s["decay_biases"]},
    ]
    if rule.name == "sgd":
        how = {key: s[key] for key in ("momentum", "dampening", "nesterov")}
        return torch.optim.SGD(groups, **lr, **how)
    if rule.name == "rmsprop":
        how = {"alpha": s["rho"], "eps": s["epsilon"], "momentum": s["momentum"], "centered": s["centered"]}
        return torch.optim.RMSprop(groups, **lr, **how)
    kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[rule.name]
    return kind(groups, **lr, betas=(s["beta1"], s["beta2"]), eps=s["epsilon"])


def step_of_torch(torch, rule: UpdateRule, W: list, b: list, optimizer) -> None:
    """A step from the gradients that stand there: clipped, then L1 added, then the optimizer's own."""
    if (clip := rule.settings["clip"]) is not None:
        torch.nn.utils.clip_grad_norm_([*W, *b], clip)
    for p in [*W, *b] if rule.settings["decay_biases"] else W:
        p.grad += rule.settings["l1"] * torch.sign(p.detach())
    optimizer.step()


def free_masks(net: Network) -> dict[str, np.ndarray]:
    """By "W2" which entries move, from the names alone."""
    free = {
        f"{letter}{l}": np.ones_like(p, bool)
        for letter, by in (("W", net.W), ("b", net.b))
        for l, p in by.items()
    }
    for name in net.frozen:
        parameter, _, index = name.partition("[")
        place = tuple(int(i) - 1 for i in index.rstrip("]").split(",")) if index else ...
        free[parameter][place] = False
    return free


def array(net: Network, name: str) -> np.ndarray:
    return (net.W if name[0] == "W" else net.b)[int(name[1:])]


def trained_by(rule, net, X, T, loss, alpha, batches, update_order="gradients-first"):
    """The network and the state after an update for each batch of rows, as the readable code has it."""
    state = rule.start(net)
    for rows in batches:
        if update_order == "gradients-first":
            net, state = rule.step(net, gradient(net, X[rows], T[rows], loss), alpha, state)
        else:
            net, state = _as_you_go(rule, net, X[rows], T[rows], LOSSES[loss], alpha, state)
    return net, state


def _as_you_go(rule, net, X, T, loss, alpha, state):
    """Layer by layer the batch's total, its S gone back through the W that the rule has made already."""
    passes = [forward(net.W, net.b, net.activation, x) for x in X]
    moves, new = [], {}
    for l in range(net.depth, 1, -1):
        through = lambda k, _: new.get(k)  # noqa: E731
        S = [
            backward(net.W, net.activation, n, a, t, loss, through)[1][l]
            for (n, a), t in zip(passes, T, strict=True)
        ]
        N = len(X) if loss.mean else 1
        dW = sum(np.outer(a[l - 1], s) for (_, a), s in zip(passes, S, strict=True)) / N
        of_W = rule.moves_of(net, "W", l, dW, alpha, state)
        new[l] = of_W[-1].value
        moves += [*of_W, *rule.moves_of(net, "b", l, sum(S) / N, alpha, state)]
    return rule.after(net, moves, state)
