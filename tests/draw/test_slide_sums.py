"""What pictures of a step say besides: bars of each sum, the colours of letters, how an update ended."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator import Network
from simulator.draw.colours import LETTERS, PAGES, PALETTES, blend, channels, scales
from simulator.draw.slides.layout import Places
from simulator.draw.slides.slide import step_svg
from simulator.draw.slides.svg_graph import Diagram
from simulator.draw.step_view import moment
from simulator.files.gallery import example
from simulator.steps.formulas.digits import FULL
from simulator.steps.session import Session, Update
from simulator.steps.step import Step
from simulator.steps.timeline import steps_of

NS = "{http://www.w3.org/2000/svg}"
NOTES = example("notes-4-layer").session
AXIS = "1.5"  # the width of the line at 0


def random_session(seed: int, **other: Any) -> Session:
    """A hidden layer of softmax, whose neurons answer every n, between two others."""
    rng = np.random.default_rng(seed)
    W = [rng.normal(size=pair) for pair in ((2, 3), (3, 2), (2, 2))]
    b = [rng.normal(size=len(one.T)) for one in W]
    net = Network.from_arrays(W, b, ["softmax", "tanh", "sigmoid"])
    return Session(net, rng.normal(size=(3, 2)), rng.uniform(size=(3, 2)), "bce", 0.1, 1, **other)


def graph_of(session: Session, at: int, item: int) -> str:
    """The graph of a step alone, large enough for sheets in its neurons."""
    shown = moment(session, at, digits=FULL, item=item)
    page = PAGES["light"] | {"quiet": "#888888", "line": "#999999", "outline": "#777777"}
    places = Places(shown, FULL, (0, 0, 1800, 800))
    return f'<svg xmlns="{NS[1:-1]}">{Diagram(places, "light", page, scales(session)).drawn()}</svg>'


def bars_of(svg: str) -> list[list[tuple[float, float, str]]]:
    """For each sheet in a neuron its bars: how far from 0 they start and end, and their colours."""
    found: list[list[Any]] = []
    rects = iter(ET.fromstring(svg).iter(f"{NS}rect"))
    for sheet in rects:
        if sheet.attrib.get("rx") != "5":
            continue
        bars = []
        while (one := next(rects)).attrib["width"] != AXIS:
            x, wide = float(one.attrib["x"]), float(one.attrib["width"])
            bars.append((x, x + wide, one.attrib["fill"]))
        zero = float(one.attrib["x"]) + 0.75
        found.append([(start - zero, end - zero, fill) for start, end, fill in bars])
    return found


def added(u: Update, step: Step, c: int, item: int) -> tuple[np.ndarray, float | None, float]:
    """Products, bias and number of a neuron, told from the core's arrays alone."""
    l, at = step.layer, c - 1

    def one(array: np.ndarray) -> np.ndarray:
        return array[:, item] if u.in_matrices else array

    if step.kind == "n":
        products = one(u.found.a[l - 1]) * u.before.W[l][:, at]
        return products, float(u.before.b[l][at]), float(one(u.found.n[l])[at])
    A = (u.batch.A if u.in_matrices else u.run.slopes)[l]
    A = (A[item] if A.ndim == 3 else A[:, item]) if u.in_matrices else A
    S, total = None if l == u.before.depth else one(u.found.S[l + 1]), float(one(u.found.S[l])[at])
    if S is None:
        y, t = one(u.found.y), one(u.found.t)
        return np.array([((1 - t) / (1 - y) - t / y)[at]]), None, total
    W = u.through(l + 1)
    return (A[at] * (W @ S) if A.ndim == 2 else W[at] * S), None, total


