"""σ in the neurons of a picture, read back against the core: point, tangent, and who hardly answers."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from simulator import Network
from simulator.core.activation import ACTIVATIONS
from simulator.draw.slides.slide import step_svg
from simulator.files.gallery import example
from simulator.steps.session import Session
from simulator.steps.timeline import steps_of

from ..grids import grid

NS = "{http://www.w3.org/2000/svg}"
NOTES = example("notes-4-layer").session


def walk_of(seed: int, **other: int) -> Session:
    """Hidden layers of tanh and leaky ReLU before a sigmoid."""
    rng = np.random.default_rng(seed)
    W = [3 * rng.normal(size=pair) for pair in ((2, 3), (3, 2), (2, 1))]
    net = Network.from_arrays(
        W, [rng.normal(size=len(one.T)) for one in W], ["tanh", "leaky_relu", "sigmoid"]
    )
    return Session(net, rng.normal(size=(3, 2)), rng.uniform(size=(3, 1)), "bce", 0.1, 1, **other)


def lines_of(svg: str) -> list[tuple[np.ndarray, dict[str, str]]]:
    return [
        (
            np.array([[float(x) for x in spot.split(",")] for spot in node.attrib["points"].split()]),
            node.attrib,
        )
        for node in ET.fromstring(svg).iter(f"{NS}polyline")
    ]


def sheets_of(svg: str) -> list[dict[str, np.ndarray]]:
    """For each neuron, from above: the curve, its axes, the point and the tangent, in pixels."""
    lines = lines_of(svg)
    starts = [i for i, (line, _) in enumerate(lines) if len(line) > 2]
    points = [
        np.array([float(node.attrib["cx"]), float(node.attrib["cy"])])
        for node in ET.fromstring(svg).iter(f"{NS}ellipse")
    ]
    assert len(points) == len(starts)
    found = []
    for i, point in zip(starts, points, strict=True):
        more = lines[i + 2][0] if len(lines) > i + 2 and lines[i + 2][1]["stroke-width"] == "3.5" else None
        curve, axes = lines[i][0], (lines[i - 2][0], lines[i - 1][0])
        found.append({"curve": curve, "axes": axes, "point": point, "tangent": more})
    return sorted(found, key=lambda one: one["point"][1] - one["point"][1] % 40)


@grid(seed=[1, 2], other={"one pair": {}, "a batch": {"batch_size": 3}})
def test_the_point_lies_on_the_curve_at_n_and_the_tangent_has_the_slope(
    seed: int, other: dict[str, int]
) -> None:
    session, item = walk_of(seed, **other), 2 if other else 1
    u, seen = session.walked[0], 0
    without = set()
    for at, step in enumerate(steps_of(session)):
        if step.kind not in ("a", "A"):
            if step.kind not in without:
                assert "<ellipse" not in step_svg(session, at, item=item)
            without.add(step.kind)
            continue
        n, a = (found[step.layer] for found in (u.found.n, u.found.a))
        n, a = (n[:, item - 1], a[:, item - 1]) if other else (n, a)
        sheets = sheets_of(step_svg(session, at, item=item, size=(1920, 1600)))
        assert len(sheets) == len(n)
        # No two sheets share a place, so the nearest number from above is a neuron's own.
        across = [one["axes"][1][0][0] for one in sheets]
        row = ACTIVATIONS[session.network.activation[step.layer]]
        for one, value, result, zero in zip(sheets, n, a, across, strict=True):
            level, right = one["axes"][0][0][1], one["curve"][-1][0]
            reach = max(4.0, 1.1 * max(abs(x[step.layer]).max() for x in [u.found.n]))
            wide = (right - zero) / reach
            assert (one["point"][0] - zero) / wide == pytest.approx(value, abs=0.02 * reach)
            tall = (level - one["curve"][-1][1]) / float(row.value(np.array(reach)))
            assert (level - one["point"][1]) / tall == pytest.approx(result, abs=0.05 * max(1, abs(result)))
            assert (one["tangent"] is not None) == (step.kind == "A")
            if one["tangent"] is not None:
                (x0, y0), (x1, y1) = one["tangent"]
                slope = -(y1 - y0) / (x1 - x0) / tall * wide
                assert slope == pytest.approx(float(row.slope(np.array(value))), abs=0.02)
            seen += 1
    assert seen > 10


def test_who_hardly_answers_looks_it_and_is_called_so() -> None:
    """The second ReLU of the first example is off, the others are not."""
    at = next(i for i, step in enumerate(steps_of(NOTES)) if (step.kind, step.layer) == ("a", 2))
    svg = step_svg(NOTES, at)
    dashed = ["stroke-dasharray" in look for line, look in lines_of(svg) if len(line) > 2]
    assert dashed == [False, True, False]
    words = [
        node.attrib["aria-label"]
        for node in ET.fromstring(svg).iter(f"{NS}path")
        if "aria-label" in node.attrib
    ]
    assert [word for word in words if word.startswith("b ")] == [
        "b 0.2",
        "b 0.2 · off",
        "b 0.1",
        "b −0.2",
        "b 0.3",
        "b 0.3",
        "b 0.2",
    ]
