"""What tiles are made of: the terrains of older files, and the colours of Wang sets.

A tile may be made of one wholly, and then it is that. Where corners or edges of it are left open it is partly something
else, which nothing names: what it is then is a guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from string import hexdigits
from typing import NamedTuple
from xml.etree.ElementTree import Element

from undergrid.core import plain

_CORNERS, _EDGES = range(1, 8, 2), range(0, 8, 2)  # of the eight parts of a Wang id, clockwise from the upper edge
_PARTS = {"corner": _CORNERS, "edge": _EDGES, "mixed": range(8)}

Made = Sequence[str | None]
"""The names of what the parts of a tile are made of, None where nothing is said."""


class Terrains(NamedTuple):
    """What tiles are made of, by their numbers."""

    wholly: Mapping[int, list[str]]
    mostly: Mapping[int, str]  # of those that are partly left open: what holds most, "" where half and more is open


def terrains(tileset: Element) -> Terrains:
    """What the tiles of a tileset are made of."""
    wholly: dict[int, list[str]] = {}
    mostly: dict[int, str] = {}
    for number, made in _all(tileset):
        held = Counter(name for name in made if name is not None)
        n_open = made.count(None)
        if held and not n_open and len(held) == 1:
            wholly.setdefault(number, []).extend(held)
        elif held and n_open:
            mostly.setdefault(number, "" if 2 * n_open >= len(made) else held.most_common(1)[0][0])
    return Terrains(wholly, {number: name for number, name in mostly.items() if number not in wholly})


def _all(tileset: Element) -> Iterator[tuple[int, Made]]:
    names = [terrain.get("name", "") for terrain in tileset.findall("terraintypes/terrain")]
    for tile in tileset.findall("tile"):
        if tile.get("terrain"):
            yield whole(tile, "id"), [_named(part, names, 0) for part in tile.get("terrain", "").split(",")]
    for wangset in tileset.findall("wangsets/wangset"):
        colours, corners, edges = ([colour.get("name", "") for colour in wangset.findall(f"wang{kind}color")]
                                   for kind in ("", "corner", "edge"))  # fmt: skip
        tiles = [(whole(tile, "tileid"), _parts(tile.get("wangid", ""))) for tile in wangset.findall("wangtile")]
        tiles = [(number, parts) for number, parts in tiles if len(parts) == 8]
        said = _PARTS.get(wangset.get("type", "")) or _used([parts for _, parts in tiles])
        for number, parts in tiles:
            yield number, [_named(parts[n], colours or (corners if n % 2 else edges), 1) for n in said]


def _parts(said: str) -> Sequence[str]:
    """The parts of a Wang id; before Tiled 1.5 they are the digits of a hexadecimal number, the first at its end."""
    if "," not in said and said.startswith("0x"):
        return [str(int(digit, 16)) if digit in hexdigits else "" for digit in reversed(said[2:].zfill(8))]
    return said.split(",")


def _used(ids: Sequence[Sequence[str]]) -> range:
    """The parts that a Wang set speaks of which does not say so itself."""
    for some in (_CORNERS, _EDGES):
        if all(part == "0" for parts in ids for n, part in enumerate(parts) if n not in some):
            return some
    return range(8)


def _named(number: str, names: Sequence[str], first: int) -> str | None:
    """What a number stands for, None where it stands for nothing."""
    found = plain.whole(number)
    return names[found - first] if found is not None and 0 <= found - first < len(names) else None


def whole(element: Element, name: str) -> int:
    """A number of a tile, -1 where there is none."""
    found = plain.whole(element.get(name, ""))
    return -1 if found is None else found