@pytest.mark.parametrize("other", [{}, {"batch_size": 3}, {"order": "as-you-go"}], ids=str)
def test_bars_are_as_long_as_the_products_of_each_sum(other: dict[str, Any]) -> None:
    """To the right of 0 what is positive, the bias pale, below them the sum; none at other steps."""
    session, item = random_session(3, **other), 2 if "batch_size" in other else 1
    u, signs = session.walked[0], PALETTES["light"]
    seen = 0
    for at, step in enumerate(steps_of(session)):
        if step.kind not in ("n", "a", "S"):
            continue
        found = bars_of(graph_of(session, at, item))
        if step.kind == "a":
            assert not found, step
            continue
        assert len(found) == session.network.widths[step.layer - 1]
        for c, bars in enumerate(found, start=1):
            products, bias, total = added(u, step, c, item - 1)
            values = np.array([*products, *([] if bias is None else [bias]), total])
            lengths = np.array([end - start for start, end, _ in bars])
            assert len(bars) == len(values), step
            assert lengths / lengths.max() == pytest.approx(abs(values) / abs(values).max(), abs=4e-3)
            for (start, end, fill), value in zip(bars, values, strict=True):
                assert (start + end) * value >= 0
                tone = signs["negative" if value < 0 else "positive"]
                pale = "#{:02x}{:02x}{:02x}".format(*blend((255, 255, 255), channels(tone), 0.3))
                assert fill == (pale if value == bias else tone)
            ends = [
                start if value < 0 else end for (start, end, _), value in zip(bars[:-1], values, strict=False)
            ]
            negative = [end for end, value in zip(ends, values, strict=False) if value < 0]
            assert negative == sorted(negative, reverse=True), "each from where the last one ended"
            seen += len(bars)
    assert seen > 40


@pytest.mark.parametrize("theme", PAGES)
def test_letters_have_the_colours_of_what_they_stand_for(theme: str) -> None:
    """In formulas each of W, a, n and S its own, b that of W, all else the text's; x, y and chips too."""
    own, ink = LETTERS[theme], PAGES[theme]["ink"]
    wanted = {
        "n": [own["n"], ink, own["W"], own["a"], ink, own["W"]],
        "a": [own["a"], ink, ink, ink, own["n"], ink],
        "S": [own["S"], ink, ink, own["W"], own["S"]],
        "update_W": [own["W"], ink, own["W"], ink],
    }
    for kind, colours in wanted.items():
        at = next(i for i, one in enumerate(steps_of(NOTES)) if (one.kind, one.layer) == (kind, 3))
        root = ET.fromstring(step_svg(NOTES, at, theme=theme))
        groups = [node for node in root.iter(f"{NS}g") if "aria-label" in node.attrib]
        fills = [node.attrib["fill"] for node in groups[0].iter() if "fill" in node.attrib]
        runs = [fill for i, fill in enumerate(fills) if i == 0 or fill != fills[i - 1]]
        merged = [colour for i, colour in enumerate(colours) if i == 0 or colour != colours[i - 1]]
        assert runs[: len(merged)] == merged, kind
        words = {
            node.attrib["aria-label"]: node.attrib["fill"]
            for node in root.iter(f"{NS}path")
            if "aria-label" in node.attrib
        }
        assert words["x₁"] == own["a"]
        assert [fill for word, fill in words.items() if word.startswith("y₁")] == [own["a"]]
        assert words["n"] in (own["n"], PAGES[theme]["page"])


def test_the_picture_of_an_updates_last_step_says_how_it_ended() -> None:
    """In the words of the card, also where the step was too large or nothing is foretold."""
    for session in (
        NOTES,
        replace(NOTES, learning_rate=5.0, updates=1),
        replace(NOTES, order="as-you-go", updates=1),
    ):
        steps = steps_of(session)
        step = steps[-1]
        assert step.foretelling
        root = ET.fromstring(step_svg(session, len(steps) - 1))
        said = " ".join(
            node.attrib["aria-label"] for node in root.iter(f"{NS}path") if "aria-label" in node.attrib
        )
        assert step.foretelling.text in said
        described = root.find(f"{NS}desc")
        assert described is not None
        assert step.foretelling.text in (described.text or "")
