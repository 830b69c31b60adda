"""Every kind of broken scenario is told apart, with the line and what to do about it.

Each case changes a good file in one place; the line that ends in `#!` is the one that the problem has to name.
"""

import os
from pathlib import Path

import pytest

from undergrid import setup

GOOD = """\
scenario: small
title: A small place
clock: {tick: 1 s, starts: "18:00", lasts: 2 h}
map: {generate: {seed: 3}}
people: 62
places: {den: [outside, 6, 44]}
crowd:
  - {name: citizens, share: 100 %, at: anywhere}
cast:
  ada:
    name: Ada Lind
    age: 34
    at: parlour_alley
    knows: [gate_1]
    carries:
      - chip: {of: bram, age: 30 d, corruption: 10 %}
    bonds: [{to: bram, kind: kin}]
  bram:
    name: Bram Okafor
    home: pods_1
    work: offices_1
    tagged: true
gates:
  gate_1: {open: false}
watchers: {cameras: 50 %}
rules:
  implants: {blur_hours: 4}
endings:
  out: {who: ada, at: outside}
"""

CASES = {
    # not YAML
    "a tab": ("    age: 34", "\tage: 34  #!", "a tab used for indenting"),
    "two colons": ("title: A small place", "title: A small place: really  #!", "a second ':' in one line"),
    "an open bracket": ("    knows: [gate_1]", "    knows: [gate_1", "expected ',' or ']'"),
    "a key twice": ("    age: 34", "    age: 34\n    age: 35  #!", "'age' stands here a second time, first in line 12"),
    "two documents": ("gates:", "---  #!\ngates:", "a second document"),
    "an alias to nothing": ("title: A small place", "title: *name  #!", "undefined alias 'name'"),
    "itself": ("    knows: [gate_1]", "    knows: &k [*k]  #!", "contains itself"),
    "a list as a name": ("    age: 34", "    [age]: 34  #!", "a list or mapping used as a name"),
    # keys and types
    "a key misspelt": (
        "    knows: [gate_1]",
        "    knos: [gate_1]  #!",
        "unknown key 'knos' in cast.ada, expected one of",
    ),
    "a part misspelt": ("crowd:", "crowds:  #!", "did you mean 'crowd'?"),
    "a key missing": (
        'clock: {tick: 1 s, starts: "18:00", lasts: 2 h}',
        'clock: {starts: "18:00"}  #!',
        "clock.lasts is missing",
    ),
    "a person without a name": ("    name: Ada Lind\n", "", "cast.ada.name is missing"),
    "a name of somebody else": ("name: Bram", "name: aDA lind #", "cast.bram.name: ada is called so already"),
    "a short name of somebody else": ("name: Bram", "name: Ada #", "cast.bram.name: ada is called so already"),
    "a number for a name": ("name: Ada Lind", 'name: "17"  #!', "is how people without a name are called"),
    "somebody without a name": ("name: Ada Lind", "name: Citizen 5  #!", "is how people without a name are called"),
    "words for a number": ("    age: 34", "    age: old  #!", "cast.ada.age: 'old', expected a whole number"),
    "half a year": ("    age: 34", "    age: 34.5  #!", "cast.ada.age: 34.5, expected a whole number"),
    "too old": ("    age: 34", "    age: 340  #!", "cast.ada.age: 340, expected at most 120"),
    "a number for words": ("title: A small place", "title: 7  #!", "title: 7, expected a text"),
    "an empty title": ("title: A small place", 'title: " "  #!', "title: ' ', expected a text that is not empty"),
    "yes for true": ("    tagged: true", "    tagged: yes  #!", "cast.bram.tagged: 'yes', expected true or false"),
    "one thing for a list": (
        "    knows: [gate_1]",
        "    knows: gate_1  #!",
        "cast.ada.knows: 'gate_1', expected a list",
    ),
    "a list for a mapping": (
        "gates:\n  gate_1: {open: false}",
        "gates: [gate_1]  #!",
        "gates: a list, expected a mapping",
    ),
    "a capital letter": ("  bram:", "  Bram:  #!", "'Bram' is not a short name"),
    "a being that is none": (
        "    age: 34",
        "    being: companian  #!",
        "one of companion, human; did you mean 'companion'?",
    ),
    # quantities
    "a bare clock time": ('"18:00"', "18:00", "18:00 stands without quotes"),
    "a clock time as a number": ('"18:00"', "1080", "1080 is a number (older YAML reads a bare 18:00 as 1080)"),
    "no time of day": ('"18:00"', '"28:00"', "'28:00' is not a clock time"),
    "no duration": ("lasts: 2 h", "lasts: 2 hurs", "clock.lasts: '2 hurs' is not a duration"),
    "a time for a duration": ("lasts: 2 h", 'lasts: "2:00"', "clock.lasts: '2:00' is a clock time"),
    "no time at all": ("lasts: 2 h", "lasts: 0 h", "a run of 0 s is out of range"),
    "a coarse tick": ("tick: 1 s", "tick: 10 s", "a tick of 10 s lets a walker skip"),
    "expired before the start": (
        "    age: 34",
        "    expires: 0 h  #!",
        "cast.ada.expires: '0 h', expected more than 0",
    ),
    "a negative duration": ("    age: 34", "    expires: -3 h  #!", "'-3 h' is negative"),
    "more than all": ("cameras: 50 %", "cameras: 150 %", "'150 %' is not a share"),
    "percent without the sign": ("cameras: 50 %", "cameras: 50", "(for percent write 50 %)"),
    "not a number": ("    age: 34", "    speed: .nan  #!", "cast.ada.speed: nan, expected a finite number"),
    "faster than anybody": ("    age: 34", "    speed: 40  #!", "cast.ada.speed: 40, expected at most 4"),
    # what contradicts itself
    "nowhere": ("    at: parlour_alley\n", "", "nobody knows where this person is"),
    "dead and expiring": (
        "    age: 34",
        "    shut_down: {ago: 1 h}\n    expires: 2 h",
        "somebody who is shut down neither expires",
    ),
    "count and share": ("share: 100 %,", "share: 100 %, count: 3,", "either count or share"),
    "shares of nothing": ("people: 62\n", "", "people: a number, at the top"),
    "more than everybody": (
        "  - {name: citizens, share: 100 %, at: anywhere}",
        "  - {name: citizens, share: 80 %}\n  - {name: others, share: 40 %}",
        "the shares of the crowd add up to 120%",
    ),
    "more counted than there are": ("people: 62", "people: 1  #!", "1 people, but cast and counted groups are 2"),
    "two groups of one name": (
        "  - {name: citizens, share: 100 %, at: anywhere}",
        "  - {name: citizens, share: 50 %}\n  - {name: citizens, share: 50 %}  #!",
        "a second group of the crowd that is called 'citizens'",
    ),
    "ages upside down": (
        "at: anywhere}",
        "at: anywhere, age: [60, 20]}",
        "the youngest (60) is older than the oldest (20)",
    ),
    "an ending of nothing": (
        "  out: {who: ada, at: outside}",
        "  out: {who: ada}  #!",
        "an ending that asks for nothing",
    ),
    "an ending too late": (
        "  out: {who: ada, at: outside}",
        "  out: {who: ada, at: outside, after: 3 h}  #!",
        "counts only once the run is over",
    ),
    "an ending upside down": (
        "  out: {who: ada, at: outside}",
        "  out: {who: ada, at: outside, after: 50 min, before: 20 min}  #!",
        "is not later than after",
    ),
    # people that are not there
    "a tie to nobody": ("to: bram, kind: kin", "to: brem, kind: kin", "nobody of the cast is called 'brem'"),
    "a tie to oneself": ("to: bram, kind: kin", "to: ada, kind: kin", "ada is bound to themself"),
    "a tie twice": (
        "[{to: bram, kind: kin}]",
        "[{to: bram, kind: kin}, {to: bram, kind: kin}]",
        "twice in the same way",
    ),
    "escorts in a circle": (
        "    bonds: [{to: bram, kind: kin}]\n  bram:",
        "    bonds: [{to: bram, kind: escort}]  #!\n  bram:\n    bonds: [{to: ada, kind: escort}]",
        "ada, bram escort each other in a circle",
    ),
    "a chip of nobody": ("chip: {of: bram,", "chip: {of: nemo,", "nobody of the cast is called 'nemo'"),
    "an ending for nobody": ("  out: {who: ada,", "  out: {who: adda,", "did you mean 'ada'?"),
    # the map
    "no map file": ("map: {generate: {seed: 3}}", "map: town.tmx  #!", "there is no file town.tmx beside the scenario"),
    "a map elsewhere": ("map: {generate: {seed: 3}}", "map: ../town.tmx  #!", "the name of a file beside the scenario"),
    "a picture for a map": ("map: {generate: {seed: 3}}", "map: notes.txt  #!", "notes.txt is no map that can be read"),
    "a map that is broken": ("map: {generate: {seed: 3}}", "map: broken.map", "broken.map:3: 'width x'"),
    "a map without a seed": ("map: {generate: {seed: 3}}", "map: {generate: {}}  #!", "map.generate.seed is missing"),
    "both kinds of map": (
        "map: {generate: {seed: 3}}",
        "map: {file: town.tmx, generate: {seed: 3}}  #!",
        "a map is either a file or generated",
    ),
    "a place that is not there": ("    at: parlour_alley", "    at: parlor_alley  #!", "did you mean 'parlour_alley'?"),
    "a home that is none": ("    home: pods_1", "    home: sector_1  #!", "sector_1 is no building"),
    "a workplace not there": ("    work: offices_1", "    work: office_1  #!", "the map has no place 'office_1'"),
    "knowing nothing real": (
        "    knows: [gate_1]",
        "    knows: [gate_9]  #!",
        "there is nothing to know about 'gate_9'",
    ),
    "a gate not there": ("  gate_1: {open: false}", "  gate_7: {open: false}  #!", "the map has no gate 'gate_7'"),
    "a district not there": ("at: anywhere}", "at: sektor_3}", "did you mean 'sector_3'?"),
    "nobody can live there": ("at: anywhere}", "at: wall}", "there are no pods in wall"),
    "an ending nowhere": (
        "  out: {who: ada, at: outside}",
        "  out: {who: ada, at: outsid}  #!",
        "did you mean 'outside'?",
    ),
    "a level not there": ("[outside, 6, 44]", "[cellar, 6, 44]", "the map has no level 'cellar'"),
    "off the map": ("[outside, 6, 44]", "[outside, 4700, 44]", "den (4700, 44) lies outside the map"),
    "in a wall": ("[outside, 6, 44]", "[street, 0, 0]", "den lies in a wall"),
    "a place twice": ("{den: [outside, 6, 44]}", "{bunker: [outside, 6, 44]}", "the map has a place 'bunker' already"),
    # rules
    "a rule not there": ("  implants: {blur_hours: 4}", "  implant: {blur_hours: 4}  #!", "did you mean 'implants'?"),
    "a knob not there": (
        "  implants: {blur_hours: 4}",
        "  implants: {blurr_hours: 4}  #!",
        "did you mean 'blur_hours'?",
    ),
    "a knob turned too far": (
        "  implants: {blur_hours: 4}",
        "  implants: {blur_hours: -4}  #!",
        "-4, expected at least 0",
    ),
    "a watcher nowhere": (
        "watchers: {cameras: 50 %}",
        "watchers: {more: [{kind: camera, at: nowhere}]}  #!",
        "the map has no place 'nowhere'",
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "notes.txt").write_text("not a map")
    (tmp_path / "broken.map").write_text("type octile\nheight 3\nwidth x\nmap\n...\n")
    return tmp_path


# aliases of aliases: a few lines that would be 10**9 values
BOMB = "a0: &a0 [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
)


