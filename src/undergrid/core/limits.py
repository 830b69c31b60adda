"""How much is read: the limits of files that come from outside, each with its reason.

Whoever reads a file asks these first, so that no small file can take the memory or the minutes of whoever opens it.
They are far above what a city needs. Within them, a file is read or refused in seconds and in less than a gigabyte.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """The most of something that is read; `instead` is what its writer can do about it."""

    name: str
    most: int
    unit: str
    instead: str

    def exceeded(self, found: int) -> str:
        """What is said where there are more than that; "" where there are not."""
        if found <= self.most:
            return ""
        return f"more than {self.most:,} {self.unit} ({self.name} in undergrid/core/limits.py): {self.instead}"


SCENARIO_BYTES = Limit("SCENARIO_BYTES", 4 << 20, "bytes", "leave out what is no part of the scenario")
"""Of a scenario or canon: YAML is taken apart letter by letter, about 2 MB/s. Ours have 5 kB."""

MAP_BYTES = Limit("MAP_BYTES", 72 << 20, "bytes", "save the layers as base64 with zlib")
"""Of a map, its tilesets included: room for CELLS in the MovingAI format. A compressed map has some hundred kB."""

OSM_BYTES = Limit("OSM_BYTES", 1 << 28, "bytes", "cut out the town first: osmium extract --bbox W,S,E,N")
"""Of a file of OpenStreetMap, which is held in memory. Berlin as .osm.pbf has 90 MB."""

ORDER_BYTES = Limit("ORDER_BYTES", 32 << 20, "bytes", "give fewer orders, or run in parts")
"""Of a file of orders, which is held in memory: about 400,000 orders. A person obeys one a tick."""

RULE_BYTES = Limit("RULE_BYTES", 1 << 20, "bytes", "move tables of numbers out of the code")
"""Of a maker's rule: Python's parser needs some hundred bytes for each of it."""

VALUES = Limit("VALUES", 50_000, "values", "fewer people by name; aliases of aliases grow fast")
"""In a YAML file, aliases followed: each costs 20 to 80 us. Room for 2,000 people by name."""

LETTERS = Limit("LETTERS", 100_000, "letters in one text", "write a shorter text")
"""In one value of a YAML file: it is repeated wherever it is wrong. The longest text of a story is a page."""

NESTING = Limit("NESTING", 64, "levels, one in another", "take them apart")
"""Of mappings and lists, groups and properties: readers call themselves for each. Tiled's own samples have 3."""

SIDE = Limit("SIDE", 1 << 14, "cells along one side", "divide the city into levels, or draw larger cells")
"""Of a map. A generated city of ten million people is 4,951 cells wide."""

CELLS = Limit("CELLS", 1 << 26, "cells in all layers", "draw a smaller map, larger cells or fewer layers")
"""Of a map, all of its layers together: four bytes each while it is read. A city of a million has a quarter of that."""

LAYERS = Limit("LAYERS", 256, "layers", "put things of one kind in one layer")
"""Of tiles or objects in a map: names of levels are looked up in turn."""

ELEMENTS = Limit("ELEMENTS", 500_000, "XML elements", "save the layers as base64 or CSV, not as one element a tile")
"""In a map, its tilesets included: 400 bytes and 5 us each. Our largest map has 2,000."""

TAG_BYTES = Limit("TAG_BYTES", 1 << 21, "bytes in one tag or comment", "move the data into the text of an element")
"""Nothing of a tag is seen before its end: until then the parser holds it all, attributes and their names."""

TILESETS = Limit("TILESETS", 256, "tilesets", "put their tiles together")
"""Of a map: each is a file to open."""

GROUND_BYTES = Limit("GROUND_BYTES", 1 << 20, "bytes", "list tiles as ranges, such as 0-99")
"""Of what somebody says about the tiles of a map: a tileset of a thousand tiles takes some hundred bytes."""

TEMPLATES = Limit("TEMPLATES", 256, "templates", "use one for several objects")
"""Of the objects of a map: each is a file to open."""

TILES = Limit("TILES", 1 << 18, "different tiles, layer by layer", "draw with fewer tiles")
"""Of a map: the meaning of each is worked out once a layer, about 4 us. A drawn map has some hundred."""

OBJECTS = Limit("OBJECTS", 200_000, "objects", "draw fewer of them")
"""Of a map: they are gone through once for each class. A city of a million has 20,000 buildings."""

POINTS = Limit("POINTS", 500_000, "corners and stops", "draw with fewer corners")
"""Of all polygons, polylines and beats of a map together, about 4 us each."""

PAINTED = Limit("PAINTED", 1 << 29, "cells to paint", "paint districts as a layer of class districts")
"""By the districts that are drawn as boxes and polygons: their cells once for each corner, about 3 ns each."""

WALLS = Limit("WALLS", 1 << 21, "cells around buildings without a door", "give buildings the property door")
"""Among which doors are looked for, about 2 us each."""

ROWS = Limit("ROWS", 1_000_000, "rows", "divide the file")
"""Of a scenario of the MovingAI benchmark; the longest published one has 200,000."""

NETWORK_BYTES = Limit("NETWORK_BYTES", 1 << 28, "bytes", "leave out what no node or wire needs")
"""Of a file of a network: a list of 16 million wires. One of 4 million wires has 55 MB."""

NETWORK_ELEMENTS = Limit("NETWORK_ELEMENTS", 2_000_000, "XML elements", "save the network as a list of edges")
"""In GraphML: 400 bytes and 5 us each. A grid of 2,869 nodes and 4,582 wires with all their values has 22,000."""

NODES = Limit("NODES", 10_000_000, "nodes", "number the nodes from 0, or give them names that are no numbers")
"""Of a network, and above the largest number that a node may have in a table or list of edges: it is that of a row."""

WIRES = Limit("WIRES", 20_000_000, "wires", "leave out parallel wires")
"""Of a network: 100 bytes each while it is taken apart."""

CITY_NODES = Limit("CITY_NODES", 200_000, "nodes in the network of a city", "draw a smaller network")
"""Of a scenario, devices not counted: where each stands is looked for, some us each. A district has some dozens."""

FILLED = Limit(
    "FILLED", 1 << 22, "entries", "a flow is for networks as sparse as a grid, up to some hundred thousand nodes"
)
"""Of a system of equations while it is eliminated, 60 bytes each: beyond it a network is woven too densely, which is
found out in seconds. A grid of 2,869 nodes has 7,000."""

NOTICED = 500
"""Mistakes in one file before its reader gives up: for each, the nearest known name is looked for."""

TOLD = 100
"""Mistakes that are told, the first of them: more than a screen of them helps nobody."""


def told(lines: Sequence[str]) -> list[str]:
    """The mistakes that are told, as many as TOLD, and then how many more there are."""
    return [*lines[:TOLD], *filter(None, [more(len(lines))])]


def more(n: int) -> str:
    """How many mistakes of `n` are not told; "" for none."""
    at_least = "at least " if n >= NOTICED else ""
    return f"and {at_least}{n - TOLD:,} more mistakes, the first {TOLD} are told" if n > TOLD else ""
