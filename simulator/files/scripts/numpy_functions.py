"""The activations and losses as NumPy text that stands alone and reads as the notes do.

Each is written for real numbers, from n, and gives the same bits as the simulator's own table.
"""

from collections.abc import Sequence

SIGMOID = '''
def sigmoid(n):
    """1 / (1 + e^-n), by the sign of n so that no exponential overflows."""
    small = np.exp(-np.abs(n))
    return np.where(n >= 0, 1.0, small) / (1.0 + small)
'''
SOFTMAX = '''
def softmax(n):
    """e^n / sum of e^n; the largest n is taken off first, so that no exponential overflows."""
    weights = np.exp(n - n.max())
    return weights / weights.sum()
'''
SOFTPLUS = '''
def softplus(n):
    """ln(1 + e^n)."""
    return np.where(n >= 0, n, 0.0) + np.log1p(np.exp(-np.abs(n)))
'''

VALUES = {
    "identity": """
def identity(n):
    return n
""",
    "sigmoid": SIGMOID,
    "tanh": """
tanh = np.tanh
""",
    "relu": """
def relu(n):
    return np.where(n > 0, n, 0.0)
""",
    "leaky_relu": """
def leaky_relu(n):
    return np.where(n > 0, n, 0.01 * n)
""",
    "elu": """
def elu(n):
    return np.where(n > 0, n, np.expm1(np.where(n > 0, 0.0, n)))
""",
    "softplus": SOFTPLUS,
    "silu": """
def silu(n):
    return n * sigmoid(n)
""",
    "softmax": SOFTMAX,
}

# A, the slopes as a matrix (L, L).
SLOPES = {
    "identity": """
def identity_slopes(n):
    return np.diag(np.ones_like(n))
""",
    "sigmoid": '''
def sigmoid_slopes(n):
    """sigmoid(n) sigmoid(-n): from n, because 1 - a has no digit left where a has rounded to 1."""
    small = np.exp(-np.abs(n))
    return np.diag(small / ((1.0 + small) * (1.0 + small)))
''',
    "tanh": '''
def tanh_slopes(n):
    """1 - tanh(n)^2 from n: 1 - a^2 has no digit left where a has rounded to 1."""
    small = np.exp(-np.abs(n))
    small = small * small
    return np.diag(4.0 * small / ((1.0 + small) * (1.0 + small)))
''',
    "relu": """
def relu_slopes(n):
    return np.diag(np.where(n > 0, 1.0, 0.0))
""",
    "leaky_relu": """
def leaky_relu_slopes(n):
    return np.diag(np.where(n > 0, 1.0, 0.01))
""",
    "elu": """
def elu_slopes(n):
    return np.diag(np.where(n > 0, 1.0, np.exp(np.where(n > 0, 0.0, n))))
""",
    "softplus": """
def softplus_slopes(n):
    return np.diag(sigmoid(n))
""",
    "silu": """
def silu_slopes(n):
    return np.diag(sigmoid(n) * (1 + n * sigmoid(-n)))
""",
    "softmax": '''
def softmax_slopes(n):
    """diag(y) - y y^T: a full matrix. Rows add up to 0, so the diagonal is summed rather than subtracted."""
    y = softmax(n)
    A = -y[:, None] * y
    np.fill_diagonal(A, 0.0)
    np.fill_diagonal(A, -A.sum(axis=0))
    return A
''',
}
NEEDS = {"softplus": ("sigmoid",), "silu": ("sigmoid",)}

SQUARES = '''
def F_of(t, n, y):
    """{name}: the squares of e = t - y, added up{half}."""
    e = t - y
    return {factor}(e * e).sum()
'''
# TCE takes ln y, and S at the output, from n: so both stay finite where y has rounded to 0.
ENTROPY = {
    "softmax": '''
def F_of(t, n, y):
    """TCE: -sum of t ln y, with ln y from n (log-sum-exp), so that it is finite where y has rounded to 0."""
    below = n - n.max()
    others = np.exp(below)
    others[n.argmax()] = 0.0
    return -(t * (below - np.log1p(others.sum()))).sum()


def S_at_output(t, n):
    """A (-t / y) with the division cancelled: y (sum of t) - t, without the differences that lose digits."""
    y = softmax(n)
    others = 1.0 - np.eye(len(n))
    return y * (others @ t) - t * (others @ y)
''',
    "sigmoid": '''
def F_of(t, n, y):
    """TCE: -sum of t ln y, with ln y = -softplus(-n), which is finite where y has rounded to 0."""
    return -(t * -softplus(-n)).sum()


def S_at_output(t, n):
    """A (-t / y) with the division cancelled: -t sigmoid(-n)."""
    return -t * sigmoid(-n)
''',
    "softplus": '''
def F_of(t, n, y):
    """TCE: -sum of t ln y; far to the left softplus(n) is e^n (1 - e^n / 2) to the last bit."""
    left, right = np.minimum(n, -20.0), np.maximum(n, -20.0)
    ln_y = np.where(n < -20.0, left - np.exp(left) / 2, np.log(softplus(right)))
    return -(t * ln_y).sum()


def S_at_output(t, n):
    """A (-t / y) with the division cancelled: -t sigmoid(n) / softplus(n)."""
    left, right = np.minimum(n, -20.0), np.maximum(n, -20.0)
    return -t * np.where(n < -20.0, 1 - np.exp(left) / 2, sigmoid(right) / softplus(right))
''',
}


def functions(activations: Sequence[str], loss: str) -> str:
    """Every function that a network of these activations and this loss needs."""
    output = activations[-1]
    needed = [name for used in dict.fromkeys(activations) for name in (*NEEDS.get(used, ()), used)]
    if loss == "tce":
        needed += {"sigmoid": ["softplus"], "softplus": ["sigmoid"]}.get(output, [])
    parts = [VALUES[name] for name in dict.fromkeys(needed)]
    parts += [SLOPES[name] for name in dict.fromkeys(activations)]
    return "\n\n\n".join(part.strip() for part in [*parts, _loss(output, loss)])


def _loss(output: str, loss: str) -> str:
    if loss == "tce":
        return ENTROPY[output]
    half = loss == "hse"
    name = {"tse": "TSE", "mse": "MSE of one pair", "hse": "half of TSE"}[loss]
    return SQUARES.format(name=name, half=", and halved" if half else "", factor="0.5 * " if half else "")
