"""Hauling: people drag, carry and hold up others, set them down and hand them over.

Whoever takes somebody up needs both hands, a moment, and enough strength for the weight. The other must be free of
debris, and lie or trust them enough to let them. From then on the body goes where the hauler goes, through doors, gates
and stairs, and the burden slows the hauler. Dragging is faster on a tarp than by the hands and leaves less of a trail.
Wounds that are dressed and not bound may open as somebody is taken up and on the way. Whoever hides or lies flat with
somebody in their hands lies down over them, or beside whom they drag, and goes on with them when they get up; who is
held up stoops and lies with them. A haul ends when the hauler lets go, kneels down to something, cannot stand any more,
falls asleep, faints, is arrested or dies. Of several who take hold of one person at the same time, a draw says who has
them. Whoever lives and has been brought from elsewhere to a building that shelters, or to its door, has been brought to
safety.

Reads   citizens.intent, target, cause, able, alive, doing, inside, cell, posture, luck; hauls.hauler, hauled, mode,
        from_cell, cause; tasks.owner, verb, target, cause; doors, and which buildings shelter; weight and strength as
        `burdens` weighs them; tarps as `kit` counts them; who lets whom as `regard.trust` has it; who is trapped; what
        stands in the way, as `world/reasons` has it
Writes  hauls; citizens.posture, wake; bodies as `occupancy.bring` moves them, and `posture.lay_down` and `get_up`;
        speeds as `posture.refresh_pace` does; wounds as `care.jolt` opens them; meetings as `acquaint`; the tasks that
        `world/orders/tasks.py` keeps
Emits   TOOK_UP(citizen, citizen; amount how; cause: what the order began with), SET_DOWN(citizen, citizen; cause: the
        order, or what befell the hauler), BROUGHT_TO_SAFETY(citizen, citizen; cause: the taking up),
        HANDED_OVER(citizen, citizen; cause: the order), REFUSED, INTERRUPTED
Units   kg, % of walking speed, m, s
Source  Shares of speed: design values so that a child on a tarp comes to 0.6 to 0.9 m/s and an adult by the hands to
        0.3 to 0.7; only their order is known. Weights by age: see `world/body/physique.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.body import burdens, care, injuries, posture, reach
from undergrid.world.items import kit
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import attempts, tasks
from undergrid.world.orders.attempts import Pause, anybody_tries, is_minded
from undergrid.world.places.occupancy import bring
from undergrid.world.places.shelters import shelter_row
from undergrid.world.reasons.movement import has_a_say, hauling, mode_of
from undergrid.world.society import regard
from undergrid.world.society.first_impressions import acquaint
from undergrid.world.tables.body import HaulMode
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("hauling")
CLAIM = luck.stream("hauling/claim")

_TAKING = (Verb.DRAG, Verb.CARRY, Verb.SUPPORT)
_LETS_GO = (Activity.HAULED, Activity.TENDING)  # of a hauler: what ends a haul


_Percent = Annotated[int, Field(ge=0, le=100)]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.hauling`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    take_up_seconds: int = Field(5, ge=1, le=600, description="taking somebody up takes, s [assumed]")
    willing: int = Field(600, ge=0, le=1000, description="trust with which one lets oneself be moved [assumed]")
    carry_pace: tuple[_Percent, _Percent] = Field(
        (100, 55), description="walking speed left carrying nothing, and an adult, % [design value]"
    )
    drag_pace: tuple[_Percent, _Percent] = Field(
        (72, 34), description="the same, dragging by the hands, % [design value]"
    )
    tarp_pace: tuple[_Percent, _Percent] = Field((84, 45), description="the same, dragging on a tarp, % [design value]")
    support_pace: tuple[_Percent, _Percent] = Field(
        (80, 60), description="the same, holding somebody up, % [design value]"
    )
    jolt_m: float = Field(50, ge=0.01, le=100_000, description="wounds are jolted once in, m [assumed]")

    def pace(self, mode: HaulMode) -> tuple[int, int]:
        """The share of walking speed left with nothing, and with an adult, %."""
        return (self.drag_pace, self.tarp_pace, self.carry_pace, self.support_pace)[mode]


def step(world: World, params: Params) -> None:
    """Begin and end hauls, and move those who are hauled."""
    if anybody_tries(world):
        for who in attempts.asked(world, Verb.DRAG, Verb.HAND_OVER):
            _begin(world, params, who)
    if world.tasks.n_used:
        _take_hold(world, params)
    if world.hauls.n_used:
        for slot in world.hauls.rows().tolist():
            _go_along(world, params, slot)


def _begin(world: World, params: Params, who: int) -> None:
    people, verb, whom = world.citizens, Verb(int(world.citizens.intent[who])), int(world.citizens.target[who])
    cause, why = int(people.cause[who]), _why_not(world, params, who, whom, verb)
    if why is not None:
        attempts.refuse(world, who, why)
    elif verb in _TAKING:
        tasks.begin(world, who, verb, whom, params.take_up_seconds, cause)
    elif verb == Verb.DROP:
        tasks.stand_still(world, who)
        _set_down(world, _haul_of(world, who), cause)
    else:
        _hand_over(world, params, who, whom, cause)


def _why_not(world: World, params: Params, who: int, whom: int, verb: Verb) -> Refusal | None:
    """Why somebody cannot haul, set down or hand over; the other's will counts too. None where they can."""
    why = hauling(world, who, verb, whom, 0)
    if why is None and verb != Verb.DROP and not _is_willing(world, params, who, whom, verb):
        return Refusal.UNWILLING
    return why


