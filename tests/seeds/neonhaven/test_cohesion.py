"""What holds a faction together: what its people believe, what shakes them, and who leaves."""

import pytest
from contract.test_causes import unread
from scenes.base import KAEL, ask
from scenes.stores import crowd_of, go, shut_off
from scenes.wired import of_kind

from undergrid.world.body.blood_loss import die
from undergrid.world.log.kinds import Kind
from undergrid.world.society.factions import faction_of
from undergrid.world.society.regard import bind
from undergrid.world.tables.body import Death
from undergrid.world.tables.factions import Allegiance
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.society import BondKind

HOUR = 3600


def rust(n=12, seed=1, belief=700, **given):
    """The base and those of the crowd who live in it, with air enough and so much belief."""
    sim = shut_off(seed, n=n, people=100, **given)
    sworn = sim.world.sworn
    sim.world.factions.belief[0] = sworn.belief[sworn.where(faction=0)] = belief
    return sim


def beliefs(sim, who):
    sworn = sim.world.sworn
    return [int(sworn.belief[sworn.first(owner=one, faction=0)]) for one in who]


def lost(sim, *who):
    """Let some die at this tick."""

    def at(rule):
        for one in who if rule == "bleeding" else ():
            die(sim.world, one, Death.BLOOD_LOSS, sim.world.scenario_event)

    sim.advance(after=at)


def informs(sim, who, whom):
    """Let somebody inform on somebody whom they have seen; returns what happened."""
    known, slot = sim.world.knowledge, sim.world.knowledge.take(1)
    known.knower[slot], known.topic[slot], known.subject[slot] = who, Topic.PERSON, whom
    known.cell[slot], known.at[slot] = sim.world.citizens.cell[whom], sim.tick
    return ask(sim, who, Verb.INFORM, whom)


def left(sim):
    return of_kind(sim.world.events.rows(), Kind.LEFT_FACTION)


# ---------------------------------------------------------------- what shakes them


def test_n14_belief_is_as_it_was_and_nobody_leaves_where_nothing_happens():
    sim = rust(more="{at: sector_5_bunker, water: 999}, {at: sector_5_bunker, food: 99}")
    sim.run(6 * HOUR - 1)
    assert set(beliefs(sim, crowd_of(sim))) == {700}
    assert sim.world.factions.cohesion[0] == 700
    assert not left(sim)


def test_n14_cohesion_falls_with_each_who_dies_before_the_others_and_not_where_nobody_hears_of_it():
    sim = rust()
    first, second, *others = crowd_of(sim)
    go(sim, second, inside=False)
    sim.world.citizens.cell[second] = sim.world.city.doors[-4]
    sim.world.rebuild()
    sim.run(5)
    lost(sim, second)
    assert set(beliefs(sim, others)) == {700}
    assert sim.world.factions.cohesion[0] == 700
    sim.run(600)
    assert set(beliefs(sim, others)) == {700}
    lost(sim, first)
    assert set(beliefs(sim, others)) == {640}
    assert beliefs(sim, [KAEL]) == [700], "he was not there"
    assert 640 < sim.world.factions.cohesion[0] < 700


def test_n14_a_death_weighs_the_more_the_closer_one_was():
    sim = rust()
    first, friend, other = crowd_of(sim)[:3]
    sim.run(5)
    bind(sim.world, friend, first, BondKind.FRIEND, 500, sim.world.scenario_event)
    lost(sim, first)
    assert beliefs(sim, [friend, other]) == [700 - 60 - 100, 640]


def test_n14_who_has_seen_it_tells_the_others_at_home_and_they_are_shaken_once():
    sim = rust()
    first, witness, *others = crowd_of(sim)
    for one in (first, witness):
        go(sim, one, inside=False)
    sim.run(5)
    lost(sim, first)
    assert beliefs(sim, [witness, *others[:2]]) == [640, 700, 700]
    go(sim, witness, inside=True)
    sim.run(60)
    assert set(beliefs(sim, [witness, *others])) == {640}
    told = of_kind(sim.world.events.rows(), Kind.DEATH_TOLD)
    assert {(event.whom, event.amount) for event in told} == {(one, first) for one in others}
    sim.run(HOUR - 1)
    assert set(beliefs(sim, [witness, *others])) == {640}


def test_n14_a_betrayal_that_is_heard_and_want_at_home_shake_them_too():
    sim = rust(more="{at: sector_5_bunker, water: 1}")
    traitor, *others = crowd_of(sim)
    sim.run(5)
    [betrayed] = of_kind(informs(sim, traitor, others[0]), Kind.BETRAYED)
    assert set(beliefs(sim, others)) == {620}
    sim.run(HOUR)
    [gone] = of_kind(sim.world.events.rows(), Kind.STORES_GONE)
    assert gone.tick > betrayed.tick
    assert set(beliefs(sim, others)) == {570}
    assert set(sim.world.sworn.shaken[[sim.world.sworn.first(owner=one) for one in others]].tolist()) == {gone.id}


def test_n14_belief_comes_back_by_and_by():
    sim = rust(more="{at: sector_5_bunker, water: 999}, {at: sector_5_bunker, food: 99}")
    first, *others = crowd_of(sim)
    sim.run(5)
    lost(sim, first)
    sim.run(3 * HOUR + 1)
    assert set(beliefs(sim, others)) == {670}
    sim.run(6 * HOUR + 1)
    assert set(beliefs(sim, others)) == {700}


# ---------------------------------------------------------------- those who leave


def test_n14_after_many_losses_some_leave_because_of_the_last_and_go_to_live_elsewhere():
    sim = rust(n=24)
    sim.run(5)
    fallen = crowd_of(sim)[:8]
    for one in fallen:
        lost(sim, one)
    others = crowd_of(sim)[8:]
    assert set(beliefs(sim, others)) == {220}
    sim.run(4 * HOUR + 900)
    gone = left(sim)
    assert 0 < len(gone) < len(others)
    died = of_kind(sim.world.events.rows(), Kind.DIED)
    assert {event.cause for event in gone} == {died[-1].id}
    assert all(0 < event.odds < 2**32 for event in gone)
    people, base = sim.world.citizens, sim.world.bases.building[0]
    for event in gone:
        assert faction_of(sim.world, event.who) == -1
        assert sim.world.sworn.stands[sim.world.sworn.first(owner=event.who)] == Allegiance.LEFT
        assert people.home[event.who] != base
        assert people.inside[event.who] != base


@pytest.mark.parametrize(
    ("belief", "leave"), [(299, True), (300, False), pytest.param(900, False, marks=pytest.mark.slow)]
)
def test_n14_nobody_leaves_above_the_threshold_in_any_seed(belief, leave):
    n = 0
    for seed in (1, 2, 3):
        sim = rust(40, seed, belief)
        if belief < 300:
            sim.world.sworn.belief[sim.world.sworn.where(faction=0)] = 20
        sim.run(2 * HOUR + 1)
        n += len(left(sim))
        assert unread(sim.world.events.rows()) == []
    assert (n > 0) == leave


def test_n14_who_has_left_is_kept_out_and_informing_on_the_others_betrays_nobody_any_more():
    sim = rust(4, belief=0)
    sim.run(2 * HOUR)
    gone = left(sim)[0].who
    stays = next(one for one in crowd_of(sim) if faction_of(sim.world, one) == 0)
    informed = informs(sim, gone, stays)
    assert of_kind(informed, Kind.INFORMED)
    assert not of_kind(informed, Kind.BETRAYED)
