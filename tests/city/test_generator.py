import os
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from scenes.cities import reached

from undergrid.city.city import City, Ground, LinkKind, Use
from undergrid.city.generate.generator import generate
from undergrid.city.generate.plan import WORK_SHARE, Draws, Plan
from undergrid.city.picture import picture, write_png

SIZES = [(seed, people) for people in (50, 200, 1200, 3000) for seed in (1, 2, 3)] + [(7, 20_000)]


@pytest.fixture(scope="module")
def cities() -> dict[tuple[int, int], City]:
    return {key: generate(*key) for key in SIZES}


def test_the_same_seed_draws_the_same_city_for_ever():
    assert generate(7, 200).digest() == "52ef327445e157e071abad5db6af2011"
    assert generate(7, 3000).digest() == "f74d3213590131c9ea651960ce6c8543"


def test_another_seed_or_size_draws_another_city():
    digests = {generate(seed, people, "x").digest() for seed in (1, 2) for people in (200, 201)}
    assert len(digests) == 4


def test_a_city_is_the_same_without_compiling():
    script = "from undergrid.city.generate.generator import generate; print(generate(7, 200).digest())"
    plain = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"UNDERGRID_JIT": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert plain.stdout.strip() == generate(7, 200).digest()


@pytest.mark.parametrize("people", [0, 49, 10_000_001])
def test_an_impossible_number_of_people_is_refused(people):
    with pytest.raises(ValueError, match="out of range, expected 50 to 10000000"):
        generate(1, people)


@pytest.mark.parametrize("key", SIZES)
def test_with_open_gates_every_door_place_and_walkable_cell_can_be_reached(cities, key):
    city = cities[key]
    seen = reached(city, city.places["sector_1"], gates=True)
    assert seen[[building.door for building in city.buildings]].all()
    assert seen[list(city.places.values())].all()
    np.testing.assert_array_equal(seen, city.walkable())


@pytest.mark.parametrize("key", SIZES)
def test_with_shut_gates_the_doors_inside_stay_joined_and_nobody_gets_out(cities, key):
    city = cities[key]
    seen = reached(city, city.places["sector_1"], gates=False)
    outside = city.level("outside")
    for building in city.buildings:
        assert seen[building.door] == (building.level != outside), building.name
    assert not seen[outside * city.area :].any()


@pytest.mark.parametrize("key", SIZES)
def test_there_are_pods_for_everybody_and_work_for_most(cities, key):
    city, people = cities[key], key[1]
    rooms: Counter[Use] = Counter()
    for building in city.buildings:
        rooms[building.use] += building.capacity
    assert people <= rooms[Use.PODS] <= people * 1.06 + 2 * len(city.buildings)
    for use, share in WORK_SHARE.items():
        assert rooms[use] >= people * share // 100, use
    assert rooms[Use.REFUGE] > 0
    assert rooms[Use.DISUSED] > 0


@pytest.mark.parametrize("key", SIZES)
def test_doors_stand_beside_their_buildings(cities, key):
    city = cities[key]
    solid = city.ground == Ground.BUILDING
    for building in city.buildings:
        level, x, y = city.where(building.door)
        assert level == building.level
        assert building.x - 1 <= x <= building.x + building.width
        assert building.y - 1 <= y <= building.y + building.height
        near = [building.door + step for step in (1, -1, city.width, -city.width)]
        assert solid[near].any(), building.name


@pytest.mark.parametrize("key", SIZES)
def test_every_gate_leads_from_the_street_to_the_lawless_outside_and_is_watched(cities, key):
    city = cities[key]
    gates = {number: link for number, link in enumerate(city.links) if link.kind == LinkKind.GATE}
    assert len(gates) >= 2
    for kind in ("sentinel", "reader"):
        assert {post.link for post in city.posts if post.kind == kind} - {-1} == set(gates)
    for number, gate in gates.items():
        assert city.levels[city.where(gate.a)[0]].lawful
        assert not city.levels[city.where(gate.b)[0]].lawful
        assert city.places[f"gate_{number + 1}"] == gate.a
        assert city.places[f"gate_{number + 1}_outside"] == gate.b


@pytest.mark.parametrize("key", SIZES)
def test_links_and_posts_stand_on_walkable_ground_and_no_cell_has_two_ends(cities, key):
    city = cities[key]
    walk = city.walkable()
    ends = [cell for link in city.links for cell in (link.a, link.b)]
    assert len(set(ends)) == len(ends)
    assert walk[ends].all()
    for post in city.posts:
        assert walk[[post.cell, *post.beat]].all(), post
    kinds = Counter(post.kind for post in city.posts)
    assert min(kinds[kind] for kind in ("reader", "camera", "sentinel", "drone")) >= 2


