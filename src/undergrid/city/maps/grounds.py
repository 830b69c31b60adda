"""The file in which somebody says what the tiles of a map mean that was not drawn for Undergrid: `town.ground.yaml`.

levels:                                  the tile layers of each level, from below; a tile hides what lies under it
  street: [Background, Details, Walls]
roofed: [cellar]                         levels to which neither rain nor daylight come
tiles:                                   for each tileset, tiles by their ground, in Tiled's own numbers
  town: {street: "0-3, 7", building: "12", none: "40-44"}
  town#2: {water: "0"}                   the second tileset of that name
joins:                                   where levels join, by the kind of way: two cells, as Tiled shows them
  stairs: ["street:12,5 cellar:12,5"]

It lies beside `town.tmx`. A layer has its name, or that after those of its groups: `Cellar/Walls`. A tile of the
ground `none` is only for the eye, as is a layer that no level names; a tile that is not listed keeps the ground that
its class names. Objects mean something there only where they, or their layer, have one of the classes of `tiled`:
their layer's name alone does not make them one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from undergrid.city.city import Ground, LinkKind
from undergrid.city.maps.map_error import Complaint, MapError
from undergrid.city.maps.tiled_map import Tileset
from undergrid.core.errors import did_you_mean
from undergrid.core.inputs import UnreadableError, read_text
from undergrid.core.limits import GROUND_BYTES, TILES

NONE = "none"
WORDS = (*(kind.name.lower() for kind in Ground), NONE)
WAYS = tuple(kind.name.lower() for kind in LinkKind)
_KEYS = "levels", "roofed", "tiles", "joins"

_RANGE = re.compile(r"\s*(\d{1,9})(?:\s*-\s*(\d{1,9}))?\s*")


@dataclass(frozen=True)
class Grounds:
    """What the tiles and layers of a map mean, and where its levels join. A ground is one of WORDS."""

    levels: Mapping[str, tuple[str, ...]]
    tiles: Mapping[str, Mapping[int, str]]
    path: Path = field(default_factory=Path)
    roofed: tuple[str, ...] = ()
    joins: tuple[tuple[str, str], ...] = ()
    """The kind of each way, one of WAYS, and its two ends: "street:12,5 cellar:12,5"."""

    def of(self, tileset: Tileset, number: int) -> str:
        """The ground of a tile, or "" where nothing is said about it; what is said of a name holds for all of it."""
        said = self.tiles.get(tileset.key)
        return (self.tiles.get(tileset.name, {}) if said is None else said).get(number, "")


def beside(path: Path) -> Path:
    """Where the grounds of a map are said."""
    return path.with_suffix(".ground.yaml")


def read_grounds(path: Path) -> Grounds:
    """Read such a file. Raises MapError with all that is wrong with it."""
    try:
        text = read_text(path, GROUND_BYTES)
    except UnreadableError as unread:
        raise MapError.at(path, 0, unread.message) from None
    wrong: list[str] = []
    found = _loaded(text, path)
    for name in found:
        if name not in _KEYS:
            wrong.append(f'there is no "{str(name)[:40]}"; {did_you_mean(str(name), _KEYS)}')
    levels = {str(name): _listed(layers) for name, layers in _mapping(found.get("levels"), "levels", wrong).items()}
    roofed = _listed(found.get("roofed"))
    wrong += [f'roofed: there is no level "{name[:40]}"; {did_you_mean(name, levels)}' for name in roofed
              if name not in levels]  # fmt: skip
    joins = []
    for kind, ways in _mapping(found.get("joins"), "joins", wrong).items():
        if str(kind) not in WAYS:
            wrong.append(f'joins: unknown kind "{str(kind)[:40]}"; {did_you_mean(str(kind), WAYS)}')
        joins += [(str(kind), way) for way in _listed(ways)]
    tiles: dict[str, dict[int, str]] = {}
    for tileset, by_ground in _mapping(found.get("tiles"), "tiles", wrong).items():
        said = tiles.setdefault(str(tileset), {})
        for ground, numbers in _mapping(by_ground, f'the tiles of "{tileset}"', wrong).items():
            if str(ground) not in WORDS:
                wrong.append(f'"{tileset}": unknown ground "{str(ground)[:40]}"; {did_you_mean(str(ground), WORDS)}')
                continue
            try:
                meant = dict.fromkeys(numbers_in(str(numbers)), str(ground))
                for number in sorted(said.keys() & meant.keys())[:1]:
                    wrong.append(f'"{tileset}": tile {number} is {said[number]} and {ground}: expected one of them')
                said.update(meant)
            except ValueError as error:
                wrong.append(f'"{tileset}", {ground}: {error}')
    if wrong:
        raise MapError([Complaint(path, 0, one) for one in wrong])
    return Grounds(levels, tiles, path, roofed, tuple(joins))


def numbers_in(text: str) -> Iterator[int]:
    """The numbers that a text such as "0-3, 7" stands for. Raises ValueError for any other text."""
    for part in text.split(","):
        found = _RANGE.fullmatch(part)
        if not found:
            raise ValueError(f'"{part.strip()[:40]}" is no number of a tile: expected such as "0-3, 7"')
        first, last = int(found[1]), int(found[2] or found[1])
        if last - first >= TILES.most:
            raise ValueError(f"{TILES.exceeded(last - first + 1)}")
        yield from range(first, last + 1)


def text_of(numbers: Iterable[int]) -> str:
    """Numbers as such a text."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in runs)


def as_yaml(grounds: Grounds, of: str) -> str:
    """Such a file, for the map of a name."""
    lines = [f"# What the tiles of {of} mean to Undergrid: see the page Maps. Numbers are Tiled's own.", "levels:"]
    lines += [f"  {_quoted(name)}: [{', '.join(map(_quoted, layers))}]" for name, layers in grounds.levels.items()]
    if grounds.roofed:
        lines.append(f"roofed: [{', '.join(map(_quoted, grounds.roofed))}]")
    lines += ["tiles:"] if grounds.tiles else ["tiles: {}"]
    for tileset, tiles in grounds.tiles.items():
        lines.append(f"  {_quoted(tileset)}:")
        for word in WORDS:
            numbers = [number for number, ground in tiles.items() if ground == word]
            if numbers:
                lines.append(f'    {word}: "{text_of(numbers)}"')
    lines += ["joins:"] if grounds.joins else []
    for kind in dict.fromkeys(kind for kind, _ in grounds.joins):
        lines += [f"  {kind}:", *(f"    - {_quoted(ends)}" for one, ends in grounds.joins if one == kind)]
    return "\n".join(lines) + "\n"


def _quoted(name: str) -> str:
    import json

    return json.dumps(name)


def _listed(value: Any) -> tuple[str, ...]:
    return () if value is None else tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _mapping(value: Any, what: str, wrong: list[str]) -> Mapping[Any, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        wrong.append(f"{what}: expected names, each with what it stands for")
        return {}
    return value


def _loaded(text: str, path: Path) -> Mapping[Any, Any]:
    """The YAML of a file, without aliases: they make a small file large."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.events import AliasEvent

    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            if isinstance(event, AliasEvent):
                raise MapError.at(path, event.start_mark.line + 1, "aliases are not read here: write it out")
        found = YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise MapError.at(path, line, f"broken YAML: {error.problem}") from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise MapError.at(path, 0, f"broken YAML: {str(error).splitlines()[0] if str(error) else 'too deep'}") from None
    if not isinstance(found, dict):
        raise MapError.at(path, 0, "expected levels and tiles")
    return found
