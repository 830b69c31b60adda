"""Implants: every citizen carries a clock, and whoever is not renewed degrades in stages and is shut down on the tick.

Ahead of the end the implants fail step by step (stages 1 to 3). Then, on exact ticks: the lattice flickers, a last ping
goes to the registry, the body is shut down. The registry strikes the citizen off when it gets round to it: until then a
dead citizen's clearance is good.

Reads   citizens.expires, alive, luck; conditions
Writes  citizens.stage, alive, doing, plugged, goal, enter, intent, posture, registered, cause; registry
Emits   STAGE_REACHED(citizen; amount stage; cause: what set the end), FLICKERED, PINGED, SHUT_DOWN(each by the one
        before), STRUCK_OFF(citizen; amount delay; cause: the ping)
Units   hours and seconds ahead of the end; ticks in state
Source  assumed throughout: a rule of the story, not of nature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.bits import clear_bit, each_set, set_bit
from undergrid.core.jit import kernel
from undergrid.world.citizens import Activity, Posture
from undergrid.world.events import TICK_SHIFT, Kind, event_id
from undergrid.world.people import ConditionKind

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


def step(world: World, params: Params) -> None:
    people = world.citizens
    ahead = tuple(round(h * units.HOUR) for h in (params.blur_hours, params.stray_hours, params.fail_hours))
    # where nobody has been looked at yet (a start, a resume), everyone is now: nobody's end is met late
    period = 1 if world.fresh else world.period
    _watch(people.alive, people.expires, world.fading.bits, ahead[0], world.tick, period)
    if world.fading.any:
        _degrade(world, params, ahead)
    if world.registry.n:
        _strike_off(world)


def _degrade(world: World, params: Params, ahead: tuple[int, ...]) -> None:
    people, log = world.citizens, world.events
    what, who = _fade(
        world.fading.bits, people.alive, people.expires, people.stage,
        ahead[0], ahead[1], ahead[2], params.flicker_seconds, params.ping_seconds, world.tick,
    )  # fmt: skip
    if not len(what):
        return
    for news in np.unique(what).tolist():
        rows = who[what == news]
        if news < _FLICKER:
            people.cause[rows] = log.add(
                Kind.STAGE_REACHED, rows, where=people.cell[rows], amount=news, cause=_why_ends(world, rows)
            )
        elif news == _FLICKER:
            log.add(Kind.FLICKERED, rows, where=people.cell[rows], cause=_why_ends(world, rows))
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
            people.intent[rows] = 0


def _why_ends(world: World, rows: np.ndarray) -> np.ndarray:
    """For each row, what ends its subscription: the refusal of its renewal, or else the scenario."""
    causes = np.full(len(rows), world.scenario_event, np.int64)
    refused = world.conditions
    for n, row in enumerate(rows.tolist()):
        found = np.flatnonzero((refused.owner == row) & (refused.kind == ConditionKind.UNRENEWED) & refused.used)
        if len(found):
            causes[n] = refused.cause[found[-1]]
    return causes


def _report(world: World, params: Params, rows: np.ndarray, pings: np.ndarray) -> None:
    """Send the pings to the registry, which takes its time."""
    least = round(params.registry_least_hours * units.HOUR)
    spread = max(0, round(params.registry_most_hours * units.HOUR) - least) + 1
    slots = world.registry.take(len(rows))
    delays = _draw_delays(world.citizens.luck, rows, least, spread, world.key(STREAM))
    world.registry.subject[slots] = rows
    world.registry.due[slots] = world.tick + delays
    world.registry.cause[slots] = pings


def _strike_off(world: World) -> None:
    entries = world.registry
    due = np.flatnonzero(entries.used & (entries.due <= world.tick))
    if len(due):
        who = entries.subject[due]
        world.citizens.registered[who] = False
        pinged = entries.cause[due] >> TICK_SHIFT
        world.events.add(Kind.STRUCK_OFF, who, amount=world.tick - pinged, cause=entries.cause[due])
        entries.free(due)


@kernel
def _watch(alive, expires, fading, first, tick, period):
    """Rows whose turn it is and whose implants fail before their next turn join those looked at every tick."""
    n_rows = len(alive)
    for chunk in range(tick % period, (n_rows + 63) >> 6, period):
        for row in range(chunk << 6, min((chunk + 1) << 6, n_rows)):
            if expires[row] - first - period <= tick and alive[row]:
                set_bit(fading, row)


@kernel
def _fade(fading, alive, expires, stage, blur, stray, fail, flicker, ping, tick):
    """What happens to whom at this tick: (news, rows), ascending rows. Raises the stage; drops whoever is done or
    renewed.
    """
    what, who = np.empty(4, np.int64), np.empty(4, np.int64)
    n_news = 0
    for row in each_set(fading):
        left = int(expires[row]) - tick
        if not alive[row] or left > blur + 3600:
            clear_bit(fading, row)
            continue
        reached = 3 if left <= fail else 2 if left <= stray else 1 if left <= blur else 0
        news = 0
        if left <= 0:
            news = _END
        elif left == ping:
            news = _PING
        elif left == flicker:
            news = _FLICKER
        elif reached > stage[row]:
            news = reached
        if reached > stage[row]:
            stage[row] = reached
        if news > 0:
            if n_news == len(what):
                wider, longer = np.empty(2 * n_news, np.int64), np.empty(2 * n_news, np.int64)
                wider[:n_news], longer[:n_news] = what, who
                what, who = wider, longer
            what[n_news], who[n_news] = news, row
            n_news += 1
    return what[:n_news], who[:n_news]


@kernel
def _draw_delays(lucky, rows, least, spread, key):
    delays = np.empty(len(rows), np.int64)
    for n in range(len(rows)):
        delays[n] = least + luck.below(key, lucky[rows[n]], spread)
    return delays
