"""Cities out of OpenStreetMap: what is drawn, what is read from tags, and what is refused."""

import bz2
import gzip
import math
import sys
from pathlib import Path

import numpy as np
import pytest
from reference import data
from scenes.surveyed import LAT, LON, Town, millbank

from undergrid.city.city import Ground, LinkKind, Use, ground_column
from undergrid.city.maps.tiled import read_city
from undergrid.city.maps.tiled_write import write_tmx
from undergrid.core.errors import UsageError
from undergrid.setup.check.maps import pieces

osmium = pytest.importorskip("osmium", reason="osmium is not installed: it comes with the extra `osm`")

from undergrid.city.maps.osm import extract, raster, tags  # noqa: E402 - behind the question whether osmium is there
from undergrid.city.maps.osm.draft import Draft  # noqa: E402
from undergrid.city.maps.osm.plane import Plane  # noqa: E402
from undergrid.city.maps.osm.survey import ATTRIBUTION, degrees, length_mm, survey  # noqa: E402

EXTRACTS = ["West-Oakland.osm.bz2", "osmnx_planet_10.068_48.135.osm", "pyrosm_test.osm.pbf"]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return survey(millbank().write(tmp_path_factory.mktemp("osm") / "millbank.osm"))


def drawn(town: Town, path: Path, **options):
    return survey(town.write(path / "town.osm"), **options)


