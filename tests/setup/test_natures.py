"""What people are and have beyond what everybody is: built worlds hold what the file says of it."""

from functools import cache

import numpy as np
import pytest
from setup.test_broken_nights import GOOD

from undergrid import setup
from undergrid.setup.check.targets import amount_of, target_of
from undergrid.world.items import kit
from undergrid.world.people import background
from undergrid.world.places import shelters
from undergrid.world.places.shelters import Doors
from undergrid.world.tables.authority import Duty, Senses, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.tables.society import Category

DAY = 86_400


def built(folder, *changes, seed=5):
    text = GOOD
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / "scenario.yaml").write_text(text)
    return setup.build(folder, seed)


@cache
def plain(folder):
    return built(folder)


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    return plain(tmp_path_factory.mktemp("night"))


@pytest.fixture(scope="module")
def world(night):
    return night.world


def group(built, name):
    """The rows of a group of the crowd."""
    first = len(built.scenario.spec.cast)
    for one, n in zip(built.scenario.spec.crowd, built.scenario.counts, strict=True):
        if one.name == name:
            return np.arange(first, first + n)
        first += n
    raise AssertionError(name)


def test_a_person_is_who_the_file_says(night, world):
    ada = night.people["ada"]
    slot = background.profile(world, ada)
    profiles = world.profiles
    assert Category(int(profiles.category[slot])) == Category.HEALER
    assert Category(int(profiles.past[slot])) == Category.SOLDIER
    assert background.has_past(world, ada)
    assert (int(profiles.medicine[slot]), int(profiles.debt[slot]), int(profiles.hope[slot])) == (8, 400, 500)
    assert background.shown(world, ada) == Category.UNALIGNED  # no insignia


@pytest.mark.parametrize(
    ("sign", "shown"),
    [("insignia: true", Category.HEALER), ("insignia: true\n    covered: true", Category.UNALIGNED)],
)
def test_insignia_show_what_somebody_is_unless_they_are_covered(sign, shown, tmp_path):
    one = built(tmp_path, ("    category: healer", f"    category: healer\n    {sign}"))
    assert background.shown(one.world, one.people["ada"]) == shown


def test_who_is_like_everybody_takes_no_room(night, world):
    assert background.profile(world, night.people["bram"]) == -1
    assert len(world.profiles.rows()) == 1


def test_they_carry_what_the_file_counts_as_good_as_it_says(night, world):
    ada = night.people["ada"]
    assert kit.count(world, ada, ItemKind.GAUZE) == 4
    assert (kit.count(world, ada, ItemKind.SCALPEL), kit.quality(world, ada, ItemKind.SCALPEL)) == (1, 30)
    assert {kit.count(world, int(row), ItemKind.WATER) for row in group(night, "walkers")} == {3}
    assert {kit.count(world, int(row), ItemKind.WATER) for row in group(night, "citizens")} == {0}
    items = world.items
    rows = items.rows()
    assert len(np.unique(items.luck[rows])) == len(rows)
    assert (items.cause[rows] == world.scenario_event).all()


def test_things_lie_where_the_file_says_indoors_where_it_names_a_building(night, world):
    items = world.items
    lying = [row for row in items.rows().tolist() if items.holder[row] < 0]
    found = {ItemKind(int(items.kind[row])): row for row in lying}
    assert set(found) == {ItemKind.TARP, ItemKind.FUEL}
    tarp, fuel = found[ItemKind.TARP], found[ItemKind.FUEL]
    assert (items.cell[tarp], items.building[tarp], items.quality[tarp]) == (night.places["gate_1"], -1, 70)
    station = target_of(night, Verb.ENTER, "station_1")
    assert (items.building[fuel], items.count[fuel]) == (station, 6)
    assert items.cell[fuel] == world.city.doors[station]
    world.citizens.inside[night.people["ada"]] = station
    assert shelters.at_hand(world, night.people["ada"], ItemKind.FUEL) == [fuel]
    world.citizens.inside[night.people["ada"]] = -1


def test_a_door_is_as_the_file_says_and_the_others_are_plain(night, world):
    station = target_of(night, Verb.ENTER, "station_1")
    assert shelters.hold(world, station) == shelters.Hold.LOCKED
    assert world.cache(Doors).shut[station]
    rest = [row for row in range(world.shelters.n) if world.shelters.building[row] != station]
    assert not world.shelters.lock[rest].any()
    assert world.shelters.door[rest].all()


def test_a_band_has_its_people_its_goal_its_hour_and_a_leader_who_lives(night, world):
    walkers = group(night, "walkers")
    members = world.members.rows()
    assert sorted(world.members.owner[members].tolist()) == walkers.tolist()
    [band] = world.bands.rows()
    assert world.bands.building[band] == target_of(night, Verb.ENTER, "station_1")
    assert world.bands.sets_out[band] == 1800
    assert world.bands.leader[band] == walkers[0]


def test_a_group_stands_around_its_place(night, world):
    level, x, y = world.city.where(night.places["gate_1"])
    for row in group(night, "walkers").tolist():
        there, there_x, there_y = world.city.where(int(world.citizens.cell[row]))
        assert there == level
        assert (there_x - x) ** 2 + (there_y - y) ** 2 <= 36
        assert world.citizens.inside[row] == -1
        assert world.citizens.doing[row] == Activity.WAITING


