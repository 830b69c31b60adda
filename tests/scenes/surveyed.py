"""A small town as OpenStreetMap would have it, drawn by hand in metres east and north of its middle."""

import math
from itertools import count
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from undergrid.city.city import Building, City, Ground
from undergrid.city.maps.osm.survey import Survey, survey

LAT, LON = 50.0, 8.0
_NORTH = math.radians(1) * 6_378_137 * (1 - 0.00669438) / (1 - 0.00669438 * math.sin(math.radians(LAT)) ** 2) ** 1.5
_EAST = (
    math.radians(1)
    * 6_378_137
    * math.cos(math.radians(LAT))
    / math.sqrt(1 - 0.00669438 * math.sin(math.radians(LAT)) ** 2)
)


class Town:
    """Nodes, ways and relations, as they are added; places in metres, where two are the same they share a node."""

    def __init__(self, half: float = 100.0) -> None:
        self.half = half
        self.ids = count(1)
        self.nodes: dict[tuple[float, float], tuple[int, dict]] = {}
        self.ways: list[str] = []
        self.relations: list[str] = []

    def node(self, x: float, y: float, **tags: str) -> int:
        number, had = self.nodes.setdefault((x, y), (next(self.ids), {}))
        had.update(tags)
        return number

    def way(self, *points: tuple[float, float], **tags: str) -> int:
        number = next(self.ids)
        refs = "".join(f'<nd ref="{self.node(*point)}"/>' for point in points)
        self.ways.append(f'<way id="{number}">{refs}{_tags(tags)}</way>')
        return number

    def box(self, x: float, y: float, wide: float, high: float, **tags: str) -> int:
        corners = ((x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y))
        return self.way(*corners, **tags)

    def relation(self, *members: tuple[int, str], **tags: str) -> None:
        inner = "".join(f'<member type="way" ref="{way}" role="{role}"/>' for way, role in members)
        self.relations.append(f'<relation id="{next(self.ids)}">{inner}{_tags(tags)}</relation>')

    def text(self, bounds: bool = True) -> str:
        nodes = [
            f'<node id="{number}" lat="{LAT + y / _NORTH:.7f}" lon="{LON + x / _EAST:.7f}">{_tags(tags)}</node>'
            for (x, y), (number, tags) in self.nodes.items()
        ]
        up, aside = self.half / _NORTH, self.half / _EAST
        edge = f'<bounds minlat="{LAT - up:.7f}" minlon="{LON - aside:.7f}" maxlat="{LAT + up:.7f}" '
        edge += f'maxlon="{LON + aside:.7f}"/>'
        return "\n".join(['<osm version="0.6">', edge * bounds, *nodes, *self.ways, *self.relations, "</osm>"])

    def write(self, path: Path, bounds: bool = True) -> Path:
        path.write_text(self.text(bounds), encoding="utf-8")
        return path


def _tags(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key.replace('__', ':'))} v={quoteattr(value)}/>" for key, value in tags.items())


def millbank() -> Town:
    """Two banks of a river joined by a bridge; in the north a main road with a way over and a way under it."""
    town = Town()
    town.way((-120, 0), (120, 0), waterway="river", width="10", name="Mill River")
    town.way((0, -95), (0, -20), (0, -12), highway="residential", name="Mill Street")
    town.way((0, -12), (0, 12), highway="residential", name="Mill Street", bridge="yes", layer="1")
    town.way((0, 12), (0, 30), (0, 60), (0, 90), highway="residential", name="Mill Street")
    town.way((-95, -20), (0, -20), (95, -20), highway="footway", name="Quay")
    town.way((-99, 60), (0, 60), (99, 60), highway="primary", lanes="4", name="High Street", sidewalk="both")
    town.way((0, 30), (40, 30), highway="service")
    town.way((40, 30), (40, 90), highway="tertiary", bridge="yes", layer="1")
    town.way((40, 90), (0, 90), (-40, 90), highway="service")
    town.way((-40, 90), (-40, 30), highway="footway", tunnel="yes", layer="-1")
    town.way((-40, 30), (0, 30), highway="footway")
    outer, inner = town.box(20, -70, 30, 30), town.box(28, -62, 14, 14)
    town.relation((outer, "outer"), (inner, "inner"), type="multipolygon", building="apartments", building__levels="4")
    town.box(60, 14, 24, 20, building="yes", amenity="hospital", name="St Mary’s Hospital")
    town.box(-60, -50, 12, 10, building="yes", addr__street="Mill Street", addr__housenumber="7a")
    town.box(-90, -60, 12, 10, building="yes")
    town.node(-85, -55, shop="bakery", name="Bäckerei Groß")
    town.box(-90, 70, 12, 10, building="yes")
    town.box(70, 70, 20, 20, building="industrial")
    town.box(60, -60, 12, 10, building="yes", ruins="yes")
    town.box(80, -90, 12, 10, building="roof")
    town.node(-70, -80, place="suburb", name="South Bank")
    town.node(-70, 80, place="suburb", name="North Bank")
    town.node(3, -20, man_made="surveillance")
    town.box(-30, -90, 20, 14, leisure="park", name="Lime Park")
    town.way((-95, -30), (-70, -30), barrier="wall")
    return town


def drawn(town: Town, path: Path, **options: Any) -> Survey:
    """The city that a town becomes, of a file in a folder."""
    return survey(town.write(path / "town.osm"), **options)


def at(city: City, x: int, y: int, level: str = "street") -> Ground:
    """The ground so many metres east and north of the middle."""
    return Ground(int(city.ground[city.cell(level, city.width // 2 + x // 2, city.height // 2 - 1 - y // 2)]))


def building(city: City, name: str) -> Building:
    """The building of a name."""
    [one] = [one for one in city.buildings if one.name == name]
    return one


def street(town: Town) -> Town:
    """The same town with a street through its middle."""
    town.way((-90, 0), (0, 0), (90, 0), highway="residential", name="Long Lane")
    return town
