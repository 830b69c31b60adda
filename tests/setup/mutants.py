"""Mutants of the shipped scenarios: one or two of their values, keys, names or letters are changed, by a seed."""

from __future__ import annotations

import copy
import json
import random
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel
from ruamel.yaml import YAML

from undergrid import setup
from undergrid.setup.check.knobs import known_rules, known_wants

PEOPLE = {"eden": 240, "expiry": 120, "village": 0}  # 0: as many as it has
FEW = 400  # people that a mutant may ask for; more than any city has is asked for as well

ODD = (
    None, [], {}, True, False, 0, 1, -1, 0.5, -0.0, 1e308, 5e-324, 10**30, 2**31, 2**63, 2**64, float("nan"),
    float("inf"), "", " ", "x", "Ada", "nan", "1e9999", "9" * 400, "9" * 400 + " h", "-1 h", "0 s", "100 %", "101 %",
    "24:00", "00:00", "anywhere", "outzone", "a" * 5000, "é\u202e", "\x1b[2J", "\x00", "a\nb", "../map.tmx", ".",
    [None], [[]], {"a": 1}, ["", ""], [1, 2], ["street", 0, 0], ["street", 10**9, 1],
)  # fmt: skip


@cache
def original(name: str) -> dict[str, Any]:
    """A shipped scenario as plain data, with few people."""
    data = YAML(typ="safe", pure=True).load(setup.find(name).read_text(encoding="utf-8"))
    return {**data, "people": PEOPLE[name]} if PEOPLE[name] else data


