"""The doors of the rooms: what a package offers by its own name, whatever was imported before."""

import importlib
import pkgutil
import subprocess
import sys

import pytest

import simulator

DOORS = {
    "core": ["standardised"],
    "steps": ["Session"],
    "files": [
        *("read_model", "read_theirs", "read_table", "numeric_columns", "dataset_from", "dataset_text"),
        *("read_link", "read_train_link", "read_session", "read_recording", "is_recording"),
        *("handout", "typst_text", "numpy_script", "torch_script", "notebook", "sheets"),
    ],
    "player": ["lesson_page", "sent", "offline_page"],
    "panels": ["session_of", "choose_data"],
}
OFFERED = [(room, name) for room, names in DOORS.items() for name in names]


@pytest.fixture(scope="module")
def everything():
    """Every module of the package, imported: each is then an attribute of its folder."""
    for found in pkgutil.walk_packages(simulator.__path__, "simulator."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)


@pytest.mark.parametrize(("room", "name"), OFFERED)
def test_a_door_gives_the_function_and_no_module_of_its_name(everything, room, name):
    package = importlib.import_module(f"simulator.{room}")
    offered = getattr(package, name)
    assert callable(offered) and offered.__name__ == name
    assert offered.__module__.startswith(f"simulator.{room}.")
    assert name not in vars(package), f"a module hides {name}"


@pytest.mark.parametrize("room", DOORS)
def test_a_door_offers_nothing_else(room):
    package = importlib.import_module(f"simulator.{room}")
    assert sorted(package.__all__) == dir(package) == sorted(DOORS[room])
    with pytest.raises(AttributeError, match=f"'simulator.{room}' has no attribute 'nothing'"):
        _ = package.nothing


@pytest.mark.parametrize(
    ("room", "heavy"), [("files", "onnx"), ("player", "plotly"), ("panels", "streamlit")]
)
def test_a_door_imports_nothing_beforehand(room, heavy):
    code = f"import sys, simulator.{room}; assert {heavy!r} not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
