"""What all tests of the page without a browser share."""

from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner


@pytest.fixture(scope="package", autouse=True)
def packages_are_looked_through_once() -> Iterator[None]:
    """For components; each run of a page under test does so anew, which takes longer than the page."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
        )
        yield