def places(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value within `part`."""
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from places(value, (*path, key))


def at(data: Any, path: tuple[Any, ...]) -> Any:
    """The value at the end of a way."""
    for key in path:
        data = data[key]
    return data


def mutant(name: str, seed: int, folder: Path) -> Path:
    """Write mutant number `seed` of a shipped scenario into a folder, its map and canon beside it."""
    dice = random.Random(f"{name}/{seed}")
    for beside in setup.find(name).parent.glob("*"):
        if beside.suffix in (".tmx", ".tsx") or beside.name == "canon.yaml":
            shutil.copy(beside, folder)
    data = copy.deepcopy(original(name))
    in_words = dice.random() < 0.15
    for _ in range(0 if in_words else dice.choice((1, 1, 1, 2))):
        dice.choice(_WAYS)(dice, data)
    _keep_small(data)
    text = json.dumps(data, indent=1, ensure_ascii=dice.random() < 0.5)
    text = re.sub(r"\bNaN\b", ".nan", re.sub(r"\bInfinity\b", ".inf", text))
    file = folder / "scenario.yaml"
    file.write_text(_misspelt(dice, text) if in_words else text, encoding="utf-8", errors="replace")
    return file


def _keep_small(data: dict[str, Any]) -> None:
    """Let no mutant ask for more people than the tests have time for."""
    crowd = data.get("crowd")
    for holder, key in ((data, "people"), *((group, "count") for group in (crowd if isinstance(crowd, list) else ()))):
        if isinstance(holder, dict) and isinstance(holder.get(key), int) and FEW < holder[key] <= 10_000_000:
            holder[key] = FEW


def _value(dice: random.Random, data: Any) -> None:
    """Another value, of any type."""
    *way, last = dice.choice(list(places(data)))
    at(data, tuple(way))[last] = copy.deepcopy(dice.choice(ODD))


def _number(dice: random.Random, data: Any) -> None:
    """A number that is far from what it was."""
    numbers = [way for way in places(data) if type(at(data, way)) in (int, float)]
    *way, last = dice.choice(numbers)
    was = at(data, tuple(way))[last]
    new = dice.choice(
        (0, 1, -1, was + 1, was - 1, -was, 10 * was, was / 3, 255, 256, 65_535, 1_000_000, 2**31 - 1, 1e-9)
    )
    at(data, tuple(way))[last] = new


def _key(dice: random.Random, data: Any) -> None:
    """A key that is left out, misspelt, or that of something else."""
    ways = [way for way in places(data) if isinstance(way[-1], str)]
    *way, last = dice.choice(ways)
    holder = at(data, tuple(way))
    value = holder.pop(last)
    if dice.random() < 0.7:
        others = (last[:-1], last + "s", last.capitalize(), "", " " + last, dice.choice(ways)[-1])
        holder[dice.choice(others)] = value


def _name(dice: random.Random, data: Any) -> None:
    """A text that is misspelt, or the one that stands somewhere else."""
    texts = [way for way in places(data) if isinstance(at(data, way), str)]
    *way, last = dice.choice(texts)
    was = at(data, tuple(way))[last]
    other = at(data, dice.choice(texts))
    key = dice.choice([way[-1] for way in places(data) if isinstance(way[-1], str)])
    at(data, tuple(way))[last] = dice.choice(
        (was.capitalize(), was.upper(), was[:-1], was + " ", "", other, other, key)
    )


def _list(dice: random.Random, data: Any) -> None:
    """An entry of a list twice, or of none."""
    lists = [way for way in places(data) if isinstance(at(data, way), list) and at(data, way)]
    if lists:
        found = at(data, dice.choice(lists))
        entry = dice.choice(found)
        found.append(copy.deepcopy(entry)) if dice.random() < 0.6 else found.remove(entry)


def _swap(dice: random.Random, data: Any) -> None:
    """Something that stands elsewhere in the file."""
    ways = list(places(data))
    *way, last = dice.choice(ways)
    at(data, tuple(way))[last] = copy.deepcopy(at(data, dice.choice(ways)))


def _knob(dice: random.Random, data: Any) -> None:
    """A knob at one of its ends, or a little beyond."""
    rule, model = dice.choice(sorted(known_rules().items(), key=lambda one: one[0]))
    if not isinstance(data.get("rules", {}), dict):
        return
    rules = data.setdefault("rules", {})
    if isinstance(rules.setdefault(rule, {}), dict):
        rules[rule].update(_arguments(dice, model, ["x"], 2))


def _want(dice: random.Random, data: Any) -> None:
    """Another want of somebody, with names and numbers of any kind."""
    cast = data.get("cast")
    if not isinstance(cast, dict) or not cast:
        return
    who = cast[dice.choice(list(cast))]
    if not isinstance(who, dict):
        return
    names = [
        *cast,
        *data.get("places", {}),
        "gate_1",
        "clinic",
        "old_station",
        "",
        "nobody",
        dice.choice(list(cast)).upper(),
    ]
    want, model = dice.choice(list(known_wants().items()))
    given: Any = _arguments(dice, model, names, dice.randint(0, 4))
    for knob, field in model.model_fields.items():
        if field.is_required() and dice.random() < 0.9:
            given.setdefault(knob, dice.choice(names))
    if dice.random() < 0.2:
        given = dice.choice(names)
    wants = who.setdefault("wants", [])
    if isinstance(wants, list):
        wants.insert(dice.randint(0, len(wants)), {want: given})


def _arguments(dice: random.Random, model: type[BaseModel], names: list[str], n: int) -> dict[str, Any]:
    """Some values for some fields of a model: at their ends, or names."""
    given: dict[str, Any] = {}
    for knob in dice.sample(list(model.model_fields), min(n, len(model.model_fields))):
        field = model.model_fields[knob]
        ends = [
            getattr(mark, end)
            for mark in field.metadata
            for kind, end in ((Ge, "ge"), (Gt, "gt"), (Le, "le"), (Lt, "lt"))
            if isinstance(mark, kind)
        ]
        if ends:
            given[knob] = dice.choice((*3 * ends, max(ends) + 1, min(ends) - 1))
        elif "list" in str(field.annotation):
            given[knob] = [dice.choice(names) for _ in range(dice.randint(0, 3))]
        elif "str" in str(field.annotation) and dice.random() < 0.8:
            given[knob] = dice.choice((*names, "00:00", "23:59"))
        elif get_args(field.annotation):
            given[knob] = [dice.choice((0, 1, -1, 100, 1e9)) for _ in get_args(field.annotation)]
        else:
            given[knob] = copy.deepcopy(dice.choice(ODD))
    return given


def _misspelt(dice: random.Random, text: str) -> str:
    """A text in which a letter is left out, doubled or another, or a line is."""
    spot = dice.randrange(len(text))
    lines = text.split("\n")
    line = dice.randrange(len(lines))
    match dice.randrange(7):
        case 0:
            return text[:spot] + text[spot + 1 :]
        case 1:
            return text[:spot] + dice.choice("\t:{}[]\"'#&*!|>%@`,-\x00\ufeff") + text[spot:]
        case 2:
            return text[:spot]
        case 3:
            return "\n".join([*lines[:line], *lines[line + 1 :]])
        case 4 | 5:
            lines[line] = lines[line].replace(": ", f": !!{dice.choice(_TAGS)} ", 1)
            return "\n".join(lines)
    return "\n".join([*lines[:line], lines[line], *lines[line:]])


_TAGS = ("int", "float", "bool", "null", "str", "binary", "timestamp", "set", "omap", "map", "seq", "merge", "python/x")
_WAYS = (_value, _value, _number, _number, _key, _name, _name, _list, _swap, _knob, _knob, _want, _want)
