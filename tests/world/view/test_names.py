"""Names: what rows, cells and amounts are called, with neighbours on either side that are called otherwise."""

import json

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import LinkKind, Use
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.orders import TARGETS, Verb
from undergrid.world.view.names import MEMBERS, Names, words

WIDE, HIGH = 90, 3
AREA = WIDE * HIGH
PLACES = {
    5: "the_wreck",
    80: "by_the_arch",
    84: "yard",
    85: "far_yard",
    AREA + 40: "below_deck",
    2 * AREA: "in_the_pit",
}

OUTSIDE, BELOW = "sector 1, outside", "sector 1, underbelly"


def named(**other):
    """Names of three levels and four districts: the first in the west of all levels, two on one level each."""
    district = np.zeros((3, HIGH, WIDE), np.uint16)
    district[0, :, 45:], district[1, :, 45:], district[2, :, 45:], district[0, :, 88:] = 1, 1, 2, 3
    given = {
        "citizens": {3: "rex", 7: "mo", 0: "ann"},
        "full": {"rex": "Rex Hall"},
        "watchers": ("drone 1", "camera 1"),
        "gates": ("north_gate", "south_gate"),
        "facilities": ("vats", "farm"),
        "buildings": ("pods_0", "refuge_1", "den_2"),
        "endings": ("saved", "lost"),
        "levels": ("street", "outside", "underbelly"),
        "districts": ("sector_1", "sector_2", "old_pits", "edge"),
        "district_of": district.ravel(),
        "width": WIDE,
        "height": HIGH,
        "cell_mm": 2000,
        "starts": 23 * 3600 + 59 * 60,
        "places": PLACES,
    }
    return Names(**{**given, **other})


def test_a_row_is_called_by_the_name_of_its_table_and_by_its_number_where_it_has_none():
    names = named()
    assert [names.citizen(row) for row in (0, 1, 3, 7)] == ["ann", "citizen 1", "Rex Hall", "mo"]
    said = {
        "citizen": ["ann", "citizen 1", "citizen 2", "Rex Hall"],
        "watcher": ["drone 1", "camera 1", "watcher 2", "watcher 3"],
        "gate": ["north_gate", "south_gate", "gate 2", "gate 3"],
        "facility": ["vats", "farm", "facility 2", "facility 3"],
        "building": ["pods_0", "refuge_1", "den_2", "building 3"],
        "trace": ["trace 0", "trace 1", "trace 2", "trace 3"],
    }
    for table, those in said.items():
        assert [names.thing(table, row) for row in range(-1, 4)] == ["", *those]


@pytest.mark.parametrize(
    ("cell", "place", "area", "spot", "near"),
    [
        (-1, "", "", "", ""),
        (0, "sector 1, street 0:0", "sector 1", "sector 1", "sector 1, near the wreck"),
        (5, "sector 1, street 5:0", "sector 1", "the wreck", "sector 1, near the wreck"),
        (44 + WIDE, "sector 1, street 44:1", "sector 1", "sector 1", "sector 1, near the wreck"),
        (44 + 2 * WIDE, "sector 1, street 44:2", "sector 1", "sector 1", "sector 1, near the wreck"),
        (45, "sector 2, street 45:0", "sector 2", "sector 2", "sector 2, by the arch"),
        (82, "sector 2, street 82:0", "sector 2", "sector 2", "sector 2, by the arch"),  # of two as near: the first
        (83, "sector 2, street 83:0", "sector 2", "sector 2", "sector 2, near yard"),
        (84, "sector 2, street 84:0", "sector 2", "yard", "sector 2, near yard"),
        (89, "edge, street 89:0", "edge", "edge", "edge"),
        (AREA, "sector 1, outside 0:0", OUTSIDE, OUTSIDE, f"{OUTSIDE}, below deck"),
        (AREA + 40, "sector 1, outside 40:0", OUTSIDE, "a spot below deck", f"{OUTSIDE}, below deck"),
        (AREA + 41, "sector 1, outside 41:0", OUTSIDE, OUTSIDE, f"{OUTSIDE}, below deck"),
        (2 * AREA, "sector 1, underbelly 0:0", BELOW, "a spot in the pit", f"{BELOW}, in the pit"),
        (3 * AREA - 1, "old pits, underbelly 89:2", "old pits", "old pits", "old pits"),
    ],
)  # fmt: skip
def test_a_cell_is_called_by_district_level_place_and_what_is_near(cell, place, area, spot, near):
    names = named()
    assert (names.place(cell), names.area(cell), names.spot(cell), names.near(cell)) == (place, area, spot, near)


def test_a_place_is_near_up_to_forty_cells_away_as_the_crow_flies():
    at = {WIDE + 2: "mark"}
    for cell, is_near in ((42, False), (42 + WIDE, True), (43 + WIDE, False), (41, True), (41 + 2 * WIDE, True)):
        assert named(places=at).near(cell) == ("sector 1, near mark" if is_near else "sector 1")


