"""What all tests of the page without a browser share."""

from collections.abc import Iterator

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner import script_runner


@pytest.fixture(scope="package", autouse=True)
def no_run_does_what_takes_longer_than_the_page() -> Iterator[None]:
    """No package is looked through for components, which all are the app's; other tests' Keras is left."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(manifest_scanner, "scan_component_manifests", lambda: [])
        patched.setattr(script_runner, "_clean_problem_modules", lambda: None, raising=False)
        yield
