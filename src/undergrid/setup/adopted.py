"""A map of another game taken over: what is proposed for it, and the file in which that is written down."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from undergrid.city.maps.adopt import Proposal, propose
from undergrid.city.maps.grounds import as_yaml, beside, read_grounds
from undergrid.city.maps.map_error import MapError
from undergrid.city.maps.tiled import read_tmx
from undergrid.city.maps.tiled_map import TiledMap
from undergrid.core.errors import UsageError
from undergrid.setup.mapped import Mapped


class Adopted(NamedTuple):
    """A map, what is proposed for it, and where that is written."""

    file: Path
    tiled: TiledMap
    proposal: Proposal
    target: Path

    @property
    def mapped(self) -> Mapped:
        """The city that it becomes."""
        return Mapped(self.file.stem, self.proposal.city, (self.tiled.x, self.tiled.y))

    def write(self) -> None:
        """Write down what is proposed."""
        self.target.write_text(as_yaml(self.proposal.grounds, self.file.name), encoding="utf-8")


def adopt(
    file: Path, grounds: Iterable[str] = (), joins: Iterable[str] = (), target: Path | None = None, *,
    force: bool = False,
) -> Adopted:  # fmt: skip
    """Propose what a map means; nothing is written yet.

    grounds, joins: what somebody says themselves (`propose`). target: where it is to be written, beside the map if
    None.

    What somebody said in the file that is to be written over stands there again, unless something else is said now.

    Raises UsageError where it is written already and not to be written over, and where what is said makes no sense;
    MapError for a map that cannot be read or lived on, and for a file to be written over that cannot be read.
    """
    target = target or beside(file)
    if target.exists() and not force:
        raise UsageError(f"{target} is there already", hint="edit it, or adopt once more with --force")
    try:
        kept = read_grounds(target) if target.exists() else None
    except MapError as error:
        error.hint = "mend it, or delete it to begin anew"
        raise
    tiled = read_tmx(file)
    return Adopted(file, tiled, propose(tiled, grounds, joins, kept), target)
