"""A full trace on 2-4-4-2 beside PyTorch with hooks; run it as python -m tests.benchmark_core."""

import statistics
import sys
import time
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from simulator import Network, descend, propagate

try:
    import torch
except ImportError:
    sys.exit("The peer is PyTorch: pip install '.[frameworks]'")

WIDTHS = (2, 4, 4, 2)
ALPHA = 0.01
ROUNDS, PASSES = 25, 200
CHECKED = 50  # updates whose every n, a, S, W and b must agree first

rng = np.random.default_rng(0)
WEIGHTS = [rng.normal(size=pair) for pair in pairwise(WIDTHS)]
BIASES = [rng.normal(size=width) for width in WIDTHS[1:]]
X, T = np.array([0.5, -1.0]), np.array([1.0, 0.0])


class Ours:
    """propagate and descend: every quantity, and the next network."""

    def __init__(self) -> None:
        self.net = Network.from_arrays(WEIGHTS, BIASES, ["tanh", "tanh", "identity"])

    def update(self) -> None:
        self.run = propagate(self.net, X, T)
        self.net = descend(self.net, self.run, ALPHA)

    def state(self) -> list[np.ndarray]:
        run, net = self.run, self.net
        return [array for l in (2, 3, 4) for array in (run.n[l], run.a[l], run.S[l], net.W[l], net.b[l])]


class TensorHooks:
    """PyTorch, as lean as hooks get: n and a kept as they pass, S = ∂F/∂n by a hook on n; then SGD."""

    def __init__(self) -> None:
        self.layers, self.n, self.a, self.S = [], {}, {}, {}
        modules = []
        for l, (W, b) in enumerate(zip(WEIGHTS, BIASES, strict=True), start=2):
            linear = torch.nn.Linear(*W.shape, dtype=torch.float64)
            with torch.no_grad():
                linear.weight.copy_(torch.tensor(W.T))
                linear.bias.copy_(torch.tensor(b))
            activation = torch.nn.Identity() if l == len(WIDTHS) else torch.nn.Tanh()
            self.hook(l, linear, activation)
            self.layers.append(linear)
            modules += [linear, activation]
        self.model = torch.nn.Sequential(*modules)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=ALPHA)
        self.x, self.t = torch.tensor(X), torch.tensor(T)

    def hook(self, l: int, linear: torch.nn.Module, activation: torch.nn.Module) -> None:
        def keep_n(module: object, inputs: object, n: torch.Tensor) -> None:
            self.n[l] = n.detach()
            n.register_hook(keep_S)

        def keep_a(module: object, inputs: object, a: torch.Tensor) -> None:
            self.a[l] = a.detach()

        def keep_S(S: torch.Tensor) -> None:
            self.S[l] = S

        linear.register_forward_hook(keep_n)
        activation.register_forward_hook(keep_a)

    def update(self) -> None:
        self.optimizer.zero_grad()
        error = (self.t - self.model(self.x)).square().sum()
        error.backward()
        self.loss = error.item()
        self.optimizer.step()

    def state(self) -> list[np.ndarray]:
        found = []
        for l, layer in enumerate(self.layers, start=2):
            found += [self.n[l], self.a[l], self.S[l], layer.weight.detach().T, layer.bias.detach()]
        return [tensor.numpy() for tensor in found]


class ModuleHooks(TensorHooks):
    """PyTorch with its documented module hooks, forward and full backward, and copies kept."""

    def __init__(self) -> None:
        super().__init__()
        self.x.requires_grad_()  # or a full backward hook on the first layer warns

    def hook(self, l: int, linear: torch.nn.Module, activation: torch.nn.Module) -> None:
        linear.register_forward_hook(lambda module, inputs, n: self.n.update({l: n.detach().clone()}))
        activation.register_forward_hook(lambda module, inputs, a: self.a.update({l: a.detach().clone()}))
        linear.register_full_backward_hook(lambda module, left, S: self.S.update({l: S[0].clone()}))


def seconds_of(update: Callable[[], None]) -> float:
    """Per update, over one round."""
    start = time.perf_counter()
    for _ in range(PASSES):
        update()
    return (time.perf_counter() - start) / PASSES


def main() -> None:
    torch.set_num_threads(1)
    ours, *peers = Ours(), TensorHooks(), ModuleHooks()
    for _ in range(CHECKED):
        ours.update()
        for peer in peers:
            peer.update()
            for mine, theirs in zip(ours.state(), peer.state(), strict=True):
                np.testing.assert_allclose(theirs, mine, rtol=1e-9, atol=1e-12)
    rounds = [[seconds_of(walk.update) for walk in (ours, *peers)] for _ in range(ROUNDS)]
    mine, *theirs = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"A full trace of one pair on {'-'.join(map(str, WIDTHS))}, float64, one thread;")
    print(f"medians of {ROUNDS} alternating rounds of {PASSES}; the aim is a ratio of 5.")
    print(f"{'propagate and descend, NumPy ' + np.__version__:48}{mine * 1e6:7.1f} µs")
    for i, (peer, seconds) in enumerate(zip(peers, theirs, strict=True), start=1):
        ratios = sorted(row[i] / row[0] for row in rounds)
        name = f"PyTorch {torch.__version__}, {type(peer).__name__}"
        spread = f"(rounds {ratios[0]:.1f} to {ratios[-1]:.1f})"
        print(f"{name:48}{seconds * 1e6:7.1f} µs   ratio {seconds / mine:.1f} {spread}")


if __name__ == "__main__":
    main()