def at(city, x, y, level="street"):
    """The ground so many metres east and north of the middle."""
    return Ground(int(city.ground[city.cell(level, city.width // 2 + x // 2, city.height // 2 - 1 - y // 2)]))


def building(city, name):
    [one] = [one for one in city.buildings if one.name == name]
    return one


def street(town: Town) -> Town:
    town.way((-90, 0), (0, 0), (90, 0), highway="residential", name="Long Lane")
    return town


# ---------------------------------------------------------------- the plane


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


# ---------------------------------------------------------------- what is on the map


def test_a_bridge_over_water_is_walked_and_the_river_is_not(found):
    city = found.city
    assert (city.width, city.height, city.cell_mm) == (100, 100, 2000)
    assert at(city, 0, 0) == Ground.WALKWAY
    assert {at(city, x, 0) for x in (-90, -40, 40, 90)} == {Ground.WATER}
    wide = [at(city, 50, y) == Ground.WATER for y in range(-20, 20, 2)]
    assert sum(wide) == 5
    assert (found.parts, len(pieces(city)), found.waters) == (1, 1, 1)


def test_streets_are_as_wide_as_their_tags_say(found):
    city = found.city
    lanes = [at(city, -60, y) == Ground.STREET for y in range(40, 80, 2)]
    assert sum(lanes) * 2 == 4 * 3.5 + 2 * 2
    assert sum(at(city, x, 44) == Ground.STREET for x in range(-20, 20, 2)) * 2 == 2 * 3
    assert sum(at(city, -60, y) == Ground.STREET for y in range(-30, -10, 2)) * 2 == 2


def test_what_leads_over_a_street_lies_above_and_what_leads_under_it_below(found):
    city = found.city
    assert [(level.name, level.sky) for level in city.levels] == [("street", True), ("below", False), ("above", True)]
    assert at(city, 40, 60) == at(city, -40, 60) == Ground.STREET
    assert (at(city, 40, 60, "above"), at(city, -40, 60, "below")) == (Ground.WALKWAY, Ground.TUNNEL)
    for name, level, x in (("underpass", "below", -40), ("ramp", "above", 40)):
        links = [link for link in city.links if link.name.startswith(name)]
        assert len(links) == 2
        for y in (30, 90):
            mouth = city.cell("street", 50 + x // 2, 50 - y // 2)
            [link] = [link for link in links if city.apart(link.a, mouth) <= 1]
            assert link.b == city.level(level) * city.area + link.a
    assert {link.kind for link in city.links} == {LinkKind.TUNNEL}
    assert (found.bridges, found.underpasses) == (2, 1)


def test_every_building_has_a_door_beside_it_that_a_street_leads_to(found):
    city = found.city
    [whole] = pieces(city)
    assert len(city.buildings) == 7
    for one in city.buildings:
        assert one.door in whole
        _, x, y = city.where(one.door)
        assert one.x - 1 <= x <= one.x + one.width
        assert one.y - 1 <= y <= one.y + one.height


def test_uses_are_known_by_tags_then_by_what_is_in_it_then_by_the_street(found):
    city = found.city
    uses = {one.name: one.use for one in city.buildings}
    assert uses == {
        "house_1": Use.PODS, "st_marys_hospital": Use.REFUGE, "mill_street_7a": Use.PODS,
        "backerei_gross": Use.OFFICES, "works_1": Use.VATS, "building_1": Use.DISUSED, "building_2": Use.DISUSED,
    }  # fmt: skip
    assert found.known == {
        "its tags": 3,
        "what is in it": 1,
        "the land around it": 0,
        "the street it stands at": 1,
        "unknown": 2,
    }
    assert found.clinics == ["st_marys_hospital"]
    assert building(city, "house_1").capacity == 4 * (15 * 15 - 7 * 7)  # the yard is closed, and no room


def test_a_yard_that_nobody_comes_to_is_closed(found):
    assert at(found.city, 34, -56) == Ground.BUILDING
    assert found.closed == 49


def test_parts_of_the_town_streets_and_parks_have_their_names(found):
    city = found.city
    assert [district.name for district in city.districts] == ["south_bank", "north_bank"]
    assert city.districts[building(city, "works_1").district].name == "north_bank"
    assert {"mill_street", "high_street", "quay", "lime_park"} == set(city.places)
    [camera] = city.posts
    assert (camera.kind, city.apart(camera.cell, city.cell(0, 51, 60)) <= 1) == ("camera", True)
    assert found.left_out == {"walls, fences, hedges and gates": 1}


def test_the_same_file_gives_the_same_map(tmp_path):
    path = millbank().write(tmp_path / "millbank.osm")
    for name in ("a.tmx", "b.tmx"):
        write_tmx(survey(path).city, tmp_path / name)
    assert (tmp_path / "a.tmx").read_bytes() == (tmp_path / "b.tmx").read_bytes()


def test_the_map_that_is_written_is_the_same_city_and_says_whose_it_is(found, tmp_path):
    write_tmx(found.city, tmp_path / "millbank.tmx")
    again = read_city(tmp_path / "millbank.tmx")
    assert again.digest() == found.city.digest()
    assert again.attribution == ATTRIBUTION == found.city.attribution


@pytest.mark.parametrize(("end", "packed"), [(".osm.bz2", bz2.compress), (".osm.gz", gzip.compress)])
def test_packed_files_are_the_same(found, end, packed, tmp_path):
    (tmp_path / f"millbank{end}").write_bytes(packed(millbank().text().encode()))
    assert survey(tmp_path / f"millbank{end}").city.digest() == found.city.digest()


def test_a_file_that_does_not_say_what_it_holds_holds_its_nodes(tmp_path):
    path = street(Town()).write(tmp_path / "town.osm", bounds=False)
    with pytest.raises(UsageError, match="90 x 0 cells"):
        survey(path)
    town = street(Town())
    town.box(-30, 10, 40, 40, building="house")
    assert survey(town.write(path, bounds=False)).city.height == 25


def test_a_smaller_square_elsewhere_is_cut_out(tmp_path):
    lat, lon = LAT + 0.0005, LON
    city = drawn(millbank(), tmp_path, around=(lat, lon), size_mm=80_000, cell_mm=1000).city
    assert (city.width, city.height, city.cell_mm) == (80, 80, 1000)
    assert city.ground.reshape(-1, 80, 80)[0, 36, 40] == Ground.STREET  # High Street, 4.4 m north of the middle


# ---------------------------------------------------------------- what is hard


def test_a_passage_leads_through_a_building_and_into_its_yard(tmp_path):
    town = street(Town())
    outer, inner = town.box(-30, 10, 60, 60), town.box(-14, 26, 28, 28)
    town.relation((outer, "outer"), (inner, "inner"), type="multipolygon", building="apartments")
    assert at(drawn(town, tmp_path).city, 0, 40) == Ground.BUILDING
    town.way((0, 0), (0, 40), highway="footway", tunnel="building_passage")
    city = drawn(town, tmp_path).city
    assert (at(city, 0, 18), at(city, 0, 40)) == (Ground.ALLEY, Ground.ALLEY)
    assert at(city, 8, 40) == Ground.WASTE


def test_a_building_in_a_yard_that_nobody_comes_to_is_left_a_block(tmp_path):
    town = street(Town())
    outer, inner = town.box(-30, 10, 60, 60), town.box(-14, 26, 28, 28)
    town.relation((outer, "outer"), (inner, "inner"), type="multipolygon", building="apartments")
    town.box(-6, 36, 10, 8, building="shed")
    found = drawn(town, tmp_path)
    assert (len(found.city.buildings), found.left_out) == (1, {"buildings that no street leads to": 1})


def test_no_building_cuts_a_street(tmp_path):
    town = street(Town())
    town.box(10, -30, 20, 60, building="warehouse")
    found = drawn(town, tmp_path)
    assert at(found.city, 20, 0) == Ground.STREET
    assert at(found.city, 20, 8) == Ground.BUILDING


def test_banks_that_no_bridge_joins_stay_apart_and_are_told(tmp_path):
    town = street(Town())
    town.way((-90, -60), (0, -60), (90, -60), highway="residential")
    town.way((-120, -30), (120, -30), waterway="canal", width="12 m")
    assert drawn(town, tmp_path).parts == 2
    town.way((0, 0), (0, -60), highway="footway", bridge="yes")
    assert drawn(town, tmp_path).parts == 1


def test_one_wades_through_a_stream(tmp_path):
    town = street(Town())
    town.way((-120, -30), (120, -30), waterway="stream")
    found = drawn(town, tmp_path)
    assert (found.parts, at(found.city, 50, -30)) == (1, Ground.SEEP)


def test_an_island_lies_in_its_lake_and_water_under_the_ground_is_left_out(tmp_path):
    town = street(Town())
    lake, island = town.box(-60, 20, 80, 60), town.box(-40, 30, 40, 40)
    town.relation((lake, "outer"), (island, "inner"), type="multipolygon", natural="water")
    town.way((0, -80), (60, -80), waterway="stream", tunnel="culvert")
    town.way((-60, 50), (60, 50), highway="footway")
    found = drawn(town, tmp_path)
    assert (at(found.city, 10, 30), at(found.city, -30, 40)) == (Ground.WATER, Ground.WASTE)
    assert found.left_out == {"waters that run under the ground": 1}


def test_a_tunnel_to_which_nothing_leads_is_left_out(tmp_path):
    town = street(Town())
    town.way((-60, 20), (60, 20), highway="footway", tunnel="yes")
    found = drawn(town, tmp_path)
    assert [level.name for level in found.city.levels] == ["street"]
    assert found.left_out == {"bridges and tunnels to which nothing leads": 1}


def test_a_relation_that_is_not_whole_and_nodes_that_are_not_there_are_told(tmp_path):
    town = street(Town())
    town.relation((9_999, "outer"), type="multipolygon", building="yes")
    text = town.text().replace(
        "</osm>", '<way id="77"><nd ref="8001"/><nd ref="8002"/><tag k="highway" v="path"/></way></osm>'
    )
    (tmp_path / "town.osm").write_text(text.replace("<relation", "<relation", 1))
    found = survey(tmp_path / "town.osm").left_out
    assert found["multipolygons that the file has in part"] == 1
    assert found["ways of which the file does not say where they lie"] == 1


def test_doors_are_at_the_entrance(tmp_path):
    town = street(Town())
    town.way((-20, 10), (-10, 10), (0, 10), (0, 30), (-10, 30), (-20, 30), (-20, 10), building="house")
    away = drawn(town, tmp_path).city
    assert away.where(away.buildings[0].door)[2] == 45
    town.node(-10, 30, entrance="main")
    city = drawn(town, tmp_path).city
    _, x, y = city.where(city.buildings[0].door)
    assert (abs(x - 45) <= 1, y) == (True, 34)


def test_names_are_used_once(tmp_path):
    town = street(Town())
    for x in (-60, 0, 60):
        town.box(x, 10, 10, 10, building="house", name="Long Lane")
    city = drawn(town, tmp_path).city
    assert [one.name for one in city.buildings] == ["long_lane", "long_lane_2", "long_lane_3"]
    assert set(city.places) == {"long_lane_4"}


# ---------------------------------------------------------------- tags


@pytest.mark.parametrize(
    ("text", "metres"),
    [("7", 7), ("7.5 m", 7.5), ("7,5", 7.5), ("24'", 7.3152), ("24'6\"", 7.4676), ("10 ft", 3.048), ("narrow", 0),
     ("", 0), ("0", 0), ("400", 0), ("-3", 0), ("3;4", 0), ("1e3", 0), ("٣", 0)],
)  # fmt: skip
def test_widths(text, metres):
    assert tags.metres(text) == pytest.approx(metres)


@pytest.mark.parametrize(
    ("given", "ground", "width"),
    [
        ({"highway": "residential"}, Ground.STREET, 6.0),
        ({"highway": "residential", "oneway": "yes"}, Ground.STREET, 3.0),
        ({"highway": "residential", "width": "9"}, Ground.STREET, 9.0),
        ({"highway": "residential", "width": "wide", "lanes": "3"}, Ground.STREET, 9.0),
        ({"highway": "motorway", "oneway": "yes"}, Ground.STREET, 7.2),
        ({"highway": "secondary", "sidewalk": "left"}, Ground.STREET, 9.0),
        ({"highway": "footway"}, Ground.STREET, 2.0),
        ({"highway": "footway", "lit": "no"}, Ground.ALLEY, 2.0),
        ({"highway": "path"}, Ground.ALLEY, 1.5),
        ({"highway": "path", "lit": "yes"}, Ground.STREET, 1.5),
        ({"highway": "service", "service": "alley"}, Ground.ALLEY, 3.0),
        ({"highway": "pedestrian"}, Ground.PLAZA, 6.0),
        ({"highway": "what_comes_next"}, Ground.STREET, 6.0),
        ({"man_made": "pier"}, Ground.WALKWAY, 3.0),
    ],
)
def test_roads(given, ground, width):
    assert tags.road(given)[:2] == (ground, pytest.approx(width))


@pytest.mark.parametrize("given", [{}, {"highway": "construction"}, {"highway": "corridor"}, {"railway": "rail"}])
def test_what_is_no_road(given):
    assert tags.road(given) is None


@pytest.mark.parametrize(
    ("given", "use"),
    [
        ({"building": "yes"}, None),
        ({"building": "apartments"}, Use.PODS),
        ({"building": "public", "amenity": "clinic"}, Use.REFUGE),
        ({"building": "yes", "shop": "whatever"}, Use.OFFICES),
        ({"building": "house", "abandoned": "yes"}, Use.DISUSED),
        ({"building": "yes", "amenity": "police"}, Use.STATION),
        ({"building": "industrial"}, Use.VATS),
        ({"building": "yes", "amenity": "crematorium"}, Use.RECLAMATION),
        ({"building": "church"}, Use.DISUSED),
    ],
)
def test_uses(given, use):
    assert tags.use(given) == use


@pytest.mark.parametrize(
    ("texts", "name"),
    [(["Café Ünal"], "cafe_unal"), (["Große Straße"], "grosse_strasse"), (["7th Street"], "the_7th_street"),
     (["42"], ""), (["北京", "Beijing"], "beijing"), (["北京"], ""), ([], ""),
     (["St Mary's"], "st_marys"), (["x" * 90], "x" * 48)],
)  # fmt: skip
def test_names(texts, name):
    assert tags.name(texts) == name


def test_houses_are_as_high_as_they_say():
    assert tags.levels({"building:levels": "5"}) == 5
    assert tags.levels({"height": "12 m"}) == 4
    assert tags.levels({"building:levels": "many"}) == 1
    assert tags.levels({"building": "apartments"}) == 3


# ---------------------------------------------------------------- what is refused


def test_without_osmium_it_is_said_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "osmium", None)
    with pytest.raises(extract.NoOsmError) as said:
        survey(tmp_path / "town.osm")
    assert said.value.hint == "pip install 'undergrid[osm]'"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("town.osm", b"", "not a whole file"),
        ("town.osm", b"<html></html>", "not a whole file"),
        ("town.osm", b'<osm version="0.6"></osm>', "there is no node in it"),
        ("town.osm", b'<osm version="0.6"><node id="x" lat="1" lon="2"/></osm>', "not a whole file"),
        ("town.osm", b'<osm version="0.6"><node id="1" lat="north" lon="2"/></osm>', "not a whole file"),
        ("town.osm", b'<!DOCTYPE x [<!ENTITY a "b">]><osm version="0.6">&a;</osm>', "not a whole file"),
        ("town.osm.pbf", b"hello", "not a whole file"),
        ("town.osm.bz2", b"hello", "not a whole file"),
        ("town.tmx", b"<map/>", "expected a file ending in .osm"),
    ],
)
def test_what_is_no_map_of_openstreetmap(name, content, said, tmp_path):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=said):
        survey(tmp_path / name)


@pytest.mark.parametrize("end", [".osm", ".osm.bz2"])
def test_a_file_that_was_cut_off_is_refused(end, tmp_path):
    whole = millbank().text().encode()
    whole = bz2.compress(whole) if end == ".osm.bz2" else whole
    (tmp_path / f"cut{end}").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UsageError, match="not a whole file of OpenStreetMap"):
        survey(tmp_path / f"cut{end}")


