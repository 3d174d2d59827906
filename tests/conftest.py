"""How much every run does, and what `pytest --nightly` adds.

Every run draws the same few examples for each property, and of each grid some members. Nightly the properties
draw many examples, at random, keep what failed in .hypothesis, and run with all other members. None is timed.
"""

import gc
import signal
import time
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

STARTED = time.monotonic()
NO_TIME = "no time was left for it"
ROOT = Path(__file__).parents[1]
pytest.register_assert_rewrite("tests.browser")  # what its tests share says how two values differ, as they do
ALWAYS = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("default", max_examples=20, derandomize=True, database=None, **ALWAYS)
settings.register_profile(
    "nightly",
    max_examples=1000,
    derandomize=False,
    database=DirectoryBasedExampleDatabase(ROOT / ".hypothesis" / "examples"),
    print_blob=True,
    **ALWAYS,
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--nightly", action="store_true", help="what a usual run leaves out: grids whole, examples at random"
    )
    parser.addoption("--minutes", type=float, help="start nothing after so long, and say what did not run")


def pytest_configure(config: pytest.Config) -> None:
    """Before the modules are read, whose settings are made from the profile."""
    settings.load_profile("nightly" if config.getoption("nightly") else "default")


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, Any, Any]:
    """Modules and tests stay to the end: no garbage is looked for among them."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Nightly what is marked so and every property; else what is not marked, or is named by itself."""
    nightly = config.getoption("nightly")
    if any("::" in arg for arg in config.args):
        return

    def wanted(item: pytest.Item) -> bool:
        marked = item.get_closest_marker("nightly") is not None
        drawn = getattr(getattr(item, "function", None), "is_hypothesis_test", False)
        return marked or drawn if nightly else not marked

    config.hook.pytest_deselected(items=[item for item in items if not wanted(item)])
    items[:] = filter(wanted, items)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Files that are named one by one run in this very process, which starts at once."""
    return 0 if all(Path(arg.partition("::")[0]).is_file() for arg in config.args) else None


def seconds_left(config: pytest.Config) -> float | None:
    minutes = config.getoption("minutes")
    return None if minutes is None else 60 * minutes - (time.monotonic() - STARTED)


def pytest_runtest_setup(item: pytest.Item) -> None:
    left = seconds_left(item.config)
    if left is not None and left <= 0:
        pytest.skip(NO_TIME)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """A property with many examples ends with the time; what a browser does is short, and is not cut."""
    left = seconds_left(item.config)
    if left is None or item.get_closest_marker("browser") or not hasattr(signal, "SIGALRM"):
        return (yield)

    ended = []

    def stop(*_: object) -> None:
        ended.append(True)
        pytest.skip(NO_TIME)

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, max(left, 0.001))
    try:
        return (yield)
    except (
        Exception
    ):  # whatever Hypothesis makes of the interruption; a failure it had found is in .hypothesis
        if ended:
            pytest.skip(NO_TIME)
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What a run of limited time left out, by file."""
    cut = [report for report in terminalreporter.stats.get("skipped", []) if NO_TIME in str(report.longrepr)]
    if cut:
        terminalreporter.section(f"{len(cut)} tests did not run to their end: {NO_TIME}")
        for path, count in Counter(report.nodeid.partition("::")[0] for report in cut).items():
            terminalreporter.line(f"{path}: {count}")


@pytest.fixture
def own_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """An activation, arctan, and the losses bernoulli and logcosh, which the tables do not have."""
    from tests.core import rows  # noqa: PLC0415  the package is not needed to collect

    rows.known(monkeypatch)


@pytest.fixture(autouse=True)
def by_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Training goes by NumPy unless a test asks for machine code; none may depend on when that is ready."""
    from simulator.core.training.machine_code import readiness  # noqa: PLC0415  not needed to collect

    monkeypatch.setattr(readiness, "ready_kernel", lambda: None)
    monkeypatch.setattr(readiness, "prepare", lambda: None)
