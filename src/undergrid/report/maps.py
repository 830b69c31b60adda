"""Maps: which ways the named went, and where the scenes are."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from undergrid.report import drawing
from undergrid.report.drawing import hint, said
from undergrid.report.facts import Facts
from undergrid.still import camera as cameras
from undergrid.still.camera import Camera
from undergrid.still.painter import Painter
from undergrid.world.view.names import words

_WIDE, _LEAST, _MOST = 1000, 480, 1000  # px of a map
_NEAR_HIGH = 620  # px of a map from near
_LEVELS = 3  # that are drawn at most, those with most of the ways first
_SHARE = 0.04  # of all places: a level with less of them is not drawn
_NEARER = 1.7  # how much nearer a second map of a level has to be
_ROOM = 10  # cells around the ways
_QUALITY = 80  # of a picture
_BESIDE = 2.0  # px between the lines of two who go the same way
_APART = 14  # px between the numbers of two scenes


@dataclass(frozen=True)
class Way:
    """Where somebody set out, turned or stopped: (tick, cell), in the order of time."""

    row: int
    spots: tuple[tuple[int, int], ...]


def ways(facts: Facts) -> list[Way]:
    """The ways of the named: each place where they set out, turned or stopped."""
    found, track, width = [], facts.track, facts.sim.world.city.width
    for row in facts.cast:
        cells = track.cell[:, track.column_of(row)].astype(np.int64)
        moved = np.flatnonzero(np.diff(cells, prepend=-1))
        steps = np.diff(cells[moved])
        near = abs(steps) <= width + 1  # another step than a king's of chess is a stair, or somebody's hands
        turns = np.ones(len(moved), bool)
        turns[1:-1] = (steps[1:] != steps[:-1]) | ~near[1:]
        found.append(Way(row, tuple(zip(moved[turns].tolist(), cells[moved[turns]].tolist(), strict=True))))
    return found


def section(facts: Facts) -> str:
    """The level on which they were most, whole; the others, and that one where it shows more, from near."""
    found = ways(facts)
    painter = Painter(facts.sim.world, facts.sim.names())
    maps = [_map(facts, painter, found, camera) for camera in _cameras(facts, found)]
    lead = (
        "Lines are the ways that they went, from the ring to the dot. Numbers are scenes. "
        "The city and the watchers are as they were in the end."
    )
    if credit := facts.sim.world.city.attribution:
        lead += f" Map: {credit}."
    scenes = "".join(f"<li>{said(one.title)}</li>" for one in facts.chronicle.scenes)
    listed = f'<ol class="scenes">{scenes}</ol>\n' if scenes else ""
    return drawing.section("where they went", "Where they went", *maps, listed, lead=lead)


def _cameras(facts: Facts, found: list[Way]) -> Iterator[Camera]:
    city = facts.sim.world.city
    cells = [cell for way in found for _, cell in way.spots]
    if not cells:
        yield cameras.over(city, cameras.street(city), _WIDE, _NEAR_HIGH)
    levels = [cell // city.area for cell in cells]
    most = sorted(set(levels), key=lambda level: (-levels.count(level), level))[:_LEVELS]
    for level in sorted(level for level in most if levels.count(level) >= _SHARE * len(levels)):
        mine = [cell for cell, one in zip(cells, levels, strict=True) if one == level]
        near = cameras.along(city, mine, _WIDE, _NEAR_HIGH, level, _ROOM)
        if level != most[0]:
            yield near
            continue
        whole = cameras.over(city, level, _WIDE, _WIDE)
        whole = cameras.over(city, level, _WIDE, round(min(_MOST, max(_LEAST, city.height * whole.zoom))))
        yield whole
        if near.zoom >= _NEARER * whole.zoom:
            yield near


def _map(facts: Facts, painter: Painter, found: list[Way], camera: Camera) -> str:
    world = facts.sim.world
    picture = painter.paint(world, camera)
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=_QUALITY, optimize=True)
    image = base64.b64encode(content.getvalue()).decode()
    level = words(world.city.levels[camera.level].name)
    drawn = [
        f'<image href="data:image/jpeg;base64,{image}" width="{camera.width}" height="{camera.height}"/>',
        *(_way(facts, way, camera) for way in found), *_scenes(facts, found, camera),
    ]  # fmt: skip
    legend = "".join(f'<span class="c{n}">{said(facts.first_name(row))}</span>' for n, row in enumerate(facts.cast))
    return (
        f'<figure class="map">{drawing.svg(camera.height, iter(drawn), f"Ways and scenes, {level}")}'
        f"<figcaption>{said(level)} {legend}</figcaption></figure>\n"
    )


def _way(facts: Facts, way: Way, camera: Camera) -> str:
    """The line of somebody on one level; it is broken where they were on another."""
    city = facts.sim.world.city
    colour = facts.cast.index(way.row)
    beside = _BESIDE * (colour - (len(facts.cast) - 1) / 2)  # so that those who walk together are all seen
    lines: list[list[tuple[float, float]]] = [[]]
    for _, cell in way.spots:
        level, x, y = city.where(cell)
        if level != camera.level:
            lines.append([])
            continue
        px, py = camera.px(x + 0.5, y + 0.5)
        spot = round(px + beside, 1), round(py - beside, 1)
        if not lines[-1] or lines[-1][-1] != spot:
            lines[-1].append(spot)
    drawn = [line for line in lines if line]
    if not drawn:
        return ""
    paths = "".join("M" + "L".join(f"{x} {y}" for x, y in line) for line in drawn if len(line) > 1)
    (x0, y0), (x1, y1) = drawn[0][0], drawn[-1][-1]
    return (
        f'<g class="way c{colour}">{hint(facts.name(way.row))}<path class="rim" d="{paths}"/><path d="{paths}"/>'
        f'<circle class="from" cx="{x0}" cy="{y0}" r="4"/><circle cx="{x1}" cy="{y1}" r="5"/></g>'
    )


def _scenes(facts: Facts, found: list[Way], camera: Camera) -> Iterator[str]:
    """The number of each scene where its first event is; those that would cover each other stand side by side."""
    city = facts.sim.world.city
    taken: list[tuple[float, float]] = []
    for n, scene in enumerate(facts.chronicle.scenes, 1):
        cell = _where(facts, scene.sentences[0].events)
        if cell < 0 or city.where(cell)[0] != camera.level:
            continue
        _, cx, cy = city.where(cell)
        x, y = camera.px(cx + 0.5, cy + 0.5)
        while any(abs(x - tx) < _APART and abs(y - ty) < _APART for tx, ty in taken):
            x += _APART + 2
        taken.append((x, y))
        yield f'<g class="place">{hint(f"{n}. {scene.title}")}<circle cx="{x:.1f}" cy="{y:.1f}" r="8"/>'
        yield f'<text x="{x:.1f}" y="{y + 3.5:.1f}" text-anchor="middle">{n}</text></g>'


def _where(facts: Facts, events: tuple[int, ...]) -> int:
    """The cell of the first of some events that has one; -1 for none."""
    for event in events:
        one = facts.log.get(event)
        if one is not None and one.where >= 0:
            return one.where
    return -1
