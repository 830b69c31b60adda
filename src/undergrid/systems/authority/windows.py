"""Windows: states of the city that begin and end by the clock: a sync, a lockdown, maintenance.

A window runs from the tick at which it begins up to the tick at which it ends, that one left out. A lockdown shuts its
gates to everybody, whatever their chip, from its first tick on; as many drones again as are on duty set out from their
stands, as far as there are such, and fly home when it ends. What is in maintenance is off. A sync has no effect of its
own: another window may begin with its end. Whoever jams the node that it runs by draws it out, once.

Reads   windows; closures; reserves; who orders JAM, as `asked` has it; citizens.target, cell; tasks.owner, target,
        cause; watchers.kind, cell, home, duty; gates.open, closes, stuck; nodes.watcher, failed, works, was; what
        stands in the way, as `world/reasons` has it; whether the authority `gives_orders`
Writes  windows.begins, ends, delay, jam, cause; closures.was; gates.closes, cleared, cause; watchers.duty, beat, goal,
        progress, cause; nodes.was; reserves.window, homing, cause; gates as `set_gate` does; what people are at as
        `tasks.begin` and `finish` do
Emits   SYNC_BEGAN(window; amount seconds), LOCKDOWN_BEGAN(window; amount drones), MAINTENANCE_BEGAN(window; amount
        things; cause: the scenario, or the end of the window that it comes after), SYNC_ENDED, LOCKDOWN_ENDED,
        MAINTENANCE_ENDED(window; cause: its beginning; because DELAY: the jamming), SYNC_JAMMED(citizen, node; amount
        delay; cause: the order), DRONE_SET_OUT, DRONE_WENT_HOME(watcher; cause: the lockdown, its end), INTERRUPTED,
        REFUSED
Units   times in ticks of 1 s
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.jit import kernel
from undergrid.core.tables import I64
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.network.regime import gives_orders
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import anybody_tries, asked
from undergrid.world.places.ways import set_gate
from undergrid.world.places.windows import closed_now, syncs_at
from undergrid.world.reasons.network import jamming
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER
from undergrid.world.tables.windows import WindowKind

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("windows")

_BEGAN = {
    WindowKind.SYNC: Kind.SYNC_BEGAN,
    WindowKind.LOCKDOWN: Kind.LOCKDOWN_BEGAN,
    WindowKind.MAINTENANCE: Kind.MAINTENANCE_BEGAN,
}
_ENDED = {
    WindowKind.SYNC: Kind.SYNC_ENDED,
    WindowKind.LOCKDOWN: Kind.LOCKDOWN_ENDED,
    WindowKind.MAINTENANCE: Kind.MAINTENANCE_ENDED,
}


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.windows`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    jam_seconds: int = Field(20, ge=1, le=86_400, description="to jam a sync takes, s [assumed]")
    delay_seconds: int = Field(60, ge=0, le=86_400, description="a jammed sync takes longer by, once, s [assumed]")


def step(world: World, params: Params) -> None:
    """Let windows end and begin that are due, after the jamming that is done by now; keep shut what is shut."""
    if not world.windows.n:
        return
    if anybody_tries(world):
        for who in asked(world, Verb.JAM):
            _begin_to_jam(world, params, who)
    if world.tasks.n_used:
        _end_tasks(world, params)
    windows = world.windows
    due, running, homing = _look(windows.handle, world.reserves.handle, world.tick)
    if due:
        for window in np.flatnonzero(windows.ends <= world.tick).tolist():
            _end(world, window)
        for window in np.flatnonzero((windows.begins <= world.tick) & (windows.ends == NEVER)).tolist():
            if gives_orders(world):
                _begin(world, window)
            else:
                windows.begins[window] = windows.begins[window] + units.DAY if windows.daily[window] else NEVER
    if world.closures.n_used and (due or running):
        _keep_shut(world)
    if homing or due:
        _come_home(world)


@kernel
def _look(windows, reserves, now):
    """Whether a window ends or begins now, whether one runs, whether a drone is on its way home from one."""
    due = running = homing = False
    for window in range(len(windows.ends)):
        due = due or windows.ends[window] <= now or (windows.begins[window] <= now and windows.ends[window] == NEVER)
        running = running or windows.ends[window] != NEVER
    for row in range(len(reserves.homing)):
        homing = homing or reserves.homing[row]
    return due, running, homing


# ---------------------------------------------------------------- jamming


def _begin_to_jam(world: World, params: Params, who: int) -> None:
    """Begin or refuse to jam the sync that runs by a node."""
    node = int(world.citizens.target[who])
    tasks.begin_or_refuse(world, who, jamming(world, who, Verb.JAM, node, 0), Verb.JAM, node, params.jam_seconds)


def _end_tasks(world: World, params: Params) -> None:
    """Draw out the syncs that have been jammed by now; of several who jam one a draw says whose work it was."""
    people, table = world.citizens, world.tasks
    for slot in tasks.done_in_turn(world, (Verb.JAM,), STREAM):
        who, node = int(table.owner[slot]), int(table.target[slot])
        if jamming(world, who, Verb.JAM, node, 0) is not None:
            tasks.interrupt(world, slot)
            continue
        delay, windows, cause = params.delay_seconds, world.windows, int(table.cause[slot])
        jam = world.events.one(Kind.SYNC_JAMMED, who, node, int(people.cell[who]), delay, cause)
        rows = [window for window in syncs_at(world, node) if not windows.jam[window]]
        windows.ends[rows] += delay
        windows.delay[rows], windows.jam[rows] = delay, jam
        tasks.finish(world, slot)


# ---------------------------------------------------------------- beginning and ending


def _begin(world: World, window: int) -> None:
    """Let a window begin."""
    windows, closures = world.windows, world.closures
    kind, before, slots = WindowKind(int(windows.kind[window])), int(windows.after[window]), closures.of(window)
    windows.ends[window] = world.tick + int(windows.lasts[window])
    windows.begins[window] = windows.begins[window] + units.DAY if windows.daily[window] else NEVER
    windows.delay[window] = windows.jam[window] = 0
    drones = _to_send(world) if kind == WindowKind.LOCKDOWN else np.empty(0, np.int64)
    amount = {
        WindowKind.SYNC: int(windows.lasts[window]),
        WindowKind.LOCKDOWN: len(drones),
        WindowKind.MAINTENANCE: len(slots),
    }[kind]
    cause = int(windows.cause[before]) if before >= 0 else world.scenario_event
    event = windows.cause[window] = world.events.one(_BEGAN[kind], window, amount=amount, cause=cause)
    for slot in slots.tolist():
        gate, watcher = int(closures.gate[slot]), int(closures.watcher[slot])
        if watcher >= 0:
            closures.was[slot] = _set_duty(world, watcher, Duty.OFF, event)
        else:
            closures.was[slot] = world.gates.open[gate] and world.gates.closes[gate] < 0 and not world.gates.stuck[gate]
    _send(world, window, drones, event)


def _end(world: World, window: int) -> None:
    """Let a window end, and those begin that come after it."""
    windows, closures, reserves, watchers = world.windows, world.closures, world.reserves, world.watchers
    kind, jam = WindowKind(int(windows.kind[window])), int(windows.jam[window])
    event = world.events.one(_ENDED[kind], window, cause=int(windows.cause[window]))
    if jam:
        world.events.because(event, jam, Role.DELAY)
    windows.ends[window], windows.cause[window] = NEVER, event
    windows.begins[np.flatnonzero(windows.after == window)] = world.tick
    for slot in closures.of(window).tolist():
        _undo(world, slot, event)
    out = np.flatnonzero(reserves.window == window)
    reserves.window[out], reserves.homing[out], reserves.cause[out] = -1, True, event
    back = reserves.watcher[out]
    watchers.beat[back] = -1
    back = back[watchers.duty[back] == Duty.PATROL]
    watchers.duty[back], watchers.cause[back] = Duty.RETURN, event


def _set_duty(world: World, watcher: int, duty: Duty, event: int) -> int:
    """Give a watcher another duty, or note that it is to have it once it is under control again; returns the old."""
    watchers, nodes = world.watchers, world.nodes
    for node in np.flatnonzero((nodes.watcher == watcher) & nodes.failed).tolist():
        was, nodes.was[node] = int(nodes.was[node]), duty
        return was
    was, watchers.duty[watcher], watchers.cause[watcher] = int(watchers.duty[watcher]), duty, event
    return was


def _undo(world: World, slot: int, event: int) -> None:
    """Let a gate or watcher be as before; where another window closes it too, that one does so when it ends."""
    closures, gates = world.closures, world.gates
    gate, watcher, was = int(closures.gate[slot]), int(closures.watcher[slot]), int(closures.was[slot])
    if was == (Duty.OFF if watcher >= 0 else 0):
        return
    others = closed_now(world)
    others = others[(closures.gate[others] == gate) & (closures.watcher[others] == watcher)]
    if len(others):
        closures.was[others[0]] = was
    elif watcher >= 0:
        _set_duty(world, watcher, Duty(was), event)
    elif not gates.stuck[gate]:
        set_gate(world, gate, True)
        gates.closes[gate], gates.cause[gate] = -1, event


def _keep_shut(world: World) -> None:
    """Let every gate that a window shuts be shut by the rule `gates` in this tick, but those whose drive has failed."""
    gates, slots = world.gates, closed_now(world)
    slots = slots[world.closures.gate[slots] >= 0]
    barred = world.closures.gate[slots]
    slots = slots[gates.open[barred] & ~gates.stuck[barred]]
    barred = world.closures.gate[slots]
    gates.closes[barred], gates.cleared[barred] = world.tick, -1
    gates.cause[barred] = world.windows.cause[world.closures.window[slots]]


# ---------------------------------------------------------------- drones that stand by


def _to_send(world: World) -> I64:
    """The reserves that set out for a lockdown: one for each drone on duty, in the order of the scenario."""
    watchers, nodes, reserves = world.watchers, world.nodes, world.reserves
    drones = (watchers.kind == WatcherKind.DRONE) & (watchers.duty != Duty.OFF)
    drones[reserves.watcher] = False
    broken = np.isin(reserves.watcher, nodes.watcher[nodes.failed | ~nodes.works])
    return np.flatnonzero((reserves.window < 0) & ~broken)[: np.count_nonzero(drones)]


def _send(world: World, window: int, rows: I64, event: int) -> None:
    """Let reserves set out for their beats."""
    watchers, reserves = world.watchers, world.reserves
    drones = reserves.watcher[rows]
    told = world.events.add(Kind.DRONE_SET_OUT, drones, where=watchers.cell[drones], cause=event)
    reserves.window[rows], reserves.homing[rows], reserves.cause[rows] = window, False, told
    watchers.beat[drones] = reserves.beat[rows]
    idle = np.isin(watchers.duty[drones], (Duty.OFF, Duty.POST))
    drones, told = drones[idle], told[idle]
    watchers.duty[drones], watchers.goal[drones], watchers.progress[drones] = Duty.RETURN, -1, 0
    watchers.cause[drones] = told


def _come_home(world: World) -> None:
    """Let the reserves that are back over their stands land there."""
    watchers, reserves = world.watchers, world.reserves
    drone = reserves.watcher
    back = reserves.homing & (watchers.duty[drone] == Duty.POST) & (watchers.cell[drone] == watchers.home[drone])
    rows = np.flatnonzero(back)
    drones = drone[rows]
    told = world.events.add(Kind.DRONE_WENT_HOME, drones, where=watchers.cell[drones], cause=reserves.cause[rows])
    reserves.homing[rows], watchers.duty[drones], watchers.cause[drones] = False, Duty.OFF, told
