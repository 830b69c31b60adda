"""Lines: they are come upon, followed, cut and mended by people who are there with what it takes."""

import numpy as np
import pytest
from scenes.wired import (
    CORE,
    HUB,
    NodeKind,
    break_node,
    cut,
    equip,
    live,
    of_kind,
    order,
    wire_up,
    work,
)  # fmt: skip
from scenes.worlds import field, make_city, make_world

from undergrid.systems.network import lines
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.network.lines import Lines, nodes_at, straight, wires_at
from undergrid.world.orders import tasks
from undergrid.world.reasons import why_not
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity
from undergrid.world.view.verbs import chances

WIDE = 60


def street(people=((30, 5),), drawing=None, minded=False):
    """A field over which one line runs along row 4, from the Core in the west to a hub in the east, and on to lamps."""
    city = make_city(drawing or field(WIDE, 12))
    world = make_world(city, list(people), [(WatcherKind.CAMERA, city.cell(0, 50, 10))])
    if minded:
        world.plans.grow(len(people))
        world.plans.owner[:] = range(len(people))
    lamps = (NodeKind.LIGHTS, city.cell(0, 58, 8), {"district": 0, "autonomy": 30})
    camera = (NodeKind.CAMERA, city.cell(0, 50, 10), {"watcher": 0, "autonomy": 60})
    nodes = [(CORE, city.cell(0, 2, 4)), (HUB, city.cell(0, 55, 4)), lamps, camera]
    return wire_up(world, nodes, [(0, 1), (1, 2), (1, 3)])


# -- cutting


def test_a_line_is_cut_after_a_while_and_why_leads_from_the_dark_district_to_the_hand_that_cut_it():
    world = street()
    equip(world, 0)
    ordered = order(world, 0, Verb.CUT_WIRE, 0)
    told = live(world, 120, lines)
    [snapped] = of_kind(told, Kind.WIRE_CUT)
    [dark], [blind] = of_kind(told, Kind.LIGHTS_WENT_OUT), of_kind(told, Kind.WENT_BLIND)
    assert (snapped.tick, snapped.who, snapped.whom, snapped.amount, snapped.cause) == (20, 0, 0, 2, ordered)
    assert (dark.tick, dark.cause) == (50, snapped.id)
    assert (blind.tick, blind.cause) == (80, snapped.id)
    assert not world.wires.works[0]
    assert world.citizens.doing[0] == Activity.WAITING


@pytest.mark.parametrize(
    ("verb", "knob", "target"),
    [
        (Verb.CUT_WIRE, "cut_seconds", 0),
        (Verb.MEND_WIRE, "mend_seconds", 0),
        (Verb.BREAK_NODE, "break_seconds", 1),
        (Verb.MEND_NODE, "renew_seconds", 1),
        (Verb.OPEN_SWITCH, "switch_seconds", 0),
        (Verb.CLOSE_SWITCH, "switch_seconds", 0),
    ],
)
def test_how_long_it_takes_is_for_the_scenario_to_say(verb, knob, target):
    world = street([(55, 5)])
    equip(world, 0, parts=9)
    if verb == Verb.MEND_WIRE:
        cut(world, 0)
    if verb == Verb.MEND_NODE:
        break_node(world, 1)
    world.wires.open[0] = verb == Verb.CLOSE_SWITCH
    told = work(world, 0, verb, target, 100, lines={knob: 77})
    done = of_kind(told, Kind.WIRE_CUT, Kind.WIRE_MENDED, Kind.NODE_BROKEN, Kind.NODE_MENDED,
                   Kind.SWITCH_OPENED, Kind.SWITCH_CLOSED)  # fmt: skip
    assert [e.tick for e in done] == [77]


def test_a_new_order_breaks_it_off_and_nothing_is_cut_or_spent():
    world = street()
    equip(world, 0, parts=5)
    cut(world, 1)
    work(world, 0, Verb.CUT_WIRE, 0, 10)
    tasks.drop(world, 0)
    live(world, 60, lines)
    assert world.wires.works[0]
    assert kit.count(world, 0, ItemKind.PARTS) == 5


# -- mending


def test_n23_mending_gives_control_back_and_uses_up_the_parts():
    world = street()
    equip(world, 0, parts=3)
    cut(world, 0)
    live(world, 100, lines)
    assert world.nodes.failed.tolist() == [False, False, True, True]
    told = work(world, 0, Verb.MEND_WIRE, 0, 400)
    [mended] = of_kind(told, Kind.WIRE_MENDED)
    assert (mended.who, mended.whom, mended.amount) == (0, 0, 2)
    assert [(e.who, e.cause) for e in of_kind(told, Kind.DEVICE_BACK)] == [(2, mended.id), (3, mended.id)]
    assert kit.count(world, 0, ItemKind.PARTS) == 1
    assert not world.nodes.failed.any()


