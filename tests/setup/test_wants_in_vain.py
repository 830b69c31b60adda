"""Wants that can never act are told before a story is lived: as warnings, for it is no mistake to want in vain."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scenes.worlds import make_city

from undergrid import setup
from undergrid.city.city import City, LinkKind, Use
from undergrid.city.maps.tiled_write import write_tmx
from undergrid.setup import shipped

# two streets with a wall between them; a building stands west of each door
SPLIT = """
..........
#.......#.
##########
#.......#.
..........
"""

TEXT = """\
scenario: split
title: Two streets
clock: {starts: "12:00", lasts: 1 h}
map: map.tmx
places: {corner: {level: street, x: 5, y: 0}}
cast:
  ada:
    name: Ada Lind
    home: pods_0
    EXTRA
    wants: [WANT]
  ben: {name: Ben Orr, at: pods_0, OTHER}
"""


def split(*args: Any, **kwargs: Any) -> City:
    """A city whose buildings stand in the wall, west of their doors."""
    city = make_city(*args, **kwargs)
    return replace(city, buildings=tuple(replace(one, x=one.x - 1) for one in city.buildings))


def doubts(
    folder: Path, want: str, *, joined: bool = False, extra: str = "age: 30", other: str = "age: 30", more: str = "",
    use: Use = Use.OFFICES,
) -> list[str]:  # fmt: skip
    rooms = [(Use.PODS, 0, 1, 1), (use, 0, 1, 3)]
    stairs = [(LinkKind.STAIRS, (0, 7, 1), (0, 7, 3), 9000)] if joined else []
    write_tmx(split(SPLIT, buildings=rooms, links=stairs, capacity=30), folder / "map.tmx")
    text = TEXT.replace("WANT", want).replace("EXTRA", extra).replace("OTHER", other) + more
    (folder / "scenario.yaml").write_text(text)
    assert setup.check(folder) == []
    return [str(doubt).partition("scenario.yaml:")[2] for doubt in setup.doubts(folder)]


def warnings(said: list[str]) -> list[str]:
    """What is said of wants in vain, without what has been switched on."""
    return [line for line in said if " warning: " in line]


@pytest.mark.parametrize("name", shipped())
def test_nothing_is_wanted_in_vain_in_what_is_shipped(name):
    assert setup.doubts(name) == []


def test_a_place_to_which_no_way_leads_is_told_at_its_line(tmp_path):
    assert doubts(tmp_path, "{reach: {place: offices_1}}") == [
        "11: warning: cast.ada.wants[1].reach.place: no way on foot leads from where ada starts to offices_1,"
        " expected a place that ways lead to"
    ]
    assert doubts(tmp_path, "{reach: {place: offices_1}}", joined=True) == []


def test_every_place_of_some_rounds_is_looked_at(tmp_path):
    [said] = doubts(tmp_path, "{follow_trail: {rounds: [corner, offices_1]}}")
    assert said.startswith("11: warning: cast.ada.wants[1].follow_trail.rounds[2]: no way")


def test_what_is_barred_at_the_start_leads_nowhere(tmp_path):
    """The street on which she lives is cut in two: two cells wide there, both barred."""
    cut = "barred: [here, there]\n"
    more = ", here: {level: street, x: 4, y: 0}, there: {level: street, x: 4, y: 1}}"
    at = "places: {corner: {level: street, x: 5, y: 0}" + more
    text = TEXT.replace("places: {corner: {level: street, x: 5, y: 0}}", at)
    write_tmx(split(SPLIT, buildings=[(Use.PODS, 0, 1, 1)], capacity=30), tmp_path / "map.tmx")
    for barred, told in (("", 0), (cut, 1)):
        filled = text.replace("WANT", "{reach: {place: corner}}").replace("EXTRA", "age: 30").replace("OTHER", "age: 9")
        (tmp_path / "scenario.yaml").write_text(filled + barred)
        assert len(setup.doubts(tmp_path)) == told


@pytest.mark.parametrize(
    ("want", "extra", "cure", "said"),
    [
        ("{call_for_help: {}}", "age: 30", "carries: [{beacon: 1}]", "ada has no beacon to call with"),
        ("{fight: {}}", "age: 30", "carries: [{rifle: 1}]", "ada has nothing to fight with"),
        ("{wait_for_gap: {}}", "profession: auditor", "", "this map has no gate to wait at"),
        ("{shelter: {}}", "age: 30", "", "this map has nothing to shelter in"),
        ("{council: {}}", "age: 30", "", "ada is of no faction with a base to hold a council in"),
        ("{sever: {at: corner}}", "carries: [{cutters: 1}]", "", "this city has no network, and no line to cut"),
    ],
)
def test_what_somebody_lacks_for_what_they_want_is_told(tmp_path, want, extra, cure, said):
    [told] = doubts(tmp_path, want, extra=extra)
    assert said in told
    if cure:
        assert doubts(tmp_path, want, extra=cure) == []


def test_a_cube_is_linked_where_a_node_is_at_hand_and_nowhere_else(tmp_path):
    nodes = "network: {nodes: {nexus: {kind: core, at: core}}}\nplaces: {core: {level: street, x: 7, y: 0}, "
    text = TEXT.replace("places: {", nodes).replace("EXTRA", "carries: [{engine_cube: {}}]").replace("OTHER", "age: 9")
    write_tmx(split(SPLIT, buildings=[(Use.PODS, 0, 1, 1)], capacity=30), tmp_path / "map.tmx")
    for place, told in (("corner", 1), ("core", 0)):
        (tmp_path / "scenario.yaml").write_text(text.replace("WANT", f"{{link: {{at: {place}}}}}"))
        found = [str(doubt) for doubt in setup.doubts(tmp_path)]
        assert [f"nothing can be linked at {place}" in line for line in found] == [True] * told


def test_a_map_with_a_roof_is_one_to_shelter_in(tmp_path):
    assert doubts(tmp_path, "{shelter: {}}", use=Use.DISUSED) == []


def test_nobody_can_keep_by_the_side_of_the_dead(tmp_path):
    [said] = doubts(tmp_path, "{escort: ben}", other="dead: true, wounds: [{kind: cut, depth: 3}]")
    assert "ben is dead at the start" in said
    assert doubts(tmp_path, "{escort: ben}", extra="bonds: [{to: ben}]") == []


def test_who_is_trapped_goes_nowhere_until_somebody_means_to_free_them(tmp_path):
    [said] = doubts(tmp_path, "{reach: {place: corner}}", extra="trapped: true")
    assert "ada is trapped, and nobody of the cast means to free them" in said
    found = doubts(tmp_path, "{reach: {place: corner}}", extra="trapped: true", other="wants: [{rescue: {}}]")
    assert not any("trapped" in line for line in found)


def test_whoever_wants_to_rescue_sees_who_lies_about_without_a_rule_turned(tmp_path):
    [said] = doubts(tmp_path, "{rescue: {}}")
    assert said.startswith("11: note: cast.ada.wants[1].rescue: rules.bodies_found.bodies is on")
    assert setup.load(tmp_path).checked.rules["bodies_found"].bodies
    [said] = doubts(tmp_path, "{rescue: {}}", more="rules: {bodies_found: {bodies: false}}\n")
    assert "warning: cast.ada.wants[1].rescue: rules.bodies_found.bodies is off" in said
    assert not setup.load(tmp_path).checked.rules["bodies_found"].bodies
    assert doubts(tmp_path, "{rescue: {}}", more="rules: {bodies_found: {bodies: true}}\n") == []
    assert doubts(tmp_path, "{hide: {}}") == []
    assert not setup.load(tmp_path).checked.rules["bodies_found"].bodies


WALLED = """\
scenario: walled
title: Beyond the wall
clock: {starts: "12:00", lasts: 1 h}
map: {generate: {seed: 7}}
people: 300
crowd: [{share: 100 %}]
cast:
  ada: {name: Ada, at: parlour_alley, CHIP wants: [{reach: old_station}, {wait_for_gap: {}}]}
  ben: {name: Ben, at: parlour_alley, bonds: [{to: ada}], wants: [BENS]}
  old: {name: Old, at: parlour_alley, shut_down: {ago: 5 h}}
