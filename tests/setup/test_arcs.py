"""An arcs file: what its words stand for, and every mistake told with its line and what was perhaps meant."""

import re
import shutil
from pathlib import Path

import pytest

from undergrid import setup
from undergrid.setup.build.build import build
from undergrid.setup.check.arcs import arcs_in, arcs_of
from undergrid.setup.check.known import Known
from undergrid.setup.file.arcs import ANY
from undergrid.setup.file.pattern import IS_AT, How, Moment, Party
from undergrid.setup.load import find
from undergrid.world.log.kinds import Kind
from undergrid.world.senses import thermal
from undergrid.world.tables.body import Waking


@pytest.fixture(scope="module")
def village(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("arcs") / "village"
    shutil.copytree(find("village").parent, folder)
    return folder


def arcs(folder: Path, text: str):
    (folder / "arcs.yaml").write_text("arcs: village\n" + text)
    return arcs_of(build(str(folder), 1, 60))


def wrong(folder: Path, text: str) -> list[str]:
    (folder / "arcs.yaml").write_text("arcs: village\n" + text)
    return [str(problem).rpartition("arcs.yaml:")[2] for problem in setup.check(folder)]


def the_step(folder: Path, pattern: str):
    [beat] = arcs(folder, f"beats: {{it: {pattern}}}").beats
    [step] = beat.plan.steps
    return step


def test_our_scenarios_have_arcs_without_mistakes_in_cities_of_any_size():
    for name, people in (("eden", 200), ("expiry", 60), ("expiry", 400)):
        found = arcs_of(build(name, 1, people))
        assert found.beats
        assert set(found.arc) == set(found.names)
        assert found.endings


def test_a_scenario_without_arcs_has_none():
    assert arcs_of(build("village", 1, 60)).beats == ()


def test_names_stand_for_rows_kinds_and_numbers(village):
    step = the_step(village, "{kind: [woke, fell asleep], who: [ada, cleo], amount: 3}")
    assert step.kinds == (int(Kind.WOKE), int(Kind.FELL_ASLEEP))
    assert step.who == Party((0, 2))
    assert step.amounts == (3,)
    step = the_step(village, "{kind: woke, who: not ada, amount: [noise, cold], cause: breach began}")
    assert step.who == Party((), (0,))
    assert step.amounts == (int(Waking.NOISE), int(Waking.COLD))
    assert step.causes == (int(Kind.BREACH_BEGAN),)
    step = the_step(village, "{kind: sighted, who: drone, whom: Somebody}")
    assert step.who.rows
    assert step.whom == Party(variable="Somebody")
    assert the_step(village, "{kind: gate opened, who: gate_1}").who == Party((0,))
    assert the_step(village, "{kind: swept, amount: [ash, cover]}").bits == thermal.ASH | thermal.COVER
    assert the_step(village, "{kind: ended, amount: ada is caught}").amounts == (1,)
    assert the_step(village, "{kind: crossed, amount: outwards}").amounts == (0,)
    assert the_step(village, "{kind: injected, least: 2, most: 3}").least == 2


def test_places_times_states_and_counts(village):
    built = build(str(village), 1, 60)
    step = the_step(village, "{kind: is at, who: ada, near: parlour_alley, within_m: 20, state: {who: [flat, still]}}")
    assert (step.of, step.kinds, step.cells, step.within_cells) == (IS_AT, (), (built.places["parlour_alley"],), 10)
    assert step.while_who == ("flat", "still")
    many = the_step(village, "{kind: is at, near: gate_*}").cells
    assert set(many) == {cell for name, cell in built.places.items() if name.startswith("gate_")}
    assert len(many) > 1
    levels = built.scenario.atlas.levels
    assert the_step(village, "{kind: hid, at: outside}").levels == (levels["outside"],)
    kind = built.world.city.districts[0].kind
    assert 0 in the_step(village, f"{{kind: hid, at: {kind}}}").districts
    step = the_step(village, '{kind: hid, after: "18:00", before: 2 h, within: 5 min, at_least: 2, of_different: who}')
    assert (step.after, step.before, step.within) == (Moment(3600), Moment(7200), 300)
    assert (step.at_least, step.of_different) == (2, "who")
    assert the_step(village, '{kind: hid, after: "16:00"}').after == Moment(23 * 3600)


def test_a_beat_is_one_pattern_several_in_turn_or_all_any_none_of_some(village):
    text = """beats:
  last: {kind: hid, after: first, without: {kind: woke, who: cleo}}
  first: [{kind: asked}, {kind: let in}]
  both: {all: [{kind: asked}, {kind: let in}]}
  either: {any: [{kind: asked}, {kind: let in}]}
  neither: {none: {kind: arrested}}
arc: [first, last]
"""
    found = arcs(village, text)
    plans = {beat.name: beat.plan for beat in found.beats}
    assert list(plans) == ["first", "both", "either", "neither", "last"]
    assert found.names == ("last", "first", "both", "either", "neither")
    assert [plan.how for plan in plans.values()] == [How.IN_TURN, How.ALL, How.ANY, How.NONE, How.IN_TURN]
    assert [len(plan.steps) for plan in plans.values()] == [2, 2, 2, 1, 1]
    assert plans["last"].steps[0].without[0].kinds == (int(Kind.WOKE),)
    assert found.arc == ("first", "last")


def test_endings_name_those_of_the_scenario_and_patterns_of_their_own(village):
    text = """endings:
  seen: {reached: ada_is_out, settled: 1 h, happened: [{kind: sighted, whom: ada}]}
  free: {reached: [ada_is_out], without: {kind: arrested}}
  other: {}
"""
    seen, free, other = arcs(village, text).endings
    assert (seen.name, seen.reached, seen.settled) == ("seen", (0,), 3600)
    assert seen.happened.steps[0].kinds == (int(Kind.SIGHTED),)
    assert free.without.steps[0].kinds == (int(Kind.ARRESTED),)
    assert (free.settled, other.reached, other.happened, other.without) == (-1, (), None, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("beats: {a: {kind: pulse fund}}", "2: beats.a.kind: no event is called 'pulse fund'; did you mean 'pulse"),
        ("beats: {a: {kind: hid, who: adda}}", "2: beats.a.who: nobody of the cast is called 'adda', expected one of "
         "ada, bram, cleo; did you mean 'ada'?"),
        ("beats: {a: {kind: hid, who: [ada, eva]}}", "2: beats.a.who[2]: nobody of the cast is called 'eva'"),
        ("beats: {a: {kind: hid, who: not adda}}", "nobody of the cast is called 'adda'"),
        ("beats: {a: {kind: hid, near: gate_one}}", "2: beats.a.near: the map has no place 'gate_one'"),
        ("beats: {a: {kind: hid, near: zebra_*}}", "the map has no place 'zebra_*'"),
        ("beats: {a: {kind: hid, at: outsid}}", "no level or district 'outsid'"),
        ("beats: {a: {kind: hid, at: outsid}}", "did you mean 'outside'?"),
        ("beats: {a: {kind: hid, after: b}, c: {kind: hid}}", "2: beats.a.after: there is no beat 'b', expected"),
        ("beats: {a: {kind: hid, after: 3 apples}}", "not a duration"),
        ('beats: {a: {kind: hid, after: "25:00"}}', "not a clock time"),
        ('beats: {a: {kind: hid, after: "day 1 03:00"}}', "'day 1 03:00' is before the run begins"),
        ("beats: {a: {kind: hid, after: b}, b: {kind: hid, after: a}}", "a, b wait for each other"),
        ("beats: {a: {kind: hid}}\narc: [a, bb]", "3: arc[2]: there is no beat 'bb', expected one of a"),
        ("beats: {a: {kind: hid}}\narc: [a, a]", "a stands here a second time"),
        ("beats: {a: {kind: woke, amount: nois}}", "no amount of this kind is called 'nois'"),
        ("beats: {a: {kind: woke, amount: nois}}", "did you mean 'noise'?"),
        ("beats: {a: {kind: woke, cause: askt}}", "no event is called 'askt'"),
        ("beats: {a: {kind: woke, cause: is at}}", "no event is called 'is at'"),
        ("beats: {a: {kind: [is at, woke]}}", "is at is no event and stands alone"),
        ("beats: {a: {kind: woke, state: {who: snoring}}}", "there is no state 'snoring'"),
        ("beats: {a: {kind: [woke, sighted], who: ada}}", "who is not the same thing in all of these kinds"),
        ("beats: {a: {kind: hid, whom: ada}}", "nothing here can be called 'ada'"),
        ("beats: {a: {kind: hid, wo: ada}}", "unknown key 'wo' in beats.a"),
        ("beats: {a: {who: ada}}", "beats.a.kind is missing"),
        ("beats: {a: [{kind: hid}, 7]}", "beats.a[2]: 7, expected a mapping"),
        ("beats: {a: []}", "beats.a: nothing is asked for"),
        ("beats: {a: {all: [{kind: hid, within: 1 h}]}}", "no step comes before this one"),
        ("beats: {a: {kind: hid, without: {kind: hidd}}}", "no event is called 'hidd'"),
        ("beats: {Aha: {kind: hid}}", "'Aha' is not a short name"),
        ("endings: {a: {reached: ada_is_ou}, b: {}}", "2: endings.a.reached: the scenario has no ending 'ada_is_ou'"),
        ("endings: {a: {reached: ada_is_out}}", "endings.a: a run might end as none of these"),
        ("endings: {a: {settled: 1 h}, b: {}}", "nothing says when it is settled"),
        ("endings: {a: {happened: {kind: hidd}}, b: {}}", "endings.a.happened.kind: no event is called 'hidd'"),
        ("beats: [1]", "beats: a list, expected a mapping"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_what_was_meant(village, text, said):
    told = wrong(village, text)
    assert any(said in line for line in told), told


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(village):
    told = wrong(village, "beats:\n  a: {kind: hidd}\n  b: {kind: hid, who: eva}\narc: [c]\n")
    assert [line.split(":")[0] for line in told] == ["3", "4", "5"]


def test_arcs_of_another_scenario_are_told(village):
    (village / "arcs.yaml").write_text("arcs: eden\n")
    [told] = setup.check(village)
    assert "these arcs belong to 'eden'" in str(told)


def test_what_is_no_arcs_file_is_told(village):
    (village / "arcs.yaml").write_text("[")
    assert "not YAML" in str(setup.check(village)[0])
    (village / "arcs.yaml").write_text("")
    assert "the file is empty" in str(setup.check(village)[0])


@pytest.mark.parametrize("n", [0, 1, 2])
def test_the_examples_of_the_page_are_right(n, tmp_path):
    page = (Path(__file__).resolve().parents[2] / "docs" / "arcs.md").read_text("utf-8")
    example = re.findall(r"```arcs\n(.*?)```", page, re.DOTALL)[n]
    name = example.split()[1]
    if name == ANY:
        (tmp_path / "arcs.yaml").write_text(example)
        assert arcs_in(tmp_path / "arcs.yaml", Known()).beats
        return
    shutil.copytree(find(name).parent, tmp_path / name)
    (tmp_path / name / "arcs.yaml").write_text(example)
    assert setup.check(tmp_path / name) == []
