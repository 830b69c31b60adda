"""Given: an order from outside, as a caller in Python made it. Whether it can be done is told by an event."""

from __future__ import annotations

from collections.abc import Collection

from undergrid.core import numbers
from undergrid.core.errors import UsageError
from undergrid.core.plain import cut
from undergrid.world.tables.orders import Order, Verb


def order(one: object, verbs: Collection[Verb], last_tick: int = numbers.MOST) -> Order:
    """An order of whole numbers and a verb that there is. Raises UsageError, which says what was expected, otherwise.

    verbs: all that can be asked of people in this city. Whom and what it is about may be any number: an order that
    cannot be carried out is refused in the run.
    """
    if not isinstance(one, Order):
        raise UsageError(f"{cut(one)} is no order, expected an undergrid.Order")
    tick = numbers.whole(one.tick, "the tick of an order", 0, last_tick)
    verb = numbers.whole(one.verb, "the verb of an order")
    if verb not in verbs:
        raise UsageError(f"the verb of an order: {verb}, expected a Verb that somebody can be asked for here")
    who, target, amount = (
        numbers.whole(getattr(one, name), f"the {name} of an order", -numbers.MOST, numbers.MOST)
        for name in ("who", "target", "amount")
    )
    return Order(tick, who, Verb(verb), target, amount)
