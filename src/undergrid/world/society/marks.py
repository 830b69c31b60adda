"""Marks on walls: where one can be written, and what it takes to put one up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import luck
from undergrid.world.society.messages import Message

if TYPE_CHECKING:
    from undergrid.city.city import City
    from undergrid.world.world import World


def walled(city: City, here: int) -> bool:
    """Whether somebody on a cell has a wall within reach to write on."""
    level, x, y = city.where(here)
    return any(
        bool(city.opaque[city.cell(level, there_x, there_y)])
        for there_y in range(max(0, y - 1), min(city.height, y + 2))
        for there_x in range(max(0, x - 1), min(city.width, x + 2))
    )


def put_up(world: World, cell: int, writer: int, said: Message, strength: int, cause: int, key: int = 0) -> int:
    """Let a mark stand on the wall at a cell; returns its slot. Of the same thing a writer has one mark at a cell.

    key: a luck key for it; by default one from its writer's. Who has written it has read it.
    """
    marks = world.marks
    slot = marks.first(cell=cell, writer=writer, topic=said.topic, subject=said.subject) if writer >= 0 else -1
    if slot >= 0:
        world.readings.free(world.readings.where(mark=slot))  # it says something else now
    else:
        slot = int(marks.take(1)[0])
    nth = len(marks.where(writer=writer))
    marks.luck[slot] = key or luck.child(int(world.citizens.luck[writer]), world.tick, int(said.topic), nth)
    marks.cell[slot], marks.writer[slot], marks.topic[slot] = cell, writer, said.topic
    marks.subject[slot], marks.place[slot], marks.at[slot] = said.subject, said.cell, said.at
    marks.strength[slot], marks.cause[slot] = strength, cause
    if writer >= 0:
        note_reading(world, writer, slot, cause)
    return slot


def note_reading(world: World, reader: int, mark: int, cause: int) -> None:
    """Note that somebody knows what a mark says, by the event `cause`."""
    readings = world.readings
    slot = int(readings.take(1)[0])
    readings.reader[slot], readings.mark[slot], readings.cause[slot] = reader, mark, cause


def has_read(world: World, reader: int, mark: int) -> bool:
    """Whether somebody has read a mark, or written it."""
    readings = world.readings
    rows = readings.of(reader)
    return bool(len(rows)) and bool(np.any(readings.mark[rows] == mark))
