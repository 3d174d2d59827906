"""One thread of linear algebra for each worker, so that bits are the same however many of them there are.

A product over several threads may be summed in another order than over one.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController

_counting = threading.Lock()
_inside: list[object] = []  # one for each thread of this process that is at it
_limits: list[Any] = []  # what holds the limit, while anybody is


@cache
def _libraries() -> ThreadpoolController:
    """Those that are loaded: looked for once, which takes longer than a short run."""
    return ThreadpoolController()


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Hold NumPy to one thread in here; the limit is the process's and goes with the last that is in here."""
    with _counting:
        if not _inside:
            _limits.append(_libraries().limit(limits=1, user_api="blas"))
        _inside.append(None)
    try:
        yield
    finally:
        with _counting:
            _inside.pop()
            if not _inside:
                _limits.pop().restore_original_limits()
