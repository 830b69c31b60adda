"""Custody: whoever is arrested is led away on foot to a place where they are held, moved on later, and can be freed.

The hunter or Sentinel who has arrested somebody leads them off; in a raid it stands by them, and takes them along. A
drone holds them where they are until somebody on foot comes for them: a hunter, or a Sentinel where no hunter is near;
where nobody comes it has to let them go. Who cannot walk is dragged, which takes longer. Whom they leave lying there
helpless, hunted by order alone, they let lie. On the way they may tear themselves away, by a draw, and they are free
where whoever leads them is disturbed. They are held in the nearest station, else at a post, until their term is over:
then a draw lets them go, or somebody on foot takes them on to a reclamation centre, where there is one. Whose case is
grave is never let go so, nor is a unit that a law bans. Whoever is with them while nobody guards them can free them in
a minute, and who stops the watcher that has them does. The dead answer no questions: what bleeds of whoever is brought
in is dressed there, as well as somebody dresses it who has learned that much. They are searched there, too: what they
carry stays with the authority, but for what they live on. Those who get away are missed, and wanted again, and whoever
has freed them is suspected of it, or somebody unknown is. With those who are let go the authority is done, until they
do something new.

Reads   custodies; wounds; who has which as `blood_loss.wounds_of` tells; citizens.alive, being, doing, since, cell,
        able, inside, target, luck; tasks.owner, target, cause; watchers.kind, duty, impaired, cell, cause, luck; doors;
        intents to FREE; where they are taken and who guards them as `world/authority/custody.py` has it, and who is
        `on_raid`; who is near as `nearest` has it; who has their senses as `has_senses` has it; who is known as
        `is_named` has it; whether the authority `gives_orders`
Writes  custodies; who lies there as `let_lie_all` lets them lie; items as `search` lays them down; wounds.dressing,
        control, treated; what follows from them as `blood_loss.redo` works it out; blood.tended; citizens.cause;
        watchers.duty, quarry, goal, datum, cause, and what `march` writes; bodies as `bring` moves them; citizens as
        `release` lets them stand; dossiers as `settle` has it; intents as `begin_or_refuse` has it, and what is begun
        by it; reports as `report` files them
Emits   LED_AWAY(watcher, citizen; amount Leading; cause: ARRESTED), LET_GO(watcher, citizen; amount Release; cause:
        LED_AWAY), CREW_SENT(watcher, citizen; cause: ARRESTED, or the custody), TAKEN_INTO_CUSTODY(watcher, citizen;
        cause: LED_AWAY or MOVED_ON), TENDED_IN_CUSTODY(watcher, citizen; amount the wound; cause: TAKEN_INTO_CUSTODY;
        because WOUND: what made it), PUT_DOWN(citizen; amount the thing; cause: TAKEN_INTO_CUSTODY),
        BROKE_AWAY(citizen, watcher; cause: LED_AWAY or MOVED_ON, or what has stopped the watcher; stream, odds where a
        draw decided), LET_OUT(citizen; cause: the custody, or ARRESTED where nobody has come; stream, odds where a draw
        decided), MOVED_ON(citizen, building; cause: the custody), SET_FREE(citizen, citizen; cause: the order),
        REFUSED, INTERRUPTED
Units   m/s; chances per hour as thresholds of 2^32 per tick; ticks of 1 s
Source  assumed throughout: a rule of the story.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.city.city import Use
from undergrid.core import luck, units
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.authority.calling import nearest
from undergrid.world.authority.custody import (
    in_custody,
    nearest_use,
    on_raid,
    place_for,
    release,
    search,
)
from undergrid.world.authority.laws import is_named
from undergrid.world.authority.on_foot import LOST, THERE, UNDER_WAY, march
from undergrid.world.authority.questions import let_lie_all
from undergrid.world.authority.reporting import report
from undergrid.world.authority.settled import settle
from undergrid.world.body import blood_loss, care, injuries
from undergrid.world.body.posture import has_senses
from undergrid.world.combat.breakage import out_of_use
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.network.regime import gives_orders
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import anybody_tries, asked
from undergrid.world.places.occupancy import bring
from undergrid.world.reasons.body import treating
from undergrid.world.tables.authority import Custody, Duty, Leading, Sense, WatcherKind
from undergrid.world.tables.body import Dressing
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity, Being

if TYPE_CHECKING:
    from undergrid.world.world import World

TEARS = luck.stream("custody/tears")
TERM = luck.stream("custody/term")
CALLED = luck.stream("custody/called")

_ON_FOOT = (WatcherKind.HUNTER, WatcherKind.SENTINEL)  # who comes for somebody, the former first
_HELD, _KEPT, _AWAITED = int(Activity.HELD), int(Custody.KEPT), int(Custody.AWAITED)
_AGAIN = 600  # s between looks for somebody who could take on those whose term is over [assumed]
_GRIP = 60  # s, in which whoever has just laid hold of somebody collects itself [assumed]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.custody`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    lead_speed: float = Field(1.1, ge=0.01, le=20, description="somebody is led at, m/s [assumed]")
    drag_speed: float = Field(0.5, ge=0.01, le=20, description="who cannot walk is dragged at, m/s [assumed]")
    fetch_speed: float = Field(1.7, ge=0.01, le=20, description="somebody is come for at, m/s [assumed]")
    call_m: int = Field(1500, ge=1, le=100_000, description="somebody is come for from within, m [assumed]")
    hold_minutes: float = Field(30, ge=0.01, le=1440, description="a drone holds somebody for at most, min [assumed]")
    tears_per_hour: float = Field(0.3, ge=0, le=0.999, description="chance an hour that somebody tears loose [assumed]")
    term_hours: float = Field(6, ge=0.01, le=1000, description="somebody is held for, h [assumed]")
    grave_at: int = Field(
        250, ge=1, le=1_000_000, description="suspicion with which nobody wanted is let out, points [assumed]"
    )
    let_out: float = Field(0.4, ge=0, le=1, description="share of those let out after that [assumed]")
    dressed: float = Field(0.7, ge=0, le=1, description="of a wound's bleeding that is stopped there [assumed]")
    free_seconds: int = Field(60, ge=1, le=86_400, description="getting somebody out of custody, s [assumed]")
    freer_points: int = Field(150, ge=0, le=1000, description="suspicion for that of whoever does it [assumed]")
    missed_points: int = Field(150, ge=0, le=1000, description="suspicion for getting away [assumed]")
    missed_minutes: float = Field(10, ge=0.01, le=1440, description="until it is noticed, min [assumed]")


def step(world: World, params: Params) -> None:
    """Go on with all who are in custody, then hear those who want to free somebody."""
    held = world.custodies
    if not held.n_used:
        return
    busy: I64 = _busy(held.handle, world.citizens.handle, world.tick)
    for slot in busy[np.argsort(held.subject[busy])].tolist() if len(busy) else ():
        who = int(held.subject[slot])
        if not world.citizens.alive[who] or world.citizens.doing[who] != Activity.HELD:
            _close(world, slot)
        elif held.stage[slot] == Custody.SEIZED:
            _seized(world, params, slot, who)
        elif held.stage[slot] == Custody.LED:
            _lead(world, params, slot, who)
        elif held.stage[slot] == Custody.AWAITED:
            _take_on(world, params, slot, who)
        elif held.due[slot] <= world.tick:
            _end_term(world, params, slot, who)
    if anybody_tries(world):
        for who in asked(world, Verb.FREE):
            if _frees(world, int(world.citizens.target[who])):
                whom = int(world.citizens.target[who])
                why = treating(world, who, Verb.FREE, whom, 0)
                tasks.begin_or_refuse(world, who, why, Verb.FREE, whom, params.free_seconds)
    for task in tasks.done(world, (Verb.FREE,)).tolist():
        if _frees(world, int(world.tasks.target[task])):
            _free(world, params, task)


@kernel
def _busy(held, people, now):
    """The slots of those with whom anything is to be done at this tick, ascending: most are only kept."""
    n, slots = 0, np.empty(len(held.used), np.int64)
    for slot in range(len(held.used)):
        if not held.used[slot]:
            continue
        who, stage, past = held.subject[slot], held.stage[slot], now - held.due[slot]
        idle = past < 0 if stage == _KEPT else stage == _AWAITED and held.crew[slot] < 0 and past % _AGAIN != 0
        if not idle or not people.alive[who] or people.doing[who] != _HELD:
            slots[n] = slot
            n += 1
    return slots[:n]


def _seized(world: World, params: Params, slot: int, who: int) -> None:
    """Lead somebody off who has just been arrested, or hold them until a watcher on foot comes for them."""
    held, watchers = world.custodies, world.watchers
    row, crew = int(held.watcher[slot]), int(held.crew[slot])
    if out_of_use(world, row):
        _get_away(world, params, slot, who, int(watchers.cause[row]))
        return
    if held.due[slot] == world.tick:  # now: whoever has them lets go of its hunt
        watchers.duty[row], watchers.quarry[row], watchers.datum[row] = Duty.LEAD, -1, -1
        watchers.goal[row] = watchers.cell[row]
    if on_raid(world, row):
        return  # it stands by them until it goes up with them
    if watchers.kind[row] != WatcherKind.DRONE:
        _lead_off(world, slot, who, row)
    elif crew >= 0 and out_of_use(world, crew):
        held.crew[slot] = -1
    elif crew >= 0:
        here = int(world.citizens.cell[who])
        went = _walk(world, crew, here, params.fetch_speed)
        if went == THERE:
            held.watcher[slot], held.crew[slot] = crew, -1
            _back(world, row)
            _lead_off(world, slot, who, crew)
        elif went == LOST:  # nobody else is nearer
            _let_go(world, params, slot, who)
    elif held.due[slot] + round(params.hold_minutes * 60) <= world.tick:
        _let_go(world, params, slot, who)
    else:
        _send_for(world, params, slot, who)


def _send_for(world: World, params: Params, slot: int, who: int) -> None:
    """Send the nearest free hunter for somebody, or else a Sentinel, if there is anybody to send them: CREW_SENT."""
    if not gives_orders(world):
        return
    held, watchers = world.custodies, world.watchers
    reach = (params.call_m * 1000 // world.city.cell_mm) ** 2
    lucky, here = int(world.citizens.luck[who]), int(world.citizens.cell[who])
    near = next((row for kind in _ON_FOOT for row in nearest(world, kind, here, reach, lucky, CALLED)), -1)
    if near >= 0:
        held.crew[slot] = near
        watchers.duty[near], watchers.goal[near] = Duty.LEAD, here
        watchers.cause[near] = world.events.one(Kind.CREW_SENT, near, who, here, cause=int(held.cause[slot]))


def _lead_off(world: World, slot: int, who: int, row: int) -> None:
    """Let a watcher on foot set out with somebody: LED_AWAY."""
    held, watchers = world.custodies, world.watchers
    building, cell = place_for(world, who, row)
    how, here = Leading.WALKS if _walks(world, who) else Leading.DRAGGED, int(world.citizens.cell[who])
    event = world.events.one(Kind.LED_AWAY, row, who, here, how, int(held.cause[slot]))
    held.stage[slot], held.building[slot], held.cell[slot], held.cause[slot] = Custody.LED, building, cell, event
    watchers.duty[row], watchers.goal[row], watchers.cause[row] = Duty.LEAD, cell, event
    let_lie_all(world, row, event)


def _lead(world: World, params: Params, slot: int, who: int) -> None:
    """One tick on the way: they may tear themselves loose, or come to where they are held."""
    held, watchers = world.custodies, world.watchers
    row, cause = int(held.watcher[slot]), int(held.cause[slot])
    if out_of_use(world, row):
        _get_away(world, params, slot, who, int(watchers.cause[row]))
        return
    odds = luck.per_tick(params.tears_per_hour, units.HOUR)
    draw = luck.u32(world.key(TEARS), luck.pair(watchers.luck[row], world.citizens.luck[who]))
    if draw < odds and has_senses(world, who):
        _get_away(world, params, slot, who, cause, TEARS, odds)
        return
    began = int(world.citizens.since[who])
    if watchers.impaired[row] > max(world.tick, began + _GRIP):
        _get_away(world, params, slot, who, int(watchers.cause[row]) or cause)
        return
    speed = params.lead_speed if _walks(world, who) else params.drag_speed
    state = _walk(world, row, int(held.cell[slot]), speed)
    bring(world, who, int(watchers.cell[row]), -1)
    if state == UNDER_WAY:
        return
    building = int(held.building[slot]) if watchers.cell[row] == held.cell[slot] else -1
    if building >= 0:
        bring(world, who, int(held.cell[slot]), building)
    event = world.events.one(Kind.TAKEN_INTO_CUSTODY, row, who, int(watchers.cell[row]), cause=cause)
    world.citizens.cause[who] = event
    _dress(world, params, row, who, event)
    search(world, who, event)
    held.stage[slot], held.building[slot], held.cause[slot] = Custody.KEPT, building, event
    for_good = building >= 0 and world.city.buildings[building].use == Use.RECLAMATION
    held.due[slot] = NEVER if for_good else world.tick + round(params.term_hours * 3600)
    held.watcher[slot] = -1
    _back(world, row)


def _walks(world: World, who: int) -> bool:
    """Whether somebody in the hands of the authority can be led on their own feet."""
    return bool(world.citizens.able[who] > 0 and has_senses(world, who))


def _dress(world: World, params: Params, row: int, who: int, cause: int) -> None:
    """Let a watcher dress what bleeds of somebody whom it has just brought in: TENDED_IN_CUSTODY for each wound."""
    wounds, stops = world.wounds, round(params.dressed * blood_loss.ONE)
    while stops and (wound := care.wound_for(world, who, Verb.DRESS)) >= 0 and blood_loss.bleeds(world, wound) > 0:
        code, here = injuries.code(world, wound), int(world.citizens.cell[who])
        event = world.events.one(Kind.TENDED_IN_CUSTODY, row, who, here, code, cause)
        world.events.because(event, int(wounds.cause[wound]), Role.WOUND)
        wounds.dressing[wound], wounds.control[wound] = Dressing.GAUZE, max(int(wounds.control[wound]), stops)
        wounds.treated[wound] = world.blood.tended[blood_loss.blood_row(world, who)] = event
        blood_loss.redo(world, who)


def _walk(world: World, row: int, goal: int, speed: float) -> int:
    """Let a watcher go one tick on foot; returns how that went, as `march` says."""
    rows, goals = np.array([row], np.int64), np.array([goal], np.int64)
    return int(march(world, rows, goals, np.array([units.mm(speed)], np.int64))[0])


def _back(world: World, row: int) -> None:
    """Let a watcher who has nobody in its hands any more go back to its beat or post."""
    watchers = world.watchers
    if row < 0 or watchers.duty[row] != Duty.LEAD:
        return
    if world.custodies.has(watcher=row) or world.custodies.has(crew=row):
        return  # it has arrested two at once, and leads the other one still
    watchers.duty[row], watchers.goal[row], watchers.quarry[row] = Duty.RETURN, -1, -1


def _end_term(world: World, params: Params, slot: int, who: int) -> None:
    """Decide what becomes of somebody whose term is over: they are let out, taken on, or held for another."""
    held, people = world.custodies, world.citizens
    odds, cause, here = luck.chance(params.let_out), int(held.cause[slot]), int(people.cell[who])
    if not _is_grave(world, params, slot) and luck.u32(world.key(TERM), people.luck[who]) < odds:
        _let_out(world, params, slot, who, world.events.one(Kind.LET_OUT, who, -1, here, 0, cause, TERM, odds))
    elif nearest_use(world, Use.RECLAMATION, here) >= 0 and gives_orders(world):
        held.stage[slot], held.due[slot] = Custody.AWAITED, world.tick + 1
    else:
        held.due[slot] = world.tick + round(params.term_hours * 3600)


def _is_grave(world: World, params: Params, slot: int) -> bool:
    """Whether a case is too grave to let them go: they were wanted for much, or are a unit that a law bans."""
    held = world.custodies
    banned = world.citizens.being[held.subject[slot]] == Being.COMPANION
    return bool(banned or params.grave_at <= held.charge[slot])


def _take_on(world: World, params: Params, slot: int, who: int) -> None:
    """Let a watcher on foot come for somebody whose term is over, and lead them to a reclamation centre: MOVED_ON."""
    held, watchers = world.custodies, world.watchers
    crew, here = int(held.crew[slot]), int(world.citizens.cell[who])
    if crew < 0:
        if (world.tick - int(held.due[slot])) % _AGAIN == 0:
            _send_for(world, params, slot, who)
        return
    went = LOST if out_of_use(world, crew) else _walk(world, crew, here, params.fetch_speed)
    if went == LOST:  # and another time, perhaps, another one
        held.crew[slot] = -1
        _back(world, crew)
    if went != THERE:
        return
    centre = nearest_use(world, Use.RECLAMATION, here)
    door = int(world.city.buildings[centre].door)
    event = world.events.one(Kind.MOVED_ON, who, centre, here, cause=int(held.cause[slot]))
    held.stage[slot], held.building[slot], held.cell[slot], held.cause[slot] = Custody.LED, centre, door, event
    held.watcher[slot], held.crew[slot] = crew, -1
    watchers.duty[crew], watchers.goal[crew], watchers.cause[crew] = Duty.LEAD, door, event


def _frees(world: World, whom: int) -> bool:
    """Whether to free somebody is to get them out of custody: what else holds people is for others to undo."""
    return 0 <= whom < world.citizens.n and in_custody(world, whom)


def _free(world: World, params: Params, task: int) -> None:
    """Let somebody have freed a person in custody with whom they are, unless there is a guard by now."""
    who, whom = int(world.tasks.owner[task]), int(world.tasks.target[task])
    if treating(world, who, Verb.FREE, whom, 0) is not None:
        tasks.interrupt(world, task)
        return
    here = int(world.citizens.cell[who])
    event = world.events.one(Kind.SET_FREE, who, whom, here, cause=int(world.tasks.cause[task]))
    tasks.finish(world, task)
    _gone(world, params, world.custodies.first(subject=whom), whom, event)
    _miss(world, params, who if is_named(world, who) else -1, here, params.freer_points, event)


def _get_away(
    world: World, params: Params, slot: int, who: int, cause: int, stream: int = 0, odds: int = 0
) -> None:  # fmt: skip
    """Let somebody get away from the watcher who has them: BROKE_AWAY."""
    row = int(world.custodies.watcher[slot])
    event = world.events.one(Kind.BROKE_AWAY, who, row, int(world.citizens.cell[who]), 0, cause, stream, odds)
    _gone(world, params, slot, who, event)


def _let_go(world: World, params: Params, slot: int, who: int) -> None:
    """Let a drone let go of somebody for whom nobody has come: LET_OUT."""
    here, cause = int(world.citizens.cell[who]), int(world.custodies.cause[slot])
    _let_out(world, params, slot, who, world.events.one(Kind.LET_OUT, who, where=here, cause=cause))


def _let_out(world: World, params: Params, slot: int, who: int, event: int) -> None:
    """Somebody is shown the door, and the authority is done with them unless their case is grave: then nobody came."""
    if world.citizens.inside[who] >= 0 and _walks(world, who):  # nobody is let stay under a roof of the authority
        bring(world, who, int(world.city.doors[world.citizens.inside[who]]), -1)
    release(world, who, event)
    if not _is_grave(world, params, slot):
        settle(world, who, event)
    _close(world, slot)


def _gone(world: World, params: Params, slot: int, who: int, event: int) -> None:
    """Somebody is free, and will be missed."""
    release(world, who, event)
    _close(world, slot)
    _miss(world, params, who, int(world.citizens.cell[who]), params.missed_points, event)


def _miss(world: World, params: Params, who: int, here: int, points: int, event: int) -> None:
    """Let the authority hear after a while that somebody is gone; who: whom that speaks against, -1 unknown."""
    report(world, who, -1, Sense.SIGHT, here, round(params.missed_minutes * 60), points, np.array([event], np.int64))


def _close(world: World, slot: int) -> None:
    """End a custody; whoever had somebody in its hands goes back."""
    held = world.custodies
    had = int(held.watcher[slot]), int(held.crew[slot])
    held.free(np.array([slot]))
    for row in had:
        _back(world, row)
