"""The words that a writer may use: all of them are listed with a line each, and found by what they mean."""

import json

import pytest
from typer.testing import CliRunner

from undergrid.cli.commands import app
from undergrid.core.errors import UsageError
from undergrid.minds import WANTS
from undergrid.setup.file.moments import SUNS
from undergrid.story.vocabulary import SORTS, every, look_up
from undergrid.world.log.kinds import OF_MAKERS, Kind
from undergrid.world.tables.orders import VERBS
from undergrid.world.tables.people import Profession


def names(sort):
    return [word.name for word in every(sort)]


def found(*asked):
    words, unclear = look_up(asked)
    return {(word.sort, word.name) for word in words} | {("instead", word.name) for word in unclear}


@pytest.mark.parametrize("sort", sorted(SORTS))
def test_every_word_has_a_line_and_stands_once(sort):
    listed = list(every(sort))
    assert len({word.name for word in listed}) == len(listed)
    assert not [word for word in listed if not word.means or "{who" in word.means or "{amount" in word.means]


def test_all_that_the_tables_hold_is_listed():
    assert names("verbs") == [verb.name.lower() for verb in VERBS]
    assert names("kinds") == [kind.name.lower().replace("_", " ") for kind in Kind if kind not in OF_MAKERS]
    assert names("wants") == list(WANTS)
    assert names("moments") == list(SUNS)
    assert names("professions") == [one.name.lower() for one in Profession]


@pytest.mark.parametrize("sort", ["use", "profession", "category", "watcher", "state", "wound", "part", "bond"])
def test_the_words_that_have_no_table_of_their_own_are_the_ones_a_file_may_say(sort):
    from setup.test_everyday import REAL

    assert set(names({"category": "categories"}.get(sort, f"{sort}s"))) == REAL[sort]


@pytest.mark.parametrize(
    ("asked", "one"),
    [
        (("heal",), ("wants", "tend")),
        (("dawn",), ("moments", "dawn")),
        (("heal",), ("instead", "heal")),
        (("nurse",), ("categories", "healer")),
        (("bandage",), ("things", "gauze")),
        (("Bandage",), ("verbs", "dress")),
        (("thigh",), ("parts", "leg")),
        (("arrested",), ("states", "held")),
        (("verbs", "pulse"), ("verbs", "check")),
        (("pulse", "find"), ("kinds", "pulse found")),
    ],
)
def test_a_word_is_found_by_its_name_by_what_else_it_is_called_and_by_what_it_means(asked, one):
    assert one in found(*asked)


def test_a_sort_alone_is_all_of_it_and_nothing_else():
    assert found("wants") == {("wants", name) for name in WANTS}
    assert found("want") == found("wants")
    assert {sort for sort, _ in found("things", "cut")} == {"things"}


@pytest.mark.parametrize("asked", [("zxcvb",), ("verbs", "zxcvb"), ("", "zxcvb")])
def test_nothing_found_is_said(asked):
    with pytest.raises(UsageError, match="no word has to do with"):
        look_up(asked)


def test_a_misspelt_word_has_a_suggestion():
    with pytest.raises(UsageError) as wrong:
        look_up(["tournikett"])
    assert wrong.value.hint.startswith("did you mean 'tourniquet'? Else there are verbs, things,")


def test_the_command_shows_a_line_for_each_and_answers_in_json():
    shown = CliRunner().invoke(app, ["words", "guard"])
    assert shown.exit_code == 0
    assert "sentinel" in shown.output
    assert "instead: shield" in shown.output
    answer = json.loads(CliRunner().invoke(app, ["words", "things", "bandage", "--json"]).output)
    assert answer["words"] == [
        {
            "sort": "things",
            "name": "gauze",
            "means": "dressings",
            "also": ["bandage", "bandages", "dressing", "dressings"],
        }
    ]
    assert answer["unclear"] == []
