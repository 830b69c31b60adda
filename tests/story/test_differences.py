"""What differs between two runs, in people's terms."""

import pytest

from undergrid import runs, story
from undergrid.core import units
from undergrid.story.differences import _apart


@pytest.fixture(scope="module")
def far(eden, tmp_path_factory):
    """She is put down at the clinic a minute before she reaches the boy."""
    out = tmp_path_factory.mktemp("differences") / "far"
    found = runs.Log(eden)
    reached = next(event for event in found.events(about="leo", kind="pulse found"))
    at, until = reached.tick - 60, reached.tick + units.HOUR // 2
    return runs.fork(eden, out, at=at, set={"people.amara.at": "clinic"}, until=until).folder.path


def test_who_fares_otherwise_is_told_by_name_with_when_it_was(eden, far):
    one, two = runs.Log(eden), runs.Log(far)
    lines = story.differences(one, two, two.meta.tick)
    (leo,) = [line for line in lines if line.startswith("Leo: ")]
    freed = next(event for event in one.events(about="leo", kind="freed"))
    assert f"not freed (before: {one.names.time(freed.tick)})" in leo
    assert not [line for line in lines if line.startswith("Tobias")]


def test_the_same_run_differs_in_nothing_and_that_is_said(eden):
    log = runs.Log(eden)
    assert story.differences(log, log, log.meta.tick) == ["Nobody with a name is any better or worse for it."]


def test_the_other_way_round_it_is_the_other_way_round(eden, far):
    one, two = runs.Log(eden), runs.Log(far)
    (leo,) = [line for line in story.differences(two, one, two.meta.tick) if line.startswith("Leo: ")]
    assert "freed (16:" in leo
    assert "not freed" not in leo


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        ([60], [], "not arrested (before: 15:41:00)"),
        ([], [60], "arrested (15:41:00)"),
        ([100], [10_900], "arrested 3 h later"),
        ([10_900], [100], "arrested 3 h earlier"),
        ([100], [130], ""),
        ([100], [100, 200], "arrested twice, not once"),
        ([], [], ""),
    ],
)
def test_a_fate_is_told_by_what_is_otherwise_about_it(eden, ours, theirs, said):
    assert _apart(runs.Log(eden), ("arrested", "not arrested"), ours, theirs) == said
