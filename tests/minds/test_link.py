"""Link: whoever has the cube brings it to a node, links it and fires it; companions take it up where it has fallen."""

from scenes.bodies import told
from scenes.engines import FULL, cube
from scenes.heads import NIGHT, bind, decided, live, minds
from scenes.sworn import sworn
from scenes.wired import CELL, CORE, HUB, NodeKind, wire_up
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Use
from undergrid.systems.items import engine, exchange
from undergrid.systems.network import control, purge
from undergrid.world.body import injuries
from undergrid.world.body.blood_loss import die
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import BodyPart, Death, WoundKind
from undergrid.world.tables.council import CouncilState, Question
from undergrid.world.tables.engines import EngineStage
from undergrid.world.tables.minds import Aim, Hitch

HOUR = 3600
QUICK = {"purging": {"link_seconds": 20, "fire_seconds": 5, "operator_dies": 0.0}, "engine": {"tuning_minutes": 2}}


def on_the_way(*places, joules=FULL, nodes=True, **wants):
    """Somebody with a cube some twenty cells from a hub and a cell; whoever else there is wants the same."""
    city = make_city(field(50, 12))
    world = make_world(city, [*(places or [(4, 6)])], tagged=0, starts=22 * HOUR)
    lamps = (NodeKind.LIGHTS, city.cell(0, 25, 7), {"district": 0})
    ports = [(CELL, city.cell(0, 24, 5)), (HUB, city.cell(0, 26, 5))] if nodes else []
    wires = [(0, 1), (0, 2), (0, 3)] if nodes else [(0, 1)]
    wire_up(world, [(CORE, city.cell(0, 45, 5)), lamps, *ports], wires)
    cube(world, joules=joules)
    every = range(len(world.citizens.cell))
    bind(world, *((a, b) for a in every for b in every if a != b))
    want = [("link", {"at": "mast", **wants})]
    return world, minds(world, dict.fromkeys(every, want), {"mast": city.cell(0, 25, 6)})


def lived(world, heads, ticks):
    rules = (*NIGHT, exchange, engine, control, purge)
    return live(world, heads, ticks, systems=rules, bodies_found={"bodies": True}, **QUICK)


def test_they_bring_it_there_link_it_to_what_matters_most_wait_and_fire_it():
    world, heads = on_the_way()
    events = lived(world, heads, 400)
    [linked], [shot] = told(world, Kind.ENGINE_LINKED), told(world, Kind.ENGINE_FIRED)
    assert linked.whom == 3 == shot.whom  # the hub
    assert shot.tick - linked.tick >= 120
    assert decided(events, 0)[0] == Aim.LINK
    assert [event.amount for event in told(world, Kind.ACHIEVED)] == [Aim.LINK]
    assert len(told(world, Kind.REFUSED)) == 0


def test_who_is_not_to_fire_it_leaves_it_linked():
    world, heads = on_the_way(fire=False)
    lived(world, heads, 400)
    assert told(world, Kind.ENGINE_LINKED)
    assert not told(world, Kind.ENGINE_FIRED)
    assert [event.amount for event in told(world, Kind.ACHIEVED)] == [Aim.LINK]


def test_who_has_had_to_flee_from_it_comes_back_and_fires_it():
    world, heads = on_the_way()
    lived(world, heads, 130)
    assert told(world, Kind.ENGINE_LINKED)
    assert not told(world, Kind.ENGINE_FIRED)
    world.citizens.cell[0] = world.city.cell(0, 40, 9)
    world.rebuild()
    lived(world, heads, 400)
    assert [event.who for event in told(world, Kind.ENGINE_FIRED)] == [0]


def test_what_is_gone_when_they_come_back_is_given_up():
    world, heads = on_the_way()
    lived(world, heads, 130)
    world.citizens.cell[0] = world.city.cell(0, 40, 9)
    world.engines.stage[0], world.engines.node[0] = EngineStage.FIRED, -1
    world.rebuild()
    lived(world, heads, 400)
    assert not told(world, Kind.ENGINE_FIRED)
    assert [event.amount for event in told(world, Kind.ABANDONED)] == [Aim.LINK]


