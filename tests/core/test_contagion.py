"""Contagion: the published figures of SIR on networks, well mixed, push gossip and rumour, all by one kernel."""

from math import ceil, floor, log, log2
from pathlib import Path

import numpy as np
import pytest

from undergrid.city.generate.networks import erdos_renyi
from undergrid.core import graphs
from undergrid.core.graphs.contagion import CARRIES, OVER, SUSCEPTIBLE, Contagion, Law, mean_excess

N = 100_000


def lived(graph, law, seeds, first=1):
    """A contagion that has been lived to its end; `first`: how many carry it at the start."""
    found = Contagion(graph, law, seeds)
    found.begin(range(first))
    found.run()
    return found


def random_graph(n, seed):
    """Of mean degree 5."""
    return erdos_renyi(n, 5 * n // 2, seed).simple


@pytest.mark.parametrize(("p", "size"), [(0.25, 0.3746), (0.3, 0.5847), (0.5, 0.8929)])
def test_final_sizes_of_one_shot_sir_are_the_attack_rates_of_kiss_miller_and_simon(p, size):
    sizes = [lived(random_graph(N, seed), Law(p, ends=1), seed, N // 1000).reached for seed in range(1, 21)]
    assert abs(np.mean(sizes) - size) < 0.01


@pytest.mark.parametrize(("column", "p"), [(0, 0.25), (1, 0.3), (2, 0.5)])
def test_sizes_are_spread_as_eon_has_them(column, p):
    """Kolmogorov-Smirnov: two samples of 200 differ by 0.195 with a chance of 0.001 where they are of one kind.

    eon_sizes.csv: EoN 2.0, basic_discrete_SIR on this graph, ten carriers at the start, 200 runs for each p.
    """
    text = Path(__file__).with_name("eon_sizes.csv").read_text("utf-8").splitlines()[1:]
    theirs = np.sort([int(line.split(",")[column]) for line in text])
    graph = random_graph(10_000, 1)
    ours = np.sort([round(lived(graph, Law(p, ends=1), seed, 10).reached * 10_000) for seed in range(1, 201)])
    at = np.concatenate([theirs, ours])
    apart = np.searchsorted(theirs, at, "right") / 200 - np.searchsorted(ours, at, "right") / 200
    assert len(theirs) == 200
    assert np.abs(apart).max() < 0.195


@pytest.mark.parametrize("dt", [0.5, 0.1])
def test_rates_in_continuous_time_give_one_final_size_whatever_the_step(dt):
    sizes = [lived(random_graph(N, seed), Law.of_rates(0.5, 1, dt), seed, N // 1000).reached for seed in (1, 2, 3)]
    assert abs(np.mean(sizes) - 0.6771) < 0.01


def test_below_the_threshold_no_outbreak_exceeds_one_per_cent_and_above_it_some_do():
    graph = random_graph(20_000, 1)
    threshold = 1 / mean_excess(graph)
    assert abs(threshold - 0.2) < 0.005
    below, above = (
        max(lived(graph, Law(share * threshold, ends=1), seed).reached for seed in range(1, 101))
        for share in (0.8, 1.5)
    )
    assert below < 0.01 < 0.4 < above


@pytest.mark.parametrize(("r0", "size"), [(1.2, 0.3137), (1.5, 0.5828), (2, 0.7968), (3, 0.9405)])
def test_well_mixed_final_sizes_solve_their_equation(r0, size):
    sizes = [lived(4 * N, Law(r0 * 0.1, calls=1, ends=0.1), seed, 200).reached for seed in (1, 2, 3)]
    assert abs(size - (1 - np.exp(-r0 * size))) < 1e-4
    assert abs(np.mean(sizes) - size) < 0.01


def test_where_it_can_be_caught_again_it_stays_at_its_endemic_level():
    sis = Contagion(20_000, Law(0.02, calls=1, ends=0.01, again=True), 1)
    sis.begin(range(1000))
    shares = [sis.step() * 0 + sis.n_carrying / 20_000 for _ in range(1500)]
    assert abs(np.mean(shares[1000:]) - (1 - 1 / 2)) < 0.01


@pytest.mark.parametrize("n", [2**10, 2**14, 2**17])
def test_push_gossip_takes_as_many_rounds_as_frieze_and_grimmett_say(n):
    rounds = []
    for seed in range(1, 61):
        gossip = Contagion(n, Law(calls=1), seed)
        gossip.begin([0])
        rounds.append(gossip.run())
        assert gossip.reached == 1
    assert floor(log2(n)) + log(n) - 1.116 <= np.mean(rounds) <= ceil(log2(n)) + log(n) + 2.765


def test_a_rumour_never_reaches_the_share_that_maki_and_thompson_say():
    unreached = [1 - lived(N, Law(calls=1, tires=1), seed).reached for seed in range(1, 41)]
    assert abs(np.mean(unreached) - 0.203188) < 0.0015


def test_it_passes_over_lines_that_are_on_and_is_nowhere_without_any():
    chain = graphs.from_edges(5, [0, 1, 2], [1, 2, 3])
    found = Contagion(chain, Law(ends=1), 1)
    found.begin([0])
    for state in ([2, 1, 0, 0, 0], [2, 2, 1, 0, 0], [2, 2, 2, 1, 0], [2, 2, 2, 2, 0]):
        found.step()
        assert found.state.tolist() == state
    assert found.by.tolist() == [-1, 0, 1, 2, -1]
    assert {SUSCEPTIBLE, CARRIES, OVER} == {0, 1, 2}
    with pytest.raises(ValueError, match="expected calls of 1 or more"):
        Contagion(5, Law())


def test_a_law_passes_over_an_edge_all_in_all_as_often_whatever_the_step():
    pair = graphs.from_edges(2, [0], [1])
    for dt in (1.0, 0.25):
        reached = [lived(pair, Law.of_rates(1, 1, dt), seed).reached == 1 for seed in range(1, 2001)]
        assert abs(np.mean(reached) - 0.5) < 0.035  # three standard deviations
