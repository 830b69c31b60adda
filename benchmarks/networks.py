"""Networks beside python-igraph, SciPy and EoN, and the million-node network. Prints a table and keeps it.

    pip install 'undergrid[bench]'
    python benchmarks/networks.py [GRID.csv]

GRID.csv is a table of wires with its nodes beside it; the figures that are promised are those of case2869_pegase of
the IEEE PES Power Grid Library. Without a file a drawn network of as many nodes stands in for it, and no flow is timed.
What is not installed is left out. Each pair does the same work and must give the same answer, or the benchmark stops.
"""

import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from harness import show

from undergrid.city.generate.networks import barabasi_albert, erdos_renyi
from undergrid.city.networks.read import read_network
from undergrid.core import graphs
from undergrid.core.graphs.contagion import Contagion, Law
from undergrid.schedule import SHARED
from undergrid.setup import build
from undergrid.study.network.cascaded import grid_of
from undergrid.systems.network import purge
from undergrid.world.items import kit
from undergrid.world.network import engines
from undergrid.world.network.attack import attack, drawn
from undergrid.world.network.control import Control, controlled
from undergrid.world.network.flow import MW
from undergrid.world.network.purging import harm_of, pulse_from
from undergrid.world.orders import tasks
from undergrid.world.tables.engines import EngineStage
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.network import NodeKind
from undergrid.world.tables.orders import Verb
from undergrid.world.world import World

try:
    import igraph
except ImportError:
    igraph = None
try:
    import EoN
    import networkx
except ImportError:
    EoN = networkx = None
try:
    import scipy.sparse as sparse
    import scipy.sparse.linalg as solvers
except ImportError:
    sparse = solvers = None


def ms(work, times=7):
    """(the median of milliseconds that `work` took, what it returned), the first call (which may compile) left out."""
    work()
    spent = []
    for _ in range(times):
        began = perf_counter()
        found = work()
        spent.append(1e3 * (perf_counter() - began))
    return round(median(spent), 3), found


def recomputed_by_igraph(network):
    """Remove the node with the most wires left, the lowest of several, and look how large the largest part is."""
    simple = network.simple
    ends = [(v, int(w)) for v in range(network.n) for w in simple.neighbours(v) if v < w]
    graph = igraph.Graph(network.n, ends)
    names, largest = list(range(network.n)), []
    while names:
        largest.append(max(graph.connected_components().sizes()))
        degrees = graph.degree()
        most = degrees.index(max(degrees))  # igraph keeps the order of those that are left
        graph.delete_vertices(most)
        names.pop(most)
    return [*largest, 0]


def flow_by_scipy(network):
    """What the wires carry, with a sparse factorisation (SuperLU): balanced and solved as `Grid.flow` does."""
    a, b, n = network.a, network.b, network.n
    conducts, load = 1 / network.reactance, np.maximum(network.load_w, 0) / MW
    capacity = network.capacity_w / MW
    n_parts, part = sparse.csgraph.connected_components(
        sparse.coo_matrix((np.ones(a.size), (a, b)), shape=(n, n)), False
    )
    gives, wants = (np.bincount(part, amounts, n_parts) for amounts in (capacity, load))
    much = np.minimum(gives, wants)
    with np.errstate(invalid="ignore", divide="ignore"):
        up, down = (np.where(whole > 0, much / whole, 0)[part] for whole in (gives, wants))
    values = np.concatenate([conducts, conducts, -conducts, -conducts])
    rows, columns = np.concatenate([a, b, a, b]), np.concatenate([a, b, b, a])
    matrix = sparse.coo_matrix((values, (rows, columns)), shape=(n, n)).tocsc()
    kept = np.ones(n, dtype=bool)
    kept[np.unique(part, return_index=True)[1]] = False
    angle = np.zeros(n)
    angle[kept] = solvers.splu(matrix[kept][:, kept]).solve((up * capacity - down * load)[kept])
    return (angle[a] - angle[b]) * conducts


def beside(network, rows):
    """What others do too, on one network."""
    took, found = ms(lambda: attack(network.simple, "recomputed"))
    rows["recomputed attack"] = {"ours ms": took}
    if igraph:
        theirs, expected = ms(lambda: recomputed_by_igraph(network), 3)
        assert found.largest.tolist() == expected
        rows["recomputed attack"] |= {"theirs ms": theirs, "theirs": "igraph"}
    took, found = ms(lambda: graphs.betweenness(network.simple), 3)
    rows["betweenness"] = {"ours ms": took}
    if igraph:
        ends = [(v, int(w)) for v in range(network.n) for w in network.simple.neighbours(v) if v < w]
        graph = igraph.Graph(network.n, ends)
        theirs, expected = ms(graph.betweenness, 3)
        assert np.allclose(found, expected, rtol=1e-9, atol=1e-6)
        rows["betweenness"] |= {"theirs ms": theirs, "theirs": "igraph"}
    if network.reactance is None:
        return
    on = np.ones(network.n, np.uint8), np.ones(network.n_wires, np.uint8)
    fresh, found = ms(lambda: grid_of(network).flow(*on), 21)
    grid = grid_of(network)
    again, _ = ms(lambda: grid.flow(*on), 21)
    rows["flow, first of a grid"], rows["flow, each later one"] = {"ours ms": fresh}, {"ours ms": again}
    if sparse:
        theirs, expected = ms(lambda: flow_by_scipy(network), 21)
        assert np.abs(found.watts / MW - expected).max() <= 1e-6 * np.abs(expected).max()
        for name in ("flow, first of a grid", "flow, each later one"):
            rows[name] |= {"theirs ms": theirs, "theirs": "SciPy"}


