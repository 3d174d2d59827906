"""Sessions whose hand-outs and scripts are checked: all activations, losses and orders, frozen parameters."""

import numpy as np

from simulator.core.edit import with_frozen
from simulator.steps.session import Session

from ..core.networks import ACTIVATION_NAMES, PAIRS, problem

ORDERS = ("gradients-first", "as-you-go")

HOSTILE = (
    '"""\nimport os\nos.remove("x")',
    "coding: utf-7",
    "![p](http://evil.example/p.png) [l](javascript:alert(1)) <img src=x onerror=alert(1)> www.evil.example",
    "<script>alert(1)</script> & &lt; a@b.example http://evil.example",
    r"\input{/etc/passwd} \write18{ls} $\href{http://e}{x}$ % ~ ^ _ # & {",
    '#read("/etc/passwd") $x$ *b* @l <m> // \\u{41}',
    "`code` ```\n# heading\n---\n| a | b |\n$$x$$",
    "a\x00b\r\u2028c\u202ed\x0c e\ud800",
    "ünï ∂F/∂W 班 🎓",
    "x" * 5000,
)


def walk(
    seed: int,
    widths: tuple[int, ...],
    activations: tuple[str, ...],
    loss: str,
    order: str,
    *,
    frozen: tuple[str, ...] = (),
    pairs: int = 1,
    updates: int = 2,
    scale: float = 1.0,
) -> Session:
    """Numbers without accidental zeros; every pair another one."""
    made = [problem(seed + i, widths, activations, loss, [scale] * (len(widths) - 1)) for i in range(pairs)]
    net = with_frozen(made[0].net, frozen)
    X, T = np.stack([one.x for one in made]), np.stack([one.t for one in made])
    return Session(net, X, T, loss, 0.05, updates, order)


# Each output with each loss, behind each activation in turn; both orders; 2 to 6 layers; up to 3 pairs.
WALKS = [
    walk(
        10 * i,
        (2, 3, 2, 4, 3, 2)[: 2 + i // 2 % 5],
        (*[ACTIVATION_NAMES[(i + j) % 9] for j in range(i // 2 % 5)], output),
        loss,
        order,
        frozen=((), ("W2",), ("b2",))[i % 3],
        pairs=1 + i % 3,
        updates=1 + i % 4,
        scale=(0.6, 1.5, 6.0)[i % 3],
    )
    for i, (output, loss, order) in enumerate((*pair, order) for pair in PAIRS for order in ORDERS)
]
IDS = [f"{i}-{s.network.layers[-1].activation}-{s.loss}-{s.order}" for i, s in enumerate(WALKS)]
