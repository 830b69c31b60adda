"""The factions of a scenario and who belongs to them; and how mistakes in it are told."""

import re

import pytest
from scenes.on_village import on_village, problems

from undergrid import setup
from undergrid.setup.check.targets import amount_of
from undergrid.world.society.factions import faction_of, members
from undergrid.world.tables.council import Question
from undergrid.world.tables.factions import Allegiance
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER

GOOD = """
scenario: sworn
title: Who has sworn to whom
clock: {tick: 1 s, starts: "12:00", lasts: 2 h}
map: map.tmx
factions:
  syndicate: {name: the Syndicate, base: sector_5_bunker, belief: 70 %}
  corps: {rules: true}
crowd: [{count: 5, faction: syndicate}, {name: others, count: 3}]
cast:
  noor: {name: Noor, at: old_station, faction: syndicate, deserted: corps}
  ash: {name: Ash, at: old_station, faction: corps}
"""


@pytest.fixture
def folder(tmp_path):
    return on_village(tmp_path)


def test_people_belong_to_the_factions_that_the_file_says(folder):
    assert problems(folder, GOOD) == []
    built = setup.build(folder / "scenario.yaml", 1)
    world = built.world
    assert world.faction_names == ("the Syndicate", "corps")
    assert world.city.buildings[world.factions.base[0]].name == "sector_5_bunker"
    assert world.factions.base[1] == -1
    assert world.factions.rules.tolist() == [False, True]
    assert len(set(world.factions.luck.tolist())) == 2
    assert members(world, 0) == [0, 2, 3, 4, 5, 6]
    assert members(world, 1) == [1]
    assert [faction_of(world, who) for who in (0, 1, 2, 7)] == [0, 1, 0, -1]
    sworn = world.sworn
    assert set(sworn.belief[sworn.where(faction=0)].tolist()) == {700}
    assert world.factions.cohesion.tolist() == [700, 500]
    [left] = sworn.where(owner=0, faction=1).tolist()
    assert (sworn.stands[left], sworn.belief[left]) == (Allegiance.LEFT, 0)


def test_what_a_faction_decides_and_when_it_prepares(folder):
    text = GOOD.replace("belief: 70 %", 'belief: 70 %, question: strike, prepare: {begins: "13:00", until: "05:30"}', 1)
    assert problems(folder, text) == []
    factions = setup.build(folder / "scenario.yaml", 1).world.factions
    assert factions.question.tolist() == [Question.STRIKE, Question.ENGINE]
    assert factions.prepares.tolist() == [3600, NEVER]
    assert factions.deadline.tolist() == [5 * 3600 + 1800, 6 * 3600]


def test_a_vote_goes_by_its_name_in_an_order(folder):
    problems(folder, GOOD)
    built = setup.build(folder / "scenario.yaml", 1)
    assert [amount_of(built, Verb.CALL_VOTE, name) for name in ("for", "against", "abstain")] == [1, 2, 3]
    with pytest.raises(ValueError, match="unknown vote 'fore'"):
        amount_of(built, Verb.CALL_VOTE, "fore")


def test_a_base_may_be_shut_off_from_the_air_outside(folder):
    for air, full in (("", 0), (", air: {people: 12, oxygen_kg: 3}", 3 * 1000 * 86_400)):
        assert problems(folder, GOOD.replace("base: sector_5_bunker", f"base: sector_5_bunker{air}")) == []
        world = setup.build(folder / "scenario.yaml", 1).world
        bases = world.bases
        assert (bases.n, bases.building[0]) == (1, world.factions.base[0])
        assert (bases.full[0], bases.oxygen[0], bases.people[0]) == (full, full, 12 if full else 0)
        assert world.airless.n == (1 if full else 0)


def test_the_dead_are_members_no_more(folder):
    problems(folder, GOOD)
    world = setup.build(folder / "scenario.yaml", 1).world
    world.citizens.alive[3] = False
    assert members(world, 0) == [0, 2, 4, 5, 6]


@pytest.mark.parametrize(
    ("was", "line", "says"),
    [
        ("base: sector_5_bunker", "base: sector_5_bunkr", "the map has no shelter 'sector_5_bunkr'"),
        ("corps: {rules: true}", "corps: {base: sector_5_bunker}", "syndicate is at home in sector_5_bunker"),
        ("belief: 70 %", "rules: true", "syndicate rules already"),
        ("faction: corps", "faction: crops", "there is no faction 'crops'"),
        ("count: 5, faction: syndicate", "count: 5, faction: sindicate", "there is no faction 'sindicate'"),
        ("deserted: corps", "deserted: syndicate", "nobody is of syndicate who has deserted it"),
        ("belief: 70 %", "believe: 70 %", "believe"),
        ("belief: 70 %", "question: war", "question"),
        ("belief: 70 %", "prepare: {until: 05:30}", "prepare.until"),
        ("belief: 70 %", 'prepare: {by: "05:30"}', "unknown key 'by'"),
        ("corps: {rules: true}", 'corps: {prepare: {begins: "22:00"}}', "corps has no base to prepare in"),
        ("corps: {rules: true}", "corps: {air: {people: 4, oxygen_kg: 2}}", "corps has no base"),
        ("belief: 70 %", "air: {people: -1, oxygen_kg: 2}", "people"),
        ("belief: 70 %", "air: {people: 4, oxygen_kg: 0}", "oxygen_kg"),
        ("belief: 70 %", "air: {people: 4, oxigen_kg: 2, oxygen_kg: 2}", "oxigen_kg"),
    ],
)
def test_mistakes_about_factions_are_told(folder, was, line, says):
    [found] = problems(folder, GOOD.replace(was, line, 1))
    assert says in found
    assert "scenario.yaml:" in found


def test_a_scenario_without_factions_has_the_digest_it_had(folder):
    plain = re.sub(r", (faction|deserted): \w+", "", GOOD)
    plain = plain.split("factions:\n")[0] + "crowd:" + plain.split("crowd:")[1]
    digests = set()
    for text in (plain, plain + "factions: {}\n"):
        (folder / "scenario.yaml").write_text(text)
        digests.add(setup.load(folder / "scenario.yaml").digest)
    assert len(digests) == 1
