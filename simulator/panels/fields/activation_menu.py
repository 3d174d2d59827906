"""The menu of activations, and the number in a name, such as the slope of leaky_relu(0.2)."""

from collections.abc import Callable

from ...core.activation import ACTIVATIONS
from ...core.activations.activation_row import Parameter
from .. import page_state as state
from ..reader_notation import spelt
from . import checked_menus
from .number_field import number_field

MOST = 100.0  # the number may be, in size, where it is typed


def activation_menu(label: str, key: str) -> str:
    """Choose by name, and where the name may hold a number by that too; what is chosen, as leaky_relu(0.2).

    The widget with this key may be given such a name as well.
    """
    held = state.read(key)
    if isinstance(held, str) and held in ACTIVATIONS and held not in [*ACTIVATIONS]:
        row = ACTIVATIONS[held]
        state.put_in(key, row.family)
        if row.parameter is not None:
            state.put_in(_number_key(key, row.family), row.parameter.value)
    family = str(checked_menus.selectbox(label, ACTIVATIONS, key=key, format_func=_title))
    parameter = ACTIVATIONS[family].parameter
    if parameter is None:
        return family
    number = state.keep(_number_key(key, family), parameter.value)
    says = f"{label.removesuffix(': activation')}: {_says(parameter)}"
    typed = number_field(says, key=number, name=number, least=-MOST, most=MOST)
    return ACTIVATIONS[f"{family}({typed!r})"].name


def _title(name: str) -> str:
    """What a menu calls it; what it holds is the name."""
    return ACTIVATIONS[name].title


def _says(parameter: Parameter) -> str:
    """In the reader's letters, but for elu's own α, which is no learning rate."""
    return parameter.says if "α" in parameter.says else spelt(parameter.says)


def _number_key(key: str, family: str) -> str:
    return f"{key} number of {family}"


def family_and_number(l: int, name: str, choose: Callable[[str], None]) -> None:
    """The activation of layer l, and where its name may hold a number a field for that."""
    row = ACTIVATIONS[name]
    key = state.bound(f"activation {l}", row.family)
    chosen = state.while_bound(key, lambda: choose(state.read(key)))
    label = f"Activation of layer {l}"
    checked_menus.selectbox(label, ACTIVATIONS, key=key, on_change=chosen, format_func=_title)
    if row.parameter is None:
        return
    number = state.bound(f"activation number {l}", row.parameter.value)

    def changed(typed: float) -> None:
        if state.is_bound(number):
            choose(f"{row.family}({typed!r})")

    number_field(
        f"Layer {l}: {_says(row.parameter)}",
        key=number,
        name=f"activation number {l}",
        least=-MOST,
        most=MOST,
        on_change=changed,
    )
