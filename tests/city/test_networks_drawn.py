"""Networks drawn by luck: sizes, laws, and the same network for the same seed."""

import numpy as np
import pytest

from undergrid.city.generate.networks import barabasi_albert, by_district, erdos_renyi, hierarchical
from undergrid.core.graphs import breadth_first, components


def degrees(network):
    return np.bincount(np.concatenate([network.a, network.b]), minlength=network.n)


@pytest.mark.parametrize(
    "make",
    [
        lambda seed: erdos_renyi(500, 900, seed),
        lambda seed: barabasi_albert(500, 3, seed),
        lambda seed: hierarchical([4, 5, 6], 0.4, seed),
        lambda seed: by_district([40, 1, 2, 90], 0.5, seed),
    ],
)
def test_the_same_seed_gives_the_same_network_and_another_another_without_parallels_or_loops(make):
    one, again, other = make(3), make(3), make(4)
    assert (one.a.tolist(), one.b.tolist()) == (again.a.tolist(), again.b.tolist())
    assert (one.a.tolist(), one.b.tolist()) != (other.a.tolist(), other.b.tolist())
    assert one.simple.n_edges == one.n_wires
    assert max(one.a.max(), one.b.max()) < one.n


def test_degrees_of_a_random_network_are_those_of_poisson():
    """Mean and variance of degrees are both 2 m / n."""
    found = degrees(erdos_renyi(50_000, 100_000, 7))
    assert found.mean() == 4
    assert found.var() == pytest.approx(4, abs=0.1)


def test_even_half_of_all_pairs_can_be_drawn_and_no_more():
    assert erdos_renyi(40, 390, 1).simple.n_edges == 390
    with pytest.raises(ValueError, match="at most half of all 780 pairs"):
        erdos_renyi(40, 391)


def test_who_has_wires_is_given_more():
    """P(k) = 2 m (m + 1) / (k (k + 1) (k + 2)) for large networks (Dorogovtsev, Mendes, Samukhin 2000)."""
    found = degrees(barabasi_albert(100_000, 2, 1))
    for k in (2, 3, 5, 10):
        assert (found == k).mean() == pytest.approx(12 / (k * (k + 1) * (k + 2)), abs=0.005)
    assert found.max() > 300
    with pytest.raises(ValueError, match="expected 1 to 4"):
        barabasi_albert(5, 5)


def test_a_hierarchy_is_as_deep_as_it_has_levels_and_its_spare_wires_lead_one_level_up():
    tree = hierarchical([3, 4, 5])
    assert (tree.n, tree.n_wires, tree.core) == (1 + 3 + 12 + 60, 75, 0)
    spare = hierarchical([3, 4, 5], 0.5, 2)
    level = breadth_first(tree.simple, 0).distance
    assert np.bincount(level).tolist() == [1, 3, 12, 60]
    assert (level[spare.b] - level[spare.a] == 1).all()
    assert 75 + 20 < spare.n_wires < 75 + 52
    with pytest.raises(ValueError, match="at least 1 on each level"):
        hierarchical([3, 0])


def test_districts_hang_together_and_are_joined_at_their_hubs_alone():
    sizes = [30, 10, 1, 25]
    network = by_district(sizes, 0.5, 1)
    district = np.repeat([-1, 0, 1, 2, 3], [1, *sizes])
    assert network.n == 67
    assert not components(network.simple).any()
    across = district[network.a] != district[network.b]
    hubs = {1, 31, 41, 42}
    ends = set(network.a[across].tolist()) | set(network.b[across].tolist())
    assert ends == hubs | {0}
    assert across.sum() == 8
    with pytest.raises(ValueError, match="at least 1 in each"):
        by_district([3, 0])
