"""Presets of rules: each is right, what a scenario says itself stands before it, and each does what it says."""

import pytest

import undergrid
from undergrid import setup
from undergrid.setup.check.knobs import known_rules
from undergrid.setup.file import schema
from undergrid.setup.file.presets import presets
from undergrid.world.log.kinds import Kind

VILLAGE = setup.find("village")


@pytest.fixture
def village(tmp_path):
    """The village, half of its people without a tag, under some rules; as a folder."""

    def write(rules):
        text = VILLAGE.read_text().replace("plugged: 85 %,", "plugged: 85 %, tagged: 50 %,")
        (tmp_path / "scenario.yaml").write_text(text + f"rules: {rules}\n")
        (tmp_path / "map.tmx").write_bytes(VILLAGE.with_name("map.tmx").read_bytes())
        return tmp_path

    return write


@pytest.mark.parametrize("name", sorted(presets()))
def test_every_preset_turns_what_it_says_and_nothing_else(name, village):
    rules = setup.load(village(f"{{preset: {name}}}")).checked.rules
    for rule, model in known_rules().items():
        turned = presets()[name].rules.get(rule, {})
        assert rules[rule].model_dump() == model(**turned).model_dump()
    assert presets()[name].means


@pytest.mark.parametrize("name", sorted(presets()))
def test_every_number_of_a_preset_departs_from_the_default(name):
    for rule, knobs in presets()[name].rules.items():
        default = known_rules()[rule]().model_dump()
        assert {knob for knob, value in knobs.items() if default[knob] == value} <= {"most"}


def test_what_the_scenario_says_itself_stands_before_the_preset(village):
    rules = setup.load(village("{preset: lax, dispatch: {grip: 0.5}, cold: {blanket: 2}}")).checked.rules
    assert rules["dispatch"].grip == 0.5
    assert rules["dispatch"].grip_low == presets()["lax"].rules["dispatch"]["grip_low"]
    assert rules["cold"].blanket == 2


def test_a_preset_is_the_same_scenario_as_its_numbers_written_out(village):
    named = setup.load(village("{preset: lax}")).digest
    assert setup.load(village({rule: dict(knobs) for rule, knobs in presets()["lax"].rules.items()})).digest == named
    assert setup.load(village("{preset: blind}")).digest != named


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("{preset: laxx}", "there is no preset 'laxx', expected one of blind, lax, watchful; did you mean 'lax'?"),
        ("{preset: 3}", "there is no preset '3'"),
        ("{preset: [lax]}", "there is no preset"),
        ("{preset: {name: lax}}", "there is no preset"),
        ("{presett: lax}", "rules.presett: 'lax', expected a mapping"),
        ("{preset: lax, sight: {glance: 2}}", "unknown key 'glance' in rules.sight"),
        ("{preset: lax, sight: 3}", "rules.sight: 3, expected a mapping"),
    ],
)
def test_what_is_no_preset_is_said_once(rules, said, village):
    [problem] = setup.check(village(rules))
    assert said in str(problem)


def test_editors_are_told_which_presets_there_are():
    assert set(schema.schema()["properties"]["rules"]["properties"]["preset"]["enum"]) == set(presets())


def seen_and_wanted(folder):
    """How often somebody was sighted, and how many were wanted, in the first hour."""
    sim = undergrid.load(folder, seed=2, people=100)
    sim.run(until="1 h")
    kinds = sim.world.events.kinds().tolist()
    return kinds.count(Kind.SIGHTED), kinds.count(Kind.WANTED)


def test_the_blind_see_nobody_and_the_watchful_want_more_than_the_lax(village):
    blind, lax, watchful = (seen_and_wanted(village(f"{{preset: {name}}}")) for name in ("blind", "lax", "watchful"))
    assert blind == (0, 0)
    assert lax[0] > 0
    assert lax[1] < watchful[1]
