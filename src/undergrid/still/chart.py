"""Charts: a map level by level, light where people walk, with the ways between levels and all that has a name.

chart(city, marks=Marks({"Mara": cell})).save("town.png")
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from undergrid.city.city import City, Ground, Link, LinkKind
from undergrid.city.picture import GROUND_COLOURS, picture
from undergrid.still import camera as cameras
from undergrid.still.borders import BORDER, districts_on, draw_borders, named_on
from undergrid.still.camera import Camera
from undergrid.still.caption import ruler
from undergrid.still.glyphs import CORAL, CYAN, DIM, GOLD, INK, MACHINE, POST
from undergrid.still.pen import NAMES, Label, Pen, pillow
from undergrid.still.watchers import stairs
from undergrid.world.view.names import words

_WIDE, _WIDE_OF_MANY = 1000, 720  # px of a level, and of each of several side by side
_LEAST, _MOST = 320, 1000  # px of its height
_HEAD, _FOOT = 40, 34  # px above each level and below them all
_APART = 36  # px from the end of one entry of the key to that of the next, besides its words
_CREDIT = 20  # px more, where it says whose data it is made of
_CELL = 28  # px of a cell at most
_ROOM = 4  # cells around a level
_NAMED_FROM = 7.0  # px a cell from which on buildings have their names
_DOORS_FROM = 4.0  # px a cell from which on doors are marked
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)  # cells between two numbers along an edge
_BETWEEN = 56  # px between them at least
_COLOURS = 255  # of the picture: flat grounds need no more
_CUT_OFF = "no way leads there"
_DISTRICT = "district"
_GROUNDS = {"walk": "#9198a4", "block": "#30384e", "water": "#{:02x}{:02x}{:02x}".format(*GROUND_COLOURS[Ground.WATER]),
            _CUT_OFF: "#d67468"}  # fmt: skip
_STILL = ("reader", "camera")
_LOST = (214, 116, 104)  # ground to which no way leads
_VOID = GROUND_COLOURS[Ground.VOID]

Spot = tuple[float, float]


class Marks(NamedTuple):
    """What a map does not know of itself."""

    people: Mapping[str, int] = MappingProxyType({})  # cells by the names of those who start there
    cut_off: npt.NDArray[np.int64] = np.zeros(0, np.int64)  # cells to which no way leads
    origin: tuple[int, int] = (0, 0)  # what the map calls column and row of the first cell


def chart(city: City, levels: Sequence[int] = (), marks: Marks | None = None) -> Any:
    """A picture, as one of Pillow's, of some levels of a city, or of all of them, with what is marked on it.

    Raises NoPillowError without Pillow.
    """
    pil = pillow()
    marks = marks or Marks()
    shown = list(levels) or list(range(len(city.levels)))
    panels = [_panel(city, level, len(shown) > 1, marks) for level in shown]
    columns = 1 if len(panels) == 1 else 2
    rows = [panels[n : n + columns] for n in range(0, len(panels), columns)]
    width = max(sum(panel.width for panel in row) for row in rows)
    height = sum(max(panel.height for panel in row) for row in rows)
    low = _FOOT + _CREDIT * bool(city.attribution)
    sheet = pil.new("RGB", (width, height + low), _VOID)
    top = 0
    for row in rows:
        left = 0
        for panel in row:
            sheet.paste(panel, (left, top))
            left += panel.width
        top += max(panel.height for panel in row)
    foot = Pen(width, low)
    _key(foot, city, shown, marks)
    foot.words(city.attribution, 16, _FOOT + _CREDIT / 2 - 4, 11, DIM)
    sheet.paste(foot.over(pil.new("RGB", (width, low), _VOID)), (0, height))
    return sheet.quantize(_COLOURS, pil.Quantize.MAXCOVERAGE, kmeans=1, dither=pil.Dither.NONE)


def _panel(city: City, level: int, beside: bool, marks: Marks) -> Any:
    """One level with what is on it."""
    camera = _camera(city, level, _WIDE_OF_MANY if beside else _WIDE)
    pen = Pen(camera.width, camera.height)
    _head(pen, city, camera)
    _numbers(pen, city, camera, marks.origin)
    _doors(pen, city, camera)
    _posts(pen, city, camera)
    _links(pen, city, camera)
    _names(pen, city, camera, marks.people)
    _districts(pen, city, camera)
    return pen.over(_ground(city, camera, marks))


def _camera(city: City, level: int, wide: int) -> Camera:
    """As near as the width allows; the height is that of what there is to see."""
    whole = cameras.over(city, level, wide, _MOST)
    cells = city.ground[level * city.area : (level + 1) * city.area].reshape(city.height, city.width) != Ground.VOID
    high = np.flatnonzero(cells.any(1))
    n_rows = int(high[-1] - high[0]) + 1 if len(high) else city.height
    height = round(min(_MOST, max(_LEAST, (n_rows + _ROOM) * min(_CELL, whole.zoom)))) + _HEAD
    near = cameras.over(city, level, wide, height - _HEAD)
    return Camera(level, near.x, near.y - _HEAD / 2 / near.zoom, near.zoom, wide, height)


def _ground(city: City, camera: Camera, marks: Marks) -> Any:
    """The cells in view, so large as the camera has them."""
    pil = pillow()
    x0, y0 = max(0, int(camera.x0)), max(0, int(camera.y0))
    x1 = min(city.width, int(camera.x0 + camera.width / camera.zoom) + 1)
    y1 = min(city.height, int(camera.y0 + camera.height / camera.zoom) + 1)
    shown, first = picture(city, camera.level), camera.level * city.area
    lost = marks.cut_off[(marks.cut_off >= first) & (marks.cut_off < first + city.area)] - first
    shown.reshape(-1, 3)[lost] = _LOST
    cells = pil.fromarray(np.ascontiguousarray(shown[y0:y1, x0:x1]))
    size = max(1, round((x1 - x0) * camera.zoom)), max(1, round((y1 - y0) * camera.zoom))
    how = pil.Resampling.NEAREST if camera.zoom >= 1 else pil.Resampling.BOX
    large = np.asarray(cells.resize(size, how)).copy()
    draw_borders(districts_on(city, camera.level)[y0:y1, x0:x1], large)
    sheet = pil.new("RGB", (camera.width, camera.height), _VOID)
    sheet.paste(pil.fromarray(large), tuple(round(side) for side in camera.px(x0, y0)))
    return sheet


def _head(pen: Pen, city: City, camera: Camera) -> None:
    level, first = city.levels[camera.level], camera.level * city.area
    walks = int(city.walkable()[first : first + city.area].sum())
    drawn = int(np.count_nonzero(city.ground[first : first + city.area] != Ground.VOID))
    kinds = [text for text, told in (("no sky", not level.sky), ("no law", not level.lawful)) if told]
    name = words(level.name)
    pen.words(name, 16, 20, 20, INK, NAMES)
    text = " · ".join(
        [
            f"{walks:,} cell{'s' * (walks != 1)} to walk on, {drawn - walks:,} that block{'s' * (drawn - walks == 1)}",
            *kinds,
        ]
    )
    pen.words(text, 16 + pen.wide(name, 20, NAMES) + 14, 21, 13, DIM)
    ruler(pen, city, camera, camera.width - 16, 30)
    pen.block((0, 0, camera.width, _HEAD))


def _numbers(pen: Pen, city: City, camera: Camera, origin: tuple[int, int]) -> None:
    """Columns along the upper edge and rows along the left one, as the map counts its cells."""
    step = next((step for step in _STEPS if step * camera.zoom >= _BETWEEN), _STEPS[-1])
    for column in range(-origin[0] % step, city.width, step):
        x, y = camera.px(column + 0.5, 0)[0], _HEAD + 8.0
        text = f"{column + origin[0]}"
        if _BETWEEN / 2 < x < camera.width - pen.wide(text, 11):
            pen.line([(x, _HEAD), (x, _HEAD + 3)], DIM, 1)
            pen.words(text, x - pen.wide(text, 11) / 2, y + 3, 11, DIM)
    for row in range(-origin[1] % step, city.height, step):
        y = camera.px(0, row + 0.5)[1]
        if _HEAD + 24 < y < camera.height - 8:
            pen.line([(0, y), (3, y)], DIM, 1)
            pen.words(f"{row + origin[1]}", 6, y, 11, DIM)


def _doors(pen: Pen, city: City, camera: Camera) -> None:
    """Where one goes into buildings, and what they are called where there is room for it."""
    for building in city.buildings:
        if building.level != camera.level:
            continue
        if camera.zoom >= _DOORS_FROM:
            pen.dot(*_at(city, camera, building.door), camera.zoom * 0.24, "#ffffff")
        if camera.zoom >= _NAMED_FROM:
            x, y = camera.px(building.x + building.width / 2, building.y + building.height / 2)
            pen.label(Label(words(building.name), x, y - 8, 0, 11, "#d5dbea", pill=False, rank=9, centred=True))


def _links(pen: Pen, city: City, camera: Camera) -> None:
    """The ends of links: those that lead to another level say to which, others are joined by a line."""
    for link in city.links:
        ends = [end for end in (link.a, link.b) if city.where(end)[0] == camera.level]
        if len(ends) == 2:
            a, b = (_at(city, camera, end) for end in ends)
            pen.dashes(a, b, CORAL if link.kind == LinkKind.GATE else CYAN, 2)
            ends = ends[:1]
        for end in ends:
            other = city.levels[city.where(link.b if end == link.a else link.a)[0]].name
            x, y = _at(city, camera, end)
            _way(pen, link, x, y, max(4.0, min(8.0, camera.zoom * 0.6)))
            said = words(link.name or link.kind.name)
            text = said if city.levels[camera.level].name == other else f"{said} to {words(other)}"
            gate = link.kind == LinkKind.GATE
            pen.label(Label(text, x, y, 11, 12, "#ffc2b8" if gate else "#bfeaff", rank=2 if gate else 4))


def _way(pen: Pen, link: Link, x: float, y: float, r: float) -> None:
    """The sign of a link's end."""
    pen.block((x - r, y - r, 2 * r, 2 * r))
    if link.kind == LinkKind.GATE:
        pen.glyph("gate", x, y, r + 2, CORAL)
    else:
        stairs(pen, x, y, r)


