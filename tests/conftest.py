"""How much every run does, and what `pytest --nightly` adds.

By default property tests draw the same few examples on every run, and a grid runs some of its members;
nightly they draw many, at random, keep what failed in .hypothesis, and every member runs. None is timed.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

UNTIMED = (HealthCheck.too_slow,)
settings.register_profile(
    "default",
    max_examples=50,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=UNTIMED,
)
settings.register_profile(
    "nightly",
    max_examples=1000,
    derandomize=False,
    deadline=None,
    database=DirectoryBasedExampleDatabase(Path(__file__).parents[1] / ".hypothesis" / "examples"),
    print_blob=True,
    suppress_health_check=UNTIMED,
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--nightly", action="store_true", help="many examples at random, and every member of every grid"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Before the modules are read, whose settings are made from the profile."""
    settings.load_profile("nightly" if config.getoption("nightly") else "default")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked `nightly`, except in a nightly run or where a test is named by itself."""
    named = any("::" in arg for arg in config.args)
    if config.getoption("nightly") or named:
        return
    config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("nightly")])
    items[:] = [item for item in items if not item.get_closest_marker("nightly")]


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Files that are named one by one run in this very process, which starts at once."""
    return 0 if all(Path(arg.partition("::")[0]).is_file() for arg in config.args) else None


@pytest.fixture
def own_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """An activation, arctan, and the losses bernoulli and logcosh, which the tables do not have."""
    from tests.core import rows  # noqa: PLC0415  the package is not needed to collect

    rows.known(monkeypatch)
