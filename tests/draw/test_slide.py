"""The picture of a step, read back from its SVG by its shapes, against the numbers of the core."""

import io
import re
import sys
import tomllib
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from simulator import InputError, Network
from simulator.draw.colours import PAGES, PALETTES, PHASES, luminance, mixed, scales
from simulator.draw.slides.outlines import _font, fitting, width, wrapped, written
from simulator.draw.slides.slide import step_png, step_svg
from simulator.files.gallery import EXAMPLES, example
from simulator.player.bundle import stylesheet
from simulator.steps.formulas.digits import raised
from simulator.steps.session import Session
from simulator.steps.timeline import GRAINS, steps_of

from ..browser.expected import LOWERED, Moment, Walk
from ..grids import by_night, grid

ROOT = Path(__file__).parents[2]
NS = "{http://www.w3.org/2000/svg}"
NOTES = example("notes-4-layer").session


class Drawn:
    """An SVG as a reader sees it: circles as neurons, lines as edges, words where they stand."""

    def __init__(self, svg: str) -> None:
        self.root = ET.fromstring(svg)
        self.circles = [self.numbers(node, "cx", "cy", "r") for node in self.root.iter(f"{NS}circle")]
        columns = sorted({x for x, _, _ in self.circles})
        rows = {x: sorted(y for other, y, _ in self.circles if other == x) for x in columns}
        self.spots = [(columns.index(x) + 1, rows[x].index(y) + 1) for x, y, _ in self.circles]
        self.words = list(self._words())
        self.on_edges = self._on_edges()

    @staticmethod
    def numbers(node: ET.Element, *names: str) -> list[float]:
        return [float(node.attrib[name]) for name in names]

    def _words(self) -> Iterator[tuple[str, float, float]]:
        """Each word with the middle of its outline."""
        for node in self.root.iter(f"{NS}path"):
            if "aria-label" in node.attrib:
                flat = [float(x) for x in re.findall(r"-?[\d.]+", node.attrib["d"])]
                xs, ys = flat[0::2], flat[1::2]
                yield node.attrib["aria-label"], (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2

    @property
    def said(self) -> list[str]:
        return [word for word, _, _ in self.words]

    @property
    def formulas(self) -> list[str]:
        return [node.attrib["aria-label"] for node in self.root.iter(f"{NS}g") if "aria-label" in node.attrib]

    def nearest(self, x: float, y: float) -> str:
        far = [hypot(x - cx, y - cy) for cx, cy, _ in self.circles]
        l, c = self.spots[far.index(min(far))]
        return f"{l},{c}"

    def _on_edges(self) -> list[tuple[str, float, float]]:
        """Words in small boxes beside the edges."""
        boxes = [
            self.numbers(node, "x", "y", "width", "height")
            for node in self.root.iter(f"{NS}rect")
            if node.attrib.get("rx") == "8"
        ]
        return [
            (word, x, y)
            for word, x, y in self.words
            if any(left < x < left + wide and top < y < top + high for left, top, wide, high in boxes)
        ]

    def at_neurons(self) -> dict[str, list[str]]:
        """The words in, below and beside each neuron, in the order drawn."""
        low = min(min(cy - r, cy - 45) for _, cy, r in self.circles)
        high = max(cy + r for _, cy, r in self.circles) + 30
        found: dict[str, list[str]] = {}
        for word, x, y in self.words:
            if low < y < high and (word, x, y) not in self.on_edges:
                found.setdefault(self.nearest(x, y), []).append(word)
        return found

    def neurons(self, phase: str) -> dict[str, dict[str, bool]]:
        found = {}
        for node, (l, c) in zip(self.root.iter(f"{NS}circle"), self.spots, strict=True):
            lit = node.attrib["stroke"] == phase
            found[f"{l},{c}"] = {"lit": lit, "hollow": "stroke-dasharray" in node.attrib}
        return found

    def edges(self) -> dict[str, dict[str, Any]]:
        found = {}
        for node in self.root.iter(f"{NS}line"):
            x0, y0, x1, y1 = self.numbers(node, "x1", "y1", "x2", "y2")
            start, end = self.nearest(x0, y0), self.nearest(x1, y1)
            sign = {"": "+", "12 8": "-", "2 8": "unknown"}[node.attrib.get("stroke-dasharray", "")]
            name = f"{end.split(',')[0]},{start.split(',')[1]},{end.split(',')[1]}"
            found[name] = {"lit": node.attrib["opacity"] == "1", "sign": sign}
        return found


def net_of(*widths: int) -> Session:
    """A network of these widths, of random numbers."""
    rng = np.random.default_rng(8)
    W = [rng.normal(size=pair) / np.sqrt(pair[0]) for pair in pairwise(widths)]
    b = [rng.normal(size=n) for n in widths[1:]]
    net = Network.from_arrays(W, b, ["tanh"] * (len(widths) - 2) + ["identity"])
    return Session(net, rng.normal(size=widths[0]), rng.normal(size=widths[-1]), updates=1)


def compare(session: Session, at: int, wanted: Walk, **options: Any) -> None:
    """A whole picture against the core, shape by shape."""
    drawn = Drawn(step_svg(session, at, digits=wanted.digits, **options))
    screen, step = wanted[at], wanted.steps[at]
    where = f"step {at}: {step.title}"
    phase = PHASES[options.get("theme", "light")][step.phase]
    assert drawn.edges() == screen["edges"], where
    looks = {
        name: {key: neuron[key] for key in ("lit", "hollow")} for name, neuron in screen["neurons"].items()
    }
    assert drawn.neurons(phase) == looks, where
    found = drawn.at_neurons()
    for name, neuron in screen["neurons"].items():
        l, c = name.split(",")
        small = drawn.circles[drawn.spots.index((int(l), int(c)))][2] < 45
        beginnings = [" · ".join(neuron["kept"][:count]) for count in range(len(neuron["kept"]), 0, -1)]
        seen = [words for words in beginnings if words in found[name]][:1]
        assert seen or small or not beginnings, where
        words = [*neuron["words"], *seen]
        if "t" in drawn.said:  # y, t and e as columns, with their names once
            words = [re.sub("^[yte][₀-₉]+ ", "", word) for word in words]
            words += [*"yte"] * (name == f"{session.network.depth},1")
        words += [f"x{c.translate(LOWERED)}"] * (l == "1")
        off = [word for word in found[name] if word.endswith(" · off")]
        slope = wanted.moment(at).update.run.slopes
        assert not off or slope[int(l)][int(c) - 1] == 0, f"{where}, neuron {name}"
        said = [word.removesuffix(" · off") for word in found[name]]
        assert sorted(said) == sorted(words), f"{where}, neuron {name}"
    labels = [word.split()[-1] if "×" in word else word for word, _, _ in drawn.on_edges]
    assert not wrong_on_edges(wanted.moment(at), labels), where
    assert len({"→" in label for label in labels}) < 2, f"{where}: all with what W was, or none"
    assert {step.title, screen["F"]} <= set(drawn.said), where
    assert step.text == " ".join(word for word in drawn.said if word in step.text and len(word) > 20), where
    assert drawn.formulas[0] == step.numbered
    shapes = drawn.formulas[-len(step.lines) :]
    for line, latex in zip(step.lines, shapes, strict=True):
        assert re.sub(r"\\left|\\right|\\;|[{} ]", "", latex) == re.sub(
            r"[{} ]", "", line.latex(wanted.digits)
        )


def wrong_on_edges(moment: Moment, labels: list[str]) -> list[str]:
    """What is wrong or missing on the lit edges; at n and S each has its product, without factors."""
    W = moment.update.before.W
    lit = [
        (l, r + 1, c + 1) for l in W for r, c in np.ndindex(W[l].shape) if moment.lit_edge(l, r + 1, c + 1)
    ]
    products = [moment.product(*edge) for edge in lit]
    if not any(products):
        return moment.labels_left(labels)
    wanted = Counter(one[0] for one in products if one) if labels else Counter()
    return [*(wanted - Counter(labels)), *(Counter(labels) - wanted)]


@grid(1, name=["softmax-2-3-3", "notes-4-layer", "mazur-tse-as-you-go", "linear-1-1"])
def test_every_step_shows_what_is_known_and_nothing_else(name: str) -> None:
    """Numbers, biases, y, t, e, "–", what is lit, the signs of the edges, title, sentence, formula, F."""
    session = example(name).session
    wanted = Walk(session, 3, "operation")
    own = [at for at, step in enumerate(wanted.steps) if step.update == 2]
    for at in own:
        compare(session, at, wanted)


def test_by_neuron_with_other_digits_and_in_the_dark() -> None:
    """The other grain and theme."""
    wanted = Walk(NOTES, 5, "neuron")
    for at in range(0, 34, 3):
        compare(NOTES, at, wanted, grain="neuron", theme="dark", background=False)


def test_an_update_of_W_shows_what_it_was_and_its_step() -> None:
    """The outline of each edge is as wide as its old W, an arrow beside it as long as its change."""
    at = next(i for i, step in enumerate(steps_of(NOTES)) if (step.kind, step.layer) == ("update_W", 2))
    lines = [
        np.array([[float(x) for x in spot.split(",")] for spot in points.split()])
        for points in re.findall(r'<polyline points="([^"]*)"', step_svg(NOTES, at))
    ]
    u = NOTES.walked[0]
    moved = (u.after.W[2] != u.before.W[2]).sum()
    outlines = [line for line in lines if np.hypot(*(line[1] - line[0])) > 65]
    assert len(outlines) == 2 * u.before.W[2].size
    assert len(lines) == len(outlines) + moved
    wide = [np.hypot(*(one[0] - other[0])) for one, other in zip(outlines[::2], outlines[1::2], strict=True)]
    thick = 2 + 6 * abs(u.before.W[2].ravel()) / scales(NOTES)["W"] + 1.5 + 3
    assert sorted(wide) == pytest.approx(sorted(thick), abs=0.2)
    heads = re.findall(r'<path d="M(\S+) L(\S+) L(\S+) Z" fill', step_svg(NOTES, at))
    tips = [np.array([float(x) for x in tip.split(",")]) for tip, *_ in heads]
    backs = [line[0] for line in lines if np.hypot(*(line[1] - line[0])) <= 65]
    long = np.array([np.hypot(*(tip - back)) for tip, back in zip(tips, backs, strict=True)])
    changes = abs(u.after.W[2] - u.before.W[2]).ravel()
    changes = np.sort(changes[changes > 0])
    assert np.sort(long) / long.max() == pytest.approx(changes / changes.max(), abs=0.01)


def test_what_neurons_and_edges_show_can_be_chosen() -> None:
    """n instead of S, and what will change instead of W, known or not."""
    drawn = Drawn(step_svg(NOTES, 13, neurons="n", edges="change")).at_neurons()
    run = NOTES.walked[0].run
    assert all(raised(float(n), 3) in drawn[f"3,{c}"] for c, n in enumerate(run.n[3], start=1))
    signs = {edge["sign"] for edge in Drawn(step_svg(NOTES, 13, edges="change")).edges().values()}
    assert signs == {"unknown"}


def test_colours_are_those_of_the_values() -> None:
    """The strongest positive S is the most orange; a value of 0 pale; edges as their W."""
    svg = ET.fromstring(step_svg(NOTES, 13))
    fills = {node.attrib["fill"] for node in svg.iter(f"{NS}circle")}
    ends, S = scales(NOTES), NOTES.walked[0].run.S
    for l in (3, 4):
        for value in S[l]:
            red, green, blue = mixed(PALETTES["light"], "neuron", float(value) / ends["S"])
            assert f"#{red:02x}{green:02x}{blue:02x}" in fills
    assert mixed(PALETTES["light"], "neuron", 1) == (201, 81, 10)
    assert mixed(PALETTES["light"], "neuron", -2) == (28, 95, 174)
    assert luminance((255, 255, 255)) == pytest.approx(1)


def test_the_colours_are_the_apps() -> None:
    """Pages as the app's themes, passes as the player's."""
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    names = {
        "page": "backgroundColor",
        "soft": "secondaryBackgroundColor",
        "ink": "textColor",
        "accent": "primaryColor",
    }
    for theme, colours in PAGES.items():
        assert colours == {name: config["theme"][theme][key] for name, key in names.items()}
    rules = dict(
        zip(
            PHASES,
            re.findall(r"(--forward: .*?; --error: .*?; --backward: .*?; --update: .*?);", stylesheet()),
            strict=True,
        )
    )
    for theme, colours in PHASES.items():
        assert rules[theme] == "; ".join(f"--{name}: {colour}" for name, colour in colours.items())


def test_it_stands_alone() -> None:
    """Nothing but shapes: no reference, no font, no script, no style; the same each time."""
    for background in (True, False):
        svg = step_svg(NOTES, 13, background=background)
        assert svg == step_svg(NOTES, 13, background=background)
        tags = {node.tag.removeprefix(NS) for node in ET.fromstring(svg).iter()}
        assert tags <= {"svg", "title", "desc", "rect", "line", "circle", "polygon", "path", "g"}
        assert not re.search(r"href|url\(|@import|font|\bid=|style=", svg)
        assert "://" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_several_readers_at_once_get_their_own_pictures() -> None:
    """The fonts are read by position, which threads would move for each other."""
    alone = [step_svg(NOTES, at) for at in range(4)]
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        _font.cache_clear()
        with ThreadPoolExecutor(4) as readers:
            assert list(readers.map(lambda at: step_svg(NOTES, at), range(4))) == alone
    finally:
        sys.setswitchinterval(usual)


def test_a_wide_layer_is_elided_with_its_count() -> None:
    """As in the player; the matrices are too large, so their shapes stand for them."""
    drawn = Drawn(step_svg(net_of(30, 12, 3), 1))
    assert "⋮ 17 more" in drawn.said
    assert "(12×30)(30×1) + 12×1 → 12×1" in drawn.said
    assert len(drawn.formulas) == 1
    assert sorted({l for l, _ in drawn.spots}) == [1, 2, 3]
    run = net_of(30, 12, 3).walked[0].run
    assert drawn.at_neurons()["1,13"] == [raised(float(run.x[29]), 3), "x₃₀", "⋮ 17 more"]
    for name, neuron in drawn.at_neurons().items():
        l, c = map(int, name.split(","))
        if l == 2:
            assert neuron[0] == raised(float(run.n[2][c - 1]), 3)


@grid(
    widths=[(12, 12, 12), (2, 9, 4, 2), (3, 6, 6, 6, 6, 6, 6, 6, 6, 2), (1, 1)],
    digits=[3, 0],
    size=[(1920, 1080), (1080, 1350)],
)
def test_numbers_are_cut_rather_than_wrong_and_stay_in_the_picture(
    widths: tuple[int, ...], digits: int, size: tuple[int, int]
) -> None:
    """Each neuron has its value or the beginning of it; nothing leaves the picture."""
    session = net_of(*widths)
    last = len(steps_of(session)) - 1
    drawn = Drawn(step_svg(session, last, digits=digits, size=size))
    run = session.walked[0].run
    for l, c in drawn.spots:
        value = raised(float((run.a[1] if l == 1 else run.S[l])[c - 1]), digits)
        words = drawn.at_neurons()[f"{l},{c}"]
        beginnings = [word.partition("…") for word in words]  # a power of ten stays behind it
        assert any(
            word == value or (cut and value.startswith(head) and value.endswith(power))
            for word, (head, cut, power) in zip(words, beginnings, strict=True)
        )
    _, _, wide, high = map(float, drawn.root.attrib["viewBox"].split())
    assert all(0 < x < wide and 0 < y < high for _, x, y in drawn.words)
    assert all(r < x < wide - r and r < y < high - r for x, y, r in drawn.circles)


def test_words_are_measured_and_cut() -> None:
    """Twice the size is twice as wide; what is cut ends in "…"; lines break at spaces."""
    assert width("−0.34", 40) == pytest.approx(2 * width("−0.34", 20))
    assert fitting("0.123456789", width("0.12345…", 20) + 0.1, 20) == "0.12345…"
    assert fitting("0.5", 100, 20) == "0.5"
    words = "each neuron multiplies what arrives by the weights of its edges"
    lines = wrapped(words, 200, 20)
    assert " ".join(lines) == words
    assert all(width(line, 20) <= 200 for line in lines)
    assert [raised(x, 3) for x in (None, 0.0, -0.34, 1.23e-7, -2e9)] == [
        "–",
        "0",
        "−0.34",
        "1.23·10⁻⁷",
        "−2.00·10⁹",
    ]
    assert 'aria-label="a &lt; b"' in written("a < b", 0, 0, 20, "#000")


def test_every_sign_is_in_the_font() -> None:
    """No step has a word that would be drawn as an empty box."""
    texts = {
        word
        for name in EXAMPLES
        for grain in GRAINS
        for step in steps_of(replace(example(name).session, updates=1), grain)
        for word in (step.title, step.text, step.note, step.sizes)
    }
    signs = set("".join(texts)) | set("⋮…–−·⁻⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉→=∂<≤≥ ")
    assert not [sign for sign in signs if _font().glyphindex(sign) == 0]


@pytest.mark.parametrize("size", [by_night((1920, 1080)), (640, 480), by_night((1000, 1400))])
def test_the_png_has_its_size_and_is_drawn_on(size: tuple[int, int]) -> None:
    """Opened by another library: many colours, the page's in the corners."""
    for theme, page in (("light", (255, 255, 255)), ("dark", (15, 19, 29))):
        image = Image.open(io.BytesIO(step_png(NOTES, 13, theme=theme, size=size))).convert("RGBA")
        assert image.size == size
        assert image.getpixel((2, 2)) == (*page, 255)
        assert len(image.getcolors(size[0] * size[1])) > 500


def test_without_background_it_is_transparent() -> None:
    """In its corners and around its words, not where something is drawn."""
    image = Image.open(io.BytesIO(step_png(NOTES, 13, background=False)))
    alpha = np.asarray(image.convert("RGBA"))[..., 3]
    assert {alpha[y, x] for y in (0, -1) for x in (0, -1)} == {0}
    assert 0.6 < (alpha == 0).mean() < 0.97
    assert (alpha == 255).any()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"cursor": 130}, "the cursor must be a whole number from 0 to 129; got 130"),
        ({"grain": "pair"}, "the grain must be one of operation, neuron; got 'pair'"),
        ({"digits": 7}, "the digits must be one of 0, 2, 3, 4, 5, 6; got 7"),
        ({"theme": "auto"}, "the theme must be one of light, dark; got 'auto'"),
        ({"size": 1080}, "the size must be a width and a height in pixels; got 1080"),
        ({"size": (100, 100)}, "the width in pixels must be a whole number from 320 to 4096; got 100"),
        (
            {"size": (1920, 9e9)},
            "the height in pixels must be a whole number from 320 to 4096; got 9000000000.0",
        ),
        ({"edges": "b"}, "what the edges show must be one of follow, W, dW, change; got 'b'"),
    ],
)
def test_what_does_not_exist_is_refused(options: dict[str, Any], said: str) -> None:
    """In one sentence, for both formats."""
    for make in (step_svg, step_png):
        with pytest.raises(InputError) as refused:
            make(NOTES, **{"cursor": 0, **options})
        assert str(refused.value) == said
