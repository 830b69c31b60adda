"""Outings: whoever lives by pods that have failed goes out to see, and comes home again.

The pod has put them out, and there is nothing to dream in: they go some way from their door, by day rather than in the
dark, stay about as long as others stroll, and go home as routine has it; and so again, as long as the pods are down.
Nobody goes out in curfew, and none of the wanted.

Reads   pods; nodes.failed, works, cause; sky.curfew, light; citizens.alive, inside, cell, home, doing, wanted, luck,
        intent, cause; those with minds as `Attempts` has them; Ways.walk
Writes  citizens.intent, target, enter, wake, cause
Emits   STEPPED_OUT(citizen; amount Outing.LOOK_ABOUT; cause: that their pod has put them out; stream, odds), once each
        time that it has
Units   chances per hour; light in 1/255 of noon; distances in m
Source  assumed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.bits import set_bit, test_bit
from undergrid.core.grid import cells_in
from undergrid.core.handles import record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.log.events import kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.strolls import stroll_from
from undergrid.world.orders.attempts import Attempts, some_may_try
from undergrid.world.places.ways import Ways
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("outings")
WHERE = luck.stream("outings/where")

_RESTING, _WALK, _UNPLUGGED = int(Activity.RESTING), int(Verb.WALK), int(Kind.UNPLUGGED)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.outings`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    by_day: float = Field(0.9, ge=0, le=1, description="chance per hour to go out, by day [assumed]")
    by_night: float = Field(0.1, ge=0, le=1, description="chance per hour to go out, in the dark [assumed]")
    day_light: int = Field(40, ge=1, le=255, description="light from which on it is day for that, 1/255 [assumed]")
    reach_m: int = Field(120, ge=2, le=1000, description="one goes so far from one's door at most, m [assumed]")

    @cached_property
    def odds(self) -> list[int]:
        """By the light, up to `day_light`: the threshold at a look, once a minute."""
        shares = [light / self.day_light for light in range(self.day_light + 1)]
        return [luck.per_tick(self.by_night + (self.by_day - self.by_night) * share, 60) for share in shares]


class _Gone(Out):
    """Who goes out for the first time since their pod has put them out, and that event."""

    who: I64
    cause: I64


def step(world: World, params: Params) -> None:
    """Let those whose turn it is, and whose pods are down, go out by a draw."""
    people, pods, nodes = world.citizens, world.pods, world.nodes
    if not pods.n_used or world.sky.curfew[0] or not world.has_turn(people.n):
        return
    slots = pods.rows()
    slots = slots[nodes.failed[pods.node[slots]] | ~nodes.works[pods.node[slots]]]
    if not len(slots):
        return
    down = np.zeros(len(world.city.doors), np.int64)
    down[pods.building[slots]] = nodes.cause[pods.node[slots]]
    odds = params.odds[min(int(world.sky.light[0]), params.day_light)]
    knobs = record(
        odds=odds, reach=cells_in(params.reach_m, world.city.cell_mm), period=world.period, now=world.tick, down=down
    )
    gone = world.out(_Gone, ((people.n >> 6) // world.period + 1) << 6)
    some_may_try(world)
    n = _go_out(
        people.handle, world.cache(Attempts).handle, world.cache(Ways).handle, world.city.handle, knobs,
        world.keys(goes=STREAM, where=WHERE), gone.handle,
    )  # fmt: skip
    if n:
        who = gone.who[:n]
        people.cause[who] = world.events.add(
            Kind.STEPPED_OUT, who, where=people.cell[who], cause=gone.cause[:n], stream=STREAM, odds=odds
        )


@kernel
def _go_out(people, attempts, ways, city, knobs, keys, gone):
    """Let those go out whom a draw sends; returns how many of them do so first since their pod has put them out."""
    n, n_rows = 0, len(people.alive)
    for chunk in range(knobs.now % knobs.period, (n_rows + 63) >> 6, knobs.period):
        for who in range(chunk << 6, min((chunk + 1) << 6, n_rows)):
            house = int(people.inside[who])
            if house < 0 or house != people.home[who] or knobs.down[house] == 0 or not people.alive[who]:
                continue
            idle = people.doing[who] == _RESTING and people.intent[who] == 0
            if not idle or people.wanted[who] or test_bit(attempts.minded, who):
                continue
            if luck.u32(keys.goes, people.luck[who]) >= knobs.odds:
                continue
            door = int(city.doors[house])
            place = stroll_from(door, knobs.reach, people.luck[who], ways.walk, city, keys.where, 0)
            if place < 0:
                continue
            if kind_of(people.cause[who]) == _UNPLUGGED:
                gone.who[n], gone.cause[n] = who, people.cause[who]
                n += 1
            else:
                people.cause[who] = knobs.down[house]
            people.intent[who], people.target[who], people.enter[who], people.wake[who] = _WALK, place, -1, knobs.now
            set_bit(attempts.intending, who)
    return n
