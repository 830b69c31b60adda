import pytest

from undergrid import runs
from undergrid.core.errors import UsageError
from undergrid.runs.reading import Log, kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import Order, Verb

from .alike import rows


@pytest.fixture(scope="module")
def log(village) -> Log:
    return Log(village)


def test_every_event_can_be_found_by_its_id(log, village):
    for row in rows(village):
        found = log.get(row[0])
        assert found is not None
        assert (found.id, found.tick, found.kind, found.who) == row[:4]
    assert log.get(1) is None
    assert log.get(2**62) is None


def test_events_about_somebody_are_those_they_did_or_suffered(log):
    ada = list(log.events(about="ada"))
    assert ada
    for event in ada:
        roles = event.kind
        parts = [who for who, table in ((event.who, roles.who), (event.whom, roles.whom)) if table == "citizen"]
        assert 0 in parts
    everybody = {event.id for event in log.events()}
    assert {event.id for event in ada} < everybody
    assert [e.id for e in log.events(about="Ada Lind")] == [e.id for e in ada] == [e.id for e in log.events(about=0)]


def test_a_watcher_of_the_same_number_is_not_taken_for_a_person(log):
    for event in log.events(about=0):
        if event.who == 0 and event.whom != 0:
            assert event.kind.who == "citizen"


def test_somebody_whom_an_order_is_aimed_at_is_concerned(go):
    done = go("asked", orders=[Order(10, 5, Verb.INFORM, 9)], until=30)
    kinds = [event.kind for event in runs.Log(done.folder.path).events(about=9)]
    assert Kind.ORDERED in kinds


def test_events_of_a_kind_and_since_a_time(log):
    noticed = list(log.events(kind="noticed"))
    assert {event.kind for event in noticed} <= {Kind.NOTICED}
    late = list(log.events(since="10 min"))
    assert late == [event for event in log.events() if event.tick >= 600]
    assert list(log.events(kind="NOTICED", since=5)) == [event for event in noticed if event.tick >= 5]


def test_a_wrong_name_or_kind_says_what_there_is(log):
    with pytest.raises(UsageError, match="nobody is called 'addda'") as found:
        list(log.events(about="addda"))
    assert "ada, bram, cleo" in found.value.hint
    with pytest.raises(UsageError, match="no citizen 200: the city has 200"):
        list(log.events(about=200))
    with pytest.raises(UsageError, match="no citizen -1"):
        list(log.events(about="-1"))
    with pytest.raises(UsageError) as found:
        list(log.events(kind="gate opend"))
    assert found.value.hint == "did you mean 'gate opened'?"
    assert kind_of("Gate-Opened") == Kind.GATE_OPENED


def test_every_event_is_told_with_all_its_names(log):
    for event in log.events():
        told = log.told(event)
        roles = event.kind
        assert told.id == event.id
        assert bool(told.who) == (bool(roles.who) and event.who >= 0)
        assert bool(told.where) == (event.where >= 0)
        assert (told.odds is None) == (event.stream == 0)
