"""A client's mailbox holds one look and lets one frame out."""

import pytest

from undergrid.serve.mailbox import Allowance, Mailbox
from undergrid.serve.wire import Look


def look(tick, got=0):
    return Look(do="look", got=got, tick=tick, box=(0, 0, 9, 9), level=0, step=0, lit=-1, what="", row=-1)


def test_the_newest_look_is_the_one_that_counts():
    box = Mailbox()
    for tick in range(1000):
        box.put(look(tick))
    assert box.look.tick == 999


def test_no_frame_goes_out_before_the_last_has_been_acknowledged():
    box = Mailbox()
    assert not box.ready
    box.put(look(1))
    assert box.ready
    box.post(7, whole=True)
    box.put(look(2, got=0))
    assert not box.ready
    box.put(look(3, got=7))
    assert box.ready


def test_a_frame_on_the_way_leaves_the_look_where_it_is():
    box = Mailbox()
    box.put(look(7))
    box.post(1, whole=False)
    assert box.look.tick == 7
    assert not box.ready


def test_a_frame_that_was_not_sent_cannot_be_acknowledged():
    with pytest.raises(ValueError):
        Mailbox().put(look(1, got=1))


def test_who_says_too_much_at_once_is_out_of_bounds():
    allowance = Allowance(rate=0.0, burst=5)
    assert [allowance.take() for _ in range(7)] == [True] * 5 + [False] * 2
