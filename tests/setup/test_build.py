"""A scenario becomes a world: the cast with all that belongs to it, watchers, gates, works; the same every time."""

from functools import cache

import numpy as np
import pytest

from undergrid import setup
from undergrid.city.city import Use
from undergrid.core.errors import UsageError
from undergrid.world.authority.cases import DossierOf
from undergrid.world.log.events import split_id
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.authority import Duty, WatcherKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity, Being, Profession
from undergrid.world.tables.society import BondKind


@cache
def expiry(seed: int = 7, people: int | None = 2000) -> setup.Built:
    return setup.build("expiry", seed, people)


@pytest.mark.parametrize("name", setup.shipped())
def test_shipped_scenarios_are_right(name):
    assert setup.check(name) == []


def test_the_same_scenario_and_seed_give_the_same_world():
    again = setup.build(setup.load("expiry", 2000), 7)
    assert again.world.digest() == expiry().world.digest()
    assert again.scenario.digest == expiry().scenario.digest == setup.load("expiry").digest


def test_everything_that_is_so_at_the_start_has_the_scenario_as_its_cause():
    world = expiry().world
    assert split_id(world.scenario_event)[:2] == (0, Kind.SCENARIO)
    for name in ("citizens", "watchers", "gates", "plans", "facilities", "sky"):
        assert (world.tables[name].cause == world.scenario_event).all(), name
    for name in ("items", "bonds", "knowledge", "conditions", "registry"):
        table = world.tables[name]
        assert (table.cause[table.rows()] == world.scenario_event).all(), name
    dossiers = world.dossiers
    assert (dossiers.event[dossiers.rows()] == world.scenario_event).all()


def test_rex_is_who_the_file_says():
    built = expiry()
    people, rex, lucy, osric = built.world.citizens, *(built.people[name] for name in ("rex", "lucy", "osric"))
    assert built.full_names["lucy"] == "Lucy Ultra 5"
    assert people.cell[rex] == built.places["parlour_alley"]
    assert people.doing[rex] == Activity.WAITING
    assert people.inside[rex] == -1
    assert people.profession[rex] == Profession.AUDITOR
    assert people.being[lucy] == Being.COMPANION
    assert people.expires[rex] == 36 * 3600
    assert people.refused[rex]
    assert not people.tagged[rex]
    assert not people.plugged[rex]
    assert people.speed[rex] == 1400
    assert not people.alive[osric]
    assert people.doing[osric] == Activity.SHUT_DOWN
    assert people.expires[osric] < 0


def test_the_fugitives_have_dossiers_and_the_city_hunts_them():
    built = expiry()
    world = built.world
    dossiers = world.dossiers
    rows = dossiers.rows()
    assert sorted(dossiers.subject[rows].tolist()) == [built.people["rex"], built.people["lucy"]]
    assert dossiers.wanted[rows].all()
    assert (dossiers.suspicion[rows] >= built.rules["dossiers"].wanted_at).all()
    assert world.citizens.wanted[[built.people["rex"], built.people["lucy"]]].all()
    assert world.citizens.wanted.sum() == 2
    assert (world.cache(DossierOf).slot[dossiers.subject[rows]] == rows).all()


def test_the_chip_is_that_of_a_dead_man_whom_the_registry_still_lists():
    built = expiry()
    world = built.world
    [chip] = world.items.where(kind=ItemKind.CHIP)
    assert world.items.holder[chip] == built.people["rex"]
    owner = world.items.identity[chip]
    assert owner == built.people["osric"]
    [carried] = [one for one in built.scenario.spec.cast["rex"].carries if one.chip]
    assert world.items.corruption[chip] == round(100 * carried.chip.corruption) > 0
    assert world.items.issued[chip] == -150 * 86_400
    assert world.citizens.registered[owner]
    [entry] = world.registry.rows()
    assert world.registry.subject[entry] == owner
    assert 0 < world.registry.due[entry] < built.lasts
    assert world.registry.since[entry] == -5 * 3600


def test_ties_and_knowledge_are_in_their_tables():
    built = expiry()
    world, rex, lucy = built.world, built.people["rex"], built.people["lucy"]
    bonds = world.bonds
    ties = {(int(bonds.a[r]), int(bonds.b[r]), BondKind(int(bonds.kind[r])).name) for r in bonds.rows()}
    assert ties == {(rex, lucy, "LOVE"), (lucy, rex, "LOVE"), (lucy, rex, "ESCORT")}
    known = world.knowledge
    his = [r for r in known.rows() if known.knower[r] == rex]
    assert {Topic(int(known.topic[r])) for r in his} == {Topic.GATE, Topic.PLACE, Topic.PERSON, Topic.TRUTH}
    gates = [r for r in his if known.topic[r] == Topic.GATE]
    assert all(known.cell[r] == world.city.link_a[world.gates.link[known.subject[r]]] for r in gates)
    tellers = known.rows()[known.topic[known.rows()] == Topic.OUTZONE]
    assert lucy in known.knower[tellers]
    assert len(tellers) > 5


def test_each_of_the_cast_with_wants_has_a_plan():
    built = expiry()
    assert built.world.plans.owner.tolist() == [built.people["rex"], built.people["lucy"]]
    assert built.wants[1][0].name == "escort"
    assert built.wants[1][0].params.who == "rex"


def test_every_post_has_a_watcher_and_every_gate_a_guard():
    world = setup.build("village", 4).world
    watchers, gates = world.watchers, world.gates
    assert watchers.n == len(world.city.posts)
    assert len(np.unique(watchers.luck)) == watchers.n
    assert gates.n >= 2
    assert (watchers.kind[gates.guard] == WatcherKind.SENTINEL).all()
    assert (watchers.link[gates.guard] == gates.link).all()
    assert not gates.open.any()
    flying = watchers.kind == WatcherKind.DRONE
    assert (watchers.duty[flying] == Duty.PATROL).all()
    assert (watchers.beat[flying] >= 0).all()


