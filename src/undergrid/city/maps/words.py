"""What custom properties of a Tiled map say, whatever type they were given, and which there may be.

Files from before Tiled had types give every property as a word, and whoever draws by hand often does: a yes is a yes
then too, and a number a number.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from undergrid.city.maps.tiled_map import Value
from undergrid.core import plain
from undergrid.core.errors import did_you_mean

KNOWN: dict[str, tuple[str, ...]] = {
    "district": ("kind", "level"),
    "building": ("use", "capacity", "door", "district", "level"),
    "link": ("kind", "length_mm", "level", "to"),
    "link_end": ("level",),
    "post": ("kind", "link", "stand", "beat", "level"),
    "place": ("level",),
    "level": ("lawful", "sky"),
    "districts": ("level",),
    "objects": ("level",),
    "map": ("name", "cell_mm", "attribution"),
    "tile": ("ground", "name", "kind"),
}
"""The properties of each class, of layers of levels, districts and objects, of the map, and of tiles."""

LAYERS = ("districts", "decoration")
"""The classes of tile layers that are no level."""

_OWN = ("map", "tile", "level", "objects")
"""What may have properties of a game's own beside ours: there only those are named that look like ours misspelt."""

_YES = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": False}


def flag(value: Value) -> bool | None:
    """A yes or no, also in words; None for anything else."""
    if isinstance(value, str):
        return _YES.get(value.strip().lower())
    return bool(value) if value in (0, 1) else None


def whole(value: Value) -> int | None:
    """A whole number, also in words; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return plain.whole(value.strip())
    return int(value) if value == int(value) else None


def strange(of: str, given: Iterable[str]) -> list[tuple[str, str]]:
    """The properties that something of a class cannot have, each with what is known instead."""
    known = KNOWN[of]
    found = []
    for name in given:
        if name in known:
            continue
        if of not in _OWN or _misspelt(name, known):
            found.append((name, did_you_mean(name, known)))
    return found


def layer_meant(kind: str) -> str:
    """What the class of a tile layer was meant to be, where it looks like one of ours misspelt; "" for any other."""
    return did_you_mean(kind, LAYERS) if kind not in LAYERS and _misspelt(kind, LAYERS) else ""


def _misspelt(name: str, known: tuple[str, ...]) -> bool:
    plainly = name.lower().replace("-", "_").replace(" ", "_")
    return plainly in known or bool(difflib.get_close_matches(plainly, known, 1, 0.8))
