"""Checks what a scenario says of minds on the network: feeds, ghosts, and minds that were born there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from undergrid.core.errors import nearest, one_of
from undergrid.core.plain import cut
from undergrid.world.tables.network import NodeKind

if TYPE_CHECKING:
    from undergrid.setup.check.atlas import Atlas
    from undergrid.setup.check.network import NetworkPlan, NodePlan
    from undergrid.setup.file.model import ScenarioFile
    from undergrid.setup.file.persons import Group, Person
    from undergrid.setup.file.source import Loc, Source

LIVING_ON = (NodeKind.CORE, NodeKind.HUB, NodeKind.SERVER)
"""What minds of the network live on."""


def check_hosts(source: Source, spec: ScenarioFile, atlas: Atlas, network: NetworkPlan | None) -> None:
    """Report feeds without pods or people, ghosts without a server, minds that live on nothing.

    A network with mistakes has been reported already.
    """
    if spec.network is not None and network is None:
        return
    nodes = {node.name: node for node in network.nodes} if network else {}
    _feeds(source, spec, atlas, nodes)
    for name, born in spec.minds.items():
        loc: Loc = ("minds", name, "at")
        kinds = [kind.name.lower() for kind in LIVING_ON]
        _node(source, loc, born.at, nodes, LIVING_ON, f"{cut(born.name)} lives on", f"a node of kind {one_of(kinds)}")
    for name, person in spec.cast.items():
        if person.ghost is not None:
            loc = ("cast", name, "ghost")
            _node(source, loc, person.ghost, nodes, (NodeKind.SERVER,), "a ghost is on", "a node of kind server")
    for name, node in nodes.items():
        named = sum(person.ghost == name for person in spec.cast.values())
        if node.kind == NodeKind.SERVER and node.ghosts + named > node.holds:
            what = f"{cut(name)} holds {node.holds:,} minds, and {node.ghosts + named:,} ghosts are on it"
            source.report(("network", "nodes", name, "ghosts"), what, "no more than it holds")


def _feeds(source: Source, spec: ScenarioFile, atlas: Atlas, nodes: dict[str, NodePlan]) -> None:
    """Report feeds of what are no pods, and who cannot lie in one."""
    groups = {group.label: group for group in spec.crowd}
    lying: dict[str, str] = {}
    for name, feed in spec.feeds.items():
        node = _node(
            source, ("feeds", name), name, nodes, (NodeKind.PODS,), "a feed in", "a node of kind pods", key=True
        )
        for n, who in enumerate(feed.who):
            loc: Loc = ("feeds", name, "who", n)
            one: Person | Group | None = spec.cast.get(who) or groups.get(who)
            if one is None:
                known = {*spec.cast, *groups}
                source.report(loc, f"there is nobody {cut(who)}", one_of(known), nearest(who, known))
            elif who in lying:
                source.report(loc, f"{who} lies in the feed of {lying[who]} already", "everybody once")
            elif node is not None and node.thing not in _homes(atlas, one):
                home = atlas.city.buildings[node.thing].name
                source.report(
                    loc, f"{who} does not live in {home}, where the pods of {name} are", f"who lives in {home}"
                )
            elif _is_gone(one):
                source.report(loc, f"{who} is dead, or a ghost", "the living")
            lying.setdefault(who, name)


def _homes(atlas: Atlas, one: Person | Group) -> Iterable[int]:
    """The one building in which a person or a whole group lives; nothing where there may be several."""
    where = getattr(one, "home", None) or one.at
    found = atlas.building(where) if where is not None else None
    return () if found is None else (found,)


def _is_gone(one: Person | Group) -> bool:
    """Whether somebody of the cast is dead."""
    return bool(getattr(one, "shut_down", None)) or getattr(one, "dead", False) is True


def _node(
    source: Source,
    loc: Loc,
    name: str,
    nodes: dict[str, NodePlan],
    kinds: tuple[NodeKind, ...],
    what: str,
    expected: str,
    key: bool = False,
) -> NodePlan | None:
    """The node of a name and of one of some kinds; None where there is none, which is reported."""
    found = nodes.get(name)
    if found is not None and found.kind in kinds:
        return found
    fitting = [other for other, node in nodes.items() if node.kind in kinds]
    said = f"no node: there is no {cut(name)}" if found is None else f"{cut(name)}, of kind {found.kind.name.lower()}"
    source.report(loc, f"{what} {said}", expected, nearest(name, fitting), key=key)
    return None
