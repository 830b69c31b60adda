"""Households: the census's sizes and ages, counted out; who shares a home and knows whom; what cannot be one."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from reference import data

import undergrid
from undergrid.setup import build, load
from undergrid.setup.build import crowd, households, spreads
from undergrid.setup.build.crowd import Traits, luck_keys
from undergrid.setup.file.households import CENSUS
from undergrid.setup.file.problems import ScenarioError
from undergrid.study.sql import open_run
from undergrid.world.people.households import TIE, household_of, housemates, live_together, pairs
from undergrid.world.society import feelings, first_impressions, regard

TOWN = """
scenario: households
title: Households
clock: {tick: 1 s, starts: "20:00", lasts: 1 h}
map: {generate: {seed: 7}}
people: 400
crowd:
  - {name: families, share: 60 %, at: housing, age: [0, 100], households: true}
  - {name: others, share: 40 %, at: housing}
cast:
  mara: {name: Mara Ruiz, at: parlour_alley}
"""


def town(tmp_path, text=TOWN):
    path = tmp_path / "scenario.yaml"
    path.write_text(text)
    return path


def people_of(n, shares=CENSUS, youngest=0, oldest=100, seed=1):
    """The households of a group, and its people's ages."""
    traits = Traits(seed, luck_keys("test", "group", n))
    shared = households.dealt(households.plan(n, shares, youngest, oldest), traits.draw)
    return shared, households.years(shared.column, (youngest, oldest), traits.draw(crowd.AGE))


def test_the_typed_in_sizes_are_those_of_the_source():
    table = json.loads(data.path("tables/synthpops_seattle_metro.json").read_text())
    assert [round(share, 4) for _, share in table["household_size_distribution"]] == list(CENSUS)


def test_a_hundred_thousand_households_have_the_censuss_sizes_and_ages():
    """Science 19: total variation below 0.01, and margins exact to rounding."""
    n = round(100_000 * sum(size * share for size, share in enumerate(CENSUS, 1)) / sum(CENSUS))
    shared, age = people_of(n)
    counts = np.bincount(shared.size, minlength=8)[1:]
    assert abs(counts.sum() - 100_000) <= 4
    assert np.abs(counts - 100_000 * np.array(CENSUS) / sum(CENSUS)).max() <= 1.001
    assert np.abs(counts / counts.sum() - CENSUS).sum() / 2 < 0.01
    found = np.array([((age >= first) & (age <= last)).sum() for first, last in households.BINS])
    share = np.array([part for _, _, part in spreads.AGES[:15]] + [sum(part for _, _, part in spreads.AGES[15:])])
    assert np.abs(found - n * share / share.sum()).max() < 1
    by_year = n * np.array([share / (last - first + 1) for first, last, share in spreads.AGES
                            for _ in range(first, last + 1)])  # fmt: skip
    assert np.abs(np.bincount(age, minlength=101) - by_year).sum() / 2 / n < 0.01


def test_children_live_with_an_adult_and_partners_are_of_an_age():
    shared, age = people_of(20_000)
    heads = age[shared.head]
    assert heads.min() >= households.ADULT
    pair = shared.first[shared.size == 2]
    grown = age[pair + 1] >= households.ADULT
    assert np.median(np.abs(age[pair] - age[pair + 1])[grown]) <= 6
    gap = (heads - age)[age < households.ADULT]
    assert 25 <= np.median(gap) <= 38
    assert (gap < 16).mean() < 0.08


def test_who_lives_alone_is_older_than_who_heads_a_large_household_by_the_survey():
    shared, age = people_of(50_000)
    heads = age[shared.first]
    assert np.median(heads[shared.size == 2]) > np.median(heads[shared.size == 4]) + 5
    assert (heads[shared.size >= 5] >= 75).mean() < 0.04


@pytest.mark.parametrize("n", [1, 2, 3, 7, 60, 61, 999])
@pytest.mark.parametrize("bounds", [(0, 100), (16, 100), (0, 45), (30, 34)])
def test_a_group_of_any_number_is_made_up_exactly_and_keeps_its_bounds(n, bounds):
    shared, age = people_of(n, youngest=bounds[0], oldest=bounds[1])
    assert shared.size.sum() == n == len(age)
    assert shared.first.tolist() == (np.cumsum(shared.size) - shared.size).tolist()
    assert bounds[0] <= age.min() <= age.max() <= bounds[1]
    assert age[shared.first].min() >= households.ADULT
    counts = np.bincount(shared.size, minlength=8)[1:]
    weights = np.array(CENSUS) / np.dot(CENSUS, range(1, 8))
    assert (np.abs(counts - n * weights) < 1).all()


def test_who_fits_into_no_household_of_the_sizes_asked_for_lives_in_one_more():
    shared, _ = people_of(101, [0, 1])
    assert np.bincount(shared.size).tolist() == [0, 1, 50]
    shared, _ = people_of(9, [0, 0, 0, 0, 1])
    assert sorted(shared.size.tolist()) == [4, 5]


def test_another_seed_gives_the_places_to_others():
    (one, age), (other, older) = people_of(500, seed=1), people_of(500, seed=2)
    assert sorted(one.size.tolist()) == sorted(other.size.tolist())
    assert one.size.tolist() != other.size.tolist()
    assert np.bincount(one.column).tolist() == np.bincount(other.column).tolist()
    assert age.tolist() != older.tolist()


