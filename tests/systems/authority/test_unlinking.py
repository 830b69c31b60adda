"""Unlinking: a hunter who sees a linked cube pulls it off; what interrupts that; a mind sends a drone there."""

import pytest
from scenes.engines import CORE, HUB, MINUTE, cube, live, of_kind, tell
from scenes.wired import NodeKind, wire_up
from scenes.worlds import field, make_city, make_world

from undergrid.systems.authority import dispatch, unlinking
from undergrid.systems.items import engine, exchange
from undergrid.systems.network import natives
from undergrid.world.log.events import split_id
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.engines import EngineStage, Unlinking
from undergrid.world.tables.hosts import Host
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER

LINKING = 4 * MINUTE + 1
RULES = (natives, unlinking, exchange, engine)


def site(*watchers, kind=WatcherKind.HUNTER):
    """Somebody at a hub (20, 5) with a cube that they link at once; watchers stand at such cells."""
    city = make_city(field(80, 12))
    posts = [(kind, city.cell(0, *at)) for at in watchers]
    world = make_world(city, [(20, 6)], posts)
    nodes = [(CORE, city.cell(0, 5, 5)), (HUB, city.cell(0, 20, 5))]
    nodes += [(NodeKind.DRONE, at, {"watcher": row}) for row, (_, at) in enumerate(posts) if kind == WatcherKind.DRONE]
    wire_up(world, nodes, [(0, node) for node in range(1, len(nodes))])
    cube(world)
    world.rebuild()
    return world


def linked(world, ticks, **turned):
    """Let the cube be linked; what happens in so many ticks from then on."""
    tell(world, Verb.CONNECT, 1)
    live(world, LINKING, *RULES, **turned)
    assert world.engines.stage[0] == EngineStage.LINKED
    return live(world, ticks, *RULES, **turned)


def test_a_hunter_who_sees_it_goes_up_to_it_works_at_it_and_pulls_it_off():
    world = site((26, 6))
    events = linked(world, 150)
    [off] = of_kind(events, Kind.ENGINE_UNLINKED)
    assert (off.who, off.whom, off.amount) == (0, 1, Unlinking.TORN_OFF)
    assert split_id(off.cause)[1] == Kind.ENGINE_LINKED
    assert off.tick > LINKING + 90
    assert (world.engines.stage[0], world.engines.node[0], world.engines.ready[0]) == (EngineStage.CHARGED, -1, NEVER)
    item = int(world.engines.item[0])
    assert (world.items.holder[item], world.items.cell[item]) == (-1, world.city.cell(0, 20, 6))
    assert world.watchers.duty[0] == Duty.RETURN


@pytest.mark.parametrize(("sees_m", "seconds", "off"), [(20, 90, True), (4, 90, False), (20, 400, False)])
def test_it_takes_sight_and_time(sees_m, seconds, off):
    world = site((26, 6))
    events = linked(world, 150, unlinking={"sees_m": sees_m, "seconds": seconds})
    assert bool(of_kind(events, Kind.ENGINE_UNLINKED)) == off
    assert (world.watchers.cell[0] == world.city.cell(0, 26, 6)) == (sees_m == 4)


def test_whoever_comes_into_view_interrupts_it_and_it_begins_again():
    world = site((22, 6))
    linked(world, 60)
    assert world.watchers.duty[0] == Duty.UNLINK
    world.watchers.in_sight[0], world.watchers.seen_at[0] = 0, world.tick
    live(world, 1, *RULES)
    assert world.watchers.duty[0] == Duty.RETURN
    events = live(world, 80, *RULES)
    assert not of_kind(events, Kind.ENGINE_UNLINKED), "begun anew"
    assert of_kind(live(world, 60, *RULES), Kind.ENGINE_UNLINKED)


def test_who_is_blinded_begins_again_and_who_is_stopped_does_no_more():
    world = site((22, 6))
    linked(world, 60)
    world.watchers.impaired[0] = world.tick + 30
    assert not of_kind(live(world, 100, *RULES), Kind.ENGINE_UNLINKED)
    world.watchers.duty[0] = Duty.OFF
    assert not of_kind(live(world, 200, *RULES), Kind.ENGINE_UNLINKED)


