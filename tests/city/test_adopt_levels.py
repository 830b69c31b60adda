"""Maps of several floors made usable: which layers are which level, and where one leads into another."""

import pytest

from undergrid.city.city import LinkKind
from undergrid.city.maps.adopt import propose
from undergrid.city.maps.grounds import as_yaml, beside
from undergrid.city.maps.tiled import MapError, read_city, read_tmx
from undergrid.core.errors import UsageError

TILES = """<tileset firstgid="1" name="house" tilewidth="8" tileheight="8" tilecount="6" columns="6">
<tile id="0" type="floor"/><tile id="1" type="wall"/><tile id="2" type="stairs"/><tile id="3" type="stairs_down"/>
<tile id="4"><properties><property name="ladder" type="bool" value="true"/></properties></tile>
<tile id="5" type="lift"/></tileset>"""
FLOOR = "1" * 30
ANSWERED = "street:0,0=cellar:0,0"


def layer(rows, name="Ground", more=""):
    return f'<layer name="{name}" width="10" height="3"><data encoding="csv">{",".join(rows)}</data>{more}</layer>'


def on(x, y, tile, rows=FLOOR):
    """A floor with one tile of another kind on it."""
    at = y * 10 + x
    return rows[:at] + str(tile) + rows[at + 1 :]


def group(name, *within, more=""):
    return f'<group name="{name}" {more}>{"".join(within)}</group>'


def thing(number, name, x, y, more="", kind=""):
    return f'<object id="{number}" name="{name}" type="{kind}" x="{x * 8 + 4}" y="{y * 8 + 4}">{more}<point/></object>'


def says(**properties):
    entries = "".join(f'<property name="{name}" value="{value}"/>' for name, value in properties.items())
    return f"<properties>{entries}</properties>"


def things(*objects):
    return f'<objectgroup name="Things">{"".join(objects)}</objectgroup>'


@pytest.fixture
def adopted(tmp_path):
    """The proposal for a map of 10 x 3 cells, which is also written down and read again: that has to be the same."""

    def adopt(*parts, joined=()):
        path = tmp_path / "house.tmx"
        path.write_text(f'<map width="10" height="3" tilewidth="8" tileheight="8">{TILES}{"".join(parts)}</map>')
        found = propose(read_tmx(path), joined=joined)
        beside(path).write_text(as_yaml(found.grounds, path.name))
        assert read_city(path).digest() == found.city.digest()
        return found

    return adopt


def ways(found):
    """The ways of a city: kind, and level, column and row of either end."""
    names = [level.name for level in found.city.levels]
    ends = [[found.city.where(end) for end in (link.a, link.b)] for link in found.city.links]
    return [(link.kind.name.lower(), *((names[level], x, y) for level, x, y in two))
            for link, two in zip(found.city.links, ends, strict=True)]  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "right"),
    [
        ([group("Cellar", layer(FLOOR)), group("Ground floor", layer(FLOOR))], ["cellar", "ground_floor"]),
        ([layer(FLOOR, "F1 Ground"), layer(FLOOR, "F1_Walls"), layer(FLOOR, "F2 Ground")], ["f1", "f2"]),
        ([group("Level-1", layer(FLOOR)), group("Level-2", layer(FLOOR))], ["level_1", "level_2"]),
        ([layer(FLOOR, "Grass"), layer(FLOOR, "Basement")], ["street", "basement"]),
        ([layer(FLOOR, "a", says(floor=0)), layer(FLOOR, "b", says(floor=1))], ["floor_0", "floor_1"]),
        ([layer(FLOOR, "Walls"), layer(FLOOR, "Walls level 2")], ["street"]),
        ([layer(FLOOR, "Tile Layer 1"), layer(FLOOR, "Tile Layer 2")], ["street"]),
        ([group("Town", layer(FLOOR)), group("Decoration", layer(FLOOR))], ["street"]),
        ([layer(FLOOR, "Floor"), layer(FLOOR, "Walls")], ["street"]),
    ],
)
def test_groups_layers_and_properties_say_which_level_a_layer_is_on(adopted, parts, right):
    assert [level.name for level in adopted(*parts).city.levels] == right


def test_layers_of_one_name_on_two_levels_are_told_apart_and_no_rain_falls_into_a_cellar(adopted):
    found = adopted(group("Cellar", layer(FLOOR)), group("Upstairs", layer(FLOOR), layer(FLOOR, "Carpet")))
    assert found.grounds.levels == {"cellar": ("Cellar/Ground",), "upstairs": ("Upstairs/Ground", "Carpet")}
    assert [level.sky for level in found.city.levels] == [False, True]


