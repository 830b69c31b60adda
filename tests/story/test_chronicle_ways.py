"""Ways: by which parts of the city people came to where a scene is."""

from __future__ import annotations

import numpy as np
import pytest
from scenes.tellings import decided_at, wording

from undergrid import runs, story
from undergrid.runs.reading import Log
from undergrid.story.chronicle import _way
from undergrid.story.chronicle.scenes import Cut
from undergrid.story.chronicle.spell import Places
from undergrid.story.chronicle.ways import Ways
from undergrid.world.tables.people import Activity


@pytest.fixture(scope="module")
def log(neonhaven) -> Log:
    return Log(neonhaven)


def _ways(log: Log, monkeypatch, parts: list[tuple[int, int, Activity]]) -> Ways:
    """Ways of somebody who was at each of several cells from a tick on, and what they did."""
    ticks, cells, doing = (np.array(column) for column in zip(*parts, strict=True))
    monkeypatch.setattr(
        log,
        "tracks",
        lambda: iter([{"tick": ticks, "who": np.ones_like(ticks), "cell": cells, "doing": np.array(doing)}]),
    )
    return Ways(log, Places(log.names))


def test_the_way_down_is_told_by_the_parts_of_the_city_that_it_led_through(log, monkeypatch):
    """Nobody was told how they got in: by the aqueduct, the undergrid and the lift."""
    names, area = log.names, log.names.width * log.names.height
    cell = {}
    for n, part in enumerate(names.district_of.tolist()):
        cell.setdefault((n // area, names.district(n)), n) if part >= 0 else None
    low = [one for (level, _), one in cell.items() if level == 0][:3]
    high = next(one for (level, _), one in cell.items() if level == 1)
    stays = [(0, high), (100, low[0]), (200, low[1]), (300, low[2])]
    ways = _ways(log, monkeypatch, [(*stay, Activity.WALKING) for stay in stays])
    places = Places(names)
    passed = (places.district(low[0]), places.district(low[1]))
    assert ways.between(1, 50, 400) == passed
    assert ways.between(1, 50, 250) == ()  # one part alone is no way
    assert ways.between(1, 150, 400) == ()  # and none that stays on its level
    assert ways.between(2, 50, 400) == ()
    led = _ways(log, monkeypatch, [(*stay, Activity.HELD) for stay in stays])
    assert led.between(1, 50, 400) == ()
    come = decided_at(low[2], 400, 1)
    assert _way(ways, Cut([come], {1}), {1: 50}) == ([1], passed)
    assert _way(ways, Cut([come], {1}), {1: 50}) == ([], ())  # once in a night
    [said] = wording(log).way(come, ([1], passed))
    assert said.text.endswith(f" had come by {passed[0]} and {passed[1]}.")
    assert said.events == (come.lead.id,)


def test_a_night_is_told_without_the_tracks_that_are_gone(log, monkeypatch):
    def gone() -> None:
        raise runs.RunError("gone")

    monkeypatch.setattr(log, "tracks", gone)
    assert story.chronicle(log).scenes is not None
