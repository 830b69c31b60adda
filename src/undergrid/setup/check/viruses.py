"""Checks what a scenario says of viruses: whose minds they are, where they lie, and whether anything can wake them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core.errors import nearest, one_of
from undergrid.core.plain import cut

if TYPE_CHECKING:
    from undergrid.setup.check.network import NetworkPlan
    from undergrid.setup.file.model import ScenarioFile
    from undergrid.setup.file.source import Loc, Source


def check_viruses(source: Source, spec: ScenarioFile, network: NetworkPlan | None) -> None:
    """Report viruses of nobody, on no node, or whose trigger can never come.

    A network with mistakes has been reported already.
    """
    nodes = [node.name for node in network.nodes] if network else []
    for name, virus in spec.viruses.items():
        loc: Loc = ("viruses", name)
        if name not in spec.cast:
            what = f"the virus is to be the mind of {cut(name)}, and nobody of the cast is called that"
            source.report(loc, what, one_of(spec.cast), nearest(name, spec.cast), key=True)
        if spec.network is None:
            source.report((*loc, "at"), "a virus, and no control network for it to lie on", "network: with nodes")
        for n, node in enumerate(virus.at if network else ()):
            if node not in nodes:
                what = f"there is no node {cut(node)}"
                source.report((*loc, "at", n), what, one_of(nodes), nearest(node, nodes))
            elif node in virus.at[:n]:
                source.report((*loc, "at", n), f"the virus lies on {cut(node)} already", "each node once")
        trigger = virus.trigger
        for key, who in (("death", trigger.death), ("arrest", trigger.arrest)):
            if who is None:
                continue
            if who not in spec.cast:
                what = f"nobody of the cast is called {cut(who)}"
                source.report((*loc, "trigger", key), what, one_of(spec.cast), nearest(who, spec.cast))
            elif spec.cast[who].shut_down is not None:
                source.report((*loc, "trigger", key), f"{who} is dead at the start", "somebody who lives")
        if trigger.after is not None and trigger.after >= spec.clock.lasts:
            source.report((*loc, "trigger", "after"), "it wakes only once the run is over", "less than the run lasts")
    _laid_twice(source, spec)


def _laid_twice(source: Source, spec: ScenarioFile) -> None:
    """Report nodes on which two viruses lie: one carries one."""
    taken: dict[str, str] = {}
    for name, virus in spec.viruses.items():
        for n, node in enumerate(virus.at):
            if taken.setdefault(node, name) != name:
                what = f"the virus of {taken[node]} lies on {cut(node)} already"
                source.report(("viruses", name, "at", n), what, "another node")
