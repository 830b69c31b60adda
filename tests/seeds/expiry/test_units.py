"""Rows of the story about units among people: C8, in a Sim of the small city."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.written import VILLAGE, written

from undergrid.core import units
from undergrid.sim import Sim
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.people import Being

TEXT = """\
scenario: among_people
title: Among people
clock: {tick: 1 s, starts: "06:30", lasts: 1 d}
map: map.tmx
watchers: {drones: 0 %}
cast:
  ivy: {name: Ivy, being: companion, unit: {grade: 5}, at: gate_1, plugged: false}
crowd:
  - {name: people, count: 70, at: anywhere, age: [20, 60], plugged: 0 %, employed: 100 %}
  - {name: units, count: 24, at: anywhere, tagged: 100 %, unit: {grade: 4, fidelity: 100 %, bond: 80 %}}
laws:
  class_5: {title: the Companion Act, bans: companion, grade: 5, suspicion: 60, starts: 4 h}
rules:
  routine: {points: 50, attends: 1}
  companions: {distracts: 0.5}
"""


@pytest.fixture(scope="module")
def day() -> Sim:
    """From the end of the curfew to the evening: everybody works a shift at most."""
    sim = written(TEXT, map_of=VILLAGE)
    sim.run(12 * units.HOUR)
    return sim


def of(sim, *kinds):
    return [event for event in sim.world.events.rows() if event.kind in kinds]


def test_c8_who_is_bound_to_a_unit_is_less_productive_than_the_others(day):
    """Of all who have worked a shift: both their means, and what the log says of each of them."""
    world = day.world
    shifts = {event.who: event for event in of(day, Kind.SHIFT_WORKED)}
    worked = np.array(sorted(shifts))
    kept = world.attachments
    bound = np.isin(worked, kept.a[kept.rows()])
    assert bound.sum() > 8 < (~bound).sum()
    earned = np.array([shifts[who].amount for who in worked.tolist()])
    lost = np.zeros(world.citizens.n, np.int64)
    for event in of(day, Kind.DISTRACTED):
        assert shifts[event.who].id == event.cause
        assert world.units.has(owner=event.whom)
        lost[event.who] += event.amount
    net = earned - lost[worked]
    assert net[bound].mean() < 0.75 * net[~bound].mean()
    assert (lost[worked][~bound] == 0).all()
    assert (lost[worked][bound] > 0).all()
    start = written(TEXT, map_of=VILLAGE).world.citizens.productivity[worked].astype(int)
    now = world.citizens.productivity[worked].astype(int)
    renewed = now - start > 50  # who begins a new period today begins it anew
    assert (np.minimum(now, 1000)[~renewed] == np.minimum(start + net, 1000)[~renewed]).mean() > 0.95


def test_c8_a_class_is_lawful_until_the_hour_of_its_ban(day):
    ivy = day.row("ivy")
    (banned,) = of(day, Kind.LAW_CAME_INTO_FORCE)
    assert (day.world.law_names[banned.who], banned.tick) == ("the Companion Act", 4 * units.HOUR)
    seen = [event.tick for event in of(day, Kind.SIGHTED) if event.whom == ivy]
    assert min(seen) >= banned.tick
    world = day.world
    units_of_four = world.units.owner[world.units.where(klass=4)]
    assert (world.citizens.being[units_of_four] == Being.LICENSED).all()
    assert world.citizens.being[ivy] == Being.COMPANION


AT_HOME = """\
scenario: at_home
title: At home
clock: {tick: 1 s, starts: "17:00", lasts: 2 h}
map: map.tmx
watchers: {drones: 0 %, cameras: 0 %}
crowd:
  - {name: people, count: 150, at: anywhere, age: [20, 60], plugged: 0 %, employed: 0 %}
  - {name: coarse, count: 30, at: anywhere, unit: {grade: 1, glitch: 40 %}}
  - {name: fine, count: 30, at: anywhere, unit: {grade: 9, glitch: 40 %}}
laws:
  coarse: {bans: companion, grade: 1, suspicion: 60, ago: 1 h}
"""


def test_c23_a_glitch_is_noticed_with_a_probability_by_class_and_whoever_finds_an_illegal_unit_reports_it():
    sim = written(AT_HOME, map_of=VILLAGE)
    world, people, kept = sim.world, sim.world.citizens, sim.world.attachments
    sim.run(units.HOUR)
    noticed = {(event.who, event.whom): event for event in of(sim, Kind.GLITCH_NOTICED)}
    shares = {}
    for klass in (1, 9):
        pairs = []
        for unit in world.units.owner[world.units.where(klass=klass)].tolist():
            there = np.flatnonzero(people.home == people.home[unit])
            pairs += [
                (who, unit) for who in there.tolist() if not world.units.has(owner=who) and not kept.has(a=who, b=unit)
            ]
        assert len(pairs) > 80
        shares[klass] = np.mean([pair in noticed for pair in pairs])
    assert abs(shares[1] - 0.4 * 0.9) < 0.12
    assert abs(shares[9] - 0.4 * 0.9 * 0.8**8) < 0.08
    informed = {(event.who, event.whom): event.cause for event in of(sim, Kind.INFORMED)}
    unlawful = {pair: event.id for pair, event in noticed.items() if people.being[pair[1]] == Being.COMPANION}
    assert informed == unlawful
    assert unlawful
    assert set(world.units.klass[[world.units.first(owner=unit) for _, unit in unlawful]].tolist()) == {1}
