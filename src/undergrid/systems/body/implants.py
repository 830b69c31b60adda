"""Implants: every citizen carries a clock, and whoever is not renewed degrades in stages and is shut down on the tick.

Ahead of the end the implants fail step by step (stages 1 to 3). Then, on exact ticks: the lattice flickers, a last ping
goes to the registry, the body is shut down. The registry strikes the citizen off when it gets round to it: until then a
dead citizen's clearance is good. Of whoever dies otherwise while they have a subscription the implants send their last
ping within a minute, and the registry hears of them in the same way.

Reads   citizens.expires, alive, luck, stage, cell, registered, cause; conditions.owner, kind, cause;
        registry.subject, due, since, cause
Writes  citizens.stage, alive, doing, since, plugged, goal, target, enter, posture, registered, cause; registry;
        conditions (FAILING); what they try as `drop_intent` does
Emits   STAGE_REACHED(citizen; amount stage; cause: the stage before, or what set the end; because DELAY: the patch that
        has put it off), FLICKERED (likewise), PINGED, SHUT_DOWN(each by the one before; PINGED by the death where
        somebody has died otherwise), STRUCK_OFF(citizen; amount delay; cause: the ping)
Units   hours and seconds ahead of the end; ticks in state
Source  assumed throughout: a rule of the story, not of nature.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.bits import clear_bit, each_set, set_bit, test_bit
from undergrid.core.handles import Handle, record
from undergrid.core.index import due_by
from undergrid.core.jit import kernel, python
from undergrid.world.log.events import event_id, kind_of
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders.attempts import drop_intent
from undergrid.world.people.timers import Fading
from undergrid.world.tables.people import NEVER, Activity, ConditionKind, Posture

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("implants")

SHUT_DOWN = 4  # the last stage
_FLICKER, _PING, _END = 4, 5, 6  # what _fade reports beside the stages 1 to 3


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.implants`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    blur_hours: float = Field(6, ge=0, le=240, description="stage 1, sight blurs: ahead of the end, hours [assumed]")
    stray_hours: float = Field(3, ge=0, le=240, description="stage 2, thoughts stray: ahead, hours [assumed]")
    fail_hours: float = Field(1, ge=0, le=240, description="stage 3, limbs fail: ahead, hours [assumed]")
    flicker_seconds: int = Field(20, ge=2, le=3600, description="the lattice flickers: ahead of the end, s [assumed]")
    ping_seconds: int = Field(5, ge=1, le=3600, description="the last ping: ahead of the end, s [assumed]")
    registry_least_hours: float = Field(2, ge=0, le=240, description="least delay of the registry, hours [assumed]")
    registry_most_hours: float = Field(8, ge=0, le=240, description="longest delay of the registry, hours [assumed]")

    @cached_property
    def knobs(self) -> Handle:
        """ahead: how many ticks ahead of the end the stages 1 to 3, the flicker, the ping and the end itself are."""
        hours = (self.blur_hours, self.stray_hours, self.fail_hours)
        ahead = [*(round(h * units.HOUR) for h in hours), self.flicker_seconds, self.ping_seconds, 0]
        return record(ahead=np.array(ahead, np.int64))


def step(world: World, params: Params) -> None:
    people, fading = world.citizens, world.cache(Fading)
    fresh = fading.due < 0  # then everyone is looked at now: nobody's end comes late
    if fresh or world.has_turn(people.n):
        due = _watch(people.handle, fading.rows.bits, params.knobs, world.tick, 1 if fresh else world.period)
        fading.due = world.tick if fresh else min(fading.due, due)
    if world.has_turn(people.n):
        _ping_for_the_dead(world, params, world.period)
    if fading.due <= world.tick:
        _degrade(world, params, fading)
    if world.registry.n_used:
        _strike_off(world)


def _ping_for_the_dead(world: World, params: Params, period: int) -> None:
    """Let the implants of those whose turn it is and who have died before their end send the last ping."""
    people = world.citizens
    rows = _silent(people.handle, world.tick, period)
    rows = rows[[not world.registry.has(subject=row) for row in rows.tolist()]] if len(rows) else rows
    if len(rows):
        people.stage[rows] = SHUT_DOWN
        deaths = np.where(python(kind_of)(people.cause[rows]) == Kind.DIED, people.cause[rows], world.scenario_event)
        pings = world.events.add(Kind.PINGED, rows, where=people.cell[rows], cause=deaths)
        _report(world, params, rows, pings)


def _degrade(world: World, params: Params, fading: Fading) -> None:
    people, log = world.citizens, world.events
    what, who, fading.due = _fade(people.handle, fading.rows.bits, params.knobs, world.tick)
    if not len(what):
        return
    for news in np.unique(what).tolist():
        rows = who[what == news]
        if news < _FLICKER:
            people.cause[rows] = _fail(world, Kind.STAGE_REACHED, rows, news)
        elif news == _FLICKER:
            _fail(world, Kind.FLICKERED, rows, 0)
        elif news == _PING:
            flicker = [
                event_id(world.tick + params.ping_seconds - params.flicker_seconds, Kind.FLICKERED, row)
                for row in rows.tolist()
            ]
            pings = log.add(Kind.PINGED, rows, where=people.cell[rows], cause=np.array(flicker, np.int64))
            _report(world, params, rows, pings)
        else:
            ping = [event_id(world.tick - params.ping_seconds, Kind.PINGED, row) for row in rows.tolist()]
            people.cause[rows] = log.add(Kind.SHUT_DOWN, rows, where=people.cell[rows], cause=np.array(ping, np.int64))
            people.alive[rows] = False
            people.stage[rows] = SHUT_DOWN
            people.doing[rows] = Activity.SHUT_DOWN
            people.since[rows] = world.tick
            people.posture[rows] = Posture.FLAT
            people.plugged[rows] = False
            people.goal[rows] = people.enter[rows] = people.target[rows] = -1
            for row in rows.tolist():
                drop_intent(world, row)


def _fail(world: World, kind: Kind, rows: np.ndarray, amount: int) -> np.ndarray:
    """Log how far implants have come, why their end comes, and what has put it off; returns the events."""
    cause, put_off = _why_ends(world, rows)
    events = world.events.add(kind, rows, where=world.citizens.cell[rows], amount=amount, cause=cause)
    for n in np.flatnonzero(put_off > cause).tolist():
        world.events.because(int(events[n]), int(put_off[n]), Role.DELAY)
    _keep(world, rows, events)
    return events


def _keep(world: World, rows: np.ndarray, stages: np.ndarray) -> None:
    """Remember for each row by which event its implants have come to where they are."""
    failing = world.conditions
    for row, stage in zip(rows.tolist(), stages.tolist(), strict=True):
        slots = failing.where(owner=row, kind=ConditionKind.FAILING)
        slots = slots if len(slots) else failing.take(1)
        failing.owner[slots], failing.kind[slots] = row, ConditionKind.FAILING
        failing.cause[slots] = stage


def _why_ends(world: World, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each row, why its end comes: the last of the stage before, what has moved it nearer, and the refusal of its
    renewal, or else the scenario; and what has last put it off, 0 for nothing.
    """
    causes, conditions = np.full(len(rows), world.scenario_event, np.int64), world.conditions
    put_off = np.zeros(len(rows), np.int64)
    for n, row in enumerate(rows.tolist()):
        for kind in (ConditionKind.UNRENEWED, ConditionKind.RETIMED, ConditionKind.FAILING):
            event = int(conditions.cause[conditions.where(owner=row, kind=kind)].max(initial=0))
            if event and kind_of(event) == Kind.NET_PATCHED:
                put_off[n] = event
            else:
                causes[n] = max(causes[n], event)  # ids of events ascend with time
    return causes, put_off


