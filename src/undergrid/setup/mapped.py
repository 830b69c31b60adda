"""The map of a scenario, or a file that is a map, with what a picture of it shows besides."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from undergrid.city.city import City
from undergrid.city.maps.grounds import beside
from undergrid.city.maps.map_error import MapError
from undergrid.city.maps.tmx import read_tmx
from undergrid.core.inputs import is_there
from undergrid.setup.check.maps import READERS, is_map
from undergrid.setup.load import load


class Mapped(NamedTuple):
    """A city, where its map begins to count, and what its scenario adds to it."""

    name: str
    city: City
    origin: tuple[int, int] = (0, 0)  # column and row of the first cell, as the map counts them
    places: Mapping[str, int] = MappingProxyType({})  # of the scenario: cells by name
    people: Mapping[str, int] = MappingProxyType({})  # cells by the names of those of whom it says where they start


def mapped(name: str | Path, people: int | None = None) -> Mapped:
    """Read a map: of a scenario, by its name, folder or file, or a file that is one.

    people: for how many the city of a scenario is that is generated; its own number if None.

    Raises ScenarioError or UsageError as `load` does, MapError for a file that is no map.
    """
    path = Path(name)
    if is_map(path):
        return _of_file(path)
    scenario = load(name, people)
    atlas = scenario.atlas
    starts = {one.name: place.cell for one in scenario.spec.cast.values()
              if one.at and (place := atlas.place(one.at))}  # fmt: skip
    places = {place: atlas.spots[place] for place in scenario.spec.places}
    return Mapped(scenario.name, scenario.city, atlas.origin, places, starts)


def _of_file(path: Path) -> Mapped:
    try:
        found = READERS[path.suffix](path)
    except MapError as error:
        if path.suffix != ".map" and not is_there(beside(path)) and _is_whole(path):
            error.hint = f"if it was drawn for another game: undergrid map adopt {shlex.quote(str(path))}"
        raise
    return Mapped(path.stem, found.city, found.origin)


def _is_whole(path: Path) -> bool:
    """Whether a Tiled map can be read, whatever it means."""
    try:
        read_tmx(path)
    except MapError:
        return False
    return True
