"""Cities out of OpenStreetMap: the plane on which they are drawn, and the cells of what is drawn."""

import math

import numpy as np
import pytest

from undergrid.city.maps.osm import raster
from undergrid.city.maps.osm.draft import Draft
from undergrid.city.maps.osm.plane import Plane


@pytest.mark.parametrize("lat", [0.0, 37.8, -48.1, 60.5, 78.2])
@pytest.mark.parametrize(("half", "mm"), [(500, 1), (5000, 5)])
def test_lengths_on_the_plane_are_those_through_the_earth(lat, half, mm):
    """From corner to corner: chords in space are, over 14 km, 3 mm shorter than lines on the ground."""
    up, aside = math.degrees(half / 6_378_137), math.degrees(half / 6_378_137 / math.cos(math.radians(lat)))
    lats, lons = np.array([lat - up, lat + up, lat + up, lat - up]), 179.999 + np.array([-aside, aside, -aside, aside])
    flat = Plane(lat, 179.999).mm(lats, (lons + 180) % 360 - 180)
    for a in range(4):
        for b in range(a):
            chord = 1000 * math.dist(in_space(lats[a], lons[a]), in_space(lats[b], lons[b]))
            assert math.dist(flat[a], flat[b]) == pytest.approx(chord, abs=mm + 2)


def in_space(lat, lon):
    phi, along, e2 = math.radians(lat), math.radians(lon), 0.00669437999
    n = 6_378_137 / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    x, y = n * math.cos(phi) * math.cos(along), n * math.cos(phi) * math.sin(along)
    return x, y, n * (1 - e2) * math.sin(phi)


def test_east_is_right_and_north_is_up():
    x, y = Plane(50, 8).mm(np.array([50.001]), np.array([8.002]))[0]
    assert (x // 1000, y // 1000) == (143, -112)


# ---------------------------------------------------------------- cells


def test_one_can_walk_along_a_line_however_it_runs():
    size = (40, 40)
    for angle in range(0, 360, 15):
        line = np.array(
            [[20.0, 20.0], [20 + 15 * math.cos(math.radians(angle)), 20 + 15 * math.sin(math.radians(angle))]]
        )
        y, x = np.divmod(raster.thread(line, size), size[1])
        assert set(np.abs(np.diff(y)) + np.abs(np.diff(x))) == {1}
    y, x = np.divmod(raster.thread(np.array([[2.0, 2.0], [9.0, 9.0]]), size), size[1])
    assert set(np.abs(np.diff(y)) + np.abs(np.diff(x))) == {1}


def test_a_way_passes_through_the_cell_of_each_of_its_points():
    draft = Draft(0, 0, (20, 20), 2000)
    line = np.array([[4_000, 6_000], [20_000, 6_000], [20_000, 30_000], [8_000, 18_000]])  # all on edges of cells
    cells = draft.middle(line).tolist()
    assert {y * 20 + x for y, x in map(draft.at, line)} <= set(cells)
    assert set(np.abs(np.diff(np.divmod(cells, 20), axis=1)).sum(axis=0)) == {1}


def test_a_strip_is_as_wide_as_it_says_however_long():
    cells = np.zeros((200, 200), int)
    for rows, columns, there in raster.strip(np.array([[10.0, 50.0], [190.0, 50.0]]), 6, cells.shape):
        cells[rows, columns][there] = 1
    assert (cells[:, 20:180].sum(axis=0) == 6).all()
    assert cells[47:53].sum() == cells.sum()


def test_a_ring_with_a_hole_leaves_the_hole_free():
    ring = np.array([[2, 2], [12, 2], [12, 12], [2, 12], [2, 2]], float)
    hole = np.array([[5, 5], [9, 5], [9, 9], [5, 9], [5, 5]], float)
    rows, columns, there = raster.inside([ring, hole], (20, 20))
    assert there.sum() == 100 - 16
    assert not there[7 - rows.start, 7 - columns.start]
