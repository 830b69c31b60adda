"""Intake: the orders of this tick become what people will try, or are refused with a reason.

Every order is logged. Of several for one person one stands (see `world/tables/orders.py`); it is refused if nobody
could be asked to do it. Whether it works out is for the system that owns the verb. Nothing is kept of where an order
came from: the same order leaves the same columns, whoever gave it.

Reads   world.orders; citizens.cell; what stands in the way, as `world/reasons` has it
Writes  what people try as `intend` does
Emits   ORDERED(citizen; target, verb; cause: what moved a mind to it, or what a canon has waited for; none for a
        player's), REFUSED(citizen; target, refusal; cause: the order)
Units   cells, rows and ticks, as orders have them
Source  Precedence and refusals: the rules of `world/tables/orders.py`; none of it is a measured quantity.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from undergrid.world.log.events import NTH_BITS
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import intend
from undergrid.world.reasons.orders import asking
from undergrid.world.tables.orders import Order, Refusal, Verb
from undergrid.world.tables.people import NEVER

if TYPE_CHECKING:
    from undergrid.world.world import World

_LASTING = (Verb.WAIT, Verb.HIDE, Verb.FLAT)
_MOST = (1 << NTH_BITS) - 1  # orders for one person and tick that are logged one by one


def step(world: World, params: None = None) -> None:
    if not world.orders:
        return
    asked: dict[int, list[Order]] = {}
    for order in world.orders:
        asked.setdefault(order.who if 0 <= order.who < world.citizens.n else -1, []).append(order)
    for who in sorted(asked):
        if who < 0:
            _log(world, -1, asked[who], Refusal.NO_SUCH_TARGET)
        else:
            _take_in(world, who, asked[who])


def _take_in(world: World, who: int, orders: list[Order]) -> None:
    """One person's orders: the one that stands is tried or refused, the others are refused.

    An order from outside stands before those of the person's own mind, a later one before an earlier one.
    """
    standing = max(range(len(orders)), key=lambda n: (orders[n].outside, n))
    order = orders.pop(standing)
    refusal = asking(world, who, order.verb, order.target)
    event = _log(world, who, (order,), refusal)
    _log(world, who, orders, Refusal.SUPERSEDED, already=1)
    if refusal is None:
        lasts = order.verb in _LASTING and order.amount > 0
        wake = min(world.tick + order.amount, NEVER) if lasts else NEVER
        amount = 0 if order.verb in _LASTING else max(0, min(order.amount, NEVER))
        intend(world, who, order.verb, _shown(order.target), event, wake, amount)


def _log(world: World, who: int, orders: Sequence[Order], refusal: Refusal | None, already: int = 0) -> int:
    """Log orders and, with a reason, their refusal; returns the event of the last order.

    Ids tell sixteen events of one person and tick apart: where somebody sends more, the sixteenth stands for the rest.
    """
    events, event = world.events, 0
    where = int(world.citizens.cell[who]) if who >= 0 else -1
    for order in orders[: _MOST + 1 - already]:
        target = _shown(order.target)
        cause = order.cause or (0 if order.outside else world.scenario_event)
        event = events.one(Kind.ORDERED, who, target, where, int(order.verb), cause)
        if refusal is not None:
            events.one(Kind.REFUSED, who, target, where, refusal, event)
    return event


def _shown(target: int) -> int:
    """The target of an order as columns can hold it; one that is out of their range stands for nothing that exists."""
    return max(-1, min(target, NEVER))