def test_stairs_lead_to_those_near_them_on_the_next_level(adopted):
    found = adopted(group("Floor 1", layer(on(4, 1, 3))), group("Floor 2", layer(on(6, 1, 3))))
    assert ways(found) == [("stairs", ("floor_1", 4, 1), ("floor_2", 6, 1))]
    assert (found.open, [one.why for one in found.joins]) == ((), ["stairs drawn there"])


def test_a_stairwell_through_three_levels_has_a_way_at_each(adopted):
    found = adopted(*(group(f"Floor {n}", layer(on(4, 1, 3))) for n in (1, 2, 3)))
    assert [(a[0], b[0]) for _, a, b in ways(found)] == [("floor_1", "floor_2"), ("floor_2", "floor_3")]
    assert found.open == ()


def test_stairs_that_only_one_level_shows_lead_to_the_same_place_on_the_only_other(adopted):
    found = adopted(group("Cellar", layer(FLOOR)), group("Upstairs", layer(on(4, 1, 5))))
    assert ways(found) == [("stairs", ("upstairs", 4, 1), ("cellar", 4, 1))]


def test_stairs_that_say_up_or_down_lead_there(adopted):
    found = adopted(group("Cellar", layer(FLOOR)), group("Floor 0", layer(on(4, 1, 4))), group("Floor 1", layer(FLOOR)))
    assert ways(found) == [("stairs", ("floor_0", 4, 1), ("cellar", 4, 1))]
    assert [(one.what, found.city.where(one.cell)[0]) for one in found.open] == [("no way leads to this level", 2)]


def test_stairs_that_may_lead_either_way_are_a_question(adopted):
    found = adopted(group("Cellar", layer(FLOOR)), group("Floor 0", layer(on(4, 1, 3))), group("Floor 1", layer(FLOOR)))
    assert ways(found) == []
    assert found.open[0] == ("to where do these stairs lead?", found.city.area + 14)
    assert [one.what for one in found.open[1:]] == ["no way leads to this level"] * 2


def test_one_stands_beside_stairs_that_nobody_can_stand_on(adopted):
    walls = layer(on(4, 1, 2, "0" * 30), "Walls")
    found = adopted(group("Floor 1", layer(on(4, 1, 3)), walls), group("Floor 2", layer(on(4, 1, 3))))
    [(_, below, above)] = ways(found)
    assert above == ("floor_2", 4, 1)
    assert below != ("floor_1", 4, 1)


def test_a_lift_leads_to_a_lift_and_not_to_stairs(adopted):
    found = adopted(group("Floor 1", layer(on(4, 1, 6))), group("Floor 2", layer(on(8, 1, 3, on(4, 1, 6)))))
    assert ways(found) == [("lift", ("floor_1", 4, 1), ("floor_2", 4, 1)),
                           ("stairs", ("floor_2", 8, 1), ("floor_1", 8, 1))]  # fmt: skip


@pytest.mark.parametrize(
    "target",
    [{"target": "lid"}, {"to": "7"}, {"Destination_Name": "lid"}, {"target": "2,1", "target_level": "attic"},
     {"target_x": "2", "target_y": "1", "targetFloor": "Attic"}],
)  # fmt: skip
def test_a_door_leads_to_what_it_names(adopted, target):
    found = adopted(
        group("Floor 0", layer(FLOOR), things(thing(6, "hatch", 8, 2, says(**target)))),
        group("Attic", layer(FLOOR), things(thing(7, "lid", 2, 1))),
    )
    assert ways(found) == [("tunnel", ("floor_0", 8, 2), ("attic", 2, 1))]
    assert found.joins[0].why == 'object "hatch"'


def test_two_doors_that_name_each_other_are_one_way_and_lead_on_one_level_too(adopted):
    doors = thing(6, "in", 1, 1, says(target="out")), thing(7, "out", 8, 1, says(target="in"))
    found = adopted(layer(FLOOR), things(*doors))
    assert ways(found) == [("tunnel", ("street", 1, 1), ("street", 8, 1))]


def test_two_doors_to_one_place_end_side_by_side(adopted):
    doors = thing(6, "a", 1, 1, says(target="hall")), thing(7, "b", 3, 1, says(target="hall")), thing(8, "hall", 8, 1)
    found = adopted(layer(FLOOR), things(*doors))
    assert len({end for _, *two in ways(found) for end in two}) == 4


