"""Atrophy: a body that lies plugged in wastes away, in a feed faster, and comes back slowly once it is up again.

Reads   citizens.alive, doing, strength, strength_at; minds.owner, host, ended, depth, wasted_at
Writes  citizens.strength, strength_at; minds.wasted_at
Emits   nothing: strength is a series
Units   strength in 1/30000 of a healthy adult's; whole units fall due, the time left over is carried in `strength_at`
Source  Bed rest costs about 1 % of knee extensor strength a day [assumed: the order of bed-rest studies]; recovery
        takes about twice as long [assumed].
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.world.body.burdens import SOUND
from undergrid.world.body.feeding import each_at, unit_seconds
from undergrid.world.tables.hosts import Host
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

_PLUGGED, _POD = int(Activity.PLUGGED), int(Host.POD)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.atrophy`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    loss_per_day: float = Field(1.0, ge=0.01, le=100, description="strength lost in a day plugged in, % [assumed]")
    feed_per_day: float = Field(
        1.0, ge=0.01, le=100, description="lost besides in a day in a feed of full depth, % [assumed]"
    )
    gain_per_day: float = Field(0.5, ge=0.01, le=100, description="strength regained in a day up, % [assumed]")
    least: float = Field(20.0, ge=0, le=100, description="strength that is never lost, % [assumed]")

    @cached_property
    def knobs(self) -> Handle:
        """Seconds that a unit of strength takes to be lost, gained, and lost to a feed; the least that is left."""
        return record(
            loses=unit_seconds(self.loss_per_day, SOUND),
            gains=unit_seconds(self.gain_per_day, SOUND),
            feeds=unit_seconds(self.feed_per_day, SOUND),
            least=int(self.least * SOUND / 100),
        )


def step(world: World, params: Params) -> None:
    """Let everybody whose turn it is lose or regain strength."""
    if world.has_turn(world.citizens.n):
        _waste(world.citizens.handle, params.knobs, world.tick, world.period)
    if world.feed_nodes.n_used and world.tick % world.period == 0:
        _waste_in_feeds(world.minds.handle, world.citizens.handle, params.knobs, world.tick)


@kernel
def _waste(people, knobs, now, period):
    """Rows whose turn it is lose or regain the whole units that have fallen due."""
    n_rows = len(people.alive)
    for chunk in range(now % period, (n_rows + 63) >> 6, period):
        for row in range(chunk << 6, min((chunk + 1) << 6, n_rows)):
            if not people.alive[row]:
                continue
            plugged, strength = people.doing[row] == _PLUGGED, int(people.strength[row])
            each = knobs.loses if plugged else knobs.gains
            due = (now - people.strength_at[row]) // each
            if due <= 0:
                continue
            people.strength_at[row] += due * each
            if plugged:
                people.strength[row] = max(strength - due, min(knobs.least, strength))
            else:
                people.strength[row] = min(strength + due, SOUND)


@kernel
def _waste_in_feeds(minds, people, knobs, now):
    """Those who lie in a feed lose besides the whole units that have fallen due there."""
    for slot in range(len(minds.used)):
        if not minds.used[slot] or minds.host[slot] != _POD or minds.ended[slot] != 0:
            continue
        who, each = minds.owner[slot], each_at(knobs.feeds, int(minds.depth[slot]))
        due = (now - int(minds.wasted_at[slot])) // each
        minds.wasted_at[slot] += due * each
        if people.alive[who]:
            strength = int(people.strength[who])
            people.strength[who] = max(strength - due, min(knobs.least, strength))
