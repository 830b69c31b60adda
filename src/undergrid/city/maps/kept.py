"""What stands in a file of grounds already, when its map is adopted once more: answers are given once.

Whatever differs there from what is proposed without it was said by somebody, by an option or by hand. What does not is
proposed anew, so that a guess stays one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from undergrid.city.city import City
from undergrid.city.maps.grounds import Grounds
from undergrid.city.maps.storeys import Storey
from undergrid.city.maps.tiled_map import TiledMap, TileLayer


def kept_storeys(found: Sequence[Storey], kept: Grounds) -> list[Storey]:
    """The levels of the file, from below; those of the map where the file names a layer that is gone."""
    by_name: dict[str, list[TileLayer]] = {}
    for layer in (layer for storey in found for layer in storey.layers):
        for name in {layer.name: 0, layer.path: 0}:
            by_name.setdefault(name, []).append(layer)
    if not kept.levels or not all(layers and all(one in by_name for one in layers) for layers in kept.levels.values()):
        return list(found)
    heights, height = {storey.name: storey.height for storey in found}, -1
    levels = []
    for name, layers in kept.levels.items():
        height = heights.get(name, height + 1)
        levels.append(Storey(name, height, tuple(layer for one in dict.fromkeys(layers) for layer in by_name[one])))
    return levels


def kept_tiles(
    proposed: Mapping[str, Mapping[int, str]], kept: Grounds, names: Sequence[str]
) -> dict[tuple[str, int], str]:
    """What somebody said of tiles. proposed: what is proposed without it; names: of the tilesets that the map has."""
    return {(name, number): ground for name, tiles in kept.tiles.items() if name in names
            for number, ground in tiles.items() if proposed.get(name, {}).get(number) != ground}  # fmt: skip


def kept_joins(tiled: TiledMap, city: City, kept: Grounds) -> Iterator[tuple[str, str]]:
    """The ways of the file whose ends one can still stand on. city: the map without any of them."""
    walkable = city.walkable()
    levels = {level.name: number for number, level in enumerate(city.levels)}
    taken = {end for link in city.links for end in (link.a, link.b)}
    for kind, ends in kept.joins:
        cells = [_cell(one, levels, tiled, city) for one in ends.split()]
        if len(set(cells)) == 2 and not taken & set(cells) and all(one >= 0 and walkable[one] for one in cells):
            taken |= set(cells)
            yield kind, ends


def _cell(said: str, levels: Mapping[str, int], tiled: TiledMap, city: City) -> int:
    """A cell such as "street:12,5", or -1 where the map has none such."""
    name, _, pair = said.rpartition(":")
    try:
        x, y = (int(part) for part in pair.split(","))
    except ValueError:
        return -1
    x, y = x - tiled.x, y - tiled.y
    if name not in levels or not (0 <= x < city.width and 0 <= y < city.height):
        return -1
    return (levels[name] * city.height + y) * city.width + x
