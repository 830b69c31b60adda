"""The minds of a run: when each wakes, which want it follows, and the orders that come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Protocol

import numpy as np
from pydantic import BaseModel

from undergrid.core import units
from undergrid.core.jit import kernel
from undergrid.minds.bids import Bid
from undergrid.minds.knows.map import Wits
from undergrid.minds.mind import Mind
from undergrid.minds.wants import (
    bring,
    call_for_help,
    escort,
    evade,
    follow_trail,
    hide,
    parley,
    reach,
    rescue,
    shelter,
    wait_for_gap,
)
from undergrid.world.log.events import KIND_BITS, TICK_SHIFT, kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Order, Refusal, Verb
from undergrid.world.tables.people import NEVER, Activity, Pace
from undergrid.world.view.outlook import Lookout
from undergrid.world.world import World

MODULES: dict[str, ModuleType] = {
    "reach": reach,
    "evade": evade,
    "hide": hide,
    "wait_for_gap": wait_for_gap,
    "escort": escort,
    "call_for_help": call_for_help,
    "follow_trail": follow_trail,
    "rescue": rescue,
    "shelter": shelter,
    "parley": parley,
    "bring": bring,
}
WANTS: dict[str, type[BaseModel]] = {name: module.Params for name, module in MODULES.items()}
"""What somebody can want: its name in a scenario, and what it needs to know. The order gives each its number."""

_ON_FOOT = (Verb.WALK, Verb.SNEAK, Verb.RUN)
_WAKES = np.zeros(1 << KIND_BITS, np.uint8)  # by kind, as bits: 1 wakes `who`, 2 wakes `whom`
for _kind in Kind:
    _WAKES[_kind] = ("who" in _kind.wakes) | ("whom" in _kind.wakes) << 1
_NAMES = ("", *WANTS)  # by number of the want followed plus 1: "" for none
_BAFFLED = 5  # seconds before a mind thinks again after a refusal, so that it does not try every tick [assumed]
_BUSY = 2  # seconds between looks of somebody on a link
_IDLE = 60  # seconds between looks of somebody who wants nothing at the moment


class Want(Protocol):
    """One want of somebody: its name, and what it needs to know."""

    @property
    def name(self) -> str: ...
    @property
    def params(self) -> BaseModel: ...


class Minds:
    """All minds of a world. Their memory is the table `plans`: nothing here outlives a tick."""

    def __init__(
        self,
        world: World,
        wants: Sequence[Sequence[Want]],
        rules: Mapping[str, BaseModel],
        places: dict[str, int],
        people: dict[str, int],
    ) -> None:
        self.world = world
        self.wants = wants
        # how urgent each want can get
        self._most = [[int(dict(want.params)["urgency"]) + MODULES[want.name].RISES for want in own] for own in wants]
        self.places, self.people = places, people
        self._numbers = {name: number for number, name in enumerate(WANTS)}
        self._patrol_speed = units.mm(rules["dispatch"].model_dump()["beat_speed"])
        self._rules = rules
        self._wits: Wits | None = None  # made when the first mind wakes
        self.silent: frozenset[int] = frozenset()  # rows of people who get their orders from a canon

    def orders(self) -> list[Order]:
        """The orders of all minds that are awake at this tick."""
        plans = self.world.plans
        if not _any_awake(plans.wake, self.world.tick):
            return []
        orders = []
        for plan in range(plans.n):
            if plans.wake[plan] <= self.world.tick and int(plans.owner[plan]) not in self.silent:
                order = self._think(plan)
                if order is not None:
                    orders.append(order)
        return orders

    def notice(self) -> None:
        """At the end of a tick, wake those whom something happened to, or whose walk is over, for the next one."""
        world, plans = self.world, self.world.plans
        if plans.n:
            log = world.events
            happened = log.columns(log.tick_began)
            columns = (happened[name] for name in ("id", "kind", "who", "whom", "amount"))
            _stop(plans.handle, world.citizens.handle, world.tick)
            _perceive(plans.handle, *columns, world.tick)

    def _think(self, plan: int) -> Order | None:
        """Ask every want of one mind, follow the most urgent (the first among equals)."""
        world, plans = self.world, self.world.plans
        if self._wits is None:
            lookout = Lookout(world, self._rules) if "heat" in self._rules else None
            self._wits = Wits(world, self._patrol_speed, lookout)
        mind = Mind(world, self._wits, plan, _NAMES[plans.want[plan] + 1])
        if not mind.able:
            plans.wake[plan] = NEVER
            return None
        if mind.busy:  # whoever is at a gate or on the stairs finishes that first
            plans.wake[plan] = world.tick + _BUSY
            return None
        mind.keep_company()
        mind.aid.look_about()
        best: Bid | None = None
        followed = -1
        for want, most in zip(self.wants[plan], self._most[plan], strict=True):
            if best is not None and best.urgency >= most:
                continue  # its bid cannot be more urgent
            mind.to_beat = -1 if best is None else best.urgency
            bid = MODULES[want.name].bid(mind, want.params, self.places, self.people)
            if bid is not None and (best is None or bid.urgency > best.urgency):
                best, followed = bid, self._numbers[want.name]
        self._follow(plan, mind, followed)
        if best is None:
            plans.wake[plan] = world.tick + _IDLE
            return None
        plans.wake[plan] = world.tick + max(1, best.again)
        mind.remember(**best.keep)
        if best.verb == Verb.NONE or (best.steady and _under_way(mind, best)):
            return None
        plans.walking[plan] = best.verb in _ON_FOOT
        return Order(world.tick, mind.who, best.verb, best.target, best.amount, int(plans.cause[plan]), outside=False)

    def _follow(self, plan: int, mind: Mind, followed: int) -> None:
        """Log a change of mind, caused by what was perceived last, or else by what was done meanwhile."""
        plans = self.world.plans
        if followed == plans.want[plan]:
            return
        plans.want[plan] = followed
        if followed >= 0:
            cause, done = int(plans.cause[plan]), int(self.world.citizens.cause[mind.who])
            if kind_of(cause) == Kind.DECIDED and done >> TICK_SHIFT >= cause >> TICK_SHIFT:
                cause = done
            plans.cause[plan] = self.world.events.one(
                Kind.DECIDED, mind.who, where=mind.cell, amount=followed, cause=cause
            )


_WALKING, _CROSSING = int(Activity.WALKING), int(Activity.CROSSING)
_REFUSED = int(Kind.REFUSED)
_SUPERSEDED = int(Refusal.SUPERSEDED)


def _under_way(mind: Mind, bid: Bid) -> bool:
    """Whether one is doing already what a bid asks for."""
    if bid.verb in _ON_FOOT:
        running = mind.pace == Pace.RUN  # one who sets out walking or sneaking keeps to it
        return mind.doing == Activity.WALKING and mind.goal == bid.target and running == (bid.verb == Verb.RUN)
    if bid.verb == Verb.HIDE:
        return mind.doing == Activity.HIDING
    if bid.verb == Verb.WAIT:
        return mind.doing in (Activity.WAITING, Activity.RESTING)
    if bid.verb == Verb.FLAT:
        return mind.doing == Activity.LYING
    if bid.verb == Verb.ENTER:
        return mind.inside == bid.target
    return False


@kernel
def _any_awake(wake, tick):
    for plan in range(len(wake)):
        if wake[plan] <= tick:
            return True
    return False


@kernel
def _stop(plans, people, now):
    """Wake those who have stopped walking, two ticks later: they perceive before they think."""
    for plan in range(len(plans.owner)):
        if plans.walking[plan]:
            doing = people.doing[plans.owner[plan]]
            if doing != _WALKING and doing != _CROSSING:
                plans.walking[plan], plans.wake[plan] = False, now + 2


@kernel
def _perceive(plans, ids, kinds, who, whom, amount, now):
    """Wake the owners of this tick's percepts: the last one becomes the cause of what they do.

    A mind does not perceive that an order from outside superseded its own: being played leaves no memory.
    """
    for row in range(len(ids)):
        how = _WAKES[kinds[row]]
        if how == 0 or (kinds[row] == _REFUSED and amount[row] == _SUPERSEDED):
            continue
        for plan in range(len(plans.owner)):
            owner = plans.owner[plan]
            if (how & 1 and owner == who[row]) or (how & 2 and owner == whom[row]):
                plans.wake[plan] = now + (_BAFFLED if kinds[row] == _REFUSED else 1)
                plans.cause[plan] = ids[row]
