"""Many runs as a person trains them: begun, watched, stopped, and one of them opened."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from simulator import sweep, train
from simulator.core.initialise import initialise
from simulator.files.tables.built_in_sets import dataset

from ..grids import by_night
from .axe import violations
from .screen import button, idle, until
from .test_training import choose_data, go_training, state

pytestmark = pytest.mark.browser

XOR = dataset("xor")
HOW: dict[str, Any] = {"epochs": 1000, "order": "random"}
ERROR = "error a row (TSE)"
Rows = Sequence[Mapping[str, Any]]


def cells(page: Any) -> list[list[str]]:
    """The table, row by row."""
    return page.evaluate(
        """[...document.querySelectorAll(".bp-runs tbody tr")].map((row) =>
          [...row.children].map((cell) => cell.textContent))"""
    )


def fill(page: Any, label: str, typed: str) -> None:
    field = page.get_by_label(label)
    field.fill(typed)
    field.press("Enter")
    idle(page)


def no_violation(page: Any, themes: Sequence[str]) -> None:
    page.mouse.move(0, 0)
    for theme in themes:
        page.emulate_media(color_scheme=theme)
        page.wait_for_timeout(300)  # colours fade
        assert violations(page, ".st-key-main, [data-testid=stMain]") == [], theme


@pytest.mark.parametrize("themes", [["light"], by_night(["dark", "light"])])
def test_many_runs_are_trained_and_one_of_them_opened(page: Any, themes: list[str]) -> None:
    """The table has the numbers of sweep; a click opens a run, whose curve ends there; Back is the table."""
    go_training(page)
    choose_data(page, "XOR")
    button(page, "Many runs").click()
    fill(page, "Learning rates, such as", "0.5 1")
    fill(page, "Seeds, such as", "7 8")
    button(page, "Train 4 runs").click()
    until(lambda: len(cells(page)) == 4 and "4 runs ·" in page.content())
    grid = {"learning_rates": (0.5, 1), "seeds": (7, 8)}
    rows = sweep(XOR.X, XOR.T, (2, 3, 1), ("tanh", "sigmoid"), **grid, **HOW, jobs=1).rows
    check_table(page, rows)
    no_violation(page, themes)
    put_in_order(page, rows)
    page.locator(".bp-runs tbody tr").first.locator("td").first.click()
    check_opened(page, max(rows, key=lambda row: row["loss"]))
    idle(page)
    page.go_back()
    until(lambda: len(cells(page)) == 4)


@pytest.mark.nightly
def test_a_run_is_opened_of_those_that_were_stopped_on_the_way(page: Any) -> None:
    """By keys; what it is trained to is the page's own to stop."""
    go_training(page)
    choose_data(page, "XOR")
    button(page, "Many runs").click()
    fill(page, "Learning rates, such as", "0.5 1")
    fill(page, "Seeds, such as", "0-39")
    page.get_by_label("Epochs", exact=True).fill("20000")
    page.get_by_label("Epochs", exact=True).press("Enter")
    idle(page)
    stop_on_the_way(page)
    with_keys = page.locator(".bp-runs-open").first
    with_keys.focus()
    page.keyboard.press("Enter")
    until(lambda: "training …" in state(page))
    button(page, "Stop").click()
    idle(page)


def check_table(page: Any, rows: Rows) -> None:
    """A row for each run, of which one is stuck, in the picture too."""
    assert cells(page) == [
        [
            *(
                f"{row['learning_rate']:g}",
                f"{row['seed']}",
                f"{row['loss'] / 4:.4g}",
                f"{row['accuracy']:.1%}",
            ),
            "learnt" if row["accuracy"] == 1 else "not learnt",
        ]
        for row in rows
    ]
    assert page.locator(".bp-runs-point.bp-is-stuck").count() == 1
    assert [row["accuracy"] < 1 for row in rows].count(True) == 1
    assert page.locator(".bp-runs-picture text", has_text="1/2").count() == 1


def put_in_order(page: Any, rows: Rows) -> None:
    """By keys, the largest error first: that of the run that is stuck."""
    by_error = page.get_by_role("button", name=ERROR)
    for key in ("Enter", "Space"):
        by_error.press(key)
    downwards = sorted((row["loss"] for row in rows), reverse=True)
    assert [float(row[2]) for row in cells(page)] == [float(f"{loss / 4:.4g}") for loss in downwards]
    assert page.get_by_role("columnheader", name=ERROR).get_attribute("aria-sort") == "descending"
    assert [row["accuracy"] < 1 for row in rows if row["loss"] == downwards[0]] == [True]
    idle(page)


def check_opened(page: Any, wanted: Mapping[str, Any]) -> None:
    """The run at its last update, with the error that training alone gives."""
    until(lambda: "Update 4000 · epoch 1000" in state(page))
    net = initialise((2, 3, 1), ("tanh", "sigmoid"), "glorot", wanted["seed"])
    made = train(net, XOR.X, XOR.T, learning_rate=wanted["learning_rate"], seed=wanted["seed"], **HOW)
    assert made.losses[-1] == pytest.approx(wanted["loss"], rel=1e-9)
    assert f"TSE {wanted['loss'] / 4:.4g} a row (sum over 4 rows: {wanted['loss']:.4g})" in state(page)


def stop_on_the_way(page: Any) -> None:
    """What has ended by then stays."""
    button(page, "Train 80 runs").click()
    until(lambda: re.search(r"[1-9]\d* of 80 runs ended", page.content()) and len(cells(page)) < 10)
    button(page, "Stop").click()
    until(lambda: "· stopped." in page.content())
    kept = cells(page)
    assert 0 < len(kept) < 80
    assert f"{len(kept)} of 80 runs ended" in page.content()
