"""The types that minds and wants share: what a want asks for, and what is known of watchers and others."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.minds import Aim, Hitch
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import Activity, Pace

_NOTHING: Mapping[str, int] = MappingProxyType({})


class Bid(NamedTuple):
    """What a want asks for: an order, how urgent it is, when to think again at the latest (ticks from now), and the
    intention that it serves.
    """

    urgency: int
    verb: Verb
    target: int = -1
    amount: int = 0
    again: int = 60
    steady: bool = True  # not given again while it is being carried out
    keep: Mapping[str, int] = _NOTHING  # to write into columns of `plans` if it is followed
    aim: Aim = Aim.NONE  # what for: the want's own, where it has one only
    whom: int = -1  # for whom
    where: int = -1  # the place that tells intentions with the same aim and person apart; -1 where nothing does
    because: int = 0  # the event that it comes of; 0 for the scenario, which gave the want
    hitch: Hitch | None = None  # why one can do nothing for it now; None where one can, or waits on purpose
    bare: int = 0  # how urgent it is before feelings weigh in: what a reflex has to beat

    def to(self, aim: Aim, whom: int = -1, where: int = -1, because: int = 0) -> Bid:
        """The same, for an intention."""
        return self._replace(aim=aim, whom=whom, where=where, because=because)


class Over(NamedTuple):
    """That an intention is over: done or given up, and by which event; 0 for none but its own."""

    done: bool
    cause: int = 0


class Threat(NamedTuple):
    """A watcher as it is believed to be."""

    row: int
    kind: WatcherKind
    cell: int
    age: int  # seconds since it was perceived
    cause: int = 0  # the event by which it was


class Other(NamedTuple):
    """Somebody one knows, as last perceived or told of."""

    cell: int
    age: int  # seconds ago
    seen: bool  # whether in sight now; if not, the fields below are guesses
    doing: Activity = Activity.WALKING
    pace: Pace = Pace.WALK
    goal: int = -1  # where they say they are making for; -1 if they don't, or are too far to be heard
