"""Touch: what a fork can set besides rules: somebody's traits and place, gates, doors, and how many things there are.

    people.leo.medicine=8      people.17.tagged=no       people.amara.at=old_rail_station
    gates.west_gate.open=yes   doors.cellar_20.locked=no things.amara.morphine=4   things.maintenance_bay.beam=0

It is set before anything of the tick has happened, and is no event: whoever learns of it learns of it as of anything
else that is there.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

import numpy as np

from undergrid.core import luck, plain, units
from undergrid.core.errors import UsageError, did_you_mean
from undergrid.core.tables import SlotTable, Table
from undergrid.setup import Built
from undergrid.world import ranges
from undergrid.world.items import kit
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import Activity, Posture
from undergrid.world.view.names import Names
from undergrid.world.world import TABLES, World

_AT = "at"
COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {  # noun -> table -> columns
    "people": {
        "citizens": ("tagged", "plugged", "registered", "age", "profession", "speed", "obedience", "productivity"),
        "profiles": ("category", "insignia", "covered", "medicine", "soldiering", "hunted", "debt", "hope"),
        "crafts": ("engineering",),
    },
    "gates": {"gates": ("open", "stuck")},
    "doors": {"shelters": ("lock", "locked", "barricade", "furniture", "forced", "sealed")},
}
"""What can be set of people, gates and doors, by the table in which it stands (docs/reference/tables.md)."""

NOUNS = (*COLUMNS, "things")
_FREE = (Activity.RESTING, Activity.WAITING, Activity.WALKING, Activity.HIDING, Activity.LYING, Activity.WORKING)
_FLAGS = {"yes": 1, "true": 1, "on": 1, "1": 1, "no": 0, "false": 0, "off": 0, "0": 0}
_MOST = 1_000_000_000  # things in one place, as `items.count` has it


def is_touch(name: str) -> bool:
    """Whether a name is of something that is set here, and not of a rule's number."""
    return name.partition(".")[0] in NOUNS


def understood(built: Built, wanted: Mapping[str, Any]) -> dict[str, int]:
    """What is to be set, as the numbers in its columns. Raises UsageError, which says all that is wrong."""
    found, wrong = dict[str, int](), list[UsageError]()
    for name, value in wanted.items():
        try:
            found[name] = _understood(built, name, value)
        except UsageError as one:
            wrong.append(UsageError(f"--set {plain.cut(name)}: {one.message}", hint=one.hint))
    if wrong:
        raise UsageError.of_all(wrong)
    return found


def put(built: Built, wanted: Mapping[str, int]) -> None:
    """Set what `understood` has understood, in the world as it stands. Raises UsageError where it cannot be set now."""
    world = built.world
    for name, value in wanted.items():
        noun, who, what = _parts(name)
        if noun == "things":
            _lay(built, who, ItemKind[what.upper()], value)
        elif what == _AT:
            _place(built, name, _row(built, noun, who), value)
        else:
            table, column = _column(noun, what)
            row = _row(built, noun, who)
            slot = _slot(world, table, row)  # first: a table without room grows
            getattr(world.tables[table], column)[slot] = value
            if noun == "gates":  # it stays as it is set until somebody opens or shuts it
                world.gates.closes[row] = world.gates.cleared[row] = -1
    world.rebuild()


def said(names: Names, name: str, value: int) -> str:
    """What is set, in words where it is a place."""
    if not name.endswith(f".{_AT}"):
        return f"{value}"
    return names.thing("building", -2 - value) if value <= -2 else names.spot(value)


def _understood(built: Built, name: str, value: Any) -> int:
    noun, who, what = _parts(name)
    if noun == "things":
        _holder(built, who)
        return _count(what, value)
    row = _row(built, noun, who)
    if what == _AT and noun == "people":
        return _cell(built, value)
    table, column = _column(noun, what)
    found = _number(built.world, table, column, str(value).strip())
    if what == "locked" and found and not built.world.shelters.lock[row]:
        raise UsageError(f"{who} has no lock", hint=f"give it one first: --set doors.{who}.lock=yes")
    return found


def _parts(name: str) -> tuple[str, str, str]:
    parts = name.split(".")
    if len(parts) != 3 or not all(parts):
        raise UsageError("expected three words, such as people.leo.medicine or gates.west_gate.open")
    return parts[0], parts[1], parts[2]


def _row(built: Built, noun: str, who: str) -> int:
    """The row of somebody or something by name; of people by number too."""
    world = built.world
    if noun == "people" and who.isdecimal() and who.isascii():
        row = plain.whole(who)
        if row is None or row >= world.citizens.n:
            raise UsageError(f"there is no citizen {who[:20]}: the city has {world.citizens.n:,}, numbered from 0")
        return row
    known: Mapping[str, int]
    if noun == "people":
        known = built.people
    elif noun == "gates":
        known = {world.city.links[link].name: row for row, link in enumerate(world.gates.link.tolist())}
    else:
        known = {world.city.buildings[n].name: row for row, n in enumerate(world.shelters.building.tolist())}
    if who not in known:
        said = {
            "people": "nobody is called",
            "gates": "no gate is called",
            "doors": "no building with a door of its own is called",
        }
        raise UsageError(f"{said[noun]} {plain.cut(who)}", hint=did_you_mean(who, known))
    return known[who]


def _column(noun: str, what: str) -> tuple[str, str]:
    for table, columns in COLUMNS[noun].items():
        if what in columns:
            return table, what
    known = [column for columns in COLUMNS[noun].values() for column in columns] + [_AT] * (noun == "people")
    raise UsageError(f"nothing called {plain.cut(what)} can be set of {noun}", hint=did_you_mean(what, known))


