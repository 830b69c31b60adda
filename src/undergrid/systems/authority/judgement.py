"""Judgement: whoever holds a chip out to the guard of a gate is judged, and a corrupted chip may disturb the guard.

The guard reads the best chip, then decides: it opens, refuses or raises the alarm, by a draw against odds that count
the chip's damage and age, whether its owner is still listed among the living, curfew, the bearer's codes and face. A
disturbed guard twitches, then spasms, then judges, and is not itself for a while: its next judgement begins later.
Over whom it raises the alarm the guard has before its eyes, and knows: it need not find them first.
Where two present at once a keyed draw decides who is heard; the guard refuses whoever comes while it is busy.

Reads   citizens.target, cause, alive, doing, since, cell, luck; items.holder, corruption, luck, cause; gates.guard,
        luck; dossiers.event; sky.curfew, curfew_cause; watchers.cell, impaired, luck; judgements; intents to PRESENT;
        what a guard goes by, as `showing` has it; what stands in the way, as `world/reasons` has it
Writes  judgements; citizens.doing, since, posture, cause; who presents comes to a stop as `halt` does; gates.cleared,
        cause; watchers.impaired, in_sight, seen_at, recognised, sighting, lost_cause; intents as `drop_intent` does;
        reports as `report` files them
Emits   CHIP_PRESENTED(citizen, gate; cause: the order), TWITCHED(watcher, citizen; cause: the chip; stream, odds),
        SPASMED(cause: the twitch), JUDGED(watcher, citizen; amount verdict; stream, odds; cause: the presenting;
        because CREDENTIAL: how the chip was come by, CONDITION: dossier, curfew, spasm), ALARM(gate, citizen; cause:
        the verdict), GUARD_RECOVERED(watcher; cause: the spasm), REFUSED(citizen; cause: the order, or the
        lockdown)
Units   times in ticks of 1 s; shares of 2**32
Source  odds in world/authority/clearance.py; times assumed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, field_validator

from undergrid.core import luck
from undergrid.core.index import due_by
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.clearance import Odds, Rule, Verdict, odds
from undergrid.world.authority.reporting import report
from undergrid.world.authority.showing import showing
from undergrid.world.items import kit
from undergrid.world.log.events import TICK_SHIFT
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders.attempts import anybody_tries, asked, drop_intent, log_refusal
from undergrid.world.orders.halting import halt
from undergrid.world.places.windows import shut_by
from undergrid.world.reasons.authority import presenting
from undergrid.world.tables.authority import Sense
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity, Posture
from undergrid.world.tables.places import Stage

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("judgement")
DISTURBED = luck.stream("judgement/disturbed")
FIRST = luck.stream("judgement/first")


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.judgement`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    seconds: int = Field(6, ge=1, le=3600, description="a guard reads a chip for, s [assumed]")
    beat_seconds: int = Field(2, ge=1, le=60, description="from twitch to spasm, and on to the verdict, s [assumed]")
    impaired_seconds: int = Field(45, ge=1, le=86_400, description="a disturbed guard recovers in, s [assumed]")
    copies: int = Field(5, ge=1, le=15, description="copies of the key on a chip, odd [assumed]")
    life_days: int = Field(365, ge=1, le=36_500, description="a clearance is as stale as it gets after, days [assumed]")
    stale: float = Field(0.5, ge=0, le=1, description="share turned away at that age [assumed]")
    codes: float = Field(0.4, ge=0, le=1, description="share of failures that an auditor's codes make good [assumed]")
    curfew: float = Field(0.2, ge=0, le=1, description="share turned away in curfew [assumed]")
    driven: float = Field(0.15, ge=0, le=1, description="share turned away who came running or shake [assumed]")
    recognise: float = Field(0.35, ge=0, le=1, description="share of wanted faces known at a gate [assumed]")
    mistrust: int = Field(200, ge=1, le=10_000, description="suspicion that turns every other away, points [assumed]")
    alarm: float = Field(0.25, ge=0, le=1, description="share of refusals that raise the alarm [assumed]")
    alarm_unlisted: float = Field(1, ge=0, le=1, description="the same, owner struck off [assumed]")
    disturb: float = Field(0.9, ge=0, le=1, description="share disturbed by a wholly corrupted chip [assumed]")
    refused_weight: int = Field(25, ge=0, le=1000, description="suspicion that a refusal earns, points [assumed]")
    alarm_weight: int = Field(150, ge=0, le=1000, description="suspicion that an alarm earns, points [assumed]")
    report_seconds: int = Field(2, ge=1, le=86_400, description="the guard's word is merged after, s [assumed]")

    @field_validator("copies")
    @classmethod
    def _odd(cls, copies: int) -> int:
        if copies % 2 == 0:
            raise ValueError("must be odd: half the copies are no majority")
        return copies

    @cached_property
    def rule(self) -> Rule:
        """These numbers as `clearance.odds` takes them."""
        share = luck.chance
        return Rule(
            self.copies, self.life_days, share(self.stale), share(self.codes), share(self.curfew),
            share(self.driven), share(self.recognise), self.mistrust, share(self.alarm), share(self.alarm_unlisted),
            share(self.disturb),
        )  # fmt: skip


def step(world: World, params: Params) -> None:
    """Go on with the judgements that are due, then hear who presents a chip."""
    if world.judgements.n_used:
        for slot in due_by(world.judgements.used, world.judgements.due, world.tick).tolist():
            _go_on(world, params, slot)
    if anybody_tries(world):
        _hear(world, params, asked(world, Verb.PRESENT))


def _hear(world: World, params: Params, presenters: list[int]) -> None:
    """Grant the guards' attention among those who present, and refuse the others."""
    people = world.citizens
    claims: dict[int, list[int]] = {}
    for who in presenters:
        gate = int(people.target[who])
        drop_intent(world, who)
        why_not = presenting(world, who, Verb.PRESENT, gate, 0)
        if why_not:
            log_refusal(world, who, gate, why_not, shut_by(world, gate) if why_not == Refusal.LOCKED_DOWN else None)
        else:
            claims.setdefault(gate, []).append(who)
    key = world.key(FIRST)
    for gate in sorted(claims):
        lucky = int(world.gates.luck[gate])
        order = sorted(claims[gate], key=lambda who: (luck.u32(key, luck.pair(lucky, people.luck[who])), who))
        _begin(world, params, order[0], gate)
        for late in order[1:]:
            log_refusal(world, late, gate, Refusal.BUSY)


