"""Foreseen: the odds shown take watchers to be where somebody foresees them, as far as they can."""

import numpy as np
import pytest
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import Post
from undergrid.systems.authority import dispatch
from undergrid.systems.senses import sight
from undergrid.world.tables.authority import Senses, WatcherKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Profession
from undergrid.world.view.foreseen import foreseen
from undergrid.world.view.outlook import Lookout

WIDE, NOW = 200, 1000
PLACE = 5 * WIDE + 104  # eight metres from somebody at 100, 5


def street(perceived, age, **columns):
    """Somebody in a street over which a drone flies to and fro; they perceived it on a cell so many seconds ago."""
    city = make_city(field(WIDE, 12, ","), posts=[Post("drone", 5 * WIDE + 3, beat=(5 * WIDE + 3, 5 * WIDE + 197))])
    world = make_world(city, [(100, 5)], [(WatcherKind.DRONE, perceived)], tagged=0, **columns)
    world.watchers.senses[:], world.watchers.beat[0] = Senses.EYES, 0
    world.sky.light[0], world.tick = 120, NOW
    slot = int(world.knowledge.take(1)[0])
    known = world.knowledge
    known.knower[slot], known.topic[slot], known.subject[slot] = 0, Topic.WATCHER, 0
    known.cell[slot], known.at[slot] = perceived, NOW - age
    return world


def shown(world, ticks=30):
    rules = {"sight": sight.Params(glimpse_every=1), "dispatch": dispatch.Params()}
    return Lookout(world, rules).outlook(world, 0, ticks).freeze


@pytest.mark.parametrize(("due", "danger"), [(10, True), (200, False)])
def test_what_has_been_watched_come_twice_counts_when_it_is_due_again(due, danger):
    world = street(PLACE, 190 - due % 100)  # perceived too long ago to be where it was
    slot = int(world.watched.take(1)[0])
    kept = world.watched
    kept.owner[slot], kept.watcher[slot], kept.cell[slot] = 0, 0, PLACE
    kept.came[slot], kept.gap[slot], kept.lasted[slot] = NOW + due - 300, 300, 5
    kept.gone[slot] = kept.came[slot] + 5
    assert (shown(world) > 0) == danger


def test_auditors_know_where_a_patrol_is_by_now_and_others_do_not():
    world = street(5 * WIDE + 10, 600, profession=Profession.AUDITOR)
    speed = 6000
    (one,) = foreseen(world, 0, np.arange(NOW, NOW + 120), speed)
    metres = np.abs(np.diff(one.cells % WIDE)) * 2
    assert metres.max() <= 8  # it flies at 6 m/s
    assert len(set(one.cells.tolist())) > 50
    assert shown(world, 120) > 0
    world.citizens.profession[0] = Profession.CLERK
    assert foreseen(world, 0, np.arange(NOW, NOW + 120), speed) == []
    assert shown(world, 120) == 0


def test_a_patrol_that_is_seen_off_its_beat_is_no_longer_where_the_timetable_has_it():
    off = 5 * WIDE + 130
    seen, posted = (street(off, 1, profession=Profession.AUDITOR) for _ in range(2))
    posted.watchers.beat[0] = -1  # one that has no beat at all
    first = int(foreseen(seen, 0, np.arange(NOW, NOW + 30), 6000)[0].cells[0])
    assert seen.city.apart(first, off) > 20
    assert shown(seen) == shown(posted) > 0
    seen.knowledge.at[seen.knowledge.rows()] = NOW - 60  # long enough ago to be back
    assert shown(seen) != shown(posted)