@pytest.mark.parametrize("duty", [Duty.HUNT, Duty.LEAD, Duty.QUESTION, Duty.OFF])
def test_who_is_busy_with_somebody_leaves_it_alone(duty):
    world = site((22, 6))
    world.watchers.duty[0] = duty
    assert not of_kind(linked(world, 200), Kind.ENGINE_UNLINKED)


def test_what_is_taken_up_before_is_left():
    world = site((22, 6))
    linked(world, 30)
    tell(world, Verb.TAKE, amount=int(world.items.kind[world.engines.item[0]]))
    [off] = of_kind(live(world, 3, *RULES), Kind.ENGINE_UNLINKED)
    assert off.amount == Unlinking.TAKEN
    assert world.watchers.duty[0] == Duty.RETURN


# ---------------------------------------------------------------- a mind of the network


def haunted(*drones):
    """The same, with a mind that lives on the Core, and drones on nodes of their own."""
    world = site(*drones, kind=WatcherKind.DRONE)
    world.mind_names = ("Erevos",)
    slot = int(world.minds.take(1)[0])
    world.minds.host[slot], world.minds.node[slot], world.minds.linked[slot] = Host.SERVER, 0, True
    world.minds.cause[slot] = world.scenario_event
    return world


@pytest.mark.parametrize(("call_m", "sent"), [(300, True), (40, False)])
def test_a_mind_that_reaches_the_node_sends_the_nearest_drone(call_m, sent):
    world = haunted((70, 6), (50, 6))
    tell(world, Verb.CONNECT, 1)
    events = live(world, LINKING + 2, *RULES, unlinking={"call_m": call_m})
    [link] = of_kind(events, Kind.ENGINE_LINKED)
    told = of_kind(events, Kind.MIND_SENT)
    assert [(event.who, event.whom, event.cause) for event in told] == ([(0, 1, link.id)] if sent else [])
    assert [event.cause for event in of_kind(events, Kind.HUNT_BEGAN)] == [event.id for event in told]
    assert (world.watchers.duty[1] == Duty.HUNT) == sent


@pytest.mark.parametrize("minutes", [1, 5])
def test_which_looks_there_for_a_while(minutes):
    world = haunted((50, 6))
    turned = {"unlinking": {"look_minutes": minutes}}
    tell(world, Verb.CONNECT, 1)
    live(world, LINKING + 2, *RULES, **turned)
    assert world.watchers.until[0] - world.tick == pytest.approx(60 * minutes, abs=3)
    live(world, 20, dispatch, *RULES, **turned)
    assert world.watchers.cell[0] != world.city.cell(0, 50, 6)


def test_where_none_reaches_the_node_nothing_is_sent():
    world = site((50, 6), kind=WatcherKind.DRONE)
    assert not of_kind(linked(world, 3), Kind.HUNT_BEGAN)


@pytest.mark.parametrize(("again", "sent"), [(60, True), (1000, False)])
def test_it_sends_a_hunter_who_sees_nothing_of_it_too_to_pull_it_off_and_another_when_nobody_is_at_it(again, sent):
    world = haunted()
    city = world.city
    rows = world.watchers.grow(2)
    for row, x in ((rows, 60), (rows + 1, 70)):
        world.watchers.kind[row], world.watchers.cell[row] = WatcherKind.HUNTER, city.cell(0, x, 6)
        world.watchers.home[row], world.watchers.cause[row] = city.cell(0, x, 6), world.scenario_event
    world.rebuild()
    turned = {"unlinking": {"again_seconds": again}}
    events = linked(world, 20, **turned)
    [first] = of_kind(events, Kind.MIND_SENT)
    assert (first.whom, split_id(first.cause)[1]) == (0, Kind.ENGINE_LINKED)
    world.watchers.duty[0] = Duty.OFF
    assert [event.whom for event in of_kind(live(world, 70, *RULES, **turned), Kind.MIND_SENT)] == ([1] if sent else [])
    torn_off = of_kind(live(world, 200, *RULES, **turned), Kind.ENGINE_UNLINKED)
    assert [split_id(event.cause)[1] for event in torn_off] == [Kind.MIND_SENT] * sent
