"""Rows of eden in eden: a band on the road, and those who lie in wait for it."""

from typing import Any

import numpy as np
from scenes.eden import of
from scenes.nights import lived
from scenes.retold import retold, silenced

from undergrid.setup import build
from undergrid.sim import Sim
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.trails import TraceKind


def on_the_road(folder, *, lain_in_wait):
    """The people by the river, who set out at once for cellar 20; with or without three hunters laid by their road."""

    def change(said: dict[str, Any]) -> None:
        said["bands"]["river_people"]["sets_out"] = "1 min"
        said["watchers"]["hunters"] = "60 %"  # so that nobody else comes by meanwhile
        if lain_in_wait:
            said["places"]["by_the_road"] = {"level": "street", "x": 182, "y": 248}
            said["watchers"]["more"] += [{"kind": "hunter", "at": "by_the_road", "ambush": True}] * 3

    sim = silenced(Sim(build(retold("eden", folder, change), 1)))
    members, bands = sim.world.members, sim.world.bands
    (band,) = np.flatnonzero(bands.used & (bands.building == sim.built.scenario.atlas.buildings["cellar_20"]))
    return sim, set(members.owner[members.where(band=int(band))].tolist())


def sent_to(sim, who, cell, until=2000):
    """Let somebody walk there, as ordered."""
    sim.advance([Order(sim.tick, sim.row(who), Verb.WALK, cell)])
    while sim.world.citizens.goal[sim.row(who)] >= 0 and sim.tick < until:
        sim.advance()
    assert sim.world.citizens.cell[sim.row(who)] == cell


def bodies_known(sim, who, among):
    known = sim.world.knowledge
    return set(known.subject[known.where(knower=sim.row(who), topic=Topic.BODY)].tolist()) & among


def test_e8_a_band_walks_into_an_ambush_and_who_comes_by_later_finds_its_dead(tmp_path):
    """The same road with the same luck, with hunters by it and without; Kael is sent there when all is over."""
    sim, band = on_the_road(tmp_path / "struck", lain_in_wait=True)
    sim.run(900)
    events = sim.world.events.rows()
    (struck,), (laid,) = of(events, Kind.AMBUSHED), of(events, Kind.AMBUSH_LAID)
    (set_out,) = (event for event in of(events, Kind.BAND_SET_OUT) if event.who in band)
    because = sim.world.events.because_columns()
    assert (struck.cause, struck.whom in band) == (laid.id, True)
    assert because["cause"][because["event"] == struck.id].tolist() == [set_out.id]
    assert 4 <= struck.amount <= len(band)
    hurt = [event for event in of(events, Kind.WOUNDED) if event.tick]
    assert hurt
    assert {event.cause for event in hurt} == {struck.id}
    assert not bodies_known(sim, "kael", band)

    sent_to(sim, "kael", struck.where)
    seen = bodies_known(sim, "kael", band)
    assert seen
    assert seen <= {event.who for event in hurt}
    traces = sim.world.traces
    blood = traces.used & (traces.kind == TraceKind.BLOOD)
    blood &= np.isin(traces.cause, [struck.id, *(event.id for event in hurt)])
    assert set(traces.maker[blood].tolist()) <= {event.who for event in hurt}
    assert blood.any()
    dead = min(who for who in seen if not sim.world.citizens.alive[who])
    sent_to(sim, "kael", int(sim.world.citizens.cell[dead]))
    felt = of(lived(sim, 20, [Order(sim.tick, sim.row("kael"), Verb.CHECK, dead)]), Kind.NO_PULSE)
    assert [(event.who, event.whom) for event in felt] == [(sim.row("kael"), dead)]
    by_id = {event.id: event for event in sim.world.events.rows()}
    (died,) = (event for event in by_id.values() if event.kind == Kind.DIED and event.who == dead)
    assert by_id[by_id[died.cause].cause] == struck

    calm, same_band = on_the_road(tmp_path / "calm", lain_in_wait=False)
    assert same_band == band
    calm.run(900)
    sent_to(calm, "kael", struck.where)
    assert not bodies_known(calm, "kael", band)
    calm.run(3600)  # some of them are stopped and asked on the way
    events = calm.world.events.rows()
    assert not of(events, Kind.AMBUSHED, Kind.AMBUSH_LAID)
    assert not [event for event in of(events, Kind.WOUNDED, Kind.DIED) if event.who in band]
    assert [event.amount for event in of(events, Kind.BAND_ARRIVED) if event.who in band] == [len(band)]