def _begin(world: World, params: Params, who: int, gate: int) -> None:
    people, guard, item = world.citizens, int(world.gates.guard[gate]), kit.best_chip(world, who)
    cause = int(people.cause[who])
    presented = world.events.one(
        Kind.CHIP_PRESENTED, who, gate, int(people.cell[who]), int(world.items.corruption[item]), cause
    )
    people.doing[who], people.since[who], people.cause[who] = Activity.PRESENTING, world.tick, presented
    people.posture[who] = Posture.STANDING
    halt(people.handle, who)
    trials = world.judgements
    slot = trials.take(1)
    trials.gate[slot], trials.guard[slot], trials.bearer[slot], trials.item[slot] = gate, guard, who, item
    trials.presented[slot] = trials.cause[slot] = presented
    trials.due[slot] = max(world.tick, int(world.watchers.impaired[guard])) + params.seconds


def _go_on(world: World, params: Params, slot: int) -> None:
    """The next beat of a judgement: twitch, spasm, verdict, recovery; or its end, where the bearer has gone."""
    trials, log = world.judgements, world.events
    guard, who = int(trials.guard[slot]), int(trials.bearer[slot])
    stage = int(trials.stage[slot])
    if stage == Stage.RECOVERING:
        log.one(Kind.GUARD_RECOVERED, guard, where=int(world.watchers.cell[guard]), cause=int(trials.cause[slot]))
        trials.free(np.array([slot]))
        return
    if not _still_there(world, slot):
        _let_go(world, params, slot)
        return
    found = odds(showing(world, who, int(trials.item[slot])), params.rule)
    if stage == Stage.READING:
        draw = luck.u32(
            world.key(DISTURBED), luck.pair(world.watchers.luck[guard], world.items.luck[trials.item[slot]])
        )
        if draw < found.disturbed:
            trials.cause[slot] = log.one(Kind.TWITCHED, guard, who, int(world.watchers.cell[guard]), 0,
                                         int(trials.cause[slot]), DISTURBED, found.disturbed)  # fmt: skip
            trials.stage[slot], trials.due[slot] = Stage.TWITCHED, world.tick + params.beat_seconds
            return
    elif stage == Stage.TWITCHED:
        trials.cause[slot] = log.one(
            Kind.SPASMED, guard, who, int(world.watchers.cell[guard]), 0, int(trials.cause[slot])
        )
        trials.stage[slot], trials.due[slot] = Stage.SPASMED, world.tick + params.beat_seconds
        return
    _judge(world, params, slot, found)
    _let_go(world, params, slot)


