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
    places = known.where(topic=Topic.PLACE)
    told = places[(known.source[places] != knowledge.OWN_EYES) & (known.subject[places] >= 0)]
    if len(told):
        _on_the_spot(world, params, told)
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


def _on_the_spot(world: World, params: Params, rows: I64) -> None:
    """Let those who have come to where they were told a place is find it there, or miss it."""
    people, known, city = world.citizens, world.knowledge, world.city
    knower = known.knower[rows]
    here = people.cell[knower].astype(np.int64)
    doors = world.city.doors[known.subject[rows]].astype(np.int64)
    present = people.alive[knower] & AWAKE[people.doing[knower]]
    found = present & (_apart(here, doors, city.width, city.area) <= params.find_cells)
    missed = (
        present
        & ~found
        & (_apart(here, known.cell[rows].astype(np.int64), city.width, city.area) <= params.there_cells)
    )
    for row in rows[found].tolist():
        who, source = int(known.knower[row]), int(known.source[row])
        door = int(world.city.doors[known.subject[row]])
        event = world.events.one(Kind.PLACE_FOUND, who, max(-1, source), door, cause=int(known.cause[row]))
        known.cell[row], known.source[row], known.at[row] = door, -1, world.tick
        known.strength[row], known.cause[row] = 1000, event
        if source >= 0:  # of a mark nobody knows the writer
            regard.good(world, who, source, params.right, event)
    for row in rows[missed].tolist():
        who, source = int(known.knower[row]), int(known.source[row])
        spot = int(people.cell[who])
        event = world.events.one(Kind.PLACE_MISSED, who, max(-1, source), spot, cause=int(known.cause[row]))
        known.free(np.array([row]))
        if source >= 0:
            regard.bad(world, who, source, params.wrong, event)


def _apart(a: I64, b: I64, width: int, area: int) -> I64:
    """(n,) how far cells lie apart, in cells, the larger of across and down; very far on different levels."""
    across = np.abs(a % width - b % width)
    down = np.abs(a % area // width - b % area // width)
    return np.where(a // area == b // area, np.maximum(across, down), 1 << 30)
