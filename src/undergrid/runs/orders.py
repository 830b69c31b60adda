"""Orders from outside, on disk: read from a maker's file, and written ahead into the run.

A file of orders has one JSON object a line (or is one JSON list of them):

    {"at": "2 h 30 min", "who": "rex", "verb": "walk", "target": "old_station"}
    {"tick": 9000, "who": 17, "verb": "wait", "amount": 60}

`target` is a name of the scenario's map, a person, a gate or a number, by what the verb takes (`world/orders.py`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from undergrid.core import units
from undergrid.runs.folder import Folder, RunError, telling_of_full_disk
from undergrid.setup.problems import one_of
from undergrid.setup.targets import person_of, target_of, verb_of
from undergrid.sim import Sim
from undergrid.world.orders import Order, Verb

_KEYS = ("tick", "at", "who", "verb", "target", "amount")


class OrdersError(RunError):
    """A file of orders with mistakes in it, all of them, a line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read(path: str | Path, sim: Sim) -> list[Order]:
    """The orders in a file, by tick. Raises OrdersError that lists every mistake as `file:line: what is wrong`."""
    path = Path(path)
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise RunError(f"{path}: cannot be read: {getattr(wrong, 'strerror', None) or 'not a text file'}") from None
    problems: list[str] = []
    orders = []
    for line, item in _items(path, text, problems):
        try:
            orders.append(_order(item, sim))
        except ValueError as wrong:
            problems.append(f"{path}:{line}: {wrong}")
    if problems:
        raise OrdersError(problems)
    return sorted(orders, key=lambda order: order.tick)


def _items(path: Path, text: str, problems: list[str]) -> Iterable[tuple[int, Any]]:
    if text.lstrip().startswith("["):
        try:
            listed = json.loads(text)
        except json.JSONDecodeError as wrong:
            problems.append(f"{path}:{wrong.lineno}: not JSON: {wrong.msg}")
            return
        yield from ((number, item) for number, item in enumerate(listed, 1))
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError as wrong:
                problems.append(f"{path}:{number}: not JSON: {wrong.msg}, expected one object a line")


def _order(item: Any, sim: Sim) -> Order:
    if not isinstance(item, dict):
        raise ValueError(
            f'not an order: {item!r}, expected an object such as {{"at": "2 h", "who": "rex", "verb": "wait"}}'
        )
    for key in item:
        if key not in _KEYS:
            raise ValueError(f"unknown key {key!r}, expected {one_of(_KEYS)}")
    for key in ("who", "verb"):
        if key not in item:
            raise ValueError(f"an order needs {key!r}")
    if ("tick" in item) == ("at" in item):
        raise ValueError("an order needs either 'tick' or 'at'")
    tick = _whole(item, "tick") if "tick" in item else units.seconds(item["at"])
    if tick < 0:
        raise ValueError(f"tick {tick} lies before the beginning")
    verb = verb_of(str(item["verb"]))
    target = item.get("target", -1)
    if not isinstance(target, int):
        target = target_of(sim.built, verb, str(target))
    # somebody or something by a number that is out of range is refused in the run, as an event
    who = item["who"] if isinstance(item["who"], int) else person_of(sim.built, str(item["who"]))
    return Order(tick, who, verb, target, _whole(item, "amount"))


def _whole(item: dict[str, Any], key: str) -> int:
    value = item.get(key, 0)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{key} {value!r} is not a whole number")
    return value


def append(folder: Folder, orders: Iterable[Order]) -> None:
    """Write orders ahead: they are on the disk when this returns."""
    with telling_of_full_disk(folder.orders), folder.orders.open("a", encoding="utf-8") as file:
        for order in orders:
            file.write(json.dumps([order.tick, order.who, int(order.verb), order.target, order.amount]) + "\n")
        file.flush()
        os.fsync(file.fileno())


def recorded(folder: Folder) -> list[Order]:
    """The orders written ahead in a run; a line cut off by a crash was never obeyed and is left out."""
    if not folder.orders.exists():
        return []
    orders = []
    for line in folder.orders.read_text("utf-8").splitlines(keepends=True):
        try:
            tick, who, verb, target, amount = json.loads(line)
        except ValueError:
            break
        orders.append(Order(tick, who, Verb(verb), target, amount))
    return orders
