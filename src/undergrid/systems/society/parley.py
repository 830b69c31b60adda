"""Parley: whoever stands at a door asks to be let in, and those inside open, warn them off or keep silent.

Who answers is awake, stands on their own feet, and is grown where somebody grown is there. Who cannot stand, or is a
child, calls a sleeper who can; where all sleep, a knock may wake one. After a moment a draw decides what is answered,
once for each asking, by the chances of `world/society/parley_odds.py`: the crowd does so, and a mind finds what it is
inclined to in `parleys.answer`, and may answer by order for a while; after that it has kept silent. An asker of the
crowd who was not let in leaves, waits and asks again, says something more, or comes in by force, by a draw as well; a
mind acts by its own orders. The rules of shelter and movement carry the force out; this one only finds the asker
inside. A member of the crowd who finds a door shut, with people awake behind it, asks unbidden, if nobody asks there
already. Who is let in and who opened tell each other their names, and that may wake those who sleep there.

Reads   citizens.intent (ASK, WARN, ADMIT), target, cause, wake, alive, doing, cell, inside, luck; parleys;
        shelters.forced, cause; what is weighed as `parley_odds` reads it; who opens, and what can be said, as `pleas`
        has it; whom a base `keeps_out`; what stands in the way, as `world/reasons` has it
Writes  parleys; regards.named; citizens.wake; who talks comes to a stop as `stay` does; what they try as
        `intend`, `refuse` and `drop_intent` do; bodies that are let in as `move_body` does; doors as `open_door` does;
        sleepers as `wake_up` does; what people think of each other as `meet` and `regard` do
Emits   KNOCKED(asker, building; cause: the order, or what was said before), ASKED(asker, host; amount Plea; cause: the
        same, or the knock), CALLED_TO_THE_DOOR(citizen, sleeper; cause: ASKED; stream, odds), CANNOT_OPEN(host, asker;
        cause: ASKED), DENIED(host, asker; cause: ASKED), WOKE(sleeper; amount Waking.VOICE; cause: the knock, the call,
        or LET_IN), WARNED(host, asker; cause: the order or the asking; stream, odds), TURNED_AWAY(host, asker; cause:
        WARNED), KEPT_SILENT(host, asker; cause: the asking; stream, odds), LET_IN(host, guest; cause: the order or the
        asking; stream, odds; because CREDENTIAL: a base's VOUCHED), NAMED(citizen, citizen; cause: LET_IN),
        GAVE_UP(asker, building; cause: what was said last; stream, odds), FORCED_IN(asker, building; cause: the same),
        REFUSED(citizen, target; cause: the order); MET and INFERRED through world/society/first_impressions.py,
        STANCE_CHANGED through world/society/regard.py
Units   chances as thresholds of 2^32; times in s; experience and fear in 1/1000
Source  See world/society/parley_odds.py. Times, what wakes sleepers, and what each outcome does to regard are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.body.reach import hauling
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import amount_of, anybody_tries, asked, drop_intent, intend, is_minded, refuse
from undergrid.world.orders.halting import stay
from undergrid.world.people import background
from undergrid.world.places.occupancy import move_body
from undergrid.world.places.shelters import Doors, door_holds, open_door, shelter_row
from undergrid.world.reasons.society import at_the_door
from undergrid.world.senses.earshot import at_door, awake_inside, listens, said
from undergrid.world.society import regard
from undergrid.world.society.factions import keeps_out, say_who_vouched
from undergrid.world.society.first_impressions import meet, tell_name
from undergrid.world.society.parley_odds import answer_odds, chosen, close, company, next_move_odds, parley_of
from undergrid.world.society.pleas import HANDS, introduced, knows_name, moves_left, openers, worded
from undergrid.world.society.summons import wake_by_voices, who_comes, who_hears
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.tables.society import Answer, ParleyState, Plea

if TYPE_CHECKING:
    from undergrid.world.world import World

ANSWER = luck.stream("parley.answer")
MOVE = luck.stream("parley.move")
PLEAD = luck.stream("parley.plead")

_LEAVE, _WAIT, _FORCE, _PLEAD = range(4)  # as `Moves` has them
_BREATH = 3  # s between raising one's hands and speaking again [assumed]
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
    knock_wakes: float = Field(0.6, ge=0, le=1, description="chance that a knock wakes a sleeper there [assumed]")
    call_wakes: float = Field(0.9, ge=0, le=1, description="chance that a call from beside them does [assumed]")
    voices_wake: float = Field(0.7, ge=0, le=1, description="chance that talk with a guest in the room does [assumed]")
    thanks: int = Field(1000, ge=0, le=10_000, description="good experience of being let in, 1/1000 [assumed]")
    slight: int = Field(250, ge=0, le=10_000, description="bad experience of being turned away, 1/1000 [assumed]")
    outrage: int = Field(1500, ge=0, le=10_000, description="bad experience of somebody's force, 1/1000 [assumed]")
    alarm: int = Field(350, ge=0, le=1000, description="fear of who came in by force, 1/1000 [assumed]")
    word: int = Field(60, ge=0, le=1000, description="fear of who warns one off, 1/1000 [assumed]")
    names: int = Field(150, ge=0, le=10_000, description="good experience of being told a name, 1/1000 [assumed]")
    drawn: int = Field(120, ge=0, le=1000, description="more fear of them where they are armed, 1/1000 [assumed]")


def step(world: World, params: Params) -> None:
    if world.cache(Doors).n_shut and world.events.n > world.events.tick_began:
        _ask_unbidden(world)
    if anybody_tries(world):
        _orders(world, params)
    parleys = world.parleys
    if parleys.n_used:
        busy: set[int] = set()  # doors at which something has been decided this tick: one talk a tick
        for slot in parleys.rows().tolist():
            if parleys.used[slot]:  # some come in with others, and have done talking
                _go_on(world, params, slot, busy)


def _ask_unbidden(world: World) -> None:
    """Let a member of the crowd who finds a door shut, with people behind it, ask where nobody asks already."""
    log, people, parleys = world.events, world.citizens, world.parleys
    if not (log.kinds(log.tick_began) == Kind.REFUSED).any():
        return
    happened = log.columns(log.tick_began)
    barred = (happened["kind"] == Kind.REFUSED) & (happened["amount"] == Refusal.BARRED)
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
    """Somebody asks to be let in, with a plea."""
    people, plea = world.citizens, amount_of(world, who)
    refusal = at_the_door(world, who, Verb.ASK, building, plea)
    if refusal is not None:
        return refusal
    host, cause = who_hears(world, who, building, params.knock_wakes, int(people.cause[who]))
    if host < 0:
        return Refusal.NO_ANSWER
    slot = parley_of(world, who)
    if slot >= 0 and world.parleys.building[slot] != building:
        close(world, slot)
        slot = -1
    if slot < 0:
        slot = int(world.parleys.take(1)[0])
        world.parleys.asker[slot], world.parleys.building[slot] = who, building
    drop_intent(world, who)
    stay(world, who)
    _put(world, params, slot, host, cause, plea)
    return None


def _put(world: World, params: Params, slot: int, host: int, cause: int, plea: int) -> None:
    """Put the question: the answer is the turn of those inside. Who cannot open calls somebody who sleeps there."""
    parleys, people = world.parleys, world.citizens
    asker, building = int(parleys.asker[slot]), int(parleys.building[slot])
    says = worded(world, asker, building, plea)
    asked = world.events.one(Kind.ASKED, asker, host, int(people.cell[asker]), int(says), cause)
    parleys.said[slot] |= 1 << says
    parleys.tries[slot] += 1
    caller, host = host, who_comes(world, host, asker, building, params.call_wakes, asked)
    for inside in dict.fromkeys((caller, host)):
        known = meet(world, inside, asker, asked)
        if introduced(1 << says):
            world.regards.named[known] = True
        meet(world, asker, inside, asked)
    parleys.host[slot], parleys.turn[slot], parleys.cause[slot] = host, ParleyState.ASKED, asked
    parleys.answer[slot], parleys.due[slot] = Answer.NONE, world.tick + params.answer_s


def _ask_on(world: World, params: Params, slot: int, plea: int) -> bool:
    """Let an asker of the crowd ask once more; False where nobody hears it."""
    parleys = world.parleys
    asker, building, cause = int(parleys.asker[slot]), int(parleys.building[slot]), int(parleys.cause[slot])
    host, cause = who_hears(world, asker, building, params.knock_wakes, cause)
    if host >= 0:
        _put(world, params, slot, host, cause, plea)
    return host >= 0


def _admit(world: World, params: Params, who: int, guest: int) -> Refusal | None:
    """Somebody inside opens to somebody at the door."""
    refusal = at_the_door(world, who, Verb.ADMIT, guest, 0)
    if refusal is not None:
        return refusal
    cause = int(world.citizens.cause[who])
    said(world, who)
    _let_in(world, params, who, guest, cause, *_drawn(world, who, guest, Answer.LET_IN))
    return None


def _warn(world: World, params: Params, who: int, whom: int) -> Refusal | None:
    """Somebody warns somebody off."""
    refusal = at_the_door(world, who, Verb.WARN, whom, 0)
    if refusal is not None:
        return refusal
    cause = int(world.citizens.cause[who])
    said(world, who)
    _warned(world, params, who, whom, cause, *_drawn(world, who, whom, Answer.WARN))
    return None


def _drawn(world: World, host: int, asker: int, answer: Answer) -> tuple[int, int]:
    """(stream, odds) of the draw by which the host was inclined to that answer; (0, 0) where it was none."""
    slot, parleys = parley_of(world, asker), world.parleys
    if slot < 0 or parleys.host[slot] != host or parleys.answer[slot] != answer:
        return 0, 0
    return ANSWER, int(parleys.odds[slot])


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
            if not _ask_on(world, params, slot, Plea.ENTRY):
                _move(world, params, slot)
        else:
            _move(world, params, slot)


def _answer(world: World, params: Params, slot: int) -> None:
    """Let a draw decide what is answered. The crowd does so at once; a mind has a while, and then it was silent."""
    parleys, people = world.parleys, world.citizens
    asker, building, host = int(parleys.asker[slot]), int(parleys.building[slot]), int(parleys.host[slot])
    cause, answer = int(parleys.cause[slot]), Answer(int(parleys.answer[slot]))
    if answer == Answer.NONE and listens(world, host) and people.inside[host] == building:
        if host not in openers(world, building, asker)[0]:
            world.events.one(Kind.CANNOT_OPEN, host, asker, int(people.cell[host]), cause=cause)
            return _turn(world, params, slot)
        if keeps_out(world, host, asker):
            parleys.cause[slot] = world.events.one(Kind.DENIED, host, asker, int(people.cell[host]), cause=cause)
            return _turn(world, params, slot)
        odds = answer_odds(world, host, asker)
        answer = Answer(chosen(luck.u32(world.key(ANSWER), luck.pair(people.luck[host], people.luck[asker])), odds))
        parleys.answer[slot], parleys.odds[slot] = answer, odds[answer]
        if is_minded(world, host):
            parleys.due[slot] = world.tick + params.patience_s
            return None
        if answer == Answer.LET_IN:
            return _let_in(world, params, host, asker, cause, ANSWER, odds.let_in)
        if answer == Answer.WARN:
            return _warned(world, params, host, asker, cause, ANSWER, odds.warn)
    if answer != Answer.NONE and listens(world, host):
        drawn = _drawn(world, host, asker, Answer.SILENCE)
        world.events.one(
            Kind.KEPT_SILENT, host, asker, int(people.cell[host]), cause=cause, stream=drawn[0], odds=drawn[1]
        )
    return _turn(world, params, slot)


def _turn(world: World, params: Params, slot: int) -> None:
    """Leave it to the asker what comes next, once they have listened for a while."""
    world.parleys.turn[slot] = ParleyState.REFUSED
    world.parleys.due[slot] = world.tick + params.patience_s


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
        if not at_door(world, who, building) or keeps_out(world, host, who):
            continue
        let_in = world.events.one(Kind.LET_IN, host, who, int(people.cell[who]), cause=cause, stream=stream, odds=odds)
        say_who_vouched(world, host, who, let_in)
        if who == guest:
            cause, stream, odds = let_in, 0, 0
            open_door(world, building, host, let_in)
            wake_by_voices(world, openers(world, building, guest)[1], guest, params.voices_wake, let_in)
        meet(world, host, who, let_in)
        meet(world, who, host, let_in)
        regard.good(world, who, host, params.thanks, let_in)
        if listens(world, who):
            for one, other in ((who, host), (host, who)):
                if not knows_name(world, other, one):
                    tell_name(world, one, other, params.names, let_in)
        move_body(world, who, building)
        burden = hauling(world, who)
        if burden >= 0:
            move_body(world, burden, building)
        if listens(world, who):
            stay(world, who)
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
    pleas = moves_left(world, asker, int(parleys.host[slot]), int(parleys.said[slot]))
    odds = next_move_odds(world, asker, building, int(parleys.tries[slot]), bool(parleys.warned[slot]), len(pleas))
    move = chosen(luck.u32(world.key(MOVE), int(people.luck[asker])), odds)
    if move == _LEAVE:
        world.events.one(Kind.GAVE_UP, asker, building, where, cause=cause, stream=MOVE, odds=odds.leave)
        close(world, slot)
    elif move == _WAIT:
        parleys.turn[slot], parleys.due[slot] = ParleyState.WAITING, world.tick + params.wait_s
    elif move == _PLEAD:
        plea = pleas[luck.below(world.key(PLEAD), int(people.luck[asker]), len(pleas))]
        parleys.turn[slot], parleys.due[slot] = ParleyState.WAITING, world.tick + _BREATH
        if plea == HANDS:
            intend(world, asker, Verb.SURRENDER, int(parleys.host[slot]), cause)
        else:
            _ask_on(world, params, slot, plea)
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
