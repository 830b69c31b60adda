"""Row C13 in expiry: who was refused may appeal, and a clerk may enter what nobody has granted; the dead stay dead."""

import pytest
from scenes.retold import retold, silenced

from undergrid.core import units
from undergrid.setup import build
from undergrid.sim import Sim
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Order, Refusal, Verb

AUDITS = 2 * units.HOUR


def at_the_office(said):
    """A morning with a clerk at an office; audits come often, and find everything."""
    said["clock"]["starts"] = "08:00"
    said["cast"]["clerk"] = {"name": "Ilse Marr", "profession": "clerk", "home": "pods_1", "at": "offices_1",
                             "work": "offices_1", "expires": "20 d"}  # fmt: skip
    said["rules"]["renewals"] = {"audit_hours": 2, "found": 1, "appeals_per_hour": 0.6}
    said["rules"]["subscription"] = {"period_days": 3}


@pytest.fixture(scope="module")
def morning(tmp_path_factory):
    """Two and a half hours, in which the clerk is told to renew the dead, somebody who need not be, and Rex."""
    sim = silenced(Sim(build(retold("expiry", tmp_path_factory.mktemp("ledger") / "day", at_the_office, 1000), 2)))
    start = sim.fork()
    clerk = sim.row("clerk")
    for whom in (sim.row("osric"), kept(start), sim.row("rex")):
        sim.advance([Order(sim.tick, clerk, Verb.FALSIFY, whom)])
        sim.run(sim.tick + 5)
    sim.run("150 min")
    return sim, start


def kept(sim):
    """Somebody whose renewal has not been refused."""
    people = sim.world.citizens
    (rows,) = (people.alive & ~people.refused & (people.expires < 30 * units.DAY)).nonzero()
    return int(rows[-1])


def of(sim, *kinds):
    return [event for event in sim.world.events.rows() if event.kind in kinds]


def test_c13_the_renewal_of_the_dead_is_refused_with_the_reason(morning):
    sim, start = morning
    clerk = sim.row("clerk")
    refused = [event for event in of(sim, Kind.REFUSED) if event.who == clerk]
    assert [(event.whom, event.amount) for event in refused] == [
        (sim.row("osric"), Refusal.TARGET_DEAD), (kept(start), Refusal.NOT_NEEDED),
    ]  # fmt: skip
    assert sim.world.citizens.expires[sim.row("osric")] < 0


def test_c13_a_fraud_buys_time_until_it_is_found_and_has_its_sanction(morning):
    sim, start = morning
    clerk, rex, people = sim.row("clerk"), sim.row("rex"), sim.world.citizens
    (false,), (found,) = of(sim, Kind.LEDGER_FALSIFIED), of(sim, Kind.FRAUD_FOUND)
    assert (false.who, false.whom, found.who, found.whom, found.cause) == (clerk, rex, clerk, rex, false.id)
    assert 0 <= found.tick - false.tick - AUDITS <= 60
    assert people.expires[rex] == found.tick + 12 * units.HOUR < 36 * units.HOUR
    fines = [event for event in of(sim, Kind.FINED) if event.cause == found.id]
    assert [(event.who, event.amount) for event in fines] == [(clerk, 300)]
    assert people.obedience[clerk] < start.world.citizens.obedience[clerk]
    assert sim.world.dossiers.has(subject=clerk)


def test_c13_some_of_the_crowd_appeal_and_some_of_these_live_on(morning):
    sim, start = morning
    people = sim.world.citizens
    upheld, dismissed = of(sim, Kind.APPEAL_UPHELD), of(sim, Kind.APPEAL_DISMISSED)
    assert len(upheld) >= 2
    assert len(dismissed) >= 2
    by_id = {event.id: event for event in sim.world.events.rows()}
    for event in upheld + dismissed:
        cause = by_id[event.cause].kind if event.cause else Kind.SCENARIO
        assert cause in (Kind.RENEWAL_REFUSED, Kind.SCENARIO)
        assert event.stream
    for event in upheld:
        assert not people.refused[event.who]
        assert people.expires[event.who] == start.world.citizens.expires[event.who] + 7 * units.DAY
    assert all(people.refused[event.who] for event in dismissed if people.alive[event.who])
