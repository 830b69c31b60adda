"""The map of a scenario, or a file that is a map, with what a picture of it shows besides."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from undergrid.city.city import City, Post
from undergrid.city.maps.grounds import beside
from undergrid.city.maps.map_error import MapError
from undergrid.city.maps.tmx import read_tmx
from undergrid.core.inputs import is_there
from undergrid.setup.check.atlas import Atlas
from undergrid.setup.check.check import doubts_about_map
from undergrid.setup.check.maps import READERS, is_map
from undergrid.setup.check.standing import posts_of
from undergrid.setup.file.model import ScenarioFile
from undergrid.setup.file.problems import Problem, ScenarioError
from undergrid.setup.load import find, load, sight


class Mapped(NamedTuple):
    """A city, where its map begins to count, and what its scenario adds to it."""

    name: str
    city: City
    origin: tuple[int, int] = (0, 0)  # column and row of the first cell, as the map counts them
    places: Mapping[str, int] = MappingProxyType({})  # of the scenario: cells by name
    people: Mapping[str, int] = MappingProxyType({})  # cells by the names of those of whom it says where they start
    posts: tuple[Post, ...] = ()  # those that the scenario adds to the map's own
    problems: tuple[Problem, ...] = ()  # of a scenario that is shown in spite of them
    doubts: tuple[Problem, ...] = ()  # what in its map is hardly what was meant, where that was asked for


def mapped(name: str | Path, people: int | None = None, *, wrong_too: bool = False) -> Mapped:
    """Read a map: of a scenario, by its name, folder or file, or a file that is one.

    people: for how many the city of a scenario is that is generated; its own number if None. wrong_too: whether
    the map of a scenario with mistakes is given as well, with these, and of every map what is doubtful in it.

    Raises ScenarioError or UsageError as `load` does, MapError for a file that is no map.
    """
    path = Path(name)
    if is_map(path):
        return _of_file(path, wrong_too)
    try:
        scenario = load(name, people)
    except ScenarioError:
        seen = sight(name, people) if wrong_too else None
        if seen is None:
            raise
        found = _of_scenario(seen.spec, seen.atlas, seen.city)._replace(problems=tuple(seen.problems))
        return found._replace(doubts=_doubts_of(seen.spec, find(name)))
    found = _of_scenario(scenario.spec, scenario.atlas, scenario.city)
    return found._replace(doubts=_doubts_of(scenario.spec, scenario.path) if wrong_too else ())


def _of_scenario(spec: ScenarioFile, atlas: Atlas, city: City) -> Mapped:
    starts = {one.name: place.cell for one in spec.cast.values() if one.at and (place := atlas.place(one.at))}
    places = {place: atlas.spots[place] for place in spec.places if place in atlas.spots}
    added = tuple(post for post in posts_of(spec, atlas)[len(atlas.city.posts) :] if post.cell >= 0)
    return Mapped(spec.scenario, city, atlas.origin, places, starts, added)


def _doubts_of(spec: ScenarioFile, path: Path) -> tuple[Problem, ...]:
    return tuple(doubts_about_map(path.parent / spec.map.file)) if spec.map.file else ()


def _of_file(path: Path, doubtful_too: bool) -> Mapped:
    try:
        found = READERS[path.suffix](path)
    except MapError as error:
        if path.suffix != ".map" and not is_there(beside(path)) and _is_whole(path):
            error.hint = f"if it was drawn for another game: undergrid map adopt {shlex.quote(str(path))}"
        raise
    doubts = tuple(doubts_about_map(path)) if doubtful_too else ()
    return Mapped(path.stem, found.city, found.origin, doubts=doubts)


def _is_whole(path: Path) -> bool:
    """Whether a Tiled map can be read, whatever it means."""
    try:
        read_tmx(path)
    except MapError:
        return False
    return True