def test_a_node_is_broken_and_mended_likewise():
    world = street([(55, 5)])
    equip(world, 0, parts=5)
    told = work(world, 0, Verb.BREAK_NODE, 1, 200)
    assert [(e.whom, e.amount) for e in of_kind(told, Kind.NODE_BROKEN)] == [(1, 2)]
    assert world.nodes.failed.tolist() == [False, False, True, True]
    told = work(world, 0, Verb.MEND_NODE, 1, 1000)
    assert [(e.whom, e.amount) for e in of_kind(told, Kind.NODE_MENDED)] == [(1, 2)]
    assert kit.count(world, 0, ItemKind.PARTS) == 0
    assert not world.nodes.failed.any()


@pytest.mark.parametrize(("verb", "knob"), [(Verb.MEND_WIRE, "wire_parts"), (Verb.MEND_NODE, "node_parts")])
def test_a_repair_without_enough_parts_is_refused_with_the_reason_and_nothing_is_spent(verb, knob):
    for needed, ends in ((4, [Refusal.NO_SUPPLIES]), (3, [])):
        world = street([(55, 5)])
        equip(world, 0, parts=3)
        if verb == Verb.MEND_WIRE:
            cut(world, 0)
        else:
            break_node(world, 1)
        before = world.wires.works.copy(), world.nodes.works.copy()
        ordered = order(world, 0, verb, 0 if verb == Verb.MEND_WIRE else 1)
        told = live(world, 1000, lines, repairs={knob: needed})
        refused = of_kind(told, Kind.REFUSED)
        assert [e.amount for e in refused] == ends
        assert kit.count(world, 0, ItemKind.PARTS) == (3 if ends else 0)
        if ends:
            assert refused[0].cause == ordered
            assert np.array_equal(world.wires.works, before[0])
            assert np.array_equal(world.nodes.works, before[1])


def test_a_wire_takes_two_parts_and_a_node_five():
    world = street([(55, 5)])
    equip(world, 0, parts=9)
    cut(world, 0)
    break_node(world, 1)
    work(world, 0, Verb.MEND_WIRE, 0)
    assert kit.count(world, 0, ItemKind.PARTS) == 7
    work(world, 0, Verb.MEND_NODE, 1)
    assert kit.count(world, 0, ItemKind.PARTS) == 2


def test_parts_that_are_gone_by_the_end_break_it_off():
    world = street()
    equip(world, 0, parts=2)
    cut(world, 0)
    work(world, 0, Verb.MEND_WIRE, 0, 100)
    kit.spend(world, 0, ItemKind.PARTS, 1)
    assert [e.kind for e in live(world, 300, lines)] == [Kind.INTERRUPTED]
    assert not world.wires.works[0]
    assert kit.count(world, 0, ItemKind.PARTS) == 1


def test_of_two_who_mend_the_same_line_one_does_and_the_other_keeps_their_parts():
    kept = set()
    for seed in range(12):
        world = street([(20, 5), (40, 5)])
        world.seed = seed
        for who in (0, 1):
            equip(world, who, parts=2)
        cut(world, 0)
        order(world, 0, Verb.MEND_WIRE, 0)
        order(world, 1, Verb.MEND_WIRE, 0)
        told = live(world, 400, lines)
        assert [len(of_kind(told, kind)) for kind in (Kind.WIRE_MENDED, Kind.INTERRUPTED)] == [1, 1]
        left = [kit.count(world, who, ItemKind.PARTS) for who in (0, 1)]
        assert sorted(left) == [0, 2]
        kept.add(left.index(2))
    assert kept == {0, 1}


# -- switching


def test_a_switch_is_opened_and_closed_with_bare_hands_at_either_end_of_the_line():
    for end in ((2, 5), (55, 5)):
        world = street([end])
        ordered = order(world, 0, Verb.OPEN_SWITCH, 0)
        [opened, dark, blind] = live(world, 120, lines)
        assert (opened.kind, opened.tick, opened.who, opened.whom, opened.amount, opened.cause) == (
            Kind.SWITCH_OPENED, 5, 0, 0, 2, ordered,
        )  # fmt: skip
        assert (dark.kind, dark.cause, blind.cause) == (Kind.LIGHTS_WENT_OUT, opened.id, opened.id)
        assert world.wires.works[0]
        closed = work(world, 0, Verb.CLOSE_SWITCH, 0, 10)
        assert [e.kind for e in closed] == [Kind.SWITCH_CLOSED, Kind.DEVICE_BACK, Kind.DEVICE_BACK]
        assert closed[0].amount == 2
        assert {e.cause for e in closed[1:]} == {closed[0].id}


