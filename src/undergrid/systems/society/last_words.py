"""Last words: who is about to die, and has their senses, says what matters to those who are with them.

Whoever bleeds to death says them once, to one of the named who is bound to them or looks after them; so does a unit
whose core has failed. Who has somebody they are bound to, or a child beside them, asks that these be looked after: the
hearer takes that to heart, and resolves to. Others leave their name to whom they are not close. Whose implants fail
knows the minute: shortly before it they take leave of those of the named who are bound to them, or they to those.

Reads   plans.owner; bonds.a, b, kind, strength; conditions.owner, kind, cause; blood.owner, klass, words, bled,
        passed_out; unit_faults.owner, part, due, cause; citizens.alive, age, cell, expires, stage; who is in whose care
        as `in_care` has it
Writes  blood.words; feelings as `deepen` does; ties as `take_to_heart` and `bind` do; names as `tell_name` does
Emits   ENTRUSTED(the dying, citizen; who is to be looked after; cause: the class of loss, or that the core failed),
        LAST_WORDS(the dying, citizen; the same cause), FAREWELL(the dying, citizen; cause: the stage of their
        implants); because of these RESOLVES, GROWS_ATTACHED, NAMED
Units   feelings in 1/1000
Source  In class IV of haemorrhage (ATLS) people lose their senses within minutes: until then they can speak. What is
        said is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.jit import kernel
from undergrid.world.body import posture
from undergrid.world.body.blood_rows import blood_slot
from undergrid.world.body.machine import works
from undergrid.world.body.physique import Ages
from undergrid.world.body.reach import within_reach
from undergrid.world.log.kinds import Kind
from undergrid.world.society import regard
from undergrid.world.society.feelings import deepen, in_care, take_to_heart
from undergrid.world.society.first_impressions import tell_name
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.people import NEVER, ConditionKind
from undergrid.world.tables.society import BondKind
from undergrid.world.tables.units import UnitPart

if TYPE_CHECKING:
    from undergrid.world.world import World

_LOOK_S = 10  # seconds between looks at who is dying
_LAST_STAGE = 3  # of implants that fail, before they shut down [as `citizens.stage` counts]
_DYING = 4  # the class of haemorrhage from which on the bleeding know that they die [ATLS]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.last_words`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    resolve: int = Field(500, ge=0, le=1000, description="resolve of who is asked by the dying, 1/1000 [assumed]")
    heart: int = Field(250, ge=0, le=1000, description="attachment to whom they are asked for, 1/1000 [assumed]")
    tie: int = Field(300, ge=0, le=1000, description="strength of the bond that this makes, 1/1000 [assumed]")
    farewell_minutes: float = Field(5, ge=0, le=60, description="leave is taken before the end, min [assumed]")
    names: int = Field(300, ge=0, le=10_000, description="good experience of being left a name, 1/1000 [assumed]")


def step(world: World, params: Params) -> None:
    if world.tick % _LOOK_S or not world.plans.n:
        return
    for slot in world.conditions.where(kind=ConditionKind.FAILING).tolist() if world.conditions.n_used else ():
        left = int(world.citizens.expires[world.conditions.owner[slot]]) - world.tick
        if 0 <= left - round(params.farewell_minutes * 60) < _LOOK_S:
            _take_leave(world, slot)
    if not _any_dying(world.blood.handle, world.citizens.handle) and not _any_stops(world):
        return
    for who in world.plans.owner.tolist():
        if posture.hears(world, who):
            for dying in _with(world, who):
                _speak(world, params, dying, who)


@kernel
def _any_dying(blood, people):
    """Whether anybody is dying who has not said their last words."""
    for slot in range(len(blood.used)):
        silent = blood.used[slot] and blood.words[slot] == 0 and not blood.passed_out[slot]
        if silent and blood.klass[slot] >= _DYING and people.alive[blood.owner[slot]]:
            return True
    return False


def _any_stops(world: World) -> bool:
    """Whether a unit runs on what is left without its core."""
    return bool(world.unit_faults.n_used and (world.unit_faults.due[world.unit_faults.rows()] != NEVER).any())


def _known_by(world: World, who: int) -> int:
    """The event by which somebody who can speak knows that they die: their class of loss, or of a unit the failing of
    its core; -1 for who does not die.
    """
    slot, faults = blood_slot(world, who), world.unit_faults
    if not works(world, who, UnitPart.VOICE):
        return -1
    if slot >= 0 and world.blood.klass[slot] >= _DYING:
        return int(world.blood.bled[slot])
    core = faults.first(owner=who, part=UnitPart.CORE) if faults.n_used else -1
    return int(faults.cause[core]) if core >= 0 else -1


def _with(world: World, who: int) -> list[int]:
    """Those within reach of one of the named who are bound to them or in their care, have their senses, are dying, and
    have not said their last words: rows, ascending.
    """
    bonds, blood = world.bonds, world.blood
    tied = [*bonds.a[bonds.where(b=who)].tolist(), *bonds.b[bonds.of(who)].tolist()]
    found = []
    for other in sorted({*in_care(world, who), *tied} - {who}):
        slot = blood_slot(world, other)
        if slot >= 0 and not blood.words[slot] and _known_by(world, other) >= 0:
            found += [other] if posture.hears(world, other) and within_reach(world, who, other) else []
    return found


def _speak(world: World, params: Params, dying: int, who: int) -> None:
    """Let somebody who is dying say their last words."""
    blood, slot, cell = world.blood, blood_slot(world, dying), int(world.citizens.cell[dying])
    cause, asked = _known_by(world, dying), _to_be_looked_after(world, dying, who)
    if asked < 0:
        said = world.events.one(Kind.LAST_WORDS, dying, who, cell, cause=cause)
        if not _close(world, dying, who):  # the name is an old one between those
            tell_name(world, dying, who, params.names, said)
    else:
        said = world.events.one(Kind.ENTRUSTED, dying, who, cell, asked, cause)
        deepen(world, who, Feeling.RESOLVE, asked, params.resolve, said)
        take_to_heart(world, who, asked, params.heart, said)
        regard.bind(world, who, asked, BondKind.FRIEND, params.tie, said)
    blood.words[slot] = said


def _close(world: World, a: int, b: int) -> bool:
    """Whether either of two is the kin, the love or a friend of the other, and not only sees them through."""
    bonds = world.bonds
    rows = [*bonds.where(a=a, b=b).tolist(), *bonds.where(a=b, b=a).tolist()]
    return any(bonds.kind[row] != BondKind.ESCORT for row in rows)


def _take_leave(world: World, slot: int) -> None:
    """Let somebody whose implants fail take leave of those of the named who are with them; slot: of their condition."""
    bonds, dying = world.bonds, int(world.conditions.owner[slot])
    tied = {*bonds.a[bonds.where(b=dying)].tolist(), *bonds.b[bonds.of(dying)].tolist()}
    if world.citizens.stage[dying] != _LAST_STAGE or not posture.hears(world, dying):
        return
    for other in sorted(tied & set(world.plans.owner.tolist())):
        if posture.hears(world, other) and within_reach(world, dying, other):
            cell, cause = int(world.citizens.cell[dying]), int(world.conditions.cause[slot])
            world.events.one(Kind.FAREWELL, dying, other, cell, cause=cause)


def _to_be_looked_after(world: World, dying: int, who: int) -> int:
    """For whom somebody who is dying asks: whom they are most bound to, else a child with them; -1 for nobody."""
    bonds, people = world.bonds, world.citizens
    rows = bonds.of(dying)
    bound = [(-int(bonds.strength[row]), int(bonds.b[row])) for row in rows.tolist()]
    for _, other in sorted(bound):
        if other != who and people.alive[other]:
            return other
    children = np.flatnonzero(people.alive & (people.age < world.shared(Ages).child)).tolist()
    near = (child for child in children if child not in (who, dying) and within_reach(world, dying, child))
    return next(near, -1)
