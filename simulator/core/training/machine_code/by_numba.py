"""The one place that asks for numba: the extra `fast`, without which nothing in this folder is imported.

Core needs NumPy and the standard library only, and so it stays: numba is imported by its name, when a run
wants machine code and numba is there (readiness.py). What is written with these decorators is plain Python
over arrays and numbers.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])
numba = import_module("numba")


# Arrays are neither made there nor kept, so their users need not be counted (_nrt), which takes two thirds of
# a small network's time. A numba that no longer knows this option is as good as none.
HOW = {"nogil": True, "error_model": "numpy", "_nrt": False}


def machine(function: F) -> F:
    """Compiled when first called, and as a part of what calls it; other threads go on meanwhile."""
    return cast(F, numba.njit(**HOW)(function))


def inlined(function: F) -> F:
    """The same, written into what calls it: a call costs as much as a small layer."""
    return cast(F, numba.njit(forceinline=True, **HOW)(function))


def sums(function: F) -> F:
    """The same for what adds up: in any order, several terms at once."""
    return cast(F, numba.njit(forceinline=True, fastmath={"reassoc", "contract"}, **HOW)(function))


def entry(function: F, cache: str) -> F:
    """What Python calls; compiled once for this machine and kept in that folder, "" for nowhere."""
    before = numba.config.CACHE_DIR
    try:
        if cache:
            numba.config.CACHE_DIR = cache
        return cast(F, numba.njit(cache=bool(cache), **HOW)(function))
    finally:
        numba.config.CACHE_DIR = before
