"""The heartbeat in the lights: whoever stands under lamps can tell how much of the network is left."""

import pytest
from scenes.wired import CORE, HUB, NodeKind, cut, live, mend, wire_up
from scenes.worlds import field, make_world

from undergrid.world.network.heartbeat import heartbeat
from undergrid.world.view.view import view


@pytest.fixture
def street():
    """Somebody under lamps by night; beside them seven hubs hang on the Core. Wire 0 leads to the lamps."""
    world = make_world(field(20, 5), [(5, 2)])
    world.sky.light[0] = 0
    nodes = [(CORE, 0), (NodeKind.LIGHTS, 10, {"district": 0}), *((HUB, 3 + n) for n in range(7))]
    return wire_up(world, nodes, [(0, 1 + n) for n in range(8)])


def test_a_whole_network_beats_once_in_two_seconds_and_a_third_of_it_three_times_as_slowly(street):
    assert heartbeat(street, 0) == view(street, 0).heartbeat == 2000
    for wire in range(2, 8):
        cut(street, wire)
    assert heartbeat(street, 0) == 6000
    mend(street, 2)
    assert heartbeat(street, 0) == 4500


def test_lamps_whose_path_is_cut_burn_on_without_a_beat_until_they_go_out(street):
    cut(street, 0)
    live(street, 59)
    assert heartbeat(street, 0) == 0
    live(street, 2)
    assert heartbeat(street, 0) is None
    mend(street, 0)
    live(street, 2)
    assert heartbeat(street, 0) == 2000


@pytest.mark.parametrize("where", ["indoors", "by day", "without lamps"])
def test_elsewhere_there_is_none(street, where):
    if where == "indoors":
        street.citizens.inside[0] = 0
    elif where == "by day":
        street.sky.light[0] = 200
    else:
        street.nodes.kind[1] = HUB
        street.rebuild()
    assert heartbeat(street, 0) is None
