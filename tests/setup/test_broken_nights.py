"""Every way to be wrong about bodies, things, doors and bands is told apart, with the line and what was expected.

Each case changes a good file in one place; the line that ends in `#!` is the one that the problem has to name.
"""

import pytest

from undergrid import setup

GOOD = """\
scenario: night
title: A night out
clock: {tick: 1 s, starts: "18:00", lasts: 2 h}
map: {generate: {seed: 3}}
people: 62
exposed: true
subscription: false
barred:
  - parlour_alley
doors:
  station_1: {lock: true, locked: true}
things:
  - {at: gate_1, tarp: 1, quality: 70 %}
  - {at: station_1, fuel: 6}
fires:
  - {at: gate_1, lasts: 3 h}
bands:
  others: {to: station_1, sets_out: 30 min}
crowd:
  - {name: citizens, share: 100 %, at: anywhere}
  - name: walkers
    count: 5
    around: gate_1
    within: 12
    band: others
    wounded: 10 %
    dead: 5 %
    carries: [{water: 3}]
cast:
  ada:
    name: Ada Lind
    at: gate_1
    category: healer
    medicine: 8
    was: soldier
    debt: 40 %
    clothing: 1.2
    wounds: [{kind: cut, part: arm, depth: 2}]
    knows: [{station_1: 90 d}]
    wants: [{rescue: {}}]
    carries:
      - {gauze: 4}
      - {scalpel: 1, quality: 30 %}
  bram:
    name: Bram Okafor
    at: gate_1
    dead: true
    wounds: [{kind: shrapnel, depth: 3}]
watchers:
  senses: {drone: [heat, eyes]}
  more:
    - {kind: hunter, at: gate_1, ambush: true}
endings:
  out: {who: ada, at: station_1}
"""