def _is_willing(world: World, params: Params, who: int, whom: int, verb: Verb) -> bool:
    """Whether `whom` lets `who` move them, or takes a body over from `who`: they have to trust `who` enough."""
    if verb in _TAKING and not has_a_say(world, whom):
        return True
    occupied = verb in _TAKING and reach.hauling(world, whom) >= 0
    return not occupied and regard.trust(world, whom, who) >= params.willing


def _haul_of(world: World, who: int) -> int:
    return world.hauls.first(hauler=who)


def _take_hold(world: World, params: Params) -> None:
    """Let those who have taken hold lift, if they still can; of several who hold one person, by a draw."""
    doing, lucky, key = world.tasks, world.citizens.luck, world.key(CLAIM)
    ready = [(int(doing.owner[slot]), int(doing.target[slot]), slot) for slot in tasks.done(world, _TAKING).tolist()]
    ready.sort(key=lambda claim: (luck.u32(key, luck.pair(lucky[claim[0]], lucky[claim[1]])), claim))
    for who, whom, slot in ready:
        verb, cause = Verb(int(doing.verb[slot])), int(doing.cause[slot])
        if _why_not(world, params, who, whom, verb) is not None:
            tasks.interrupt(world, slot)
            continue
        tasks.finish(world, slot)
        _take_up(world, params, who, whom, mode_of(world, who, verb), cause)


def _take_up(world: World, params: Params, who: int, whom: int, mode: HaulMode, cause: int) -> None:
    hauls, people = world.hauls, world.citizens
    event = world.events.one(Kind.TOOK_UP, who, whom, int(people.cell[who]), mode, cause)
    slot = int(hauls.take(1)[0])
    hauls.hauler[slot], hauls.hauled[slot], hauls.mode[slot] = who, whom, mode
    hauls.since[slot], hauls.cause[slot], hauls.from_cell[slot] = world.tick, event, people.cell[whom]
    _weigh(world, params, slot)
    if people.alive[whom]:
        acquaint(world, who, whom, event)
    if posture.hears(world, whom):
        acquaint(world, whom, who, event)
    _hold(world, slot)
    care.jolt(world, whom, mode, event)


def _weigh(world: World, params: Params, slot: int) -> None:
    """Work out what the burden of a haul leaves of the hauler's speed."""
    hauls = world.hauls
    who, whom, mode = int(hauls.hauler[slot]), int(hauls.hauled[slot]), HaulMode(int(hauls.mode[slot]))
    hauls.pace[slot] = burdens.pace_left(burdens.weight(world, whom), burdens.might(world, who), *params.pace(mode))
    posture.refresh_pace(world, who)


def _hold(world: World, slot: int) -> None:
    """Let whoever is hauled in their senses do nothing else; the unconscious and the dead stay as they are."""
    whom = int(world.hauls.hauled[slot])
    if posture.hears(world, whom):
        posture.lay_down(world, whom, Activity.HAULED, int(world.hauls.cause[slot]))


def _hold_up(world: World, slot: int) -> None:
    """Let somebody who is held up stand, stoop or lie as the hauler does; whoever is dragged or carried lies anyway."""
    people, hauls = world.citizens, world.hauls
    who, whom = int(hauls.hauler[slot]), int(hauls.hauled[slot])
    if hauls.mode[slot] == HaulMode.SUPPORT and people.doing[whom] == Activity.HAULED:
        people.posture[whom] = people.posture[who]


