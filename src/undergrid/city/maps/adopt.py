"""Proposing what the tiles of an ordinary game map mean, so that people can live on it.

A game draws a map in layers over one another, and says what blocks by a property, a class, a collision shape, or by
nothing but what the tile shows. What a tile is taken for goes by the first of these that says something. What is
taken from the name of its layer or tileset, or from where it lies, is a guess, and a question to whoever adopts it.
Which layers are which level `storeys` finds, and where these join `joins`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from undergrid.city.city import City, Ground, ground_column
from undergrid.city.maps import joins as joining
from undergrid.city.maps.grounds import NONE, WORDS, Grounds, beside, numbers_in
from undergrid.city.maps.joins import Join, Open
from undergrid.city.maps.kept import kept_joins, kept_storeys, kept_tiles
from undergrid.city.maps.map_error import MapError
from undergrid.city.maps.rooms import walls
from undergrid.city.maps.storeys import Storey, storeys
from undergrid.city.maps.tiled import to_city
from undergrid.city.maps.tiled_map import TiledMap, TileLayer, Tileset, Value, tileset_at
from undergrid.city.maps.words import flag
from undergrid.core.errors import UsageError, did_you_mean

STREET = Ground.STREET.name.lower()
WALL = Ground.BUILDING.name.lower()

_BLOCKS = ("solid", "collide", "collides", "collidable", "collision", "block", "blocked", "blocking", "obstacle",
           "wall", "impassable", "unwalkable")  # fmt: skip
_PASSES = ("walkable", "passable", "walk", "floor")
_MEANINGS: tuple[tuple[str, str], ...] = (
    ("walkway", "bridge|stairs?|steps?|ladder|ramp|catwalk"),
    ("water", "water|rivers?|sea|lake|ocean|pond|canal|lava|pool"),
    ("rubble", "rubble|ruins?|debris"),
    ("plaza", "plaza|square|market"),
    ("building", "walls?|buildings?|houses?|rocks?|boulders?|cliffs?|mountains?|trees?|forest|bush(es)?|hedges?|"
            "fences?|"
     "crates?|barrels?|blocks?|solid|obstacles?|collisions?|collide|pillars?|columns?|statues?|barriers?|bricks?|"
     "plants?|impassable|objects?|furniture|castle|tower|cactus|cacti"),
    ("street", "floors?|ground|roads?|streets?|paths?|grass|dirt|sand|desert|snow|pavement|cobbles?|"
     "walkable|earth|soil|concrete|field|lawn|island|beach"),
    (NONE, "shadows?|lights?|over|above|roofs?|foreground|decor\\w*|details?|fringe|sky|clouds?|effects?|flowers?|"
     "markers?|spawns?|coins?|items?|pickups?"),
)  # fmt: skip
_CELL = re.compile(r"[^\s:=]+:-?\d{1,6},-?\d{1,6}")
_GUESSES = {
    "guessed": "",
    "terrain": "terrain",
    "layer": "layer",
    "tileset": "tileset",
}  # reasons that are none: whose name it is
_COVERED = 0.25  # share of a tile that collision shapes cover, from which on nobody passes [assumed]


class Question(NamedTuple):
    """A tile about which nothing certain says what it is: on how many cells it lies, and what it is taken for."""

    tileset: str
    tile: int
    cells: int
    guess: str
    by: str = ""  # whose name speaks of it, "terrain", "layer" or "tileset", or "" where nothing does


@dataclass(frozen=True)
class Proposal:
    """What a map's tiles and layers are taken for, why, and what is left to ask, from what covers most."""

    grounds: Grounds
    why: Mapping[tuple[str, int], str]
    questions: tuple[Question, ...]
    city: City
    joins: tuple[Join, ...] = ()
    open: tuple[Open, ...] = ()


def propose(
    tiled: TiledMap, given: Iterable[str] = (), joined: Iterable[str] = (), kept: Grounds | None = None
) -> Proposal:
    """Propose a ground for each tile of a map, and where its levels join.

    given: what somebody says themselves, as "TILESET:NUMBERS=GROUND" or, where there is one tileset, "NUMBERS=GROUND".
    joined: where levels join besides, as "LEVEL:X,Y=LEVEL:X,Y", by stairs.
    kept: what was written down for the map before; what somebody said there stands unless they say otherwise now.

    Raises:
        UsageError: where that makes no sense.
        MapError: where nobody could live on the map, whatever its tiles are.
    """
    answers = _answers(tiled, given)
    drawn = [layer for layer in tiled.tile_layers if layer.kind not in ("districts", "decoration") and layer.gids.any()]
    if not drawn:
        raise MapError.at(tiled.path, 1, "no tile is drawn on this map: there is no ground to stand on")
    found = storeys([layer for layer in drawn if not layer.parallax] or drawn)
    said_before: dict[tuple[str, int], str] = {}
    if kept:
        found = kept_storeys(found, kept)
        names = [tileset.key for tileset in tiled.tilesets]
        said_before = kept_tiles(_all_tiles(tiled, found, {})[0], kept, names)
    tiles, why, questions = _all_tiles(tiled, found, said_before | answers)
    for (name, number), ground in said_before.items():  # of tiles that are not drawn yet, too
        tiles.setdefault(name, {}).setdefault(number, ground)
    grounds = Grounds(_stacks(found), tiles, beside(tiled.path), tuple(one.name for one in found if one.height < 0))
    if kept and kept.levels.keys() == grounds.levels.keys():
        grounds = replace(grounds, roofed=kept.roofed)
    more = [("stairs", _ends(one)) for one in joined]
    if kept:
        anew = _said(tiled, city := to_city(tiled, grounds), joining.find(tiled, found, city)[0])
        now = {end for _, ends in more for end in ends.split()}
        before = [one for one in kept_joins(tiled, city, kept) if one not in anew and not now & {*one[1].split()}]
        more = [*before, *more]
    more = list(dict.fromkeys(more))
    grounds = replace(grounds, joins=tuple(more))
    joins, unclear = joining.find(tiled, found, city := to_city(tiled, grounds))
    grounds = replace(grounds, joins=(*more, *_said(tiled, city, joins)))
    return Proposal(grounds, why, questions, to_city(tiled, grounds), tuple(joins), tuple(unclear))


