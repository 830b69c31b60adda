"""Orders from outside, on disk: read from a maker's file, and written ahead into the run.

A file of orders has one JSON object a line (or is one JSON list of them):

    {"at": "2 h 30 min", "who": "rex", "verb": "walk", "target": "old_station"}
    {"at": "21:30", "who": "rex", "verb": "stop"}
    {"tick": 9000, "who": 17, "verb": "wait", "amount": "10 min"}

`target` is a name of the scenario's map, a person, a gate or a number, by what the verb takes
(`world/tables/orders.py`).
"""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from undergrid.core import numbers, plain
from undergrid.core.errors import UsageError, did_you_mean
from undergrid.core.inputs import UnreadableError, read_text
from undergrid.core.limits import NOTICED, ORDER_BYTES
from undergrid.runs import seals
from undergrid.runs.folder import Folder, RunError, telling_plainly
from undergrid.runs.meta import Meta
from undergrid.setup.check import orders as outside
from undergrid.setup.check.orders import LAST_TICK, OrderError, settled, verb_in
from undergrid.setup.check.targets import amount_of, person_of, target_of
from undergrid.sim import Sim
from undergrid.world.tables.orders import Order, Verb

_KEYS = ("tick", "at", "who", "verb", "target", "amount")
_NEEDED = "without its orders a run cannot go on"
_LINE = re.compile(r"\S[^\n]*")  # from the first letter
_BLANKS = re.compile(r"\s*")
_EXAMPLE = '{"at": "2 h", "who": "rex", "verb": "wait"}'


def given(orders: str | Path | Iterable[outside.Order], sim: Sim, since: int = 0) -> list[Order]:
    """Orders by tick: those of a file, or a list of them. None may be for a tick before `since`.

    Raises OrderError that lists every mistake, those of a file as `file:line: what is wrong`.
    """
    if isinstance(orders, str | Path):
        return read(orders, sim, since)
    return sorted(settled(orders, sim.built, since), key=lambda order: order.tick)


def read(path: str | Path, sim: Sim, since: int = 0) -> list[Order]:
    """The orders in a file, by tick. Raises OrderError that lists every mistake as `file:line: what is wrong`."""
    path = Path(path)
    try:
        text = read_text(path, ORDER_BYTES)
    except UnreadableError as wrong:
        why = f"cannot be read: {wrong.message}" if wrong.missing else wrong.message
        raise OrderError([f"{path}: {why}"]) from None
    problems: list[str] = []
    orders = []
    for line, item in _items(text):
        try:
            if isinstance(item, ValueError):
                raise item
            orders.append(_order(item, sim, since))
        except ValueError as wrong:
            problems += [f"{path}:{line}: {what}" for what in wrong.args]
            if len(problems) >= NOTICED:
                break
    if problems:
        raise OrderError(problems)
    return sorted(orders, key=lambda order: order.tick)


def _items(text: str) -> Iterator[tuple[int, Any]]:
    """Every order with the line on which it begins; a ValueError in place of what cannot be read."""
    if text.lstrip().startswith("["):
        yield from _listed(text)
        return
    number, last = 1, 0
    for found in _LINE.finditer(text):
        number, last = number + text.count("\n", last, found.start()), found.start()
        item, _ = _decoded(found[0], 0, whole=True)
        if isinstance(item, ValueError) and not isinstance(item, _TwiceError):
            item = ValueError(f"{item}, expected one object a line, such as {_EXAMPLE}")
        yield number, item


def _listed(text: str) -> Iterator[tuple[int, Any]]:
    """The items of one JSON list, up to the first that cannot be read."""
    at = _skip(text, _skip(text, 0) + 1)
    number, last, first = 1, 0, True
    while at < len(text) and (text[at] != "]" or not first):
        number, last = number + text.count("\n", last, at), at
        item, end = _decoded(text, at)
        yield number, item
        if isinstance(item, ValueError) and end == at:
            return
        at, first = _skip(text, end), False
        if text[at : at + 1] != ",":
            break
        at = _skip(text, at + 1)
    number += text.count("\n", last, at)
    if text[at : at + 1] != "]":
        yield number, ValueError("not JSON: the list does not end, expected ',' or ']'")
    elif _skip(text, at + 1) < len(text):
        yield number, ValueError("not JSON: something stands behind the list")


