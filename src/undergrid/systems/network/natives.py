"""Natives: a mind born on the network lives on one of its nodes, and moves to another when that dies; or ends.

It can leave a node that had a path to the Core when last it looked, for another that has one; that takes a while, in
which it does nothing. Where there is none, it ends. What it knows is what watchers on live nodes report.

Reads   minds.node, to, arrives, linked, cause; nodes.works, failed, cell, cause, lost; captures.node, cause;
        reports.watcher, subject, cell, at, event; sensed.subject, cell, at; which have not ended as `natives`, what is
        live as `is_live`, in whose hand nodes are as `hands`, where there is room as `refuge_from` has it
Writes  minds.node, linked, to, arrives, ended, cause; sensed
Emits   MIND_FLED, MIND_ENDED(mind, node; cause: what has become of the node it lived on), MIND_ARRIVED(mind, node;
        cause: MIND_FLED)
Units   ticks of 1 s
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.world.log.kinds import Kind
from undergrid.world.network.captures import hands
from undergrid.world.network.natives import is_live, natives, refuge_from, room_on, senses_by
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.natives`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    moves_seconds: int = Field(40, ge=0, le=86_400, description="to move to another node takes, s [assumed]")
    keeps_minutes: float = Field(60, ge=0.1, le=10_000, description="what was reported is known for, min [assumed]")


def step(world: World, params: Params) -> None:
    """Let minds look to where they live, and take in what has been reported to them."""
    if not world.mind_names:
        return
    minds, nodes, here = world.minds, world.nodes, natives(world)
    for slot in here:
        node, to = int(minds.node[slot]), int(minds.to[slot])
        if to >= 0 and minds.arrives[slot] <= world.tick:
            _arrive(world, params, slot)
        elif to < 0 and (nodes.failed[node] or not nodes.works[node]):
            _flee(world, params, slot, int(nodes.cause[node]))
        minds.linked[slot] = minds.to[slot] < 0 and is_live(world, int(minds.node[slot]))
    if here:
        _take_in(world, params)


def _flee(world: World, params: Params, slot: int, cause: int) -> None:
    """Let a mind leave a node that is lost, or end where it cannot."""
    minds, node = world.minds, int(world.minds.node[slot])
    refuge = refuge_from(world, node) if minds.linked[slot] or minds.to[slot] >= 0 else -1
    cell = int(world.nodes.cell[node])
    minds.to[slot], minds.arrives[slot] = refuge, NEVER
    if refuge < 0:
        minds.ended[slot] = minds.cause[slot] = world.events.one(Kind.MIND_ENDED, slot, node, cell, cause=cause)
        return
    minds.cause[slot] = world.events.one(Kind.MIND_FLED, slot, refuge, cell, cause=cause)
    minds.arrives[slot] = world.tick + params.moves_seconds


def _arrive(world: World, params: Params, slot: int) -> None:
    """Let a mind live on the node that it has come to, or go on to another where that is lost too."""
    minds, to = world.minds, int(world.minds.to[slot])
    if not is_live(world, to) or room_on(world, to) < 1:
        _flee(world, params, slot, _why_not(world, to) or int(minds.cause[slot]))
        return
    cell = int(world.nodes.cell[to])
    minds.cause[slot] = world.events.one(Kind.MIND_ARRIVED, slot, to, cell, cause=int(minds.cause[slot]))
    minds.node[slot], minds.to[slot], minds.arrives[slot] = to, -1, NEVER


def _why_not(world: World, node: int) -> int:
    """The event that has made a node no place to live: it is broken, out of reach or in other hands; 0 it is full."""
    nodes, lost = world.nodes, int(world.nodes.lost[node])
    if nodes.failed[node] or not nodes.works[node]:
        return int(nodes.cause[node])
    root = int(hands(world).root[node]) if not lost and world.captures.n_used else -1
    return int(world.captures.cause[world.captures.first(node=root)]) if root >= 0 else lost


def _take_in(world: World, params: Params) -> None:
    """Note where watchers on live nodes have reported somebody, as of this tick and the last; forget what is old."""
    reports, sensed = world.reports, world.sensed
    if sensed.n_used:
        slots = sensed.rows()
        sensed.free(slots[sensed.at[slots] + round(params.keeps_minutes * 60) < world.tick])
    if not reports.n_used:
        return
    rows = reports.rows()
    rows = rows[(reports.watcher[rows] >= 0) & (reports.at[rows] >= world.tick - 1)]
    for row in rows.tolist():
        if not senses_by(world, int(reports.watcher[row])):
            continue
        subject, cell = int(reports.subject[row]), int(reports.cell[row])
        slot = sensed.first(cell=cell, subject=subject)
        if slot < 0:
            slot = int(sensed.take(1)[0])
        sensed.subject[slot], sensed.cell[slot] = subject, cell
        sensed.at[slot], sensed.cause[slot] = reports.at[row], reports.event[row]
