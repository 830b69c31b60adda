"""Council: who wants to goes to the base and calls one; and what those do who have lost, and those who prepare."""

from scenes.councils import BASE, base, bind, of
from scenes.heads import NIGHT, decided, live, minds, ordered
from scenes.sworn import sworn

from undergrid.systems.items import engine, fusion, suits
from undergrid.systems.society import council, preparation
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.places.occupancy import move_body
from undergrid.world.tables.council import Dissent, Vote
from undergrid.world.tables.factions import Allegiance
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Verb

RULES = (*NIGHT, engine, fusion, suits, council, preparation)
BEFORE = {"begins": "21:00", "ends": "04:00"}


def lived(world, heads, ticks, **turned):
    return live(world, heads, ticks, systems=RULES, **{"council": {"minutes": 1}, **turned})


def test_they_go_to_the_base_and_call_it_once_enough_are_there():
    world = base(4)
    move_body(world, 0, -1)
    world.citizens.cell[0] = world.city.cell(0, 20, 5)
    world.rebuild()
    heads = minds(world, {0: [("council", {**BEFORE, "members": 4})]})
    events = lived(world, heads, 200)
    [called] = of(events, Kind.VOTE_CALLED)
    assert called.who == 0
    assert world.citizens.inside[0] == BASE
    assert decided(events, 0)[0] == Aim.COUNCIL
    assert ordered(events, 0).count(Verb.CALL_VOTE) == 1
    assert [event.amount for event in of(events, Kind.ACHIEVED)] == [Aim.COUNCIL]
    assert not of(events, Kind.REFUSED)


def test_they_wait_for_the_others_and_for_the_hour():
    for wants, members in (({**BEFORE, "members": 9}, 4), (BEFORE, 2), ({"begins": "23:30"}, 4)):
        world = base(members)
        heads = minds(world, {0: [("council", wants)]})
        assert Verb.CALL_VOTE not in ordered(lived(world, heads, 100), 0)


def test_who_is_of_no_faction_or_has_none_to_decide_with_does_nothing_for_it():
    world = base(4)
    world.sworn.stands[world.sworn.first(owner=0)] = Allegiance.LEFT
    nowhere = sworn(world, [4])
    assert world.factions.base[nowhere] == -1
    heads = minds(world, {0: [("council", BEFORE)], 4: [("council", BEFORE)]})
    assert not of(lived(world, heads, 60), Kind.ORDERED)


def outvoted(spoils):
    """Somebody who has lost a vote by far, and is of a mind to do something about it."""
    world = base(5, belief=950)
    heads = minds(world, {0: [("council", {**BEFORE, "calls": False})]})
    bind(world, 0, 5, 1000)
    row = world.councils.take(1)
    seat = world.votes.take(1)
    event = world.events.one(Kind.VOTE_CARRIED, 1, 0, amount=4001, cause=world.scenario_event)
    world.councils.faction[row], world.councils.stage[row], world.councils.cause[row] = 0, 1, event
    world.votes.owner[seat], world.votes.council[seat], world.votes.vote[seat] = 0, row, Vote.AGAINST
    world.votes.dissent[seat] = Dissent.SABOTAGES if spoils else Dissent.WALKS_OUT
    return world, heads, event


def test_who_has_lost_and_is_inclined_to_walks_out():
    world, heads, event = outvoted(spoils=False)
    events = lived(world, heads, 60)
    [left] = of(events, Kind.WALKED_OUT)
    assert (left.who, left.cause) == (0, event)
    assert Verb.LEAVE in ordered(events, 0)
    assert world.citizens.inside[0] == -1


def test_or_spoils_what_it_is_about():
    world, heads, _ = outvoted(spoils=True)
    events = lived(world, heads, 400)
    [spoilt] = of(events, Kind.ENGINE_SPOILT)
    assert spoilt.who == 0
    assert Verb.SABOTAGE in ordered(events, 0)
    assert len(of(events, Kind.ENGINE_SPOILT)) == 1, "once is enough"


def prepared(*armour, parts=2):
    """Three with minds of their own who prepare; the first, with so many parts, and others wear such armour."""
    world = base(3, engine=False)
    world.factions.prepares[0], world.factions.deadline[0] = 0, 23 * 3600
    worn = [
        kit.add(world, who, ItemKind.ARMOUR, 1, world.scenario_event, one) for who, one in enumerate(armour) if one
    ]  # fmt: skip
    kit.add(world, 0, ItemKind.PARTS, parts, world.scenario_event)
    heads = minds(world, {who: [("council", {**BEFORE, "calls": False})] for who in range(3)})
    return world, worn, lived(world, heads, 3601, suits={"armour_minutes": 5})


def test_who_prepares_sees_to_their_own_things_first_and_then_to_those_of_others():
    world, worn, events = prepared(60, 50, parts=2)
    assert world.items.quality[worn].tolist() == [85, 75]
    mended = of(events, Kind.SUIT_MENDED)
    assert [(event.who, event.whom) for event in mended] == [(0, 0), (0, 1)]
    assert [event.whom for event in of(events, Kind.TASK_DONE)] == [0, 1]
    assert [event.amount for event in of(events, Kind.PREPARED)] == [1000]


def test_without_parts_they_mend_nothing():
    _, _, events = prepared(60, 50, parts=0)
    assert not of(events, Kind.SUIT_MENDED, Kind.REFUSED)
