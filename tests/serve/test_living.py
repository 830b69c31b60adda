"""The process that lives the city answers with the tick that was asked for, however little time it has."""

import json

import pytest

from undergrid.runs.folder import Folder
from undergrid.runs.life import Life
from undergrid.serve import wire
from undergrid.serve.living import Living
from undergrid.serve.panels import panel
from undergrid.serve.past import Past


class Pipe:
    """Keeps what is sent."""

    def __init__(self):
        self.sent = []

    def send(self, message):
        self.sent.append(message)

    def poll(self, timeout=0):
        return False


@pytest.fixture
def living(hour, monkeypatch):
    monkeypatch.setattr("undergrid.serve.living._TURN", 0.0)
    monkeypatch.setattr("undergrid.serve.living._SHOW", 1e9)
    return Living(Pipe(), Past(hour))


def look(tick, got=0):
    return wire.Look(do="look", got=got, tick=tick, box=(0, 0, 93, 93), level=0, step=0, lit=-1, what="citizen", row=0)


def work(living):
    for _ in range(5000):
        if not living.looks:
            return
        living.turn()
    raise AssertionError("it gets no further")


def test_a_frame_and_its_panel_are_of_the_tick_that_was_asked_for(hour, living):
    life = Life(*Folder.open(hour))
    life.live(1150)
    living.take(("look", 7, look(1150)))
    work(living)
    [(_, clients, number, content, whole)] = living.pipe.sent
    assert (clients, whole) == ([7], True)
    head, _ = wire.unpack(content)
    assert (head["tick"], head["number"]) == (1150, number)
    assert head["panel"] == json.loads(json.dumps(panel(life.sim, life.sim.names(), "citizen", 0)))


def test_several_who_look_at_several_moments_all_get_theirs(living):
    for client, tick in enumerate((3000, 10, 1100, 2300, 700, 3500)):
        living.take(("look", client, look(tick)))
    work(living)
    whole = {m[1][0]: wire.unpack(m[3])[0]["tick"] for m in living.pipe.sent if m[0] == "frame" and m[4]}
    assert whole == {0: 3000, 1: 10, 2: 1100, 3: 2300, 4: 700, 5: 3500}


def test_a_frame_of_one_view_is_made_once_for_all_who_look_at_it(living):
    for client, got in enumerate((0, 5, 9)):
        living.take(("look", client, look(40, got)))
    living.take(("look", 3, look(41)))
    work(living)
    assert sorted(m[1] for m in living.pipe.sent) == [[0, 1, 2], [3]]
    assert sorted(m[2] for m in living.pipe.sent) == [1, 2]


def test_on_a_long_way_it_is_shown_how_far_it_has_come(living, monkeypatch):
    monkeypatch.setattr("undergrid.serve.living._SHOW", 0.0)
    living.take(("look", 0, look(1000)))
    living.turn()
    [(_, _, _, content, whole)] = living.pipe.sent
    head, _ = wire.unpack(content)
    assert not whole
    assert head["asked"] == 1000
    assert 0 < head["tick"] < 1000


def test_for_who_has_gone_nothing_is_done(living):
    living.take(("look", 3, look(1000)))
    living.take(("gone", 3))
    work(living)
    assert living.pipe.sent == []
