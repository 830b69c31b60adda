"""Neural feed: whoever lies in a feed sees ever less, and may die of it; out of it, eyes clear slowly.

In a feed is whoever lies plugged in in pods that have one, as long as these have a path to the Core: all who live there
share it. The deeper it reaches, the faster it works. That bodies waste away in it is the business of `atrophy`.

Reads   feed_nodes; pods; nodes.failed, lost; citizens.alive, inside, home, doing, strength, luck, cell, cause; minds;
        who is wired as `core_is_up`, `has_nerves` and `Control` have it
Writes  minds.owner, luck, host, node, depth, fed, fed_at, haze, hazed_at, wasted_at, fated, ended, cause; people as
        `die` does
Emits   EYES_CLOUDED, EYES_CLEARED(citizen; amount: the stage of implants that their eyes are like; cause: what has put
        them into the feed, or taken them out), DIED(citizen; cause: what has put them into the feed; stream, odds)
Units   haze in 1/1000000; whole units fall due, the time left over is carried
Source  assumed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.handles import Handle, record
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.body.blood_loss import die
from undergrid.world.body.burdens import SOUND
from undergrid.world.body.feeding import CLEAR, each_at, unit_seconds
from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import Control
from undergrid.world.network.wired import NERVES_DEPTH, core_is_up, feed_depth, has_nerves, mind_key, mind_of
from undergrid.world.senses.eyes import clouded
from undergrid.world.tables.body import Death
from undergrid.world.tables.hosts import Host
from undergrid.world.tables.people import NEVER, Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("neural_feed")

_POD = int(Host.POD)
_YEAR_HOURS = 8766
_MOST_FED = 2**31 - 1


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.neural_feed`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    clouds_per_day: float = Field(
        0.3, ge=0.01, le=10, description="haze that a day at full depth puts on eyes, % [assumed]"
    )
    clears_per_day: float = Field(0.1, ge=0.01, le=10, description="haze that a day out of it takes off, % [assumed]")
    most: float = Field(80, ge=0, le=100, description="haze beyond which no feed goes, % [assumed]")
    dies_per_year: float = Field(
        0.03,
        ge=0,
        le=1000,
        description="deaths by a year at full depth in a sound body; the weaker, the more [assumed]",
    )

    @cached_property
    def knobs(self) -> Handle:
        """What `_soak` takes: seconds that a unit of haze takes to come and go, and the most of it."""
        return record(
            clouds=unit_seconds(self.clouds_per_day, CLEAR),
            clears=unit_seconds(self.clears_per_day, CLEAR),
            most=round(self.most * CLEAR / 100),
        )


class _News(Out):
    """Whose eyes are at another stage than before: slots of minds, the stage, and whether it is a worse one."""

    slot: I64
    stage: I64
    worse: I64


def step(world: World, params: Params) -> None:
    """Let people come into feeds and out of them, cloud and clear their eyes, let some die."""
    if not world.feed_nodes.n_used:
        return
    _come_and_go(world)
    minds, news = world.minds, world.out(_News, world.minds.n_used)
    n = _soak(minds.handle, params.knobs, world.tick, news.handle)
    for slot, stage, worse in news.rows(n):
        who, kind = int(minds.owner[slot]), Kind.EYES_CLOUDED if worse else Kind.EYES_CLEARED
        world.events.one(kind, who, where=int(world.citizens.cell[who]), amount=stage, cause=int(minds.cause[slot]))
    _draw_fates(world, params)


def _come_and_go(world: World) -> None:
    """Note who has come to lie in a feed, and who lies in none any more."""
    minds, people = world.minds, world.citizens
    lying, at = _who_lies(world)
    slots = minds.rows()
    slots = slots[minds.owner[slots] >= 0]
    own = slots[minds.host[slots] == _POD]
    for slot in own[~lying[minds.owner[own]]].tolist():
        _leave(world, slot)
    still = minds.owner[own[lying[minds.owner[own]]]]
    lying[still] = False
    for who in np.flatnonzero(lying).tolist():
        _enter(world, who, int(at[who]))
    for slot in slots[(minds.host[slots] <= _POD) & (minds.ended[slots] == 0)].tolist():
        if not people.alive[minds.owner[slot]]:
            minds.ended[slot] = people.cause[minds.owner[slot]]


def _who_lies(world: World) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int32]]:
    """((citizens,) whether each lies in a feed that has a path to the Core; (buildings,) the node of its pods)."""
    people, pods, nodes = world.citizens, world.pods, world.nodes
    node_of = np.full(len(world.city.buildings) + 1, -1, np.int32)  # the last for those outdoors
    fed = world.feed_nodes.node[world.feed_nodes.rows()]
    fed = fed[(world.cache(Control).reached[fed] != 0) & ~nodes.failed[fed]] if core_is_up(world) else fed[:0]
    slots = pods.rows()
    slots = slots[np.isin(pods.node[slots], fed)]
    node_of[pods.building[slots]] = pods.node[slots]
    at = node_of[people.inside]
    lying = (at >= 0) & (people.inside == people.home) & (people.doing == Activity.PLUGGED) & people.alive
    return lying, at


def _enter(world: World, who: int, node: int) -> None:
    """Let somebody's mind be in the feed of a node from now on."""
    minds, people = world.minds, world.citizens
    slot = mind_of(world, who)
    if slot < 0:
        slot = int(minds.take(1)[0])
        minds.owner[slot] = who
        minds.luck[slot] = mind_key(int(people.luck[who]), world.tick)
        minds.hazed_at[slot] = world.tick
    minds.host[slot], minds.node[slot], minds.depth[slot] = _POD, node, feed_depth(world, node)
    minds.fed_at[slot] = minds.wasted_at[slot] = world.tick
    minds.fated[slot], minds.cause[slot] = world.tick + units.HOUR, int(people.cause[who])


