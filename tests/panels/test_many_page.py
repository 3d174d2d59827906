"""The page of many runs without a browser: its lists, what it refuses, and that they begin as they say."""

import pytest

from simulator import sweep
from simulator.files.tables.built_in_sets import dataset

from .test_train import TrainPage

ALPHAS, SEEDS, SIZES = (
    "Learning rates, such as 0.1 0.3 1",
    "Seeds, such as 0-19",
    "Batch sizes, such as 1 8 all",
)


@pytest.fixture(scope="module")
def page() -> TrainPage:
    page = TrainPage()
    page.set("selectbox", "Data set", "xor")
    return page.press("Many runs")


@pytest.mark.parametrize(
    ("label", "typed", "why"),
    [
        (ALPHAS, "0.1 x", "The learning rates must be a number; got 'x'."),
        (SEEDS, "0-600", "A range of the seeds must go upwards, over at most 500 numbers; got 0-600."),
        (SIZES, "5", "The batch sizes must be a whole number from 1 to 4; got 5."),
        (
            SEEDS,
            "0-499",
            "There must be at most 500 runs; 4 learning rates × 500 seeds × 1 batch size × 1 update rule are "
            "2,000.",
        ),
    ],
)
def test_lists_that_cannot_be_are_refused_in_a_sentence(page, label, typed, why):
    """And nothing can begin."""
    (before,) = [field.value for field in page.at.text_input if field.label == label]
    page.set("text_input", label, typed)
    assert page.alert == why
    assert [button.disabled for button in page.at.button if button.label == "Train them"] == [True]
    page.set("text_input", label, before)
    assert page.alert == ""


def test_how_long_they_take_is_said_and_bounded(page):
    assert "4 learning rates × 10 seeds = 40 runs. 1,000 epochs each: about" in page.texts
    assert "At most 500 runs and about 4 minutes; 2 workers for all visitors." in page.texts
    page.set("number_input", "Epochs", 100_000).set("text_input", SEEDS, "0-99")
    assert page.alert.startswith("They must take at most about 4 minutes; these 400 would take about ")
    assert [button.disabled for button in page.at.button if button.label == "Train them"] == [True]
    page.set("number_input", "Epochs", 1000)


def test_they_are_those_of_sweep(page):
    """With the settings on the left, and with what learnt means."""
    page.set("number_input", "Epochs", 20).set("text_input", SEEDS, "3, 0-1").set(
        "text_input", SIZES, "1 all"
    )
    page.set("multiselect", "Update rules", ["plain descent", "adam"])
    page.press("Train 48 runs")
    begun = page.at.session_state["many runs"]
    begun.many.wait(60)
    page.at.run()
    data = dataset("xor")
    found = sweep(
        *(data.X, data.T, (2, 3, 1), ("tanh", "sigmoid")),
        learning_rates=(0.125, 0.25, 0.5, 1),
        seeds=(3, 0, 1),
        batch_sizes=(1, 4),
        rules=(None, "adam"),
        epochs=20,
        order="random",
        jobs=1,
    )
    ended = [(row["loss"], row["accuracy"]) for row in begun.many.found.rows]
    assert ended == [
        (row["loss"], row["accuracy"]) for row in found.rows
    ]  # the same process, so the same path
    learnt = sum(row["accuracy"] == 1 for row in found.rows)
    assert (
        f"48 runs · {learnt} of 48 learnt. Learnt: all of the 4 training rows are right at the end."
        in page.texts
    )
    page.set("number_input", "Learnt where so many % of the training rows are right", 50)
    half = sum(row["accuracy"] >= 0.5 for row in found.rows)
    assert f"48 runs · {half} of 48 learnt. Learnt: at least 50% of the 4 training rows" in page.texts
    page.set("text_input", "Neurons of each hidden layer, such as 4-3; leave it empty for none", "2")
    assert (
        "The settings on the left are others now; put back as they were, they let a run of it be opened."
        in page.texts
    )
