"""A small city to draw on: mostly empty streets, with one of each thing that a map can have, to copy from."""

from __future__ import annotations

import numpy as np

from undergrid.city.city import Building, City, District, Ground, Level, Link, LinkKind, Post, Use

WIDTH, HEIGHT = 48, 32  # cells
_PODS, _WORK = 60, 40  # people that a house of pods and a place of work take [assumed]
_STAIRS_MM = 16_000  # as `tiled` takes for granted


def template(name: str) -> City:
    """The city of a new map: a street, and a tunnel below it that two stairs join; it can be lived in as it is."""
    street = np.full((HEIGHT, WIDTH), Ground.STREET, np.uint8)
    below = np.full((HEIGHT, WIDTH), Ground.VOID, np.uint8)
    street[12:20, 18:30] = Ground.PLAZA
    street[20:30, 34:36] = Ground.ALLEY
    below[14:17, 4:44] = Ground.TUNNEL
    district_of = np.zeros((2, HEIGHT, WIDTH), np.uint8)
    district_of[0, :, WIDTH // 2 :] = 1
    district_of[1] = 2
    buildings = tuple(_building(street, *given) for given in (
        ("homes", Use.PODS, (4, 4), (10, 6), (8, 10), _PODS, 0),
        ("refuge", Use.REFUGE, (5, 22), (6, 5), (8, 21), _WORK, 0),
        ("offices", Use.OFFICES, (32, 4), (11, 6), (37, 10), _WORK, 1),
        ("vats", Use.VATS, (37, 21), (8, 7), (36, 24), _WORK, 1),
        ("station", Use.STATION, (21, 25), (7, 4), (24, 24), _WORK, 0),
    ))  # fmt: skip
    links = (
        Link(LinkKind.STAIRS, _cell(0, 6, 15), _cell(1, 6, 15), _STAIRS_MM, "stairs_west"),
        Link(LinkKind.STAIRS, _cell(0, 41, 15), _cell(1, 41, 15), _STAIRS_MM, "stairs_east"),
    )
    beat = tuple(_cell(0, x, y) for x, y in ((17, 11), (30, 11), (30, 20), (17, 20)))
    posts = (Post("reader", _cell(0, 24, 11)), Post("camera", _cell(0, 39, 11)), Post("drone", beat[0], beat=beat))
    return City(
        name=name, width=WIDTH, height=HEIGHT, levels=(Level("street"), Level("below", sky=False)),
        ground=np.concatenate([street.reshape(-1), below.reshape(-1)]), district_of=district_of.reshape(-1),
        districts=(District("west", "housing"), District("east", "works"), District("below", "underbelly")),
        buildings=buildings, links=links, posts=posts,
        places={"start": _cell(0, 2, 15), "far_side": _cell(0, 45, 15)},
    )  # fmt: skip


def _building(
    street: np.ndarray[tuple[int, int], np.dtype[np.uint8]],
    name: str,
    use: Use,
    at: tuple[int, int],
    size: tuple[int, int],
    door: tuple[int, int],
    capacity: int,
    district: int,
) -> Building:
    """A building, drawn on the street as well."""
    (x, y), (wide, high) = at, size
    street[y : y + high, x : x + wide] = Ground.BUILDING
    return Building(name, use, 0, x, y, wide, high, _cell(0, *door), capacity, district)


def _cell(level: int, x: int, y: int) -> int:
    return (level * HEIGHT + y) * WIDTH + x
