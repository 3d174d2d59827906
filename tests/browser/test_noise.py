"""What is noise of binary arithmetic, as the page prints it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simulator.core.network import Network
from simulator.player.payload.payload import payload
from simulator.steps.session import Session

from .screen import choose, press

pytestmark = pytest.mark.browser


def test_an_error_that_is_nothing_by_hand_is_0_until_every_digit_is_asked_for(
    open_player: Callable[..., Any],
) -> None:
    """y = 0.1 + 0.2 and t = 0.3: in the formula, beside the output, in the neuron, for a screen reader."""
    net = Network.from_arrays([[[0.1], [0.2]]], [[0.0]], ["identity"])
    page = open_player(payload(Session(net, np.ones((1, 2)), np.array([[0.3]]), updates=1), "noise"))

    def seen() -> dict[str, str]:
        press(page, "Home", "ArrowRight", "ArrowRight", "ArrowRight")
        error = page.locator(".bp-formulas .bp-numbers .bp-line").first.inner_text()
        F, aloud = (page.locator(name).first.inner_text() for name in (".bp-F", "[role=status]"))
        beside = page.locator(".bp-seen").text_content()
        press(page, "ArrowRight", "ArrowRight")
        S = page.locator(".bp-formulas .bp-numbers .bp-line").first.inner_text()
        lines = {name: "".join(line.split()) for name, line in (("error", error), ("S", S))}
        return {**lines, "F": F, "aloud": aloud, "beside": beside}

    hand = seen()
    assert hand["error"] == "[0.3]−[0.3]=[0]"
    assert hand["S"] == "−2[1][0]=[0]"
    assert hand["F"] == "F = 0"
    assert "e is 0. F is 0." in hand["aloud"]
    assert "10⁻" not in hand["beside"]
    choose(page, "Digits", "0")
    full = seen()
    assert full["error"] == ("[0.3]−[0.30000000000000004]≈[−5.551115123125783·10⁻¹⁷]")
    assert full["S"].endswith("≈[1.1102230246251565·10⁻¹⁶]")
    assert full["F"].startswith("F = 3.0814879110195774·10⁻³³")
