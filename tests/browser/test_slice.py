"""F over two weights as a person uses it: from Step by its button, read by pointing and keys; in Train."""

import re
from typing import Any

import pytest

from simulator import gradient, propagate
from simulator.core.edit import with_parameter
from simulator.files.gallery import EXAMPLES, example
from simulator.files.tables.built_in_sets import DATASETS
from simulator.steps.formulas.digits import FULL, raised

from .panel import open_panel, open_tables, select, type_in
from .screen import behind, button, cursor, until
from .test_training import choose_data, go_training, train_to_the_end, trained

pytestmark = pytest.mark.browser

SESSION = example(EXAMPLES[0]).session
PLACE = """(node, i) => {
  const { left, top } = node.getBoundingClientRect();
  const [x, y] = node.closest(".bp-slice-host").slice.frame.ofPath(i);
  return [left + x, top + y];
}"""


def until_said(page: Any, start: str) -> float:
    """Wait until this is pointed at; the F that is said of it, in full."""
    said = page.locator(".bp-slice-said")
    until(lambda: said.count() and said.inner_text().startswith(start), start)
    found = re.search(r"F = ([\d.]+)", said.inner_text())
    assert found
    return float(found[1])


def with_biases(values: list[float]) -> float:
    """F of the pair with other numbers b₄[1] and b₄[2], by the readable pass."""
    net = with_parameter(SESSION.network, "b4", values)
    return propagate(net, SESSION.X[0], SESSION.T[0], SESSION.loss).loss


def read_off(page: Any, box: Any) -> None:
    """A point of the grid by keys, and one of the path by the pointer."""
    box.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowUp")
    read = until_said(page, "On the grid: b₄[1] = 0.8, b₄[2] = 0.25: F = ")
    assert read == pytest.approx(with_biases([0.8, 0.25]), rel=1e-12)
    assert cursor(page) == 0, "the keys are the map's own"
    page.mouse.move(*box.evaluate(PLACE, 2))
    assert raised(SESSION.walked[2].found.loss, FULL) in page.locator(".bp-slice-said").inner_text()
    assert until_said(page, "After update 2: b₄[1] = ") == SESSION.walked[2].found.loss


def test_F_is_read_off_the_map_by_keys_and_pointer_and_follows_the_player(page: Any) -> None:
    open_panel(page)
    button(page, "F over two weights").click()
    box = page.locator(".bp-slice-box")
    assert until_said(page, "At hand: b₄[1] = 0.3, b₄[2] = 0.2: F = ") == SESSION.walked[0].found.loss
    read_off(page, box)
    # The player goes on to another update; then a number of the start is edited.
    page.mouse.move(5, 300)
    box.evaluate("(node) => node.blur()")
    page.get_by_role("combobox", name="Update", exact=True).select_option("2")
    now = SESSION.walked[2]
    assert until_said(page, f"At hand: b₄[1] = {raised(now.before.b[4][0], FULL)}, ") == now.found.loss
    page.get_by_role("combobox", name="Update", exact=True).select_option("0")
    page.get_by_role("button", name="Show the step").click()
    open_tables(page, 4)
    type_in(page, "b4, neuron 1", "0.5")
    page.get_by_role("button", name="Show the tool").click()
    assert until_said(page, "At hand: b₄[1] = 0.5, b₄[2] = 0.2: F = ") == with_biases([0.5, 0.2])
    assert page.get_by_role("radio", name="Step", exact=True).is_checked()
    assert not page.get_by_role("radio", name="Health").count(), "the tools of Debug stay there"
    select(page, "Upwards", "none: a curve")
    until(lambda: page.locator(".bp-slice-tangent").count() == 1)
    assert until_said(page, "At hand: b₄[1] = 0.5: F = ") == with_biases([0.5, 0.2])
    button(page, "Close").click()
    until(lambda: not page.locator(".bp-slice").count() and page.locator(".bp-panel").is_visible())
    with behind(page):
        button(page, "The error over two weights, around the network of this update").click()
    assert until_said(page, "At hand: b₄[1] = 0.5: F = ") == with_biases([0.5, 0.2])
    page.go_back()
    until(lambda: not page.locator(".bp-slice").count())
    page.get_by_role("radio", name="Debug", exact=True).click()
    button(page, "F over two weights").click()
    until(lambda: page.get_by_role("radio", name="F over two weights").is_checked())
    assert until_said(page, "At hand: b₄[1] = 0.5: F = ") == with_biases([0.5, 0.2])


@pytest.mark.nightly
def test_in_training_the_map_is_of_the_set_and_of_the_update_that_is_looked_at(page: Any) -> None:
    epochs = DATASETS["xor"].start.epochs
    go_training(page)
    choose_data(page, DATASETS["xor"].title)
    train_to_the_end(page, epochs)
    page.locator(".st-key-set_slice summary, .st-key-set-slice summary").click()
    history, data = trained("xor", epochs=epochs)
    assert until_said(page, "At hand: ") == pytest.approx(history.losses[-1], rel=1e-12)
    line = page.locator("path.bp-slice-path").get_attribute("d")
    assert line.count("L") > 100, "through all updates, not from dot to dot"
    page.get_by_role("spinbutton", name=f"Update, 0 to {history.updates}").fill("40")
    page.keyboard.press("Enter")
    where = page.get_by_test_id("stText").filter(has_text="all else as after update 40:")
    until(lambda: where.count() == 1)
    F = gradient(history.at(40), *data.training, DATASETS["xor"].start.loss).loss
    assert until_said(page, "At hand: ") == pytest.approx(F, rel=1e-12)
