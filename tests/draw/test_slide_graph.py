"""The graph in the picture of a step: colours, widths, places, arrowheads, numbers, for random networks."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace

import pytest

from simulator.draw.slides.slide import step_svg
from simulator.files.gallery import example

from ..browser.expected import Walk
from ..grids import grid
from .main_picture import Check, Drawn, Looks, channels
from .random_walks import layout, random_walk, steps_to_look_at

NS = "{http://www.w3.org/2000/svg}"
LOOKS = Looks(unknown=1.6, zero=2, full=6, lit=1.5)


def numbers(node: ET.Element, *names: str) -> list[float]:
    return [float(node.attrib[name]) for name in names]


def read(svg: str) -> Drawn:
    """The shapes of an SVG."""
    root = ET.fromstring(svg)
    circles, lines = [], []
    for node in root.iter(f"{NS}circle"):
        x, y, r = numbers(node, "cx", "cy", "r")
        fill, stroke = channels(node.attrib["fill"]), channels(node.attrib["stroke"])
        dashed = "stroke-dasharray" in node.attrib
        circles.append({"x": x, "y": y, "r": r, "fill": fill, "stroke": stroke, "dashed": dashed})
    for node in root.iter(f"{NS}line"):
        x0, y0, x1, y1, width, opacity = numbers(node, "x1", "y1", "x2", "y2", "stroke-width", "opacity")
        dashes = [float(part) for part in node.attrib.get("stroke-dasharray", "").split()]
        lines.append(
            {
                "ends": [(x0, y0), (x1, y1)],
                "stroke": channels(node.attrib["stroke"]),
                "width": width,
                "opacity": opacity,
                "dashes": dashes,
            }
        )
    arrows = [
        [tuple(map(float, point.split(","))) for point in node.attrib["points"].split()]
        for node in root.iter(f"{NS}polygon")
    ]
    words = [*words_of(root)]
    boxes = [
        numbers(node, "x", "y", "width", "height")
        for node in root.iter(f"{NS}rect")
        if node.attrib.get("rx") == "8"
    ]
    labels = [
        (word, x, y)
        for word, x, y in words
        if any(left < x < left + wide and top < y < top + high for left, top, wide, high in boxes)
    ]
    return Drawn(circles, lines, arrows, words, labels)


def words_of(root: ET.Element) -> Iterator[tuple[str, float, float]]:
    """Each word with the middle of its outline."""
    for node in root.iter(f"{NS}path"):
        if "aria-label" in node.attrib:
            flat = [float(x) for x in re.findall(r"-?[\d.]+", node.attrib["d"])]
            xs, ys = flat[0::2], flat[1::2]
            yield node.attrib["aria-label"], (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


@grid(1, seed=range(40), theme=["light", "dark"])
def test_the_graph_is_its_numbers_and_its_layout(seed: int, theme: str) -> None:
    session, grain = random_walk(seed)
    walk = Walk(session, 3, grain)
    for at in steps_to_look_at(walk, seed):
        drawn = read(step_svg(session, at, grain=grain, theme=theme))
        Check(drawn, walk.moment(at), layout(session), LOOKS, theme).all()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_explodes_has_the_look_of_the_end_of_its_scale(theme: str) -> None:
    """Of each update; the legends say that there is more."""
    session = replace(example("notes-4-layer").session, learning_rate=10.0, updates=4)
    walk = Walk(session, 3)
    for at in range(1, len(walk.steps), 5):
        svg = step_svg(session, at, theme=theme)
        check = Check(read(svg), walk.moment(at), layout(session), LOOKS, theme)
        check.positions()
        check.neurons()
        check.edges()
        assert {"≤ −3", "≥ 3"} <= {word for word, *_ in words_of(ET.fromstring(svg))}


def test_a_picture_that_is_not_so_is_found() -> None:
    """A colour, a width, an arrowhead, a number or a place that belongs to another step or neuron."""
    session, back = example("notes-4-layer").session, 13
    moment, svg = Walk(session, 3).moment(back), step_svg(session, back)
    assert (moment.step.kind, len(read(svg).labels)) == ("S", 4)

    def check(text: str) -> None:
        Check(read(text), moment, layout(session), LOOKS, "light").all()

    check(svg)
    for pattern, other in (
        (r'(<line .*?stroke=")#..', r"\g<1>#00"),
        (r'(<line .*?stroke-width=")\d', r"\g<1>9"),
        (r'(<circle .*?fill=")#..', r"\g<1>#00"),
        (r'(<circle .*?cy=")\d', r"\g<1>1"),
        (r'(<line .*?y2=")\d', r"\g<1>1"),
    ):
        changed = re.sub(pattern, other, svg, count=1)
        assert changed != svg
        with pytest.raises(AssertionError):
            check(changed)
    points = re.search(r'<polygon points="([^"]*)"', svg)
    assert points
    tip, *base = ([*map(float, point.split(","))] for point in points[1].split())
    middle = [(base[0][i] + base[1][i]) / 2 for i in (0, 1)]
    turned = " ".join(f"{x},{y}" for x, y in [[2 * middle[i] - tip[i] for i in (0, 1)], *base])
    with pytest.raises(AssertionError):
        check(svg.replace(points[1], turned, 1))
