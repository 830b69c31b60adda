"""Sever: whoever wants to goes to a place at their hour, cuts every line there, and is through with it."""

import pytest
from scenes.bodies import told
from scenes.heads import NIGHT, decided, live, minds, ordered
from scenes.wired import CORE, HUB, NodeKind, equip, wire_up
from scenes.worlds import field, make_city, make_world

from undergrid.systems.network import control, lines
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim, Hitch
from undergrid.world.tables.orders import Verb

HOUR = 3600


def by_the_lines(cutters=True, starts=22 * HOUR, wall=False, **wants):
    """Somebody twenty cells from a place past which two of three lines run."""
    drawing = field(40, 12)
    if wall:
        drawing = "\n".join(row[:10] + "#" + row[11:] for row in drawing.split("\n"))
    city = make_city(drawing)
    world = make_world(city, [(4, 6)], tagged=0, starts=starts)
    if cutters:
        equip(world, 0)
    lamps = (NodeKind.LIGHTS, city.cell(0, 36, 6), {"district": 0})
    nodes = [(CORE, city.cell(0, 12, 5)), (HUB, city.cell(0, 36, 5)), lamps, (HUB, city.cell(0, 12, 0))]
    wire_up(world, nodes, [(0, 1), (0, 2), (0, 3)])
    return world, minds(world, {0: [("sever", {"at": "mast", **wants})]}, {"mast": city.cell(0, 25, 6)})


def lived(world, heads, ticks):
    return live(world, heads, ticks, systems=(*NIGHT, lines, control), bodies_found={"bodies": True})


def test_they_go_there_cut_one_line_after_the_other_and_are_through_with_it():
    world, heads = by_the_lines(watch_minutes=0)
    events = lived(world, heads, 400)
    assert [e.whom for e in told(world, Kind.WIRE_CUT)] == [0, 1]
    assert world.wires.works.tolist() == [False, False, True]
    assert decided(events, 0)[0] == Aim.SEVER
    over = [e for e in told(world, Kind.ACHIEVED) if e.amount == Aim.SEVER]
    assert len(over) == 1
    assert over[0].tick - told(world, Kind.WIRE_CUT)[-1].tick <= 2
    assert Verb.CUT_WIRE not in ordered(lived(world, heads, 1200), 0)


def test_they_lie_low_there_for_a_while_to_see_what_comes_of_it():
    world, heads = by_the_lines(watch_minutes=4)
    lived(world, heads, 400)
    [over] = [e for e in told(world, Kind.ACHIEVED) if e.amount == Aim.SEVER]
    assert 240 <= over.tick - told(world, Kind.WIRE_CUT)[-1].tick <= 250
    assert over.where == world.city.cell(0, 25, 6)


def test_what_is_mended_behind_them_is_cut_again_but_not_before_a_while_has_passed():
    world, heads = by_the_lines(again_minutes=20)
    lived(world, heads, 400)
    assert len(told(world, Kind.WIRE_CUT)) == 2
    world.wires.works[0] = True
    world.rebuild()
    assert Verb.CUT_WIRE not in ordered(lived(world, heads, 700), 0)
    assert Verb.CUT_WIRE in ordered(lived(world, heads, 500), 0)
    assert world.wires.works.tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("begins", "ends", "goes"), [("23:30", "02:00", False), ("21:00", "23:00", True), ("05:00", "05:00", True)]
)
def test_they_go_at_their_hour(begins, ends, goes):
    world, heads = by_the_lines(begins=begins, ends=ends)
    lived(world, heads, 400)
    assert bool(told(world, Kind.WIRE_CUT)) == goes


@pytest.mark.parametrize(("hinder", "why"), [({"cutters": False}, Hitch.EMPTY_HANDS), ({"wall": True}, Hitch.NO_WAY)])
def test_who_cannot_says_why(hinder, why):
    world, heads = by_the_lines(**hinder)
    lived(world, heads, 900)
    assert not told(world, Kind.WIRE_CUT)
    assert [e.amount for e in told(world, Kind.STUCK)] == [why]
