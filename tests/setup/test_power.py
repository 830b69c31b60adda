"""What a scenario says of power and air: cells, suits, sockets, places without air; and how mistakes in it are told."""

import pytest
from scenes.on_village import on_village

from undergrid import setup
from undergrid.setup.check.targets import amount_of
from undergrid.world.items import power
from undergrid.world.tables.orders import Verb

GOOD = """
scenario: dark_side
title: Somebody on the far side
clock: {tick: 1 s, starts: "12:00", lasts: 2 h}
map: map.tmx
airless: [outside, old_station]
sockets: [pods_1]
crowd: [{count: 2, at: anywhere, carries: [{suit: 1}, {fusion_cell: {}}]}]
things: [{at: old_station, fusion_cell: {joules: 7}}]
cast:
  kael: {name: Kael, at: old_station, carries: [{suit: 1}, {fusion_cell: {joules: 38400, full: 50000}}]}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("dark_side")
    return on_village(made)


def checked(folder, text=GOOD):
    (folder / "scenario.yaml").write_text(text)
    return setup.check(folder / "scenario.yaml")


def test_cells_suits_sockets_and_what_has_no_air_are_as_the_file_says(folder):
    assert checked(folder) == []
    world = setup.build(folder, 1).world
    held = [[power.stored(world, row) for row in power.cells_of(world, who)] for who in range(3)]
    assert held == [[38_400], [3_600_000], [3_600_000]]
    assert [power.suit_of(world, who) >= 0 for who in range(3)] == [True] * 3
    assert sorted(world.charges.full[world.charges.rows()].tolist()) == [50_000, *[3_600_000] * 3]
    names = [building.name for building in world.city.buildings]
    assert [names[building] for building in world.sockets.building] == ["pods_1"]
    levels = [world.city.levels[level].name for level in world.airless.level if level >= 0]
    assert (levels, [names[b] for b in world.airless.building if b >= 0]) == (["outside"], ["old_station"])


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[outside, old_station]", "[outsid]", "the map has no level or building"),
        ("[pods_1]", "[outside]", "the map has no building"),
        ("joules: 38400", "joules: 50001", "more in it (50001 J) than it holds (50000 J)"),
        ("joules: 38400", "joules: -1", "joules"),
        ("{joules: 7}", "{joule: 7}", "joule"),
        ("things: [{at: old_station,", "things: [{at: old_station, suit: 2}, {at: old_station,", "suit"),
    ],
)
def test_a_mistake_in_it_is_told(folder, old, new, says):
    assert GOOD.count(old) == 1
    (problem,) = checked(folder, GOOD.replace(old, new))
    assert says in str(problem)


def test_amounts_of_orders_go_by_name(folder):
    checked(folder)
    built = setup.build(folder, 1)
    assert [amount_of(built, Verb.SWITCH_ON, name) for name in ("life_support", "lamp")] == [0, 1]
    with pytest.raises(ValueError, match="unknown device 'cable'"):
        amount_of(built, Verb.SWITCH_OFF, "cable")
    with pytest.raises(ValueError, match="no number of joules"):
        amount_of(built, Verb.CHARGE, "an hour")