def test_a_companion_keeps_close_takes_it_up_where_the_bearer_fell_and_brings_it_there():
    world, heads = on_the_way((4, 6), (4, 8))
    lived(world, heads, 12)
    apart = world.city.apart(int(world.citizens.cell[0]), int(world.citizens.cell[1]))
    assert apart <= 8
    assert world.citizens.cell[0] != world.city.cell(0, 4, 6)
    world.events.begin(world.tick)
    die(world, 0, Death.BLAST, world.scenario_event)
    lived(world, heads, 500)
    assert [event.who for event in told(world, Kind.CUBE_FELL)] == [0]
    assert [event.who for event in told(world, Kind.TOOK)] == [1]
    assert [event.who for event in told(world, Kind.ENGINE_LINKED)] == [1]
    assert [event.who for event in told(world, Kind.ENGINE_FIRED)] == [1]


def test_who_goes_along_means_to_cover_the_bearer_and_to_link_it_only_once_they_have_fallen():
    world, heads = on_the_way((4, 6), (4, 8))
    events = lived(world, heads, 30)
    own = [event for event in events if event.kind == Kind.INTENDED and event.who == 1]
    assert [(event.amount, event.whom) for event in own] == [(Aim.COVER, 0)]
    world.events.begin(world.tick)
    die(world, 0, Death.BLAST, world.scenario_event)
    events = lived(world, heads, 30)
    [fell] = told(world, Kind.CUBE_FELL)
    [own] = [event for event in events if event.kind == Kind.INTENDED and event.who == 1]
    assert (own.amount, own.cause) == (Aim.LINK, fell.id)


def test_who_covers_them_leaves_the_firing_to_them_and_does_it_where_they_have_fallen():
    for falls in (False, True):
        world, heads = on_the_way((4, 6), (4, 8))
        lived(world, heads, 80)
        assert [event.who for event in told(world, Kind.ENGINE_LINKED)] == [0]
        if falls:
            world.events.begin(world.tick)
            die(world, 0, Death.BLAST, world.scenario_event)
        lived(world, heads, 250)
        assert [event.who for event in told(world, Kind.ENGINE_FIRED)] == [int(falls)]
        aims = [event.amount for event in told(world, Kind.INTENDED) if event.who == 1]
        assert aims == [Aim.COVER, Aim.LINK] if falls else [Aim.COVER]


def test_who_has_nobody_left_to_cover_is_through_with_it():
    world, heads = on_the_way((4, 6), (4, 8))
    lived(world, heads, 30)
    world.citizens.cell[0] = world.city.cell(0, 48, 11)
    world.engines.free(world.engines.rows())
    world.rebuild()
    lived(world, heads, 700)
    assert Aim.COVER in [event.amount for event in told(world, Kind.ACHIEVED) if event.who == 1]


def test_who_has_no_cube_and_sees_none_does_nothing_for_it():
    world, heads = on_the_way((4, 6), (48, 11))
    world.engines.free(world.engines.rows())
    lived(world, heads, 100)
    assert not told(world, Kind.ORDERED)


def test_whose_legs_do_not_bear_them_does_not_try_to_link_it():
    world, heads = on_the_way((25, 6))
    injuries.wound(world, 0, WoundKind.GUNSHOT, BodyPart.LEG, 3, False, world.scenario_event, flow=0)
    world.citizens.able[0] = 0
    lived(world, heads, 60)
    assert not told(world, Kind.REFUSED)
    assert not told(world, Kind.ENGINE_LINKED)


def test_where_no_node_is_at_hand_they_get_no_further():
    world, heads = on_the_way(nodes=False)
    lived(world, heads, 1300)
    assert Hitch.NOT_THERE in [event.amount for event in told(world, Kind.STUCK)]


def test_what_is_not_charged_is_not_carried_there():
    world, heads = on_the_way(joules=0)
    lived(world, heads, 100)
    assert not told(world, Kind.ORDERED)
    assert world.engines.stage[0] == EngineStage.IDLE


# ---------------------------------------------------------------- in a building


