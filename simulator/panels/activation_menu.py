"""The menu of activations, and the number in a name, such as the slope of leaky_relu(0.2)."""

from collections.abc import Callable

from ..core.activation import ACTIVATIONS
from . import checked_menus
from . import page_state as state
from .number_field import number_field


def activation_menu(label: str, key: str) -> str:
    """Choose by name; one with a number is offered where it is the one in force."""
    held = state.read(key)
    plain = [*ACTIVATIONS]
    numbered = [held] if isinstance(held, str) and held in ACTIVATIONS and held not in plain else []
    return str(checked_menus.selectbox(label, [*plain, *numbered], key=key))


def family_and_number(l: int, name: str, choose: Callable[[str], None]) -> None:
    """The activation of layer l, and where its name may hold a number a field for that."""
    row = ACTIVATIONS[name]
    key = state.bound(f"activation {l}", row.family)
    chosen = state.while_bound(key, lambda: choose(state.read(key)))
    checked_menus.selectbox(f"Activation of layer {l}", ACTIVATIONS, key=key, on_change=chosen)
    if row.parameter is None:
        return
    number = state.bound(f"activation number {l}", row.parameter.value)

    def changed(typed: float) -> None:
        state.while_bound(number, lambda: choose(f"{row.family}({typed!r})"))()

    number_field(
        f"Layer {l}: {row.parameter.says}", key=number, name=f"activation number {l}", on_change=changed
    )