def _leave(world: World, slot: int) -> None:
    """Let somebody's mind be in their body again: they have got up, or the feed has no path to the Core."""
    minds, people, who = world.minds, world.citizens, int(world.minds.owner[slot])
    still = people.doing[who] == Activity.PLUGGED and people.alive[who]
    lost = int(world.nodes.lost[minds.node[slot]]) if still else 0
    minds.cause[slot] = lost or int(people.cause[who])
    minds.host[slot], minds.node[slot], minds.depth[slot] = Host.BODY, -1, NERVES_DEPTH if has_nerves(world, who) else 0
    minds.fated[slot] = NEVER


@kernel
def _soak(minds, knobs, now, news):
    """Count the hours in the feed, let the haze come and go that has fallen due; returns how many rows of `news`."""
    n = 0
    for slot in range(len(minds.used)):
        if not minds.used[slot] or minds.owner[slot] < 0 or minds.host[slot] > _POD or minds.ended[slot] != 0:
            continue
        before = int(minds.haze[slot])
        if minds.host[slot] == _POD:
            minds.fed[slot] = min(_MOST_FED, int(minds.fed[slot]) + now - minds.fed_at[slot])
            minds.fed_at[slot] = now
            each = each_at(knobs.clouds, int(minds.depth[slot]))
            due = (now - int(minds.hazed_at[slot])) // each
            minds.haze[slot] = max(before, min(knobs.most, before + due))
        else:
            each = knobs.clears
            due = (now - int(minds.hazed_at[slot])) // each
            minds.haze[slot] = max(0, before - due)
        minds.hazed_at[slot] += due * each
        was, stage = clouded(before), clouded(int(minds.haze[slot]))
        if was != stage:
            news.slot[n], news.stage[n], news.worse[n] = slot, stage, 1 if stage > was else 0
            n += 1
    return n


def _draw_fates(world: World, params: Params) -> None:
    """Let a draw say of each in a feed, once an hour, whether their body has had enough."""
    minds, people = world.minds, world.citizens
    slots = minds.rows()
    usual = luck.chance(min(1.0, params.dies_per_year / _YEAR_HOURS))
    key = world.key(STREAM)
    for slot in slots[minds.fated[slots] <= world.tick].tolist():
        who = int(minds.owner[slot])
        minds.fated[slot] = world.tick + units.HOUR
        odds = usual * int(minds.depth[slot]) * SOUND // (100 * max(1, int(people.strength[who])))
        if people.alive[who] and luck.u32(key, minds.luck[slot]) < odds:
            die(world, who, Death.FEED, int(minds.cause[slot]), stream=STREAM, odds=min(odds, 0xFFFFFFFF))
            minds.ended[slot], minds.fated[slot] = people.cause[who], NEVER
