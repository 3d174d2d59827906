"""Training as a person does it: choose, train, watch, stop, rewind, open; one's own tables, good and bad."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from simulator import gradient, train, update_rule
from simulator.core.initialise import initialise
from simulator.core.sets.dataset import split
from simulator.core.sets.metrics import accuracy, confusion, outputs
from simulator.core.training.machine_code import readiness
from simulator.core.training.update_rule import RACERS, first_alpha
from simulator.files.tables.built_in_sets import DATASETS, dataset, ready
from simulator.steps.walks.session_of_run import session_at

from ..grids import grid, one_of
from .expected import Walk, fitted
from .panel import alert, select, until_alert
from .screen import SCREEN, along, button, choose, idle, press, shown_example, until, wait_for_player

pytestmark = pytest.mark.browser


def go_training(page: Any) -> None:
    """To the page of training, and its first view."""
    page.get_by_role("radio", name="Train", exact=True).click()
    page.locator(".bp-state", has_text="epoch").wait_for()
    idle(page)


def choose_data(page: Any, title: str) -> None:
    select(page, "Data set", title)
    idle(page)


def state(page: Any) -> str:
    """The line that says where the run stands."""
    return page.locator(".bp-state").inner_text()


def train_to_the_end(page: Any, epochs: int) -> None:
    button(page, f"Train {epochs} epochs").click()
    until(
        lambda: re.search(rf"epoch {epochs}\b", state(page)) and "training …" not in state(page), state(page)
    )
    idle(page)


def choose_epochs(page: Any, epochs: int) -> None:
    field = page.get_by_role("spinbutton", name="Epochs", exact=True)
    field.fill(str(epochs))
    field.press("Enter")
    idle(page)


def opened(page: Any) -> str:
    """What the stepper says it shows."""
    return shown_example(page)


def numbers(seen: dict[str, Any]) -> dict[str, Any]:
    """A screen without what only roomy neurons and edges have room for."""
    neurons = {name: {**neuron, "kept": []} for name, neuron in seen["neurons"].items()}
    return {**seen, "labels": [], "neurons": neurons}


@cache
def trained(name: str, **changes: Any) -> tuple[Any, Any]:
    """The run that the page should have made of a suggestion, and its data set with a fifth held out."""
    start = DATASETS[name].start
    data = ready(name) if len(dataset(name).X) < 20 else split(dataset(name), 0.2, 0)
    net = initialise(start.widths, start.activations, start.scheme, start.seed)
    X, T = data.training
    how = {"loss": start.loss, "learning_rate": start.learning_rate, "order": "random", **changes}
    return train(net, X, T, **how), data


@pytest.mark.nightly
@grid(1, given=[("xor", 1.0), ("spirals", 0.95)])
def test_a_set_is_learnt(page: Any, given: tuple[str, float]) -> None:
    """By choosing it and pressing one button; the page says what the core says. So is Iris, a larger one.

    The page trains by NumPy or by machine code, which differ in the last bits: of spirals these have
    grown to the second digit in the end.
    """
    name, right = given
    start = DATASETS[name].start
    go_training(page)
    choose_data(page, DATASETS[name].title)
    train_to_the_end(page, start.epochs)
    paths = ["numpy", "numba"] if readiness.installed() else ["numpy"]
    runs = [trained(name, epochs=start.epochs, path=path) for path in paths]
    said = [run for run in runs if f"{run[0].losses[-1]:.4g}" in state(page)]
    assert said, (state(page), [run[0].losses[-1] for run in runs])
    history, data = said[0]
    share = accuracy(outputs(history.network, data.training[0]), data.training[1])
    assert share >= right
    assert f"{share:.1%} right" in state(page)
    assert f"Update {history.updates} ·" in state(page)
    choose_data(page, "Iris")  # standardised, a fifth held out: the table counts the test rows
    train_to_the_end(page, 50)
    cells = [int(text) for text in page.locator(".bp-confusion td").all_inner_texts()]
    assert sum(cells) == 30
    assert sum(cells[::4]) >= 27


def check_walked(page: Any, history: Any, data: Any, k: int) -> None:
    """Update k, opened from the field: the numbers of five updates from there are the core's."""
    field = page.get_by_role("spinbutton", name="Update, 0 to 16000")
    field.fill(str(k))
    field.press("Enter")
    until(lambda: page.locator(".bp-training").get_attribute("data-k") == str(k), f"for update {k}")
    idle(page)
    button(page, "Open it in the stepper").click()
    wait_for_player(page)
    rows = [history.item(j) for j in range(k - 1, min(k + 4, 16000))]  # update k is the k-th
    wanted = Walk(session_at(history.at(k - 1), data, rows, "tce", 0.05), 3)
    page.locator(".bp-title").click()
    for at, found in enumerate(along(page, SCREEN, ["ArrowRight"] * 19)):
        assert numbers(fitted(found, wanted[at])) == numbers(wanted[at])


