"""Many runs as a person trains them: begun, watched, stopped, and one of them opened."""

import re
from typing import Any

import pytest

from simulator import sweep, train
from simulator.core.initialise import initialise
from simulator.files.tables.built_in_sets import dataset

from .axe import violations
from .screen import button, idle, until
from .test_training import choose_data, go_training, state

pytestmark = pytest.mark.browser


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


def no_violation_in_either_theme(page: Any) -> None:
    page.mouse.move(0, 0)
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_timeout(300)  # colours fade
        assert violations(page, ".st-key-main, [data-testid=stMain]") == [], theme


def test_many_runs_are_trained_stopped_and_opened(page: Any) -> None:
    """The table has the numbers of sweep; a click opens a run, whose curve ends there; Back is the table."""
    go_training(page)
    choose_data(page, "XOR")
    button(page, "Many runs").click()
    fill(page, "Learning rates, such as", "0.5 1")
    fill(page, "Seeds, such as", "5-9")
    button(page, "Train 10 runs").click()
    until(lambda: len(cells(page)) == 10 and "10 runs ·" in page.content())
    data = dataset("xor")
    how = {"learning_rates": (0.5, 1), "seeds": range(5, 10), "epochs": 1000, "order": "random"}
    rows = sweep(data.X, data.T, (2, 3, 1), ("tanh", "sigmoid"), **how, jobs=1).rows
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
    stuck = [row for row in rows if row["accuracy"] < 1]
    assert page.locator(".bp-runs-point.bp-is-stuck").count() == len(stuck) == 1
    assert page.locator(".bp-runs-picture text", has_text="4/5").count() == 1
    no_violation_in_either_theme(page)

    by_error = page.get_by_role("button", name="error a row (TSE)")
    for key in ("Enter", "Space"):
        by_error.press(key)
    losses = [row["loss"] for row in rows]
    assert [float(row[2]) for row in cells(page)] == [
        float(f"{loss / 4:.4g}") for loss in sorted(losses)[::-1]
    ]
    assert (
        page.get_by_role("columnheader", name="error a row (TSE)").get_attribute("aria-sort") == "descending"
    )
    wanted = max(rows, key=lambda row: row["loss"])
    assert wanted in stuck
    idle(page)
    page.locator(".bp-runs tbody tr").first.locator("td").first.click()
    until(lambda: "Update 4000 · epoch 1000" in state(page))
    net = initialise((2, 3, 1), ("tanh", "sigmoid"), "glorot", wanted["seed"])
    made = {
        "learning_rate": wanted["learning_rate"],
        "epochs": 1000,
        "order": "random",
        "seed": wanted["seed"],
    }
    assert train(net, data.X, data.T, **made).losses[-1] == pytest.approx(wanted["loss"], rel=1e-9)
    assert f"TSE {wanted['loss'] / 4:.4g} a row (sum over 4 rows: {wanted['loss']:.4g})" in state(page)
    idle(page)
    page.go_back()
    until(lambda: len(cells(page)) == 10)

    fill(page, "Seeds, such as", "0-39")
    page.get_by_label("Epochs", exact=True).fill("20000")
    page.get_by_label("Epochs", exact=True).press("Enter")
    idle(page)
    button(page, "Train 80 runs").click()
    until(lambda: re.search(r"[1-9]\d* of 80 runs ended", page.content()) and len(cells(page)) < 10)
    button(page, "Stop").click()
    until(lambda: "· stopped." in page.content())
    kept = cells(page)
    assert 0 < len(kept) < 80
    assert f"{len(kept)} of 80 runs ended" in page.content()
    with_keys = page.locator(".bp-runs-open").first
    with_keys.focus()
    page.keyboard.press("Enter")
    until(lambda: "training …" in state(page))
    button(page, "Stop").click()
    idle(page)