def _stacks(found: Sequence[Storey]) -> dict[str, tuple[str, ...]]:
    """The names of the layers of each level; with those of their groups where another level has one of that name."""
    levels_of: dict[str, set[str]] = {}
    for storey in found:
        for layer in storey.layers:
            levels_of.setdefault(layer.name, set()).add(storey.name)
    return {storey.name: tuple(dict.fromkeys(layer.name if len(levels_of[layer.name]) == 1 else layer.path
                                             for layer in storey.layers))
            for storey in found}  # fmt: skip


def _ends(said: str) -> str:
    """The two cells that somebody says where levels join."""
    here, equals, there = said.partition("=")
    if not equals or not (_CELL.fullmatch(here) and _CELL.fullmatch(there)):
        raise UsageError(f"--join {said}: expected two cells", hint="such as street:12,5=cellar:12,5")
    return f"{here} {there}"


def _said(tiled: TiledMap, city: City, joins: Iterable[Join]) -> tuple[tuple[str, str], ...]:
    """Ways as the file of grounds names them."""
    return tuple((one.kind, f"{_spot(tiled, city, one.a)} {_spot(tiled, city, one.b)}") for one in joins)


def _spot(tiled: TiledMap, city: City, cell: int) -> str:
    """A cell as the file of grounds names it."""
    level, x, y = city.where(cell)
    return f"{city.levels[level].name}:{x + tiled.x},{y + tiled.y}"


def _all_tiles(
    tiled: TiledMap, found: Sequence[Storey], answers: Mapping[tuple[str, int], str]
) -> tuple[dict[str, dict[int, str]], dict[tuple[str, int], str], tuple[Question, ...]]:
    """The ground of each tile, why, and what is left to ask. The lowest layer of every level comes first."""
    tiles: dict[str, dict[int, str]] = {}
    why: dict[tuple[str, int], str] = {}
    cells: Counter[tuple[str, int]] = Counter()
    in_turn = [(storey.layers[0], True) for storey in found]
    in_turn += [(layer, False) for storey in found for layer in storey.layers[1:]]
    for layer, lowest in in_turn:
        gids, counts = np.unique(layer.gids, return_counts=True)
        for gid, n in zip(gids.tolist(), counts.tolist(), strict=True):
            tileset = tileset_at(tiled.tilesets, gid) if gid else None
            if tileset is None or not tileset.has(gid - tileset.first_gid):
                continue
            key = tileset.key, gid - tileset.first_gid
            cells[key] += n
            if key not in why:
                ground, reason = answers.get(key, ""), "said"
                if not ground:
                    ground, reason = _taken_for(tileset, key[1], layer, lowest)
                tiles.setdefault(key[0], {})[key[1]], why[key] = ground, reason
        if not lowest:
            _raise_walls(tiled, layer, tiles, why)
    _let_stand(tiled, found, tiles, why)
    asked = [Question(*key, cells[key], tiles[key[0]][key[1]], _GUESSES[reason])
             for key, reason in why.items() if reason in _GUESSES]  # fmt: skip
    asked.sort(key=lambda one: (-one.cells, one.tileset, one.tile))
    return tiles, why, tuple(asked)


def _answers(tiled: TiledMap, given: Iterable[str]) -> dict[tuple[str, int], str]:
    names = [tileset.key for tileset in tiled.tilesets]
    found: dict[tuple[str, int], str] = {}
    for one in given:
        tile, _, ground = one.rpartition("=")
        name, colon, numbers = tile.rpartition(":")
        if ground not in WORDS:
            raise UsageError(f"--ground {one}: unknown ground {ground!r}", hint=did_you_mean(ground, WORDS))
        if not colon and len(set(names)) != 1:
            raise UsageError(
                f"--ground {one}: of which tileset?", hint=f"such as {names[0] if names else 'NAME'}:0-3={ground}"
            )
        if colon and name not in names:
            raise UsageError(f"--ground {one}: there is no tileset {name!r}", hint=did_you_mean(name, names))
        try:
            found.update(((name if colon else names[0], number), ground) for number in numbers_in(numbers))
        except ValueError as wrong:
            raise UsageError(f"--ground {one}: {wrong}") from None
    return found