def test_everybody_is_exposed_where_the_scenario_says_so_but_for_who_is_not(world, tmp_path):
    assert sorted(world.exposure.owner[world.exposure.rows()].tolist()) == list(range(world.citizens.n))
    some = built(tmp_path, ("    around: gate_1", "    around: gate_1\n    exposed: false"))
    exposed = set(some.world.exposure.owner[some.world.exposure.rows()].tolist())
    assert not exposed & set(group(some, "walkers").tolist())
    assert len(exposed) == some.world.citizens.n - 5
    none = built(tmp_path, ("exposed: true", "exposed: false"), ("    debt: 40 %", "    debt: 40 %\n    exposed: true"))
    assert none.world.exposure.owner[none.world.exposure.rows()].tolist() == [none.people["ada"]]


def test_they_wear_lack_and_have_slept_what_the_file_says(tmp_path):
    one = built(tmp_path, ("    clothing: 1.2", "    clothing: 1.2\n    dry: 500\n    awake: 20 h"))
    exposure, ada = one.world.exposure, one.people["ada"]
    mine, bram = (int(np.flatnonzero(exposure.used & (exposure.owner == row))[0]) for row in (ada, one.people["bram"]))
    assert exposure.clothing[mine] == 1200
    assert exposure.water[mine] == 500_000
    assert exposure.pressure[mine] > exposure.pressure[bram]


def test_what_they_know_is_as_old_as_the_file_says(night, world, tmp_path):
    known = world.knowledge
    rows = [r for r in known.rows().tolist() if known.knower[r] == night.people["ada"]]
    station = target_of(night, Verb.ENTER, "station_1")
    [mine] = [r for r in rows if known.topic[r] == Topic.PLACE and known.subject[r] == station]
    assert known.at[mine] == -90 * DAY
    assert shelters.known_shelters(world, night.people["ada"]) == []  # it is a station
    told = built(tmp_path, ("    knows: [{station_1: 90 d}]", "    knows: [{shop_1: 90 d}]"))
    [shelter] = shelters.known_shelters(told.world, told.people["ada"])
    assert (shelter.building, shelter.age) == (target_of(told, Verb.ENTER, "shop_1"), 90 * DAY)


def test_without_subscriptions_nobody_expires(world, tmp_path):
    assert (world.citizens.expires == NEVER).all()
    assert not world.citizens.refused.any()
    subscribed = built(tmp_path, ("subscription: false", "subscription: true")).world
    assert (subscribed.citizens.expires < NEVER).any()


def test_watchers_perceive_by_what_the_file_says_and_lie_in_wait(world):
    watchers = world.watchers
    drones, hunters = watchers.kind == WatcherKind.DRONE, watchers.kind == WatcherKind.HUNTER
    assert drones.any()
    assert (watchers.senses[drones] == Senses.HEAT | Senses.EYES).all()
    assert (watchers.duty[hunters][-1:] == Duty.AMBUSH).all()
    assert (watchers.senses[hunters] & Senses.EARS).all()


def test_adding_a_person_a_group_or_a_thing_changes_nobody_elses(world, tmp_path):
    more = built(
        tmp_path,
        ("  bram:\n", "  cara: {name: Cara Lind, at: gate_1, carries: [{gauze: 2}], category: rebel}\n  bram:\n"),
        ("  - name: walkers", "  - {name: extra, count: 4, carries: [{food: 2}], soldiering: 3}\n  - name: walkers"),
        ("people: 62", "people: 67"),
    ).world

    def by_luck(one):
        people, items, profiles = one.citizens, one.items, one.profiles
        owned = {int(key): [] for key in people.luck}
        for row in items.rows().tolist():
            if items.holder[row] >= 0:
                owned[int(people.luck[items.holder[row]])].append(
                    (int(items.kind[row]), int(items.count[row]), int(items.quality[row]), int(items.luck[row]))
                )
        for row in profiles.rows().tolist():
            owned[int(people.luck[profiles.owner[row]])].append((int(profiles.category[row]), int(profiles.debt[row])))
        for row in range(people.n):
            owned[int(people.luck[row])].append((int(people.age[row]), int(people.speed[row])))
        return owned

    before, after = by_luck(world), by_luck(more)
    assert len(after) == len(before) + 5
    changed = {key: (kept, after[key]) for key, kept in before.items() if after[key] != kept}
    assert not changed


@pytest.mark.parametrize(
    ("verb", "name", "meant"),
    [(Verb.GIVE, "gauze", ItemKind.GAUZE), (Verb.TAKE, "TARP", ItemKind.TARP), (Verb.TELL, "place", Topic.PLACE),
     (Verb.WAIT, "2 min", 120), (Verb.BARRICADE, "beam", ItemKind.BEAM)],
)  # fmt: skip
def test_a_named_amount_stands_for_a_thing_a_topic_or_a_time_by_its_verb(verb, name, meant, night):
    assert amount_of(night, verb, name) == meant


def test_and_for_a_place_or_a_person(night):
    assert amount_of(night, Verb.PLEDGE, "gate_1") == night.places["gate_1"]
    assert amount_of(night, Verb.VOUCH, "bram") == night.people["bram"]


@pytest.mark.parametrize(
    ("verb", "name", "words"),
    [(Verb.GIVE, "gauce", "unknown thing 'gauce', did you mean 'gauze'"),
     (Verb.PLEDGE, "gate_11", "unknown place 'gate_11', did you mean 'gate_1'"),
     (Verb.VOUCH, "brem", "unknown person 'brem', did you mean 'bram'"),
     (Verb.TELL, "weather", "unknown topic 'weather'"), (Verb.WAIT, "a while", "not a duration")],
)  # fmt: skip
def test_a_named_amount_that_is_none_is_refused_with_the_nearest(verb, name, words, night):
    with pytest.raises(ValueError, match=words):
        amount_of(night, verb, name)
