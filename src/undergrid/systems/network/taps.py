"""Taps: whoever listens in on a line of control hears where the watchers are to which orders go over it.

It takes a radio, hands on the line, and a while. Then the listener knows where each of those watchers is at that moment
(`world/network/traffic.py`), cameras and readers too. Nobody notices it, and nothing of the line is changed.

Reads   who is about to TAP as `asked` has it; citizens.target, cell; tasks.owner, target, cause;
        nodes.watcher; watchers.cell; who gets their orders over the line as `beyond` has it; what stands in the way, as
        `world/reasons` has it
Writes  knowledge (topic WATCHER) as `contacts.mark` does; what they are at as `tasks.begin` and `finish` do
Emits   LINE_TAPPED(citizen, wire; amount watchers; cause: the order), HEARD_ON_LINE(citizen, watcher; m; cause:
        LINE_TAPPED), INTERRUPTED, REFUSED
Units   times in s, distances in m
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.log.kinds import Kind
from undergrid.world.network.traffic import beyond
from undergrid.world.orders import tasks
from undergrid.world.orders.attempts import anybody_tries, asked
from undergrid.world.reasons.network import working
from undergrid.world.senses import contacts
from undergrid.world.tables.orders import Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("taps")


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.taps`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    tap_seconds: int = Field(60, ge=1, le=86_400, description="to listen in on a line takes, s [assumed]")


def step(world: World, params: Params) -> None:
    """Begin and end listening."""
    if not world.nodes.n:
        return
    if anybody_tries(world):
        for who in asked(world, Verb.TAP):
            target = int(world.citizens.target[who])
            why = working(world, who, Verb.TAP, target, 0)
            tasks.begin_or_refuse(world, who, why, Verb.TAP, target, params.tap_seconds)
    if world.tasks.n_used:
        _end_tasks(world)


def _end_tasks(world: World) -> None:
    """Let those hear what there is to hear whose time is up; a draw gives their order."""
    table = world.tasks
    for slot in tasks.done_in_turn(world, (Verb.TAP,), STREAM):
        who, wire = int(table.owner[slot]), int(table.target[slot])
        if working(world, who, Verb.TAP, wire, 0) is not None:
            tasks.interrupt(world, slot)
            continue
        _listen(world, who, wire, int(table.cause[slot]))
        tasks.finish(world, slot)


def _listen(world: World, who: int, wire: int, cause: int) -> None:
    """Let somebody know where the watchers are that get their orders over a line."""
    city, here = world.city, int(world.citizens.cell[who])
    heard = [row for node in beyond(world, wire) if (row := int(world.nodes.watcher[node])) >= 0]
    event = world.events.one(Kind.LINE_TAPPED, who, wire, here, len(heard), cause)
    for row in heard:
        steps = city.apart(here % city.area, int(world.watchers.cell[row]) % city.area)
        contacts.mark(world, Kind.HEARD_ON_LINE, who, row, steps * city.cell_mm // 1000, contacts.Drawn(event))
