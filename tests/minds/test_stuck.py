"""Stuck: whoever can do nothing for what they intend says so after five minutes, once for each reason, and why."""

from scenes.heads import before_a_locked_door, live, minds, night
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import LinkKind, Use
from undergrid.minds import stuck
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.places.ways import bar
from undergrid.world.tables.minds import Aim, Hitch

# a wall with one opening; who stands west of it wants to the east
CORRIDOR = """
....................
....................
##########.#########
....................
....................
"""


def told(world, who=0):
    return [event for event in world.events.rows() if event.kind == Kind.STUCK and event.who == who]


def intended(world, aim):
    return next(event for event in world.events.rows() if event.kind == Kind.INTENDED and event.amount == aim)


def cut_off(barred=True):
    """Somebody who wants to where no way leads; the opening is barred before their eyes, or was never there."""
    text = CORRIDOR if barred else CORRIDOR.replace(".#########", "##########")
    world = make_world(make_city(text), [(10, 1)], tagged=0, starts=12 * 3600)
    heads = minds(world, {0: [("reach", {"place": "there"})]}, {"there": world.city.cell(0, 12, 4)})
    event = bar(world, world.city.cell(0, 10, 2), world.scenario_event) if barred else 0
    return world, heads, event


def test_who_finds_no_way_says_so_after_five_minutes_and_once():
    world, heads, _ = cut_off(barred=False)
    live(world, heads, stuck.LONGEST)
    assert told(world) == []
    live(world, heads, 5 * stuck.LONGEST)
    [event] = told(world)
    assert stuck.LONGEST <= event.tick <= stuck.LONGEST + 61
    assert (event.amount, event.cause) == (Hitch.NO_WAY, intended(world, Aim.REACH).id)


def test_what_bars_the_way_in_view_is_the_cause_and_the_intention_a_condition():
    world, heads, barred = cut_off()
    live(world, heads, stuck.LONGEST + 70)
    [event] = told(world)
    assert (event.amount, event.cause) == (Hitch.NO_WAY, barred)
    because = world.events.because_columns()
    [row] = [row for row, found in enumerate(because["event"].tolist()) if found == event.id]
    assert (because["cause"][row], because["role"][row]) == (intended(world, Aim.REACH).id, Role.CONDITION)


def test_nobody_is_frozen_by_what_cannot_be_done_but_goes_on_with_what_can():
    """The farther place is worth less, but there is a way to it."""
    world, heads, _ = cut_off(barred=False)
    both = [("reach", {"place": "there", "urgency": 900}), ("reach", {"place": "here", "urgency": 100})]
    heads = minds(
        make_world(world.city, [(10, 1)], tagged=0, starts=12 * 3600), {0: both},
        {"there": world.city.cell(0, 12, 4), "here": world.city.cell(0, 2, 0)},
    )  # fmt: skip
    world = heads.world
    live(world, heads, 60)
    assert world.city.apart(int(world.citizens.cell[0]), world.city.cell(0, 2, 0)) <= 2


def test_who_stands_beyond_a_gate_without_a_chip_has_empty_hands():
    city = make_city(field(20, 6), field(20, 6), links=[(LinkKind.GATE, (0, 10, 1), (1, 10, 1), 6000)])
    world = make_world(city, [(8, 2)], tagged=0, starts=12 * 3600)
    heads = minds(world, {0: [("reach", {"place": "out"})]}, {"out": city.cell(1, 5, 3)})
    live(world, heads, 2 * stuck.LONGEST + 700)
    assert [event.amount for event in told(world)] == [Hitch.EMPTY_HANDS]


def test_waiting_on_purpose_is_no_such_thing():
    """By day one keeps hidden; at night one sleeps under a roof; before a call one gives it a while."""
    world = make_world(field(20, 8), [(8, 2)], tagged=0, starts=12 * 3600)
    live(world, minds(world, {0: [("hide", {})]}), 4 * stuck.LONGEST)
    assert told(world) == []
    city = make_city(field(20, 8), buildings=[(Use.DISUSED, 0, 10, 4)])
    world = make_world(city, [(10, 5)], tagged=0, starts=23 * 3600)
    night(world, minds(world, {0: [("shelter", {})]}, {}), 2 * stuck.LONGEST)
    assert told(world) == []


def test_who_is_told_off_by_a_door_gives_up_before_that():
    assert told(before_a_locked_door()) == []
