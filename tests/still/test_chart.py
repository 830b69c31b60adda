"""Charts, looked at by their pixels: what walks is light, and every sign stands where the map has it."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from undergrid.city.city import District, Ground, LinkKind, Post
from undergrid.city.generate.generator import generate
from undergrid.city.maps.template import template
from undergrid.city.picture import picture
from undergrid.still.borders import named_on
from undergrid.still.chart import Marks, chart
from undergrid.still.pen import NoPillowError, Pen

pytest.importorskip("PIL", reason="Pillow is not installed: it comes with the extra `pictures`")
GOLD = np.array([255, 212, 121])


@pytest.fixture(scope="module")
def town():
    return template("town")


def pixels(image) -> np.ndarray:
    return np.asarray(image.convert("RGB")).astype(int)


def changed(one, other) -> np.ndarray:
    """Where two pictures of one size differ, as (rows, columns)."""
    assert one.size == other.size
    return np.argwhere((pixels(one) != pixels(other)).any(2))


@pytest.mark.parametrize(("origin", "side"), [((700, 0), 1), ((0, 700), 0)])
def test_along_the_edges_stand_the_numbers_of_columns_and_rows_as_the_map_counts_them(town, origin, side):
    plain, moved = pixels(chart(town, [0])), pixels(chart(town, [0], Marks(origin=origin)))
    where = np.argwhere(np.abs(plain - moved).sum(2) > 90)  # by less differs what the palette rounds
    assert len(where) > 100
    assert where[:, 1 - side].max() < 64
    assert np.ptp(where[:, side]) > 200


def test_every_ground_on_which_people_walk_is_lighter_than_every_one_that_blocks(town):
    ground = np.zeros(town.n_cells, np.uint8)
    ground[: len(Ground)] = list(Ground)
    light = picture(replace(town, ground=ground, buildings=()), 0).sum(2).reshape(-1)[: len(Ground)]
    walks = replace(town, ground=ground).walkable()[: len(Ground)] != 0
    glass = light[Ground.GLASS]  # told apart by its hue
    assert light[walks].min() > max(n for n in light[~walks].tolist() if n != glass)


def test_buildings_of_every_use_are_darker_than_the_street(town):
    shown = picture(town, "street").sum(2)
    street = shown[0, 0]
    assert all(shown[one.y, one.x] < 0.85 * street or one.name == "refuge" for one in town.buildings)


def test_a_way_is_marked_at_its_end_and_nowhere_on_a_level_that_it_does_not_touch():
    city = generate(5, 60)
    stairs = next(link for link in city.links if link.name == "stairs_1")
    without = replace(city, links=tuple(link for link in city.links if link != stairs))
    touched = {city.where(end)[0] for end in (stairs.a, stairs.b)}
    for level in range(len(city.levels)):
        found = changed(chart(city, [level]), chart(without, [level]))
        assert bool(len(found)) == (level in touched)


def test_whoever_starts_somewhere_is_a_golden_dot_there(town):
    plain, peopled = chart(town, [0]), chart(town, [0], Marks({"Mara": town.places["start"]}))
    gold = np.abs(pixels(peopled) - GOLD).sum(2) < 40
    assert (gold[:-34] & ~(np.abs(pixels(plain) - GOLD).sum(2) < 40)[:-34]).sum() > 30  # above the key


def test_ground_to_which_no_way_leads_is_red_and_the_key_says_so(town):
    lost = np.array([town.cell("below", 6, 15)])
    red = np.array([214, 116, 104])
    plain, marked = (np.abs(pixels(chart(town, [1], marks)) - red).sum(2) < 20 for marks in (None, Marks({}, lost)))
    assert not plain.any()
    assert marked[:-34].sum() > 50
    assert marked[-34:].sum() > 50
    assert not changed(chart(town, [0]), chart(town, [0], Marks({}, lost))).size


def test_the_key_names_water_where_there_is_water_on_a_level_that_is_shown(town):
    ground = town.ground.copy()
    ground[town.cell("street", 3, 3)] = Ground.WATER
    wet = replace(town, ground=ground)
    where = changed(chart(town, [0]), chart(wet, [0]))
    assert (where[:, 0] >= chart(town, [0]).height - 34).any()
    assert not changed(chart(town, [1]), chart(wet, [1])).size


@pytest.mark.parametrize(
    ("n", "said"), [(0, "0 cells to walk on, 4 that block"), (1, "1 cell to walk on, 3 that block"),
                    (3, "3 cells to walk on, 1 that blocks")]
)  # fmt: skip
def test_one_cell_is_one_cell_at_the_head_of_a_level(town, monkeypatch, n, said):
    ground = np.zeros(town.n_cells, np.uint8)
    ground[:n] = Ground.STREET
    ground[n:4] = Ground.BUILDING
    told = []
    monkeypatch.setattr(Pen, "words", lambda self, text, *where: told.append(text))
    chart(replace(town, ground=ground, buildings=(), links=(), posts=(), places={}), [0])
    assert any(text.startswith(said) for text in told)


def test_all_levels_stand_side_by_side_and_one_alone_is_larger(town):
    assert chart(town).width == 2 * 720
    assert chart(town, [1]).width == 1000


def test_a_map_of_any_size_is_drawn(town):
    few = replace(town, width=2, height=1, ground=np.full(4, Ground.STREET, np.uint8), buildings=(), links=(),
                  posts=(), places={}, district_of=np.zeros(4, np.uint8))  # fmt: skip
    many = replace(few, width=3000, height=2, ground=np.full(12_000, Ground.STREET, np.uint8),
                   district_of=np.zeros(12_000, np.uint8))  # fmt: skip
    void = replace(few, ground=np.zeros(4, np.uint8))
    for city in (few, many, void):
        image = chart(city)
        assert image.width == 1440
        assert 300 < image.height < 1200


def test_without_pillow_it_says_what_is_missing(town, monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(NoPillowError, match="Pillow"):
        chart(town)


def parted(town, n: int):
    """The town with the columns from the 20th on in the last of some districts."""
    of = np.zeros(town.n_cells, np.uint8)
    of.reshape(len(town.levels), town.height, town.width)[:, :, 20:] = n - 1
    return replace(town, district_of=of, districts=tuple(District(f"ward_{one}", "housing") for one in range(n)))


def test_where_two_districts_meet_a_dotted_border_is_drawn_and_the_key_says_so(town):
    border = np.array([0xD0, 0xA8, 0xFF])
    one, two = (np.abs(pixels(chart(parted(town, n), [0])) - border).sum(2) < 12 for n in (1, 2))
    assert not one.any()
    assert two[-34:].any()
    columns = np.flatnonzero(two[60:-34].sum(0) > 100)
    assert 1 <= len(columns) <= 2  # straight down, and nowhere else


def test_districts_are_named_within_them_where_there_is_more_than_one(town):
    assert named_on(parted(town, 1), 0) == []
    west, east = named_on(parted(town, 2), 0)
    assert (west.name, east.name) == ("ward_0", "ward_1")
    assert west.x < 20 <= east.x


def test_the_key_fits_however_much_there_is_on_a_map(town, monkeypatch):
    stands = town.links[0].a
    posts = tuple(Post(kind, stands) for kind in ("reader", "camera", "drone", "sentinel", "hunter"))
    ground = town.ground.copy()
    ground[town.cell("street", 3, 3)] = Ground.WATER
    gate = replace(town.links[0], kind=LinkKind.GATE, name="gate")
    full = replace(parted(town, 2), posts=posts, ground=ground, links=(*town.links, gate))
    ends = []
    monkeypatch.setattr(Pen, "words", lambda pen, text, x, y, *_: ends.append((text, x + pen.wide(text, 12))))
    width = chart(full, [0], Marks({"Mara": stands}, np.array([town.cell("street", 4, 4)]))).width
    assert dict(ends)["hunter"] < width
