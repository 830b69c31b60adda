import json

import pytest

from undergrid.core import plain, units

HOSTILE = "a\x1b[2J\x07\x7f\x9b\u202e\u2028\u2066\ufeff\ud800\U000e0041\r\tz"


def test_what_a_terminal_would_obey_is_written_out():
    assert plain.line("a\x1b[2J") == "a\\x1b[2J"
    assert plain.line("a\nb\tc\u202ed\x9b") == "a\\nb\\tc\\u202ed\\x9b"
    assert plain.line(HOSTILE).isprintable()


@pytest.mark.parametrize(
    "text", ["Ada Lind", "Åse Łódź-Ōe", "Ζωή", "李小龍", "شيرين", "👩\u200d🔬", "a\\x1b", "50 % · ½"]
)
def test_plain_names_stay_as_they_are(text):
    assert plain.line(text) == plain.text(text) == plain.json(text) == text
    assert plain.line(plain.line(HOSTILE)) == plain.line(HOSTILE)


def test_only_line_breaks_of_ours_stay():
    assert plain.text("one\ntwo\r\x1b") == "one\ntwo\\r\\x1b"


def test_json_means_the_same_and_is_plain():
    text = json.dumps({"name": HOSTILE, "à": "é"}, ensure_ascii=False)
    assert json.loads(plain.json(text)) == json.loads(text)
    assert plain.json(text).isprintable()
    assert "é" in plain.json(text)


def test_long_values_are_cut():
    assert plain.cut("x" * 400) == "'" + "x" * 36 + "..."
    assert len(plain.cut(10**400)) <= 40
    assert plain.cut(10**5000) == "a number of thousands of digits"
    assert (plain.cut("soon"), plain.cut(-3)) == ("'soon'", "-3")


@pytest.mark.parametrize("text", ["²", "٣", "-1", "1_0", "", " 1", "1.5", "9" * 19, "9" * 5000])
def test_no_number_is_made_of_what_only_looks_like_one(text):
    assert plain.whole(text) is None
    assert plain.whole("020") == 20


@pytest.mark.parametrize(
    "given",
    [
        "9" * 400 + " h",
        "9" * 400,
        "9" * 5000 + "." + "9" * 5000,
        10**30,
        10**5000,
        "1 h " * 9 + "9" * 30 + " s",
        float("inf"),
    ],
    ids=plain.cut,
)
def test_durations_beyond_all_measure_are_told_in_a_line(given):
    with pytest.raises(ValueError, match="beyond all measure") as told:
        units.seconds(given)
    assert len(str(told.value)) < 150


@pytest.mark.parametrize(
    "given", ["9" * 400 + " %", "9" * 400, 10**400, float("nan"), float("inf"), "²", "x %", "%"], ids=plain.cut
)
def test_shares_beyond_all_measure_are_told_in_a_line(given):
    with pytest.raises(ValueError, match="not a share") as told:
        units.share(given)
    assert len(str(told.value)) < 150
