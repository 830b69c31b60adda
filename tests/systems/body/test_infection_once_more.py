"""Infection worked out once more: wounded at one second, beside a twin in which a test does as the rule says."""

import pytest
from scenes.casualties import NOW, casualties
from scenes.twins import assert_alike

from undergrid.core import luck
from undergrid.systems.body import infection
from undergrid.world.body import blood_loss, injuries
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.body import Death, Dressing
from undergrid.world.tables.people import NEVER

DIRTY, CLEAN, DRESSED = (0.35, 0.6, 0.9), (0.1, 0.2, 0.5), 0.7
KNOBS = {"dirty": DIRTY, "clean": CLEAN, "dressed": DRESSED, "fever_hours": 30, "kills": 0.9}


def decide(world, slot):
    """Whether a wound turns."""
    wounds, blood, people, who = world.wounds, world.blood, world.citizens, int(world.wounds.owner[slot])
    wounds.turns[slot] = NEVER
    share = (DIRTY if wounds.dirty[slot] else CLEAN)[int(wounds.depth[slot]) - 1]
    share *= DRESSED if wounds.dressing[slot] in (Dressing.GAUZE, Dressing.STABILISED) else 1.0
    drawn = luck.u32(world.key(infection.TURN), int(wounds.luck[slot]))
    if not people.alive[who] or wounds.infected[slot] or drawn >= luck.chance(share):
        return
    wounds.infected[slot] = True
    what, cause, where = injuries.code(world, slot), int(wounds.cause[slot]), int(people.cell[who])
    event = world.events.one(Kind.INFECTED, who, -1, where, what, cause, infection.TURN, luck.chance(share))
    (body,) = blood.where(owner=who)
    if blood.infected[body] == 0:
        blood.infected[body], blood.ill_due[body] = event, NOW + 3600


def worsen(world, slot):
    """An hour more of fever: by the 30th at its worst, from half of which on it may kill."""
    blood, who = world.blood, int(world.blood.owner[slot])
    if not world.citizens.alive[who]:
        blood.ill_due[slot] = NEVER
        return
    blood.ill_due[slot], blood.fever[slot] = NOW + 3600, min(1000, int(blood.fever[slot]) + 33)
    rate = 0.9 * max(0, int(blood.fever[slot]) // 10 - 50) / 50
    odds, cause = luck.rate_per_tick(rate, 1), int(blood.infected[slot])
    if luck.u32(world.key(infection.DEATH), int(world.citizens.luck[who])) < odds:
        behind = blood_loss.behind(world, who)
        blood_loss.die(world, who, Death.INFECTION, cause, behind, infection.DEATH, odds)
    else:
        blood_loss.refresh_legs(world, who)


def as_said(world):
    """One second, as the rule says."""
    for slot in world.wounds.rows().tolist():
        if world.wounds.turns[slot] <= NOW:
            decide(world, slot)
    for slot in world.blood.rows().tolist():
        if world.blood.ill_due[slot] <= NOW:
            worsen(world, slot)


@pytest.mark.parametrize("seed", [1, 2, 4])
def test_wounds_turn_and_fever_rises_and_kills_as_the_rule_says(seed):
    world, twin = casualties(seed), casualties(seed)
    infection.step(world, infection.Params(**KNOBS))
    as_said(twin)
    assert_alike(world, twin)
    told = [event.kind for event in world.events.this_tick()]
    assert min(told.count(Kind.INFECTED), told.count(Kind.DIED)) > 5


@pytest.mark.parametrize("early", [0, 1])
def test_wounds_and_bodies_are_looked_at_in_their_second_and_none_before(early):
    for turns, ill in ((NOW + early, NOW + 9), (NOW + 9, NOW + early)):
        world, twin = casualties(5), casualties(5)
        for one in (world, twin):
            one.wounds.turns[one.wounds.rows()], one.blood.ill_due[one.blood.rows()] = turns, ill
        infection.step(world, infection.Params(**KNOBS))
        as_said(twin)
        assert_alike(world, twin)
        assert bool(world.events.this_tick()) == (early == 0)
