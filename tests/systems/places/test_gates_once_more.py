"""Gates worked out once more: many at one second, beside a twin in which a test does as the rule says."""

import numpy as np
import pytest
from scenes.twins import assert_alike
from scenes.worlds import field, make_city, make_world

from undergrid.city.city import LinkKind
from undergrid.core.grid import BY_LINK, NO_WAY
from undergrid.systems.places import gates
from undergrid.world.log.events import kind_of
from undergrid.world.log.kinds import Kind
from undergrid.world.places.ways import Ways, set_gate
from undergrid.world.tables.orders import Refusal
from undergrid.world.tables.people import Activity

N, N_GATES, NOW, SECONDS = 200, 12, 800, 17


def wall(seed):
    """Gates in all states, with other links between them; people on the cells of their ends, and beside."""
    dice = np.random.default_rng(seed)
    kinds = [LinkKind.GATE if n % 3 else LinkKind.STAIRS for n in range(N_GATES * 3 // 2)]
    links = [(kind, (0, 2 * n, 3), (1, 2 * n + 1, 1), 4000) for n, kind in enumerate(kinds)]
    city = make_city(field(40, 6), field(40, 6), links=links)
    ends = [cell for link in city.links for cell in (link.a, link.b)]
    world = make_world(city, dice.choice([*ends, 7], N).tolist(), seed=seed)
    people, table = world.citizens, world.gates
    world.tick = NOW
    people.inside[:] = np.where(dice.random(N) < 0.1, 0, -1)
    people.heading[:] = dice.choice((BY_LINK, BY_LINK, BY_LINK, 3), N)
    people.doing[:] = dice.choice((Activity.CROSSING, Activity.CROSSING, Activity.WALKING), N)
    people.goal[:], people.progress[:], people.enter[:] = 99, 700, 2
    table.open[:], table.cleared[:] = dice.random(N_GATES) < 0.7, np.where(dice.random(N_GATES) < 0.6, 5, -1)
    table.closes[:] = dice.choice((-1, NOW - 3, NOW, NOW + 1), N_GATES)
    told = (Kind.JUDGED, Kind.GATE_OPENED, Kind.GATE_OPENED)
    table.cause[:] = [world.events.one(told[n], gate) for gate, n in enumerate(dice.integers(0, 3, N_GATES))]
    world.rebuild()
    world.events.begin(NOW)
    return world


def as_said(world):
    """One second, as the rule says; returns how many gates have (opened, shut)."""
    table, people, city, log = world.gates, world.citizens, world.city, world.events
    told = [0, 0]
    for gate in range(table.n):
        link = city.links[int(table.link[gate])]
        is_open, closes, cause = bool(table.open[gate]), int(table.closes[gate]), int(table.cause[gate])
        if table.cleared[gate] >= 0 and kind_of(cause) == Kind.JUDGED:
            whom = int(table.cleared[gate])
            table.cause[gate] = log.one(Kind.GATE_OPENED, gate, whom, link.a, SECONDS, cause)
            if not is_open or closes >= 0:
                table.closes[gate] = NOW + SECONDS
            if not is_open:
                set_gate(world, gate, True)
            told[0] += 1
        elif is_open and 0 <= closes <= NOW:
            event = log.one(Kind.GATE_CLOSED, gate, where=link.a, cause=cause)
            table.cause[gate], table.closes[gate], table.cleared[gate] = event, -1, -1
            set_gate(world, gate, False)
            told[1] += 1
            for who in np.flatnonzero(np.isin(people.cell, (link.a, link.b)) & (people.inside < 0)).tolist():
                if people.doing[who] != Activity.CROSSING or people.heading[who] != BY_LINK:
                    continue
                people.goal[who], people.enter[who] = -1, -1
                people.heading[who], people.progress[who] = NO_WAY, 0
                people.doing[who], people.since[who] = Activity.WAITING, NOW
                people.cause[who] = log.one(Kind.REFUSED, who, gate, int(people.cell[who]), Refusal.SHUT, event)
    return told


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_gates_open_for_the_cleared_and_shut_in_time_and_put_back_whom_they_catch(seed):
    world, twin = wall(seed), wall(seed)
    gates.step(world, gates.Params(open_seconds=SECONDS))
    opened, shut = as_said(twin)
    assert_alike(world, twin)
    assert world.cache(Ways).link_open.tolist() == twin.cache(Ways).link_open.tolist()
    refused = [event.who for event in world.events.this_tick() if event.kind == Kind.REFUSED]
    assert min(opened, shut, len(refused)) > 1


@pytest.mark.parametrize("gate", [0, 5, N_GATES - 1])
@pytest.mark.parametrize("early", [0, 1])
def test_one_gate_alone_shuts_in_its_second(gate, early):
    world = wall(1)
    world.gates.cleared[:], world.gates.closes[:], world.gates.open[:] = -1, -1, True
    world.gates.closes[gate] = NOW + early
    world.rebuild()
    gates.step(world, gates.Params())
    assert np.flatnonzero(world.gates.open == 0).tolist() == [gate] * (1 - early)