def test_a_door_to_another_map_or_onto_a_wall_joins_nothing(adopted):
    doors = (thing(6, "stairs", 1, 1, says(target="cave.tmx"), "exit"), thing(7, "b", 3, 1, says(target="99,99")),
             thing(8, "c", 5, 1, says(target="c")))  # fmt: skip
    found = adopted(group("Floor 1", layer(FLOOR), things(*doors)), group("Floor 2", layer(FLOOR)))
    assert ways(found) == []


def test_an_object_called_stairs_is_where_stairs_are(adopted):
    for name, kind in (("StairCase", ""), ("", "Ladder"), ("east", "stairs")):
        found = adopted(group("Floor 1", layer(FLOOR), things(thing(6, name, 4, 1, kind=kind))),
                        group("Floor 2", layer(FLOOR)))  # fmt: skip
        assert ways(found) == [("stairs", ("floor_1", 4, 1), ("floor_2", 4, 1))]


@pytest.mark.parametrize("at", [(-500, -500), (4, 500), (500, 1), (-4, 1), (4, -4)])
def test_an_object_called_stairs_outside_the_map_means_nothing(adopted, at):
    found = adopted(group("Floor 1", layer(FLOOR), things(thing(6, "stairs", *at))),
                    group("Floor 2", layer(FLOOR)), group("Floor 3", layer(FLOOR)))  # fmt: skip
    assert ways(found) == []
    assert {one.what for one in found.open} == {"no way leads to this level"}


@pytest.mark.parametrize(("at", "right"), [((-1, 1), (1, 0, 1)), ((10, 2), (1, 9, 2)), ((4, -2), (1, 4, 0))])
def test_stairs_just_outside_the_map_are_asked_about_at_its_edge(adopted, at, right):
    found = adopted(group("Floor 0", layer(FLOOR)), group("Floor 1", layer(FLOOR), things(thing(6, "stairs", *at))),
                    group("Floor 2", layer(FLOOR)))  # fmt: skip
    assert found.city.where(found.open[0].cell) == right


def test_what_somebody_says_joins_levels_and_answers_the_question(adopted):
    parts = layer(FLOOR, "Grass"), layer(FLOOR, "Cellar")
    assert [one.what for one in adopted(*parts).open] == ["no way leads to this level"]
    found = adopted(*parts, joined=[ANSWERED])
    assert (found.open, found.city.links[0].name, found.city.links[0].kind) == ((), "stairs_1", LinkKind.STAIRS)


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("street", "--join street: expected two cells"),
        ("street:0,0=cellar", "--join street:0,0=cellar: expected two cells"),
        ("street:0,0=celar:0,0", "there is no level \"celar\"; did you mean 'cellar'?"),
        ("street:0,0=cellar:0,9", "lies outside the map (10 x 3 cells) at 0,9"),
        ("street:0,0=street:0,0", "expected two cells"),
        ("street:4,0=cellar:0,0", "lies on building: expected walkable ground"),
    ],
)
def test_what_cannot_be_joined_is_refused(adopted, said, right):
    with pytest.raises((UsageError, MapError)) as error:
        adopted(layer(on(4, 0, 2), "Grass"), layer(FLOOR, "Cellar"), joined=[said])
    assert right in str(error.value)


@pytest.mark.parametrize(
    ("more", "right"),
    [
        ("joins: {stars: []}", "joins: unknown kind \"stars\"; did you mean 'stairs'?"),
        ("roofed: [celar]", "roofed: there is no level \"celar\"; did you mean 'cellar'?"),
        ('joins: {stairs: "street:0,0"}', 'under joins in house.ground.yaml: expected two cells, such as'),
    ],
)  # fmt: skip
def test_what_is_wrong_with_joins_in_the_file_is_said(adopted, tmp_path, more, right):
    adopted(layer(FLOOR, "Grass"), layer(FLOOR, "Cellar"))
    path = tmp_path / "house.ground.yaml"
    path.write_text(path.read_text().replace('roofed: ["cellar"]\n', "") + more)
    with pytest.raises(MapError) as error:
        read_city(tmp_path / "house.tmx")
    assert right in str(error.value)


def test_a_map_without_any_tile_is_refused_with_the_reason(adopted):
    with pytest.raises(MapError, match="no tile is drawn on this map"):
        adopted(layer("0" * 30))
