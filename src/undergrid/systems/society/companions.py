"""Companions: people grow attached to the units with whom they live, and work less for it; units have moods.

An hour that somebody and a unit in their keeping spend together is a trial of learning: the unit answers them as
faithfully as it is made, and they grow attached, the less the more attached they are already, to it or to another unit
that is there too. A unit that cannot answer is a disappointment. Past a step they are bound, and each shift that they
work earns them less. What happens to a unit pulls its mood, which goes back to where it rests.

Reads   this tick's events; units.owner, fidelity; moods as `mood_of` has them; attachments.a, b, value, cause;
        citizens.alive, inside, cell, work, expires, productivity; bonds.a, b; who is awake as `listens` has it
Writes  attachments.value, cause; bonds.strength, and ties as `bind` makes them; units.pleasure, arousal, dominance,
        mood_at; citizens.productivity
Emits   BONDED(citizen, citizen who is a unit; amount strength; cause: what brought them together), DISTRACTED(citizen,
        citizen who is a unit; amount points less; cause: SHIFT_WORKED; because CONDITION: BONDED)
Units   strengths in 2^-20, moods in 1/10000, points of productivity
Source  Learning: world/society/bonding.py. Moods: world/society/moods.py. How fast, and what it costs: assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.caches import Cache
from undergrid.core.grid import is_near, squared_cells
from undergrid.core.tables import I64
from undergrid.world.log.happened import any_of, flags_of
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.senses.earshot import listens
from undergrid.world.society import bonding, moods
from undergrid.world.society.regard import bind
from undergrid.world.society.tempers import mood_of
from undergrid.world.tables.people import NEVER
from undergrid.world.tables.society import BondKind

if TYPE_CHECKING:
    from undergrid.world.world import World

_WITH_M = 15  # m within which one is together outdoors [as in feelings]
# what moves a unit: by kind, which of the two it is, and the emotion [assumed]
_MEANING: dict[Kind, tuple[str, str]] = {
    Kind.WOUNDED: ("who", "distress"),
    Kind.ARRESTED: ("whom", "fear"),
    Kind.WANTED: ("who", "fear"),
    Kind.KEPT_DOWN: ("who", "fear"),
    Kind.SLIPPED_AWAY: ("who", "relief"),
    Kind.LET_IN: ("whom", "gratitude"),
    Kind.CONFESSED: ("who", "relief"),
    Kind.CLAIMED: ("who", "shame"),
    Kind.CROSSED: ("who", "joy"),
}
_SHIFTS = flags_of((*_MEANING, Kind.SHIFT_WORKED))
_NO_SHIFTS = flags_of(_MEANING)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.companions`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    trial_minutes: int = Field(60, ge=1, le=1440, description="time together that is one trial, min [assumed]")
    rate: float = Field(0.1, ge=0, le=1, description="salience times rate of learning of a trial [assumed]")
    binds_at: int = Field(300, ge=1, le=1000, description="attachment from which on they are bound, 1/1000 [assumed]")
    distracts: float = Field(0.5, ge=0, le=1, description="share of a shift's points lost, wholly attached [assumed]")
    moved: int = Field(500, ge=0, le=1000, description="strength of what an event makes a unit feel, 1/1000 [assumed]")


class _Concerned(Cache):
    """flags: by row, whether somebody is a unit or keeps one; the last stands for nobody. moves: the kinds of events to
    look at: shifts only where one of those works. None of that changes in a run.
    """

    def __init__(self, world: World) -> None:
        self.flags = np.zeros(max(world.citizens.n, world.watchers.n) + 1, bool)
        self.flags[world.units.owner[world.units.rows()]] = True
        keepers = world.attachments.a[world.attachments.rows()]
        self.flags[keepers] = True
        self.moves = _SHIFTS if (world.citizens.work[keepers] >= 0).any() else _NO_SHIFTS


def step(world: World, params: Params) -> None:
    """Teach, and let what has happened count."""
    if not world.units.n_used:
        return
    concerned = world.cache(_Concerned)
    if any_of(world.events, concerned.moves):
        happened, flags = world.events.columns(world.events.tick_began), concerned.flags
        moving = concerned.moves[happened["kind"]]
        moving &= flags[np.where(moving, happened["who"], -1)] | flags[np.where(moving, happened["whom"], -1)]
        if moving.any():
            told = {name: happened[name][moving] for name in ("id", "kind", "who", "whom", "amount")}
            _count(world, params, told)
    if world.attachments.n_used and world.tick and world.tick % (60 * params.trial_minutes) == 0:
        _teach(world, params)


def _count(world: World, params: Params, happened: dict[str, I64]) -> None:
    """Let shifts be worth less to who is attached, and what happens to units move them."""
    kept, units = world.attachments, world.units
    attached, owners = kept.a[kept.rows()], units.owner[units.rows()]
    shifts = (happened["kind"] == Kind.SHIFT_WORKED) & np.isin(happened["who"], attached)
    for n in np.flatnonzero(shifts).tolist():
        _distract(world, params, int(happened["who"][n]), int(happened["amount"][n]), int(happened["id"][n]))
    pulls: dict[int, list[tuple[str, int]]] = {}
    for number, who, whom in zip(*(happened[name].tolist() for name in ("kind", "who", "whom")), strict=True):
        party, emotion = _MEANING.get(Kind(number), ("", ""))
        moved = who if party == "who" else whom
        if party and moved in owners:
            pulls.setdefault(moved, []).append((emotion, params.moved))
    for unit in sorted(pulls):
        _move(world, params, unit, pulls[unit])


def _distract(world: World, params: Params, who: int, earned: int, shift: int) -> None:
    """Take from somebody what a shift has earned them less, for their mind was with a unit."""
    kept, people = world.attachments, world.citizens
    slots = kept.of(who)
    slot = int(slots[np.argmax(kept.value[slots])])
    strength = bonding.thousandths(int(kept.value[slot]))
    if people.expires[who] == NEVER or strength < params.binds_at:
        return
    lost = (earned * round(1000 * params.distracts) * strength + 500_000) // 1_000_000
    if lost > 0:
        people.productivity[who] -= lost
        event = world.events.one(Kind.DISTRACTED, who, int(kept.b[slot]), int(people.cell[who]), lost, shift)
        world.events.because(event, int(kept.cause[slot]), Role.CONDITION)


def _teach(world: World, params: Params) -> None:
    """One trial for everybody who is together with units in their keeping."""
    kept, units = world.attachments, world.units
    rows = kept.rows()
    for who in np.unique(kept.a[rows]).tolist():
        there = [slot for slot in kept.of(who).tolist() if _together(world, who, int(kept.b[slot]))]
        if not there or not world.citizens.alive[who] or not listens(world, who):
            continue
        answers = [unit for unit in kept.b[there].tolist() if _answers(world, unit)]
        most = max((int(units.fidelity[units.first(owner=unit)]) for unit in answers), default=0)
        most = (most << bonding.BITS) // 1000
        learned = bonding.trial([int(kept.value[slot]) for slot in there], round(params.rate * bonding.ONE), most)
        for slot, value in zip(there, learned, strict=True):
            kept.value[slot] = value
            _tie(world, params, slot, who)


def _answers(world: World, unit: int) -> bool:
    """Whether a unit gives anything back."""
    return bool(world.citizens.alive[unit]) and listens(world, unit)


def _together(world: World, who: int, unit: int) -> bool:
    """Whether two are in one building, or near each other outdoors."""
    people, city = world.citizens, world.city
    inside, other = int(people.inside[who]), int(people.inside[unit])
    if inside >= 0 or other >= 0:
        return inside == other
    near = squared_cells(_WITH_M, city.cell_mm)
    return bool(is_near(int(people.cell[who]), int(people.cell[unit]), near, city.width, city.area))


def _tie(world: World, params: Params, slot: int, who: int) -> None:
    """Let the bond of somebody to a unit be as strong as they are attached; past the step it is made, and told."""
    kept, bonds, units = world.attachments, world.bonds, world.units
    unit, strength = int(kept.b[slot]), bonding.thousandths(int(kept.value[slot]))
    bond = bonds.first(a=who, b=unit)
    if bond >= 0:
        bonds.strength[bond] = strength
    elif strength >= params.binds_at:
        here = int(world.citizens.cell[who])
        event = world.events.one(Kind.BONDED, who, unit, here, strength, int(kept.cause[slot]))
        kept.cause[slot] = event
        bind(world, who, unit, BondKind.LOVE, strength, event)
        bind(world, unit, who, BondKind.LOVE, int(units.fidelity[units.first(owner=unit)]), event)
    _move(world, params, unit, [("love", params.moved * strength // 1000)])


def _move(world: World, params: Params, unit: int, pulls: list[tuple[str, int]]) -> None:
    """Let emotions pull the mood of a unit, as it has come to by now."""
    units = world.units
    slot = units.first(owner=unit)
    found = mood_of(world, slot)
    units.pleasure[slot], units.arousal[slot], units.dominance[slot] = moods.pulled(found, pulls)
    units.mood_at[slot] = world.tick
