"""Frameworks that few tests need, imported by the first test that uses them."""

import os
from importlib import import_module
from typing import Any

import pytest


class Framework:
    """A module by its name, imported at its first use, which takes longer than to collect hundreds of tests.

    Where it is missing, who uses it is skipped, or fails if it must be there.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("_"):  # which pytest asks of whatever stands in a test module
            raise AttributeError(attribute)
        required = os.environ.get("REQUIRE_FRAMEWORKS") == "1"
        module = import_module(self._name) if required else pytest.importorskip(self._name)
        return getattr(module, attribute)
