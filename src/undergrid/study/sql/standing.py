"""How people and the authority's belief stood at the last keyframe of a run, as columns with names in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.core.tables import Table
from undergrid.runs import Log
from undergrid.world.people.households import TIE, pairs
from undergrid.world.tables.authority import Dossiers
from undergrid.world.tables.people import NEVER, Activity, Being, Citizens, Households, Posture, Profession
from undergrid.world.tables.society import BondKind, Bonds, Category, Profiles, Regards, Stance
from undergrid.world.view.names import Names, words

Array = npt.NDArray[Any]
TABLES = ("people", "ties", "regards", "dossiers")


def tables(log: Log) -> dict[str, Mapping[str, Any]]:
    """The columns of `people`, `ties`, `regards` and `dossiers`. Raises RunError where the snapshot is damaged."""
    return {"people": _people(log), "ties": _ties(log), "regards": _regards(log), "dossiers": _dossiers(log)}


def array(values: Any) -> Array:
    """A column as DuckDB takes it: text as objects."""
    found = np.asarray(values)
    return found if found.dtype.kind in "biufO" and not np.ma.isMaskedArray(values) else np.asarray(values, object)


def where(names: Names, cells: Array) -> dict[str, Array]:
    """The name, district and level of cells; none of those that are -1."""
    at = cells.astype(np.int64)
    there = at >= 0
    district = np.array([*names.districts, None], object)[np.where(there, names.district_of[np.maximum(at, 0)], -1)]
    level = np.array([*names.levels, None], object)[np.where(there, at // (names.width * names.height), -1)]
    place = np.array([names.places.get(cell) for cell in at.tolist()], object)
    return {"place": place, "district": district, "level": level}


def _people(log: Log) -> Mapping[str, Any]:
    plain = ("alive", "doing", "posture", "being", "profession", "age", "cell", "inside", "tagged", "plugged",
             "wanted", "registered", "refused", "expires", "stage", "obedience", "productivity")  # fmt: skip
    found = log.table(Citizens, plain)
    names, n = log.names, len(found["alive"])
    profile = log.table(Profiles, ("used", "owner", "category", "debt", "hope"))
    held = {name: profile[name][profile["used"] > 0] for name in profile}
    category = np.full(n, words(Category(0).name), object)
    category[held["owner"]] = _words(Category, held["category"])
    debt, hope = np.zeros(n), np.full(n, np.nan)
    debt[held["owner"]], hope[held["owner"]] = held["debt"] / 1000, held["hope"] / 1000
    buildings = np.array([*names.buildings, None], object)
    named = np.zeros(n, bool)
    named[list(names.citizens)] = True
    return {
        "row": np.arange(n),
        "name": _named(names, range(n)),
        "named": named,
        "doing": _words(Activity, found["doing"]),
        "posture": _words(Posture, found["posture"]),
        "being": _words(Being, found["being"]),
        "profession": _words(Profession, found["profession"]),
        "building": buildings[np.where(found["inside"] < 0, -1, found["inside"])],
        "category": category,
        "debt": debt,
        "hope": _or_none(hope, ~np.isnan(hope)),
        "expires": _or_none(found["expires"], found["expires"] < NEVER),
        "cell": found["cell"],
        **where(names, found["cell"]),
        **{name: found[name] > 0 for name in ("alive", "tagged", "plugged", "wanted", "registered", "refused")},
        **{name: found[name] for name in ("age", "stage", "obedience", "productivity")},
    }


def _ties(log: Log) -> Mapping[str, Any]:
    found = _used(log, Bonds, ("a", "b", "kind", "strength", "cause"))
    homes = log.table(Households, ("first", "size"))
    a, b = pairs(homes["first"], homes["size"])
    kinds = [_words(BondKind, found["kind"]), np.full(len(a), "household", object)]
    strength, cause = np.full(len(a), TIE), np.zeros(len(a), np.int64)
    found = {name: np.concatenate([found[name], more]) for name, more in
             (("a", a), ("b", b), ("strength", strength), ("cause", cause))}  # fmt: skip
    return {
        **_pair(log.names, found),
        "kind": np.concatenate(kinds),
        "strength": found["strength"] / 1000,
        "cause": _or_none(found["cause"], found["cause"] > 0),
    }


def _regards(log: Log) -> Mapping[str, Any]:
    wanted = ("a", "b", "stance", "believed", "certainty", "good", "bad", "met", "named", "cause")
    found = _used(log, Regards, wanted)
    return {
        **_pair(log.names, found),
        "stance": _words(Stance, found["stance"]),
        "believed": _words(Category, found["believed"]),
        **{name: found[name] / 1000 for name in ("certainty", "good", "bad")},
        "met": _or_none(found["met"], found["met"] >= 0),
        "knows_name": found["named"] > 0,
        "cause": _or_none(found["cause"], found["cause"] > 0),
    }


def _dossiers(log: Log) -> Mapping[str, Any]:
    wanted = ("subject", "suspicion", "cell", "at", "evidence", "wanted", "event", "wanted_cause")
    found = _used(log, Dossiers, wanted)
    return {
        "subject": found["subject"],
        "name": _named(log.names, found["subject"].tolist()),
        "suspicion": found["suspicion"],
        "cell": _or_none(found["cell"], found["cell"] >= 0),
        **where(log.names, found["cell"]),
        "as_of": _or_none(found["at"], found["at"] >= 0),
        "evidence": found["evidence"],
        "wanted": found["wanted"] > 0,
        "event": _or_none(found["event"], found["event"] > 0),
        "wanted_cause": _or_none(found["wanted_cause"], found["wanted_cause"] > 0),
    }


def _used(log: Log, table: type[Table], names: Sequence[str]) -> dict[str, Array]:
    """Columns of a table of slots: the rows that hold something."""
    found = log.table(table, ("used", *names))
    return {name: found[name][found["used"] > 0] for name in names}


def _pair(names: Names, found: Mapping[str, Array]) -> dict[str, Any]:
    a, b = found["a"], found["b"]
    return {"a": a, "a_name": _named(names, a.tolist()), "b": b, "b_name": _named(names, b.tolist())}


def _named(names: Names, rows: Sequence[int] | range) -> Array:
    return np.array([names.citizen(row) for row in rows], object)


def _words(members: type[IntEnum], values: Array) -> Array:
    said = np.full(256, None, object)
    for member in members:
        said[int(member)] = words(member.name)
    return said[values]


def _or_none(values: Array, there: Array) -> Array:
    kept = values.astype(object)
    kept[~there] = None
    return kept
