"""Unlinking: hunters who see the cube of a Heart Engine linked pull it off the network; a mind there sends for that.

Who stands, is on a beat, on the way back or looks round, has nobody in view, and sees such a cube, goes up to it and
works at it for a while, at arm's length. Then it is off the network, and lies there. Whom they get into view meanwhile,
what blinds them or stops them, interrupts that; they, or others, begin again. A mind of the network feels what is
linked to a node that it reaches: it sends the nearest drone that is free to look there, and the nearest hunter who is,
to pull it off; another after a while, where nobody is at it.

Reads   engines.stage, item, node, by, cause; items.cell, luck; watchers.kind, duty, cell, goal, until, cause, impaired,
        in_sight, seen_at, senses; sensed.cell, subject, at; which mind reaches a node as `speaker` and `is_live`
        have it, who is free as `nearest` has it, which drones it reaches as `senses_by` has it; what hides what, as
        `clear` has it; whether the authority `gives_orders`
Writes  engines.stage, node, ready, cause; watchers.duty, goal, until, datum, quarry, progress, cause, and what
        `hunts` and `march` write; sensed
Emits   ENGINE_UNLINKED(citizen who linked it, node; amount Unlinking; cause: MIND_SENT, or ENGINE_LINKED where
        nobody has sent the hunter), HUNT_ENDED(watcher, citizen; cause: its search), MIND_SENT(mind, watcher; cause:
        ENGINE_LINKED), HUNT_BEGAN(drone; cause: MIND_SENT)
Units   m, s; ticks of 1 s
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.grid import cells_in
from undergrid.world.authority import hunts
from undergrid.world.authority.calling import nearest
from undergrid.world.authority.on_foot import LOST, forget_way, march
from undergrid.world.log.events import split_id
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.near import squares
from undergrid.world.network.natives import is_live, senses_by, speaker
from undergrid.world.network.regime import gives_orders
from undergrid.world.senses.optics import clear
from undergrid.world.tables.authority import Duty, Senses, WatcherKind
from undergrid.world.tables.engines import EngineStage, Unlinking
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World

CALLED = luck.stream("unlinking/called")

_FREE = (Duty.POST, Duty.PATROL, Duty.SEARCH, Duty.RETURN)
_LOOK_S = 5  # seconds between looks who sees a cube [assumed]
_IN_VIEW_S = 6  # seconds for which somebody glimpsed counts as in view [assumed]
_MARCH = 1700  # mm/s, of who goes up to it [assumed]
_ARM = 1  # cells from the cube from which one lays hands on it [assumed]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.unlinking`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    sees_m: float = Field(20, ge=2, le=1000, description="hunters make out a linked cube within, m [assumed]")
    seconds: int = Field(90, ge=1, le=86_400, description="to pull it off the network takes, s [assumed]")
    call_m: int = Field(300, ge=0, le=100_000, description="a mind sends watchers there from within, m [assumed]")
    again_seconds: int = Field(60, ge=5, le=86_400, description="it sends another hunter after, s [assumed]")
    look_minutes: float = Field(5, ge=0.1, le=1440, description="the drone looks for so long at most, min [assumed]")


def step(world: World, params: Params) -> None:
    """Let those go on who are at a cube, and others find one."""
    engines, watchers = world.engines, world.watchers
    if not engines.n_used:
        return
    linked = engines.where(stage=EngineStage.LINKED).tolist()
    for row in np.flatnonzero(watchers.duty == Duty.UNLINK).tolist():
        _go_on(world, params, row, linked)
    for engine in linked:
        if split_id(int(engines.cause[engine]))[0] == world.tick - 1:
            _send_a_drone(world, params, engine)
        if world.tick % _LOOK_S == 0 and engines.stage[engine] == EngineStage.LINKED:
            _look(world, params, engine)


def _place(world: World, engine: int) -> int:
    """The cell on which a linked cube lies."""
    return int(world.items.cell[world.engines.item[engine]])


def _look(world: World, params: Params, engine: int) -> None:
    """Let the nearest hunter who sees a cube that nobody is at go up to it."""
    watchers, city, place = world.watchers, world.city, _place(world, engine)
    if ((watchers.duty == Duty.UNLINK) & (watchers.goal == place)).any():
        return
    fit = (watchers.kind == WatcherKind.HUNTER) & np.isin(watchers.duty, _FREE) & (watchers.impaired <= world.tick)
    rows = np.flatnonzero(
        fit & (watchers.senses & Senses.EYES != 0) & (watchers.cell // city.area == place // city.area)
    )
    far = squares(watchers.cell[rows], place, city.width, city.height)
    near = far <= cells_in(params.sees_m, city.cell_mm) ** 2
    for row in rows[near][np.argsort(far[near], kind="stable")].tolist():
        if not _has_somebody(world, row) and clear(city.handle, int(watchers.cell[row]), place):
            if watchers.duty[row] == Duty.SEARCH:
                hunts.end(world, row, in_vain=True)
            _set_out(world, row, place, int(world.engines.cause[engine]))
            return
    if gives_orders(world):
        _send_a_hunter(world, params, engine)


def _set_out(world: World, row: int, place: int, cause: int) -> None:
    """Let a hunter go for the cube at a place, because it has been linked, or because a mind has sent it."""
    watchers = world.watchers
    watchers.cause[row] = cause
    watchers.duty[row], watchers.goal[row], watchers.datum[row] = Duty.UNLINK, place, -1
    watchers.until[row], watchers.progress[row] = NEVER, 0


def _has_somebody(world: World, row: int) -> bool:
    """Whether a watcher has a suspect in view."""
    watchers = world.watchers
    return bool(watchers.in_sight[row] >= 0 and watchers.seen_at[row] >= world.tick - _IN_VIEW_S)


def _go_on(world: World, params: Params, row: int, linked: list[int]) -> None:
    """Let a hunter go up to a cube, work at it, pull it off, or leave it."""
    watchers, city = world.watchers, world.city
    engine = next((one for one in linked if _place(world, one) == watchers.goal[row]), -1)
    if engine < 0 or world.engines.stage[engine] != EngineStage.LINKED or _has_somebody(world, row):
        _leave(world, row)
    elif watchers.impaired[row] > world.tick:
        watchers.until[row] = NEVER
    elif city.apart(int(watchers.cell[row]), int(watchers.goal[row])) > _ARM:
        if march(world, np.array([row]), watchers.goal[[row]].astype(np.int64), np.array([_MARCH]))[0] == LOST:
            _leave(world, row)
    elif watchers.until[row] == NEVER:
        watchers.until[row] = world.tick + params.seconds
    elif watchers.until[row] <= world.tick:
        _pull(world, engine, int(watchers.cause[row]))
        _leave(world, row)


def _leave(world: World, row: int) -> None:
    """Let a hunter go back to where it belongs."""
    watchers, goal = world.watchers, int(world.watchers.goal[row])
    watchers.duty[row], watchers.quarry[row], watchers.goal[row], watchers.until[row] = Duty.RETURN, -1, -1, 0
    forget_way(world, goal)


def _pull(world: World, engine: int, cause: int) -> None:
    """Take a cube off the network: it lies where it was, still charged."""
    engines, node = world.engines, int(world.engines.node[engine])
    event = world.events.one(
        Kind.ENGINE_UNLINKED, int(engines.by[engine]), node, _place(world, engine), Unlinking.TORN_OFF, cause,
    )  # fmt: skip
    engines.stage[engine], engines.node[engine], engines.ready[engine] = EngineStage.CHARGED, -1, NEVER
    engines.cause[engine] = event


def _send_a_drone(world: World, params: Params, engine: int) -> None:
    """Let a mind of the network that feels what has just been linked send the nearest drone of its own to look."""
    if _felt_by(world, engine) < 0:
        return
    place, event = _place(world, engine), int(world.engines.cause[engine])
    for row in _near(world, params, engine, WatcherKind.DRONE):
        if senses_by(world, row):
            _note(world, engine)
            hunts.send(world, row, -1, place, event, round(60 * params.look_minutes))
            return


def _send_a_hunter(world: World, params: Params, engine: int) -> None:
    """Let such a mind send the nearest hunter to pull it off, unless it has sent somebody just now."""
    mind, place = _felt_by(world, engine), _place(world, engine)
    slot = world.sensed.first(cell=place, subject=-1)
    if mind < 0 or (slot >= 0 and world.tick - int(world.sensed.at[slot]) < params.again_seconds):
        return
    for row in _near(world, params, engine, WatcherKind.HUNTER):
        if not _has_somebody(world, row):
            _note(world, engine)
            sent = world.events.one(Kind.MIND_SENT, mind, row, place, -1, int(world.engines.cause[engine]))
            _set_out(world, row, place, sent)
            return


def _felt_by(world: World, engine: int) -> int:
    """The mind of the network that reaches the node to which a cube is linked; -1 for none."""
    mind = speaker(world) if world.mind_names else -1
    return mind if mind >= 0 and is_live(world, int(world.engines.node[engine])) else -1


def _near(world: World, params: Params, engine: int, kind: WatcherKind) -> list[int]:
    """The free watchers of a kind that a mind would send to a cube, the nearest first."""
    reach = cells_in(params.call_m, world.city.cell_mm) ** 2
    return nearest(world, kind, _place(world, engine), reach, int(world.items.luck[world.engines.item[engine]]), CALLED)


def _note(world: World, engine: int) -> None:
    """Let the minds of the network have what is linked, as of now."""
    sensed, place = world.sensed, _place(world, engine)
    slot = sensed.first(cell=place, subject=-1)
    slot = slot if slot >= 0 else int(sensed.take(1)[0])
    sensed.subject[slot], sensed.cell[slot] = -1, place
    sensed.at[slot], sensed.cause[slot] = world.tick, world.engines.cause[engine]
