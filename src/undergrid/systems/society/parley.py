"""Parley: whoever stands at a door asks to be let in, and those inside open, warn them off or keep silent.

People with a mind of their own, or an order, answer and act by that. For the others the rule answers after a moment,
and lets those who were not let in leave, wait and ask again, or come in by force: chances as in
`world/society/parley_odds.py`. The rules of shelter and movement carry the force out; this one only finds the asker
inside. A member of the crowd who finds a door shut, with people awake behind it, asks unbidden, if nobody asks there
already.

Reads   citizens.intent (ASK, WARN, ADMIT), target, cause, wake, alive, doing, cell, inside, luck; parleys;
        shelters.forced, cause; what is weighed as `parley_odds` reads it; what stands in the way, as `world/reasons`
        has it
Writes  parleys; citizens.wake; who talks comes to a stop as `stand` and `halt` do; what they try as `intend`, `refuse`
        and `drop_intent` do; bodies that are let in as `move_body` does; doors as `open_door` does; what people think
        of each other as `meet` and `regard` do
Emits   ASKED(asker, host; cause: the order, or what was said before), WARNED(host, asker), TURNED_AWAY(host, asker),
        LET_IN(host, guest; cause: the order or the asking; stream, odds), GAVE_UP(asker, building; cause: what was
        said last; stream, odds), FORCED_IN(asker, building; cause: the same), REFUSED(citizen, target; cause: the
        order); MET and INFERRED through world/society/first_impressions.py, STANCE_CHANGED through
        world/society/regard.py
Units   chances as thresholds of 2^32; times in s; experience and fear in 1/1000
Source  See world/society/parley_odds.py. Times and what each outcome does to regard are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.body.reach import hauling
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import Attempts, asked, drop_intent, intend, is_minded, refuse
from undergrid.world.orders.halting import halt, stand
from undergrid.world.people import background
from undergrid.world.places.occupancy import move_body
from undergrid.world.places.shelters import Doors, door_holds, open_door, shelter_row
from undergrid.world.reasons.society import at_the_door
from undergrid.world.senses.earshot import at_door, awake_inside, listens, said
from undergrid.world.society import regard
from undergrid.world.society.first_impressions import meet
from undergrid.world.society.parley_odds import answer_odds, chosen, close, company, next_move_odds, parley_of
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.tables.society import ParleyState

if TYPE_CHECKING:
    from undergrid.world.world import World

HOST = luck.stream("parley.host")
ANSWER = luck.stream("parley.answer")
MOVE = luck.stream("parley.move")

_LET_IN, _WARN, _SILENCE = range(3)  # as `Answers` has them
_LEAVE, _WAIT, _FORCE = range(3)  # as `Moves` has them
_MOST_AT_ONCE = 6  # people who come in together through one door, or ask at it, in one second [assumed]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.parley`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    answer_s: int = Field(8, ge=1, le=3600, description="after which the crowd answers at a door, s [assumed]")
    patience_s: int = Field(60, ge=1, le=36_000, description="how long silence is listened to, s [assumed]")
    wait_s: int = Field(180, ge=1, le=36_000, description="after which who waits asks again, s [assumed]")
    force_s: int = Field(
        900, ge=1, le=36_000, description="after which who does not get in by force stops, s [assumed]"
    )
    thanks: int = Field(1000, ge=0, le=10_000, description="good experience of being let in, 1/1000 [assumed]")
    slight: int = Field(250, ge=0, le=10_000, description="bad experience of being turned away, 1/1000 [assumed]")
    outrage: int = Field(1500, ge=0, le=10_000, description="bad experience of somebody's force, 1/1000 [assumed]")
    alarm: int = Field(350, ge=0, le=1000, description="fear of who came in by force, 1/1000 [assumed]")
    word: int = Field(60, ge=0, le=1000, description="fear of who warns one off, 1/1000 [assumed]")
    drawn: int = Field(120, ge=0, le=1000, description="more fear of them where they are armed, 1/1000 [assumed]")


def step(world: World, params: Params) -> None:
    if world.cache(Doors).n_shut and world.events.n > world.events.tick_began:
        _ask_unbidden(world)
    if world.cache(Attempts).intending.any:
        _orders(world, params)
    parleys = world.parleys
    if parleys.n_used:
        busy: set[int] = set()  # doors at which something has been decided this tick: one talk a tick
        for slot in parleys.rows().tolist():
            _go_on(world, params, slot, busy)


def _ask_unbidden(world: World) -> None:
    """Let a member of the crowd who finds a door shut, with people behind it, ask where nobody asks already."""
    log, people, parleys = world.events, world.citizens, world.parleys
    happened = log.columns(log.tick_began)
    barred = (happened["kind"] == Kind.REFUSED) & (happened["amount"] == Refusal.BARRED)
    if not barred.any():
        return
    asked_at = set(parleys.building[parleys.rows()].tolist())
    for row in np.flatnonzero(barred).tolist():
        who, building, event = (int(happened[name][row]) for name in ("who", "whom", "id"))
        if building in asked_at or is_minded(world, who) or people.intent[who] or people.inside[who] >= 0:
            continue
        if at_door(world, who, building) and listens(world, who) and awake_inside(world, building):
            asked_at.add(building)
            intend(world, who, Verb.ASK, building, event)


def _orders(world: World, params: Params) -> None:
    """Carry out the orders of this tick."""
    people = world.citizens
    asking: dict[int, int] = {}  # building -> how many have asked there this tick
    for verb, act in ((Verb.ADMIT, _admit), (Verb.WARN, _warn), (Verb.ASK, _ask)):
        for who in asked(world, verb, verb):
            target = int(people.target[who])
            if verb == Verb.ASK:
                asking[target] = asking.get(target, 0) + 1
                if asking[target] > _MOST_AT_ONCE:
                    refuse(world, who, Refusal.NO_ANSWER)  # so many at once are not understood
                    continue
            refusal = act(world, params, who, target)
            if refusal is not None:
                refuse(world, who, refusal)


# ---------------------------------------------------------------- by order


def _ask(world: World, params: Params, who: int, building: int) -> Refusal | None:
    """Somebody asks to be let in."""
    people, refusal = world.citizens, at_the_door(world, who, Verb.ASK, building, 0)
    if refusal is not None:
        return refusal
    host = _host(world, who, building)
    if host < 0:
        return Refusal.NO_ANSWER
    slot = parley_of(world, who)
    if slot >= 0 and world.parleys.building[slot] != building:
        close(world, slot)
        slot = -1
    if slot < 0:
        slot = int(world.parleys.take(1)[0])
        world.parleys.asker[slot], world.parleys.building[slot] = who, building
    cause = int(people.cause[who])
    drop_intent(world, who)
    _stand(world, who)
    _put(world, params, slot, host, cause)
    return None


def _put(world: World, params: Params, slot: int, host: int, cause: int) -> None:
    """Put the question: the answer is the turn of those inside."""
    parleys, people = world.parleys, world.citizens
    asker = int(parleys.asker[slot])
    asked = world.events.one(Kind.ASKED, asker, host, int(people.cell[asker]), cause=cause)
    meet(world, host, asker, asked)
    meet(world, asker, host, asked)
    parleys.host[slot], parleys.turn[slot], parleys.cause[slot] = host, ParleyState.ASKED, asked
    parleys.tries[slot] += 1
    parleys.due[slot] = world.tick + (params.patience_s if is_minded(world, host) else params.answer_s)


def _host(world: World, asker: int, building: int) -> int:
    """Who inside answers: somebody with a mind of their own, if any is awake; among equals by a draw. -1 for nobody."""
    inside = [who for who in awake_inside(world, building) if who != asker]
    minded = [who for who in inside if is_minded(world, who)]
    among = minded or inside
    if not among:
        return -1
    return among[luck.below(world.key(HOST), int(world.citizens.luck[asker]), len(among))]


def _admit(world: World, params: Params, who: int, guest: int) -> Refusal | None:
    """Somebody inside opens to somebody at the door."""
    refusal = at_the_door(world, who, Verb.ADMIT, guest, 0)
    if refusal is not None:
        return refusal
    cause = int(world.citizens.cause[who])
    said(world, who)
    _let_in(world, params, who, guest, cause, 0, 0)
    return None


def _warn(world: World, params: Params, who: int, whom: int) -> Refusal | None:
    """Somebody warns somebody off."""
    refusal = at_the_door(world, who, Verb.WARN, whom, 0)
    if refusal is not None:
        return refusal
    cause = int(world.citizens.cause[who])
    said(world, who)
    _warned(world, params, who, whom, cause, 0, 0)
    return None


# ---------------------------------------------------------------- what comes of it


def _go_on(world: World, params: Params, slot: int, busy: set[int]) -> None:
    """Go on with one talk through a door; at the next tick, where the door is busy at this one."""
    parleys, people = world.parleys, world.citizens
    asker, building = int(parleys.asker[slot]), int(parleys.building[slot])
    cause = int(parleys.cause[slot])
    if people.inside[asker] == building:
        if building not in busy:
            _forced_in(world, params, slot)
            busy.add(building)
    elif not people.alive[asker] or not listens(world, asker):
        parleys.free(np.array([slot]))
    elif not at_door(world, asker, building):
        world.events.one(Kind.GAVE_UP, asker, building, int(people.cell[asker]), cause=cause)
        parleys.free(np.array([slot]))
    elif parleys.turn[slot] == ParleyState.FORCING and _way_in(world, asker, building):
        _press_on(world, asker, building, cause)
    elif parleys.due[slot] <= world.tick:
        turn = ParleyState(int(parleys.turn[slot]))
        if turn == ParleyState.ASKED:
            if building not in busy:
                _answer(world, params, slot)
                busy.add(building)
        elif turn == ParleyState.WAITING:
            host = _host(world, asker, building)
            if host >= 0:
                _put(world, params, slot, host, cause)
            else:
                _move(world, params, slot)
        else:
            _move(world, params, slot)


def _answer(world: World, params: Params, slot: int) -> None:
    """Answer where no order did: the crowd by a draw, a mind by its silence."""
    parleys, people = world.parleys, world.citizens
    asker, building, host = int(parleys.asker[slot]), int(parleys.building[slot]), int(parleys.host[slot])
    answer = _SILENCE
    if not is_minded(world, host) and listens(world, host) and people.inside[host] == building:
        odds = answer_odds(world, host, asker)
        thing = luck.pair(int(people.luck[host]), int(people.luck[asker]))
        answer = chosen(luck.u32(world.key(ANSWER), thing), odds)
        if answer == _LET_IN:
            return _let_in(world, params, host, asker, int(parleys.cause[slot]), ANSWER, odds.let_in)
        if answer == _WARN:
            return _warned(world, params, host, asker, int(parleys.cause[slot]), ANSWER, odds.warn)
    parleys.turn[slot] = ParleyState.REFUSED
    parleys.due[slot] = world.tick + params.patience_s
    return None


def _warned(world: World, params: Params, who: int, whom: int, cause: int, stream: int, odds: int) -> None:
    """Log a warning; it turns away whoever asks at the door of that building."""
    people, parleys = world.citizens, world.parleys
    warned = world.events.one(Kind.WARNED, who, whom, int(people.cell[who]), cause=cause, stream=stream, odds=odds)
    drawn = params.drawn if background.armed(world, who) is not None else 0
    regard.frighten(world, whom, who, params.word + drawn, warned)
    slot = parley_of(world, whom)
    if slot < 0 or parleys.building[slot] != people.inside[who]:
        return
    turned = world.events.one(Kind.TURNED_AWAY, who, whom, int(people.cell[whom]), cause=warned)
    regard.bad(world, whom, who, params.slight, turned)
    parleys.turn[slot], parleys.warned[slot], parleys.cause[slot] = ParleyState.REFUSED, True, turned
    parleys.due[slot] = world.tick + params.answer_s


def _let_in(world: World, params: Params, host: int, guest: int, cause: int, stream: int, odds: int) -> None:
    """Open the door: the guest comes in, and those who came along."""
    people = world.citizens
    building = int(people.inside[host])
    for who in (guest, *company(world, guest))[:_MOST_AT_ONCE]:
        if not at_door(world, who, building):
            continue
        let_in = world.events.one(Kind.LET_IN, host, who, int(people.cell[who]), cause=cause, stream=stream, odds=odds)
        if who == guest:
            cause, stream, odds = let_in, 0, 0
            open_door(world, building, host, let_in)
        meet(world, host, who, let_in)
        meet(world, who, host, let_in)
        regard.good(world, who, host, params.thanks, let_in)
        move_body(world, who, building)
        burden = hauling(world, who)
        if burden >= 0:
            move_body(world, burden, building)
        if listens(world, who):
            _stand(world, who)
        slot = parley_of(world, who)
        if slot >= 0:
            close(world, slot)
        if people.wake[who] == NEVER and not is_minded(world, who):
            people.wake[who] = world.tick + params.patience_s


def _forced_in(world: World, params: Params, slot: int) -> None:
    """Log that somebody who was not let in is inside: those in there fear them from now on."""
    parleys, people = world.parleys, world.citizens
    asker, building = int(parleys.asker[slot]), int(parleys.building[slot])
    row = shelter_row(world, building)
    broken = row >= 0 and bool(world.shelters.forced[row])
    cause = int(world.shelters.cause[row]) if broken else int(parleys.cause[slot])
    where = int(people.cell[asker])
    forced = world.events.one(Kind.FORCED_IN, asker, building, where, cause=cause)
    company_of = {asker, *company(world, asker)}
    for who in awake_inside(world, building):
        if who not in company_of:
            meet(world, who, asker, forced)
            regard.frighten(world, who, asker, params.alarm, forced)
            regard.bad(world, who, asker, params.outrage, forced)
    close(world, slot)


def _move(world: World, params: Params, slot: int) -> None:
    """The asker's turn: the crowd leaves, waits or comes in by force, by a draw; a mind does what it orders."""
    parleys, people = world.parleys, world.citizens
    asker, building = int(parleys.asker[slot]), int(parleys.building[slot])
    cause, where = int(parleys.cause[slot]), int(people.cell[asker])
    if is_minded(world, asker):
        parleys.due[slot] = NEVER
        return
    odds = next_move_odds(world, asker, building, int(parleys.tries[slot]), bool(parleys.warned[slot]))
    move = chosen(luck.u32(world.key(MOVE), int(people.luck[asker])), odds)
    if move == _LEAVE:
        world.events.one(Kind.GAVE_UP, asker, building, where, cause=cause, stream=MOVE, odds=odds.leave)
        close(world, slot)
    elif move == _WAIT:
        parleys.turn[slot], parleys.due[slot] = ParleyState.WAITING, world.tick + params.wait_s
    else:
        parleys.turn[slot], parleys.due[slot] = ParleyState.FORCING, world.tick + params.force_s
        _press_on(world, asker, building, cause)


def _way_in(world: World, asker: int, building: int) -> bool:
    """Whether somebody who wants in by force is idle before a door that does not hold."""
    people = world.citizens
    idle = people.intent[asker] == Verb.NONE and people.doing[asker] not in (Activity.TENDING, Activity.WALKING)
    return idle and not door_holds(world, building)


def _press_on(world: World, asker: int, building: int, cause: int) -> None:
    """Let somebody before a door try to get in by force; through an open one they go from right before it."""
    door = int(world.city.doors[building])
    if door_holds(world, building):
        intend(world, asker, Verb.BREACH, building, cause)
    elif world.citizens.cell[asker] == door:
        intend(world, asker, Verb.ENTER, building, cause)
    else:
        intend(world, asker, Verb.WALK, door, cause)


def _stand(world: World, who: int) -> None:
    """Let somebody stand still where they are, and routine leave them alone."""
    stand(world, who)
    halt(world.citizens.handle, who)
    world.citizens.wake[who] = NEVER
