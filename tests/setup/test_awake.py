"""Whoever wants something is awake when the story opens, at whatever hour; who wants nothing sleeps as ever."""

from scenes.worlds import make_city

import undergrid
from undergrid.city.city import Use
from undergrid.city.maps.tiled_write import write_tmx
from undergrid.world.tables.people import Activity

ROOM = """
..........
#.......#.
##########
"""

TEXT = """\
scenario: room
title: One room
clock: {starts: "03:30", lasts: 1 h}
map: map.tmx
exposed: EXPOSED
cast:
  ada: {name: Ada, home: pods_0, PLUGGED wants: [{hide: {}}]}
  ben: {name: Ben, PLUGGED home: pods_0}
"""


def opened(folder, exposed="false", plugged="", until=0):
    write_tmx(make_city(ROOM, buildings=[(Use.PODS, 0, 1, 1)], capacity=30), folder / "map.tmx")
    (folder / "scenario.yaml").write_text(TEXT.replace("EXPOSED", exposed).replace("PLUGGED", plugged))
    sim = undergrid.load(folder)
    sim.run(until)
    return [Activity(int(sim.world.citizens.doing[row])) for row in range(2)]


def test_a_pod_holds_nobody_who_wants_something(tmp_path):
    assert opened(tmp_path) == [Activity.RESTING, Activity.PLUGGED]


def test_nobody_who_wants_something_nods_off_in_the_first_ten_minutes(tmp_path):
    """At half past three others who sleep by regular hours are long asleep."""
    doing = opened(tmp_path, exposed="true", plugged="plugged: false,", until="9 min")
    assert (doing[0] != Activity.SLEEPING, doing[1]) == (True, Activity.SLEEPING)
