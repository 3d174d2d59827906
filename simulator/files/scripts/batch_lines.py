"""The lines of one update of a batch: matrices with a column for each item, computed as its own."""

from ...core.loss import loss_named
from ...steps.formulas.notation import NOTES, Notation
from ...steps.session import Session
from .numpy_functions import error_of
from .script_layers import Lines, update_loop
from .script_letters import output_start, products_of, way_back

HELPERS = '''def columns(matrix):
    """The items' vectors."""
    return [np.ascontiguousarray(column) for column in matrix.T]


def side_by_side(vectors):
    """The items' vectors as the columns of a matrix."""
    return np.column_stack([*vectors])'''


def taken(session: Session) -> Lines:
    """The rows that an update takes, the last ones of a round as they are."""
    B = session.at_once
    return [
        f"first = (update - 1) % -(-len(X) // {B}) * {B}",
        f"rows = slice(first, first + {B})",
        "x, t = side_by_side(X[rows]), side_by_side(T[rows])",
        *(["B = x.shape[1]  # items, over which the mean is taken"] if _mean(session) else []),
    ]


def _mean(session: Session) -> bool:
    return loss_named(session.loss).mean


def _over_items(session: Session, text: str) -> str:
    return f"{text} / B" if _mean(session) else text


def forward(session: Session, notation: Notation = NOTES) -> Lines:
    """A_1 = X, N_l = W_lᵀ A_{l−1} + b_l 1ᵀ, A_l = σ(N_l), column by column."""
    product = products_of(notation)["forward"].format(W="W[l]", a="each")
    return [
        "n, a = {}, {1: x}",
        "for l in range(2, K + 1):",
        f"    n[l] = side_by_side({product} + b[l] for each in columns(a[l - 1]))",
        "    a[l] = side_by_side(sigma[l](each) for each in columns(n[l]))",
    ]


def error(session: Session) -> Lines:
    """E = T − Y, and F of the batch."""
    F = "sum(F_of(*item) for item in zip(columns(t), columns(n[K]), columns(y)))"
    return ["y = a[K]", "e = t - y", f"F = {_over_items(session, F)}"]


def after(session: Session) -> str:
    """F of the same batch with the new W and b."""
    return _over_items(session, "sum(F_of_pair(*pair, new_W, new_b) for pair in zip(X[rows], T[rows]))")


def backward(session: Session, notation: Notation = NOTES) -> Lines:
    """From layer K down each item's A and S, and the sums dW and db; as you go the updates after them."""
    as_you_go = session.order == "as-you-go"
    output, products = session.network.layers[-1].activation, products_of(notation)
    start = output_start(notation, error_of(session.loss, output).start, output)
    start = start.format(A="A_each", n="n_each")
    W = "new_W[l + 1]" if as_you_go else "W[l + 1]"
    back = products[way_back(session, None)].format(A="A_each", W=W, S="S_each")
    gradients = products["gradients"].format(a="a[l - 1]", S="S[l]")
    empty = "A, S, dW, db" + ", new_W, new_b" * as_you_go
    return [
        f"{empty} = {', '.join(['{}'] * (empty.count(',') + 1))}",
        "for l in range(K, 1, -1):",
        "    A[l] = np.array([slopes[l](each) for each in columns(n[l])])  # of each item",
        "    if l == K:",
        "        items = zip(A[l], *map(columns, (n[l], t, y, e)))",
        f"        S[l] = side_by_side({start} for A_each, n_each, t, y, e in items)",
        "    else:",
        "        items = zip(A[l], columns(S[l + 1]))",
        f"        S[l] = side_by_side({back} for A_each, S_each in items)",
        f"    dW[l] = {_over_items(session, gradients)}",
        f"    db[l] = {_over_items(session, 'S[l].sum(axis=1)')}",
        *(update_loop(session) if as_you_go else []),
    ]
