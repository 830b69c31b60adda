"""Networks come out the same compiled and as plain Python, to the last bit."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from undergrid.city.generate.networks import barabasi_albert, by_district, erdos_renyi, hierarchical
from undergrid.world.network.attack import ATTACKS, attack
from undergrid.world.network.cascade import layers, overload, thresholds
from undergrid.world.network.flow import Grid, cascade
from undergrid.world.network.pushes import pushes


def numbers():
    """A digest of a little of everything."""
    digest = hashlib.blake2b(digest_size=16)

    def add(values):
        digest.update(np.ascontiguousarray(values, dtype=np.int64).tobytes())

    made = [
        erdos_renyi(60, 110, 1), barabasi_albert(60, 2, 2), hierarchical([3, 4, 4], 0.4, 3), by_district([20, 1, 39])
    ]  # fmt: skip
    for network in made:
        add(network.a)
        add(network.b)
        for how in ATTACKS:
            for result in vars(attack(network.simple, how, 5, 3)).values():
                add(result)
        add(thresholds(network.simple, [0], 0.2))
        add(overload(network.simple, [0], 1.1))
    add(layers(made[0].simple, made[1].simple, [4, 5]))
    draw = np.random.default_rng(1)
    net = made[1]
    load, capacity = (draw.integers(0, 10**9, 60) * (draw.random(60) < share) for share in (0.7, 0.3))
    grid = Grid(net.a, net.b, draw.uniform(0.001, 0.1, net.n_wires), load, capacity)
    first = grid.flow(np.ones(60, np.uint8), np.ones(net.n_wires, np.uint8))
    found = cascade(grid, first, grid.capacities(first, None, 1.1), nodes=[0])
    assert found.rounds > 1
    for flow in found.flows:
        for result in vars(flow).values():
            add(result)
    for result in pushes(found, 1):
        add(result)
    return digest.hexdigest()


def test_compiled_and_uncompiled_networks_give_the_same_numbers():
    found = subprocess.run(
        [sys.executable, "-c", "import test_networks_uncompiled as t; print(t.numbers())"],
        cwd=Path(__file__).parent,
        env={**os.environ, "UNDERGRID_JIT": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == numbers()
