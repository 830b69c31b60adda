"""The crowd: people made from the groups of a scenario, each by draws that are theirs alone.

A person's luck key comes from the scenario's name, the group's label and the number in the group, and every trait is a
draw of its own stream. Homes and workplaces are drawn in proportion to their size rather than filled up, so that one
person more, or another group, changes nothing about anybody else. In a group that lives in households, ages and homes
are the household's (`households.py`): one person more changes that group, and no other.

The numbers are *assumed* where no source is named.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undergrid.city.city import Use
from undergrid.core import luck, units
from undergrid.setup.build import households, spreads
from undergrid.setup.build.spreads import I64
from undergrid.setup.check.atlas import Atlas
from undergrid.setup.file.persons import Group
from undergrid.world.people.ledger import usefulness
from undergrid.world.tables.people import Activity, Citizens, Profession

ROOM = luck.stream("setup/home")
JOB = luck.stream("setup/job")
WORK = luck.stream("setup/work")
SHIFT = luck.stream("setup/shift")
AGE = luck.stream("setup/age")
SPEED = luck.stream("setup/speed")
TAGGED = luck.stream("setup/tagged")
PLUGGED = luck.stream("setup/plugged")
OBEDIENCE = luck.stream("setup/obedience")
PRODUCTIVITY = luck.stream("setup/productivity")
LAPSE = luck.stream("setup/lapse")
EXPIRES = luck.stream("setup/expires")
REFUSED = luck.stream("setup/refused")
STRENGTH = luck.stream("setup/strength")
ATTENDS = luck.stream("setup/attends")
RUMOUR = luck.stream("setup/rumour")
TRUTH = luck.stream("setup/truth")
SPOT = luck.stream("setup/spot")

# When shifts start: (first minute, minutes over which they are spread), and how many are early, in percent [assumed]:
# neither so early nor so late that anybody has to be out in the curfew
SHIFTS = ((6 * 60, 4 * 60), (11 * 60, 2 * 60))
EARLY = 80
OBEDIENT = (300, 800)  # points of obedience, evenly spread [assumed]
EARNED = 100  # points of productivity above a fresh start, at most [assumed]
WASTED = (60, 100)  # strength left to those who dream every night, % of a healthy adult's [assumed]

TRAINED = {
    Use.OFFICES: Profession.CLERK,
    Use.VATS: Profession.OPERATOR,
    Use.FARM: Profession.OPERATOR,
    Use.RECLAMATION: Profession.PROCESSOR,
    Use.STATION: Profession.NONE,
}


@dataclass(frozen=True)
class Customs:
    """What the rules of a scenario say about the life that people have led before it begins."""

    minute: int  # of the day, at the start
    shift_minutes: int  # how long a shift is
    attends: float  # share of shifts that their worker comes to
    period: int  # ticks that a subscription lasts
    notice: int  # ticks ahead of its end at which it is assessed
    threshold: int  # points of usefulness that are renewed
    slump: int  # points lost in a slump
    fresh: int  # points of productivity at the start of a period
    sound: int  # strength of a healthy adult


@dataclass(frozen=True)
class Homes:
    """Where a group lives and works: numbers of buildings, and how much room each has."""

    shelters: I64
    beds: I64
    works: I64
    places: I64


def homes_of(atlas: Atlas, group: Group, depots: Container[str] = ()) -> Homes:
    """Where a group of the crowd lives and works. Those in hiding or beyond the wall have no workplace.

    Who lives in one of the depots works there.
    """
    shelters = atlas.shelters(group.at)
    assert shelters is not None  # the scenario has been checked
    city = atlas.city
    hidden = any(
        city.buildings[b].use == Use.REFUGE or not city.levels[city.buildings[b].level].lawful
        for b in shelters.tolist()
    )
    works = atlas.workplaces() if not hidden else np.empty(0, np.int64)
    works = shelters if group.at in depots else works
    return Homes(shelters, np.maximum(atlas.capacity(shelters), 1), works, np.maximum(atlas.capacity(works), 1))


def luck_keys(scenario: str, label: str, n: int) -> I64:
    """The luck keys of the first `n` people of a group."""
    keys = np.empty(n, np.int64)
    luck.children(luck.key_of(f"{scenario}/crowd/{label}"), 0, 0, keys)
    return keys


class Traits:
    """The traits of many people at once: every draw by its own stream, from their luck keys."""

    def __init__(self, seed: int, keys: I64) -> None:
        self.seed, self.keys = seed, keys

    def draw(self, stream: int) -> I64:
        """(people,) draws of 32 bits."""
        out = np.empty(len(self.keys), np.int64)
        luck.draws(luck.make_key(self.seed, 0, stream), self.keys, out)
        return out

    def chance(self, stream: int, share: float) -> npt.NDArray[np.bool_]:
        return self.draw(stream) < luck.chance(share)


def together(group: Group, traits: Traits) -> households.Dealt | None:
    """The households of a group of people with these `traits`; None where it has none. Raises TooFewAdultsError."""
    if not group.households:
        return None
    return households.dealt(households.plan(len(traits.keys), group.households, *group.age), traits.draw)


def settle(
    people: Citizens,
    first: int,
    group: Group,
    homes: Homes,
    atlas: Atlas,
    traits: Traits,
    customs: Customs,
    shared: households.Dealt | None = None,
) -> None:
    """Fill the rows of a group, from `first` on, with people of these `traits`, who have `shared` out their homes."""
    rows = slice(first, first + len(traits.keys))
    people.luck[rows] = traits.keys
    youngest, oldest = group.age
    lots, room = traits.draw(AGE), traits.draw(ROOM)
    if shared is None:
        age = youngest + spreads.pick(spreads.ages(youngest, oldest), lots)
    else:
        age, room = households.years(shared.column, group.age, lots), room[shared.head]
    people.age[rows] = age
    people.speed[rows] = spreads.inverse(spreads.speeds(), traits.draw(SPEED))
    people.tagged[rows] = traits.chance(TAGGED, group.tagged)
    people.plugged[rows] = plugged = traits.chance(PLUGGED, group.plugged)

    home = homes.shelters[spreads.weighted(homes.beds, room)]
    people.home[rows] = home
    work = np.full(len(age), -1, np.int64)
    if len(homes.works):
        drawn = homes.works[spreads.weighted(homes.places, traits.draw(WORK))]
        asked = spreads.employment()[age] if group.employed is None else luck.chance(group.employed)
        work = np.where(traits.draw(JOB) < asked, drawn, -1)
    people.work[rows] = work
    trained = np.array(
        [TRAINED.get(building.use, Profession.NONE) for building in atlas.city.buildings] + [0], np.uint8
    )
    people.profession[rows] = trained[work]
    people.shift[rows] = shift = shifts(traits)
    subscribe(people, rows, traits, customs)
    strength(people, rows, traits, plugged, customs)
    place(people, rows, atlas, traits, home, work, shift, plugged, customs)


def scatter(people: Citizens, rows: I64, group: Group, atlas: Atlas, traits: Traits) -> None:
    """Put a group outdoors, around the place that its entry names: each on a cell of its own drawing."""
    assert group.around is not None
    place = atlas.place(group.around)
    assert place is not None  # the scenario has been checked
    near = around(atlas, place.cell, group.within)
    people.inside[rows] = -1
    people.cell[rows] = near[spreads.below(len(near), traits.draw(SPOT))]
    people.doing[rows] = Activity.WAITING
    people.since[rows] = 0


def around(atlas: Atlas, cell: int, within: int) -> npt.NDArray[np.int32]:
    """The cells that can be walked on within so many m of one, ascending."""
    city = atlas.city
    level, x, y = city.where(cell)
    reach = within * 1000 // city.cell_mm
    region = city.walkable()
    near = [
        city.cell(level, column, row)
        for row in range(max(0, y - reach), min(city.height, y + reach + 1))
        for column in range(max(0, x - reach), min(city.width, x + reach + 1))
        if (column - x) ** 2 + (row - y) ** 2 <= reach * reach and region[city.cell(level, column, row)]
    ]
    return np.array(near, np.int32)


def shifts(traits: Traits) -> I64:
    """The minutes of the day at which shifts start."""
    draws = traits.draw(SHIFT)
    hundred = spreads.below(100, draws)
    (early, early_over), (late, late_over) = SHIFTS
    within = (draws * 100) & 0xFFFFFFFF  # the part of the draw that the choice of the shift leaves unused
    return np.where(hundred < EARLY, early + spreads.below(early_over, within), late + spreads.below(late_over, within))


def subscribe(people: Citizens, rows: slice, traits: Traits, customs: Customs) -> None:
    """Draw the ledger, the personal chance of a slump, and the end of the subscription, spread evenly over a period.

    People whose end is nearer than the notice were assessed before the start: a slump may have cost them the renewal.
    """
    least, most = OBEDIENT
    obedience = least + spreads.below(most - least + 1, traits.draw(OBEDIENCE))
    productivity = customs.fresh + spreads.below(EARNED + 1, traits.draw(PRODUCTIVITY))
    lapse = spreads.inverse(spreads.lapses(), traits.draw(LAPSE))
    expires = 1 + spreads.below(customs.period, traits.draw(EXPIRES))
    assessed = expires <= customs.notice
    slumped = assessed & (traits.draw(REFUSED) < (lapse << 16))
    productivity = productivity - customs.slump * slumped
    refused = assessed & (usefulness(obedience, productivity) < customs.threshold)
    kept = assessed & ~refused
    people.obedience[rows] = obedience
    people.productivity[rows] = np.where(kept, customs.fresh, productivity)
    people.lapse[rows] = lapse
    people.expires[rows] = expires + customs.period * kept
    people.refused[rows] = refused


def strength(people: Citizens, rows: slice, traits: Traits, plugged: npt.NDArray[np.bool_], customs: Customs) -> None:
    """Draw how far bodies that lie plugged in every night have wasted away; the others are sound."""
    least, most = (percent * customs.sound // 100 for percent in WASTED)
    wasted = least + spreads.below(most - least + 1, traits.draw(STRENGTH))
    people.strength[rows] = np.where(plugged, wasted, customs.sound)


def place(
    people: Citizens,
    rows: slice,
    atlas: Atlas,
    traits: Traits,
    home: I64,
    work: I64,
    shift: I64,
    plugged: npt.NDArray[np.bool_],
    customs: Customs,
) -> None:
    """Put people where they are at the start: at work during their shift, else at home, mostly dreaming."""
    gone = (customs.minute - shift) % (units.DAY // 60)  # minutes since the shift began
    at_work = (work >= 0) & (gone < customs.shift_minutes) & traits.chance(ATTENDS, customs.attends)
    doors = np.array([building.door for building in atlas.city.buildings], np.int32)
    inside = np.where(at_work, work, home)
    people.inside[rows] = inside
    people.cell[rows] = doors[inside]
    people.doing[rows] = np.where(at_work, Activity.WORKING, np.where(plugged, Activity.PLUGGED, Activity.RESTING))
    people.since[rows] = np.where(at_work, -60 * gone, 0)
