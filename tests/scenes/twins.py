"""Twins: the world that a rule has stepped, beside one in which a test has done what the rule says."""

from __future__ import annotations

import numpy as np

from undergrid.world.orders.attempts import Attempts
from undergrid.world.world import World


def assert_alike(world: World, twin: World) -> None:
    """All columns of all tables, all events of this tick and what they rest on, and who is about to try something."""
    assert world.events.this_tick() == twin.events.this_tick()
    now, said = world.state(), twin.state()
    for table, columns in said.items():
        for name, values in columns.items():
            assert np.array_equal(now[table][name], values), (table, name)
    because, also = world.events.because_columns(), twin.events.because_columns()
    assert {name: values.tolist() for name, values in because.items()} == {
        name: values.tolist() for name, values in also.items()
    }
    assert world.cache(Attempts).intending.rows().tolist() == twin.cache(Attempts).intending.rows().tolist()
