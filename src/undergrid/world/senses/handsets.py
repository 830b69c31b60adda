"""Handsets: how likely a word over radio gets from one person to others, and how it is heard where it does.

By the links of `radio_link.py`, with the power of a handset and a word as long as that. Resolved on where people are;
shown on where somebody believes the other to be, outdoors. Both know the static between their two sets, for each hears
the other's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.caches import Cache
from undergrid.core.handles import record
from undergrid.core.tables import I64
from undergrid.world.senses.radio_link import Airwaves, Burst, Receivers, link_tables, receive

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("handsets")
SHADOWING = luck.stream("handsets/shadowing")


class Handset(BaseModel):
    """The knobs under `rules.handset`: the radios that people carry."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    power_dbm: float = Field(27, ge=-30, le=80, description="power of a handset, dBm: 0.5 W [PMR446, ETSI EN 300 296]")
    bits: int = Field(600, ge=1, le=10_000, description="bits of a word: 15 s at 40 bits/s [assumed]")


class _Desk(Cache):
    """Tables of links between handsets, by the knobs, and the key of the pairs' shadowing. No state."""

    def __init__(self, world: World) -> None:
        city, air, set_ = world.city, world.shared(Airwaves), world.shared(Handset)
        self.link = link_tables(
            (city.width + city.height) * city.cell_mm // 1000, hertz=air.mhz * 1e6, street=air.street,
            ruins=air.ruins, shadow_db=air.shadow_db, bits=set_.bits,
            budget_db=set_.power_dbm - air.sensitivity_dbm,
        )  # fmt: skip
        self.links = luck.make_key(world.seed, 0, SHADOWING)


class Ears(NamedTuple):
    """Those whom a word may reach: their cells and luck keys, and whether they are indoors, or have a better aerial."""

    cell: I64
    luck: I64
    indoors: I64
    aerial: I64


def reach(world: World, who: int, ears: Ears) -> list[Burst]:
    """What arrives of a word that somebody says over radio now, at each of those who listen."""
    people = world.citizens
    return reach_from(world, int(people.cell[who]), int(people.luck[who]), bool(people.inside[who] >= 0), ears)


def reach_from(world: World, here: int, lucky: int, indoors: bool, ears: Ears) -> list[Burst]:
    """The same of a word that is sent as strongly from a cell, by whatever has this luck key."""
    air, n = world.shared(Airwaves), len(ears.cell)
    desk, out = world.cache(_Desk), world.out(Receivers, n)
    wall = round(100 * air.indoors_db)
    static = round(air.ash_db * int(world.sky.ash[0])) + wall * indoors
    out.cell[:n], out.luck[:n] = ears.cell, ears.luck
    out.extra[:n] = static + wall * ears.indoors - round(100 * air.watcher_gain_db) * ears.aerial
    receive(
        desk.link, world.city.handle, here, lucky, round(100 * air.level_db),
        record(links=desk.links, burst=world.key(STREAM)), n, out.handle,
    )  # fmt: skip
    return [Burst(*row[-len(Burst._fields) :]) for row in out.rows(n)]


def of_people(world: World, rows: I64) -> Ears:
    """People where they are."""
    people = world.citizens
    cell, lucky = people.cell[rows].astype(np.int64), people.luck[rows]
    return Ears(cell, lucky, (people.inside[rows] >= 0).astype(np.int64), np.zeros(len(rows), np.int64))


def of_watchers(world: World, rows: I64) -> Ears:
    """Watchers where they are."""
    watchers, n = world.watchers, len(rows)
    return Ears(watchers.cell[rows].astype(np.int64), watchers.luck[rows], np.zeros(n, np.int64), np.ones(n, np.int64))


def odds_at(world: World, who: int, whom: int, there: int) -> int:
    """The threshold of 2^32 that a word from somebody is understood by `whom`, if they are outdoors on cell `there`."""
    none = np.zeros(1, np.int64)
    [burst] = reach(world, who, Ears(np.array([there], np.int64), world.citizens.luck[[whom]], none, none))
    return burst.odds
