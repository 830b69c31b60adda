"""At hand: the bodies that somebody knows of and has within reach, by tables: what `Aid` asks about many at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from undergrid.core.jit import kernel
from undergrid.world.body.reach import at_arms_length
from undergrid.world.tables.minds import Topic
from undergrid.world.world import World


class Body(NamedTuple):
    """Somebody who lies somewhere, as far as one knows."""

    row: int
    cell: int
    age: int  # seconds since one saw or heard of it
    hope: int  # how sure one is that it lives, 1/1000
    checked: bool  # whether one has felt for a pulse
    cause: int  # the event by which one knows


def known_bodies(world: World, who: int) -> list[Body]:
    """The bodies that somebody knows of, by row."""
    known, tick = world.knowledge, world.tick
    rows = known.where(knower=who, topic=Topic.BODY)
    columns = (column[rows].tolist() for column in (known.subject, known.cell, known.at, known.strength, known.cause))
    found = {
        whom: Body(whom, cell, tick - at, hope, hope in (0, 1000), cause)
        for whom, cell, at, hope, cause in zip(*columns, strict=True)
    }
    return [found[row] for row in sorted(found)]


@kernel
def note_those_here(known, people, city, who, hauls, rows, now):
    """Note of the bodies that one knows of by these rows which are under one's roof too; returns the rows of those that
    one takes to be on one's cell and that are not.
    """
    inside, here = people.inside[who], people.cell[who]
    gone, n = np.empty(len(rows), np.int64), 0
    for row in rows:
        whom = known.subject[row]
        if 0 <= inside == people.inside[whom] and whom != hauls:
            known.cell[row], known.at[row] = here, now
            continue
        away = known.cell[row] == here and not at_arms_length(people, city, who, whom)
        if away and (inside < 0 or known.strength[row] > 0):
            gone[n] = row
            n += 1
    return gone[:n]


@kernel
def those_in_reach(people, city, who, rows):
    """Where in `rows` those stand who are at arm's length of somebody, ascending."""
    found, n = np.empty(len(rows), np.int64), 0
    for k in range(len(rows)):
        if at_arms_length(people, city, who, rows[k]):
            found[n] = k
            n += 1
    return found[:n]


@kernel
def wounded_in_reach(blood, people, city, who):
    """The wounded who live and are at arm's length of somebody, but themselves, in the order of their blood."""
    found, n = np.empty(len(blood.used), np.int64), 0
    for slot in range(len(blood.used)):
        row = blood.owner[slot]
        if blood.used[slot] and row != who and people.alive[row] and at_arms_length(people, city, who, row):
            found[n] = row
            n += 1
    return found[:n]