def in_the_works(joules=FULL - 60_000, socket=True, **wants):
    """Somebody in a building in which a cube lies that wants a minute at a socket; twenty cells from a hub."""
    city = make_city(field(50, 12), buildings=[(Use.DISUSED, 0, 4, 6)])
    world = make_world(city, [(4, 6)], tagged=0, starts=22 * HOUR)
    wire_up(world, [(CORE, city.cell(0, 45, 5)), (HUB, city.cell(0, 26, 5))], [(0, 1)])
    row = cube(world, joules=joules)
    item = int(world.engines.item[row])
    world.items.holder[item], world.items.building[item], world.items.cell[item] = -1, 0, city.cell(0, 4, 6)
    if socket:
        row = world.sockets.grow(1)
        world.sockets.building[row] = 0
    world.citizens.inside[0] = 0
    world.rebuild()
    want = [("link", {"at": "mast", **wants})]
    return world, minds(world, {0: want}, {"mast": city.cell(0, 25, 6)})


def test_what_lies_in_the_building_is_taken_up_and_charged_and_brought_there():
    world, heads = in_the_works()
    lived(world, heads, 500)
    [took], [began], [full], [linked] = (
        told(world, kind) for kind in (Kind.TOOK, Kind.CUBE_CHARGES, Kind.ENGINE_CHARGED, Kind.ENGINE_LINKED)
    )
    assert took.tick < began.tick < full.tick < linked.tick
    assert full.tick - began.tick == 60
    assert not told(world, Kind.REFUSED)


def test_it_is_charged_at_any_hour_and_brought_there_at_ones_own():
    world, heads = in_the_works(begins="23:00", ends="05:00")
    lived(world, heads, 600)
    assert told(world, Kind.ENGINE_CHARGED)
    assert world.citizens.inside[0] == 0
    lived(world, heads, 5 * HOUR // 2)
    assert told(world, Kind.ENGINE_LINKED)


def test_where_there_is_no_socket_it_is_taken_along_as_it_is():
    world, heads = in_the_works(socket=False)
    lived(world, heads, 120)
    assert told(world, Kind.TOOK)
    assert not told(world, Kind.CUBE_CHARGES)
    assert world.citizens.inside[0] == 0


def voted_down(world):
    """Let the people of the building have decided against it."""
    return voted(world, Kind.VOTE_FAILED, CouncilState.FAILED)


def voted(world, kind, stage):
    sworn(world, [], base=0)
    row = world.councils.take(1)
    event = world.events.one(kind, 0, 0, amount=3, cause=world.scenario_event)
    world.councils.faction[row], world.councils.stage[row], world.councils.cause[row] = 0, stage, event
    world.councils.question[row] = Question.ENGINE
    return event


def test_what_is_voted_down_while_it_is_charged_is_laid_down_there_and_given_up():
    world, heads = in_the_works()
    lived(world, heads, 30)
    assert told(world, Kind.TOOK)
    event = voted_down(world)
    lived(world, heads, 300)
    [gone] = [event for event in told(world, Kind.ABANDONED) if event.amount == Aim.LINK]
    assert gone.cause == event
    assert told(world, Kind.PUT_DOWN)
    assert world.items.building[world.engines.item[0]] == 0
    assert world.citizens.inside[0] == 0
    assert len(told(world, Kind.TOOK)) == 1


def test_what_they_have_voted_for_is_why_somebody_is_about_to_link_it():
    world, heads = in_the_works()
    event = voted(world, Kind.VOTE_CARRIED, CouncilState.CARRIED)
    lived(world, heads, 30)
    [meant] = [one for one in told(world, Kind.INTENDED) if one.amount == Aim.LINK]
    assert meant.cause == event


def test_who_knows_of_no_vote_goes_on():
    world, heads = in_the_works()
    voted_down(world)
    world.factions.base[0] = -1
    lived(world, heads, 500)
    assert told(world, Kind.ENGINE_LINKED)


def test_who_leaves_it_to_others_to_make_it_ready_takes_nothing_up_there():
    world, heads = in_the_works(ready=False)
    lived(world, heads, 120)
    assert not told(world, Kind.TOOK)
    assert world.citizens.inside[0] == 0
