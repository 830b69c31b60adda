"""The crowd: drawn to published shares, and each person by draws of their own."""

import itertools
import json
from functools import cache
from math import exp, lgamma

import numpy as np
import pytest
from reference import data

from undergrid import setup
from undergrid.core import luck
from undergrid.setup.build import spreads
from undergrid.world.tables.people import Activity

MANY = 100_000


@cache
def draws(name: str, n: int = MANY) -> np.ndarray:
    out, keys = np.empty(n, np.int64), np.empty(n, np.int64)
    luck.children(luck.key_of(name), 0, 0, keys)
    luck.draws(luck.make_key(5, 0, luck.stream("test/spreads")), keys, out)
    return out


def test_survival_over_twelve_renewals_is_that_of_the_beta_distribution():
    """Fader & Hardie 2007: 0.851, 0.747, ..., 0.378 of the customers are left."""
    lapse = spreads.inverse(spreads.lapses(), draws("lapse")) / 65_536
    for renewals in range(1, 13):
        left = np.mean((1 - lapse) ** renewals)
        assert abs(left - beta(0.668, 3.806 + renewals) / beta(0.668, 3.806)) < 0.005


def test_the_share_that_is_renewed_rises_although_nobody_changes():
    lapse = spreads.inverse(spreads.lapses(), draws("lapse")) / 65_536
    left = [np.mean((1 - lapse) ** n) for n in range(13)]
    kept = [after / before for before, after in itertools.pairwise(left)]
    assert kept == sorted(kept)


def beta(a: float, b: float) -> float:
    return exp(lgamma(a) + lgamma(b) - lgamma(a + b))


def test_walking_speeds_have_weidmanns_mean_and_limits():
    speed = spreads.inverse(spreads.speeds(), draws("speed"))
    assert 600 <= speed.min() < 650
    assert 1950 < speed.max() <= 2000
    # a normal distribution of mean 1340 and deviation 260 cut at 600 and 2000 has mean 1337.6 and deviation 251.8
    assert abs(speed.mean() - 1337.6) < 3
    assert abs(speed.std() - 251.8) < 3


def test_people_are_as_bold_and_as_late_as_their_spreads_say():
    bold = spreads.inverse(spreads.boldness(), draws("bold"))
    assert 496 <= bold.min() < 510
    assert 1980 < bold.max() <= 2014
    assert abs(np.log(bold / 1000).mean()) < 0.003
    # a normal distribution of deviation 0.3 cut at 0.7 either way has deviation 0.283
    assert abs(np.log(bold / 1000).std() - 0.283) < 0.003
    late = spreads.inverse(spreads.lateness(), draws("late")) / 60  # minutes
    assert -45 <= late.min() < -44.9
    assert 44.9 < late.max() <= 45
    # one of deviation 25 cut at 45 has deviation 20.9
    assert abs(late.std() - 20.9) < 0.3
    assert abs(late.mean()) < 0.3


def test_ages_follow_the_census():
    age = spreads.pick(spreads.ages(0, 100), draws("age"))
    off = sum(abs(np.mean((age >= first) & (age <= last)) - share) for first, last, share in spreads.AGES)
    assert off / 2 < 0.01
    grown = 20 + spreads.pick(spreads.ages(20, 29), draws("age"))
    assert set(grown.tolist()) == set(range(20, 30))


def test_the_typed_in_census_is_that_of_the_source():
    table = json.loads(data.path("tables/synthpops_seattle_metro.json").read_text())
    [bins] = [d["distribution"] for d in table["population_age_distributions"] if d["num_bins"] == 20]
    assert [(first, last, round(share, 7)) for first, last, share in bins] == [
        (first, last, pytest.approx(share, abs=1e-7)) for first, last, share in spreads.AGES
    ]
    employed = spreads.employment() / 2**32
    for age, share in table["employment_rates_by_age"]:
        assert abs(employed[age] - share) < 1e-6


def test_a_weighted_draw_takes_things_in_proportion_and_never_one_of_weight_0():
    weights = np.array([3, 0, 1, 6], np.int64)
    drawn = np.bincount(spreads.weighted(weights, draws("weights")), minlength=4) / MANY
    assert drawn[1] == 0
    assert np.abs(drawn - weights / 10).max() < 0.006


@cache
def village(people: int | None = None, seed: int = 4) -> setup.Built:
    return setup.build("village", seed, people)


