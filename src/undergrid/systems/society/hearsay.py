"""Hearsay: word of places and of people's pasts passes from mouth to mouth, and proves true or false on the spot.

Whoever passes something on picks one of the people around, as in rumours; a teller loses interest after telling
somebody who knew it, or coming upon the one who told them. Word of a place comes out changed now and then
(`world/society/knowledge.py`). Whoever comes to where they were told that a place is finds it near by, or finds
nothing; then they think better or worse of the teller, where it was no mark on a wall. Nobody is told of the place at
which they stand. People pass on the past of those of whom they do not think well.

Reads   knowledge.knower, topic, subject, cell, at, source, telling, cause (of PLACE, SECRET); citizens.alive, doing,
        cell, luck; doors; who is around, as `around` has it
Writes  knowledge.cell, at, source, strength, telling, cause; what is heard as `tell_place` and `found_out` do; what
        people think of who told them as `regard.good` and `regard.bad` do
Emits   PLACE_TOLD, or where it is no news PLACE_TOLD_AGAIN(teller, hearer; cell; cause: how the teller came to know;
        stream, odds), SECRET_OUT(hearer, subject; the past; cause: how the teller came to know; stream, odds are those
        of `TELL`), PLACE_FOUND, PLACE_MISSED(citizen, who told them; cause: the telling)
Units   chances per hour; firmness and experience in 1/1000; distances in cells
Source  Spreading and stifling: D. Daley, D. Kendall, Nature 204 (1964) 1118, in Maki and Thompson's form. Rates
        and distances are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.grid import cells_apart
from undergrid.core.jit import kernel
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import is_minded
from undergrid.world.senses.earshot import AWAKE, around
from undergrid.world.society import knowledge, regard
from undergrid.world.tables.minds import Topic

if TYPE_CHECKING:
    from undergrid.core.tables import I64
    from undergrid.world.world import World

TELL = luck.stream("hearsay.tell")
PICK = luck.stream("hearsay.pick")

_OWN_EYES = knowledge.OWN_EYES
_LOOK_S = 10  # seconds between looks of those who may have come to a place


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.hearsay`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    tell_per_hour: float = Field(0.5, ge=0, le=1, description="chance that somebody passes it on in an hour [assumed]")
    harm: int = Field(3000, ge=0, le=100_000, description="bad experience of an enemy's hidden past, 1/1000 [assumed]")
    find_cells: int = Field(12, ge=1, le=1000, description="a place is found from within, cells [assumed]")
    there_cells: int = Field(2, ge=0, le=1000, description="one is where it was to be within, cells [assumed]")
    right: int = Field(400, ge=0, le=10_000, description="good experience of word that was true, 1/1000 [assumed]")
    wrong: int = Field(400, ge=0, le=10_000, description="bad experience of word that was not, 1/1000 [assumed]")


def step(world: World, params: Params) -> None:
    known = world.knowledge
    if not known.n or world.tick % _LOOK_S:
        return
    near = params.find_cells, params.there_cells
    on_the_spot: I64 = _on_the_spot(
        known.handle, known.where(topic=Topic.PLACE), world.citizens.handle, world.city.handle, *near
    )
    if len(on_the_spot):
        _find_or_miss(world, params, on_the_spot)
    if world.tick % world.period:
        return  # there is little to pass on: all have their turn together
    passed_on = known.where(telling=True)
    topic = known.topic[passed_on]
    telling = passed_on[(topic == Topic.PLACE) | (topic == Topic.SECRET)]
    if len(telling):
        _spread(world, params, telling)


def _spread(world: World, params: Params, rows: I64) -> None:
    """Let those who pass something on tell somebody around, by a draw."""
    people, known = world.citizens, world.knowledge
    odds = luck.per_tick(params.tell_per_hour, max(1, 3600 // world.period))
    awake = people.alive[known.knower[rows]] & AWAKE[people.doing[known.knower[rows]]]
    key = world.key(TELL)
    things = [luck.pair(int(people.luck[known.knower[row]]), int(known.subject[row])) for row in rows.tolist()]
    will = np.array([luck.u32(key, thing) < odds for thing in things], bool) & awake
    rows, pick = rows[will], world.key(PICK)
    if not len(rows):
        return
    tellers = known.knower[rows].tolist()
    for row, teller, near in zip(rows.tolist(), tellers, around(world, tellers), strict=True):
        if not len(near):
            continue
        hearer = int(near[luck.below(pick, int(people.luck[teller]), len(near))])
        if hearer == known.source[row]:
            known.telling[row] = False
        elif known.topic[row] == Topic.PLACE:
            _place(world, params, row, hearer)
        else:
            _secret(world, params, row, hearer)


def _place(world: World, params: Params, row: int, hearer: int) -> None:
    """Let somebody be told of a place, unless they stand at it."""
    known, building = world.knowledge, int(world.knowledge.subject[row])
    place = int(world.city.doors[building] if building >= 0 else known.cell[row])
    if world.city.apart(int(world.citizens.cell[hearer]), place) <= params.find_cells:
        return
    _, news = knowledge.tell_place(world, row, hearer, int(known.cause[row]))
    if not news:
        known.telling[row] = False
    elif not is_minded(world, hearer):
        known.telling[known.where(knower=hearer, topic=Topic.PLACE, at=world.tick)] = True


def _secret(world: World, params: Params, row: int, hearer: int) -> None:
    known = world.knowledge
    about, teller = int(known.subject[row]), int(known.knower[row])
    if hearer == about:
        return  # nobody says it to their face
    if knowledge.knows(world, hearer, Topic.SECRET, about) >= 0:
        known.telling[row] = False
        return
    knowledge.found_out(world, hearer, about, teller, int(known.cause[row]), params.harm)


@kernel
def _on_the_spot(known, places, people, city, near, there):
    """Those of the slots `places` of knowledge that people were told, and at or near which they now stand, awake.

    near: how far from the place itself, in cells. there: how far from where it was said to be.
    """
    n, slots = 0, np.empty(len(places), np.int64)
    for slot in places:
        if known.source[slot] == _OWN_EYES or known.subject[slot] < 0:
            continue
        who, door = known.knower[slot], city.doors[known.subject[slot]]
        if not people.alive[who] or not AWAKE[people.doing[who]]:
            continue
        here = people.cell[who]
        if (
            cells_apart(here, door, city.width, city.area) <= near
            or cells_apart(here, known.cell[slot], city.width, city.area) <= there
        ):
            slots[n] = slot
            n += 1
    return slots[:n]


def _find_or_miss(world: World, params: Params, slots: I64) -> None:
    """Let those who have come to where they were told a place is find it there, or miss it."""
    people, known, city = world.citizens, world.knowledge, world.city
    missed = []
    for slot in slots.tolist():
        who, source, door = int(known.knower[slot]), int(known.source[slot]), int(city.doors[known.subject[slot]])
        if city.apart(int(people.cell[who]), door) > params.find_cells:
            missed.append(slot)
            continue
        event = world.events.one(Kind.PLACE_FOUND, who, max(-1, source), door, cause=int(known.cause[slot]))
        known.cell[slot], known.source[slot], known.at[slot] = door, -1, world.tick
        known.strength[slot], known.cause[slot] = 1000, event
        if source >= 0:  # of a mark nobody knows the writer
            regard.good(world, who, source, params.right, event)
    for slot in missed:
        who, source, spot = int(known.knower[slot]), int(known.source[slot]), int(people.cell[known.knower[slot]])
        event = world.events.one(Kind.PLACE_MISSED, who, max(-1, source), spot, cause=int(known.cause[slot]))
        known.free(np.array([slot]))
        if source >= 0:
            regard.bad(world, who, source, params.wrong, event)