@one_of(2)
def test_any_update_opens_in_the_stepper(page: Any, every: int) -> None:
    """The network of that update, with its rows; walked, it is the run, and the numbers are the core's.

    From a field, and a point of the curve by keyboard.
    """
    go_training(page)
    train_to_the_end(page, 100)
    history, data = trained("moons", epochs=100)
    for k in (4321, 15998)[::-every]:
        check_walked(page, history, data, k)
        go_training(page)
        assert "of 16000" in state(page), "the run is still there"
    chart = page.get_by_role("slider", name="Error over the updates")
    chart.focus()
    for key in ("End", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    assert "update 15680" in page.locator(".bp-chart .bp-tip").first.inner_text()
    page.keyboard.press("Enter")  # offers it, and has the focus there
    idle(page)  # the page looks at that update now
    page.keyboard.press("Enter")
    wait_for_player(page)
    assert opened(page) == "Two moons, update 15680"


@pytest.mark.nightly
def test_a_point_of_the_curve_and_a_row_of_the_map_open_in_the_stepper(page: Any) -> None:
    """By mouse, in the middle of the curve."""
    go_training(page)
    train_to_the_end(page, 100)
    chart = page.get_by_role("slider", name="Error over the updates")
    box = chart.bounding_box()
    page.mouse.click(box["x"] + 62 + (box["width"] - 76) / 2, box["y"] + 60)
    idle(page)
    button(page, "Open update 8000 in the stepper").click()
    wait_for_player(page)
    assert opened(page) == "Two moons, update 8000"
    go_training(page)
    until(lambda: seen(page)["k"] == 8000 and not seen(page)["waits"], "for the pictures of update 8000")
    page.locator(".bp-item").nth(3).click(force=True)  # where it stands still
    button(page, re.compile(r"Open row \d+ at update 8000 in the stepper")).click()
    wait_for_player(page)
    assert re.fullmatch(r"Two moons, row \d+", opened(page))


def seen(page: Any) -> dict[str, Any]:
    """Of which update the pictures are, by what they say themselves, and what is drawn."""
    return page.evaluate("""() => {
      const root = document.querySelector(".bp-training");
      const titles = [...root.querySelectorAll(".bp-view h3")].map((node) => node.textContent);
      const pixels = (of) => [...root.querySelectorAll(of)].map((canvas) => canvas.toDataURL().length).join();
      return { k: Number(root.dataset.k), waits: root.classList.contains("bp-waiting"),
        map: titles.find((text) => text.startsWith("What it has learnt") || text.startsWith("Before")),
        net: titles.find((text) => text.startsWith("The network")),
        said: root.querySelector(".bp-playback output").textContent,
        table: root.querySelector(".bp-confusion caption")?.textContent ?? "",
        cells: [...root.querySelectorAll(".bp-confusion td")].map((node) => Number(node.textContent)),
        drawn: pixels(".bp-map canvas") + pixels(".bp-net canvas") };
    }""")


# What is picked next does not reach the page.
LOSE_ONE = """() => {
  const { ask } = document.querySelector(".bp-host").trainer.requests;
  const { send } = ask;
  ask.send = () => { ask.send = send; };
}"""


def whole(found: dict[str, Any]) -> bool:
    """All pictures are of the same update, and say which."""
    k = found["k"]
    titles = (f"What it has learnt by update {k}", f"The network after update {k}", f"after update {k}")
    if k == 0:
        titles = (
            "Before training: what the first weights say",
            "The network before training",
            "before training",
        )
    return bool(
        found["map"] == titles[0] and found["net"] == titles[1] and found["table"].endswith(titles[2])
    )


def play_and_pause(page: Any) -> None:
    """All pictures are of one update at every moment, and stay where they are stopped."""
    choose(page, "Speed of the playback", "0.25")  # so that it is not at its end before it is paused
    button(page, "▶ Play").click()
    until(lambda: 0 < seen(page)["k"] < 16000)
    frames = []
    for _ in range(12):
        frames += [found for found in (seen(page),) if not found["waits"]]
        page.wait_for_timeout(60)
    ks = [found["k"] for found in frames]
    assert all(map(whole, frames)) and ks == sorted(ks) and len({found["drawn"] for found in frames}) > 1
    button(page, "❚❚ Pause").click()
    idle(page)
    stood = seen(page)
    page.wait_for_timeout(400)
    assert seen(page) == stood and stood["said"] == f"update {stood['k']} of 16000"
    assert f"ooking at update {stood['k']} of 16000" in state(page)


def test_a_run_is_played_back_and_looked_at_anywhere(open_app: Callable[..., Any]) -> None:
    """Play, pause, the slider and the pointer: all pictures are of the update they name, as the core has it.

    The last of many places that are pointed at is the one that stays; a cell of the table shows its rows,
    though the page hears of it the second time only.
    """
    page = open_app(color_scheme="dark")
    go_training(page)
    assert seen(page)["map"] == "Before training: what the first weights say"
    held_out_rows_stand_out(page)
    train_to_the_end(page, 100)
    history, data = trained("moons", epochs=100)
    play_and_pause(page)
    slider = page.get_by_role("slider", name="Update that is looked at")
    slider.focus()
    page.keyboard.press("Home")
    until(lambda: seen(page)["k"] == 0 and whole(seen(page)))
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.querySelector('.bp-host').trainer.film.updates[1]")  # 160, or one before
    until(lambda: seen(page)["k"] == second and whole(seen(page)))
    assert slider.get_attribute("aria-valuetext") == f"update {second} of 16000"
    box = page.get_by_role("slider", name="Error over the updates").bounding_box()
    for share in (0.9, 0.2, 0.7, 0.35, 0.5):
        page.mouse.move(box["x"] + 62 + share * (box["width"] - 76), box["y"] + 90)
    until(lambda: seen(page)["k"] == 8000 and not seen(page)["waits"] and whole(seen(page)))
    Y = outputs(history.at(8000), data.X[data.test])
    assert page.locator(".bp-class").all_inner_texts() == list(data.classes), "each behind its mark"
    assert page.locator(".bp-class .bp-item").count() == len(data.classes)
    assert seen(page)["cells"] == confusion(Y, data.T[data.test]).ravel().tolist()
    page.mouse.move(5, 5)
    until(lambda: seen(page)["k"] == second and whole(seen(page)), "for the update one stays at")
    said, true = Y.argmax(axis=1), data.T[data.test].argmax(axis=1)
    page.mouse.click(box["x"] + 62 + 0.5 * (box["width"] - 76), box["y"] + 90)
    page.evaluate(LOSE_ONE)
    page.locator(".bp-confusion button").first.click()
    until(lambda: page.locator(".bp-set-row").count() == min(24, int(((true == 0) & (said == 0)).sum())))
    assert "true upper, answer upper" in page.locator(".bp-rows-of p").first.inner_text()
    assert not alert(page)


@pytest.mark.nightly
def test_stop_takes_effect_and_keeps_what_was_trained(page: Any) -> None:
    """The page answers while it trains, and the view grows without being replaced."""
    go_training(page)
    choose_data(page, "Two spirals")
    choose_epochs(page, 100_000)
    button(page, "Train 100000 epochs").click()
    until(lambda: "training …" in state(page))
    page.evaluate("window.kept = document.querySelector('.bp-training .bp-series')")
    seen = {state(page)}
    until(lambda: len(seen) > 4 or seen.add(state(page)), "for the view to grow")
    assert page.evaluate("window.kept.isConnected")
    alpha = page.get_by_role("textbox", name="Learning rate α")
    alpha.fill("0.0123")
    alpha.press("Enter")
    later = page.get_by_text("It trains on as it began; the settings on the left hold from the next start.")
    until(later.count)
    button(page, "Stop").click()
    until(lambda: "stopped after update" in state(page) and not later.count())
    idle(page)
    stopped = state(page)
    page.wait_for_timeout(600)
    assert state(page) == stopped
    k = int(re.search(r"Update (\d+)", stopped)[1])
    assert k < 100000 * 160
    button(page, "One update").click()
    until(lambda: f"Update {k + 1} ·" in state(page))
    button(page, "Start over").click()
    until(lambda: "Update 0 ·" in state(page))


# Words of a chart that stand out of it.
CUT = """() => [...document.querySelectorAll(".bp-chart text, .bp-map text")].filter((node) => {
  const [own, all] = [node, node.ownerSVGElement].map((one) => one.getBoundingClientRect());
  return own.width && (own.left < all.left || own.right > all.right);
}).map((node) => node.textContent)"""


@pytest.mark.nightly
def test_a_run_that_diverges_says_so_and_opens_there(page: Any) -> None:
    """At the update before; with numbers all finite, and none of 308 digits cut beside a chart."""
    go_training(page)
    choose_data(page, "A noisy line")
    alpha = page.get_by_role("textbox", name="Learning rate α")
    alpha.fill("50")
    alpha.press("Enter")
    idle(page)
    button(page, "Train 50 epochs").click()
    until(lambda: re.search(r"Diverged at update \d+: the weights exploded", state(page)))
    idle(page)
    assert page.evaluate(CUT) == []
    assert page.locator(".bp-map svg > g:last-of-type > .bp-series").count(), "the line over the rows"
    assert not page.get_by_text("stopped before update").is_visible()
    page.get_by_text("Details of the divergence").click()
    assert page.get_by_text("stopped before update").is_visible()
    page.get_by_role("button", name="Open the last updates of the run before it diverged").click()
    wait_for_player(page)
    assert page.locator(".bp-hint").count() and not alert(page)
    press(page, "End", "End")
    assert "nan" not in page.locator("body").inner_text().lower()


@pytest.mark.nightly
def test_two_runs_side_by_side_and_the_rows_a_batch_takes(page: Any) -> None:
    """The same start, another α: both curves, three networks, both at the same update.

    Of a batch it is said which total the gradient is of, and how that scales α.
    """
    go_training(page)
    page.get_by_text("Compare with a second run").click()
    idle(page)
    button(page, "Train 100 epochs").click()
    until(lambda: state(page).count("epoch 100") == 2 and "training …" not in state(page))
    idle(page)
    A, B = state(page).split("\n")
    for line, alpha in ((A, 0.05), (B, 0.1)):
        history, _ = trained("moons", epochs=100, learning_rate=alpha)
        assert f"(sum over 160 rows: {history.losses[-1]:.4g})" in line
    heads = page.locator(".bp-net .bp-pane-name").all_text_contents()
    assert heads == ["A at update 16000", "B at update 16000", "B − A"]
    field = page.get_by_role("textbox", name="Batch size: rows per update, “all” for the full batch")
    field.fill("32")
    field.press("Enter")
    until(lambda: page.get_by_text("the gradient of the total over its 32 rows").count())
    field.fill("0")
    field.press("Enter")
    until(lambda: "The rows per update must be a whole number from 1" in alert(page))
    field.fill("all")
    field.press("Enter")
    until(lambda: page.get_by_text("the gradient of the total over its 160 rows").count())
    assert not alert(page)
    page.get_by_text("Compare with a second run").click()
    idle(page)
    train_to_the_end(page, 100)
    button(page, "Open it in the stepper").click()
    wait_for_player(page)
    press(page, *["ArrowRight"] * 5)
    assert "It takes the total over its 160 rows at once." in page.locator(".bp-hint").inner_text()
    history, data = trained("moons", epochs=100, batch_size=160, learning_rate=0.004)
    F = gradient(history.at(99), *data.training, "tce").loss
    assert f"F = {F:.3f}" in page.locator(".bp-F").inner_text()
    assert page.locator(".bp-formulas").get_by_text("160", exact=False).count()
    assert page.get_by_role("combobox", name="Item of the batch").locator("option").count() == 161


@pytest.mark.nightly
def test_an_update_rule_is_chosen_and_a_race_of_them_is_one_click(page: Any) -> None:
    """Adam with another β₁ trains as the core does; the race is four curves, four networks and four lines."""
    go_training(page)
    select(page, "Update rule", "Adam")
    idle(page)
    page.get_by_text("Settings of Adam", exact=True).click()
    field = page.get_by_role("textbox", name="β₁ of the running mean M")
    field.fill("0.8")
    field.press("Enter")
    idle(page)
    choose_epochs(page, 20)
    train_to_the_end(page, 20)
    adam = update_rule("adam", beta1=0.8)
    history, _ = trained("moons", epochs=20, learning_rate=0.02, rule=adam)
    assert "epoch 20 · Adam, β₁ 0.8, α = 0.02 · " in state(page)
    assert f"(sum over 160 rows: {history.losses[-1]:.4g})" in state(page)
    button(page, "Race the update rules").click()
    until(lambda: state(page).count("epoch 20") == 4 and "training …" not in state(page))
    idle(page)
    check_race(page)
    choose_the_highest_curve(page)
    idle(page)
    field = page.get_by_role("spinbutton", name="Update, 0 to 3200")
    field.fill("3200")
    field.press("Enter")
    idle(page)
    button(page, "Open it in the stepper, Adam").click()
    wait_for_player(page)
    assert opened(page) == "Two moons, update 3200"
    press(page, *["ArrowRight"] * 16)
    assert page.get_by_text("Corrected M̂ and V̂ of W").count() and page.get_by_text("t = 3200").count()
    assert "Its update rule is Adam; what that had kept comes along." in page.locator(".bp-hint").inner_text()
    assert not alert(page)


def check_race(page: Any) -> None:
    """What the page says of the four runs is what the core makes of them."""
    names = ["Plain descent", "SGD, momentum 0.9", "RMSProp", "Adam"]
    for line, name, rule in zip(state(page).split("\n"), names, RACERS, strict=True):
        alpha = first_alpha(rule, 0.05)
        history, _ = trained("moons", epochs=20, learning_rate=alpha, rule=rule)
        assert line.startswith(f"{name}: update 3200 · epoch 20 · α = {alpha:g} · ")
        assert f"TCE {history.losses[-1] / 160:.4g} a row" in line
    assert page.locator(".bp-net .bp-pane-name").all_text_contents() == names
    assert page.locator(".bp-keyed").all_text_contents() == names
    assert page.get_by_text("Lines: training, mean over 160 rows, dashed test, mean over 40 rows").count()
    lines = page.locator(".bp-chart path[d^=M]")
    colours = {line.evaluate("node => getComputedStyle(node).stroke") for line in lines.all()}
    assert lines.count() == 8 and len(colours) == 4
    aloud = page.locator(".bp-chart[role=slider]").get_attribute("aria-valuetext") or ""
    assert all(f"{name} training" in aloud for name in names)


def choose_the_highest_curve(page: Any) -> None:
    """Above all lines, where Adam's is the nearest."""
    box = page.locator(".bp-chart[role=slider] svg").bounding_box()
    page.mouse.move(box["x"] + 0.38 * box["width"], box["y"] + 5)
    page.mouse.down()
    page.mouse.up()
    offered = button(page, re.compile("Open update .* of Adam in the stepper"))
    until(offered.count, "for the nearest")
    page.keyboard.press("Escape")
    until(lambda: "looking at update" in state(page))


GOOD = "size;weight;kind\n0,1;1,5;cat\n0,9;0,2;dog\n0,2;1,4;cat\n0,8;0,1;dog\n"
BAD = [
    ("a,b\n1,2\n3\n", "The pasted text, row 3"),
    ("a,b\n", "must have rows below its header"),
    ("a,a\n1,2\n", "a"),
    ("a,b,c\n1,2,x\n3,nan,y\n", "Choose what to do"),
    ('a,b\n1,"2\n', "The pasted text"),
]


def paste(page: Any, text: str) -> None:
    field = page.get_by_role("textbox", name="… or paste a table")
    field.fill(text)
    field.press("Control+Enter")
    idle(page)


@pytest.mark.nightly
def test_a_table_of_ones_own(page: Any, tmp_path: Path) -> None:
    """Uploaded with a semicolon and decimal commas; recognised, said, trained on, and still there later."""
    go_training(page)
    choose_data(page, "A table of my own (CSV)")
    file = tmp_path / "pets.csv"
    file.write_text(GOOD, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    until(lambda: page.get_by_text("Columns are separated by semicolons.").count())
    assert page.get_by_text("decimal comma").count()
    until(lambda: page.get_by_text("4 rows; classes cat, dog.").count())
    train_to_the_end(page, 50)
    assert "% right" in state(page)
    page.get_by_role("radio", name="Step", exact=True).click()
    wait_for_player(page)
    go_training(page)
    assert page.get_by_text("4 rows; classes cat, dog.").count()


@pytest.mark.nightly
@one_of(3)
def test_a_bad_table_is_refused_by_its_place_and_cells_are_never_markup(page: Any, every: int) -> None:
    """One sentence; what was pasted stays; a good one heals. A class and a header that would be an image
    are shown as written, and nothing is fetched."""
    go_training(page)
    choose_data(page, "A table of my own (CSV)")
    for text, place in BAD[::every]:
        paste(page, text)
        until(lambda place=place: place in alert(page), f"for {place}")
        assert ("nan" in text) == bool(page.get_by_text("row 3, column 2 holds 'nan'").count())
        assert page.get_by_role("textbox", name="… or paste a table").input_value() == text
        paste(page, GOOD)
        until_alert(page, "")
    paste(
        page,
        "![x](http://stranger.example/a.png),kind\n1,![](http://stranger.example/b.png)\n2,<img src=x>\n",
    )
    until(lambda: page.get_by_text("2 rows; classes").count())
    button(page, "One epoch").click()
    until(lambda: "epoch 1" in state(page))
    idle(page)
    assert page.locator("img[src*=stranger]").count() == 0
    assert not page.strangers


@pytest.mark.nightly
def test_two_people_train_at_once(open_app: Callable[..., Any]) -> None:
    """Neither sees the other's run."""
    one, other = open_app(), open_app()
    for page, name in ((one, "Two moons"), (other, "Circles")):
        go_training(page)
        choose_data(page, name)
        button(page, "Train 100 epochs").click()
    for page, name in ((one, "moons"), (other, "circles")):
        until(lambda page=page: "epoch 100" in state(page) and "training …" not in state(page))
        history, _ = trained(name, epochs=100)
        assert f"(sum over 160 rows: {history.losses[-1]:.4g})" in state(page)


@grid(1, size={"390": (390, 844), "1920": (1920, 1080), "1440": (1440, 900)}, theme=["light", "dark"])
def test_training_can_be_read(open_app: Callable[..., Any], size: tuple[int, int], theme: str) -> None:
    """Nothing wider than the window, no text too small or too pale; nor in a race of four rules."""
    page = open_app(size, color_scheme=theme)
    go_training(page)
    train_to_the_end(page, 100)
    can_be_read(page, size)
    button(page, "Race the update rules").click()
    until(lambda: state(page).count("epoch 100") == 4 and "training …" not in state(page))
    idle(page)
    can_be_read(page, size)
    tight = page.evaluate("""() => {
      const heads = [...document.querySelectorAll(".bp-net text")].map((one) => one.getBoundingClientRect());
      const card = document.querySelector(".bp-net").getBoundingClientRect();
      const apart = (a, b) => a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top;
      const out = heads.filter(({ left, right }) => left < card.left || right > card.right);
      return [out.length, heads.filter((a, i) => heads.some((b, j) => i < j && !apart(a, b))).length];
    }""")
    assert tight == [0, 0]


# Of each row whether it is held out, and whether its mark is filled with ink.
FILLED = """(nodes) => nodes.map((node) => {
  const ink = getComputedStyle(node.closest(".bp-training")).color;
  return [node.classList.contains("bp-held"), getComputedStyle(node).fill === ink];
})"""
# Of each row that is held out the contrast of its mark, the ring or what is in it, on the map.
STANDS_OUT = """() => {
  const box = document.querySelector(".bp-map");
  const paper = box.querySelector("canvas");
  const { data, width, height } = paper.getContext("2d").getImageData(0, 0, paper.width, paper.height);
  const light = (rgb) => {
    const part = (x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = rgb.map((x) => part(x / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const pen = document.createElement("canvas").getContext("2d"); // it reads mixed colours too
  const rgb = (css) => {
    pen.fillStyle = css;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const map = paper.getBoundingClientRect();
  return [...box.querySelectorAll(".bp-held")].map((node) => {
    const place = node.getBoundingClientRect();
    const [x, y] = [place.x + place.width / 2 - map.x, place.y + place.height / 2 - map.y];
    const at = 4 * (Math.floor((y / map.height) * height) * width + Math.floor((x / map.width) * width));
    const below = [...data.slice(at, at + 3)];
    const { fill, stroke } = getComputedStyle(node);
    return Math.max(...[fill, stroke].map((css) => contrast(rgb(css), below)));
  });
}"""


@pytest.mark.nightly
@grid(theme=["dark", "light"])
def test_rows_that_are_held_out_stand_out_from_the_map(open_app: Callable[..., Any], theme: str) -> None:
    """Two moons: blue on blue too; of a line, which has no classes, they are hollow."""
    page = open_app(color_scheme=theme)
    go_training(page)
    held_out_rows_stand_out(page)
    choose_data(page, "A noisy line")
    until(lambda: page.locator(".bp-held").count() == 8)
    drawn = page.locator(".bp-map .bp-item").evaluate_all(FILLED)
    assert {filled for held, filled in drawn if held} == {False}, "they are called hollow"
    assert {filled for held, filled in drawn if not held} == {True}


def held_out_rows_stand_out(page: Any) -> None:
    found = page.evaluate(STANDS_OUT)
    assert len(found) == 40
    assert min(found) >= 3


def can_be_read(page: Any, size: tuple[int, int]) -> None:
    small, wide = page.evaluate("""() => {
      const view = document.querySelector(".bp-training");
      const texts = [...view.querySelectorAll("text, p, span, td, th, h3, label, caption")]
        .filter((node) => node.textContent.trim() && node.getClientRects().length);
      const sizes = texts.map((node) => [parseFloat(getComputedStyle(node).fontSize), node.textContent]);
      return [sizes.filter(([size]) => size < 14), document.scrollingElement.scrollWidth];
    }""")
    assert not small
    assert wide <= size[0]
