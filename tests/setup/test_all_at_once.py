"""One look at a file finds everything that is wrong with it: no mistake hides another, and none is told twice."""

import itertools
import re
from pathlib import Path

import pytest

from undergrid import setup
from undergrid.city.maps.map_error import MapError
from undergrid.city.maps.tiled import read_city
from undergrid.core.errors import UsageError

GOOD = """\
scenario: small
title: A small place
clock: {tick: 1 s, starts: "18:00", lasts: 2 h}
map: {generate: {seed: 3}}
people: 62
crowd:
  - {name: citizens, share: 100 %, age: [16, 90], tagged: 90 %}
cast:
  mara:
    name: Mara Lind
    at: parlour_alley
    bonds: [{to: jonas}]
    carries: [{chip: {of: jonas}}]
    wants: [{hide: {light: 60}}, {escort: jonas}]
  jonas: {name: Jonas Lind, home: pods_1, age: 52}
rules: {clock: {curfew_begins: "21:00"}}
endings:
  out: {who: mara, at: outside, after: 50 min, before: 60 min}
"""

# of the values alone: none of these lets the file become a model
VALUES = {
    "tick": ("tick: 1 s", "tick: 2 s", "clock.tick: a tick of 2 s"),
    "start": ('starts: "18:00"', "starts: noon", "clock.starts: 'noon' is not a clock time"),
    "length": ("lasts: 2 h", "lasts: 0 h", "clock.lasts: a run of 0 s is out of range"),
    "seed": ("seed: 3", "seed: x", "map.generate.seed: 'x', expected a whole number"),
    "people": ("people: 62", "people: -3", "people: -3, expected 2 to 10,000,000"),
    "title": ("title: A small place", "titel: A small place", "title is missing"),
    "share": ("share: 100 %", "share: 100", "crowd[1].share: 100 is not a share"),
    "tagged": ("tagged: 90 %", "tagged: yes", "crowd[1].tagged: 'yes' is not a share"),
    "a group's ages": ("age: [16, 90]", "age: [90, 16]", "crowd[1].age: the youngest (90) is older"),
    "a person's name": ("name: Mara Lind", "nome: Mara Lind", "cast.mara.name is missing"),
    "a person's age": ("age: 52", "age: old", "cast.jonas.age: 'old', expected a whole number"),
}
# of names, which only something else in the file or in the program can tell
NAMES = {
    "bond": ("to: jonas", "to: jonsa", "cast.mara.bonds[1].to: nobody of the cast is called 'jonsa'"),
    "chip": ("of: jonas", "of: jonsa", "cast.mara.carries[1].chip.of: nobody of the cast is called 'jonsa'"),
    "whom": ("escort: jonas", "escort: jonsa", "cast.mara.wants[2].escort.who: nobody of the cast is called 'jonsa'"),
    "knob": ("{light: 60}", "{lite: 60}", "unknown key 'lite' in cast.mara.wants[1].hide"),
    "want": ("hide: {light", "hied: {light", "cast.mara.wants[1].hied: nobody can want to 'hied'"),
    "rule": ("rules: {clock:", "rules: {clok:", "rules.clok: there is no rule 'clok'"),
    "time": ('"21:00"', '"25:00"', "rules.clock.curfew_begins: '25:00', expected a time of day in quotes"),
    "ending": ("who: mara", "who: mora", "endings.out.who[1]: nobody of the cast is called 'mora'"),
    "order": ("after: 50 min", "after: 70 min", "endings.out: before (3600 s) is not later than after (4200 s)"),
}
APART = {("knob", "want"), ("rule", "time")}  # what is not known has no knobs


def told(folder: Path, *changes: tuple[str, str, str]) -> list[str]:
    text = GOOD
    for old, new, _ in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    (folder / "scenario.yaml").write_text(text)
    return [str(problem) for problem in setup.check(folder)]


def test_the_file_is_good_before_it_is_broken(tmp_path):
    assert told(tmp_path) == []


@pytest.mark.parametrize("value", VALUES)
def test_a_wrong_value_hides_no_wrong_name(value, tmp_path):
    for name in NAMES:
        found = told(tmp_path, VALUES[value], NAMES[name])
        for _, _, expected in (VALUES[value], NAMES[name]):
            assert sum(expected in problem for problem in found) == 1, found


def test_two_mistakes_are_both_told_and_nothing_that_only_follows_from_them(tmp_path):
    alone = {case: told(tmp_path, change) for case, change in {**VALUES, **NAMES}.items()}
    for one, other in itertools.combinations(alone, 2):
        if (one, other) not in APART:
            found = told(tmp_path, *({**VALUES, **NAMES}[case] for case in (one, other)))
            assert sorted(found) == sorted(alone[one] + alone[other]), (one, other)


def test_a_wrong_value_alone_is_one_problem(tmp_path):
    for case, change in {**VALUES, **NAMES}.items():
        found = told(tmp_path, change)
        misspelt = case in ("title", "a person's name")  # one is unknown, the other missing
        assert len(found) == 2 if misspelt else len(found) == 1, found