def problems_of(text: str, folder: Path) -> list[setup.Problem]:
    file = folder / "scenario.yaml"
    file.write_text(text)
    return setup.check(file)


def test_the_file_is_good_before_it_is_broken(folder):
    assert problems_of(GOOD, folder) == []


@pytest.mark.parametrize("case", CASES)
def test_a_broken_file_is_told_with_its_line(case, folder):
    old, new, expected = CASES[case]
    assert GOOD.count(old) == 1, f"{old!r} occurs {GOOD.count(old)} times"
    text = GOOD.replace(old, new)
    found = problems_of(text, folder)
    said = [problem for problem in found if expected in str(problem)]
    assert said, "\n".join(map(str, found))
    lines = text.splitlines()
    marked = [n for n, line in enumerate(lines, 1) if line.endswith("#!")] or [
        n for n, (a, b) in enumerate(zip(lines, GOOD.splitlines(), strict=False), 1) if a != b
    ]
    if new and ".map:" not in expected:  # a mistake in the map itself
        assert any(problem.line in range(marked[0] - 1, marked[0] + 2) for problem in said), said
    if "#!" in new:
        assert said[0].line == marked[0]


def test_there_are_at_least_forty_kinds_of_broken_file():
    assert len(CASES) >= 40


def test_all_mistakes_of_a_file_are_told_at_once_in_their_order(folder):
    text = GOOD
    for old, new in (
        ('"18:00"', "18:00"),
        ("    age: 34", "    age: old"),
        ("kind: kin", "kind: kinn"),
        ("    work: offices_1", "    work: office_1"),
        ("  implants: {blur_hours: 4}", "  implants: {blurr_hours: 4}"),
        ("  out: {who: ada,", "  out: {who: adda,"),
    ):
        text = text.replace(old, new)
    found = problems_of(text, folder)
    assert [problem.line for problem in found] == [3, 12, 17, 21, 27, 29]


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words\n", "\x00", "a: 1\n" * 3, "{" * 2000, BOMB])
def test_whatever_is_in_a_file_it_is_answered_with_problems(text, folder):
    found = problems_of(text, folder)
    assert found
    assert all(str(problem) for problem in found)


def test_a_file_that_is_no_text_says_so(folder):
    (folder / "scenario.yaml").write_bytes(b"\xff\xfe\x00scenario")
    [problem] = setup.check(folder / "scenario.yaml")
    assert "not a text file in UTF-8" in str(problem)


def test_a_name_that_no_file_can_have_is_told():
    [problem] = setup.check("x" * 5000)
    assert "cannot be read: File name too long" in str(problem)


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo, lambda path: os.symlink(path, path)])
def test_a_canon_that_is_no_file_is_told(make, folder):
    make(folder / "canon.yaml")
    [problem] = problems_of(GOOD, folder)
    assert "canon.yaml: this is no file" in str(problem)