def _number(world: World, table: str, column: str, text: str) -> int:
    """A value as its column holds it: a word of an enumeration, yes or no, a share, or a number."""
    kind = TABLES[table]
    declared = kind.columns[column]
    words = getattr(sys.modules[kind.__module__], declared.unit, None) if declared.unit else None
    if isinstance(words, type) and issubclass(words, IntEnum):
        names = {one.name.lower(): int(one) for one in words}
        if text.lower() not in names:
            raise UsageError(f"{plain.cut(text)} is none of them", hint=did_you_mean(text, names))
        return names[text.lower()]
    if declared.dtype == np.bool_:
        if text.lower() not in _FLAGS:
            raise UsageError(f"{plain.cut(text)}: expected yes or no")
        return _FLAGS[text.lower()]
    scale = 1000 if declared.unit == "1 / 1000" else 1
    try:
        found = round(scale * (units.share(text) if text.endswith("%") and scale > 1 else float(text)))
    except (ValueError, OverflowError):
        raise UsageError(f"{plain.cut(text)}: expected a number" + (", such as 0.3 or 30 %" * (scale > 1))) from None
    least, most = _bounds(world, kind, column)
    if not least <= found <= most:
        raise UsageError(f"{plain.cut(text)}: expected {least / scale:g} to {most / scale:g}")
    return found


def _bounds(world: World, kind: type[Table], column: str) -> tuple[int, int]:
    declared = kind.columns[column]
    allowed = ranges.allowed(declared, kind, ranges.sizes_of(world.tables, world.city))
    type_ = np.iinfo(declared.dtype)
    least, most = allowed if isinstance(allowed, tuple) else (0, int(type_.max))
    if declared.unit == "1 / 1000":
        least, most = 0, 1000
    return max(least, int(type_.min)), min(most, int(type_.max))


def _slot(world: World, name: str, row: int) -> int:
    """The row of a table that is somebody's: where few have one, theirs, taken where they have none yet."""
    table = world.tables[name]
    if not isinstance(table, SlotTable):
        return row
    slot = table.first(**{table.ONE_EACH: row})
    if slot < 0:
        slot = int(table.take(1)[0])
        getattr(table, table.ONE_EACH)[slot] = row
        if name == "profiles":
            world.profiles.cause[slot] = world.scenario_event
    return slot


# -- where somebody is


def _cell(built: Built, value: Any) -> int:
    name = str(value).strip()
    place = built.scenario.atlas.place(name)
    if place is None:
        raise UsageError(f"no place is called {plain.cut(name)}", hint=did_you_mean(name, built.scenario.atlas.places))
    return -2 - place.building if place.inside else place.cell


def _place(built: Built, name: str, who: int, where: int) -> None:
    """Put somebody down in a building (-2 and below) or on a cell, standing still and about nothing."""
    world, people = built.world, built.world.citizens
    busy = not people.alive[who] or people.doing[who] not in _FREE or world.hauls.has(hauler=who)
    if busy:
        doing = Activity(int(people.doing[who])).name.lower().replace("_", " ")
        raise UsageError(
            f"--set {name}: they cannot be put elsewhere at {units.spell_clock(world.second)}: {doing}",
            hint="give another --at, when they are free to walk",
        )
    building = -2 - where if where <= -2 else -1
    people.cell[who] = world.city.buildings[building].door if building >= 0 else where
    people.inside[who] = building
    people.doing[who] = Activity.RESTING if building >= 0 else Activity.WAITING
    people.posture[who] = Posture.STANDING
    people.since[who], people.wake[who] = world.tick, world.tick
    people.goal[who] = people.enter[who] = people.target[who] = -1
    people.intent[who], people.heading[who], people.progress[who] = 0, 255, 0


# -- things


def _holder(built: Built, name: str) -> tuple[int, int, int]:
    """(who carries it, the cell, the building) for things of somebody, or of a place."""
    if name in built.people or (name.isdecimal() and name.isascii()):
        return _row(built, "people", name), -1, -1
    place = built.scenario.atlas.place(name)
    if place is None:
        known = {*built.people, *built.scenario.atlas.places}
        raise UsageError(f"neither somebody nor a place is called {plain.cut(name)}", hint=did_you_mean(name, known))
    return -1, place.cell, place.building if place.inside else -1


def _count(what: str, value: Any) -> int:
    kinds = {kind.name.lower(): kind for kind in ItemKind if kind not in kit.SINGLE}
    if what.upper() in (kind.name for kind in kit.SINGLE):
        raise UsageError(f"each {what} is one of its own, and cannot be counted")
    if what not in kinds:
        raise UsageError(f"nothing is called {plain.cut(what)}", hint=did_you_mean(what, kinds))
    text = str(value).strip()
    n = plain.whole(text) if text.isdecimal() and text.isascii() else None
    if n is None or n > _MOST:
        raise UsageError(f"{plain.cut(text)}: expected how many there are, 0 or more")
    return n


def _lay(built: Built, holder: str, kind: ItemKind, n: int) -> None:
    """Let there be so many of a kind, in one row as good as the best that was there, or as new."""
    world, items = built.world, built.world.items
    who, cell, building = _holder(built, holder)
    rows = items.where(holder=who, kind=kind) if who >= 0 else items.where(
        holder=-1, cell=cell, building=building, kind=kind
    )  # fmt: skip
    quality = int(items.quality[rows].max()) if len(rows) else 100
    key = int(items.luck[rows].min()) if len(rows) else luck.key_of(f"{built.name}/set/{holder}/{kind.name}")
    items.free(rows)
    if n:
        slot = int(items.take(1)[0])
        items.luck[slot], items.kind[slot], items.count[slot], items.quality[slot] = key, kind, n, quality
        items.holder[slot], items.cell[slot], items.building[slot] = who, cell, building
        items.cause[slot] = world.scenario_event
