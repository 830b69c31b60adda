"""Word of a death: whoever misses somebody asks those whom they meet, and who knows that they are dead tells them.

Who asks is bound to the dead, and has neither seen nor been told that they died. Who tells has felt no pulse, has seen
the death, or has been told of it; both have their senses, stand within earshot, have met, are bound to each other or
live together, and neither is the other's enemy. A pulse that was missed is told as a death. What they do about it is
grief (`feelings`). Those who are of one faction tell each other at home in their base who of them has died.

Reads   knowledge.knower, topic, subject, cell, strength, cause (of BODY); bonds.a, b; citizens.alive, cell;
        regards.met; bases.building; sworn.owner, faction, stands; who `knows_dead` whom; what people think of each
        other; who shares a home as `live_together` has it; who is in a base as `lodging` has it
Writes  what is learned as `learn` does (topic BODY: that they are dead, from whom)
Emits   DEATH_TOLD(teller, hearer; who is dead; cause: how the teller knows)
Units   ticks of a second
Source  Who is told of a death, and by whom: by those who were there, to those who are bound to the dead; that it is
        told at the first meeting is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict

from undergrid.core.jit import kernel
from undergrid.core.tables import I32, I64
from undergrid.world.body import posture
from undergrid.world.body.closed_air import lodging
from undergrid.world.body.reach import within_reach
from undergrid.world.log.kinds import Kind
from undergrid.world.people.households import live_together
from undergrid.world.senses.earshot import within_earshot
from undergrid.world.society import regard
from undergrid.world.society.factions import at_home
from undergrid.world.society.feelings import knows_dead
from undergrid.world.society.knowledge import learn
from undergrid.world.tables.factions import Allegiance
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.society import Stance

if TYPE_CHECKING:
    from undergrid.world.world import World

_LOOK_S = 10  # seconds between looks at who meets whom


class Params(BaseModel):
    """Nothing to turn."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def step(world: World, params: Params) -> None:
    if world.tick % _LOOK_S:
        return
    if world.plans.n and world.bonds.n_used:
        _ask(world)
    for base in range(world.bases.n):
        _tell_at_home(world, base)


def _ask(world: World) -> None:
    """Let those who miss somebody ask those whom they meet."""
    known, bonds = world.knowledge, world.bonds
    rows = known.where(topic=Topic.BODY, strength=0)
    if not len(rows):
        return
    ties: I64 = _unaware(bonds.handle, known.handle, world.citizens.handle, rows)
    if not len(ties):
        return
    for whom, hearer in sorted(set(zip(bonds.b[ties].tolist(), bonds.a[ties].tolist(), strict=True))):
        if not posture.hears(world, hearer) or knows_dead(world, hearer, whom) or within_reach(world, hearer, whom):
            continue  # who lies beside one is seen
        for row in rows[known.subject[rows] == whom].tolist():
            if _may_tell(world, int(known.knower[row]), hearer):
                _tell(world, row, hearer)
                break


def _tell_at_home(world: World, base: int) -> None:
    """Let those who are of one faction and in its base tell each other who of them has died."""
    known, owners = world.knowledge, _sworn_to(world, at_home(world, int(world.bases.building[base])))
    lost = owners[~world.citizens.alive[owners]]
    if not len(lost):
        return
    here = np.intersect1d(lodging(world, base), owners)
    rows = known.where(topic=Topic.BODY, strength=0)
    rows = rows[np.isin(known.subject[rows], lost) & np.isin(known.knower[rows], here)]
    for whom in np.unique(known.subject[rows]).tolist():
        aware = rows[known.subject[rows] == whom]
        tellers = [row for row in aware.tolist() if posture.hears(world, int(known.knower[row]))]
        for hearer in np.setdiff1d(here, known.knower[aware]).tolist() if tellers else ():
            if posture.hears(world, hearer) and not knows_dead(world, hearer, whom):
                _tell(world, tellers[0], hearer)


def _sworn_to(world: World, faction: int) -> I32:
    """The members of a faction, dead or alive; rows."""
    return world.sworn.owner[world.sworn.where(faction=faction, stands=Allegiance.MEMBER)]


def _may_tell(world: World, teller: int, hearer: int) -> bool:
    """Whether somebody who knows of a death can and would say so to somebody who asks."""
    if teller == hearer or not posture.hears(world, teller) or not within_earshot(world, teller, hearer):
        return False
    if Stance.HOSTILE in (regard.stance(world, teller, hearer), regard.stance(world, hearer, teller)):
        return False
    slot = regard.regard(world, teller, hearer, make=False)
    met = slot >= 0 and int(world.regards.met[slot]) >= 0
    return met or world.bonds.has(a=teller, b=hearer) or live_together(world, teller, hearer)


def _tell(world: World, row: int, hearer: int) -> None:
    """Let the knower of a slot of `knowledge` tell somebody of that death."""
    known = world.knowledge
    teller, whom, cell = int(known.knower[row]), int(known.subject[row]), int(known.cell[row])
    there, cause = int(world.citizens.cell[teller]), int(known.cause[row])
    told = world.events.one(Kind.DEATH_TOLD, teller, hearer, there, whom, cause)
    learn(world, hearer, Topic.BODY, whom, cell, teller, 0, told)


@kernel
def _unaware(bonds, known, people, rows):
    """The bonds of the living to people of whose death somebody else knows, and they do not; rows: of those deaths."""
    n, ties = 0, np.empty(len(bonds.used), np.int64)
    for tie in range(len(bonds.used)):
        if not bonds.used[tie] or not people.alive[bonds.a[tie]]:
            continue
        heard_of = knows = False
        for row in rows:
            if known.subject[row] == bonds.b[tie]:
                heard_of = True
                knows = knows or known.knower[row] == bonds.a[tie]
        if heard_of and not knows:
            ties[n] = tie
            n += 1
    return ties[:n]