"""


def test_beyond_a_gate_nobody_comes_without_a_chip_but_beside_who_has_one(tmp_path):
    chip = "profession: auditor, carries: [{chip: {of: old}}],"
    both = "{reach: old_station}, {escort: ada}"
    alone, everybody = "{reach: old_station}", ["ada", "ada", "ben"]
    for has, wants, told in (("", alone, everybody), ("", both, everybody), (chip, alone, ["ben"]), (chip, both, [])):
        (tmp_path / "scenario.yaml").write_text(WALLED.replace("CHIP", has).replace("BENS", wants))
        assert setup.check(tmp_path) == []
        found = [str(doubt) for doubt in setup.doubts(tmp_path)]
        assert [line.partition("cast.")[2][:3] for line in found] == told, found
    (tmp_path / "scenario.yaml").write_text(
        WALLED.replace("CHIP", "").replace("BENS", both) + "gates: {gate_1: {open: true}}\n"
    )
    assert ["timetables" in str(doubt) for doubt in setup.doubts(tmp_path)] == [True]


CHILD = "age: 9, wounds: [{kind: gunshot, part: leg, depth: 3}]"
STRANGER = "ada is not bound to ben and knows nothing of them, so ada can't"


@pytest.mark.parametrize(
    ("want", "said"),
    [
        ("{escort: ben}", f".escort.who: {STRANGER} keep by their side"),
        ("{reach: {place: corner, together: [ben]}}", f".reach.together[1]: {STRANGER} wait for them"),
        ("{bring: {who: ben, place: corner}}", f".bring.who: {STRANGER} bring them"),
        ("{shield: ben}", ".shield.who: ada is not bound to ben, and would not stand up for them"),
    ],
)
def test_nobody_does_anything_about_somebody_of_whom_they_know_nothing(tmp_path, want, said):
    walks = "wants: [hide]"
    [told] = warnings(doubts(tmp_path, want, other=walks))
    assert f"11: warning: cast.ada.wants[1]{said}" in told
    assert "expected bonds: [{to: ben" in told
    assert warnings(doubts(tmp_path, want, other=walks, extra="bonds: [{to: ben, strength: 90 %}]")) == []
    if "shield" not in want:
        assert warnings(doubts(tmp_path, want, other=walks, extra="knows: [ben]")) == []
        assert warnings(doubts(tmp_path, f"{want}, {{parley: {{}}}}", other=walks)) == []


def test_who_lies_beside_one_or_is_looked_for_is_brought_by_strangers_too(tmp_path):
    bring = "{bring: {who: ben, place: corner}}"
    assert warnings(doubts(tmp_path, bring, other=CHILD)) == []
    [apart] = warnings(doubts(tmp_path, bring, other=CHILD, extra="at: corner"))
    assert STRANGER in apart
    assert warnings(doubts(tmp_path, f"{bring}, {{rescue: {{}}}}", other=CHILD, extra="at: corner")) == []


def test_bringing_somebody_needs_a_place_or_a_promise(tmp_path):
    [nowhere] = warnings(doubts(tmp_path, "{bring: {who: ben}}", other=CHILD))
    assert "11: warning: cast.ada.wants[1].bring.who: nothing says where ada should bring ben to" in nowhere
    [nobody] = warnings(doubts(tmp_path, "{bring: {}}"))
    assert "wants[1].bring: ada has nobody to bring, and makes no promise to" in nobody
    assert warnings(doubts(tmp_path, "{bring: {}}, {parley: {}}")) == []


def test_a_bond_may_be_too_weak_to_stand_up_for_somebody_but_a_unit_speaks_for_anybody(tmp_path):
    [weak] = doubts(tmp_path, "{shield: ben}", extra="bonds: [{to: ben}]")
    assert "ada is bound to ben by 50 % alone" in weak
    assert "of more than 80 %" in weak
    [never] = doubts(tmp_path, "{shield: {who: ben, loss: 300}}", extra="bonds: [{to: ben, strength: 100 %}]")
    assert "by no bond: loss is no more than harm" in never
    assert doubts(tmp_path, "{shield: ben}", extra="being: companion") == []


@pytest.mark.parametrize("want", ["{bring: {who: ben, place: corner}}", "{shield: ben}"])
def test_nothing_is_done_for_the_dead(tmp_path, want):
    dead = "dead: true, wounds: [{kind: cut, depth: 3}]"
    [said] = warnings(doubts(tmp_path, want, other=dead, extra="bonds: [{to: ben}]"))
    assert "ben is dead at the start" in said


def test_who_is_bound_to_nobody_has_nobody_to_keep_going(tmp_path):
    [said] = doubts(tmp_path, "{sustain: {}}")
    assert "ada is bound to nobody whom to keep going" in said
    assert doubts(tmp_path, "{sustain: {}}", extra="bonds: [{to: ben}]") == []
