"""Whom, and which minutes, of a whole city it is worth to look at.

A kind of event says the more the rarer it is in the run: log2 of how many events there are to each of it. Somebody is
of interest for each kind of thing that happened to them, more than once for its logarithm, and for how unlikely it was;
and for each pattern in which they play, by how few play in it. A minute is of interest for what happened in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from undergrid.study.sift.sieve import Sifted
from undergrid.study.sql import Tables
from undergrid.world.log.kinds import Kind
from undergrid.world.view.names import words

_MOST_UNLIKELY = 20.0  # bits that one draw counts at most: of a million draws one is like that [assumed]


@dataclass(frozen=True)
class Person:
    """Somebody of interest: how much, bits; the rarest of what happened to them; the patterns in which they play."""

    row: int
    name: str
    interest: float
    kinds: tuple[str, ...]
    patterns: tuple[str, ...]


@dataclass(frozen=True)
class Minute:
    """A minute of interest: its first tick, how much, bits, and the rarest of what happened in it."""

    tick: int
    interest: float
    kinds: tuple[str, ...]


def people(tables: Tables, sifted: Iterable[Sifted], most: int = 10) -> list[Person]:
    """Those of most interest, the first most."""
    found = tables.numbers(_ABOUT.format(whom=_rows_of("whom"), who=_rows_of("who")))
    n = tables.log.meta.citizens
    bits = np.bincount(found["row"], weights=found["bits"], minlength=n)
    plays: dict[int, set[str]] = {}
    for one in sifted:
        tables_of = {name: table for step in one.wanted.plan.steps for name, table in step.tables.items()}
        who = {row for match in one.matches for name, row in match.roles.items() if tables_of.get(name) == "citizen"}
        for row in who:
            bits[row] += np.log2(1 + n / len(who))
            plays.setdefault(row, set()).add(one.wanted.name)
    first = np.argsort(-bits, kind="stable")[:most].tolist()
    chosen = np.isin(found["row"], first)
    by = np.argsort(-found["bits"][chosen], kind="stable")
    rows, kinds = found["row"][chosen][by].tolist(), found["kind"][chosen][by].tolist()
    rarest: dict[int, list[str]] = {row: [] for row in first}
    for row, kind in zip(rows, kinds, strict=True):
        rarest[row].append(words(Kind(kind).name))
    names = tables.log.names
    return [
        Person(
            row,
            names.citizen(row),
            round(float(bits[row]), 1),
            tuple(rarest[row][:5]),
            tuple(sorted(plays.get(row, ()))),
        )
        for row in first
        if bits[row] > 0
    ]


def minutes(tables: Tables, most: int = 10) -> list[Minute]:
    """Those of most interest, the first most."""
    found = tables.numbers(_WHEN)
    n = tables.log.meta.tick // 60 + 1
    bits = np.bincount(found["minute"], weights=found["bits"], minlength=n)
    told = list[Minute]()
    for minute in np.argsort(-bits, kind="stable")[:most].tolist():
        here = np.flatnonzero(found["minute"] == minute)
        here = here[np.argsort(-found["bits"][here], kind="stable")][:5]
        kinds = tuple(words(Kind(kind).name) for kind in found["kind"][here].tolist())
        if bits[minute] > 0:
            told.append(Minute(minute * 60, round(float(bits[minute]), 1), kinds))
    return told


def _rows_of(party: str) -> str:
    """The numbers of the kinds of which a party is a citizen, for SQL."""
    return ", ".join(str(int(kind)) for kind in Kind if getattr(kind, party) == "citizen")


_RARE = "rare as (select kind, log2((select count(*) from log) / count(*)) as bits from log group by kind)"
_UNLIKELY = f"""max(case when stream != 0 and odds > 0 then least({_MOST_UNLIKELY}, -log2(odds / 4294967296.0))
    else 0 end)"""
_ABOUT = f"""with {_RARE}, about as (
    select who as "row", kind, stream, odds from log where who >= 0 and kind in ({{who}})
    union all select whom, kind, stream, odds from log where whom >= 0 and kind in ({{whom}}))
select "row", about.kind, any_value(rare.bits) * log2(1 + count(*)) + {_UNLIKELY} as bits
from about join rare on about.kind = rare.kind group by "row", about.kind"""
_WHEN = f"""with {_RARE}
select tick // 60 as minute, log.kind, any_value(rare.bits) * log2(1 + count(*)) + {_UNLIKELY} as bits
from log join rare on log.kind = rare.kind where tick > 0 group by minute, log.kind"""
