"""Questions: whom a hunter stops to ask who they are, and how likely it is that the answers satisfy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from undergrid.core.grid import is_near
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.policy import FileOf, sign_of
from undergrid.world.authority.shadowing import lies_helpless
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.near import squares
from undergrid.world.orders.attempts import drop_intent
from undergrid.world.orders.halting import halt
from undergrid.world.tables.authority import Duty, Release
from undergrid.world.tables.people import UP_AND_ABOUT, Activity

if TYPE_CHECKING:
    from undergrid.world.world import World


_AT_FEET_MM = 4000  # mm within which whoever leads somebody away looks at who lies there [assumed]


class Shares(NamedTuple):
    """What the chance to be believed is, and what each thing that a hunter sees or knows leaves of it, as shares."""

    believed: float
    untagged: float
    sign: float
    covered: float
    wounded: float
    company: float
    again: float
    known: float
    charge: float


def can_answer(world: World, who: int) -> bool:
    """Whether somebody out of doors is up and in nobody's hands, so that they can be stopped and asked.

    Whoever lies there, or cannot walk, is let lie.
    """
    people, doing = world.citizens, int(world.citizens.doing[who])
    up = (UP_AND_ABOUT[doing] or doing == Activity.RESTING) and doing != Activity.CROSSING
    return bool(people.alive[who] and up and people.able[who] > 0 and people.inside[who] < 0)


def stop(world: World, row: int, who: int, ticks: int) -> int:
    """Let a hunter or Sentinel stop somebody, who has to answer for so many ticks; returns the event STOPPED."""
    people, watchers, asked = world.citizens, world.watchers, world.questionings
    seen = int(watchers.sighting[row]) if watchers.in_sight[row] == who else 0
    event = world.events.one(
        Kind.STOPPED, row, who, int(people.cell[who]), cause=int(watchers.cause[row]) or seen or world.scenario_event
    )
    asked.free(asked.where(subject=who))  # a Sentinel may have asked them before
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


def ask(world: World, row: int, who: int, ticks: int) -> bool:
    """Let a hunter stop whom it has come up to, or let them lie who lie there helpless; False where it is done with
    them.
    """
    if can_answer(world, who):
        stop(world, row, who, ticks)
    elif world.citizens.doing[who] != Activity.QUESTIONED:
        if lies_helpless(world.citizens.handle, who):
            let_lie(world, row, who)
        return False
    return True


def let_lie(world: World, row: int, who: int) -> None:
    """Let a hunter that has come up to somebody who lies there helpless let them lie, and the order with them: LET_GO.

    The authority has no use for whom an order alone has hunted and who cannot even answer.
    """
    watchers = world.watchers
    watchers.cause[row] = _let_lie(world, row, who, int(watchers.cause[row]) or world.scenario_event)


def let_lie_all(world: World, row: int, cause: int) -> None:
    """Let a watcher that leaves with somebody, by the event `cause`, let all lie at its feet who are helpless."""
    people, dossiers, city, here = world.citizens, world.dossiers, world.city, int(world.watchers.cell[row])
    reach = (_AT_FEET_MM // city.cell_mm) ** 2
    rows = dossiers.rows()
    for who in np.sort(dossiers.subject[rows[(dossiers.sought[rows] != 0) & ~dossiers.wanted[rows]]]).tolist():
        near = is_near(here, int(people.cell[who]), reach, city.width, city.area)
        if near and people.alive[who] and lies_helpless(people.handle, who) and people.doing[who] != Activity.HELD:
            _let_lie(world, row, who, cause)


def _let_lie(world: World, row: int, who: int, cause: int) -> int:
    event = world.events.one(Kind.LET_GO, row, who, int(world.citizens.cell[who]), Release.LIE, cause)
    answered(world, who, event, 0)
    return event


def answered(world: World, who: int, event: int, relief: int) -> None:
    """Take the order to hunt somebody back because of the event LET_GO, and so many points of suspicion with it."""
    dossiers, files = world.dossiers, world.files
    slot, file = int(world.cache(DossierOf).slot[who]), int(world.cache(FileOf).slot[who])
    if slot >= 0:
        dossiers.sought[slot], dossiers.asked[slot], dossiers.event[slot] = 0, -1, event
        dossiers.suspicion[slot] = max(0, int(dossiers.suspicion[slot]) - relief)
    if file >= 0:
        files.assigned[file], files.at[file] = False, world.tick


def believed(world: World, who: int, shares: Shares, company: int) -> float:
    """The chance that a hunter believes what somebody says: by tag, sign, wounds, company, charge, and the last time.

    company: how near somebody else speaks against them who is wanted or hunted by order, in cells squared.
    """
    profiles, sign = world.profiles, sign_of(world.profiles.handle, who)
    chance = shares.believed * (1.0 if world.citizens.tagged[who] else shares.untagged)
    if sign >= 0:
        chance *= shares.covered if profiles.covered[sign] else shares.sign
        if profiles.covered[sign] and _is_known(world, who, int(profiles.category[sign])):
            chance *= shares.known
    if len(world.wounds.of(who)):
        chance *= shares.wounded
    if _in_bad_company(world, who, company):
        chance *= shares.company
    if _has_charge(world, who, company):
        chance *= shares.charge
    slot = int(world.cache(DossierOf).slot[who])
    if slot >= 0 and world.dossiers.asked[slot] >= 0:
        chance *= shares.again
    return chance


def _is_known(world: World, who: int, category: int) -> bool:
    """Whether the authority has told by somebody's sign what they are, and hunts them for it."""
    file = int(world.cache(FileOf).slot[who])
    return file >= 0 and bool(world.files.assigned[file]) and int(world.files.category[file]) == category


def _has_charge(world: World, who: int, reach: int) -> bool:
    """Whether somebody moves another along, or has one near whom they are bound to and who lies there helpless."""
    people, city, bonds = world.citizens, world.city, world.bonds
    if world.hauls.has(hauler=who):
        return True
    near = [
        row
        for row in np.unique(bonds.b[bonds.of(who)]).tolist()
        if people.alive[row]
        and lies_helpless(people.handle, row)
        and is_near(int(people.cell[row]), int(people.cell[who]), reach, city.width, city.area)
    ]
    return bool(near)


def _in_bad_company(world: World, who: int, reach: int) -> bool:
    """Whether somebody else who is wanted or hunted by order stands near, out of doors."""
    people, dossiers, city = world.citizens, world.dossiers, world.city
    rows = dossiers.rows()
    others = dossiers.subject[rows[dossiers.wanted[rows] | (dossiers.sought[rows] != 0)]]
    others = others[(others != who) & (people.inside[others] < 0) & people.alive[others]]
    others = others[people.cell[others] // city.area == people.cell[who] // city.area]
    far = squares(people.cell[others], int(people.cell[who]), city.width, city.height)
    return bool(np.any(far <= reach))
