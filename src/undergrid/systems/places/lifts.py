"""Lifts: whoever comes to one that asks for clearance shows a chip; it takes so many at once, the others the next ride.

A lift is at one end of its shaft. It stands open for some seconds from when the first comes to it there, or until it is
full; then all who are there board, by a draw where more wait than it takes. Nobody boards until the last has got out at
the other end. Where nobody waits at its own end it comes to those who wait at the other. Of lifts of which the scenario
says nothing, this rule knows nothing.

Reads   lifts.link, capacity, guarded, end, there, leaves, luck; citizens.cell, doing, goal, luck; items.cause; the
        ways that are open; who is in one, as `people_on` has it; whom they haul; what a reader takes, as `read` has it
Writes  lifts.end, there, leaves; citizens.doing, since, heading, progress, wake; whom it denies as `halt` and `stand`
        do
Emits   REFUSED(citizen; amount NO_CHIP, NO_CLEARANCE or TOO_HEAVY; cause: what they are about; because CREDENTIAL: how
        the chip was come by)
Units   lengths in mm, times in ticks of 1 s
Source  Eight people are a car of 630 kg (ISO 8100-30); clearance as in world/authority/clearance.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.city.routes.routes import next_direction
from undergrid.core import luck
from undergrid.core.bits import each_set
from undergrid.core.grid import BY_LINK
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.authority.showing import read
from undergrid.world.body import reach
from undergrid.world.items import kit
from undergrid.world.log.kinds import Role
from undergrid.world.movement.on_links import people_on
from undergrid.world.orders.attempts import Pause, is_minded, log_refusal
from undergrid.world.orders.halting import halt, stand
from undergrid.world.places.occupancy import Occupancy
from undergrid.world.places.ways import Ways
from undergrid.world.tables.orders import Refusal
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("lifts")
READS = luck.stream("lifts/reader")

_WALKING = int(Activity.WALKING)


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.lifts`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    empty_speed: float = Field(
        1.34, ge=0.01, le=100, description="a lift comes empty, m/s: as people in it do [Weidmann 1993]"
    )
    open_s: int = Field(8, ge=0, le=600, description="it stands open for who comes after the first, s [assumed]")


class _Waiting(Out):
    """Those who wait for a lift, ascending."""

    who: I64


def step(world: World, params: Params) -> None:
    """Let every lift take those who wait for it, turn those away whom it does not take, or come."""
    if not world.lifts.n:
        return
    for lift in range(world.lifts.n):
        waiting = _waiting(world, lift)
        if waiting:
            _serve(world, params, lift, waiting)


def _waiting(world: World, lift: int) -> list[int]:
    """Those who wait for a lift, or have come to it in this tick, at either end."""
    city, link = world.city, int(world.lifts.link[lift])
    ways, occupancy = world.cache(Ways), world.cache(Occupancy)
    if not ways.link_open[link]:
        return []
    found = world.out(_Waiting, occupancy.room)
    n = _find(
        world.citizens.handle, occupancy.handle, ways.handle, int(city.link_a[link]), int(city.link_b[link]),
        found.handle,
    )  # fmt: skip
    return [who for who in found.who[:n].tolist() if _may_ride(world, lift, who)]


def _may_ride(world: World, lift: int, who: int) -> bool:
    """Whether a lift takes somebody; whom it does not is refused, and stops."""
    lifts, people = world.lifts, world.citizens
    why = Refusal.TOO_HEAVY if _bodies(world, who) > lifts.capacity[lift] else None
    chip = kit.best_chip(world, who)
    if why is None and lifts.guarded[lift] and not read(world, who, READS, int(lifts.luck[lift])):
        why = Refusal.NO_CHIP if chip < 0 else Refusal.NO_CLEARANCE
    if why is None:
        return True
    event = log_refusal(world, who, -1, why)
    if why == Refusal.NO_CLEARANCE and world.items.cause[chip]:
        world.events.because(event, int(world.items.cause[chip]), Role.CREDENTIAL)
    halt(people.handle, who)
    stand(world, who)
    if not is_minded(world, who):
        people.wake[who] = world.tick + world.shared(Pause).ticks
    return False


def _serve(world: World, params: Params, lift: int, waiting: list[int]) -> None:
    """Let as many board as fit where the lift stands, or let it come to them."""
    lifts, people, city, link = world.lifts, world.citizens, world.city, int(world.lifts.link[lift])
    if world.tick < lifts.there[lift] or len(people_on(world, link)):
        return
    ends = (int(city.link_a[link]), int(city.link_b[link]))
    end = int(lifts.end[lift])
    here = [who for who in waiting if people.cell[who] == ends[end]]
    if not here:
        lifts.end[lift] = 1 - end
        lifts.there[lift] = world.tick + -(-int(city.link_mm[link]) // round(1000 * params.empty_speed))
        return
    if world.tick > lifts.leaves[lift]:
        lifts.leaves[lift] = world.tick + params.open_s
    if world.tick < lifts.leaves[lift] and sum(_bodies(world, who) for who in here) < lifts.capacity[lift]:
        return
    key, room = world.key(STREAM), int(lifts.capacity[lift])
    for who in sorted(here, key=lambda who: luck.u32(key, int(people.luck[who]))):
        if _bodies(world, who) <= room:
            room -= _bodies(world, who)
            people.doing[who], people.since[who] = Activity.CROSSING, world.tick
            people.heading[who], people.progress[who] = BY_LINK, 0
    lifts.end[lift], lifts.leaves[lift] = 1 - end, -1


def _bodies(world: World, who: int) -> int:
    """How many somebody and whom they haul are."""
    return 1 if reach.hauling(world, who) < 0 else 2


@kernel
def _find(people, occupancy, ways, a, b, waiting):
    """Write down those whose next step is by the link between the cells a and b, and not on it yet; how many."""
    n = 0
    for who in each_set(occupancy.outdoors):
        here = np.int64(people.cell[who])
        if people.doing[who] != _WALKING or people.goal[who] < 0 or (here != a and here != b):
            continue
        other = b if here == a else a
        if people.goal[who] == other or next_direction(here, np.int64(ways.route_of[who]), ways) == BY_LINK:
            waiting.who[n] = who
            n += 1
    return n