def _hand_over(world: World, params: Params, who: int, other: int, cause: int) -> None:
    hauls, slot = world.hauls, _haul_of(world, who)
    event = world.events.one(Kind.HANDED_OVER, other, who, int(world.citizens.cell[other]), 0, cause)
    tasks.stand_still(world, who)
    tasks.stand_still(world, other)
    hauls.hauler[slot], hauls.since[slot], hauls.cause[slot] = other, world.tick, event
    if hauls.mode[slot] == HaulMode.TARP:
        tarps = kit.slots_of(world, who, ItemKind.TARP)
        if tarps:
            kit.hand(world, tarps[0], other, event)
    _weigh(world, params, slot)
    posture.refresh_pace(world, who)


def _go_along(world: World, params: Params, slot: int) -> None:
    """Move somebody who is hauled to where the hauler is, or set them down where the haul cannot go on."""
    hauls, people = world.hauls, world.citizens
    who, whom, mode = int(hauls.hauler[slot]), int(hauls.hauled[slot]), HaulMode(int(hauls.mode[slot]))
    if not _keeps_hold(world, who):
        _set_down(world, slot, int(people.cause[who]))
        return
    if people.doing[whom] in (Activity.HELD, Activity.RECLAIMED):
        _set_down(world, slot, int(people.cause[whom]))
        return
    if mode == HaulMode.SUPPORT and not posture.hears(world, whom):
        _set_down(world, slot, int(people.cause[whom]))
        return
    if people.doing[whom] != Activity.HAULED:  # has come to
        _hold(world, slot)
    _hold_up(world, slot)
    cell, inside = int(people.cell[who]), int(people.inside[who])
    if people.cell[whom] == cell and people.inside[whom] == inside:
        return
    bring(world, whom, cell, inside)
    jolted = luck.chance(world.city.cell_mm / 1000 / params.jolt_m)
    if luck.u32(world.key(STREAM), people.luck[whom]) < jolted:
        care.jolt(world, whom, mode, int(hauls.cause[slot]))


def _keeps_hold(world: World, who: int) -> bool:
    """Whether a hauler goes on holding whom they haul: also who hides, or lies flat and could get up."""
    people = world.citizens
    fit = posture.hears(world, who) and people.able[who] > 0 and people.doing[who] not in _LETS_GO
    return bool(fit) and not injuries.trapped(world, who)


def _set_down(world: World, slot: int, cause: int) -> None:
    """End a haul because of the event `cause`; whoever can stand gets up, the others lie."""
    hauls, people = world.hauls, world.citizens
    who, whom = int(hauls.hauler[slot]), int(hauls.hauled[slot])
    event = world.events.one(Kind.SET_DOWN, who, whom, int(people.cell[whom]), 0, cause)
    if _in_safety(world, slot):
        world.events.one(Kind.BROUGHT_TO_SAFETY, who, whom, int(people.cell[whom]), cause=int(hauls.cause[slot]))
    hauls.free(np.array([slot]))
    posture.refresh_pace(world, who)
    if people.doing[whom] != Activity.HAULED:
        return
    if not posture.has_senses(world, whom):  # has fainted on the way
        posture.lay_down(world, whom, Activity.UNCONSCIOUS, int(people.cause[whom]))
    elif people.able[whom]:
        posture.get_up(world, whom, event)
    else:
        posture.lay_down(world, whom, Activity.LYING, event)
        if not is_minded(world, whom):
            people.wake[whom] = world.tick + world.shared(Pause).ticks


def _in_safety(world: World, slot: int) -> bool:
    """Whether a haul has brought somebody who lives to a shelter from elsewhere, where nobody has caught them."""
    people, hauls, city = world.citizens, world.hauls, world.city
    who, whom = int(hauls.hauler[slot]), int(hauls.hauled[slot])
    cell, inside = int(people.cell[whom]), int(people.inside[whom])
    if cell == hauls.from_cell[slot] or people.doing[who] in posture.GONE or people.doing[whom] in posture.GONE:
        return False
    buildings = [inside] if inside >= 0 else np.flatnonzero(city.doors == cell).tolist()
    return any(shelter_row(world, building) >= 0 for building in buildings)
