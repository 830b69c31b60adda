"""A page that stays open takes no more memory than after its first minutes."""

import pytest
from serve.playing import Playing

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_page_that_plays_on_does_not_grow(browser, address):
    """The village's hour again and again, at 600 times: what a lap leaves behind would add up."""
    playing = Playing(browser, address)
    playing.on(20)  # until all that is kept for the whole run is there
    heap, nodes = playing.memory()
    playing.on(60)
    later, more = playing.memory()
    assert later < heap * 1.1 + 500_000
    assert more < nodes * 1.2 + 200
    playing.page.close()