def _posts(pen: Pen, city: City, camera: Camera) -> None:
    for post in city.posts:
        if city.where(post.cell)[0] == camera.level:
            x, y = _at(city, camera, post.cell)
            pen.glyph(post.kind, x, y, max(3.5, min(7.0, camera.zoom * 0.5)), POST if post.kind in _STILL else MACHINE)


def _names(pen: Pen, city: City, camera: Camera, people: Mapping[str, int]) -> None:
    """Places, and the people who start somewhere: those of one cell together."""
    gates = {link.name for link in city.links}
    here: dict[int, list[str]] = {}
    for name, cell in people.items():
        here.setdefault(cell, []).append(name)
    for cell, names in _on(city, [camera.level], here.items()):
        x, y = _at(city, camera, cell)
        pen.dot(x, y, 6, "#090d16")
        pen.dot(x, y, 4.5, GOLD)
        pen.label(Label(", ".join(names), x, y, 9, 13, GOLD, rank=1))
    for cell, name in _on(city, [camera.level], ((cell, name) for name, cell in city.places.items())):
        if name in gates:
            continue
        x, y = _at(city, camera, cell)
        if cell not in here:
            pen.dot(x, y, 4.5, "#090d16")
            pen.dot(x, y, 3, INK)
        pen.label(Label(words(name), x, y, 8, 12, INK, rank=3))


