"""Pictures of a step opened by programs that did not write them."""

import base64
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from simulator.draw.slides.outlines import written
from simulator.draw.slides.slide import step_png, step_svg
from simulator.files.gallery import example
from simulator.player.bundle import folder

from ..grids import grid

pytestmark = pytest.mark.browser

# Two pictures of the same thing: their sizes, how far apart their pixels are, and how transparent they are.
LOOK = """async ([first, second]) => {
  const load = async (src) => {
    const image = new Image();
    image.src = src;
    await image.decode();
    const [width, height] = [image.naturalWidth, image.naturalHeight];
    const canvas = new OffscreenCanvas(width, height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    return { width, height, pixels: canvas.getImageData(0, 0, width, height).data };
  };
  const [one, other] = [await load(first), await load(second)];
  const far = one.pixels.reduce((sum, x, i) => sum + Math.abs(x - other.pixels[i]), 0) / one.pixels.length;
  const alpha = one.pixels.filter((_, i) => i % 4 === 3);
  const colours = new Set();
  for (let i = 0; i < one.pixels.length; i += 4) colours.add(one.pixels.slice(i, i + 3).join());
  return {
    sizes: [one, other].map(({ width, height }) => [width, height]), far, colours: colours.size,
    corner: alpha[0], clear: alpha.filter((x) => x === 0).length / alpha.length,
  };
}"""

# The same words drawn by the browser from the font's file, and as the outline: the share of ink that differs.
LETTERS = """async ([font, lines]) => {
  const file = Uint8Array.from(atob(font), (letter) => letter.charCodeAt(0));
  document.fonts.add(await new FontFace("given", file).load());
  const ink = (draw) => {
    const canvas = new OffscreenCanvas(2600, 160).getContext("2d", { willReadFrequently: true });
    draw(canvas);
    return canvas.getImageData(0, 0, 2600, 160).data.filter((_, i) => i % 4 === 3);
  };
  return lines.map(([words, outline]) => {
    const path = ink((canvas) => canvas.fill(new Path2D(outline)));
    const type = ink((canvas) => {
      canvas.font = "120px given";
      canvas.fontKerning = "none";
      canvas.letterSpacing = "0px";
      canvas.fillText(words, 10, 120);
    });
    const total = type.reduce((sum, x) => sum + x, 0);
    return path.reduce((sum, x, i) => sum + Math.abs(x - type[i]), 0) / total;
  });
}"""


def address(content: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


@grid(
    1,
    options={
        "transparent": {"theme": "light", "background": False, "size": (1000, 1400)},
        "dark": {"theme": "dark", "size": (1280, 720)},
        "light": {"theme": "light"},
    },
)
def test_a_browser_shows_the_svg_as_the_png_has_it(
    empty_page: Callable[..., Any], options: dict[str, Any]
) -> None:
    """As an image, where no font, script or network is to be had; two programs draw the same."""
    session = example("notes-4-layer").session
    page = empty_page(offline=True)
    pictures = [
        address(step_svg(session, 13, **options).encode(), "svg+xml"),
        address(step_png(session, 13, **options), "png"),
    ]
    found = page.evaluate(LOOK, pictures)
    assert found["sizes"] == [[*options.get("size", (1920, 1080))]] * 2
    assert found["far"] < 1
    assert found["colours"] > 500
    if options.get("background", True):
        assert (found["corner"], found["clear"]) == (255, 0)
    else:
        assert found["corner"] == 0
        assert 0.6 < found["clear"] < 0.97
    other = page.evaluate(LOOK, [pictures[0], address(step_png(session, 14, **options), "png")])
    assert other["far"] > 2 * found["far"], "another step is another picture"
    assert not page.strangers


def test_words_are_drawn_as_they_read(empty_page: Callable[..., Any]) -> None:
    """Each outline beside the same words set by the browser in the same font."""
    words = [
        "−0.34",
        "b 0.2",
        "y₁ 0.4",
        "1.23·10⁻⁵",
        "S goes back to layer 3",
        "⋮ 19 more",
        "0123456789",
    ]
    lines = [
        [word, re.findall(r' d="([^"]*)"', unescape(written(word, 10, 120, 120, "#000")))[-1]]
        for word in words
    ]
    font = (folder("ziafont", "fonts") / "DejaVuSans.ttf").read_bytes()
    page = empty_page()
    given = base64.b64encode(font).decode()
    assert max(page.evaluate(LETTERS, [given, lines])) < 0.12
    wrong = [[word, outline] for (word, _), (_, outline) in zip(lines, lines[1:] + lines[:1], strict=True)]
    assert min(page.evaluate(LETTERS, [given, wrong])) > 0.3