@pytest.mark.parametrize("key", SIZES)
def test_sentinels_on_the_wall_step_from_cell_to_cell_and_never_off_its_top(cities, key):
    city = cities[key]
    beats = [post.beat for post in city.posts if post.kind == "sentinel" and post.beat]
    assert beats
    for beat in beats:
        places = [city.where(cell) for cell in beat]
        for (_, ax, ay), (_, bx, by) in zip(places, places[1:] + places[:1], strict=True):
            assert max(abs(ax - bx), abs(ay - by)) <= 1


def test_a_town_of_three_thousand_has_a_ninth_sector_with_a_bunker_below(cities):
    city = cities[1, 3000]
    level, x, y = city.where(city.places["sector_9_bunker"])
    assert city.levels[level].name == "underbelly"
    assert city.districts[city.district_of[city.cell("street", x, y)]].name == "sector_9"
    assert city.districts[city.district_of[city.places["bunker"]]].name == "underbelly_9"
    assert city.ground[city.places["parlour_alley"]] == Ground.ALLEY


@pytest.mark.parametrize("seed", range(1, 7))
def test_no_old_station_is_buried_by_another(seed):
    """In a city of millions stations stand as close as here: each keeps its rooms, its platform, and its way."""
    city = generate(seed, 3000, plan=Plan(people_per_old_station=150, margin_least=52))
    stations = [building for building in city.buildings if building.name.startswith("old_station")]
    assert len(stations) == 21
    ground = city.ground.reshape(4, city.height, city.width)[city.level("outside")]
    for one in stations:
        assert (ground[one.y : one.y + one.height, one.x : one.x + one.width] == Ground.BUILDING).all(), one.name
        _, x, y = city.where(one.door)
        assert (ground[y : y + 2, x - 6 : x + 7] == Ground.TUNNEL).all(), one.name
    np.testing.assert_array_equal(reached(city, city.places["sector_1"], gates=True), city.walkable())


def test_more_old_stations_than_fit_around_the_wall_are_refused():
    with pytest.raises(ValueError, match=r"no room for more than \d+ old stations around the wall"):
        generate(1, 3000, plan=Plan(people_per_old_station=50))


def test_the_bunker_lies_beneath_another_sector_where_the_last_has_no_room():
    city = generate(355790353784, 113)
    assert city.places["bunker"] == city.places["sector_4_bunker"]
    assert "sector_5_bunker" not in city.places
    assert reached(city, city.places["sector_1"], gates=False)[city.places["bunker"]]


def test_every_level_has_its_own_districts(cities):
    for city in cities.values():
        kinds = [{city.districts[d].kind for d in part} for part in city.district_of.reshape(4, -1)]
        assert kinds[0] <= {"centre", "housing", "works", "edge"}
        assert kinds[1:] == [{"underbelly"}, {"wall"}, {"outside"}]


def test_watchers_grow_with_the_people(cities):
    small = Counter(post.kind for post in cities[1, 3000].posts)
    large = Counter(post.kind for post in cities[7, 20_000].posts)
    assert large["drone"] == 20_000 * Plan().drones_per_thousand // 1000
    assert all(large[kind] > small[kind] for kind in ("reader", "camera", "drone"))


def test_names_are_used_once(cities):
    city = cities[7, 20_000]
    for things in (city.buildings, city.links, city.districts, city.levels):
        assert len({thing.name for thing in things}) == len(things)


def test_draws_are_even_and_depend_on_their_name():
    draws = Draws(5, "a")
    counts = Counter(draws.below(10) for _ in range(20_000))
    assert max(counts.values()) < 2000 + 5 * 42  # five standard deviations
    assert min(counts.values()) > 2000 - 5 * 42
    assert [Draws(5, "a").u32() for _ in range(3)] != [Draws(5, "b").u32() for _ in range(3)]
    assert sorted(draws.shuffled(range(50))) == list(range(50))


def test_a_picture_has_a_pixel_for_every_cell_and_is_written_as_png(cities, tmp_path):
    city = cities[1, 200]
    image = picture(city, "street")
    assert image.shape == (city.height, city.width, 3)
    write_png(image, tmp_path / "street.png")
    data = (tmp_path / "street.png").read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert data.endswith(b"IEND\xaeB\x60\x82")
    with pytest.raises(ValueError, match=r"expected \(height, width, 3\) uint8"):
        write_png(image[..., 0], tmp_path / "grey.png")


@pytest.mark.slow
def test_a_city_of_a_million_fits_on_two_thousand_cells_square():
    city = generate(1, 1_000_000)
    assert max(city.width, city.height) <= 2048
    assert city.district_of.dtype == np.uint8
    assert sum(building.capacity for building in city.buildings if building.use == Use.PODS) >= 1_000_000
    assert reached(city, city.places["sector_1"], gates=True)[[building.door for building in city.buildings]].all()
