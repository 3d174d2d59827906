"""A page that a test had before is as new, whichever way it comes back."""

from collections.abc import Callable
from typing import Any

import pytest

from .page_pool import PagePool

# What it is told of its surroundings.
TOLD = """() => ["print", "(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"].map(
  (query) => matchMedia(query).matches).concat(innerWidth, innerHeight)"""


def changed(page: Any) -> None:
    page.emulate_media(media="print", color_scheme="dark", reduced_motion="reduce")
    page.set_viewport_size({"width": 600, "height": 700})
    assert page.evaluate(TOLD) == [True, True, True, 600, 700]


@pytest.mark.parametrize("stepped", [False, True])
def test_the_next_test_has_a_page_as_new(page_pool: PagePool, address: str, stepped: bool) -> None:
    page = page_pool.opened(address)
    as_new = page.evaluate(TOLD)
    if stepped:  # it is loaded again
        page.evaluate("globalThis.openedWith = null")
    changed(page)
    page_pool.give_back(page)
    again = page_pool.opened(address)
    assert again is page
    assert again.evaluate(TOLD) == as_new == [False, False, False, 1440, 900]
    page_pool.give_back(again)


def test_the_next_walk_of_its_own_has_a_page_as_new(
    page_pool: PagePool, player_address: str, empty_page: Callable[..., Any]
) -> None:
    page = page_pool.bare(player_address, (1440, 900))
    changed(page)
    page_pool.give_back(page)
    again = page_pool.bare(player_address, (1440, 900))
    assert again.evaluate(TOLD) == empty_page().evaluate(TOLD)
    page_pool.give_back(again)