def test_a_square_that_the_file_does_not_hold_is_refused_with_what_it_holds(tmp_path):
    path = millbank().write(tmp_path / "town.osm")
    with pytest.raises(UsageError, match=r"does not reach there, it has latitude 49\.99910 to 50\.00090"):
        survey(path, (50.1, 8.0))
    with pytest.raises(UsageError, match="15 x 15 cells of 2 m are no city") as small:
        survey(path, size_mm=30_000)
    assert "latitude" in small.value.hint
    with pytest.raises(UsageError, match="are too many"):
        survey(path, cell_mm=10)


def test_a_town_without_a_street_is_refused(tmp_path):
    town = Town()
    town.box(-30, 10, 60, 60, building="house")
    with pytest.raises(UsageError, match="no street"):
        drawn(town, tmp_path)
    lines = street(town).text().splitlines()
    ways = [line for line in lines if line.startswith("<way")]
    (tmp_path / "unsorted.osm").write_text(
        "\n".join([lines[0], lines[1], *ways, *(x for x in lines[2:] if x not in ways)])
    )
    with pytest.raises(UsageError, match="no street") as said:
        survey(tmp_path / "unsorted.osm")
    assert "osmium sort" in said.value.hint


def test_ways_that_are_in_no_order_are_refused_with_what_to_do(tmp_path):
    lines = millbank().text().splitlines()
    ways = [line for line in lines if line.startswith("<way")]
    rest = [line for line in lines[:-1] if line not in ways]
    (tmp_path / "town.osm").write_text("\n".join([*rest, *reversed(ways), lines[-1]]))
    with pytest.raises(UsageError, match="out of order") as said:
        survey(tmp_path / "town.osm")
    assert "osmium sort" in said.value.hint


