"""The scenario `relay`, lived through freely: a cut line lets a gate spring open, and a crew mends it."""

import pytest
from contract.test_causes import unread

import undergrid
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Activity


@pytest.fixture(scope="module")
def nights():
    """Forty minutes each of some seeds."""
    found = [undergrid.load("relay", seed=seed) for seed in (31, 32, 33, 34)]
    for sim in found:
        sim.run(2400)
    return found


def of_kind(sim, *kinds):
    return [event for event in sim.world.events.rows() if event.kind in kinds]


def test_thirty_people_live_there_and_some_forty_nodes_hang_together(nights):
    world = nights[0].world
    assert world.citizens.n == 30
    assert 40 <= world.nodes.n <= 45


def test_the_gate_springs_open_because_she_has_cut_its_line_and_never_otherwise(nights):
    sprung = 0
    for sim in nights:
        cuts = {event.id: event for event in of_kind(sim, Kind.WIRE_CUT)}
        for event in of_kind(sim, Kind.GATE_SPRANG_OPEN):
            assert cuts[event.cause].who == 0
            assert event.tick >= cuts[event.cause].tick + 60
            sprung += 1
    assert sprung >= 2


def test_somebody_gets_out_that_way_and_the_crew_mends_what_they_have_cut(nights):
    out = [event for sim in nights for event in of_kind(sim, Kind.CROSSED) if event.who in (0, 1)]
    mended = [event for sim in nights for event in of_kind(sim, Kind.WIRE_MENDED)]
    assert out
    assert mended
    for sim in nights:
        crew = {event.who for event in of_kind(sim, Kind.SENT_TO_LINE)}
        assert {event.who for event in of_kind(sim, Kind.WIRE_MENDED)} <= crew
        assert not crew & {0, 1}


def test_nobody_goes_to_and_fro_through_the_gate(nights):
    for sim in nights:
        for who in (0, 1):
            times = sum(event.who == who for event in of_kind(sim, Kind.CROSSED))
            held = sim.world.citizens.doing[who] == Activity.HELD
            assert times <= 2 or held


def test_somebody_has_read_every_pair_of_an_event_and_its_cause(nights):
    for sim in nights:
        assert unread(sim.world.events.rows()) == []