def test_amounts_are_told_as_what_they_stand_for():
    names, of = named(), {}
    for kind in Kind:
        of.setdefault(kind.amount, kind)
    for meaning, members in MEMBERS.items():
        if meaning in of:
            for member in members:
                assert names.amount(of[meaning], int(member)) == member.name.lower().replace("_", " ")
    assert names.amount(of["wound"], 0x110).startswith("a ")
    assert names.amount(of["range and what lay between"], 40 | 255 << 24) == "40 m"
    assert [names.amount(of["direction"], n) for n in (0, 1)] == ["outwards", "inwards"]
    assert [names.amount(of["cell"], cell) for cell in (5, 6)] == ["the wreck", "sector 1"]
    assert [names.amount(of["citizen vouched for"], row) for row in (3, 4)] == ["Rex Hall", "citizen 4"]
    assert [names.amount(of["ending"], n) for n in (-1, 0, 1, 2)] == [-1, "saved", "lost", 2]
    assert [names.amount(of["aim"], n) for n in (1, 11, 18)] == ["reach", "save", "keep word"]
    assert [names.amount(of["points"], n) for n in (-1, 0, 1)] == [-1, 0, 1]
    assert named(endings=()).amount(of["ending"], 0) == 0


def test_what_an_order_is_aimed_at_is_called_by_what_its_verb_is_aimed_at():
    names = named()
    said = {"cell": ["sector 1, street 1:0", "the wreck"], "citizen": ["citizen 1", "citizen 5"]}
    said |= {"gate": ["south_gate", "gate 5"], "building": ["refuge_1", "building 5"]}
    said |= {"node": ["node 1", "node 5"], "wire": ["wire 1", "wire 5"]}
    said |= {"watcher": ["camera 1", "watcher 5"]}
    for verb in Verb:
        known = said.get(TARGETS.get(verb), ["", ""])
        assert [names.target(verb, target) for target in (-1, 1, 5)] == ["", *known]
    assert names.target(Verb.WALK, 0) == "sector 1, street 0:0"
    assert names.target(Verb.DRAG, 0) == "ann"


def test_the_second_party_of_an_event_is_called_by_its_table():
    names = named()
    assert names.whom(Kind.ORDERED, 5, Verb.WALK) == "the wreck"
    assert names.whom(Kind.ORDERED, 1, Verb.ENTER) == "refuge_1"
    assert names.whom(Kind.REFUSED, 5, 5) == ""
    for kind in Kind:
        if kind.whom != "target":
            assert names.whom(kind, 1, 0) == (names.thing(kind.whom, 1) if kind.whom else "")


def test_the_clock_goes_on_over_midnight():
    assert [named().time(tick) for tick in (0, 59, 60)] == ["23:59:00", "23:59:59", "day 2, 00:00:00"]


def test_a_world_gives_its_names_in_the_order_of_its_rows():
    links = [(LinkKind.STAIRS, (0, 0, 0), (1, 0, 0), 3000), (LinkKind.GATE, (0, 1, 0), (1, 1, 0), 3000)]
    houses = [(Use.PODS, 0, 2, 1), (Use.FARM, 0, 3, 1), (Use.VATS, 0, 4, 1)]
    city = make_city(field(9, 3), field(9, 3), links=links, buildings=houses)
    kinds = [WatcherKind.DRONE, WatcherKind.CAMERA, WatcherKind.DRONE, WatcherKind.CAMERA, WatcherKind.READER]
    world = make_world(city, citizens=4, watchers=[(kind, 0) for kind in kinds], starts=77)
    world.names = {2: "zed"}
    places = {"b": 4, "a": 4, "c": 9}
    names = Names.of(world, {"zed": "Zed\nX"}, ("e",), places)
    assert names.watchers == ("drone 1", "camera 1", "drone 2", "camera 2", "reader 1")
    assert (names.gates, names.facilities) == (("gate_1",), ("farm_1", "vats_2"))
    assert names.buildings == ("pods_0", "farm_1", "vats_2")
    assert (names.levels, names.districts, names.endings) == (
        ("street", "outside"), ("sector_1",), ("e",),
    )  # fmt: skip
    assert (names.width, names.height, names.starts) == (9, 3, 77)
    assert names.places == {4: "a", 9: "c"}  # of two names for one cell the first by its letters
    assert names.citizens == {2: "zed"}
    assert "\n" not in names.citizen(2)
    assert names.citizen(2) != "zed"
    assert names.district_of.dtype == np.uint16
    bare = Names.of(world)
    assert (bare.full, bare.places, bare.endings) == ({}, {}, ())


def test_what_is_saved_is_read_again_and_what_does_not_fit_is_refused(tmp_path):
    names, path = named(), tmp_path / "names.npz"
    names.save(path)
    again = Names.load(path)
    for name, value in vars(names).items():
        assert np.array_equal(getattr(again, name), value) if name == "district_of" else getattr(again, name) == value
    with np.load(path) as saved:
        text, districts = json.loads(str(saved["names"])), saved["district_of"]
    for wrong, says in (
        (districts[:-1], "not a district for each cell"),
        (districts.astype(np.int32), "not a district for each cell"),
        (np.where(np.arange(len(districts)) == 9, 4, districts).astype(np.uint16), "a district without a name"),
    ):
        np.savez_compressed(path, district_of=wrong, names=np.array(json.dumps(text)))
        with pytest.raises(ValueError, match=says):
            Names.load(path)
    np.savez_compressed(path, district_of=districts, names=np.array(json.dumps({**text, "more": 1})))
    with pytest.raises(ValueError, match="more"):
        Names.load(path)


def test_an_identifier_is_told_in_plain_words():
    assert words("GATE_OPENED_AT") == "gate opened at"
