"""Orders from outside, on disk: read from a maker's file, and written ahead into the run.

A file of orders has one JSON object a line (or is one JSON list of them):

    {"at": "2 h 30 min", "who": "rex", "verb": "walk", "target": "old_station"}
    {"tick": 9000, "who": 17, "verb": "wait", "amount": "10 min"}

`target` is a name of the scenario's map, a person, a gate or a number, by what the verb takes
(`world/tables/orders.py`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from undergrid.core import plain, units
from undergrid.core.errors import UsageError, did_you_mean
from undergrid.runs import seals
from undergrid.runs.folder import Folder, RunError, telling_plainly
from undergrid.runs.meta import Meta
from undergrid.setup.check.targets import amount_of, person_of, target_of, verb_of
from undergrid.sim import Sim
from undergrid.world.log.events import TICK_SHIFT
from undergrid.world.tables.orders import Order, Verb

_KEYS = ("tick", "at", "who", "verb", "target", "amount")
_LAST_TICK = (1 << 63 - TICK_SHIFT) - 1  # that an event's id can hold
_MOST = (1 << 63) - 1
_NEEDED = "without its orders a run cannot go on"
_EXAMPLE = '{"at": "2 h", "who": "rex", "verb": "wait"}'


class OrdersError(UsageError):
    """A file of orders with mistakes in it; the message has a line for each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = [plain.line(problem) for problem in problems]
        super().__init__("\n".join(self.problems))


def given(orders: str | Path | Iterable[Order], sim: Sim, since: int = 0) -> list[Order]:
    """Orders by tick: those of a file, or a list of them. None may be for a tick before `since`.

    Raises OrdersError that lists every mistake of a file as `file:line: what is wrong`.
    """
    if isinstance(orders, str | Path):
        return read(orders, sim, since)
    listed = sorted(orders, key=lambda order: order.tick)
    if listed and not since <= listed[0].tick <= listed[-1].tick <= _LAST_TICK:
        raise OrdersError([f"orders are for ticks {listed[0].tick:,} to {listed[-1].tick:,}, expected {_range(since)}"])
    return listed


def read(path: str | Path, sim: Sim, since: int = 0) -> list[Order]:
    """The orders in a file, by tick. Raises OrdersError that lists every mistake as `file:line: what is wrong`."""
    path = Path(path)
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        why = getattr(wrong, "strerror", None) or "not a text file in UTF-8"
        raise OrdersError([f"{path}: cannot be read: {why}"]) from None
    problems: list[str] = []
    orders = []
    for line, item in _items(path, text, problems):
        try:
            orders.append(_order(item, sim, since))
        except ValueError as wrong:
            problems.append(f"{path}:{line}: {wrong}")
    if problems:
        raise OrdersError(problems)
    return sorted(orders, key=lambda order: order.tick)


def _items(path: Path, text: str, problems: list[str]) -> Iterator[tuple[int, Any]]:
    """Every order with the line on which it begins."""
    if text.lstrip().startswith("["):
        yield from _listed(path, text, problems)
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line, object_pairs_hook=_each_once)
            except _TwiceError as twice:
                problems.append(f"{path}:{number}: {twice}")
            except ValueError as wrong:
                what = wrong.msg if isinstance(wrong, json.JSONDecodeError) else wrong
                problems.append(f"{path}:{number}: not JSON: {what}, expected one object a line, such as {_EXAMPLE}")


class _TwiceError(ValueError):
    """A key that stands twice in one object: nobody could say which of the two is meant."""


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _TwiceError(f"{plain.cut(twice)} stands here twice, expected each key once")
    return found


def _listed(path: Path, text: str, problems: list[str]) -> Iterator[tuple[int, Any]]:
    """The items of one JSON list."""
    decoder = json.JSONDecoder(object_pairs_hook=_each_once)
    at, items = text.index("[") + 1, []

    def skip() -> int:
        return at + len(text[at:]) - len(text[at:].lstrip())

    try:
        json.loads(text)  # as a whole first: what is wrong with the list is said once
        while text[at := skip()] != "]":
            line = text.count("\n", 0, at) + 1
            try:
                item, at = decoder.raw_decode(text, at)
                items.append((line, item))
            except _TwiceError as twice:
                problems.append(f"{path}:{line}: {twice}")
                at = json.JSONDecoder().raw_decode(text, at)[1]
            at = skip()
            at += text[at] == ","
    except ValueError as wrong:
        line, what = (wrong.lineno, wrong.msg) if isinstance(wrong, json.JSONDecodeError) else (1, str(wrong))
        problems.append(f"{path}:{line}: not JSON: {what}")
        return
    yield from items


def _order(item: Any, sim: Sim, since: int) -> Order:
    if not isinstance(item, dict):
        raise ValueError(f"not an order: {_as_json(item)}, expected an object such as {_EXAMPLE}")
    for key in item:
        if key not in _KEYS:
            raise ValueError(f"unknown key {plain.cut(key)}, {did_you_mean(key, _KEYS)}")
    for key in ("who", "verb"):
        if key not in item:
            raise ValueError(f"an order needs {key!r}")
    if ("tick" in item) == ("at" in item):
        raise ValueError("an order needs either 'tick' or 'at'")
    tick = _whole(item, "tick") if "tick" in item else _duration(item["at"], "at")
    if not since <= tick <= _LAST_TICK:
        raise ValueError(f"tick {plain.cut(tick)} is out of range, expected {_range(since)}")
    verb = verb_of(_text(item, "verb"))
    target = -1
    if "target" in item:
        named = not _is_whole(item["target"])
        target = target_of(sim.built, verb, _text(item, "target")) if named else _whole(item, "target")
    # somebody or something by a number that is out of range is refused in the run, as an event
    who = _whole(item, "who") if _is_whole(item["who"]) else person_of(sim.built, _text(item, "who"))
    named = isinstance(item.get("amount"), str)
    amount = amount_of(sim.built, verb, _text(item, "amount")) if named else _whole(item, "amount")
    return Order(tick, who, verb, target, amount)


def _range(since: int) -> str:
    return f"{since:,} to {_LAST_TICK:,}"


def _as_json(value: Any) -> str:
    """A value of a file as it might stand there, cut where it is long."""
    text = json.dumps(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _whole(item: dict[str, Any], key: str) -> int:
    value = item.get(key, 0)
    if not _is_whole(value):
        raise ValueError(f"{key} {_as_json(value)} is not a whole number")
    if abs(value) > _MOST:
        raise ValueError(f"{key} {plain.cut(value)} is out of range")
    return int(value)


def _text(item: dict[str, Any], key: str) -> str:
    value = item[key]
    if not isinstance(value, str):
        raise ValueError(f"{key} {_as_json(value)} is not a name")
    return value


def _duration(value: Any, key: str) -> int:
    if not isinstance(value, str) and not _is_whole(value):
        raise ValueError(f"{key} {_as_json(value)} is not a duration, expected something like '2 h 30 min'")
    try:
        return units.seconds(value)
    except ValueError as wrong:
        raise ValueError(f"{key}: {wrong}") from None


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
        lines = folder.orders.read_text("utf-8").split("\n")[:-1]
    except (OSError, UnicodeDecodeError) as wrong:
        why = getattr(wrong, "strerror", None) or "not a text file in UTF-8"
        raise RunError(f"{folder.orders}: cannot be read: {why}", hint=_NEEDED) from None
    orders, links = list[Order](), [""]
    for number, line in enumerate(lines, 1):
        try:
            *values, link = json.loads(line)
            tick, who, verb, target, amount = values
            if link != seals.link(links[-1], values) or not all(map(_is_whole, values)):
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