def _districts(pen: Pen, city: City, camera: Camera) -> None:
    """What the districts are called, where their borders are drawn."""
    for name, x, y in named_on(city, camera.level):
        px, py = camera.px(x + 0.5, y + 0.5)
        pen.label(Label(words(name), px, py, 12, 14, BORDER, pill=False, rank=5, centred=True))


def _on(city: City, levels: Sequence[int], of: Iterable[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
    """Those of some cells that lie on these levels."""
    return ((cell, what) for cell, what in of if city.where(cell)[0] in levels)


def _at(city: City, camera: Camera, cell: int) -> Spot:
    """The middle of a cell on the picture."""
    _, x, y = city.where(cell)
    return camera.px(x + 0.5, y + 0.5)


def _key(pen: Pen, city: City, levels: Sequence[int], marks: Marks) -> None:
    """What the signs mean, of those that there are on these levels; and how large the map is."""
    ends = {cell: link.kind for link in city.links for cell in (link.a, link.b)}
    ways = {kind == LinkKind.GATE for _, kind in _on(city, levels, ends.items())}
    posts = {kind for _, kind in _on(city, levels, ((post.cell, post.kind) for post in city.posts))}
    doors = any(building.level in levels for building in city.buildings)
    places = any(_on(city, levels, ((cell, name) for name, cell in city.places.items())))
    starts = any(_on(city, levels, ((cell, name) for name, cell in marks.people.items())))
    waters = bool(np.isin(np.flatnonzero(city.ground == Ground.WATER) // city.area, levels).any())
    districts = any(named_on(city, level) for level in levels)
    lost = bool(np.isin(marks.cut_off // city.area, levels).any())
    entries = [("walk", True), (_CUT_OFF, lost), ("block", True), ("water", waters), (_DISTRICT, districts),
               ("door", doors), ("way", False in ways), ("gate", True in ways), ("place", places),
               ("starts here", starts),
               *((kind, kind in posts) for kind in (*_STILL, "drone", "sentinel", "hunter"))]  # fmt: skip
    told = [text for text, there in entries if there]
    room = pen.width - 32 - sum(pen.wide(text, 12) for text in told)
    x, y, apart = 16.0, _FOOT / 2, min(_APART, room / len(told))
    for text in told:
        _sign(pen, text, x + 6, y)
        pen.words(text, x + 18, y, 12, DIM)
        x += apart + pen.wide(text, 12)
    size = f"{city.width} x {city.height} cells of {city.cell_mm / 1000:g} m"
    if pen.width - 16 - pen.wide(size, 12) > x:
        pen.words(size, pen.width - 16 - pen.wide(size, 12), y, 12, DIM)


def _sign(pen: Pen, text: str, x: float, y: float) -> None:
    if text in _GROUNDS:
        pen.box(x, y, 6, _GROUNDS[text], "#5b6378")
    elif text == _DISTRICT:
        for left in (x - 7, x):
            pen.line([(left, y), (left + 5, y)], BORDER, 2)
    elif text == "way":
        stairs(pen, x, y, 7)
    elif text in ("door", "place", "starts here"):
        pen.dot(x, y, {"door": 2.5, "place": 3, "starts here": 4.5}[text], GOLD if text == "starts here" else INK)
    else:
        pen.glyph(text, x, y, 6, CORAL if text == "gate" else POST if text in _STILL else MACHINE)
