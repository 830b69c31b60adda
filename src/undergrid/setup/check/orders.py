"""Orders as a caller in Python gives them: by names, which mean what they do in a file of orders, or by numbers.

A name means something in a city alone: what an order is made of has its type checked when it is made, and its names are
looked up when it is handed over (`settled`), before anything moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TypeVar

from undergrid.core import numbers, plain
from undergrid.core.errors import UsageError
from undergrid.core.limits import NOTICED, told
from undergrid.core.units import Time
from undergrid.setup.build.build import Built
from undergrid.setup.check.targets import amount_of, person_of, target_of, verb_of
from undergrid.world.log.events import TICK_SHIFT
from undergrid.world.tables import orders as engine
from undergrid.world.tables.orders import AMOUNTS, Verb

LAST_TICK = (1 << 63 - TICK_SHIFT) - 1  # that an event's id can hold
Found = TypeVar("Found")


class OrderError(UsageError):
    """Orders with mistakes in them; `problems`, and the message, have a line for each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = [plain.line(problem) for problem in problems]
        super().__init__("\n".join(told(self.problems)))


@dataclass(frozen=True, slots=True)
class Order:
    """A request: at a tick, somebody is to do something. Names mean what they do in a file of orders.

    `tick` is a tick, a time since the beginning such as "2 h 30 min", or one of day such as "21:30"; `who` a name of
    the cast, or a citizen's row; `verb` such as "walk". `target` is a place, a person, a gate ... by the verb, or a
    cell or row, and -1 for nothing; `amount` how many, a time, a thing ... by the verb.

    Raises OrderError for a value of another type and a tick that is none. Names are looked up where the order is handed
    over, as to `Sim.step`. An order that nobody can carry out is refused there by an event, with the reason.
    """

    tick: Time
    who: str | int
    verb: str | Verb | int
    target: str | int = -1
    amount: str | int | timedelta = 0

    def __post_init__(self) -> None:
        problems = list[str]()
        _try(problems, lambda: numbers.ticks(self.tick, "tick", 0))  # in a city it is known when its run starts
        for key in ("who", "verb", "target", "amount"):
            value = getattr(self, key)
            if not isinstance(value, str) and not (key == "amount" and isinstance(value, timedelta)):
                _try(problems, partial(_number, value, key))
        if problems:
            raise OrderError(problems)


def settled(orders: object, built: Built, first: int, last: int = LAST_TICK) -> list[engine.Order]:
    """Orders from outside as the engine takes them, their names turned into rows and cells, in the order given.

    Each is an Order, for a tick from `first` to `last`; or one of whole numbers, as the engine has them. Raises
    OrderError with all that is wrong with them.
    """
    if isinstance(orders, str | bytes | Order | engine.Order) or not isinstance(orders, Iterable):
        raise OrderError([f"{plain.cut(orders)}: expected a list of orders, such as [undergrid.Order(...)]"])
    found, problems = list[engine.Order](), list[str]()
    for n, one in enumerate(orders):
        try:
            found.append(_settled(one, built, first, last))
        except ValueError as wrong:
            problems += [f"orders[{n}]: {what}" for what in wrong.args]
            if len(problems) >= NOTICED:
                break
    if problems:
        raise OrderError(problems)
    return found


def _settled(one: object, built: Built, first: int, last: int) -> engine.Order:
    """One order as the engine takes it. Raises ValueError, each of its arguments one mistake."""
    if not isinstance(one, Order | engine.Order):
        raise ValueError(f"{plain.cut(one)} is no order, expected an undergrid.Order")
    problems = list[str]()
    tick = _try(problems, lambda: _tick(built, one.tick, first, last))
    who = _try(problems, lambda: person(built, one.who))
    verb = _try(problems, lambda: verb_in(built, one.verb))
    target = amount = None
    if verb is not None:
        target = _try(problems, partial(_target, built, verb, one.target))
        amount = _try(problems, partial(_amount, built, verb, one.amount))
    if tick is None or who is None or verb is None or target is None or amount is None:
        raise ValueError(*problems)
    return engine.Order(tick, who, verb, target, amount)


def _try(problems: list[str], find: Callable[[], Found]) -> Found | None:
    """What is found; None, with what is wrong among the problems, where it is not."""
    try:
        return find()
    except ValueError as wrong:
        problems.append(str(wrong))
    except UsageError as wrong:
        problems.append(wrong.message)
    return None


def _tick(built: Built, given: Time, first: int, last: int) -> int:
    tick = numbers.ticks(given, "tick", built.world.starts)
    if first <= tick <= last:
        return tick
    if first == last:
        raise ValueError(f"tick: {tick:,}, expected {first:,}, the tick that is lived through next")
    raise ValueError(f"tick: {plain.cut(tick)} is out of range, expected {first:,} to {last:,}")


def _number(given: object, key: str) -> int:
    """A whole number. Where there is no such row or cell, the run refuses the order by an event."""
    if not numbers.is_whole(given):
        raise ValueError(f"{key}: {plain.cut(given)}, expected a name or a whole number")
    return numbers.whole(given, key, -numbers.MOST, numbers.MOST)


def person(built: Built, given: str | int) -> int:
    """The row of who is to do something. Raises ValueError with the nearest name where nobody is called so."""
    return person_of(built, given) if isinstance(given, str) else _number(given, "who")


def verb_in(built: Built, given: str | int) -> Verb:
    """A verb that people in a city can be asked for, those of makers' rules too. Raises ValueError where it is none."""
    verbs = built.world.verbs
    if isinstance(given, str):
        by_name = {verb.name.lower(): verb for verb in verbs}
        return by_name[given.lower()] if given.lower() in by_name else verb_of(given)
    number = _number(given, "verb")
    if number not in verbs:
        raise ValueError(f"verb: {number}, expected a name such as 'walk', or a Verb that somebody can be asked for")
    return Verb(number)


def _target(built: Built, verb: Verb, given: str | int) -> int:
    return target_of(built, verb, given) if isinstance(given, str) else _number(given, "target")


def _amount(built: Built, verb: Verb, given: str | int | timedelta) -> int:
    if isinstance(given, str):
        return amount_of(built, verb, given)
    if not isinstance(given, timedelta):
        return _number(given, "amount")
    if verb in AMOUNTS:
        raise ValueError(f"amount: {plain.cut(given)}, expected a {AMOUNTS[verb]} by name")
    return numbers.ticks(given, "amount")
