"""First impressions: what strangers see in each other when they meet, and what they take each other for.

The guess is Bayes' rule over few signs: insignia, weapon, gait, nerves. Observers misread gait and nerves now and then,
less with skill. The guess allows for that, so it is calibrated: a certainty of so many in a thousand is right as often,
as long as people are as the priors say. Insignia can be covered and deserters walk like soldiers: guesses can be wrong.

Source  T. Bayes (1763); how common signs are among people of a kind is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core import luck
from undergrid.world.log.kinds import Kind
from undergrid.world.people import background
from undergrid.world.people.households import live_together
from undergrid.world.society import regard
from undergrid.world.society.parley_odds import threat, was_hunted
from undergrid.world.tables.society import Category

if TYPE_CHECKING:
    from undergrid.world.world import World

SIGNS = luck.stream("meeting.signs")

# by Category: of 1000 people met [assumed]
PRIOR = (600, 80, 120, 120, 80)
WEARS = (0, 500, 300, 700, 500)  # of 1000, how many wear their sign openly [assumed]
GUN = (80, 30, 500, 950, 100)  # ... carry a gun [assumed]
SOLDIERLY = (80, 80, 400, 900, 80)  # ... move like soldiers [assumed]
NERVOUS = (400, 400, 500, 150, 150)  # ... are on edge [assumed]
MISREAD, LESS_PER_SKILL = (
    350,
    30,
)  # of 1000, how often gait and nerves are misread, and how much less by skill [assumed]
_GAIT, _NERVES = 0, 1


def meet(world: World, a: int, b: int, cause: int) -> int:
    """Let `a` meet `b`: `a` fears what looks dangerous and guesses what b is. Returns the slot of `regards`.

    Nothing changes where they have met before.
    """
    slot = regard.regard(world, a, b)
    regards = world.regards
    if regards.met[slot] >= 0:
        return slot
    regards.met[slot], regards.as_of[slot], regards.cause[slot] = world.tick, world.tick, cause
    if not _bound(world, a, b):
        regards.fear[slot] = max(int(regards.fear[slot]), threat(world, a, b))
    regards.stance[slot] = regard.on_rung(regard.standing(world, slot))
    where = int(world.citizens.cell[a])
    met = world.events.one(Kind.MET, a, b, where, int(regards.stance[slot]), cause)
    regards.cause[slot] = met
    if not _bound(world, a, b):
        _infer(world, slot, met)
    return slot


def acquaint(world: World, a: int, b: int, cause: int) -> None:
    """Let `a` have met `b`, whom they have in hand or who has them in hand, by the event `cause`.

    Nobody is sized up as a stranger after that. Nothing changes where they have met before.
    """
    regards, slot = world.regards, regard.regard(world, a, b)
    if regards.met[slot] < 0:
        regards.met[slot], regards.cause[slot] = world.tick, cause


def tell_name(world: World, who: int, whom: int, weight: int, cause: int) -> None:
    """Let somebody tell another their name, if it is not known: good experience of that weight, in 1/1000."""
    slot = regard.regard(world, whom, who)
    if world.regards.named[slot]:
        return
    world.regards.named[slot] = True
    named = world.events.one(Kind.NAMED, who, whom, int(world.citizens.cell[who]), cause=cause)
    regard.good(world, whom, who, weight, named)


def guess(shown: Category, gun: bool, soldierly: bool, nervous: bool, misread: int) -> tuple[Category, int]:
    """(the likeliest Category of somebody by these signs, its posterior probability in 1/1000).

    `misread` in 1/1000 is how often the observer takes gait or nerves for their opposite.
    """
    posterior = []
    for kind in Category:
        if shown != Category.UNALIGNED:
            sign = WEARS[kind] if kind == shown else 0
        else:
            sign = 1000 - WEARS[kind]
        weight = PRIOR[kind] * sign * (GUN[kind] if gun else 1000 - GUN[kind])
        weight *= _perceived(SOLDIERLY[kind], soldierly, misread) * _perceived(NERVOUS[kind], nervous, misread)
        posterior.append(weight)
    best = max(range(len(posterior)), key=lambda kind: (posterior[kind], -kind))
    return Category(best), (1000 * posterior[best] + sum(posterior) // 2) // sum(posterior)


def misreading(skill: int) -> int:
    """How often somebody of a skill at reading people misreads a sign, in 1/1000."""
    return MISREAD - LESS_PER_SKILL * skill


def soldierly(world: World, who: int) -> bool:
    """Whether somebody moves like a soldier: trained at arms, whatever they are now."""
    return background.skill_soldiering(world, who) >= 4


def nervous(world: World, who: int) -> bool:
    """Whether somebody is on edge: hunted, or hiding what they have been."""
    return was_hunted(world, who) or background.has_past(world, who)


def _infer(world: World, slot: int, cause: int) -> None:
    """Let `a` of a slot of `regards` guess from its signs what `b` is; logs INFERRED."""
    regards, people = world.regards, world.citizens
    a, b = int(regards.a[slot]), int(regards.b[slot])
    misread = misreading(background.skill_soldiering(world, a))
    key, thing = world.key(SIGNS), luck.pair(int(people.luck[a]), int(people.luck[b]))
    wrong = luck.chance(misread / 1000)
    gait = soldierly(world, b) != (luck.u32(key, thing, _GAIT) < wrong)
    edge = nervous(world, b) != (luck.u32(key, thing, _NERVES) < wrong)
    gun = background.armed(world, b) in background.GUNS
    believed, certainty = guess(background.shown(world, b), gun, gait, edge, misread)
    regards.believed[slot], regards.certainty[slot] = believed, certainty
    world.events.one(Kind.INFERRED, a, b, int(people.cell[a]), int(believed), cause, SIGNS, wrong)


def _perceived(share: int, sign: bool, misread: int) -> int:
    """How many of 1000 people seem to have a sign (or not to), where `share` have it and `misread` are misread."""
    shows = (share * (1000 - misread) + (1000 - share) * misread) // 1000
    return shows if sign else 1000 - shows


def _bound(world: World, a: int, b: int) -> bool:
    return world.bonds.has(a=a, b=b) or live_together(world, a, b)
