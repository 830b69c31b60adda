"""The authority's systems together: saved and taken up again at every tick they live the same life."""

from scenes.gatehouse import gatehouse, give_chip, live, order, report

from undergrid.systems.authority import dispatch, dossiers, judgement
from undergrid.systems.movement import movement
from undergrid.systems.places import gates
from undergrid.world.log.events import split_id
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Verb


def lived(heavy):
    world = gatehouse(n_gates=4, people=2, side=30)
    for who in range(8):
        give_chip(world, who, who, corruption=10 * who, age_days=30)
    happened = []
    for tick in range(120):
        if tick % 15 == 0:
            order(world, tick // 15, Verb.PRESENT, tick // 30)
            report(world, 7 - tick // 15, 500 + tick, weight=60 + tick)
        if heavy:
            world.restore(world.tick, world.state())
        happened += live(world, 1, dossiers, dispatch, judgement, movement, gates)
    return world, happened


def test_a_world_saved_between_two_beats_goes_on_as_if_it_had_not_been():
    plain, events = lived(heavy=False)
    saved, same = lived(heavy=True)
    assert same == events
    assert saved.digest() == plain.digest()
    kinds = {event.kind for event in events}
    assert {Kind.JUDGED, Kind.TWITCHED, Kind.HUNT_BEGAN, Kind.WANTED, Kind.GATE_OPENED, Kind.GATE_CLOSED} <= kinds


def test_every_event_of_the_authority_leads_back_to_a_root():
    _, events = lived(heavy=False)
    known = {event.id for event in events}
    for event in events:
        assert event.cause
        assert event.cause in known or split_id(event.cause)[1] in (Kind.ORDERED, Kind.SIGHTED, Kind.SCENARIO)
