"""Intruders: whom the nodes of a mind sense near the Core, or near where it lives, it speaks to.

Somebody is an intruder there whom a watcher on a live node has in sight as a suspect at this tick. What the voice does
to the wired who hear it stands in `world/society/voice.py`; whom it has held for long enough is let go here.

Reads   watchers.in_sight, seen_at, sighting; nodes.cell; minds.node; citizens.cell; which are `Cores`; what is
        live, and who speaks, as `is_live` and `speaker` have it
Writes  what it last said, and those who hear, as `speak` does; spellbound as `release` does
Emits   MIND_SPOKE(mind, citizen; amount: how many of the wired hear it; cause: the sighting), STALLED(citizen; amount
        s; cause: MIND_SPOKE; stream, odds), STOOD_FIRM(citizen; the same), INTERRUPTED, SPELL_BROKEN(citizen; cause:
        STALLED)
Units   m, s
Source  assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.grid import is_near, squared_cells
from undergrid.world.network.control import Cores
from undergrid.world.network.natives import is_live, senses_by, speaker
from undergrid.world.society.voice import release, speak

if TYPE_CHECKING:
    from undergrid.world.world import World


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.intruders`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    room_m: float = Field(20, ge=1, le=1000, description="the room round a node reaches, m [assumed]")


def step(world: World, params: Params) -> None:
    """Let go whom the voice has held, and let a mind speak to intruders that its nodes sense."""
    if world.spellbound.n_used:
        release(world)
    if not world.mind_names:
        return
    watchers = world.watchers
    seeing = (watchers.seen_at == world.tick).nonzero()[0]
    seeing = seeing[watchers.in_sight[seeing] >= 0] if len(seeing) else seeing
    if not len(seeing):
        return
    mind = speaker(world)
    rooms = _rooms(world, mind) if mind >= 0 else []
    for watcher in seeing.tolist():
        who = int(watchers.in_sight[watcher])
        where = _room_of(world, params, rooms, who)
        if where >= 0 and senses_by(world, watcher):
            speak(world, mind, who, where, int(watchers.sighting[watcher]))
            return


def _rooms(world: World, mind: int) -> list[int]:
    """The cells from which a mind speaks: that of the Core, and of the node on which it lives."""
    nodes = world.nodes
    own = {int(world.minds.node[mind]), *world.cache(Cores).rows}
    return [int(nodes.cell[node]) for node in sorted(own) if is_live(world, node)]


def _room_of(world: World, params: Params, rooms: list[int], who: int) -> int:
    """The cell of the node in whose room somebody is; -1 for none."""
    people, city = world.citizens, world.city
    near = squared_cells(params.room_m, city.cell_mm)
    here = int(people.cell[who])
    return next((room for room in rooms if is_near(here, room, near, city.width, city.area)), -1)
