"""Any order at all: whatever numbers it holds, it is carried out or refused by an event, and the city lives on."""

import random

import pytest

import undergrid
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.orders import VERBS, Order

EDGES = [0, 1, -1, 2, 7, 255, 256, 65_535, 65_536, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 2**32, 2**62, 2**63 - 1]
EDGES += [-edge for edge in EDGES]


def any_number(draws, near):
    """Something near, something of the size of an index of the city, an edge, or any whole number of 64 bits."""
    return draws.choice(
        [draws.choice(near), draws.randrange(200), draws.choice(EDGES), draws.randrange(-(2**63), 2**63)]
    )


@pytest.mark.parametrize(("scenario", "people"), [("eden", 30), ("village", 60)])
def test_every_order_over_all_of_int64_is_answered_and_the_dead_do_nothing(scenario, people, cases):
    sim = undergrid.load(scenario, people=people, seed=11)
    draws, n = random.Random(11), sim.world.citizens.n
    for who in range(0, n, 5):
        sim.world.citizens.alive[who] = False
    dead = ~sim.world.citizens.alive
    still = sim.world.citizens.cell[dead].copy()
    for _ in range(cases(60, 600)):
        orders = [
            Order(sim.tick, any_number(draws, range(n)), draws.choice(VERBS), any_number(draws, range(n)), amount)
            for amount in (any_number(draws, range(16)) for _ in range(40))
        ]
        events = sim.step(orders)
        answered = [e for e in events if e.kind == Kind.ORDERED and not e.cause]
        assert len(answered) >= min(len(orders), 16)
        assert not sim.world.citizens.intent[dead].any()
    assert (sim.world.citizens.cell[dead] == still).all()