def _report(world: World, params: Params, rows: np.ndarray, pings: np.ndarray) -> None:
    """Send the pings to the registry, each with the delay after which it strikes the citizen off."""
    least = round(params.registry_least_hours * units.HOUR)
    spread = max(0, round(params.registry_most_hours * units.HOUR) - least) + 1
    slots = world.registry.take(len(rows))
    delays = _draw_delays(world.citizens.luck, rows, least, spread, world.key(STREAM))
    world.registry.subject[slots] = rows
    world.registry.since[slots] = world.tick
    world.registry.due[slots] = world.tick + delays
    world.registry.cause[slots] = pings


def _strike_off(world: World) -> None:
    entries = world.registry
    due = due_by(entries.used, entries.due, world.tick)
    if len(due):
        who = entries.subject[due]
        world.citizens.registered[who] = False
        late = world.tick - entries.since[due]
        world.citizens.cause[who] = world.events.add(Kind.STRUCK_OFF, who, amount=late, cause=entries.cause[due])
        entries.free(due)


@kernel
def _watch(people, fading, knobs, now, period):
    """Add to `fading` the rows whose turn it is and whose implants begin to fail before their next turn; returns when
    the first of them needs a look, NEVER for none.
    """
    n_rows, due = len(people.alive), NEVER
    for chunk in range(now % period, (n_rows + 63) >> 6, period):
        for row in range(chunk << 6, min((chunk + 1) << 6, n_rows)):
            if people.expires[row] - knobs.ahead[0] - period <= now and people.alive[row]:
                left = int(people.expires[row]) - now
                if left <= 0 or not test_bit(fading, row):
                    due = min(due, max(now, now + left - knobs.ahead[0]))
                    set_bit(fading, row)
                for mark in range(len(knobs.ahead)):
                    if left >= knobs.ahead[mark]:
                        due = min(due, now + left - knobs.ahead[mark])
    return due


