"""The rules of the player that need neither a page nor Python's numbers."""

from pathlib import Path

import pytest

from .node import run_tests


@pytest.mark.parametrize("name", sorted(path.name for path in Path(__file__).parent.glob("*.test.js")))
def test_every_rule_of_a_file(name: str) -> None:
    """Node runs the file's own tests."""
    run_tests(name)
