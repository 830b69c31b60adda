"""Cities out of OpenStreetMap: what is on the map, of a small town drawn by hand and of real ones."""

import bz2
import gzip

import pytest
from reference import data
from scenes.surveyed import LAT, LON, Town, at, building, drawn, millbank, street

from undergrid.city.city import Ground, LinkKind, Use, ground_column
from undergrid.city.maps.osm.survey import ATTRIBUTION, survey
from undergrid.city.maps.tiled import read_city
from undergrid.city.maps.tiled_write import write_tmx
from undergrid.core.errors import UsageError
from undergrid.setup.check.maps import pieces


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return survey(millbank().write(tmp_path_factory.mktemp("osm") / "millbank.osm"))


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


# ---------------------------------------------------------------- real towns


EXTRACTS = ["West-Oakland.osm.bz2", "osmnx_planet_10.068_48.135.osm", "pyrosm_test.osm.pbf"]


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
