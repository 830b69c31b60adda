"""Feelings: what happens to the named, and to those they are bound to, moves them by what it means to them.

Danger at hand makes afraid. Who sees, or is told, that somebody they are bound to is dead grieves; who has broken a
promise, who had them in their care or came too late for their call feels guilty. Those who help each other, and spend
hours together, grow attached, and tell each other their names. A promise given, and help, make resolved. Others feel
too; that is not kept: the crowd costs nothing.

Reads   this tick's events; plans.owner, charge; bonds.a, b, cause; knowledge.knower, topic, subject, strength;
        citizens.alive, cause, inside, cell; feelings.owner, kind, whom; who is in whose care as `in_care` does
Writes  feelings, also as `deepen` and `forget` do; ties as `take_to_heart` does; names as `tell_name` does; who is
        known to be dead as `learn_of_body` does
Emits   IS_AFRAID(citizen), GRIEVES, FEELS_GUILT, GROWS_ATTACHED, RESOLVES(citizen, citizen), each with the step that
        it has passed, where it arises or deepens, and because of what moved them; NAMED(citizen, citizen; cause: the
        attachment)
Units   feelings in 1/1000
Source  Appraisal as in world/society/feelings.py; what each thing weighs is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.core.grid import is_near, squared_cells
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.body import posture
from undergrid.world.body.care import learn_of_body
from undergrid.world.body.reach import at_arms_length, within_reach
from undergrid.world.log.events import KIND_BITS, TICK_SHIFT, split_id
from undergrid.world.log.kinds import Kind
from undergrid.world.senses.earshot import within_earshot
from undergrid.world.senses.optics import clear
from undergrid.world.society.feelings import IN_CARE, deepen, forget, in_care, take_to_heart, tie
from undergrid.world.society.first_impressions import tell_name
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.minds import Topic

if TYPE_CHECKING:
    from undergrid.world.world import World

_LOOK_S = 5  # seconds between looks at who is dead of those whom one is bound to; who wakes looks at once
_COMPANY_S = 600  # seconds between looks at who is with whom
_PRESENT = 60  # s: who finds them dead no later than that after their death was with them when they died [assumed]

# what moves somebody: by kind, who of the two is moved, what they feel, whether towards the other, and by which knob
_MEANING: dict[Kind, tuple[tuple[str, Feeling, bool, str], ...]] = {
    Kind.SWEPT: (("whom", Feeling.FEAR, False, "swept"),),
    Kind.CAUGHT_UP: (("whom", Feeling.FEAR, False, "chased"),),
    Kind.ALARM: (("whom", Feeling.FEAR, False, "chased"),),
    Kind.SLIPPED_AWAY: (("who", Feeling.FEAR, False, "chased"),),
    Kind.AMBUSHED: (("whom", Feeling.FEAR, False, "struck"),),
    Kind.WOUNDED: (("who", Feeling.FEAR, False, "struck"),),
    Kind.PLEDGED: (("who", Feeling.RESOLVE, True, "word"),),
    Kind.PLEDGE_BROKEN: (("who", Feeling.GUILT, True, "broken"),),
    Kind.LET_IN: (("whom", Feeling.RESOLVE, False, "helped"),),
}
_CARE = (
    Kind.FREED, Kind.INJECTED, Kind.DRESSED, Kind.TOURNIQUET_PUT_ON, Kind.STABILISED, Kind.GAVE_WATER,
    Kind.BROUGHT_TO_SAFETY,
)  # fmt: skip
for _kind in _CARE:
    _MEANING[_kind] = (
        ("who", Feeling.ATTACHMENT, True, "care"),
        ("whom", Feeling.ATTACHMENT, True, "care"),
        ("whom", Feeling.RESOLVE, False, "helped"),
    )
_READ = ("id", "kind", "who", "whom", "amount")  # of what has happened
_MOVES = np.zeros(1 << KIND_BITS, bool)  # by Kind
_MOVES[[*_MEANING, Kind.ARRESTED, Kind.NO_PULSE, Kind.PULSE_FOUND, Kind.DEATH_TOLD]] = True


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.feelings`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    swept: int = Field(150, ge=0, le=1000, description="fear when a beam passes over one, 1/1000 [assumed]")
    chased: int = Field(500, ge=0, le=1000, description="when hunters are at one's heels, 1/1000 [assumed]")
    struck: int = Field(500, ge=0, le=1000, description="when one is shot at or hurt, 1/1000 [assumed]")
    arrested: int = Field(400, ge=0, le=1000, description="at an arrest that one sees, 1/1000 [assumed]")
    sees_m: float = Field(30, ge=0, le=1000, description="within which one sees it, m [assumed]")
    grief: int = Field(1000, ge=0, le=1000, description="grief for whom one was wholly bound to, 1/1000 [assumed]")
    broken: int = Field(600, ge=0, le=1000, description="guilt of a broken promise, 1/1000 [assumed]")
    left: int = Field(500, ge=0, le=1000, description="of having left who then died, 1/1000 [assumed]")
    lost: int = Field(250, ge=0, le=1000, description="of having had them in one's care, 1/1000 [assumed]")
    late: int = Field(250, ge=0, le=1000, description="of coming too late to who had called, 1/1000 [assumed]")
    care: int = Field(30, ge=0, le=1000, description="attachment by each thing done for them, 1/1000 [assumed]")
    hour: int = Field(60, ge=0, le=1000, description="by an hour together, 1/1000 [assumed]")
    with_m: float = Field(15, ge=0, le=1000, description="within which one is together outdoors, m [assumed]")
    names: int = Field(150, ge=0, le=10_000, description="good experience of being told a name, 1/1000 [assumed]")
    word: int = Field(400, ge=0, le=1000, description="resolve by a promise given, 1/1000 [assumed]")
    helped: int = Field(60, ge=0, le=1000, description="by each thing that somebody does for one, 1/1000 [assumed]")


def step(world: World, params: Params) -> None:
    if not world.plans.n:
        return
    log, woken = world.events, frozenset[int]()
    if log.n > log.tick_began:
        kinds = log.kinds(log.tick_began)
        moving, woke = _MOVES[kinds], kinds == Kind.WOKE
        if woke.any():
            woken = frozenset(log.columns(log.tick_began)["who"][woke].tolist())
        if moving.any():
            happened = log.columns(log.tick_began)
            _appraise(world, params, {name: happened[name][moving] for name in _READ})
    if world.tick % _LOOK_S == 0:
        _look_for_the_dead(world, params)
    elif woken:
        _look_for_the_dead(world, params, woken)
    if world.bonds.n_used and _any_due(world.bonds.handle, world.tick):
        _company(world, params)
    if world.tick % _COMPANY_S == 0:
        forget(world)


def _appraise(world: World, params: Params, happened: dict[str, I64]) -> None:
    """Let what has happened in this tick move those whom it concerns."""
    owners, bonds = world.plans.owner, world.bonds
    feeling = np.concatenate([owners, bonds.b[bonds.rows()][np.isin(bonds.a[bonds.rows()], owners)]])
    events = zip(*(happened[name].tolist() for name in _READ), strict=True)
    for event, number, who, whom, amount in events:
        kind, parties = Kind(number), {"who": who, "whom": whom}
        if kind == Kind.ARRESTED:
            _sees_an_arrest(world, params, whom, event)
        elif kind == Kind.NO_PULSE and who in owners:
            _bereaved(world, params, who, whom, event, left=True)
        elif kind == Kind.DEATH_TOLD and (whom in owners or amount in owners):
            _bereaved(world, params, whom, amount, event, left=True)
        elif kind == Kind.PULSE_FOUND:  # those who were taken for dead live
            feelings = world.feelings
            feelings.free(feelings.where(owner=who, kind=Feeling.GRIEF, whom=whom))
        for party, what, towards, knob in _MEANING.get(kind, ()):
            moved, other = parties[party], parties["whom" if party == "who" else "who"]
            alone = kind.who == kind.whom and moved == other
            if alone or moved not in feeling or not posture.hears(world, moved):
                continue
            by = int(getattr(params, knob))
            if what == Feeling.ATTACHMENT:
                _warms(world, params, moved, other, by, event)
            else:
                deepen(world, moved, what, other if towards else -1, by, event)


def _sees_an_arrest(world: World, params: Params, taken: int, event: int) -> None:
    """Let those of the named who see how somebody is taken be afraid."""
    people, city = world.citizens, world.city
    near, there = squared_cells(params.sees_m, city.cell_mm), int(people.cell[taken])
    for who in world.plans.owner.tolist():
        here = int(people.cell[who])
        together = people.inside[who] == people.inside[taken]
        if who == taken or not together or not posture.hears(world, who):
            continue
        if people.inside[who] >= 0 or (
            is_near(here, there, near, city.width, city.area) and clear(city.handle, here, there)
        ):
            deepen(world, who, Feeling.FEAR, -1, params.arrested, event)


# ---------------------------------------------------------------- grief and guilt


@kernel
def _by_their_dead(plans, bonds, kept, people, city):
    """(n, 2) who is within reach of whose body, of those bound to the dead, or who have or had them in their care."""
    n, found = 0, np.empty((len(bonds.used) + len(kept.used) + len(plans.owner), 2), np.int64)
    for slot in range(len(bonds.used)):
        if bonds.used[slot] and _by_the_dead(people, bonds.a[slot], bonds.b[slot], city):
            found[n, 0], found[n, 1] = bonds.a[slot], bonds.b[slot]
            n += 1
    for slot in range(len(kept.used)):
        cares = kept.used[slot] and IN_CARE[kept.aim[slot]]
        if cares and _by_the_dead(people, kept.owner[slot], kept.whom[slot], city):
            found[n, 0], found[n, 1] = kept.owner[slot], kept.whom[slot]
            n += 1
    for plan in range(len(plans.owner)):
        if _by_the_dead(people, plans.owner[plan], plans.charge[plan], city):
            found[n, 0], found[n, 1] = plans.owner[plan], plans.charge[plan]
            n += 1
    return found[:n]


@kernel(inline=True)
def _by_the_dead(people, who, whom, city):
    """Whether somebody alive is within reach of somebody dead."""
    if who < 0 or whom < 0 or people.alive[whom] or not people.alive[who]:
        return False
    return at_arms_length(people, city, who, whom)


def _look_for_the_dead(world: World, params: Params, woken: frozenset[int] | None = None) -> None:
    """Let those who see that somebody whom they are bound to, or look after, has died, know it and be moved by it; or
    of them only those who have just woken.
    """
    people, owners = world.citizens, world.plans.owner
    pairs = _by_their_dead(
        world.plans.handle, world.bonds.handle, world.intentions.handle, people.handle, world.city.handle
    ).tolist()
    if woken is not None:
        pairs = [pair for pair in pairs if pair[0] in woken]
    for who in owners.tolist() if pairs else ():
        if not people.alive[who]:
            for other in [bound for bound, dead in pairs if dead == who]:
                if other not in owners and not world.feelings.has(owner=other, kind=Feeling.GRIEF, whom=who):
                    _sees_dead(world, params, other, who)
            continue
        for whom in sorted({dead for bound, dead in pairs if bound == who}):
            known = world.knowledge.has(knower=who, topic=Topic.BODY, subject=whom, strength=0)
            if not known and _sees_dead(world, params, who, whom):
                learn_of_body(world, who, whom, 0, int(people.cause[whom]))


def _sees_dead(world: World, params: Params, who: int, whom: int) -> bool:
    """Let somebody who is with a dead person see that, if they have their senses; returns whether they do."""
    died = int(world.citizens.cause[whom])
    tick, kind, _, _ = split_id(died)
    if kind not in (Kind.DIED, Kind.SHUT_DOWN) or not within_reach(world, who, whom) or not posture.hears(world, who):
        return False
    _bereaved(world, params, who, whom, died, left=world.tick - tick > _PRESENT)
    return True


def _bereaved(world: World, params: Params, who: int, whom: int, cause: int, left: bool) -> None:
    """Let somebody grieve for a dead person, and feel guilty where they had them in their care, or came too late."""
    grief = tie(world, who, whom) * params.grief // 1000
    if grief:
        deepen(world, who, Feeling.GRIEF, whom, grief, cause)
    if who not in world.plans.owner:
        return
    if whom in in_care(world, who):
        deepen(world, who, Feeling.GUILT, whom, params.left if left else params.lost, cause)
    elif world.knowledge.has(knower=who, topic=Topic.CALL, subject=whom):
        deepen(world, who, Feeling.GUILT, whom, params.late, cause)


# ---------------------------------------------------------------- attachment


def _company(world: World, params: Params) -> None:
    """Let those who are bound and together grow more attached, at one look in ten minutes since they were bound."""
    bonds, owners, by = world.bonds, world.plans.owner, params.hour * _COMPANY_S // units.HOUR
    for slot in bonds.rows().tolist():
        if not _is_due(bonds.handle, slot, world.tick):
            continue
        who, whom = int(bonds.a[slot]), int(bonds.b[slot])
        if who in owners or whom in owners:
            alive = world.citizens.alive[whom]
            if alive and posture.hears(world, who) and _together(world, params, who, whom):
                _warms(world, params, who, whom, by, int(bonds.cause[slot]))


@kernel
def _any_due(bonds, now):
    """Whether any pair is due for a look."""
    for slot in range(len(bonds.used)):
        if bonds.used[slot] and _is_due(bonds, slot, now):
            return True
    return False


@kernel
def _is_due(bonds, slot, now):
    """Whether a pair is due: every ten minutes since they were bound."""
    age = now - (bonds.cause[slot] >> TICK_SHIFT)
    return age > 0 and age % _COMPANY_S == 0


def _together(world: World, params: Params, who: int, whom: int) -> bool:
    people, city = world.citizens, world.city
    if people.inside[who] >= 0 or people.inside[whom] >= 0:
        return bool(people.inside[who] == people.inside[whom])
    near = squared_cells(params.with_m, city.cell_mm)
    return bool(is_near(int(people.cell[who]), int(people.cell[whom]), near, city.width, city.area))


def _warms(world: World, params: Params, who: int, whom: int, by: int, cause: int) -> None:
    """Let somebody grow attached to somebody; past a step they tell them their name, if they listen."""
    grown = take_to_heart(world, who, whom, by, cause)
    if grown and posture.hears(world, whom) and within_earshot(world, who, whom):
        tell_name(world, who, whom, params.names, grown)