def _still_there(world: World, slot: int) -> bool:
    """Whether the bearer still holds the chip out to the guard."""
    people, trials = world.citizens, world.judgements
    who, item = trials.bearer[slot], trials.item[slot]
    presented = trials.presented[slot] >> TICK_SHIFT
    same = people.doing[who] == Activity.PRESENTING and people.since[who] == presented
    return bool(people.alive[who] and same and world.items.holder[item] == who)


def _let_go(world: World, params: Params, slot: int) -> None:
    """End a judgement; a guard that was disturbed needs time."""
    trials = world.judgements
    if trials.stage[slot] == Stage.READING:
        trials.free(np.array([slot]))
        return
    until = world.tick + params.impaired_seconds
    world.watchers.impaired[trials.guard[slot]] = until
    trials.stage[slot], trials.due[slot] = Stage.RECOVERING, until


def _judge(world: World, params: Params, slot: int, found: Odds) -> None:
    """Give the verdict, and act on it."""
    people, trials, log, gates = world.citizens, world.judgements, world.events, world.gates
    guard, who, gate = int(trials.guard[slot]), int(trials.bearer[slot]), int(trials.gate[slot])
    draw = luck.u32(world.key(STREAM), luck.pair(world.watchers.luck[guard], people.luck[who]))
    verdict = found.verdict(draw)
    here = int(people.cell[who])
    event = log.one(Kind.JUDGED, guard, who, here, verdict, int(trials.presented[slot]), STREAM, found.open)
    _say_why(world, slot, event)
    people.doing[who], people.since[who], people.cause[who] = Activity.WAITING, world.tick, event
    if verdict == Verdict.OPEN:
        gates.cleared[gate], gates.cause[gate] = who, event  # `gates` opens it in this very tick
        return
    if verdict == Verdict.ALARM:
        event = log.one(Kind.ALARM, gate, who, here, cause=event)
        _keep_in_view(world, guard, who, event)
    weight = params.alarm_weight if verdict == Verdict.ALARM else params.refused_weight
    report(world, who, guard, Sense.GATE, here, params.report_seconds, weight, np.array([event], np.int64))


def _keep_in_view(world: World, guard: int, who: int, event: int) -> None:
    """Let a guard have somebody in sight and know who that is, whomever it had in sight before."""
    watchers = world.watchers
    watchers.in_sight[guard], watchers.seen_at[guard], watchers.recognised[guard] = who, world.tick, True
    watchers.sighting[guard], watchers.lost_cause[guard] = event, 0


def _say_why(world: World, slot: int, event: int) -> None:
    """Add what else went into a verdict: the chip's origin, the dossier, the curfew, the guard's own state."""
    trials = world.judgements
    dossier = int(world.cache(DossierOf).slot[trials.bearer[slot]])
    also = [
        (int(world.items.cause[trials.item[slot]]), Role.CREDENTIAL),
        (int(world.dossiers.event[dossier]) if dossier >= 0 else 0, Role.CONDITION),
        (int(world.sky.curfew_cause[0]) if world.sky.curfew[0] else 0, Role.CONDITION),
        (int(trials.cause[slot]) if trials.stage[slot] != Stage.READING else 0, Role.CONDITION),
    ]
    for cause, role in also:
        if cause:
            world.events.because(event, cause, role)
