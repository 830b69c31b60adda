"""Questioning: whom a hunter has stopped, by an order to hunt them for what they are, has to answer for themselves.

A tag answers for its bearer. A sign, wounds, company that is hunted too, somebody helpless whom they move along, and
having been stopped before speak against them, and a sign that is covered now does where they have been told by it
before; then a draw decides. Who is believed is let go: the order is answered for, and watchers leave them alone for
some hours. Who is not believed is reported, and followed at a distance; at the next stop, or sooner, that makes them
wanted. Either goes on to where they were going. A hunter who is disturbed, or called away, lets go of whoever it has
stopped.

Reads   questionings.subject, watcher, until, goal, pace, was, cause; watchers.duty, impaired, luck, cause;
        citizens.doing, cell, luck; what `questions.believed` has it by
Writes  questionings; dossiers.asked; dossiers and files as `questions.answered` has it; watchers.duty, goal,
        until, cause, and what `hunts.end` writes; citizens as `release` lets them stand and `intend` lets them walk on;
        reports as `report` files them
Emits   LET_GO(watcher, citizen; cause: the stop; stream, odds; or where the hunter breaks off, its own cause),
        UNCONVINCED(watcher, citizen; amount suspicion; cause: the stop; stream, odds), HUNT_ENDED(watcher, citizen;
        cause: the letting go)
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
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.custody import release
from undergrid.world.authority.questions import Shares, answered, believed
from undergrid.world.authority.reporting import report
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.tables.authority import Duty, Sense
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Pace

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("questioning")

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

    @cached_property
    def shares(self) -> Shares:
        """The chance to be believed, and what is left of it."""
        return Shares(
            self.believed, self.untagged, self.sign, self.covered, self.wounded, self.company, self.again,
            self.known, self.charge,
        )  # fmt: skip


def step(world: World, params: Params) -> None:
    """Break off the questionings that cannot go on, and end those that are over."""
    if not world.questionings.n_used:
        return
    asked = world.questionings
    over = set(due_by(asked.used, asked.until, world.tick).tolist())
    for slot in sorted(asked.rows().tolist(), key=lambda slot: int(asked.subject[slot])):
        if world.citizens.doing[asked.subject[slot]] != Activity.QUESTIONED:
            _end(world, slot)  # fainted, arrested or dead: it is no question any more
        elif not _goes_on(world, slot):
            _break_off(world, slot)
        elif slot in over:
            _hear(world, params, slot)


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
    here = int(people.cell[who])
    if draw < odds:
        event = world.events.one(Kind.LET_GO, row, who, here, 0, stopped, STREAM, odds)
        _let_walk_on(world, slot, event)
        answered(world, who, event, params.relief_points)
        watchers.cause[row] = event
        hunts.end(world, row, in_vain=True)
    else:
        event = world.events.one(Kind.UNCONVINCED, row, who, here, params.doubt_points, stopped, STREAM, odds)
        _let_walk_on(world, slot, event)
        _stay_on(world, params, row, who, event)
        told = np.array([event], np.int64)
        report(world, who, row, Sense.SIGHT, here, params.report_delay, params.doubt_points, told)
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
    """Free the row of a questioning; a hunter whom it still binds goes on with its hunt."""
    asked, watchers = world.questionings, world.watchers
    row = int(asked.watcher[slot])
    if watchers.duty[row] == Duty.QUESTION:
        watchers.duty[row] = Duty.HUNT
    asked.free(np.array([slot]))
