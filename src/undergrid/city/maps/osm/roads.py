"""Which ways of an extract people walk on, on which level each lies, and where one comes from level to level.

Tunnels lie on the level below. A bridge over water or a railway lies on the street, where it joins the banks; one that
leads over a street lies on the level above, with all that it is one piece with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from undergrid.city.city import Ground, Link, LinkKind
from undergrid.city.maps.osm import tags as meaning
from undergrid.city.maps.osm.draft import ABOVE, BELOW, STREET, Draft
from undergrid.city.maps.osm.extract import Extract, Way
from undergrid.city.maps.osm.plane import I64
from undergrid.city.maps.osm.tags import Road

_ALONE = "bridges and tunnels to which nothing leads"


class Strip(NamedTuple):
    """A way that is walked on. passage: whether it leads through a building."""

    way: Way
    road: Road
    level: int = STREET
    bridge: bool = False
    passage: bool = False


class Roads(NamedTuple):
    """All that people walk on, and the links between the levels: (level, row, column) of the end not on the street."""

    strips: tuple[Strip, ...]
    links: tuple[tuple[int, int, int], ...]


def roads(extract: Extract, draft: Draft) -> Roads:
    """The ways of an extract by level; bridges and tunnels to which nothing leads are left out, and counted there."""
    strips = [strip for way in extract.ways if (strip := _strip(way))]
    on_street = [strip for strip in strips if strip.level == STREET and not strip.bridge]
    pieces = _pieces([strip for strip in strips if strip.bridge])
    raised = [_crosses(piece, on_street + [one for other in pieces for one in other if _layer(one) < _layer(piece[0])])
              for piece in pieces]  # fmt: skip
    for piece, high in zip(pieces, raised, strict=True):
        if not high:
            on_street += piece
    off = [[one._replace(level=ABOVE) for one in piece] for piece, high in zip(pieces, raised, strict=True) if high]
    off += _pieces([strip for strip in strips if strip.level == BELOW])
    known = {node for strip in on_street for node in strip.way.nodes}
    found, links = on_street, dict[tuple[int, int], tuple[int, int, int]]()
    for piece in off:
        ends = _ends(piece, known, draft)
        new = {end[1:]: end for end in ends if end[1:] not in links}
        if new:
            links |= new
            found = found + piece
        elif any(len(draft.middle(strip.way.line)) for strip in piece):
            extract.left_out[_ALONE] += 1
    return Roads(tuple(found), tuple(links.values()))


def _strip(way: Way) -> Strip | None:
    tags = way.tags
    if tags.get("area") == "yes" and way.nodes[0] == way.nodes[-1]:  # drawn as an area
        return None
    road = meaning.road(tags)
    if road is None or tags.get("location") == "underground":
        return None
    tunnel = tags.get("tunnel", "no")
    if tunnel == "building_passage" or (meaning.is_yes(tags, "covered") and tunnel == "no"):
        return Strip(way, road._replace(ground=Ground.ALLEY), passage=True)
    if tunnel not in ("no", "culvert"):
        return Strip(way, road._replace(ground=Ground.TUNNEL), BELOW)
    if meaning.is_yes(tags, "bridge"):
        return Strip(way, road._replace(ground=Ground.WALKWAY), bridge=True)
    return Strip(way, road)


def _layer(strip: Strip) -> int:
    text = strip.way.tags.get("layer", "1")
    return int(text) if text in ("1", "2", "3", "4", "5") else 1


def _pieces(strips: Sequence[Strip]) -> list[list[Strip]]:
    """Ways of one layer that share a node, together."""
    found: dict[int, list[Strip]] = {}
    piece_at: dict[tuple[int, int], int] = {}
    for number, strip in enumerate(strips):
        mine = [strip]
        for node in strip.way.nodes:
            mine = found.pop(piece_at.get((_layer(strip), node), -1), []) + mine
        found[number] = mine
        piece_at |= {(_layer(one), node): number for one in mine for node in one.way.nodes}
    return list(found.values())


def _crosses(piece: Sequence[Strip], others: Iterable[Strip]) -> bool:
    """Whether ways lead over others with which they have no node in common."""
    mine = {node for strip in piece for node in strip.way.nodes}
    lines = [other.way.line for other in others if mine.isdisjoint(other.way.nodes)]
    if not lines:
        return False
    c = np.concatenate([line[:-1] for line in lines])
    d = np.concatenate([line[1:] for line in lines])
    return any(
        bool(((_side(a, b, c) * _side(a, b, d) < 0) & (_side(c, d, a) * _side(c, d, b) < 0)).any())
        for strip in piece
        for a, b in zip(strip.way.line[:-1], strip.way.line[1:], strict=True)
    )


def _side(a: I64, b: I64, c: I64) -> I64:
    """-1, 0 or 1: on which side of the line from a to b a point lies."""
    u, v = b - a, c - a
    found: I64 = np.sign(u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0])
    return found


def _ends(piece: Iterable[Strip], known: set[int], draft: Draft) -> list[tuple[int, int, int]]:
    """Where the ways of a piece come to those of the street: (level, row, column), in their order."""
    found = []
    for strip in piece:
        for node, point in zip(strip.way.nodes, strip.way.line, strict=True):
            if node in known and (at := draft.at(point)):
                found.append((strip.level, *at))
    return list(dict.fromkeys(found))


def draw(draft: Draft, strips: Iterable[Strip]) -> None:
    """Draw ways on the ground of their levels: streets over lanes, and bridges over all."""
    for strip in sorted(strips, key=_over):
        cells = draft.along(strip.way.line, strip.road.width)
        draft.ground[strip.level].reshape(-1)[cells] = strip.road.ground
        if strip.level == STREET:
            draft.streets.reshape(-1)[cells] = True
            draft.homely.reshape(-1)[cells] = strip.road.homely


def keep_open(draft: Draft, strips: Iterable[Strip]) -> None:
    """Let no building lie across the middle of a way; and none at all on one that leads through it."""
    for strip in strips:
        if strip.level != STREET:
            continue
        cells = draft.along(strip.way.line, strip.road.width) if strip.passage else draft.middle(strip.way.line)
        built = cells[draft.owner.reshape(-1)[cells] >= 0]
        draft.ground[STREET].reshape(-1)[built] = strip.road.ground
        draft.owner.reshape(-1)[built] = -1
        draft.streets.reshape(-1)[built] = True


def _over(strip: Strip) -> tuple[bool, int]:
    order = (Ground.ALLEY, Ground.PLAZA, Ground.STREET)
    return strip.bridge, order.index(strip.road.ground) if strip.road.ground in order else 0


def links(draft: Draft, found: Iterable[tuple[int, int, int]], number: dict[int, int]) -> list[Link]:
    """The ways between levels, as long as a cell: what is steep of a ramp is part of the street. number: of levels."""
    area = draft.size[0] * draft.size[1]
    named = Counter[str]()
    made = []
    for level, row, column in found:
        word = "underpass" if level == BELOW else "ramp"
        named[word] += 1
        cell = row * draft.size[1] + column
        made.append(Link(LinkKind.TUNNEL, cell, number[level] * area + cell, draft.cell_mm, f"{word}_{named[word]}"))
    return made


def length_m(strips: Iterable[Strip], draft: Draft) -> int:
    """Metres of ways, as far as they lie on the map."""
    total = 0.0
    for strip in strips:
        points = draft.cells(strip.way.line)
        steps = np.hypot(*np.diff(points, axis=0).T)
        middles = (points[1:] + points[:-1]) / 2
        held = (middles >= 0).all(axis=1) & (middles < draft.size[::-1]).all(axis=1)
        total += float(steps[held].sum())
    return round(total * draft.cell_mm / 1000)
