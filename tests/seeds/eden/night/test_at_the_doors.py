"""Rows of eden in eden: strangers of the crowd at locked doors with somebody of the crowd behind each.

They act by orders alone, to come, to give and to ask; what is answered, and what they do then, is up to the rules.
"""

import pytest
from scenes.retold import Doors

from undergrid.world.log.kinds import Kind


@pytest.mark.slow
def test_e29_asking_at_a_door_ends_in_every_way_by_trust_fear_and_arms(tmp_path):
    """The same two dozen doors with the same luck: to strangers, after gifts, and to strangers with rifles."""
    gauze, rifle = {"carries": [{"gauze": 3}]}, {"carries": [{"rifle": 1}]}
    strangers = Doors(tmp_path / "strangers", askers=gauze)
    friends = Doors(tmp_path / "friends", askers=gauze, gifts=3)
    armed = Doors(tmp_path / "armed", askers=rifle)
    for doors in (strangers, friends, armed):
        assert not doors.let_in & (doors.left | doors.forced)
        assert doors.waited
        for end in doors.of(Kind.LET_IN):
            assert doors.by_id[end.cause].kind == Kind.ASKED
            assert end.stream
        for end in doors.of(Kind.GAVE_UP, Kind.FORCED_IN):
            assert doors.by_id[end.cause].kind in (Kind.TURNED_AWAY, Kind.ASKED, Kind.BREACHED)
    assert strangers.let_in
    assert strangers.left
    assert len(friends.let_in) > len(strangers.let_in) + 3 > len(armed.let_in) + 6
    assert len(armed.forced) > len(strangers.forced)


def test_e38_who_was_hunted_opens_where_others_do_not(tmp_path):
    """The same askers with the same luck, at doors of people who have been hunted before and of people who have not."""
    spared, hunted = (Doors(tmp_path / str(was), hosts={"hunted": was}) for was in (False, True))
    assert hunted.let_in > spared.let_in
    assert len(hunted.let_in) >= len(spared.let_in) + 3
    odds = [{event.who: event.odds for event in doors.of(Kind.LET_IN) if event.stream} for doors in (spared, hunted)]
    both = odds[0].keys() & odds[1].keys()
    assert both
    assert all(odds[1][host] > 1.2 * odds[0][host] for host in both)
