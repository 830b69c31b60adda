"""Rows of the story about what Lucy does for Rex: C35 and C36, through the engine that runs scenarios."""

import pytest
from contract.test_causes import unread
from scenes.wired import of_kind

import undergrid
from undergrid.core import units
from undergrid.world.log.kinds import Kind
from undergrid.world.society.feelings import felt
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.orders import Order, Refusal, Verb

HOUR, LEFT = units.HOUR, 2 * units.HOUR
STATION = """scenario: station
title: Beneath the concrete
clock: {starts: "20:00", lasts: 14 h}
map: {generate: {seed: 7}}
exposed: true
crowd: [{count: 4, at: anywhere}]
cast:
  lucy: {name: Lucy, pronouns: she, being: companion, at: old_station, engineering: 1, carries: [{parts: 9}]}
  rex:
    name: Rex
    at: old_station
    expires: 2 h
    bonds: [{to: lucy, kind: love, strength: 90 %}]
  ada: {name: Ada, at: old_station}
"""


@pytest.fixture
def station(tmp_path):
    (tmp_path / "scenario.yaml").write_text(STATION)
    return undergrid.load(tmp_path, seed=1)


def ask(sim, who, verb, whom, amount=0):
    """Give an order from outside at this tick."""
    sim.step([Order(sim.world.tick, sim.row(who), verb, sim.row(whom), amount)])


def told(sim, *kinds):
    return of_kind(sim.world.events.rows(), *kinds)


def test_c35_each_patch_buys_hours_ever_fewer_and_the_end_comes_so_much_later_with_side_effects(station):
    people, rex = station.world.citizens, station.row("rex")
    for n in range(4):
        ask(station, "lucy", Verb.PATCH_NET, "rex")
        station.run(station.world.tick + 1000)
        assert len(told(station, Kind.NET_PATCHED)) == n + 1
    bought = [event.amount for event in told(station, Kind.NET_PATCHED)]
    assert bought == sorted(bought, reverse=True)
    assert len(set(bought)) == 4
    assert people.expires[rex] == LEFT + 60 * sum(bought)
    ask(station, "lucy", Verb.PATCH_NET, "rex")
    [refused] = [event for event in told(station, Kind.REFUSED) if event.who == station.row("lucy")]
    assert refused.amount == Refusal.NO_SUPPLIES, "nine parts were enough for four"
    misfired = told(station, Kind.PATCH_MISFIRED)
    assert (people.strength[rex] < 25_000) == bool(misfired)
    station.run(LEFT)
    assert people.alive[rex]
    station.run(LEFT + 60 * sum(bought) + 1)
    [ended] = [event for event in told(station, Kind.SHUT_DOWN) if event.who == rex]
    assert ended.tick == LEFT + 60 * sum(bought)
    assert unread(station.world.events.rows()) == []


def test_c36_care_raises_the_resolve_of_a_sleeper_who_sleeps_on_and_it_fades(station):
    rex, lucy = station.row("rex"), station.row("lucy")
    station.run(60)
    ask(station, "rex", Verb.SLEEP, "rex")
    station.run(600)
    before = felt(station.world, rex, Feeling.RESOLVE, lucy)
    ask(station, "lucy", Verb.SOOTHE, "rex")
    station.run(600 + HOUR // 2)
    resolved = told(station, Kind.RESOLVES)
    spells = {event.id for event in told(station, Kind.SOOTHED)}
    assert len(spells) >= 5
    assert [(event.who, event.whom) for event in resolved] == [(rex, lucy)] * len(resolved)
    assert resolved[0].cause in spells
    risen = felt(station.world, rex, Feeling.RESOLVE, lucy)
    assert risen > before + 200
    ask(station, "ada", Verb.SOOTHE, "rex")
    assert [event.amount for event in told(station, Kind.REFUSED)] == [Refusal.NOT_BOUND], "nobody to him"
    ask(station, "lucy", Verb.WAIT, "lucy")
    assert not [event for event in told(station, Kind.WOKE) if event.who == rex]
    station.run(units.HOUR * 2 - 60)
    assert felt(station.world, rex, Feeling.RESOLVE, lucy) < 0.85 * risen
    assert unread(station.world.events.rows()) == []
