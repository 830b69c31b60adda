"""Storeys: which layers of a map lie on which floor of it, where its groups or layers say so.

A house of several floors is drawn in groups ("Ground floor", "Cellar"), in layers whose names all say their floor
("F1 walls", "F2 walls"), or with a property `floor` or `level`. A map that says nothing of the kind has one level.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from undergrid.city.maps.tiled_map import Group, ObjectLayer, Properties, TileLayer
from undergrid.city.maps.words import whole

LEVEL = "street"

_SAID = ("floor", "level", "storey", "story")  # properties, and classes of groups
_PLACES = (("basement|cellar|underground|sewers?", -1), ("ground floor|surface|downstairs", 0),
           ("upstairs", 1), ("attic|loft", 99))  # fmt: skip
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_WORDS = "floor|level|storey|story|deck"
_NUMBERED = (
    rf"(?<![a-z0-9])(?:(?:{_WORDS}|etage)s? ?(-? ?\d{{1,3}})|(\d{{1,3}})(?:st|nd|rd|th)? ?(?:{_WORDS})"
    rf"|f ?(\d{{1,2}})|(\d{{1,2}}) ?f|b ?(\d{{1,2}})f?|({'|'.join(_ORDINALS)}) (?:{_WORDS}))(?![a-z0-9])"
)


class Storey(NamedTuple):
    """A level of a map: its layers from below, and how high it lies; what lies next to it is the next higher number."""

    name: str
    height: int
    layers: tuple[TileLayer, ...]


def storeys(layers: Sequence[TileLayer]) -> list[Storey]:
    """The levels that layers lie on, in the order in which the map has them; one where nothing speaks of several."""
    found = _by(layers, [_of_groups(layer.groups) or _of_properties(layer.properties) for layer in layers])
    if len(found) > 1:
        return found
    named = [_in_name(layer.name) for layer in layers]
    found = _by(layers, named if all(named) else [one if one and one[1] else None for one in named])
    return found if len(found) > 1 else [Storey(LEVEL, 0, tuple(layers))]


def storey_of(found: Sequence[Storey], layer: ObjectLayer, own: Properties) -> int:
    """The number of the level on which an object lies; 0 where nothing says so. own: its properties."""
    said = (_of_properties(own) or _of_groups(layer.groups) or _of_properties(layer.properties)
            or _in_name(layer.name))  # fmt: skip
    same = [n for n, storey in enumerate(found) if said and storey.name == said.name]
    same += [n for n, storey in enumerate(found) if said and storey.height == said.height]
    return same[0] if same else 0


class _Said(NamedTuple):
    name: str
    alone: bool  # whether the name says nothing but the floor
    height: int


def _by(layers: Sequence[TileLayer], said: Sequence[_Said | None]) -> list[Storey]:
    stacks: dict[str, tuple[int, list[TileLayer]]] = {}
    for layer, one in zip(layers, said, strict=True):
        stacks.setdefault(one.name if one else LEVEL, (one.height if one else 0, []))[1].append(layer)
    return [Storey(name, height, tuple(stack)) for name, (height, stack) in stacks.items()]


def _of_groups(groups: Sequence[Group]) -> _Said | None:
    """The floor that the outermost group speaks of that speaks of one."""
    for group in groups:
        if said := _in_name(group.name) or _of_properties(group.properties):
            return said
        if group.kind.lower() in _SAID:
            return _Said(slug(group.name), True, 0)
    return None


def _of_properties(properties: Properties) -> _Said | None:
    for name, value in properties.items():
        if name.lower() in _SAID and str(value).strip():
            number = whole(value)
            words = _in_name(str(value))
            height = number if number is not None else words.height if words else 0
            return _Said(slug(f"floor {value}" if number is not None else str(value)), True, height)
    return None


def _in_name(name: str) -> _Said | None:
    """The floor that a name speaks of."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[a-zA-Z])-(?=\d)", " ", name)
    plain = re.sub(r"[\s_./:-]+(?!\d)|[\s_./:]+", " ", apart).lower().strip()
    for words, height in _PLACES:
        if re.fullmatch(f"(?:the )?(?:{words})", plain):
            return _Said(slug(plain), True, height)
    found = re.search(_NUMBERED, plain)
    if not found:
        return None
    floor, number, f_before, f_after, below, ordinal = found.groups()
    height = (
        _ORDINALS[ordinal]
        if ordinal
        else -int(below)
        if below
        else int((floor or number or f_before or f_after).replace(" ", ""))
    )
    return _Said(slug(found[0]), found[0].strip() == plain, height)


def slug(name: str) -> str:
    """A name as scenarios write those of levels."""
    return re.sub(r"[^\w-]+", "_", name.strip().lower()).strip("_") or LEVEL
