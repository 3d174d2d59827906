"""The libraries that training is measured beside, each as its own users would write it."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Case:
    """A task; an epoch takes all rows once. The aims are ratios, peer to ours, that are to be reached."""

    title: str
    widths: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    rows: int
    epochs: int  # of ours in a round, of the peers one
    batch_size: int
    learning_rate: float
    aims: dict[str, float]
    quoted: dict[str, float] = field(default_factory=dict)  # measured elsewhere, as times plain NumPy


@dataclass(frozen=True, eq=False)
class Data:
    """What a case starts from; `labels` are the classes that T holds as rows of 0 and 1."""

    weights: list[np.ndarray]
    biases: list[np.ndarray]
    X: np.ndarray
    T: np.ndarray
    labels: np.ndarray


class PlainNumPy:
    """The formulas as one reads them: what everybody's first program does."""

    def __init__(self, case: Case, data: Data) -> None:
        self.case, self.data, self.version = case, data, np.__version__
        self.W, self.b = [W.copy() for W in data.weights], [b.copy() for b in data.biases]
        self.functions = {
            "tanh": (np.tanh, lambda a: 1 - a * a),
            "sigmoid": (lambda n: 1 / (1 + np.exp(-n)), lambda a: a * (1 - a)),
            "softmax": (self.softmax, None),
        }

    @staticmethod
    def softmax(n: np.ndarray) -> np.ndarray:
        e = np.exp(n - n.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)

    def epoch(self) -> None:
        case, data = self.case, self.data
        for first in range(0, case.rows, case.batch_size):
            rows = first if case.batch_size == 1 else slice(first, first + case.batch_size)
            self.update(data.X[rows], data.T[rows])

    def update(self, x: np.ndarray, t: np.ndarray) -> None:
        a, alpha = [x], self.case.learning_rate
        for W, b, name in zip(self.W, self.b, self.case.activations, strict=True):
            a.append(self.functions[name][0](a[-1] @ W + b))
        S = a[-1] - t  # of TCE after softmax
        if self.case.loss == "tse":
            S = -2 * (t - a[-1]) * self.functions[self.case.activations[-1]][1](a[-1])
        for l in range(len(self.W) - 1, -1, -1):
            dW, db = (np.outer(a[l], S), S) if S.ndim == 1 else (a[l].T @ S, S.sum(axis=0))
            if l:
                S = (S @ self.W[l].T) * self.functions[self.case.activations[l - 1]][1](a[l])
            self.W[l] = self.W[l] - alpha * dW
            self.b[l] = self.b[l] - alpha * db

    def parameters(self) -> list[np.ndarray]:
        return [*self.W, *self.b]


class PyTorch:
    """torch.nn.Sequential, autograd and torch.optim.SGD, as its tutorial has it."""

    def __init__(self, case: Case, data: Data) -> None:
        torch = importlib.import_module("torch")
        torch.set_num_threads(1)
        self.version = torch.__version__
        modules = {"tanh": [torch.nn.Tanh()], "sigmoid": [torch.nn.Sigmoid()], "softmax": []}
        self.layers = [torch.nn.Linear(*pair, dtype=torch.float64) for pair in pairwise(case.widths)]
        with torch.no_grad():
            for layer, W, b in zip(self.layers, data.weights, data.biases, strict=True):
                layer.weight.copy_(torch.tensor(W.T))
                layer.bias.copy_(torch.tensor(b))
        pairs = zip(self.layers, case.activations, strict=True)
        self.model = torch.nn.Sequential(*(part for layer, name in pairs for part in (layer, *modules[name])))
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=case.learning_rate)
        targets = torch.tensor(data.labels if case.loss == "tce" else data.T)
        self.batches = list(
            zip(torch.tensor(data.X).split(case.batch_size), targets.split(case.batch_size), strict=True)
        )
        loss = torch.nn.CrossEntropyLoss if case.loss == "tce" else torch.nn.MSELoss
        self.loss = loss(reduction="sum")

    def epoch(self) -> None:
        for x, t in self.batches:
            self.optimizer.zero_grad()
            self.loss(self.model(x), t).backward()
            self.optimizer.step()

    def parameters(self) -> list[np.ndarray]:
        weights = [layer.weight.detach().numpy().T for layer in self.layers]
        return [*weights, *(layer.bias.detach().numpy() for layer in self.layers)]


class ScikitLearn:
    """MLPClassifier.partial_fit, which takes the rows once; its loss averages over a batch."""

    def __init__(self, case: Case, data: Data) -> None:
        sklearn = importlib.import_module("sklearn")
        network = importlib.import_module("sklearn.neural_network")
        self.version = sklearn.__version__
        self.model = network.MLPClassifier(
            case.widths[1:-1],
            activation="logistic",
            solver="sgd",
            alpha=0.0,
            momentum=0.0,
            shuffle=False,
            batch_size=case.batch_size,
            learning_rate_init=case.learning_rate * case.batch_size,
        )
        self.data = data
        self.model.partial_fit(data.X, data.labels, classes=np.arange(case.widths[-1]))
        for mine, theirs in zip([*data.weights, *data.biases], self.parameters(), strict=True):
            theirs[...] = mine

    def epoch(self) -> None:
        self.model.partial_fit(self.data.X, self.data.labels)

    def parameters(self) -> list[np.ndarray]:
        return [*self.model.coefs_, *self.model.intercepts_]


