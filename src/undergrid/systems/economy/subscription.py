"""Subscription: life is renewed to those who are useful, and ends for those who fall below the threshold.

A citizen's ledger has two accounts: obedience (fines lower it, informing raises it) and productivity (shifts raise
it, a slump lowers it). Ahead of the end of a subscription the citizen is assessed: a personal chance decides whether
the period was a slump, then *usefulness*, the mean of both accounts, is held against the threshold. Above it, the
subscription runs on for a period and productivity starts anew; below it, the renewal is refused and the end stands.

Each change of the ledger but the fresh start at a renewal is an event, so it can be recomputed from the log. Whoever
has no subscription (a thing, everybody where the scenario has none) has no ledger either: nobody fines or rewards them.
Nor is anything booked for those who are off the books: whose tag does not answer, or whom the registry has struck off.

Reads   citizens.alive, tagged, registered, obedience, productivity, lapse, expires, refused, luck;
        conditions.owner, kind, cause; laws.fine; SUSPECTED, WANTED, INFORMED, SANCTIONED, APPEAL_DISMISSED,
        FRAUD_FOUND of this tick
Writes  citizens.productivity, expires, refused (and obedience, by what is booked); shortfalls.subject, lacking;
        conditions.owner, kind, since, cause
Emits   FINED(citizen; cause: what it is for), REWARDED(citizen; cause: the denunciation),
        SLUMPED(citizen; stream, odds), RENEWAL_REFUSED(citizen; cause: the slump, the last fine
        or the scenario)
Units   points; time in ticks
Source  Personal chances of lapse follow a Beta distribution (shifted beta-geometric retention): P. Fader, B. Hardie,
        J. Interactive Marketing 21 (2007) 76-90, doi 10.1002/dir.20074. Points and threshold are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, field_validator

from undergrid.core import luck, units
from undergrid.core.jit import kernel
from undergrid.core.tables import I16, I64, Flag, Rows
from undergrid.world.log.kinds import Kind
from undergrid.world.people.ledger import usefulness
from undergrid.world.tables.people import NEVER, ConditionKind

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("subscription")

_SUSPECTED, _WANTED, _INFORMED = int(Kind.SUSPECTED), int(Kind.WANTED), int(Kind.INFORMED)
_SANCTIONED = int(Kind.SANCTIONED)
_DISMISSED, _FRAUD = int(Kind.APPEAL_DISMISSED), int(Kind.FRAUD_FOUND)
_BOOKED = {
    Kind.SUSPECTED: Kind.FINED, Kind.WANTED: Kind.FINED, Kind.INFORMED: Kind.REWARDED, Kind.SANCTIONED: Kind.FINED,
    Kind.APPEAL_DISMISSED: Kind.FINED, Kind.FRAUD_FOUND: Kind.FINED,
}  # fmt: skip


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.subscription`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    period_days: int = Field(30, ge=1, le=3650, description="how long a renewal lasts, days [assumed]")
    notice_hours: int = Field(36, ge=0, le=720, description="assessment ahead of the end, hours [assumed]")
    threshold: int = Field(400, ge=0, le=1000, description="least usefulness that is renewed, points [assumed]")
    fresh: int = Field(500, ge=0, le=1000, description="productivity at the start of a period, points [assumed]")
    slump: int = Field(400, ge=0, le=1000, description="productivity lost in a slump, points [assumed]")
    fine_suspect: int = Field(60, ge=0, le=1000, description="obedience lost when one comes under suspicion [assumed]")
    fine_wanted: int = Field(300, ge=0, le=1000, description="obedience lost when one becomes wanted [assumed]")
    fine_appeal: int = Field(30, ge=0, le=1000, description="obedience lost by an appeal in vain [assumed]")
    fine_fraud: int = Field(300, ge=0, le=1000, description="obedience lost when a fraud of one's is found [assumed]")
    reward: int = Field(40, ge=0, le=1000, description="obedience gained by informing, points [assumed]")

    @field_validator("threshold")
    @classmethod
    def _refuses_somebody(cls, threshold: int) -> int:
        if threshold == 0:
            raise ValueError("a policy that frees everybody: nobody's usefulness is below 0")
        return threshold


def step(world: World, params: Params) -> None:
    _book(world, params)
    if world.has_turn(world.citizens.n):
        _assess(world, params)


def _book(world: World, params: Params) -> None:
    """Book fines and rewards for what happened this tick."""
    log = world.events
    if log.n == log.tick_began or not _any_booked(log.kinds(log.tick_began)):
        return
    happened = log.columns(log.tick_began)
    obedience = world.citizens.obedience
    for kind, booked in _BOOKED.items():
        rows = np.flatnonzero(happened["kind"] == kind)
        rows = rows[_on_the_books(world, happened["who"][rows])]
        points = _points(world, params, kind, happened["amount"][rows])
        rows, points = rows[points != 0], points[points != 0]
        if len(rows):
            who, cause = happened["who"][rows], happened["id"][rows]
            np.add.at(obedience, who, points if booked == Kind.REWARDED else -points)
            events = log.add(booked, who, amount=points, cause=cause)
            if booked == Kind.FINED:
                _remember(world, who, events)
            happened = log.columns(log.tick_began)


def _on_the_books(world: World, who: I64) -> Flag:
    """(who,) whether points can be taken from them, or given to them: they have a ledger, and a tag that answers."""
    people = world.citizens
    return np.asarray((people.expires[who] != NEVER) & people.tagged[who].astype(bool) & people.registered[who])


def _points(world: World, params: Params, kind: Kind, amounts: I64) -> I16:
    """The points that each of some events of a kind is booked with; a sanction with the fine of its law."""
    if kind == Kind.SANCTIONED:
        return world.laws.fine[amounts]
    points = {
        Kind.SUSPECTED: params.fine_suspect, Kind.WANTED: params.fine_wanted, Kind.INFORMED: params.reward,
        Kind.APPEAL_DISMISSED: params.fine_appeal, Kind.FRAUD_FOUND: params.fine_fraud,
    }  # fmt: skip
    return np.full(len(amounts), points[kind], np.int16)


def _assess(world: World, params: Params) -> None:
    people = world.citizens
    rows = _due(people.handle, params.notice_hours * units.HOUR, world.tick, world.period)
    if not len(rows):
        return
    slumped = _slumps(rows, people.luck, people.lapse, world.key(STREAM))
    hit = rows[slumped]
    people.productivity[hit] -= params.slump
    slump_of: dict[int, int] = {}
    if len(hit):
        ids = world.events.add(
            Kind.SLUMPED,
            hit,
            amount=-params.slump,
            stream=STREAM,
            odds=people.lapse[hit].astype(np.int64) << 16,
        )
        slump_of = dict(zip(hit.tolist(), ids.tolist(), strict=True))
    useful = usefulness(people.obedience[rows].astype(np.int64), people.productivity[rows].astype(np.int64))
    kept = rows[useful >= params.threshold]
    people.expires[kept] += params.period_days * units.DAY
    people.productivity[kept] = params.fresh
    lost = rows[useful < params.threshold]
    people.refused[lost] = True
    if len(lost):
        short = world.shortfalls.take(len(lost))
        world.shortfalls.subject[short] = lost
        world.shortfalls.lacking[short] = params.threshold - useful[useful < params.threshold]
        refusals = world.events.add(
            Kind.RENEWAL_REFUSED,
            lost,
            amount=useful[useful < params.threshold],
            cause=np.array([slump_of.get(row) or _last_fine(world, row) for row in lost.tolist()], np.int64),
        )
        _set(world, lost, ConditionKind.UNRENEWED, refusals)


def _set(world: World, who: Rows, kind: ConditionKind, causes: I64) -> None:
    """Let citizens be in a lasting state from now on, each because of an event."""
    conditions = world.conditions
    slots = conditions.take(len(who))
    conditions.owner[slots], conditions.kind[slots] = who, kind
    conditions.since[slots], conditions.cause[slots] = world.tick, causes


def _remember(world: World, who: Rows, fines: I64) -> None:
    """Remember the last fine of each citizen, who may be fined more than once at a time."""
    conditions, last = world.conditions, dict(zip(who.tolist(), fines.tolist(), strict=True))
    for row in last:
        conditions.free(conditions.where(owner=row, kind=ConditionKind.FINED))
    _set(world, np.array([*last], np.int32), ConditionKind.FINED, np.array([*last.values()], np.int64))


def _last_fine(world: World, row: int) -> int:
    """The last fine of a citizen, or the scenario where there was none."""
    slot = world.conditions.first(owner=row, kind=ConditionKind.FINED)
    return int(world.conditions.cause[slot]) if slot >= 0 else world.scenario_event


@kernel
def _any_booked(kinds):
    for kind in kinds:
        if kind == _SUSPECTED or kind == _WANTED or kind == _INFORMED or kind == _SANCTIONED:
            return True
        if kind == _DISMISSED or kind == _FRAUD:
            return True
    return False


@kernel
def _due(people, notice, now, period):
    """Rows whose turn it is and whose assessment has come, ascending."""
    n_rows, n_due = len(people.alive), 0
    found = np.empty(4, np.int64)
    for chunk in range(now % period, (n_rows + 63) >> 6, period):
        for row in range(chunk << 6, min((chunk + 1) << 6, n_rows)):
            if people.expires[row] - notice <= now and people.alive[row] and not people.refused[row]:
                if n_due == len(found):
                    wider = np.empty(2 * n_due, np.int64)
                    wider[:n_due] = found
                    found = wider
                found[n_due] = row
                n_due += 1
    return found[:n_due]


@kernel
def _slumps(rows, lucky, lapse, key):
    slumped = np.zeros(len(rows), np.bool_)
    for n in range(len(rows)):
        row = rows[n]
        slumped[n] = luck.u32(key, lucky[row]) < (int(lapse[row]) << 16)
    return slumped