CASES = {
    # things
    "a thing that is none": ("      - {gauze: 4}", "      - {gause: 4}  #!", "unknown key 'gause'"),
    "a thing like none": (
        "      - {gauze: 4}", "      - {insulin: 4}  #!", "and 20 more (undergrid words things)"
    ),
    "two things in one": ("      - {gauze: 4}", "      - {gauze: 4, water: 2}  #!", "a thing has one name"),
    "no thing at all": ("      - {gauze: 4}", "      - {quality: 30 %}  #!", "a thing has one name"),
    "fewer than none": ("      - {gauze: 4}", "      - {gauze: -4}  #!", "-4, expected at least 1"),
    "none of it": ("      - {gauze: 4}", "      - {gauze: 0}  #!", "0, expected at least 1"),
    "half a dressing": ("      - {gauze: 4}", "      - {gauze: 1.5}  #!", "1.5, expected a whole number"),
    "better than new": ("      - {gauze: 4}", "      - {gauze: 4, quality: 130 %}  #!", "'130 %' is not a share"),
    "a thing nowhere": ("  - {at: station_1, fuel: 6}", "  - {at: staton_1, fuel: 6}  #!", "did you mean 'station_1'?"),
    "a thing without a place": ("  - {at: station_1, fuel: 6}", "  - {fuel: 6}  #!", "things[2].at is missing"),
    "a chip on the ground": (
        "  - {at: station_1, fuel: 6}", "  - {at: station_1, chip: {of: ada}}  #!", "a chip that nobody"
    ),
    "a chip of the crowd": (
        "    carries: [{water: 3}]", "    carries: [{chip: {of: ada}}]  #!", "a chip that nobody"
    ),
    "a fire nowhere": ("  - {at: gate_1, lasts: 3 h}", "  - {at: gate_9}  #!", "the map has no place 'gate_9'"),
    "a fire that is out": ("  - {at: gate_1, lasts: 3 h}", "  - {at: gate_1, lasts: 0 h}  #!", "expected more than 0"),
    # ways and doors
    "a bar nowhere": ("  - parlour_alley", "  - parlour_ally  #!", "did you mean 'parlour_alley'?"),
    "a bar twice": ("  - parlour_alley", "  - parlour_alley\n  - parlour_alley  #!", "parlour_alley is barred already"),
    "the door of no shelter": (
        "  station_1: {lock: true, locked: true}", "  pods_1: {lock: true}  #!", "the map has no shelter 'pods_1'"
    ),
    "a shelter not there": (
        "  station_1: {lock: true, locked: true}", "  staton_1: {lock: true}  #!", "did you mean 'station_1'?"
    ),
    "locked without a lock": (
        "  station_1: {lock: true, locked: true}", "  station_1: {locked: true}  #!", "locked without a lock"
    ),
    "a lock without a door": (
        "  station_1: {lock: true, locked: true}", "  station_1: {door: false, lock: true}  #!", "a lock without a door"
    ),
    # bands and groups
    "a band not there": ("    band: others", "    band: odhers  #!", "there is no band 'odhers'"),
    "a band going nowhere": (
        "  others: {to: station_1, sets_out: 30 min}", "  others: {to: stazion_1}  #!", "no place 'stazion_1'"
    ),
    "around nothing": ("    around: gate_1", "    around: gate_7  #!", "the map has no place 'gate_7'"),
    "around from afar": ("    within: 12", "    within: 5000  #!", "5000, expected at most 1000"),
    "wounded people": ("    wounded: 10 %", "    wounded: 10  #!", "10 is not a share"),
    # people
    "no category": ("    category: healer", "    category: heeler  #!", "did you mean 'healer'?"),
    "no past": ("    was: soldier", "    was: unaligned  #!", "one of healer, loyal, rebel, soldier"),
    "too skilled": ("    medicine: 8", "    medicine: 11  #!", "11, expected at most 10"),
    "too much debt": ("    debt: 40 %", "    debt: 140 %  #!", "'140 %' is not a share"),
    "too warmly dressed": ("    clothing: 1.2", "    clothing: 12  #!", "12, expected at most 5"),
    "a wound that is none": (
        "[{kind: cut, part: arm, depth: 2}]", "[{kind: kut, part: arm}]  #!", "did you mean 'cut'?"
    ),
    "a wound nowhere": ("[{kind: cut, part: arm, depth: 2}]", "[{part: tail}]  #!", "cast.ada.wounds[1].part: 'tail'"),
    "a wound too deep": ("[{kind: cut, part: arm, depth: 2}]", "[{depth: 4}]  #!", "4, expected at most 3"),
    "dead of nothing": ("    wounds: [{kind: shrapnel, depth: 3}]\n", "", "has died of a wound"),
    "dead and wanting": (
        "    dead: true", "    dead: true\n    wants: [{shelter: {}}]", "somebody who is dead has died of a wound"
    ),
    "dead before and after": (
        "    dead: true", "    shut_down: {ago: 1 h}", "has been dead before the start"
    ),
    "known in the future": (
        "    knows: [{station_1: 90 d}]", "    knows: [{station_1: -1 d}]  #!", "station_1: '-1 d' is negative",
    ),
    "known nowhere": (
        "    knows: [{station_1: 90 d}]", "    knows: [{staton_1: 90 d}]  #!", "nothing to know about 'staton_1'",
    ),
    "a want for who is spelt otherwise": (
        "    wants: [{rescue: {}}]", "    wants: [{escort: Leo}]  #!", "nobody of the cast is called 'Leo'"
    ),
    "a want to wait for nobody": (
        "    wants: [{rescue: {}}]", '    wants: [{reach: {place: gate_1, together: [""]}}]  #!', "together[1]: nobody"
    ),
    "a want to reach nothing": ("    wants: [{rescue: {}}]", '    wants: [{reach: ""}]  #!', "the map has no place ''"),
    "a want to go through what is no gate": (
        "    wants: [{rescue: {}}]", "    wants: [{reach: {place: gate_1, via: gate_11}}]  #!", "did you mean 'gate_1'?"
    ),
    "a want that is none": ("    wants: [{rescue: {}}]", "    wants: [{rescu: {}}]  #!", "nobody can want to 'rescu'"),
    "a want going nowhere": (
        "    wants: [{rescue: {}}]", "    wants: [{rescue: {place: nowhere}}]  #!", "the map has no place 'nowhere'"
    ),
    "rounds of nowhere": (
        "    wants: [{rescue: {}}]", "    wants: [{follow_trail: {rounds: [gate_1, gate_8]}}]  #!", "'gate_8'"
    ),
    "bringing nobody": (
        "    wants: [{rescue: {}}]", "    wants: [{bring: {who: leo, place: station_1}}]  #!", "is called 'leo'"
    ),
    # watchers
    "a sense that is none": ("  senses: {drone: [heat, eyes]}", "  senses: {drone: [smell]}  #!", "'smell'"),
    "senses of readers": ("  senses: {drone: [heat, eyes]}", "  senses: {reader: [eyes]}  #!", "reader"),
    "a drone that lies in wait": (
        "    - {kind: hunter, at: gate_1, ambush: true}", "    - {kind: drone, at: gate_1, ambush: true}  #!",
        "a drone that lies in wait",
    ),
    "a beat of who lies in wait": (
        "    - {kind: hunter, at: gate_1, ambush: true}",
        "    - {kind: hunter, at: gate_1, beat: [gate_1, gate_2], ambush: true}  #!", "a beat of who lies in wait",
    ),
    "exposed to a degree": ("exposed: true", "exposed: rather  #!", "exposed: 'rather', expected true or false"),
}  # fmt: skip


def problems_of(text, folder):
    file = folder / "scenario.yaml"
    file.write_text(text)
    return setup.check(file)


def test_the_file_is_good_before_it_is_broken(tmp_path):
    assert problems_of(GOOD, tmp_path) == []


@pytest.mark.parametrize("case", CASES)
def test_a_broken_file_is_told_with_its_line_and_nothing_besides(case, tmp_path):
    old, new, expected = CASES[case]
    assert GOOD.count(old) == 1, f"{old!r} occurs {GOOD.count(old)} times"
    text = GOOD.replace(old, new)
    found = problems_of(text, tmp_path)
    assert len(found) == 1, "\n".join(map(str, found))
    assert expected in str(found[0])
    marked = [n for n, line in enumerate(text.splitlines(), 1) if line.endswith("#!")]
    if marked:
        assert found[0].line == marked[0]
