"""Checks what a scenario has on its walls: that there is a wall, and that what it tells of exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.setup.file.model import WATCHER_KINDS
from undergrid.setup.file.source import Loc
from undergrid.world.society.marks import walled

if TYPE_CHECKING:
    from undergrid.setup.check.atlas import Atlas
    from undergrid.setup.check.names import Checker


def check_marks(checker: Checker, atlas: Atlas) -> None:
    """Report marks that stand on no wall, or tell of nobody and nothing that there is."""
    for n, mark in enumerate(checker.spec.marks):
        loc: Loc = ("marks", n)
        place = checker.place((*loc, "at"), mark.at)
        if place is not None and not walled(atlas.city, place.cell):
            checker.report((*loc, "at"), f"{mark.at} has no wall to write on", "a place beside a wall")
        if mark.where is not None:
            checker.place((*loc, "where"), mark.where)
        elif mark.of in checker.people:
            checker.report((*loc, "where"), f"a mark that tells of {mark.of}, and not where", "where: a place")
        if mark.of in WATCHER_KINDS or mark.of in checker.people or checker.left_out("places", mark.of):
            continue
        if atlas.place(mark.of) is None:
            known = {*atlas.places, *checker.people, *WATCHER_KINDS}
            checker.unknown((*loc, "of"), mark.of, "there is nothing to tell of {}", known)
        elif mark.where is not None:
            checker.report((*loc, "where"), f"{mark.of} is a place: it is where it is", "no where")
