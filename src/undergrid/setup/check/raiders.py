"""Checks what a scenario says of those that are kept for raids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.setup.file.source import Loc

if TYPE_CHECKING:
    from undergrid.setup.check.atlas import Atlas
    from undergrid.setup.check.names import Checker


def check_raiders(checker: Checker, atlas: Atlas) -> None:
    """Report a berth that is nowhere, or beyond the wall; and raids that nobody can ever be sent upon."""
    given, loc = checker.spec.raiders, ("raiders", "at")
    if given is None:
        return
    at: Loc = loc
    place = checker.place(at, given.at)
    if place is not None and not atlas.city.levels[place.cell // atlas.city.area].lawful:
        checker.report(at, f"{given.at} lies beyond the wall", "a place within it")