def test_a_household_shares_a_home_and_the_other_group_has_none(tmp_path):
    built = build(town(tmp_path), seed=3)
    world, people = built.world, built.world.citizens
    table = world.households
    assert table.size.sum() == built.scenario.counts[0]
    for first, size in zip(table.first.tolist(), table.size.tolist(), strict=True):
        assert len(set(people.home[first : first + size].tolist())) == 1
        assert people.age[first] >= households.ADULT
    assert len(set(people.home[table.first].tolist())) > 1
    families = range(1, 1 + built.scenario.counts[0])
    assert all((household_of(world, who) >= 0) == (who in families) for who in range(people.n))
    assert household_of(world, 0) == -1
    assert housemates(world, people.n - 1) == []


def test_a_group_without_the_key_has_the_people_that_it_had(tmp_path):
    both = build(town(tmp_path), seed=3).world
    plain = build(town(tmp_path, TOWN.replace(", households: true", "")), seed=3).world
    assert plain.households.n == 0
    others = slice(1 + 240, None)
    for name, values in plain.citizens.items():
        assert values[others].tolist() == getattr(both.citizens, name)[others].tolist(), name
    same = ("luck", "speed", "tagged", "shift", "expires", "obedience")
    assert all((getattr(plain.citizens, name) == getattr(both.citizens, name)).all() for name in same)


def test_those_of_a_household_are_bound_without_a_bond_and_know_each_other(tmp_path):
    world = build(town(tmp_path), seed=3).world
    row = int(np.argmax(world.households.size >= 3))
    head = int(world.households.first[row])
    child, stranger = head + 1, head + int(world.households.size[row])
    assert world.bonds.n_used == 0
    assert housemates(world, child)[0] == head
    assert [live_together(world, head, whom) for whom in (head, child, stranger)] == [False, True, False]
    assert feelings.tie(world, head, child) == TIE
    assert feelings.tie(world, head, stranger) == 0
    assert regard.trust(world, head, child) > 700 > regard.trust(world, head, stranger)
    assert world.regards.n_used == 0
    first_impressions.meet(world, head, child, world.scenario_event)
    slot = regard.regard(world, head, child)
    assert world.regards.fear[slot] == 0


def test_pairs_are_everybody_with_each_they_live_with(tmp_path):
    world = build(town(tmp_path), seed=3).world
    who, whom = pairs(world.households.first, world.households.size)
    told = list(zip(who.tolist(), whom.tolist(), strict=True))
    assert told == [(a, b) for a in range(world.citizens.n) for b in housemates(world, a)]


def test_views_frames_and_tables_say_who_lives_with_whom(tmp_path):
    sim = undergrid.load(town(tmp_path), seed=3)
    first, size = sim.world.households.first, sim.world.households.size
    row = int(np.argmax(size >= 2))
    head = int(first[row])
    assert sim.view(head).household == tuple(range(head + 1, head + int(size[row])))
    assert sim.view("mara").household == ()
    assert sim.citizens.where(household=row).tolist() == list(range(head, head + int(size[row])))
    assert sim.citizens.household[0] == -1
    undergrid.record(town(tmp_path), tmp_path / "run", seed=3, until="1 min")
    query = f"select b, strength, cause from ties where a = {head} and kind = 'household' order by b"
    assert open_run(tmp_path / "run").rows(query)[1] == [(b, TIE / 1000, None) for b in housemates(sim.world, head)]


@pytest.mark.parametrize(
    ("said", "where", "what"),
    [
        ("households: [50 %, -10 %, 60 %]", "households[1]", "-10 %"),
        ("households: [50 %, 40 %]", "households", "the shares sum to 90 %, expected shares that sum to 100 %"),
        ("households: [0, 0]", "households", "the shares sum to 0 %"),
        ("households: []", "households", "expected at least 1 of them"),
        ("households: -1", "households", "a household of -1 people, expected true, or the shares of households of 1,"),
        ("households: {-1: 100 %}", "households", "a household of -1 people"),
        ("households: {0: 40 %, 1: 60 %}", "households", "a household of 0 people"),
        ("households: many", "households", "'many' is neither true nor a list of shares"),
        (
            "households: true, age: [0, 15]",
            "age",
            "need an adult each, and ages 0 to 15 allow none, expected an",
        ),
        (
            "households: [100 %], age: [0, 100]",
            "households",
            "239 households of 239 people, of whom only 188",
        ),
    ],
)
def test_what_is_no_household_is_an_error_with_its_line(tmp_path, said, where, what):
    text = TOWN.replace("age: [0, 100], households: true", said)
    with pytest.raises(ScenarioError) as wrong:
        load(town(tmp_path, text))
    [problem] = wrong.value.problems
    assert problem.line == 8
    assert what in str(problem)
    assert problem.expected


def test_no_households_can_be_said_too(tmp_path):
    text = TOWN.replace("households: true", "households: false")
    assert build(town(tmp_path, text), seed=3).world.households.n == 0


def test_the_worked_example_of_the_documentation_is_what_comes_out():
    page = (Path(__file__).resolve().parents[2] / "docs" / "lives.md").read_text()
    rows = dict(re.findall(r"^\| (share of the households|households) \| (.*) \|$", page, re.MULTILINE))
    assert [float(share.split()[0]) for share in rows["share of the households"].split(" | ")] == [
        round(100 * share, 2) for share in CENSUS
    ]
    found = np.bincount(households.plan(1000, CENSUS, 0, 100).sizes)[1:]
    assert [int(n) for n in rows["households"].split(" | ")] == found.tolist()
