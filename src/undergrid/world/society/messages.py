"""Messages: what one person can let another know of a thing: what it is, where it is, and since when that is known.

A message is on a wall, or goes over radio; over radio one can tell of the timetable, too, which is nowhere. As the
amount of an event it is one number, and names spell it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from undergrid.world.society import knowledge
from undergrid.world.tables.minds import Topic

if TYPE_CHECKING:
    from undergrid.world.world import World

TOPICS = (Topic.WATCHER, Topic.PERSON, Topic.PLACE)
"""What a message of something somewhere can be about."""
_TOPIC_BITS, _CELL_BITS, _SUBJECT_BITS = 5, 31, 25  # of a message as one number


class Message(NamedTuple):
    """What is said of a thing: its topic and row as in `knowledge`, the cell where it is (-1: nowhere), since when."""

    topic: Topic
    subject: int
    cell: int
    at: int = 0

    @property
    def packed(self) -> int:
        """The same as one number, without the tick."""
        return (((self.subject + 1) << _CELL_BITS | (self.cell + 1)) << _TOPIC_BITS) | int(self.topic)


def unpacked(number: int) -> Message | None:
    """The message that a number stands for; None for none."""
    topic, cell = number & ((1 << _TOPIC_BITS) - 1), (number >> _TOPIC_BITS) & ((1 << _CELL_BITS) - 1)
    subject = (number >> (_TOPIC_BITS + _CELL_BITS)) & ((1 << _SUBJECT_BITS) - 1)
    if number < 0 or number >> (_TOPIC_BITS + _CELL_BITS + _SUBJECT_BITS) or topic not in (*TOPICS, Topic.WINDOW):
        return None
    return Message(Topic(topic), subject - 1, cell - 1)


def to_tell(world: World, who: int, cell: int) -> int:
    """The slot of what somebody knows of a thing on a cell (0: on any), the newest, or of a window (`of_window`).

    -1 for nothing. Nobody tells of themselves.
    """
    known = world.knowledge
    if cell >= world.city.n_cells:
        return knowledge.knows(world, who, Topic.WINDOW, cell - world.city.n_cells)
    rows = known.of(who)
    topics = known.topic[rows]
    fits = np.isin(topics, TOPICS) & (known.cell[rows] >= 0)
    fits &= (topics != Topic.PERSON) | (known.subject[rows] != who)
    if cell:
        fits &= known.cell[rows] == cell
    rows = rows[fits]
    return int(rows[np.lexsort((rows, -known.at[rows].astype(np.int64)))[0]]) if len(rows) else -1


def of_window(world: World, window: int) -> int:
    """What stands for a window of the timetable where a message is asked for by its cell."""
    return world.city.n_cells + window


def of(world: World, slot: int) -> Message:
    """What somebody who knows a thing (a slot of `knowledge`) says of it."""
    known = world.knowledge
    return Message(Topic(int(known.topic[slot])), int(known.subject[slot]), int(known.cell[slot]), int(known.at[slot]))


def take_in(world: World, who: int, said: Message, source: int, strength: int, cause: int) -> bool:
    """Let somebody know by a message, from the event `cause` on; returns whether it was news.

    Of a watcher or a person the newer word stands, of a window the firmer one. Of a place, what one has seen or
    believes more firmly stands, as where people are told of it face to face; where one lives or works is no news.
    """
    known = world.knowledge
    if said.topic == Topic.WINDOW:
        before = knowledge.knows(world, who, Topic.WINDOW, said.subject)
        stands = before >= 0 and known.strength[before] >= strength
    elif said.topic != Topic.PLACE:
        if said.subject < 0 or (said.topic == Topic.PERSON and said.subject == who):
            return False
        before = knowledge.knows(world, who, said.topic, said.subject)
        stands = before >= 0 and int(known.at[before]) >= said.at
    elif said.subject >= 0 and said.subject in (world.citizens.home[who], world.citizens.work[who]):
        return False  # where they live or work
    else:
        before = knowledge.same_place(world, who, said.subject, said.cell)
        own = before >= 0 and known.source[before] == knowledge.OWN_EYES
        stands = own or (before >= 0 and known.strength[before] >= strength)
    if stands:
        return False
    slot = knowledge.learn(world, who, said.topic, said.subject, said.cell, source, strength, cause, before)
    known.at[slot] = said.at
    return True
