"""The picture of a slice: lines where F has their level, shades that grow with F, and gaps."""

import json

import numpy as np
import pytest

from simulator import Network, error_slice
from simulator.draw.contours import contours
from simulator.draw.slice_picture import parameter_said, slice_picture

RNG = np.random.default_rng(4)
NET = Network.from_arrays(
    [RNG.normal(size=(2, 3)), RNG.normal(size=(3, 1))], [np.zeros(3), [0.1]], ["tanh", "identity"]
)
X, T = RNG.normal(size=(5, 2)), RNG.normal(size=(5, 1))


def test_the_line_of_a_plane_is_straight_and_crosses_all_of_it() -> None:
    i, j = np.indices((6, 9))
    pieces = contours(2.0 * i + 3.0 * j, 11.5)
    for places in (pieces[:, :2], pieces[:, 2:]):
        assert places @ [2.0, 3.0] == pytest.approx(np.full(len(places), 11.5))
    lengths = np.hypot(*(pieces[:, :2] - pieces[:, 2:]).T)
    ends = np.array([5.0, 0.5]), np.array([0.0, 11.5 / 3])
    assert lengths.sum() == pytest.approx(np.hypot(*(ends[0] - ends[1])))


def test_the_line_of_a_bowl_is_its_circle_and_ends_at_a_gap() -> None:
    i, j = np.indices((41, 41)) - 20.0
    bowl = i * i + j * j
    pieces = contours(bowl, 100.0)
    for places in (pieces[:, :2], pieces[:, 2:]):
        assert np.hypot(*(places - 20).T) == pytest.approx(np.full(len(places), 10.0), abs=0.03)
    assert np.hypot(*(pieces[:, :2] - pieces[:, 2:]).T).sum() == pytest.approx(2 * np.pi * 10, rel=0.01)
    bowl[20, 30] = np.nan
    left = contours(bowl, 100.0)
    assert 0 < len(pieces) - len(left) <= 4
    assert not ((np.abs(left[:, :2] - [20, 30]) < 0.99).all(axis=1)).any()


def test_a_saddle_has_two_lines_in_its_cell() -> None:
    assert len(contours(np.array([[0.0, 1.0], [1.0, 0.0]]), 0.5)) == 2


def test_shades_grow_with_F_and_levels_lie_on_them() -> None:
    led = [NET, NET.replace(b={3: [0.4]})]
    found = error_slice(NET, X, T, ["W2[1,2]", "W3[2,1]"], path=led)
    picture = slice_picture(found, (0, 1), 0)
    shades, F = np.array(picture["shade"]), found.F
    order = np.argsort(F, axis=None)
    assert (np.diff(shades.ravel()[order]) >= 0).all() and shades.min() == 0 and shades.max() == 1
    assert 4 <= len(picture["levels"]) <= 7 and picture["ends"] == [F.min(), F.max()]
    for level in picture["levels"]:
        assert F.min() < level["F"] < F.max()
        below, above = shades[level["F"] > F].max(), shades[level["F"] <= F].min()
        assert below - 1e-4 <= level["shade"] <= above + 1e-4
        line = np.array(level["line"]).reshape(-1, 4)
        assert len(line) and line.min() >= 0 and (line.max(axis=0) <= np.tile(np.array(F.shape) - 1, 2)).all()
    assert picture["names"] == ["W₂[1,2]", "W₃[2,1]"] and picture["path"]["at"] == 0
    assert json.loads(json.dumps(picture, allow_nan=False)) == json.loads(json.dumps(picture))


def test_gaps_are_null_and_a_surface_of_gaps_or_of_one_value_is_drawn() -> None:
    wide = Network.from_arrays([[[1.0]], [[1.0]]], [[0.0], [0.0]], ["identity", "identity"])
    found = error_slice(wide, [1.0], [0.0], ["W2[1,1]", "W3[1,1]"], ranges=[(0, 1e160)] * 2, points=11)
    picture = slice_picture(found, (), None)
    assert picture["F"][-1][-1] is None and picture["shade"][-1][-1] is None and picture["F"][0][0] == 0
    json.dumps(picture, allow_nan=False)
    for x, t in ([1e200], [0.0]), ([0.0], [1.0]):  # nowhere finite; everywhere the same
        flat = slice_picture(error_slice(wide, x, t, ["W2[1,1]", "W3[1,1]"], points=5), (), None)
        json.dumps(flat, allow_nan=False)
        assert flat["levels"] == []


def test_a_curve_says_its_slope_and_has_room_for_the_path() -> None:
    led = [NET, NET.replace(b={3: [9.0]})]
    found = error_slice(NET, X, T, ["b3[1]"], path=led)
    picture = slice_picture(found, (0, 1), 0)
    assert picture["slope"] == found.slopes[0] and "shade" not in picture
    low, high = picture["heights"][0], picture["heights"][-1]
    assert low <= min(found.F.min(), found.path.F.min()) and max(found.F.max(), found.path.F.max()) <= high
    far = error_slice(NET, X * 1e200, T, ["W3[1,1]"], ranges=[(1e200, 1e201)])
    json.dumps(slice_picture(far, (), None), allow_nan=False)


def test_a_parameter_is_named_as_the_player_names_it() -> None:
    assert parameter_said("W12[10,2]") == "W₁₂[10,2]"
