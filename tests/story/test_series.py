"""Series drawn over time: which rows are taken, what is a share of the living, and how long a bar is."""

import numpy as np
import pytest

from undergrid import story
from undergrid.core.errors import UsageError
from undergrid.runs.contents import SERIES


class _Names:
    def time(self, tick):
        return f"t{tick:05d}"


class _Log:
    """A log with a row a minute: as many live as there are minutes to go, and half of them are free."""

    names = _Names()

    def __init__(self, minutes=180, alive=400):
        ticks = np.arange(0, 60 * minutes, 60)
        self.columns = dict.fromkeys(SERIES, np.zeros(minutes, np.int64)) | {
            "tick": ticks,
            "alive": np.full(minutes, alive),
            "free": np.arange(minutes) * alive // max(1, minutes),
            "rain": np.arange(minutes) * 2,
        }

    def series(self):
        return self.columns


def test_one_row_is_taken_in_so_many_seconds_the_first_of_each():
    points = story.course(_Log(), "free", 3600)
    assert [(point.tick, point.value, point.share) for point in points] == [
        (0, 0, 0.0), (3600, 133, 0.3325), (7200, 266, 0.665),
    ]  # fmt: skip
    assert len(story.course(_Log(), "free", 60)) == 180


def test_what_counts_no_people_is_no_share_nor_is_anything_where_nobody_lives():
    assert [point.share for point in story.course(_Log(), "rain", 3600)] == [None] * 3
    assert [point.share for point in story.course(_Log(alive=0), "free", 3600)] == [None] * 3


def test_a_bar_is_as_long_as_the_share_or_as_the_number_beside_the_greatest():
    shares = story.draw(story.course(_Log(), "free", 3600))
    assert [line.count("#") for line in shares] == [0, 13, 27]
    assert shares[1] == "t03600  133  33.2 %  " + "#" * 13
    assert [line.count("#") for line in story.draw(story.course(_Log(), "rain", 3600))] == [0, 20, 40]


def test_a_name_that_no_series_has_is_answered_with_the_nearest():
    with pytest.raises(UsageError, match="no series is called 'fre'") as found:
        story.course(_Log(), "fre", 60)
    assert "free" in found.value.hint
    with pytest.raises(UsageError, match="no series is called 'tick'"):
        story.course(_Log(), "tick", 60)
