"""Noticing: who looks at the ground, which trace is the plainest to each, and at what odds they notice it."""

from types import SimpleNamespace

import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.core import luck
from undergrid.systems.trails.tracking import STREAM, Params, _Desk
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.people import Activity
from undergrid.world.tables.trails import TraceKind
from undergrid.world.trails import noticing, trails

WIDE = 40
HUNTER, SENTINEL, DRONE = WatcherKind.HUNTER, WatcherKind.SENTINEL, WatcherKind.DRONE
FAR = (WIDE - 1, 0)


def scene(people, watchers=(), named=(), drawing=None):
    """People on a field; some of them named. Traces are laid by the first, who is far off."""
    city = make_city(drawing or field(WIDE, 10))
    posts = [(kind, city.cell(0, *at)) for kind, at in watchers]
    world = make_world(city, [FAR, *people], posts)
    world.watchers.duty[:] = Duty.POST
    world.plans.grow(len(named))
    world.plans.owner[:] = named
    world.sky.light[0] = 255
    world.rebuild()
    return world


def mark(world, x, y, strength=900, kind=TraceKind.DRAG, maker=0):
    return trails.lay(world, maker, kind, y * WIDE + x, strength=strength)


def looking(world, **params):
    """The lookers: (follower, share) of each, and what they are told by."""
    knobs, index = _Desk(world, Params(**params)).knobs, trails.index(world).handle
    lookers = world.out(noticing.Lookers, world.plans.n + world.watchers.n)
    n = noticing.look_down(
        world.citizens.handle, world.plans.handle, world.profiles.handle, world.watchers.handle, index, knobs,
        world.tick, lookers.handle,
    )  # fmt: skip
    return SimpleNamespace(n=n, lookers=lookers, knobs=knobs, index=index)


def who_looks(world, **params):
    found = looking(world, **params)
    return list(zip(found.lookers.follower[: found.n].tolist(), found.lookers.share[: found.n].tolist(), strict=True))


def plainest(world, **params):
    """(follower, trace, how plain) of those who look, and to whom something is news."""
    found = looking(world, **params)
    n = noticing.plainest(
        world.traces.handle, world.weathering.handle, found.index, world.bonds.handle, world.trackings.handle,
        found.knobs, found.lookers.handle, found.n,
    )  # fmt: skip
    rows = found.lookers
    return list(zip(rows.follower[:n].tolist(), rows.trace[:n].tolist(), rows.plain[:n].tolist(), strict=True))


# ---------------------------------------------------------------- who looks


def test_the_named_and_those_on_foot_look_where_there_are_traces_each_by_their_own_skill():
    people = [(x, 1) for x in range(1, 5)]
    world = scene(people, [(HUNTER, (1, 1)), (DRONE, (2, 1)), (HUNTER, (3, 1)), (SENTINEL, (4, 1))], named=[4, 2, 1, 3])
    world.watchers.duty[3] = Duty.PATROL
    for x in (1, 2, 4):
        mark(world, x, 1)
    slots = world.profiles.take(3)
    world.profiles.owner[slots], world.profiles.soldiering[slots] = [1, 4, 3], [10, 5, 7]
    assert who_looks(world) == [(4, 700), (2, 400), (1, 1000), (-1, 760), (-4, 580)]
    assert who_looks(world, hunter_skill=0, sentinel_skill=10, unskilled=0) == [
        (4, 500), (2, 0), (1, 1000), (-1, 0), (-4, 1000)
    ]  # fmt: skip


def test_each_looks_where_they_are_with_their_own_luck():
    world = scene([(1, 1), (2, 1), (3, 1)], [(HUNTER, (4, 1)), (HUNTER, (5, 1))], named=[1, 2, 3])
    for x in (1, 3, 4, 5):
        mark(world, x, 1)
    rows = looking(world).lookers
    people, watchers = world.citizens, world.watchers
    assert rows.cell[:4].tolist() == [*people.cell[[1, 3]], *watchers.cell]
    assert rows.luck[:4].tolist() == [*people.luck[[1, 3]], *watchers.luck]


@pytest.mark.parametrize(
    ("doing", "looks"),
    [
        (Activity.WAITING, True),
        (Activity.WALKING, True),
        (Activity.HELD, False),
        (Activity.RECLAIMED, False),
        (Activity.LYING, True),
        (Activity.TENDING, True),
        (Activity.SLEEPING, False),
        (Activity.UNCONSCIOUS, False),
    ],
)
def test_whoever_has_their_senses_and_is_at_large_looks(doing, looks):
    world = scene([(1, 1), (1, 1), (1, 1)], named=[1, 2, 3])
    mark(world, 1, 1)
    world.citizens.doing[2] = doing
    assert [who for who, _ in who_looks(world)] == ([1, 2, 3] if looks else [1, 3])


