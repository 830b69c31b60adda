"""Row C6 in expiry: what is outlawed is found by a watcher, and a sanction follows by the law that was broken."""

import pytest
from scenes.retold import retold, silenced

from undergrid.setup import build
from undergrid.sim import Sim
from undergrid.world.log.kinds import Kind
from undergrid.world.people.ledger import usefulness
from undergrid.world.tables.authority import WatcherKind

FEW = 60  # people: nobody else is about
BEGINS, LAPSES = 20 * 60, 60 * 60
BEARERS = ("bearer_0", "bearer_1", "bearer_2")  # the last of them has no tag
OTHERS = ("passer_0", "passer_1")


def by_day(said):
    """A morning at the gates: people with a radio and people without, a unit, and a new law on radios for 40 min."""
    said["clock"]["starts"] = "10:00"
    said["laws"]["radios"] = {
        "title": "the Quiet Air Act", "bans": "radio", "fine": 80, "suspicion": 35, "starts": "20 min",
        "ends": "60 min",
    }  # fmt: skip
    for n, name in enumerate(BEARERS + OTHERS):
        said["cast"][name] = {"name": f"Somebody {name}", "at": f"gate_{1 + n % 2}", "plugged": False,
                              "expires": "30 d", "tagged": name != BEARERS[2]}  # fmt: skip
    for name in BEARERS:
        said["cast"][name]["carries"] = [{"radio": 1}]
    said["cast"]["unit"] = {
        "name": "Unit Nine",
        "being": "companion",
        "at": "gate_1",
        "tagged": False,
        "plugged": False,
    }


@pytest.fixture(scope="module")
def morning(tmp_path_factory):
    sim = silenced(Sim(build(retold("expiry", tmp_path_factory.mktemp("laws") / "day", by_day, FEW), 1)))
    start = {name: int(sim.world.citizens.obedience[sim.row(name)]) for name in BEARERS + OTHERS}
    sim.run("2 h")
    return sim, start


def of(sim, *kinds):
    return [event for event in sim.world.events.rows() if event.kind in kinds]


def test_c6_what_a_watcher_finds_banned_is_followed_by_a_sanction_of_its_law(morning):
    sim, _ = morning
    laws, rows = sim.world.law_names, {name: sim.row(name) for name in (*BEARERS, *OTHERS, "unit")}
    radios, units_ = laws.index("the Quiet Air Act"), laws.index("the Companion Act")
    by_id = {event.id: event for event in sim.world.events.rows()}
    found, sanctions = of(sim, Kind.BANNED_FOUND), of(sim, Kind.SANCTIONED)
    with_radio = {event.whom for event in found if event.amount == radios}
    assert with_radio == {rows[name] for name in BEARERS}
    assert {event.whom for event in found if event.amount == units_} <= {rows["unit"], sim.row("lucy")}
    assert rows["unit"] in {event.whom for event in found}
    assert all(WatcherKind(int(sim.world.watchers.kind[event.who])) != WatcherKind.READER for event in found)
    assert len(sanctions) >= 3
    for sanction in sanctions:
        detection = by_id[sanction.cause]
        assert (detection.kind, detection.whom, detection.amount) == (Kind.BANNED_FOUND, sanction.who, sanction.amount)
        assert sanction.tick - detection.tick == 600
    assert {rows["bearer_0"], rows["bearer_1"]} <= {event.who for event in sanctions if event.amount == radios}
    assert not {rows[name] for name in OTHERS} & {event.who for event in sanctions}


def test_c6_the_law_has_a_day_from_which_it_holds_and_one_to_which(morning):
    sim, _ = morning
    (came,), (lapsed,) = of(sim, Kind.LAW_CAME_INTO_FORCE), of(sim, Kind.LAW_LAPSED)
    assert (came.tick, lapsed.tick) == (BEGINS, LAPSES)
    radios = [event for event in of(sim, Kind.BANNED_FOUND) if event.amount == came.who]
    assert radios
    assert all(BEGINS <= event.tick < LAPSES and event.cause == came.id for event in radios)


def test_c6_the_sanction_costs_obedience_and_brings_suspicion(morning):
    sim, start = morning
    people = sim.world.citizens
    fines = {event.cause: event for event in of(sim, Kind.FINED)}
    for name in BEARERS[:2]:
        who = sim.row(name)
        (sanction,) = [event for event in of(sim, Kind.SANCTIONED) if event.who == who]
        assert (fines[sanction.id].who, fines[sanction.id].amount) == (who, 80)
        booked = sum(event.amount for event in of(sim, Kind.FINED) if event.who == who)
        assert people.obedience[who] == start[name] - booked
        assert usefulness(int(people.obedience[who]), 500) < usefulness(start[name], 500)
        slot = sim.world.dossiers.first(subject=who)
        assert sim.world.dossiers.suspicion[slot] > 20  # of 35, some of which has faded since
