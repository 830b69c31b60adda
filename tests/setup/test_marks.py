"""What a scenario has on its walls; and how mistakes in it are told."""

import pytest
from scenes.on_village import on_village, problems

from undergrid import setup
from undergrid.world.society.messages import Message
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.minds import Topic

GOOD = """
scenario: walls
title: What the walls say
clock: {tick: 1 s, starts: "12:00", lasts: 2 h}
map: map.tmx
cast: {noor: {name: Noor, at: old_station, tagged: false, plugged: false}}
marks:
  - {at: parlour_alley, of: old_station, ago: 3 d}
  - {at: parlour_alley, of: noor, where: old_station}
  - {at: parlour_alley, of: camera, where: gate_1, ago: 2 h}
"""


@pytest.fixture
def folder(tmp_path):
    return on_village(tmp_path)


def test_marks_say_what_the_file_says_and_nobody_knows_who_wrote_them(folder):
    assert problems(folder, GOOD) == []
    built = setup.build(folder / "scenario.yaml", 1)
    marks, places, watchers = built.world.marks, built.places, built.world.watchers
    rows = marks.rows()
    assert marks.writer[rows].tolist() == [-1, -1, -1]
    assert len(set(marks.luck[rows].tolist())) == 3
    said = [
        Message(Topic(marks.topic[row]), int(marks.subject[row]), int(marks.place[row]), int(marks.at[row]))
        for row in rows
    ]
    assert said[0][2:] == (places["old_station"], -3 * 86_400)
    assert said[0].topic == Topic.PLACE
    assert said[1] == Message(Topic.PERSON, 0, places["old_station"], 0)
    assert said[2][2:] == (places["gate_1"], -7200)
    cameras = [row for row in range(watchers.n) if watchers.kind[row] == WatcherKind.CAMERA]
    assert said[2].subject in cameras or (said[2].subject == -1 and not cameras)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{at: nowhere, of: old_station}", "no place 'nowhere'"),
        ("{at: parlour_alley, of: camera}", "a mark that tells of a camera, and not where"),
        ("{at: parlour_alley, of: noor}", "a mark that tells of noor, and not where"),
        ("{at: parlour_alley, of: noir, where: gate_1}", "there is nothing to tell of 'noir'"),
        ("{at: parlour_alley, of: old_station, where: gate_1}", "old_station is a place"),
        ("{at: parlour_alley, of: camera, where: nowhere}", "no place 'nowhere'"),
    ],
)
def test_mistakes_on_walls_are_told(folder, line, says):
    [found] = problems(folder, GOOD.split("marks:")[0] + f"marks: [{line}]\n")
    assert says in found


def test_a_mark_needs_a_wall(folder):
    text = GOOD.replace("cast:", "places: {field: [outside, 41, 6]}\ncast:").split("marks:")[0]
    [found] = problems(folder, text + "marks: [{at: field, of: old_station}]\n")
    assert "field has no wall to write on" in found


def test_a_scenario_without_marks_has_the_digest_it_had(folder):
    plain = GOOD.split("marks:")[0]
    digests = set()
    for text in (plain, plain + "marks: []\n"):
        (folder / "scenario.yaml").write_text(text)
        digests.add(setup.load(folder / "scenario.yaml").digest)
    assert len(digests) == 1