def _taken_for(tileset: Tileset, number: int, layer: TileLayer, lowest: bool) -> tuple[str, str]:
    """The ground that a tile is taken for, and why."""
    kind = tileset.classes.get(number, "")
    properties = tileset.tiles.get(number, {})
    own = str(properties.get("ground") or kind).lower()
    if own in WORDS:
        return own, "its own ground"
    if found := _by_property(properties):
        return found, "property"
    if found := in_words(kind):
        return found, "class"
    if tileset.solid.get(number, 0.0) >= _COVERED:
        return WALL, "collision shape"
    said = " ".join(str(value) for value in properties.values() if isinstance(value, str))
    texts = [(said, "property"), (tileset.called.get(number, ""), "name"), (tileset.mostly.get(number, ""), "terrain")]
    if tileset.mostly.get(number) != "":  # half of it is open, so that it is what lies around
        texts += [(layer.name, "layer"), (tileset.name, "tileset")]
    for text, reason in texts:
        found = in_words(text)
        if found and not (
            reason == "tileset" and found in (NONE, STREET)
        ):  # "desert" is what it shows, not where one walks
            return found, reason
    return (STREET, "guessed") if lowest else (NONE, "guessed")


def _raise_walls(
    tiled: TiledMap, layer: TileLayer, tiles: dict[str, dict[int, str]], why: dict[tuple[str, int], str]
) -> None:
    """Take for buildings, instead of for nothing, the tiles of a layer that lie around rooms: they stay guesses."""
    unsure: dict[int, tuple[str, int]] = {}
    known = []
    for gid in np.unique(layer.gids).tolist():
        tileset = tileset_at(tiled.tilesets, gid) if gid else None
        key = (tileset.key, gid - tileset.first_gid) if tileset else ("", -1)
        if why.get(key) == "guessed" and tiles[key[0]][key[1]] == NONE:
            unsure[gid] = key
        elif key in why and tiles[key[0]][key[1]] == WALL:
            known.append(gid)
    for gid in walls(layer.gids, unsure, known) if unsure else ():
        tileset_name, number = unsure[gid]
        tiles[tileset_name][number] = WALL


def _by_property(properties: Mapping[str, Value]) -> str:
    for name, value in properties.items():
        said = flag(value)
        plainly = name.lower().replace("_", "").replace(" ", "").removeprefix("is")
        if said is not None and plainly in _BLOCKS:
            return WALL if said else Ground.STREET.name.lower()
        if said is not None and plainly in _PASSES:
            return Ground.STREET.name.lower() if said else WALL
    return ""


def in_words(text: str) -> str:
    """The ground that the words of a text speak of, or "" where none does."""
    parts = re.sub(r"([a-z])([A-Z])", r"\1 \2", text)
    plain = " ".join(re.findall(r"[a-z]+", parts.lower()))
    for ground, words in _MEANINGS:
        if re.search(rf"\b({words})\b", plain):
            return ground
    return ""


def _let_stand(
    tiled: TiledMap, found: Sequence[Storey], tiles: dict[str, dict[int, str]], why: dict[tuple[str, int], str]
) -> None:
    """Where nobody could stand anywhere, take what covers most, of all that shows, for a street: it is a guess then."""
    walkable = ground_column("walkable")
    stands = {kind.name.lower() for kind in Ground if walkable[kind]}
    shown: Counter[tuple[str, int]] = Counter()
    for layer, covered in ((layer, covered) for storey in found
                           for covered in [np.zeros((tiled.height, tiled.width), dtype=bool)]
                           for layer in reversed(storey.layers)):  # fmt: skip
        for gid in np.unique(layer.gids).tolist():
            tileset = tileset_at(tiled.tilesets, gid) if gid else None
            key = (tileset.key, gid - tileset.first_gid) if tileset else ("", -1)
            if key not in why or tiles[key[0]][key[1]] == NONE:
                continue
            rows, columns = np.nonzero(layer.gids == gid)
            rows, columns = rows + layer.y - tiled.y, columns + layer.x - tiled.x
            inside = (rows >= 0) & (rows < tiled.height) & (columns >= 0) & (columns < tiled.width)
            free = ~covered[rows[inside], columns[inside]]
            shown[key] += int(free.sum())
            covered[rows[inside], columns[inside]] = True
    if not any(n and tiles[key[0]][key[1]] in stands for key, n in shown.items()):
        free_keys = [key for key in shown or why if why[key] not in ("said", "its own ground")]
        if free_keys:
            key = max(free_keys, key=lambda one: (shown[one], one))
            tiles[key[0]][key[1]], why[key] = STREET, "guessed"
