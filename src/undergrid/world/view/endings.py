"""Endings: conditions on named people that an author wants to hear of. They stop nothing: the city lives on.

    Ending("past_the_wall", who=(0, 1), level=3)                     both are outside
    Ending("caught", who=(0, 1), state=State.HELD, every=False)      one of the two is held

An ending is reached once, at the first look at which its condition holds; `Endings.at` remembers when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from undergrid.world.log.kinds import Kind, Role
from undergrid.world.network.viruses import lives_on, outbreak_of
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

NEAR = 2  # cells around a place's cell that still count as there: 4 m [assumed]


class State(Enum):
    """The state of a person."""

    ALIVE = "alive"
    FREE = "free"  # alive, and not held
    HELD = "held"
    SHUT_DOWN = "shut_down"
    DEAD = "dead"
    WANTED = "wanted"
    LIVING_ON = "living_on"  # dead, and out on the network as a virus


@dataclass(frozen=True)
class Ending:
    """Who has to be where, in what state, and when. Fields at their defaults ask for nothing.

    cell: a place, reached within `NEAR` cells on its level. building: inside it. level, district: by number.
    after, before: the first tick at which it counts, and the first at which it no longer does (-1: never ends).
    """

    name: str
    who: tuple[int, ...]
    every: bool = True  # all of `who`, or one of them
    cell: int = -1
    building: int = -1
    level: int = -1
    district: int = -1
    state: State | None = None
    after: int = 0
    before: int = -1


def fulfils(world: World, ending: Ending, row: int) -> bool:
    """Whether one person meets the conditions of the ending, except its times."""
    people, city = world.citizens, world.city
    cell = int(people.cell[row])
    if ending.level >= 0 and cell // city.area != ending.level:
        return False
    if ending.district >= 0 and int(city.district_of[cell]) != ending.district:
        return False
    if ending.cell >= 0 or ending.building >= 0:
        within = ending.building >= 0 and int(people.inside[row]) == ending.building
        if not within and not (ending.cell >= 0 and world.city.apart(cell, ending.cell) <= NEAR):
            return False
    alive, doing = bool(people.alive[row]), int(people.doing[row])
    match ending.state:
        case State.ALIVE:
            return alive
        case State.FREE:
            return alive and doing != Activity.HELD
        case State.HELD:
            return doing == Activity.HELD
        case State.SHUT_DOWN | State.DEAD:
            return not alive
        case State.WANTED:
            return bool(people.wanted[row])
        case State.LIVING_ON:
            return lives_on(world, row)
        case None:
            return True


def reached(world: World, ending: Ending) -> bool:
    """Whether the ending holds now, whether or not it held before."""
    if world.tick < ending.after or 0 <= ending.before <= world.tick:
        return False
    asked = (fulfils(world, ending, row) for row in ending.who)
    return all(asked) if ending.every else any(asked)


def check_endings(world: World, endings: Sequence[Ending]) -> None:
    """Emit ENDED once for each ending that now holds; its causes are the events that set its people's state.

    `amount` of the event is the number of the ending, `who` the first of its people who fulfils it, `where` their cell.
    """
    for number, ending in enumerate(endings):
        if world.endings.at[number] >= 0 or not reached(world, ending):
            continue
        world.endings.at[number] = world.tick
        people = world.citizens
        first, *others = [row for row in ending.who if fulfils(world, ending, row)]
        event = world.events.one(
            Kind.ENDED, first, where=int(people.cell[first]), amount=number, cause=_decided(world, ending, first)
        )
        if others and ending.every:
            world.events.because(event, people.cause[others], Role.CONDITION)


def _decided(world: World, ending: Ending, who: int) -> int:
    """What has brought an ending about."""
    return outbreak_of(world, who) if ending.state == State.LIVING_ON else _newest(world, who)


_DECIDES = {Kind.CROSSED: "who", Kind.DIED: "who", Kind.SHUT_DOWN: "who", Kind.ARRESTED: "whom"}


def _newest(world: World, who: int) -> int:
    """What has just become of somebody, if that is an event of this tick, or else what they are about."""
    rows = world.events.columns(world.events.tick_began)
    for n in range(len(rows["id"]) - 1, -1, -1):
        party = _DECIDES.get(Kind(int(rows["kind"][n])))
        if party and rows[party][n] == who:
            return int(rows["id"][n])
    return int(world.citizens.cause[who])
