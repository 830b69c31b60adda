"""Questions: whom a hunter stops to ask who they are, and how likely it is that the answers satisfy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.policy import sign_of
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.near import squares
from undergrid.world.orders.attempts import drop_intent
from undergrid.world.orders.halting import halt
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.people import UP_AND_ABOUT, Activity

if TYPE_CHECKING:
    from undergrid.world.world import World


class Shares(NamedTuple):
    """What the chance to be believed is, and what each thing that a hunter sees or knows leaves of it, as shares."""

    believed: float
    untagged: float
    sign: float
    covered: float
    wounded: float
    company: float
    again: float


def can_answer(world: World, who: int) -> bool:
    """Whether somebody out of doors is up and in nobody's hands, so that they can be stopped and asked.

    Whoever lies there, or cannot walk, is let lie.
    """
    people, doing = world.citizens, int(world.citizens.doing[who])
    up = (UP_AND_ABOUT[doing] or doing == Activity.RESTING) and doing != Activity.CROSSING
    return bool(people.alive[who] and up and people.able[who] > 0 and people.inside[who] < 0)


def stop(world: World, row: int, who: int, ticks: int) -> int:
    """Let a hunter stop somebody, who has to answer for so many ticks; returns the event STOPPED."""
    people, watchers, asked = world.citizens, world.watchers, world.questionings
    seen = int(watchers.sighting[row]) if watchers.in_sight[row] == who else 0
    event = world.events.one(
        Kind.STOPPED, row, who, int(people.cell[who]), cause=int(watchers.cause[row]) or seen or world.scenario_event
    )
    slot = int(asked.take(1)[0])
    asked.subject[slot], asked.watcher[slot], asked.cause[slot] = who, row, event
    asked.until[slot] = world.tick + ticks
    asked.goal[slot], asked.pace[slot], asked.was[slot] = people.goal[who], people.pace[who], people.cause[who]
    people.doing[who], people.since[who], people.cause[who] = Activity.QUESTIONED, world.tick, event
    halt(people.handle, who)
    drop_intent(world, who)
    watchers.duty[row], watchers.goal[row], watchers.datum[row] = Duty.QUESTION, watchers.cell[row], -1
    watchers.cause[row] = event
    return event


def believed(world: World, who: int, shares: Shares, company: int) -> float:
    """The chance that a hunter believes what somebody says: by their tag, sign, wounds, company, and the last time.

    company: how near somebody else speaks against them who is wanted or hunted by order, in cells squared.
    """
    profiles, sign = world.profiles, sign_of(world.profiles.handle, who)
    chance = shares.believed * (1.0 if world.citizens.tagged[who] else shares.untagged)
    if sign >= 0:
        chance *= shares.covered if profiles.covered[sign] else shares.sign
    if len(world.wounds.of(who)):
        chance *= shares.wounded
    if _in_bad_company(world, who, company):
        chance *= shares.company
    slot = int(world.cache(DossierOf).slot[who])
    if slot >= 0 and world.dossiers.asked[slot] >= 0:
        chance *= shares.again
    return chance


def _in_bad_company(world: World, who: int, reach: int) -> bool:
    """Whether somebody else who is wanted or hunted by order stands near, out of doors."""
    people, dossiers, city = world.citizens, world.dossiers, world.city
    rows = dossiers.rows()
    others = dossiers.subject[rows[dossiers.wanted[rows] | (dossiers.sought[rows] != 0)]]
    others = others[(others != who) & (people.inside[others] < 0) & people.alive[others]]
    others = others[people.cell[others] // city.area == people.cell[who] // city.area]
    far = squares(people.cell[others], int(people.cell[who]), city.width, city.height)
    return bool(np.any(far <= reach))