@cache
def expiry() -> setup.Built:
    return setup.build("expiry", 3, 5000)


def test_everybody_has_a_pod_and_most_who_are_of_age_have_work():
    people = expiry().world.citizens
    crowd = slice(len(expiry().people), None)
    assert (people.home[crowd] >= 0).all()
    assert 0.5 < np.mean(people.work[crowd] >= 0) < 0.8
    assert people.age[crowd].min() >= 16


def test_homes_are_filled_in_proportion_to_their_pods():
    built = expiry()
    city, people = built.world.city, built.world.citizens
    beds = np.array([b.capacity if b.use.name == "PODS" else 0 for b in city.buildings])
    living = np.bincount(people.home[people.home >= 0], minlength=len(beds))
    expected = beds / beds.sum() * living[beds > 0].sum()
    big = expected >= 20
    assert big.sum() > 50
    surplus = ((living - expected) ** 2 / np.maximum(expected, 1))[big]
    assert 0.7 < surplus.mean() < 1.3  # chi-square per degree of freedom


def test_the_start_fits_the_clock():
    built = expiry()
    people = built.world.citizens
    working = people.doing == Activity.WORKING
    minute = built.world.starts // 60
    shift_minutes = 8 * 60
    assert working.any()
    assert (people.inside[working] == people.work[working]).all()
    assert ((minute - people.shift[working].astype(int)) % 1440 < shift_minutes).all()
    dreaming = people.doing == Activity.PLUGGED
    assert people.plugged[dreaming].all()
    assert (people.inside[dreaming] == people.home[dreaming]).all()
    doors = np.array([b.door for b in built.world.city.buildings])
    indoors = people.inside >= 0
    assert (people.cell[indoors] == doors[people.inside[indoors]]).all()


def test_subscriptions_end_evenly_over_the_period_and_some_have_been_refused():
    people = expiry().world.citizens
    day = 86_400
    ends = people.expires[len(expiry().people) :]
    counts, _ = np.histogram(ends[ends > 36 * 3600], bins=np.arange(1.5, 31.5, 3) * day)
    assert counts.min() > 0.8 * counts.mean()
    assert counts.max() < 1.2 * counts.mean()
    soon = (people.expires <= 36 * 3600) & people.alive
    assert soon.any()
    assert people.refused[soon].all()
    conditions = expiry().world.conditions
    assert sorted(conditions.owner[conditions.rows()].tolist()) == np.flatnonzero(people.refused).tolist()


def test_one_person_more_changes_nothing_about_anybody_else(tmp_path):
    """The map stays as it is (a file), the last group has one more: every other row is the same, bit by bit."""
    text = setup.find("village").read_text()
    (tmp_path / "map.tmx").write_bytes(setup.find("village").with_name("map.tmx").read_bytes())
    file = tmp_path / "scenario.yaml"
    worlds = []
    for people in (200, 201):
        file.write_text(text.replace("people: 200", f"people: {people}"))
        worlds.append(setup.build(file, 9).world)
    small, large = worlds
    assert large.citizens.n == small.citizens.n + 1
    for name, column in small.citizens.items():
        assert (getattr(large.citizens, name)[: small.citizens.n] == column).all(), name
    for name, table in small.tables.items():
        if name not in ("citizens", "facilities"):  # what is in store depends on how many there are to feed
            for column, values in table.items():
                assert np.array_equal(values, getattr(large.tables[name], column)[: len(values)]), f"{name}.{column}"


def test_another_group_changes_nothing_about_the_first(tmp_path):
    text = setup.find("village").read_text().replace("people: 200\n", "").replace("share: 100 %", "count: 150")
    (tmp_path / "map.tmx").write_bytes(setup.find("village").with_name("map.tmx").read_bytes())
    file = tmp_path / "scenario.yaml"
    file.write_text(text)
    alone = setup.build(file, 9).world.citizens
    file.write_text(text.replace("crowd:\n", "crowd:\n  - {name: workers, count: 20, at: works, tagged: 50 %}\n"))
    both = setup.build(file, 9).world.citizens
    moved = both.n - 150
    for name, column in alone.items():
        assert (getattr(both, name)[moved:] == column[alone.n - 150 :]).all(), name


def test_other_luck_makes_other_people():
    assert village().world.digest() != village(seed=5).world.digest()
    assert (village().world.citizens.home != village(seed=5).world.citizens.home).any()