def test_half_way_along_a_line_there_is_no_switch_and_one_that_is_open_is_not_opened():
    world = street([(30, 5)])
    assert why_not(world, 0, Verb.OPEN_SWITCH, 0) == Refusal.NOT_HERE
    assert why_not(world, 0, Verb.CUT_WIRE, 0) == Refusal.NO_TOOL
    world = street([(2, 5)])
    assert why_not(world, 0, Verb.OPEN_SWITCH, 0) is None
    assert why_not(world, 0, Verb.CLOSE_SWITCH, 0) == Refusal.NOT_NEEDED
    work(world, 0, Verb.OPEN_SWITCH, 0, 10)
    assert why_not(world, 0, Verb.OPEN_SWITCH, 0) == Refusal.NOT_NEEDED
    assert why_not(world, 0, Verb.CLOSE_SWITCH, 0) is None


def test_a_line_that_is_cut_and_switched_off_conducts_only_when_both_are_undone():
    world = street([(2, 5)])
    equip(world, 0, parts=2)
    work(world, 0, Verb.OPEN_SWITCH, 0, 10)
    [snapped] = of_kind(work(world, 0, Verb.CUT_WIRE, 0, 30), Kind.WIRE_CUT)
    assert snapped.amount == 0
    [closed] = of_kind(work(world, 0, Verb.CLOSE_SWITCH, 0, 10), Kind.SWITCH_CLOSED)
    assert closed.amount == 0
    [mended] = of_kind(work(world, 0, Verb.MEND_WIRE, 0, 400), Kind.WIRE_MENDED)
    assert mended.amount == 2


# -- refused


def indoors(world):
    world.citizens.inside[0] = 0


def trapped(world):
    world.citizens.able[0] = 0


def far(world):
    world.citizens.cell[0] = world.city.cell(0, 30, 7)


def cut_already(world):
    cut(world, 0)


def empty_handed(world):
    world.items.free(world.items.rows())


def nothing(world):
    pass


@pytest.mark.parametrize(
    ("hinder", "target", "why"),
    [
        (indoors, 0, Refusal.INDOORS),
        (trapped, 0, Refusal.CANNOT_WALK),
        (far, 0, Refusal.NOT_HERE),
        (nothing, 1, Refusal.NOT_HERE),
        (cut_already, 0, Refusal.NOT_NEEDED),
        (empty_handed, 0, Refusal.NO_TOOL),
        (nothing, 3, Refusal.NO_SUCH_TARGET),
        (nothing, -1, Refusal.NO_SUCH_TARGET),
    ],
)
def test_what_stands_in_the_way_is_said_and_by_the_same_reasons_before_it_is_tried(hinder, target, why):
    world = street()
    equip(world, 0)
    hinder(world)
    assert why_not(world, 0, Verb.CUT_WIRE, target) == why
    if why == Refusal.NO_SUCH_TARGET:
        return  # the rule that takes orders in refuses these
    told = work(world, 0, Verb.CUT_WIRE, target, 30)
    assert [(e.kind, e.amount) for e in told if e.kind == Kind.REFUSED] == [(Kind.REFUSED, why)]
    assert not of_kind(told, Kind.WIRE_CUT)


def test_a_drone_that_flies_is_out_of_reach_and_one_that_has_landed_is_not():
    world = make_world(field(20, 8), [(5, 4)], [(WatcherKind.DRONE, 4 * 20 + 5)])
    wire_up(world, [(CORE, 0), (NodeKind.DRONE, 3, {"watcher": 0, "autonomy": 5})], [(0, 1)])
    assert nodes_at(world, 4 * 20 + 5) == []
    assert why_not(world, 0, Verb.BREAK_NODE, 1) == Refusal.NOT_HERE
    cut(world, 0)
    live(world, 10)
    assert nodes_at(world, 4 * 20 + 5) == [1]
    assert why_not(world, 0, Verb.BREAK_NODE, 1) is None


# -- where lines run


def test_a_line_runs_straight_and_is_in_reach_of_all_who_stand_below_or_beside_it():
    world = street()
    for x in range(WIDE):
        for y in range(12):
            assert (0 in wires_at(world, world.city.cell(0, x, y))) == (1 <= x <= 56 and 3 <= y <= 5)
    assert wires_at(world, world.city.cell(0, 55, 5)) == [0, 1, 2]


@pytest.mark.parametrize(
    ("a", "b"), [((3, 4), (3, 4)), ((0, 0), (9, 3)), ((9, 3), (0, 0)), ((5, 1), (4, 9)), ((2, 9), (2, 0))]
)
def test_a_straight_course_begins_and_ends_where_it_says_and_leaves_no_cell_out(a, b):
    course = straight(a[1] * 20 + a[0], b[1] * 20 + b[0], 20)
    x, y = course % 20, course // 20
    assert (x[0], y[0], x[-1], y[-1]) == (*a, *b)
    assert (np.maximum(abs(np.diff(x)), abs(np.diff(y))) == 1).all()


