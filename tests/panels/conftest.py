"""What all tests of the page without a browser share."""

from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner import script_runner


@pytest.fixture(scope="package", autouse=True)
def no_run_does_what_takes_longer_than_the_page() -> Iterator[None]:
    """Packages are looked through for components once; the models of other tests' Keras are left."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
        )
        patched.setattr(script_runner, "_clean_problem_modules", lambda: None, raising=False)
        yield
