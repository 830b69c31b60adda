"""What a canon file says of its beats, and how mistakes in what they are for are told."""

import pytest
from scenes.on_village import on_village, problems

from undergrid import setup
from undergrid.core.errors import UsageError
from undergrid.setup.file.canon import beats

TEXT = """
scenario: small
title: As written
clock: {tick: 1 s, starts: "12:00", lasts: 2 h}
map: map.tmx
cast: {mara: {name: Mara, at: gate_1, plugged: false}}
"""
CANON = """canon: small
beats:
  - {name: a, who: mara, do: hide, aim: "stay out of sight: there is somebody"}
  - {name: b, when: {after: 1 min}, who: mara, do: wait}
"""


@pytest.fixture
def folder(tmp_path):
    return on_village(tmp_path)


def test_a_beat_has_the_words_of_its_aim_or_none(folder):
    (folder / "canon.yaml").write_text(CANON)
    assert problems(folder, TEXT) == []
    found = beats(setup.build(folder / "scenario.yaml", 1))
    assert [beat.aim for beat in found] == ["stay out of sight: there is somebody", ""]


@pytest.mark.parametrize(
    ("aim", "says"),
    [
        ("to stay out of sight", "does not follow on 'wants to': 'to stay out of sight', expected such as"),
        ("stay out of sight.", "does not follow on 'wants to'"),
        ("''", "aim"),
        ("{hide: 1}", "aim"),
        ("[a, b]", "aim"),
    ],
)
def test_an_aim_that_no_sentence_could_hold_is_told_with_its_line(folder, aim, says):
    (folder / "canon.yaml").write_text(CANON.replace('"stay out of sight: there is somebody"', aim))
    [found] = problems(folder, TEXT)
    assert "canon.yaml:3:" in found
    assert says in found


def test_an_aim_under_another_name_is_asked_about(folder):
    (folder / "canon.yaml").write_text(CANON.replace("aim:", "aims:"))
    [found] = problems(folder, TEXT)
    assert "canon.yaml:3:" in found
    assert "did you mean 'aim'" in found


def test_a_canon_that_misses_a_place_in_a_city_of_another_size_says_for_which_it_is_written(folder):
    """`unknown target 'sector_9_bunker'`, and no word of that `--people 2000` had made another city."""
    missing = CANON.replace("do: wait", "do: sneak, target: nowhere")
    (folder / "scenario.yaml").write_text(TEXT)
    (folder / "canon.yaml").write_text(missing.replace("beats:", "people: 20000\nbeats:"))
    built = setup.build(folder / "scenario.yaml", 1)
    with pytest.raises(UsageError) as found:
        beats(built)
    says, unknown = str(found.value).splitlines()
    assert "canon.yaml:2:" in says
    assert f"written for 20,000 people, and a city of {built.scenario.people:,} has other places" in says
    assert "leave --people out" in says
    assert "unknown target 'nowhere'" in unknown
    (folder / "canon.yaml").write_text(missing.replace("beats:", f"people: {built.scenario.people}\nbeats:"))
    with pytest.raises(UsageError) as found:
        beats(built)
    assert "--people" not in str(found.value)