def millions(rows):
    """A million nodes, four million wires: who has a path to the Core."""
    network = erdos_renyi(1_000_000, 4_000_000, 1)
    graph = graphs.from_edges(network.n, network.a, network.b)
    reach = graphs.Reach(graph, 0)
    cuts = np.argsort(drawn(network.n_wires, 2), kind="stable")[:1000]
    reach.lose_edges(cuts[:1])
    reach.mend((), cuts[:1])
    spent = []
    for cut in cuts:
        began = perf_counter()
        reach.lose_edges(cut)
        spent.append(1e3 * (perf_counter() - began))
    rows["a wire is cut, median of 1,000"] = {"ours ms": round(median(spent), 3)}
    rows["a wire is cut, the worst"] = {"ours ms": round(max(spent), 3)}
    assert reach.n_reached == graphs.breadth_first(graph, 0, edge_on=reach.edge_on).order.size
    began = perf_counter()
    reach.mend((), cuts)
    rows["the thousand are mended"] = {"ours ms": round(1e3 * (perf_counter() - began), 3)}
    rows["all anew"] = {"ours ms": ms(lambda: graphs.Reach(graph, 0), 3)[0]}
    reach.lose_nodes(1)
    began = perf_counter()
    reach.lose_nodes(0)
    rows["the Core is lost"] = {"ours ms": round(1e3 * (perf_counter() - began), 3)}
    small = erdos_renyi(100_000, 400_000, 1).simple
    order = np.argsort(-np.diff(small.start), kind="stable")
    rows["attack in fixed order, 100,000 nodes"] = {"ours ms": ms(lambda: graphs.removal(small, order))[0]}
    rows["recomputed attack, 100,000 nodes"] = {"ours ms": ms(lambda: attack(small, "recomputed"), 3)[0]}


def purge_of_millions(rows):
    """The same network: a Heart Engine is linked to the Core, and fired."""
    network, city = erdos_renyi(1_000_000, 4_000_000, 1), build("village", 1).world.city
    spent = []
    for _ in range(4):
        world = World(city, 1)
        world.citizens.grow(1)
        world.nodes.grow(network.n)
        world.wires.grow(network.n_wires)
        world.nodes.cell[:] = np.arange(network.n) % city.n_cells
        world.nodes.kind[0], world.wires.a[:], world.wires.b[:] = NodeKind.CORE, network.a, network.b
        world.rebuild()
        world.share(model() for model in SHARED.values())
        row = engines.add_engine(world, kit.add(world, 0, ItemKind.ENGINE_CUBE, 1, 0), 1, 1)
        world.engines.stage[row], world.engines.node[row], world.engines.ready[row] = EngineStage.LINKED, 0, 0
        assert controlled(world, 0)
        world.events.begin(0)
        began = perf_counter()
        doomed = harm_of(world, pulse_from(world, 0))
        foretold = perf_counter()
        tasks.begin(world, 0, Verb.FIRE, 0, 1, 0)
        world.tick = 1
        purge.step(world, purge.Params())
        spent.append((1e3 * (foretold - began), 1e3 * (perf_counter() - foretold)))
        assert not len(doomed.who)
        assert not world.nodes.works[0]
        assert world.cache(Control).reach.n_reached == 0
    for name, took in zip(("whom it would kill is worked out", "a purge"), zip(*spent[1:], strict=True), strict=True):
        rows[f"{name}, 1,000,000 nodes"] = {"ours ms": round(median(took), 1)}


def epidemics(rows):
    """SIR in one shot (p = 0.5) on random graphs of mean degree 5: a tick at its peak, and a whole one beside EoN."""
    law, spent = Law(0.5, ends=1), []
    graph = erdos_renyi(1_000_000, 2_500_000, 1).simple
    for seed in range(1, 7):
        found, took = Contagion(graph, law, seed), {}
        found.begin(range(1000))
        while found.n_carrying:
            began = perf_counter()
            caught = found.step()
            took[caught] = 1e3 * (perf_counter() - began)
        spent.append(took[max(took)])
    rows["contagion, 1,000,000 nodes: the tick at the peak"] = {"ours ms": round(median(spent[1:]), 1)}
    graph = erdos_renyi(100_000, 250_000, 1).simple

    def outbreak():
        found = Contagion(graph, law, 1)
        found.begin(range(100))
        found.run()
        return found.reached

    ours, reached = ms(outbreak)
    rows["SIR, 100,000 nodes, to its end"] = {"ours ms": ours}
    if EoN:
        other = networkx.Graph([(v, int(w)) for v in range(graph.n_nodes) for w in graph.neighbours(v) if v < w])
        other.add_nodes_from(range(graph.n_nodes))
        theirs, (_, _, _, over) = ms(lambda: EoN.basic_discrete_SIR(other, 0.5, initial_infecteds=range(100)), 3)
        assert abs(over[-1] / graph.n_nodes - reached) < 0.01
        rows["SIR, 100,000 nodes, to its end"] |= {"theirs ms": theirs, "theirs": "EoN"}


def main():
    network = read_network(Path(sys.argv[1])) if len(sys.argv) > 1 else barabasi_albert(2869, 2, 1)
    rows = {}
    beside(network, rows)
    millions(rows)
    purge_of_millions(rows)
    epidemics(rows)
    show("networks", ("ours ms", "theirs ms", "theirs"), rows)


if __name__ == "__main__":
    main()
