"""What a property says of one run, and how one looks on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, NamedTuple

from undergrid.sim import Sim
from undergrid.world.log.events import Event, split_id


class Verdict(NamedTuple):
    """Whether a run had what a property speaks of, whether it was violated, and an event that shows it (0: none)."""

    applied: bool
    violated: bool = False
    example: int = 0


def verdict(applied: bool, examples: Iterable[int]) -> Verdict:
    """The verdict on a run of which `examples` are the violations: the first of them is shown."""
    found = list(examples)
    return Verdict(applied or bool(found), bool(found), min(found, default=0))


class Watch:
    """Looks on while a run is lived: at events of some kinds, and every ten seconds at the world."""

    kinds: ClassVar[frozenset[int]] = frozenset()
    """The events of which `happened` is told, at the end of their second."""

    def happened(self, sim: Sim, event: Event) -> None:
        """Something has just happened."""

    def look(self, sim: Sim) -> None:
        """Ten seconds are over."""


def kind_of(event: int) -> int:
    """The kind of an event, by its id; 0 for no event."""
    return split_id(event)[1] if event > 0 else 0


def subject_of(event: int) -> int:
    """Whom an event is about, by its id; -1 for nobody."""
    return split_id(event)[2] if event > 0 else -1