class Jax:
    """An update compiled by jax.jit, called once for each batch."""

    def __init__(self, case: Case, data: Data) -> None:
        jax = importlib.import_module("jax")
        jax.config.update("jax_enable_x64", True)
        jnp, self.version = jax.numpy, jax.__version__
        functions = {"tanh": jnp.tanh, "sigmoid": jax.nn.sigmoid, "softmax": lambda n: n}

        def error(layers: list[tuple], x: object, t: object) -> object:
            for (W, b), name in zip(layers, case.activations, strict=True):
                x = functions[name](x @ W + b)
            return -jnp.sum(t * jax.nn.log_softmax(x)) if case.loss == "tce" else jnp.sum((t - x) ** 2)

        def update(layers: list[tuple], x: object, t: object) -> object:
            slopes = jax.grad(error)(layers, x, t)
            return jax.tree.map(lambda p, slope: p - case.learning_rate * slope, layers, slopes)

        self.layers = [(jnp.array(W), jnp.array(b)) for W, b in zip(data.weights, data.biases, strict=True)]
        self.compile(jax, update, case, data)

    def compile(self, jax: Any, update: Callable, case: Case, data: Data) -> None:
        self.update = jax.jit(update)
        batches = [slice(first, first + case.batch_size) for first in range(0, case.rows, case.batch_size)]
        self.items = [(jax.numpy.array(data.X[rows]), jax.numpy.array(data.T[rows])) for rows in batches]
        jax.block_until_ready(self.update(self.layers, *self.items[0]))

    def epoch(self) -> None:
        for x, t in self.items:
            self.layers = self.update(self.layers, x, t)
        self.layers[0][0].block_until_ready()

    def parameters(self) -> list[np.ndarray]:
        return [np.asarray(layer[i]) for i in (0, 1) for layer in self.layers]


class JaxScan(Jax):
    """A whole epoch compiled, jax.lax.scan over its batches."""

    def compile(self, jax: Any, update: Callable, case: Case, data: Data) -> None:
        shape = (-1, case.batch_size)
        self.rows = [jax.numpy.array(each.reshape(*shape, each.shape[1])) for each in (data.X, data.T)]
        self.scan = jax.jit(
            lambda layers, X, T: jax.lax.scan(lambda now, row: (update(now, *row), None), layers, (X, T))[0]
        )
        jax.block_until_ready(self.scan(self.layers, *self.rows))

    def epoch(self) -> None:
        self.layers = self.scan(self.layers, *self.rows)
        self.layers[0][0].block_until_ready()


class Micrograd:
    """Its layers of neurons, with the tanh of its lecture, which the package leaves out."""

    def __init__(self, case: Case, data: Data) -> None:
        nn = importlib.import_module("micrograd.nn")
        self.value = importlib.import_module("micrograd.engine").Value
        self.version = importlib.import_module("importlib.metadata").version("micrograd")
        self.rate = case.learning_rate
        self.layers = [nn.Layer(H, L, nonlin=False) for H, L in pairwise(case.widths)]
        for layer, W, b in zip(self.layers, data.weights, data.biases, strict=True):
            for neuron, column, bias in zip(layer.neurons, W.T, b, strict=True):
                neuron.b.data = float(bias)
                for weight, number in zip(neuron.w, column, strict=True):
                    weight.data = float(number)
        self.all = [p for layer in self.layers for p in layer.parameters()]
        self.items = list(zip(data.X.tolist(), data.T.ravel().tolist(), strict=True))

    def tanh(self, n: object) -> object:
        a = self.value(float(np.tanh(n.data)), (n,), "tanh")

        def backward() -> None:
            n.grad += (1 - a.data * a.data) * a.grad

        a._backward = backward
        return a

    def epoch(self) -> None:
        for inputs, t in self.items:
            x = inputs
            for layer in self.layers:
                x = [self.tanh(neuron(x)) for neuron in layer.neurons]
            for p in self.all:
                p.grad = 0
            ((x[0] - t) ** 2).backward()
            for p in self.all:
                p.data -= self.rate * p.grad

    def parameters(self) -> list[np.ndarray]:
        weights = [
            np.array([[w.data for w in neuron.w] for neuron in layer.neurons]).T for layer in self.layers
        ]
        return [*weights, *(np.array([neuron.b.data for neuron in layer.neurons]) for layer in self.layers)]


PEERS: dict[str, Callable] = {
    "plain NumPy": PlainNumPy,
    "PyTorch": PyTorch,
    "scikit-learn": ScikitLearn,
    "JAX": Jax,
    "JAX's scan": JaxScan,
    "micrograd": Micrograd,
}
