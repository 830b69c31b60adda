"""Proposing what the tiles of an ordinary game map mean, so that people can live on it.

A game draws a map in layers over one another, and says what blocks by a property, a class, a collision shape, or by
nothing but what the tile shows. What a tile is taken for goes by the first of these that says something; what nothing
says anything about is guessed by its layer, or by lying round rooms, and is a question to whoever adopts the map.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from undergrid.city.city import Ground, ground_column
from undergrid.city.maps.grounds import NONE, WORDS, Grounds, beside, numbers_in
from undergrid.city.maps.rooms import walls
from undergrid.city.maps.tiled_map import TiledMap, TileLayer, Tileset, Value, tileset_at
from undergrid.city.maps.words import flag
from undergrid.core.errors import UsageError, did_you_mean

LEVEL = "street"
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
_COVERED = 0.25  # share of a tile that collision shapes cover, from which on nobody passes [assumed]


class Question(NamedTuple):
    """A tile about which nothing says what it is: on how many cells it lies, and what it is taken for."""

    tileset: str
    tile: int
    cells: int
    guess: str


@dataclass(frozen=True)
class Proposal:
    """What a map's tiles and layers are taken for, why, and what is left to ask, from what covers most."""

    grounds: Grounds
    why: Mapping[tuple[str, int], str]
    questions: tuple[Question, ...]


def propose(tiled: TiledMap, given: Iterable[str] = ()) -> Proposal:
    """Propose a ground for each tile of a map.

    given: what somebody says themselves, as "TILESET:NUMBERS=GROUND" or, where there is one tileset, "NUMBERS=GROUND".

    Raises:
        UsageError: where that makes no sense.
    """
    answers = _answers(tiled, given)
    drawn = [layer for layer in tiled.tile_layers if layer.kind not in ("districts", "decoration") and layer.gids.any()]
    layers = [layer for layer in drawn if not layer.parallax] or drawn
    tiles: dict[str, dict[int, str]] = {}
    why: dict[tuple[str, int], str] = {}
    cells: Counter[tuple[str, int]] = Counter()
    lowest = True
    for layer in layers:
        gids, counts = np.unique(layer.gids, return_counts=True)
        for gid, n in zip(gids.tolist(), counts.tolist(), strict=True):
            tileset = tileset_at(tiled.tilesets, gid) if gid else None
            if tileset is None or not tileset.has(gid - tileset.first_gid):
                continue
            key = tileset.name, gid - tileset.first_gid
            cells[key] += n
            if key not in why:
                ground, reason = answers.get(key, ""), "said"
                if not ground:
                    ground, reason = _taken_for(tileset, key[1], layer, lowest)
                tiles.setdefault(key[0], {})[key[1]], why[key] = ground, reason
        if not lowest:
            _raise_walls(tiled, layer, tiles, why)
        lowest = False
    _let_stand(tiled, layers, tiles, why)
    asked = [Question(*key, cells[key], tiles[key[0]][key[1]]) for key, reason in why.items() if reason == "guessed"]
    asked.sort(key=lambda one: (-one.cells, one.tileset, one.tile))
    grounds = Grounds({LEVEL: tuple(layer.name for layer in layers)}, tiles, beside(tiled.path))
    return Proposal(grounds, why, tuple(asked))


def _answers(tiled: TiledMap, given: Iterable[str]) -> dict[tuple[str, int], str]:
    names = [tileset.name for tileset in tiled.tilesets]
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
    texts = (" ".join(str(value) for value in properties.values() if isinstance(value, str)), "property"), (
        tileset.called.get(number, ""), "name"), (layer.name, "layer"), (tileset.name, "tileset")  # fmt: skip
    for text, reason in texts:
        found = in_words(text)
        if found and not (
            reason == "tileset" and found in (NONE, LEVEL)
        ):  # "desert" is what it shows, not where one walks
            return found, reason
    return (LEVEL, "guessed") if lowest else (NONE, "guessed")


def _raise_walls(
    tiled: TiledMap, layer: TileLayer, tiles: dict[str, dict[int, str]], why: dict[tuple[str, int], str]
) -> None:
    """Take for buildings, instead of for nothing, the tiles of a layer that lie around rooms: they stay guesses."""
    unsure: dict[int, tuple[str, int]] = {}
    known = []
    for gid in np.unique(layer.gids).tolist():
        tileset = tileset_at(tiled.tilesets, gid) if gid else None
        key = (tileset.name, gid - tileset.first_gid) if tileset else ("", -1)
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
    tiled: TiledMap, layers: Sequence[TileLayer], tiles: dict[str, dict[int, str]], why: dict[tuple[str, int], str]
) -> None:
    """Where nobody could stand anywhere, take what covers most, of all that shows, for a street: it is a guess then."""
    walkable = ground_column("walkable")
    stands = {kind.name.lower() for kind in Ground if walkable[kind]}
    shown: Counter[tuple[str, int]] = Counter()
    covered = np.zeros((tiled.height, tiled.width), dtype=bool)
    for layer in reversed(layers):
        for gid in np.unique(layer.gids).tolist():
            tileset = tileset_at(tiled.tilesets, gid) if gid else None
            key = (tileset.name, gid - tileset.first_gid) if tileset else ("", -1)
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
            tiles[key[0]][key[1]], why[key] = LEVEL, "guessed"
