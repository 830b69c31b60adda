"""Renewals: whoever was refused may appeal, once; and whoever knows how entries are made may falsify one.

An appeal is made from one's own pod or at an office. It is upheld by odds that fall with what was lacking to the
threshold; then the subscription runs on for some days. If it is dismissed the end stands, and the appeal costs
obedience (the rule `subscription` books it). The crowd appeals too, from their pods, some within each hour.

Clerks and auditors can enter a renewal at an office that nobody has granted, their own or another's. From then on an
audit comes by once in a while. What it finds is revoked: the end is near, whoever falsified the entry is fined, and
comes under suspicion. An auditor's entries are found more seldom.

Reads   who is about to APPEAL or FALSIFY, as `asked` has it; citizens.target, cell, inside, home, alive, expires,
        profession, tagged, luck; shortfalls; tasks.owner, target, verb, cause; conditions.owner, kind, cause; frauds;
        what stands in the way, as `world/reasons` has it; who has a mind as `is_minded` has it
Writes  citizens.refused, expires, stage; shortfalls; conditions; frauds; reports as `report` files them; what they are
        at as `tasks.begin` and `finish` do
Emits   APPEAL_UPHELD(citizen; amount days; cause: the order, or the refusal), APPEAL_DISMISSED(citizen; the same;
        stream, odds), LEDGER_FALSIFIED(citizen, citizen; amount days; cause: the order), FRAUD_FOUND(citizen, whose
        entry it was; cause: the falsifying; stream, odds), INTERRUPTED, REFUSED
Units   points; h, days; ticks of 1 s
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.world.authority.reporting import report
from undergrid.world.log.kinds import Kind
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import anybody_tries, asked, is_minded
from undergrid.world.reasons.economy import appealing, falsifying
from undergrid.world.tables.authority import Sense
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import ConditionKind, Profession

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("renewals")
CROWD = luck.stream("renewals/appeals")
AUDIT = luck.stream("renewals/audit")

_LOOK_S = 60  # seconds between looks at who of the crowd appeals, and at what is audited


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.renewals`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    appeal_minutes: float = Field(20, ge=0.1, le=1440, description="to appeal takes, min [assumed]")
    upheld: float = Field(0.5, ge=0, le=1, description="share of appeals upheld of who lacks next to nothing [assumed]")
    margin: int = Field(150, ge=1, le=1000, description="who lacks so many points has no chance, points [assumed]")
    grace_days: int = Field(7, ge=1, le=3650, description="an appeal that is upheld gives, days [assumed]")
    appeals_per_hour: float = Field(
        0.03, ge=0, le=1, description="share of the refused who appeal in an hour [assumed]"
    )
    falsify_minutes: float = Field(10, ge=0.1, le=1440, description="to falsify an entry takes, min [assumed]")
    falsified_days: int = Field(30, ge=1, le=3650, description="and gives, days [assumed]")
    audit_hours: float = Field(12, ge=0.1, le=10_000, description="an entry is audited once in, h [assumed]")
    found: float = Field(0.3, ge=0, le=1, description="share of audits that find what a clerk has falsified [assumed]")
    found_auditor: float = Field(0.08, ge=0, le=1, description="the same of an auditor's [assumed]")
    revoked_hours: float = Field(12, ge=0.1, le=720, description="what is found to be false ends within, h [assumed]")
    fraud_points: int = Field(120, ge=0, le=1000, description="suspicion that a fraud carries, points [assumed]")


def step(world: World, params: Params) -> None:
    """Begin and end appeals and frauds, let the crowd appeal, and audit what has been falsified."""
    if anybody_tries(world):
        _begin(world, params)
    if world.tasks.n_used:
        for slot in tasks.done_in_turn(world, (Verb.APPEAL, Verb.FALSIFY), STREAM):
            _end_task(world, params, slot)
    if world.tick % _LOOK_S:
        return
    if world.conditions.n_used and params.appeals_per_hour:
        _appeal_from_pods(world, params)
    if world.frauds.n_used:
        _audit(world, params)


def _begin(world: World, params: Params) -> None:
    """Begin or refuse what people are about to do."""
    for who in asked(world, Verb.APPEAL):
        why = appealing(world, who, Verb.APPEAL, -1, 0)
        tasks.begin_or_refuse(world, who, why, Verb.APPEAL, -1, round(60 * params.appeal_minutes))
    for who in asked(world, Verb.FALSIFY):
        whom = int(world.citizens.target[who])
        why = falsifying(world, who, Verb.FALSIFY, whom, 0)
        tasks.begin_or_refuse(world, who, why, Verb.FALSIFY, whom, round(60 * params.falsify_minutes))


def _end_task(world: World, params: Params, slot: int) -> None:
    """Decide an appeal, or make a false entry, unless something has come between."""
    table = world.tasks
    who, whom, cause = int(table.owner[slot]), int(table.target[slot]), int(table.cause[slot])
    verb = Verb(int(table.verb[slot]))
    why = (appealing if verb == Verb.APPEAL else falsifying)(world, who, verb, whom, 0)
    if why is not None:
        tasks.interrupt(world, slot)
        return
    if verb == Verb.APPEAL:
        _decide(world, params, who, cause)
    else:
        _falsify(world, params, who, whom, cause)
    tasks.finish(world, slot)


# ---------------------------------------------------------------- appeals


def odds_of(world: World, params: Params, who: int) -> int:
    """The threshold (u32) that an appeal is upheld: it falls in proportion to what was lacking at the refusal.

    Whoever was not refused for want of usefulness has no chance.
    """
    slot = world.shortfalls.first(subject=who)
    lacking = int(world.shortfalls.lacking[slot]) if slot >= 0 else params.margin
    return luck.chance(params.upheld * max(0, params.margin - lacking) / params.margin)


def _decide(world: World, params: Params, who: int, cause: int) -> None:
    """Uphold an appeal, or dismiss it."""
    people, odds = world.citizens, odds_of(world, params, who)
    upheld = luck.u32(world.key(STREAM), int(people.luck[who])) < odds
    kind = Kind.APPEAL_UPHELD if upheld else Kind.APPEAL_DISMISSED
    event = world.events.one(
        kind, who, where=int(people.cell[who]), amount=params.grace_days if upheld else 0, cause=cause,
        stream=STREAM, odds=odds,
    )  # fmt: skip
    if upheld:
        _renew(world, who, params.grace_days)
    else:
        _note(world, who, ConditionKind.APPEALED, event)


def _renew(world: World, who: int, days: int) -> None:
    """Let a subscription run on for so many days, as if it had not been refused."""
    people, conditions = world.citizens, world.conditions
    people.refused[who], people.stage[who] = False, 0
    people.expires[who] = max(int(people.expires[who]), world.tick) + days * units.DAY
    world.shortfalls.free(world.shortfalls.where(subject=who))
    for kind in (
        ConditionKind.UNRENEWED,
        ConditionKind.RETIMED,
        ConditionKind.FAILING,
        ConditionKind.APPEALED,
    ):
        conditions.free(conditions.where(owner=who, kind=kind))


def _note(world: World, who: int, kind: ConditionKind, cause: int) -> None:
    conditions = world.conditions
    slot = int(conditions.take(1)[0])
    conditions.owner[slot], conditions.kind[slot] = who, kind
    conditions.since[slot], conditions.cause[slot] = world.tick, cause


def _appeal_from_pods(world: World, params: Params) -> None:
    """Let some of the crowd who were refused, and lie in their pods, appeal."""
    conditions, people = world.conditions, world.citizens
    slots = conditions.where(kind=ConditionKind.UNRENEWED)
    who = conditions.owner[slots].astype(np.int64)
    home = people.alive[who] & people.tagged[who] & (people.inside[who] >= 0) & (people.inside[who] == people.home[who])
    slots, who = slots[home], who[home]
    draws = np.empty(len(who), np.int64)
    luck.draws(world.key(CROWD), people.luck[who], draws)
    odds = luck.per_tick(params.appeals_per_hour, units.HOUR // _LOOK_S)
    for slot in slots[draws < odds].tolist():
        row = int(conditions.owner[slot])
        if not is_minded(world, row) and appealing(world, row, Verb.APPEAL, -1, 0) is None:
            _decide(world, params, row, int(conditions.cause[slot]))


# ---------------------------------------------------------------- fraud


def _falsify(world: World, params: Params, who: int, whom: int, cause: int) -> None:
    """Enter a renewal that nobody has granted; it is audited from then on."""
    event = world.events.one(
        Kind.LEDGER_FALSIFIED, who, whom, int(world.citizens.cell[who]), params.falsified_days, cause
    )
    _renew(world, whom, params.falsified_days)
    frauds = world.frauds
    frauds.free(frauds.where(subject=whom))
    slot = int(frauds.take(1)[0])
    frauds.subject[slot], frauds.by[slot], frauds.cause[slot] = whom, who, event
    frauds.due[slot] = world.tick + round(params.audit_hours * units.HOUR)


def _audit(world: World, params: Params) -> None:
    """Look at the entries whose turn it is, and revoke what is found to be false."""
    frauds, people, key = world.frauds, world.citizens, world.key(AUDIT)
    rows = frauds.rows()
    for slot in rows[frauds.due[rows] <= world.tick].tolist():
        whom, by, cause = int(frauds.subject[slot]), int(frauds.by[slot]), int(frauds.cause[slot])
        skilled = people.profession[by] == Profession.AUDITOR
        odds = luck.chance(params.found_auditor if skilled else params.found)
        frauds.due[slot] = world.tick + round(params.audit_hours * units.HOUR)
        if not people.alive[whom]:
            frauds.free(np.array([slot]))
        elif luck.u32(key, int(people.luck[whom])) < odds:
            frauds.free(np.array([slot]))
            _revoke(world, params, by, whom, cause, odds)


def _revoke(world: World, params: Params, by: int, whom: int, cause: int, odds: int) -> None:
    """Take back a renewal that was false, and hold it against whoever entered it."""
    people = world.citizens
    event = world.events.one(Kind.FRAUD_FOUND, by, whom, cause=cause, stream=AUDIT, odds=odds)
    people.refused[whom] = True
    people.expires[whom] = min(int(people.expires[whom]), world.tick + round(params.revoked_hours * units.HOUR))
    _note(world, whom, ConditionKind.UNRENEWED, event)
    home = int(people.home[by])
    if params.fraud_points and home >= 0:
        door, told = int(world.city.doors[home]), np.array([event], np.int64)
        report(world, by, -1, Sense.REGISTRY, door, 1, params.fraud_points, told)