class _TwiceError(ValueError):
    """A key that stands twice in one object: nobody could say which of the two is meant."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object, in which every key stands once."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(f"{plain.cut(key)} stands here twice, expected each key once")
        found[key] = value
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_once)
_LENIENT = json.JSONDecoder()  # tells where an object ends in which a key stands twice


def _decoded(text: str, at: int, whole: bool = False, decoder: json.JSONDecoder = _DECODER) -> tuple[Any, int]:
    """The JSON value that stands somewhere in a text, all of it if `whole`, and where it ends.

    Or a ValueError in its place, with where it begins if nobody can say where it ends.
    """
    try:
        return (decoder.decode(text), len(text)) if whole else decoder.raw_decode(text, at)
    except _TwiceError as twice:
        found, end = _decoded(text, at, whole, _LENIENT)
        return (found if isinstance(found, ValueError) else twice), end
    except json.JSONDecodeError as wrong:
        return ValueError(f"not JSON: {wrong.msg}"), at
    except ValueError as wrong:
        return ValueError(f"not JSON: {wrong}"), at
    except RecursionError:
        return ValueError("not JSON: brackets in brackets, too deep to be read"), at


def _skip(text: str, at: int) -> int:
    """Where the next thing stands that is no blank."""
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _shown(value: Any) -> str:
    """A value as it stands in the file, short."""
    try:
        text = json.dumps(value)
    except RecursionError:
        return "brackets in brackets"
    return text if len(text) <= 80 else text[:77] + "..."


def _order(item: Any, sim: Sim, since: int) -> Order:
    """An order as it stands in a file. Raises ValueError, each of its arguments one mistake."""
    if not isinstance(item, dict):
        raise ValueError(f"not an order: {_shown(item)}, expected an object such as {_EXAMPLE}")
    wrong = [f"unknown key {plain.cut(key)}, {did_you_mean(key, _KEYS)}" for key in item if key not in _KEYS]
    wrong += [f"an order needs {key!r}" for key in ("who", "verb") if key not in item]

    def read(key: str, value: Callable[[], Any]) -> Any:
        if key not in item:
            return None
        try:
            return value()
        except ValueError as mistake:
            wrong.extend(mistake.args)
            return None

    def named(key: str, known: Callable[[str], int]) -> Any:
        """A number that stands there is taken as it is: where there is no such row, the run refuses it by an event."""
        return read(key, lambda: _whole(item, key) if numbers.is_whole(item[key]) else known(_text(item, key)))

    if ("tick" in item) == ("at" in item):
        wrong.append("an order needs either 'tick' or 'at'")
    ticks = [read("tick", lambda: _whole(item, "tick")), read("at", lambda: _moment(item["at"], sim))]
    wrong += [
        f"tick {plain.cut(tick)} is out of range, expected {_range(since)}"
        for tick in ticks
        if tick is not None and not since <= tick <= LAST_TICK
    ]
    who = named("who", lambda name: person_of(sim.built, name))
    verb = read("verb", lambda: verb_in(sim.built, _text(item, "verb")))
    if verb is not None:
        target = named("target", lambda name: target_of(sim.built, verb, name))
        amount = read("amount", lambda: _amount(item, sim, verb))
    if wrong:
        raise ValueError(*wrong)
    tick = ticks[0] if ticks[1] is None else ticks[1]
    return Order(tick, who, verb, -1 if target is None else target, amount or 0)


def _amount(item: dict[str, Any], sim: Sim, verb: Verb) -> int:
    return amount_of(sim.built, verb, item["amount"]) if isinstance(item["amount"], str) else _whole(item, "amount")


def _range(since: int) -> str:
    return f"{since:,} to {LAST_TICK:,}"


def _whole(item: dict[str, Any], key: str) -> int:
    value = item.get(key, 0)
    if not numbers.is_whole(value):
        raise ValueError(f"{key} {_shown(value)} is not a whole number")
    if abs(value) > numbers.MOST:
        raise ValueError(f"{key} {plain.cut(value)} is out of range")
    return int(value)


def _text(item: dict[str, Any], key: str) -> str:
    value = item[key]
    if not isinstance(value, str):
        raise ValueError(f"{key} {_shown(value)} is not a name")
    return value


def _moment(value: Any, sim: Sim) -> int:
    try:
        return numbers.ticks(value, "at", sim.world.starts)
    except UsageError as wrong:
        raise ValueError(wrong.message) from None


def append(folder: Folder, meta: Meta, orders: Iterable[Order]) -> None:
    """Write orders ahead: they are on the disk when this returns. Each line holds a digest of all up to it."""
    with telling_plainly(folder.orders), folder.orders.open("a", encoding="utf-8") as file:
        for order in orders:
            values = [order.tick, order.who, int(order.verb), order.target, order.amount]
            meta.link, meta.orders = seals.link(meta.link, values), meta.orders + 1
            file.write(json.dumps([*values, meta.link]) + "\n")
        file.flush()
        os.fsync(file.fileno())


def recorded(folder: Folder, meta: Meta) -> list[Order]:
    """The orders written ahead in a run; a last line that a crash cut off was never obeyed and is left out.

    Raises RunError where another line is damaged, or lines are gone.
    """
    try:
        if folder.orders.exists() and not folder.orders.is_file():
            raise OSError(errno.EINVAL, "no regular file")
        lines = folder.orders.read_text("utf-8").split("\n")[:-1]
    except (OSError, UnicodeDecodeError) as wrong:
        why = getattr(wrong, "strerror", None) or "not a text file in UTF-8"
        raise RunError(f"{folder.orders}: cannot be read: {why}", hint=_NEEDED) from None
    orders, links = list[Order](), [""]
    for number, line in enumerate(lines, 1):
        try:
            *values, link = json.loads(line)
            tick, who, verb, target, amount = values
            if link != seals.link(links[-1], values) or not all(map(numbers.is_whole, values)):
                raise ValueError("another digest")
            orders.append(Order(tick, who, Verb(verb), target, amount))
        except (ValueError, TypeError, RecursionError):
            raise RunError(f"{folder.orders}:{number}: damaged, not as it was written", hint=_NEEDED) from None
        links.append(link)
    if len(orders) < meta.orders or links[meta.orders] != meta.link:
        raise RunError(
            f"{folder.orders}: not the orders of this run: {len(orders)} are there, {meta.orders} were written",
            hint=_NEEDED,
        )
    return orders
