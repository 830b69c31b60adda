"""Crowding: throngs of every kind, each second of them as it is worked out once more in `scenes/crush.py`."""

import pytest
from scenes.footsteps import lives_as_said
from scenes.throngs import throng

QUICK = {"evades": 0.5, "around_m": 6, "stands_seconds": 3, "patience_minutes": 0.1, "gives_up_minutes": 0.1}


@pytest.mark.parametrize(
    ("cell_mm", "people", "n_hot"), [(500, 150, 60), (1000, 300, 40), (2000, 500, 16), (4000, 900, 8)]
)
@pytest.mark.parametrize("seed", [1, 2])
def test_in_a_throng_everybody_comes_where_the_rule_says(seed, cell_mm, people, n_hot):
    told = lives_as_said(throng(seed, cell_mm, people, n_hot), 6, **QUICK)
    assert told