@pytest.mark.parametrize(("column", "value"), [("alive", False), ("inside", 0)])
def test_the_dead_and_those_indoors_do_not_look(column, value):
    world = scene([(1, 1), (1, 1), (1, 1)], named=[1, 2, 3])
    mark(world, 1, 1)
    getattr(world.citizens, column)[2] = value
    assert [who for who, _ in who_looks(world)] == [1, 3]


@pytest.mark.parametrize(
    ("kind", "duty", "impaired", "looks"),
    [
        (HUNTER, Duty.POST, 0, True),
        (HUNTER, Duty.PATROL, 0, True),
        (HUNTER, Duty.SEARCH, 0, True),
        (HUNTER, Duty.RETURN, 0, True),
        (HUNTER, Duty.HUNT, 0, False),
        (HUNTER, Duty.SIEGE, 0, False),
        (HUNTER, Duty.OFF, 0, False),
        (HUNTER, Duty.POST, 1, False),
        (SENTINEL, Duty.PATROL, 0, True),
        (SENTINEL, Duty.POST, 0, False),
        (SENTINEL, Duty.SEARCH, 0, False),
        (DRONE, Duty.PATROL, 0, False),
    ],
)
def test_hunters_look_who_are_free_and_sentinels_on_their_beat(kind, duty, impaired, looks):
    world = scene([], [(HUNTER, (1, 1)), (kind, (1, 1)), (HUNTER, (1, 1))])
    mark(world, 1, 1)
    world.watchers.duty[1], world.watchers.impaired[1] = duty, impaired
    assert [who for who, _ in who_looks(world)] == ([-1, -2, -3] if looks else [-1, -3])


# ---------------------------------------------------------------- what is the plainest


@pytest.mark.parametrize("strengths", [(300, 900, 600), (900, 300, 600), (600, 300, 900), (900, 600, 900)])
def test_the_plainest_trace_of_a_cell_is_what_is_noticed_and_of_equals_the_first(strengths):
    world = scene([(1, 1), (2, 2), (3, 3), (5, 5)], named=[4, 1])
    slots = [mark(world, 1, 1, strength, maker=maker) for strength, maker in zip(strengths, (0, 2, 3), strict=True)]
    mark(world, 2, 2, 1000)
    best = strengths.index(900)
    assert plainest(world) == [(1, slots[best], 900)]


def test_those_who_find_something_move_to_the_front_with_all_that_is_known_of_them():
    world = scene([(1, 1), (2, 1), (3, 1)], [(HUNTER, (4, 1))], named=[1, 2, 3])
    mark(world, 1, 1, strength=0)  # worn away
    slots = [mark(world, x, 1, strength) for x, strength in ((2, 500), (4, 700))]
    assert plainest(world) == [(2, slots[0], 500), (-1, slots[1], 700)]
    found = looking(world)
    noticing.plainest(
        world.traces.handle, world.weathering.handle, found.index, world.bonds.handle, world.trackings.handle,
        found.knobs, found.lookers.handle, found.n,
    )  # fmt: skip
    rows, people, watchers = found.lookers, world.citizens, world.watchers
    assert rows.cell[:2].tolist() == [people.cell[2], watchers.cell[0]]
    assert rows.luck[:2].tolist() == [people.luck[2], watchers.luck[0]]
    assert rows.share[:2].tolist() == [400, 760]


def test_nobody_notices_their_own_trace_nor_footprints_alone_but_where_these_count():
    world = scene([(1, 1), (2, 1)], named=[1, 2])
    own = mark(world, 1, 1, maker=1)
    prints = mark(world, 2, 1, kind=TraceKind.PRINTS)
    assert plainest(world) == []
    assert plainest(world, prints_too=True) == [(2, prints, 900)]
    assert own != prints


def test_what_the_authority_has_followed_is_news_to_people_and_not_to_watchers():
    world = scene([(1, 1)], [(HUNTER, (1, 1))], named=[1])
    first, second = mark(world, 1, 1, 900), mark(world, 1, 1, 500, kind=TraceKind.BLOOD)
    world.traces.followed[first] = True
    assert plainest(world) == [(1, first, 900), (-1, second, 500)]


@pytest.mark.parametrize("news", ["nobody's", "another follower", "another maker", "over", "own"])
def test_a_trail_that_one_follows_already_is_no_news(news):
    world = scene([(1, 1), (1, 1), (1, 1)], [(HUNTER, (1, 1)), (HUNTER, (1, 1))], named=[1, 2])
    trace = mark(world, 1, 1)
    slots = world.trackings.take(2)
    follows = world.trackings
    follows.maker[slots] = 0
    follows.follower[slots], follows.watcher[slots] = [2, -1], [-1, 1]
    left = [(1, trace, 900), (-1, trace, 900)]
    if news == "another follower":
        follows.follower[slots], follows.watcher[slots] = [1, -1], [-1, 0]
        left = [(2, trace, 900), (-2, trace, 900)]
    elif news == "another maker":
        follows.maker[slots] = 3
    elif news == "over":
        follows.free(slots)
    elif news == "nobody's":
        follows.follower[slots], follows.watcher[slots] = -1, -1
    if news in ("another maker", "over", "nobody's"):
        left = [(who, trace, 900) for who in (1, 2, -1, -2)]
    assert plainest(world) == left