def test_between_levels_and_up_to_a_drone_only_the_ends_can_be_reached():
    city = make_city(field(20, 8), field(20, 8))
    world = make_world(city, 0, [(WatcherKind.DRONE, 15)])
    nodes = [(CORE, city.cell(0, 2, 2)), (HUB, city.cell(1, 15, 2)), (NodeKind.DRONE, 15, {"watcher": 0})]
    wire_up(world, nodes, [(0, 1), (0, 2)])
    found = world.cache(Lines)
    assert [(int(c), int(w)) for c, w in zip(found.cells, found.wires, strict=True)] == [
        (city.cell(0, 2, 2), 0), (city.cell(0, 2, 2), 1), (city.cell(1, 15, 2), 0),
    ]  # fmt: skip


def test_whoever_has_a_mind_comes_upon_lines_near_by_once_and_knows_where_they_run():
    world = street([(30, 9), (30, 11)], minded=True)
    told = live(world, 61, lines, lines={"seen_m": 10.5})
    [found] = of_kind(told, Kind.LINE_FOUND)
    assert (found.who, found.whom, found.where, found.tick) == (0, 0, world.city.cell(0, 30, 4), 0)
    known = world.knowledge
    [slot] = known.where(knower=0, topic=Topic.LINE).tolist()
    assert (known.subject[slot], known.cell[slot], known.at[slot]) == (0, found.where, 60)
    assert not known.has(knower=1, topic=Topic.LINE)


def test_of_many_lines_at_once_a_dozen_is_come_upon_and_the_others_at_the_next_looks():
    world = make_world(field(WIDE, 40), [(10, 10)])
    world.plans.grow(1)
    world.plans.owner[0] = 0
    cell = world.city.cell
    nodes = [(CORE, cell(0, 2, 2)), *((HUB, cell(0, 8, 5 + n % 12)) for n in range(30))]
    wire_up(world, nodes, [(0, 1 + n) for n in range(30)])
    told = of_kind(live(world, 20, lines, lines={"look_every": 5}), Kind.LINE_FOUND)
    assert [sum(e.tick == tick for e in told) for tick in (0, 5, 10, 15)] == [12, 12, 6, 0]
    assert sorted(e.whom for e in told) == list(range(30))


def test_a_line_is_followed_by_going_along_it():
    """Where one sees it next is farther along: so it leads to the nodes at its ends."""
    world = street([(30, 5)], minded=True)
    for x in range(30, 55):
        world.citizens.cell[0] = world.city.cell(0, x, 5)
        live(world, 5, lines)
        slot = world.knowledge.first(knower=0, topic=Topic.LINE, subject=0)
        assert world.knowledge.cell[slot] == world.city.cell(0, x, 4)
    assert world.knowledge.has(knower=0, topic=Topic.LINE, subject=1)
    assert world.knowledge.has(knower=0, topic=Topic.LINE, subject=2)


def test_how_often_one_looks_about_is_for_the_scenario_to_say():
    world = street([(30, 5)], minded=True)
    world.tick = 1
    told = live(world, 40, lines, lines={"look_every": 30})
    assert [e.tick for e in of_kind(told, Kind.LINE_FOUND)] == [30]


def test_nobody_sees_a_line_through_a_wall_or_from_indoors():
    rows = [list("." * WIDE) for _ in range(12)]
    rows[7] = list("#" * WIDE)
    world = street([(30, 9)], drawing="\n".join(map("".join, rows)), minded=True)
    assert not of_kind(live(world, 30, lines), Kind.LINE_FOUND)
    world = street([(30, 5)], minded=True)
    world.citizens.inside[0] = 0
    assert not of_kind(live(world, 30, lines), Kind.LINE_FOUND)


def test_what_can_be_cut_here_is_offered_and_what_one_knows_of_elsewhere_is_not_here():
    world = street([(30, 5)], minded=True)
    equip(world, 0)
    live(world, 1, lines)
    offered = chances(world, 0, (), ())[Verb.CUT_WIRE]
    assert (offered.target, offered.why_not) == (0, None)
    world.citizens.cell[0] = world.city.cell(0, 30, 11)
    offered = chances(world, 0, (), ())[Verb.CUT_WIRE]
    assert (offered.target, offered.why_not) == (0, Refusal.NOT_HERE)
    assert chances(world, 0, (), ())[Verb.BREAK_NODE].why_not == Refusal.NO_SUCH_TARGET