@pytest.mark.parametrize("text", ["60.53", "north", "95,0", "0,200", "1,2,3", "", "nan,nan", "1e1,2"])
def test_what_is_no_place(text):
    with pytest.raises(UsageError, match="expected latitude and longitude"):
        degrees(text)


@pytest.mark.parametrize(("text", "mm"), [("1km", 1_000_000), ("800 m", 800_000), ("0.5", 500), ("1.5KM", 1_500_000)])
def test_lengths(text, mm):
    assert length_mm(text, "--size") == mm
    with pytest.raises(UsageError, match="--size 'big': expected a length"):
        length_mm("big", "--size")


# ---------------------------------------------------------------- real towns


@pytest.mark.parametrize("name", EXTRACTS)
def test_a_real_town_is_one_city_with_a_door_to_each_house(name):
    found = survey(data.path(f"maps/{name}"))
    city = found.city
    [whole] = pieces(city)
    assert found.parts == 1
    assert set(city.doors) <= set(whole.tolist())
    assert len({*(one.name for one in city.buildings), *city.places}) == len(city.buildings) + len(city.places)
    lit = ground_column("lit")[city.ground[whole]]
    assert lit.sum() * city.cell_mm / 1000 > found.street_m  # a street is at least a cell wide
    assert sum(found.known.values()) == len(city.buildings) > 20


def test_a_whole_suburb_has_its_bridges_and_underpasses():
    found = survey(data.path("maps/pyrosm_test.osm.pbf"), size_mm=3_000_000)
    assert (found.bridges, found.underpasses, [level.name for level in found.city.levels]) == (
        8, 9, ["street", "below", "above"],
    )  # fmt: skip
    assert len(found.city.buildings) > 2_000
