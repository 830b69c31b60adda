"""Ranges: what every column that is an index may hold, and that any other value is named."""

import numpy as np
import pytest

import undergrid
from undergrid.minds import WANTS
from undergrid.world import ranges
from undergrid.world.log.events import event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Verb


@pytest.fixture(scope="module")
def night():
    sim = undergrid.load("eden", people=60, seed=3)
    sim.run("40 min")
    return sim.world


def columns_with_a_range(world):
    """Columns whose type holds more than they may, each with such a value."""
    sizes = ranges.sizes_of(world.tables, world.city) | {"want": len(WANTS)}
    for name, table in world.tables.items():
        for column, declared in table.columns.items():
            found = ranges.allowed(declared, type(table), sizes)
            if found is not None and declared.dtype != bool:
                ends = np.iinfo(declared.dtype)
                beyond = [wild for wild in (ends.max, ends.min) if wild < min(found) or wild > max(found)]
                if isinstance(found, frozenset):
                    beyond += [wild for wild in range(min(found), max(found)) if wild not in found]
                if beyond:
                    yield name, column, beyond[0]


def test_a_city_keeps_within_its_ranges(night):
    assert night.out_of_range(want=len(WANTS)) == ""
    assert len(list(columns_with_a_range(night))) > 130


@pytest.mark.slow
def test_any_value_beyond_a_range_is_named_with_its_column_and_row(night):
    whole = night.copy()
    for table, column, wild in list(columns_with_a_range(night)):
        world = whole if night.tables[table].n else night.copy()
        there = world.tables[table]
        if not there.n:
            there.grow(3)
        row, values = there.n - 1, getattr(there, column)
        before, values[row] = values[row], wild
        assert world.out_of_range(want=len(WANTS)).startswith(f"{table}.{column}[{row}]: {wild}, expected "), (
            table,
            column,
        )
        values[row] = before


@pytest.mark.parametrize("verb", [Verb.ENTER, Verb.WALK, Verb.PRESENT, Verb.DRESS])
def test_a_target_has_to_be_of_what_the_verb_is_aimed_at(night, verb):
    world = night.copy()
    world.citizens.intent[5], world.citizens.target[5] = verb, world.city.n_cells
    assert world.out_of_range(want=len(WANTS)).startswith(f"citizens.target[5]: {world.city.n_cells}, expected -1 to ")
    world.citizens.intent[5] = Verb.WAIT  # aimed at nothing: what it was aimed at before is nobody's business
    assert world.out_of_range(want=len(WANTS)) == ""


@pytest.mark.parametrize("topic", [Topic.WATCHER, Topic.PERSON, Topic.GATE, Topic.PLACE, Topic.TRACE, Topic.SECRET])
def test_knowledge_is_about_something_that_there_is(night, topic):
    world = night.copy()
    slot = int(world.knowledge.take(1)[0])
    known = world.knowledge
    known.knower[slot], known.topic[slot], known.subject[slot] = 0, topic, 10**8
    assert world.out_of_range(want=len(WANTS)).startswith(f"knowledge.subject[{slot}]: 100000000, expected -1 to ")


def test_a_cause_has_to_be_an_event_that_can_have_happened(night):
    for wild in (-1, event_id(night.tick + 1, Kind.ORDERED, 3), event_id(5, 511, 3)):
        world = night.copy()
        world.citizens.cause[7] = wild
        assert world.out_of_range(want=len(WANTS)) == f"citizens.cause[7]: {wild}, expected the id of an event"


def test_what_is_in_use_has_an_owner(night):
    world = night.copy()
    slot = int(world.hauls.take(1)[0])
    assert world.out_of_range(want=len(WANTS)).startswith(f"hauls.hauled[{slot}]: -1, expected 0 to ")


@pytest.mark.parametrize("table", ["dossiers", "files", "registry", "exposure", "hauls", "profiles", "blood"])
def test_nobody_has_two_rows_where_there_is_one_each(night, table):
    world = night.copy()
    there = world.tables[table]
    while int(there.used.sum()) < 2:
        there.take(1)
    one, other = there.used.nonzero()[0][:2]
    column = getattr(there, there.ONE_EACH)
    column[there.used] = range(int(there.used.sum()))
    assert world.out_of_range(want=len(WANTS)) == ""
    column[other] = column[one]
    said = f"{table}.{there.ONE_EACH}[{other}]: {column[one]}, expected what no other row has"
    assert world.out_of_range(want=len(WANTS)) == said


def test_a_row_that_is_somebodys_has_an_owner_and_a_watcher_may_follow_a_trail(night):
    """Keyframes at which a hunter followed a trail were refused: the row is nobody's among the people."""
    world = night.copy()
    slot = int(world.trackings.take(1)[0])
    world.trackings.watcher[slot], world.trackings.maker[slot] = 0, 1
    assert world.out_of_range(want=len(WANTS)) == ""
    slot = int(world.crafts.take(1)[0])
    assert world.out_of_range(want=len(WANTS)).startswith(f"crafts.owner[{slot}]: -1, expected 0 to ")
