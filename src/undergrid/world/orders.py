"""Orders: dated requests from outside the rules. Player, planner, policy and canon all speak this way.

Precedence, where several orders name the same person in the same tick: an order from outside (a player, a file) stands
before the one of the person's own mind; among equals the later one in the list stands. The others are refused with the
reason `SUPERSEDED`. A new order ends the long action (a walk, a wait) that an older one began.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Verb(IntEnum):
    """What can be asked of a person. The numbers stand in runs on disk and never change."""

    NONE = 0
    WALK = 1  # target: cell
    RUN = 2  # target: cell
    SNEAK = 3  # target: cell
    WAIT = 4  # stand still; amount: ticks, 0 until the next order
    HIDE = 5  # crouch and keep still; amount: ticks, 0 until the next order
    ENTER = 6  # target: building whose door is here
    LEAVE = 7  # out of the building
    PLUG = 8  # into the DreamNet, at home
    UNPLUG = 9
    WORK = 10  # at the workplace
    PRESENT = 11  # target: gate, at its inner or outer end; the best chip in hand is shown
    CROSS = 12  # target: gate that is open
    TELL = 13  # target: citizen near by; amount: Topic
    INFORM = 14  # target: citizen to denounce


class Refusal(IntEnum):
    """Why an order was not carried out."""

    SUPERSEDED = 1  # another order for the same person in the same tick stands before it
    DEAD = 2
    HELD = 3
    NO_SUCH_TARGET = 4
    NO_WAY = 5  # no route leads there
    NOT_HERE = 6  # the target is elsewhere
    INDOORS = 7
    OUTDOORS = 8
    NO_CHIP = 9
    SHUT = 10  # the gate is closed
    BUSY = 11  # the guard is judging somebody else, or is impaired
    NOT_YOURS = 12  # a pod or a workplace of somebody else
    KNOWS_NOTHING = 13  # nothing to tell


@dataclass(frozen=True, slots=True)
class Order:
    """At `tick`, `who` is asked to do `verb` to `target` (a cell, row or building, by the verb), `amount` times or
    ticks.
    """

    tick: int
    who: int
    verb: Verb
    target: int = -1
    amount: int = 0
    cause: int = 0  # the event that moved a mind to it; 0 for an order from outside
    outside: bool = True
