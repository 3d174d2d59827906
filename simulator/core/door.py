"""The door of a room: what the package itself offers, each taken from its file when it is first asked for."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def door(package: str, places: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and `__dir__` of a package; `places` says in which of its modules each name is.

    Nothing is imported beforehand: a room whose files import each other has no circle through its door. A
    name must not also be a module or folder of the package, which would hide it once that is imported.
    """

    def get(name: str) -> Any:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{places[name]}"), name)

    return get, lambda: sorted(places)
