"""Questioning: whom a hunter has stopped, by an order to hunt them for what they are, has to answer for themselves.

A Sentinel that stands at a post other than a gate stops whoever comes near it in plain sight whose tag does not vouch
for them, or who moves such a one along, whomever else it looks at: the nearest first. Whom it believes it lets pass,
and asks nobody twice within the hour; whom it does not believe, and who is wanted, it lays hold of, time and again.

A tag answers for its bearer. A sign, wounds, company that is hunted too, somebody helpless whom they move along, and
having been stopped before speak against them, and a sign that is covered now does where they have been told by it
before; then a draw decides. Who is believed is let go: the order is answered for, and watchers leave them alone for
some hours. Whom a hunter does not believe it reports, and follows at a distance; at the next stop, or sooner, that
makes them wanted. Either goes on to where they were going. A hunter who is disturbed, or called away, lets go of
whoever it has stopped.

Reads   questionings.subject, watcher, until, goal, pace, was, cause; watchers.kind, duty, sighting, impaired, luck,
        cause; citizens.doing, cell, wanted, luck; who stands at a post as `on_guard` has it, and who comes near it as
        `comers` has them; who moves whom as `hauler_of` has it; with whom the authority `is_done_with`; what
        `questions.believed` has it by
Writes  questionings; dossiers.asked; dossiers and files as `questions.answered` has it; watchers.duty, goal, until,
        cause, and what `hunts.end` and `turn_to` write; citizens as `release` lets them stand and `intend` lets them
        walk on; of the arrested what `world/authority/arrests.py` does; reports as `report` files them
Emits   STOPPED(watcher, citizen; cause: the sighting), SIGHTED, LOST_SIGHT as `turn_to` has them, ARRESTED,
        SLIPPED_AWAY as `lay_hold` has them (cause: that it was not convinced, where it was not), LET_GO(watcher,
        citizen; cause: the stop; stream, odds; or where the hunter breaks off, its own cause), UNCONVINCED(watcher,
        citizen; amount suspicion; cause: the stop; stream, odds), HUNT_ENDED(watcher, citizen; cause: the letting go)
Units   shares of one; suspicion in points; ticks of 1 s
Source  assumed throughout: a rule of the story.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.index import due_by
from undergrid.world.authority import hunts
from undergrid.world.authority.arrests import lay_hold
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.custody import release
from undergrid.world.authority.posts import comers, on_guard
from undergrid.world.authority.questions import Shares, answered, believed, can_answer, stop
from undergrid.world.authority.reporting import report
from undergrid.world.authority.settled import is_done_with
from undergrid.world.body.burdens import hauler_of
from undergrid.world.log.events import kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.senses.gaze import turn_to
from undergrid.world.tables.authority import Duty, Sense, WatcherKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Pace

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("questioning")
HOLD = luck.stream("questioning/hold")
CLAIM = luck.stream("questioning/claim")

_POST = int(Duty.POST)
_REGRIP = 5  # s until a Sentinel that somebody has slipped away from can lay hold of anybody [assumed]
_WALKS = {Pace.SNEAK: Verb.SNEAK, Pace.WALK: Verb.WALK, Pace.RUN: Verb.RUN}


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.questioning`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    believed: float = Field(0.95, ge=0, le=1, description="chance to be believed, with nothing against one [assumed]")
    untagged: float = Field(0.95, ge=0, le=1, description="share of that which is left without a tag [assumed]")
    sign: float = Field(0.05, ge=0, le=1, description="the same, wearing a sign openly [assumed]")
    covered: float = Field(0.9, ge=0, le=1, description="the same, the sign covered [assumed]")
    wounded: float = Field(0.9, ge=0, le=1, description="the same, with wounds [assumed]")
    company: float = Field(0.8, ge=0, le=1, description="the same, beside somebody hunted [assumed]")
    company_m: int = Field(8, ge=1, le=1000, description="how near such company is, m [assumed]")
    again: float = Field(0.7, ge=0, le=1, description="the same, not believed the last time [assumed]")
    known: float = Field(0.5, ge=0, le=1, description="the same, known by a sign that is covered now [assumed]")
    charge: float = Field(0.8, ge=0, le=1, description="the same, with somebody helpless to move along [assumed]")
    doubt_points: int = Field(15, ge=0, le=1000, description="suspicion that not being believed earns [assumed]")
    relief_points: int = Field(40, ge=0, le=1000, description="suspicion that being believed takes away [assumed]")
    report_delay: int = Field(5, ge=1, le=3600, description="from the hunter to the authority, s [assumed]")
    follow_minutes: float = Field(
        15, ge=0.01, le=1440, description="a hunter stays on whom it did not believe, min [assumed]"
    )

    guard_m: int = Field(8, ge=0, le=1000, description="a Sentinel at a post stops who passes within, m [assumed]")
    guard_seconds: int = Field(60, ge=1, le=3600, description="and asks them questions for, s [assumed]")
    guard_again_minutes: float = Field(
        60, ge=0, le=1440, description="whom one has asked none asks again for, min [assumed]"
    )
    guard_grip: float = Field(0.8, ge=0, le=1, description="chance to hold whom it does not believe [assumed]")

    @cached_property
    def shares(self) -> Shares:
        """The chance to be believed, and what is left of it."""
        return Shares(
            self.believed, self.untagged, self.sign, self.covered, self.wounded, self.company, self.again,
            self.known, self.charge,
        )  # fmt: skip


def step(world: World, params: Params) -> None:
    """Break off the questionings that cannot go on, end those that are over, and let Sentinels stop who passes."""
    if world.questionings.n_used:
        _go_on(world, params)
    guards = on_guard(world.watchers.handle, world.tick)
    if not len(guards):
        return
    for row, near in zip(guards.tolist(), comers(world, guards, params.guard_m), strict=True):
        for seen, curfew in near:
            if _meet(world, params, row, seen, curfew):
                break


def _go_on(world: World, params: Params) -> None:
    """Break off the questionings that cannot go on, and end those that are over."""
    asked = world.questionings
    over = set(due_by(asked.used, asked.until, world.tick).tolist())
    for slot in sorted(asked.rows().tolist(), key=lambda slot: int(asked.subject[slot])):
        if _is_heard(world, slot):
            if slot in over:
                asked.free(np.array([slot]))
        elif world.citizens.doing[asked.subject[slot]] != Activity.QUESTIONED:
            _end(world, slot)  # fainted, arrested or dead: it is no question any more
        elif not _goes_on(world, slot):
            _break_off(world, slot)
        elif slot in over:
            _hear(world, params, slot)


def _meet(world: World, params: Params, row: int, seen: int, curfew: bool) -> bool:
    """Let a Sentinel at its post look at somebody near it, and stop them or who moves them; it holds the wanted at
    once. False where it has nothing to ask.
    """
    watchers, people, asked = world.watchers, world.citizens, world.questionings
    mover = hauler_of(world, seen)
    who = mover if mover >= 0 else seen
    if not can_answer(world, who):
        return False
    slot = asked.first(subject=who)
    doubted = int(asked.cause[slot]) if slot >= 0 and kind_of(int(asked.cause[slot])) == Kind.UNCONVINCED else 0
    if people.wanted[who] or doubted:
        turn_to(world, row, seen, curfew)
        _hold(world, params, row, who, doubted)
    elif slot < 0 and not is_done_with(world, who):
        turn_to(world, row, seen, curfew)
        watchers.cause[row] = watchers.sighting[row]
        stop(world, row, who, params.guard_seconds)
    else:
        return False
    return True


def _hold(world: World, params: Params, row: int, who: int, doubted: int) -> None:
    """Let a Sentinel lay hold of somebody, by the event that it has not believed them, if any; then what it has kept
    of what they said is done with.
    """
    asked, odds = world.questionings, luck.chance(params.guard_grip)
    if lay_hold(world, who, [row], odds, _REGRIP, HOLD, CLAIM, doubted):
        asked.free(asked.where(subject=who))


def _is_heard(world: World, slot: int) -> bool:
    """Whether a row only keeps whether a Sentinel has believed somebody."""
    return kind_of(int(world.questionings.cause[slot])) in (Kind.LET_GO, Kind.UNCONVINCED)


def _keep(world: World, params: Params, slot: int, event: int) -> None:
    """Let a Sentinel stand at its post again, and keep whether it has believed whom it asked, by the event for that."""
    asked, watchers = world.questionings, world.watchers
    row = int(asked.watcher[slot])
    watchers.duty[row], watchers.goal[row], watchers.cause[row] = _POST, -1, event
    asked.cause[slot], asked.until[slot] = event, world.tick + round(params.guard_again_minutes * 60)


def _goes_on(world: World, slot: int) -> bool:
    """Whether the hunter is still at it, and undisturbed."""
    watchers, row = world.watchers, int(world.questionings.watcher[slot])
    return bool(watchers.duty[row] == Duty.QUESTION and watchers.impaired[row] <= world.tick)


def _break_off(world: World, slot: int) -> None:
    """Let somebody go because the hunter has something else on its hands."""
    asked, watchers = world.questionings, world.watchers
    row, who, was = int(asked.watcher[slot]), int(asked.subject[slot]), int(asked.cause[slot])
    cause = int(watchers.cause[row]) or was
    event = world.events.one(Kind.LET_GO, row, who, int(world.citizens.cell[who]), cause=cause)
    _let_walk_on(world, slot, event)
    _end(world, slot)


def _hear(world: World, params: Params, slot: int) -> None:
    """Let the hunter decide whether it believes what it has been told."""
    asked, people, watchers = world.questionings, world.citizens, world.watchers
    row, who, stopped = int(asked.watcher[slot]), int(asked.subject[slot]), int(asked.cause[slot])
    near = (params.company_m * 1000 // world.city.cell_mm) ** 2
    odds = luck.chance(believed(world, who, params.shares, near))
    draw = luck.u32(world.key(STREAM), luck.pair(watchers.luck[row], people.luck[who]))
    here, guards = int(people.cell[who]), watchers.kind[row] == WatcherKind.SENTINEL
    if draw < odds:
        event = world.events.one(Kind.LET_GO, row, who, here, 0, stopped, STREAM, odds)
        _let_walk_on(world, slot, event)
        answered(world, who, event, params.relief_points)
        if guards:
            _keep(world, params, slot, event)
            return
        watchers.cause[row] = event
        hunts.end(world, row, in_vain=True)
    else:
        event = world.events.one(Kind.UNCONVINCED, row, who, here, params.doubt_points, stopped, STREAM, odds)
        _let_walk_on(world, slot, event)
        told = np.array([event], np.int64)
        report(world, who, row, Sense.SIGHT, here, params.report_delay, params.doubt_points, told)
        if guards:
            _keep(world, params, slot, event)
            _hold(world, params, row, who, event)
            return
        _stay_on(world, params, row, who, event)
    _end(world, slot)


def _let_walk_on(world: World, slot: int, event: int) -> None:
    """Let somebody go because of an event: they go on to where they were going."""
    asked = world.questionings
    who, goal = int(asked.subject[slot]), int(asked.goal[slot])
    release(world, who, event)
    if goal >= 0:
        intend(world, who, _WALKS[Pace(int(asked.pace[slot]))], goal, int(asked.was[slot]) or event)


def _stay_on(world: World, params: Params, row: int, who: int, event: int) -> None:
    """Let the hunter stay on somebody whom it did not believe, at a distance."""
    watchers, slot = world.watchers, int(world.cache(DossierOf).slot[who])
    if slot >= 0:
        world.dossiers.asked[slot] = world.tick
    watchers.duty[row], watchers.goal[row], watchers.cause[row] = Duty.HUNT, world.citizens.cell[who], event
    watchers.until[row] = world.tick + round(params.follow_minutes * 60)


def _end(world: World, slot: int) -> None:
    """Free the row of a questioning; a hunter whom it still binds goes on with its hunt, a Sentinel with its post."""
    asked, watchers = world.questionings, world.watchers
    row = int(asked.watcher[slot])
    if watchers.duty[row] == Duty.QUESTION and watchers.kind[row] == WatcherKind.SENTINEL:
        watchers.duty[row], watchers.goal[row] = _POST, -1
    elif watchers.duty[row] == Duty.QUESTION:
        watchers.duty[row] = Duty.HUNT
    asked.free(np.array([slot]))