@kernel
def _silent(people, now, period):
    """The rows whose turn it is that are dead with a subscription and on the register, and whose implants are not shut
    down, ascending.
    """
    n_rows, n = len(people.alive), 0
    found = np.empty(4, np.int64)
    for chunk in range(now % period, (n_rows + 63) >> 6, period):
        for row in range(chunk << 6, min((chunk + 1) << 6, n_rows)):
            silent = not people.alive[row] and people.stage[row] < SHUT_DOWN and people.expires[row] != NEVER
            if silent and people.registered[row]:
                if n == len(found):
                    wider = np.empty(2 * n, np.int64)
                    wider[:n] = found
                    found = wider
                found[n] = row
                n += 1
    return found[:n]


@kernel
def _fade(people, fading, knobs, now):
    """What happens to whom now: (news, rows, when somebody needs a look again), ascending rows. Raises stages; takes
    the dead and the renewed out of `fading`.
    """
    what, who = np.empty(4, np.int64), np.empty(4, np.int64)
    n_news, due = 0, NEVER
    for row in each_set(fading):
        left = int(people.expires[row]) - now
        if not people.alive[row] or left > knobs.ahead[0] + 3600:
            clear_bit(fading, row)
            continue
        reached = 3 if left <= knobs.ahead[2] else 2 if left <= knobs.ahead[1] else 1 if left <= knobs.ahead[0] else 0
        news = 0
        if left <= 0:
            news = _END
        elif left == knobs.ahead[4]:
            news = _PING
        elif left == knobs.ahead[3]:
            news = _FLICKER
        elif reached > people.stage[row]:
            news = reached
        if reached > people.stage[row]:
            people.stage[row] = reached
        for mark in range(len(knobs.ahead)):
            if left > knobs.ahead[mark]:
                due = min(due, now + left - knobs.ahead[mark])
        if news > 0:
            if n_news == len(what):
                wider, longer = np.empty(2 * n_news, np.int64), np.empty(2 * n_news, np.int64)
                wider[:n_news], longer[:n_news] = what, who
                what, who = wider, longer
            what[n_news], who[n_news] = news, row
            n_news += 1
    return what[:n_news], who[:n_news], due


@kernel
def _draw_delays(lucky, rows, least, spread, key):
    delays = np.empty(len(rows), np.int64)
    for n in range(len(rows)):
        delays[n] = least + luck.below(key, lucky[rows[n]], spread)
    return delays