def variant(tmp_path, *changes: tuple[str, str]) -> setup.Built:
    text = setup.find("village").read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "map.tmx").write_bytes(setup.find("village").with_name("map.tmx").read_bytes())
    (tmp_path / "scenario.yaml").write_text(text)
    return setup.build(tmp_path, 4)


def test_watchers_can_be_fewer_or_more_and_the_kept_ones_stay(tmp_path):
    all_of_them = setup.build("village", 4).world.watchers
    half = variant(tmp_path, ("endings:", "watchers: {readers: 50 %, cameras: 0 %}\n\nendings:")).world.watchers
    assert 0 < (half.kind == WatcherKind.READER).sum() < (all_of_them.kind == WatcherKind.READER).sum()
    assert not (half.kind == WatcherKind.CAMERA).any()
    assert set(half.luck.tolist()) < set(all_of_them.luck.tolist())
    more = "watchers: {more: [{kind: drone, at: gate_1, beat: [gate_1, sector_1, sector_2]}]}"
    with_drone = variant(tmp_path, ("endings:", f"{more}\n\nendings:")).world
    assert with_drone.watchers.n == all_of_them.n + 1
    assert with_drone.city.posts[with_drone.watchers.beat[-1]].beat[0] == with_drone.watchers.cell[-1]


def test_a_gate_can_stand_open_and_unguarded(tmp_path):
    world = variant(tmp_path, ("endings:", "gates: {gate_2: {open: true, guarded: false}}\n\nendings:")).world
    names = [world.city.links[link].name for link in world.gates.link]
    second = names.index("gate_2")
    assert world.gates.open[second]
    assert world.gates.guard[second] == -1
    assert world.gates.guard[1 - second] >= 0
    assert not ((world.watchers.kind == WatcherKind.SENTINEL) & (world.watchers.link == world.gates.link[second])).any()


def test_works_begin_with_what_they_have_taken_in():
    works = expiry().world.facilities
    assert works.n >= 3
    use = [expiry().world.city.buildings[building].use for building in works.building.tolist()]
    assert [stock > 0 for stock in works.product.tolist()] == [one != Use.RECLAMATION for one in use]
    assert (works.taken_in == works.raw + works.product + works.waste + works.given_out).all()


def test_the_number_of_people_is_what_was_asked_for():
    assert expiry().world.citizens.n == 2000
    assert setup.load("expiry").people == 20_000
    with pytest.raises(UsageError, match="a seed is"):
        setup.build("village", -1)


def test_groups_keep_their_proportions_and_lose_nobody():
    counts = setup.load("expiry", 1003).counts
    assert sum(counts) == 1000
    assert counts[2] > 990


def test_rules_are_the_defaults_but_for_what_the_scenario_turns(tmp_path):
    built = variant(tmp_path, ("endings:", "rules: {implants: {blur_hours: 2}}\n\nendings:"))
    assert built.rules["implants"].blur_hours == 2
    assert built.rules["implants"].stray_hours == expiry().rules["implants"].stray_hours
    turned = built.scenario.with_rules({"subscription.threshold": 300})
    assert setup.build(turned, 4).rules["subscription"].threshold == 300
    assert turned.digest == built.scenario.digest
    for wrong, words in (
        ({"subscripton.threshold": 1}, "no rule 'subscripton'"),
        ({"subscription.treshold": 1}, "no knob 'treshold'"),
        ({"subscription.threshold": "high"}, "subscription.threshold: 'high', expected a whole number"),
    ):
        with pytest.raises(UsageError, match=words):
            built.scenario.with_rules(wrong)
    with pytest.raises(UsageError) as raised:
        built.scenario.with_rules({"subscripton.threshold": 1, "weather.ash": 5, "subscription.threshold": "high"})
    first, second = str(raised.value).splitlines()
    assert first == "there is no rule 'subscripton': did you mean 'subscription'?"
    assert second.startswith("subscription.threshold: 'high', expected a whole number")


def test_a_copy_of_its_files_is_the_same_scenario(tmp_path):
    scenario = setup.load("village")
    for file in scenario.files.values():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert setup.load(tmp_path / scenario.path.name).digest == scenario.digest
    (tmp_path / "map.tmx").write_bytes((tmp_path / "map.tmx").read_bytes() + b"\n")
    assert setup.load(tmp_path).digest != scenario.digest


def with_fires(folder, *fires):
    """The village, with something burning in the open."""
    source = setup.load("village").path.parent
    for file in source.iterdir():
        if file.is_file():
            (folder / file.name).write_bytes(file.read_bytes())
    place = next(iter(setup.build("village", 1).places))
    lines = "".join(f"\n  - {{at: {fire.replace('HERE', place)}}}" for fire in fires)
    path = folder / "scenario.yaml"
    path.write_text(path.read_text() + f"\nfires:{lines}\n")
    return path, place


def test_what_burns_in_the_open_burns_for_as_long_as_the_file_says(tmp_path):
    path, place = with_fires(tmp_path, "HERE, lasts: 2 h", "HERE")
    built = setup.build(path, 1)
    fires = built.world.fires
    rows = fires.rows()
    assert fires.cell[rows].tolist() == [built.places[place]] * 2
    assert fires.until[rows].tolist() == [7200, 2**31 - 1]
    assert (fires.cause[rows] == built.world.scenario_event).all()


def test_a_fire_at_no_place_is_a_mistake_of_the_file(tmp_path):
    path, _ = with_fires(tmp_path, "nowhere_at_all")
    (problem,) = setup.check(path)
    assert "nowhere_at_all" in str(problem)
