"""A network under attack: what is left, in words and as a curve."""

from __future__ import annotations

import numpy as np

from undergrid.city.networks.network import Network
from undergrid.core.errors import UsageError, did_you_mean
from undergrid.core.plain import cut
from undergrid.study.network.asked import Answer, Asked, Progress, percent
from undergrid.study.network.drawing import plot
from undergrid.world.network.attack import ATTACKS, Attack, How, attack

MOST_POINTS = 100_000
"""Of a curve in JSON: that of a larger network has every second, third, ... removal."""

_SHOWN = (0, 1, 2, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90)  # percent removed
_FIRST = 5
_SAID = {
    "random": "nodes fail at random",
    "degree": "nodes are removed by their number of wires",
    "recomputed": "nodes are removed by the number of wires they have left",
    "betweenness": "nodes are removed by the shortest ways that lead through them",
}


def how_of(text: str) -> How:
    """The kind of attack. Raises UsageError for another word."""
    for how in ATTACKS:
        if text == how:
            return how
    raise UsageError(f"--attack {cut(text)}: {did_you_mean(text, ATTACKS)}")


def answer(network: Network, asked: Asked, called: str, progress: Progress) -> Answer:
    """Remove all nodes one after another and say what is left."""
    how = how_of(asked.attack)
    found = attack(network.simple, how, asked.seed, network.core, progress)
    n, graph = network.n, network.simple
    step = -(-(n + 1) // MOST_POINTS)
    points = np.union1d(np.arange(0, n + 1, step), [n])
    has_core = network.core >= 0
    curve = [[int(k) / n, int(found.largest[k]) / n, int(found.with_core[k]) / n if has_core else None] for k in points]
    below = {f"below_{least}": found.below(least) for least in (5, 1)}
    json = {"nodes": n, "wires": graph.n_edges, "curve": curve, **below}
    lines = [f"{called}: {_SAID[how]}{f' (seed {asked.seed})' if how == 'random' else ''}", *_table(network, found)]
    lines += [
        f"the largest part first has less than 5 % of all nodes after {percent(found.below(5))} are removed,",
        f"less than 1 % after {percent(found.below(1))}",
    ]
    first = ", ".join(network.name(node) for node in found.order[:_FIRST].tolist())
    lines += [f"the first to go: {first}"]
    return Answer(json, "\n".join(lines), lambda: plot(found.largest / n, found.with_core / n if has_core else None))


def _table(network: Network, found: Attack) -> list[str]:
    n, has_core = network.n, network.core >= 0
    lines = ["    removed   largest part" + "   with a path to the Core" * has_core]
    for removed in _SHOWN:
        k = n * removed // 100
        core = f"{percent(found.with_core[k] / n):>27}" if has_core else ""
        lines.append(f"    {removed:>5} %{percent(found.largest[k] / n):>15}{core}")
    return lines