@pytest.mark.parametrize("value", ['!!int ""', "!!bool maybe", "!!timestamp x", '"\\UFFFFFFFF"', "!!omap x", "!!set 1"])
def test_a_tag_before_what_it_cannot_hold_is_told_with_its_line(value, folder):
    found = problems_of(GOOD.replace("A small place", value), folder)
    assert found
    assert found[0].line == 2


def test_a_name_that_is_nearly_one_of_ours_is_asked_about():
    [problem] = setup.check("expirry")
    assert str(problem).endswith("did you mean 'expiry'?")


def test_loading_a_broken_file_raises_everything_that_is_wrong(folder):
    file = folder / "scenario.yaml"
    file.write_text(GOOD.replace("    age: 34", "    age: old"))
    with pytest.raises(setup.ScenarioError) as raised:
        setup.load(file)
    assert len(raised.value.problems) == 1
    assert raised.value.exit_code == 2
    assert ":12: cast.ada.age" in str(raised.value)


def test_a_place_in_the_river_lies_in_water(tmp_path):
    text = 'scenario: river\ntitle: R\nclock: {tick: 1 s, starts: "12:00", lasts: 1 h}\nmap: r.map\n'
    (tmp_path / "r.map").write_text("type octile\nheight 2\nwidth 4\nmap\n..W@\n..W@\n")
    (tmp_path / "scenario.yaml").write_text(f"{text}places: {{ford: [street, 2, 0], tower: [street, 3, 0]}}\n")
    said = "\n".join(map(str, setup.check(tmp_path)))
    assert "ford lies in water" in said
    assert "tower lies in a wall" in said
