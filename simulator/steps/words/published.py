"""Published against computed: the digits a book printed, and ours to as many digits."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ...core.inputs import Array
from ...core.wording import GRADIENTS
from ..session import Session, Update

# quantity, layer, row and column counted from 1 (or None), and the text as printed
Printed = tuple[str, int | None, int | None, int | None, str]

NAMES = GRADIENTS | {
    "W_new": "W after",
    "b_new": "b after",
    "loss": "F",
    "loss_after": "F after",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One printed number beside ours; `agrees` where ours, rounded to the printed digits, is the same."""

    quantity: str
    printed: str
    computed: str
    agrees: bool


def ledger(session: Session, printed: list[Printed]) -> list[Entry]:
    """Compare every printed number with the first update of a session."""
    first = session.walked[0]
    entries = []
    for quantity, l, row, column, text in printed:
        exact = Decimal(_value(first, quantity, l, row, column))
        decimals = Decimal(text).as_tuple().exponent
        ours = format(exact.quantize(Decimal(1).scaleb(int(decimals)), ROUND_HALF_UP), "f")
        place = "".join(f",{i}" for i in (row, column) if i is not None)
        name = f"{NAMES.get(quantity, quantity)}{'' if l is None else f' {l}{place}'}"
        entries.append(Entry(name, text, ours, ours == text))
    return entries


def _value(u: Update, quantity: str, l: int | None, row: int | None, column: int | None) -> float:
    if quantity in ("loss", "loss_after"):
        return u.run.loss if quantity == "loss" else u.loss_after
    assert l is not None and row is not None
    by_layer: dict[int, Array] = {
        "n": u.run.n, "a": u.run.a, "S": u.run.S, "dW": u.run.dW, "db": u.run.db,
        "e": {u.before.depth: u.run.e}, "W_new": u.after.W, "b_new": u.after.b,
    }[quantity]  # fmt: skip
    array = by_layer[l]
    return float(array[row - 1] if column is None else array[row - 1, column - 1])