def test_the_same_mistake_in_two_places_is_told_for_each_with_its_place(tmp_path):
    found = told(tmp_path, NAMES["bond"], NAMES["chip"], NAMES["whom"])
    assert len(found) == len(set(found)) == 3


@pytest.mark.parametrize("given", ["6", '"six"', "[6]"])
def test_a_knob_that_is_a_time_of_day_says_so(given, tmp_path):
    [problem] = told(tmp_path, ('{curfew_begins: "21:00"}', f"{{curfew_ends: {given}}}", ""))
    assert problem.endswith('expected a time of day in quotes, such as "05:00"')


def test_a_knob_set_from_outside_is_refused_in_the_same_words():
    with pytest.raises(UsageError, match=r"clock\.curfew_begins: '25:00', expected a time of day"):
        setup.load("village").with_rules({"clock.curfew_begins": "25:00"})


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("sight: {lamps: 3}", "rules.sight.lamps: this knob stands elsewhere, expected rules.optics.lamps"),
        (
            "hearing: {wind_db: 3}",
            "rules.hearing.wind_db: this knob stands elsewhere, expected rules.acoustics.wind_db",
        ),
        (
            "heat: {permit_after: 3}",
            "rules.heat.permit_after: this knob stands elsewhere, expected rules.permits.after",
        ),
        ("shelter: {pause_minutes: 3}", "this knob stands elsewhere, expected rules.pause.minutes"),
        ("fatigue: {run: 3}", "this knob stands elsewhere, expected rules.gaits.run"),
        ("exchange: {child_age: 3}", "this knob stands elsewhere, expected rules.ages.child"),
        ("fire: {sentinel_m: 3}", "this knob stands elsewhere, expected rules.fire.sentinel_sees_m"),
        ("dreamnet: {least: 3}", "rules.dreamnet: the rule 'dreamnet' has another name now, expected atrophy"),
    ],
)
def test_what_once_stood_elsewhere_is_told_with_where_it_stands(section, said, tmp_path):
    [problem] = told(tmp_path, ('clock: {curfew_begins: "21:00"}', section, ""))
    assert said in problem


def test_a_knob_set_from_outside_is_told_where_it_stands_too():
    with pytest.raises(UsageError, match="the rule movement has no knob 'run'") as raised:
        setup.load("village").with_rules({"movement.run": 2})
    assert raised.value.hint == "it stands under gaits.run"
    with pytest.raises(UsageError, match="there is no rule 'care'") as raised:
        setup.load("village").with_rules({"care.thanks": 2})
    assert raised.value.hint == "it is called 'nursing' now"
    with pytest.raises(UsageError, match="'movement' is a rule, expected one of its knobs, such as movement"):
        setup.load("village").with_rules({"movement": {"run": 2}})


@pytest.mark.parametrize("people", [-3, 0, 1, 2, 10**6, 10**20])
def test_a_number_of_people_that_cannot_be_is_refused_with_those_that_can(people):
    with pytest.raises(UsageError) as raised:
        setup.load("village", people)
    assert re.fullmatch(r"village cannot have -?[\d,]+ people, expected 3 to 276", raised.value.message)
    assert raised.value.exit_code == 2
    assert raised.value.hint


def test_a_generated_city_has_room_for_ten_million():
    with pytest.raises(UsageError, match="expiry cannot have 10,000,001 people, expected 3 to 10,000,000"):
        setup.load("expiry", 10_000_001)


@pytest.mark.parametrize("name", ["", " "])
def test_an_empty_name_is_no_scenario(name):
    with pytest.raises(
        UsageError,
        match=r"^no scenario is named, expected a file, a folder, or one of eden, expiry, neonhaven, relay, village",
    ):
        setup.find(name)
    [problem] = setup.check(name)
    assert str(problem).startswith("no scenario is named")


def test_no_part_of_a_map_that_cannot_be_read_hides_another(tmp_path):
    (tmp_path / "map.tmx").write_text(
        """<map width="2" height="1" tilewidth="8" tileheight="8">
        <tileset firstgid="1"><tile id="x"/><tile id="1"/></tileset>
        <tileset firstgid="9" source="gone.tsx"/>
        <layer name="street" width="2" height="1"><data encoding="rot13">1,1</data></layer>
        <layer name="below" width="3" height="1"><data encoding="csv">1,1,1</data></layer>
        <objectgroup><object x="here"/>
        <object x="1"><properties><property name="a" type="int" value="many"/>
        <property name="b" type="bool" value="perhaps"/></properties></object></objectgroup></map>"""
    )
    with pytest.raises(MapError) as found:
        read_city(tmp_path / "map.tmx")
    assert [complaint.line for complaint in found.value.complaints] == [2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("said", "right"),
    [("ada.medicine", "people.ada.medicine"), ("gate_1.open", "gates.gate_1.open"),
     ("offices_1.lock", "doors.offices_1.lock")],
)  # fmt: skip
def test_who_names_somebody_or_something_instead_of_a_rule_is_told_how_it_is_set(said, right):
    with pytest.raises(UsageError) as raised:
        setup.load("village").with_rules({said: 1})
    assert raised.value.hint.endswith(f"--set {right}=VALUE")