def test_a_trail_of_whom_one_is_bound_to_is_no_news_and_the_other_way_round_it_is():
    world = scene([(1, 1), (1, 1), (1, 1)], named=[1, 2, 3])
    trace = mark(world, 1, 1)
    bonds = world.bonds
    slots = bonds.take(3)
    bonds.a[slots], bonds.b[slots] = [2, 0, 3], [0, 1, 1]
    assert plainest(world) == [(1, trace, 900), (3, trace, 900)]
    bonds.free(slots)
    assert [who for who, *_ in plainest(world)] == [1, 2, 3]


# ---------------------------------------------------------------- at what odds


def odds_of(world, light=255, **params):
    """{follower: odds} of all who would notice, by a draw that everybody wins."""
    knobs, index = _Desk(world, Params(**params)).knobs, trails.index(world).handle
    lookers = world.out(noticing.Lookers, world.plans.n + world.watchers.n)
    tables = (world.traces.handle, world.weathering.handle)
    n = noticing.look_down(
        world.citizens.handle, world.plans.handle, world.profiles.handle, world.watchers.handle, index, knobs, 0,
        lookers.handle,
    )  # fmt: skip
    n = noticing.plainest(*tables, index, world.bonds.handle, world.trackings.handle, knobs, lookers.handle, n)
    key = world.key(STREAM)
    own, made = lookers.luck[:n].tolist(), world.traces.luck[lookers.trace[:n]].tolist()
    draws = [luck.u32(key, luck.pair(mine, theirs)) for mine, theirs in zip(own, made, strict=True)]
    drawn = dict(zip(lookers.follower[:n].tolist(), draws, strict=True))
    n = noticing.notice(world.citizens.handle, tables[0], world.city.handle, knobs, light, key, lookers.handle, n)
    found = {int(lookers.follower[k]): int(lookers.odds[k]) for k in range(n)}
    assert all(drawn[who] < odds for who, odds in found.items())
    return found


def test_the_odds_are_those_of_plainness_skill_and_light():
    world = scene([(1, 1), (2, 1), (3, 1)], named=[1, 2, 3])
    for x, strength in ((1, 1000), (2, 400), (3, 1000)):
        mark(world, x, 1, strength)
    slots = world.profiles.take(1)
    world.profiles.owner[slots], world.profiles.soldiering[slots] = 3, 10
    whole = odds_of(world, notice=1, unskilled=1)
    assert whole[1] == (1_000_000 << 32) // 1_000_000
    expected = {1: 0.4, 2: 0.16, 3: 1.0}
    found = {who: odds / 2**32 for who, odds in odds_of(world, notice=1).items()}
    assert {who: expected[who] for who in found} == pytest.approx(found, abs=1e-5)
    assert 3 in found


@pytest.mark.parametrize(("cells", "sees"), [(5, False), (6, True)])
def test_whoever_sees_its_maker_within_five_cells_notices_no_trail(cells, sees):
    world = scene([(1, 1)], [(HUNTER, (1, 1))], named=[1])
    mark(world, 1, 1, 1000)
    world.citizens.cell[0] = WIDE + 1 + cells
    found = odds_of(world, notice=1, unskilled=1)
    assert set(found) == ({1, -1} if sees else {-1})
    world.citizens.inside[0] = 0
    assert set(odds_of(world, notice=1, unskilled=1)) == {1, -1}


def test_light_leaves_the_whole_of_a_chance_and_darkness_what_is_said():
    assert [int(noticing.lit(light, 500)) for light in (0, 51, 255)] == [500, 600, 1000]
    assert [int(noticing.lit(light, 0)) for light in (0, 255)] == [0, 1000]


def test_the_first_citizen_looks_follows_and_keeps_company_as_all_others_do():
    world = scene([(1, 1)], named=[0])
    trace = mark(world, WIDE - 1, 0, 1000, maker=1)
    assert [who for who, _ in who_looks(world)] == [0]
    assert set(odds_of(world, notice=1, unskilled=1)) == {0}
    slot = world.trackings.take(1)
    world.trackings.follower[slot], world.trackings.watcher[slot], world.trackings.maker[slot] = 0, -1, 1
    assert plainest(world) == []
    world.trackings.follower[slot] = 1  # somebody else's trail
    assert plainest(world) == [(0, trace, 1000)]
    world.citizens.cell[1] = world.citizens.cell[0]
    assert odds_of(world, notice=1, unskilled=1) == {}
