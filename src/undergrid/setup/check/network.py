"""The network of a scenario: nodes and wires with cells and devices for their names, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from undergrid.city.city import ground_column
from undergrid.city.generate import networks
from undergrid.city.networks.draft import NetworkError
from undergrid.city.networks.network import Network
from undergrid.city.networks.read import read_network
from undergrid.core.errors import from_here, nearest, one_of
from undergrid.core.limits import CITY_NODES
from undergrid.core.plain import cut
from undergrid.setup.check.atlas import Atlas, Place
from undergrid.setup.check.standing import NEAR_M, depths, middle_of, nearest_post, open_cells, posts_of, stand
from undergrid.setup.file.model import ScenarioFile
from undergrid.setup.file.network import Drawn, NetworkPart, Node
from undergrid.setup.file.problems import Problem
from undergrid.setup.file.source import Loc, Source
from undergrid.world.network.control import DEVICES
from undergrid.world.tables.network import Carries, Failing, NodeKind

_ON_POSTS = (NodeKind.DRONE, NodeKind.READER, NodeKind.CAMERA)
_NAMED_ALONE = {NodeKind.SHIELD, NodeKind.PROJECTOR, NodeKind.PLANT, NodeKind.PODS, NodeKind.SERVER}
_HOLDS = 100_000  # minds, a server of which nothing is said [assumed]
_SPARE = 0.3  # chance of a second wire, as of the generators [assumed]


@dataclass(frozen=True)
class NodePlan:
    """A node. thing: the post of a watcher, the link of a gate or lift, the district of lamps, the building of pods; -1
    for none.

    load, capacity: W, -1 as its kind.
    """

    name: str
    kind: NodeKind
    cell: int
    thing: int = -1
    covers: tuple[int, ...] = ()
    autonomy: int = -1
    fails: Failing = Failing.SAFE
    load: int = -1
    capacity: int = 0
    holds: int = 0  # minds, of a server
    ghosts: int = 0
    standby: int = -1  # how long ago a server that stands by was cut off, s; -1 it does not


@dataclass(frozen=True)
class WirePlan:
    """A wire between two nodes. metres: -1 for the way between them; limit: W, -1 for none; micros: its reactance."""

    a: int
    b: int
    metres: int = -1
    carries: Carries = Carries.CONTROL
    limit: int = -1
    micros: int = 10_000


@dataclass(frozen=True)
class NetworkPlan:
    """A network without mistakes.

    devices: the kinds of which it takes in all that the city has and no node stands for, failing as `fails` says.
    """

    nodes: tuple[NodePlan, ...]
    wires: tuple[WirePlan, ...]
    devices: frozenset[NodeKind]
    fails: Mapping[NodeKind, Failing] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    spare: float = 0.0  # how much more than at first its lines carry, where that is worked out


def plan_of(source: Source, spec: ScenarioFile, atlas: Atlas, folder: Path) -> NetworkPlan | None:
    """The network of a scenario; None where it has none, or mistakes, which are noted in the source."""
    if spec.network is None:
        return None
    before = len(source.problems)
    found = _Planner(source, spec, spec.network, atlas).plan(folder)
    return found if len(source.problems) == before else None


class _Planner:
    """Looks through one network; every problem goes to its source."""

    def __init__(self, source: Source, spec: ScenarioFile, part: NetworkPart, atlas: Atlas) -> None:
        self.source, self.part, self.atlas, self.city = source, part, atlas, atlas.city
        self.posts = posts_of(spec, atlas)
        self.taken: set[tuple[NodeKind, int]] = set()
        self.districts: list[int] = []  # of the nodes of a network by district
        # what was left out of `part` because it is wrong has been told already, and nothing is missing for it
        raw = source.data["network"] if isinstance(source.data, dict) else None
        self.raw: dict[str, Any] = raw if isinstance(raw, dict) else {}
        nodes = self.raw.get("nodes")
        self.raw_nodes: dict[str, Any] = nodes if isinstance(nodes, dict) else {}

    def plan(self, folder: Path) -> NetworkPlan | None:
        part = self.part
        base = self._base(folder)
        if base is None:
            return None
        own = [base.name(node) for node in range(base.n)] if base.names else self._numbered(base)
        index = {name: node for node, name in enumerate(own)}
        for name in part.nodes:
            index.setdefault(name, len(index))
        said = {index[name]: self._node(name, given, new=name not in own) for name, given in part.nodes.items()}
        ends = self._wires(index)
        core = self._core(base, index)
        if any(node is None for node in said.values()) or core < 0 or ends is None:
            return None
        all_ends = [
            *zip(base.a.tolist(), base.b.tolist(), strict=True),
            *((w.a, w.b) for w in ends if w.carries == Carries.CONTROL),
        ]
        deep, _ = depths(len(index), all_ends, core)
        cells = {node: plan.cell for node, plan in said.items() if plan is not None and plan.cell >= 0}
        seed = part.generate.seed if part.generate else 0
        stands = stand(self.city, base, core, cells, self.districts, seed) if base.n else []
        nodes = []
        for name, node in index.items():
            plan = said.get(node) or NodePlan(name, NodeKind.CELL, -1)
            kind = plan.kind
            if node not in said or part.nodes[name].kind is None:
                kind = NodeKind.HUB if deep[node] == 1 else NodeKind.CELL
            kind = NodeKind.CORE if node == core else kind
            cell = plan.cell if plan.cell >= 0 else stands[node]
            nodes.append(replace(plan, kind=kind, cell=cell))
        wires = [WirePlan(a, b) for a, b in zip(base.a.tolist(), base.b.tolist(), strict=True) if a != b]
        devices = DEVICES if part.devices is None else {NodeKind[kind.upper()] for kind in part.devices}
        return NetworkPlan(
            tuple(nodes), (*wires, *ends), frozenset(devices - _NAMED_ALONE),
            {NodeKind.GATE: Failing[part.fails.gate.upper()], NodeKind.DRONE: Failing[part.fails.drone.upper()]},
            tuple(path.name for path in base.files),
        )  # fmt: skip

    @staticmethod
    def _numbered(base: Network) -> list[str]:
        return ["core" if node == base.core else f"node_{node}" for node in range(base.n)]

    # -- what is read or drawn

    def _base(self, folder: Path) -> Network | None:
        """The network of the file, or the generated one; one without nodes where there is neither."""
        empty = np.empty(0, np.int32)
        if self.part.generate is not None:
            return self._generated(self.part.generate)
        if self.part.file is None:
            return Network(0, empty, empty)
        try:
            found = read_network(folder / self.part.file)
        except NetworkError as error:
            for one in error.complaints:
                self.source.note(Problem(from_here(one.path), one.line, min(one.line, 1), one.what))
            return None
        if said := CITY_NODES.exceeded(found.n):
            self.source.report(("network", "from"), said)
            return None
        return found

    def _generated(self, drawn: Drawn) -> Network | None:
        spare = _SPARE if drawn.spare is None else drawn.spare
        nodes, wires = drawn.nodes or 0, drawn.wires or 0
        home = self._home_districts() if drawn.kind == "by_district" else []
        many = {"by_district": 1 + nodes * len(home), "hierarchical": networks.size_of(drawn.branching or ())}.get(
            drawn.kind, nodes
        )
        if said := CITY_NODES.exceeded(many):
            self.source.report(("network", "generate"), said)
            return None
        if drawn.kind == "hierarchical":
            return networks.hierarchical(drawn.branching or (), spare, drawn.seed)
        if drawn.kind == "by_district":
            self.districts = [-1, *(district for district in home for _ in range(nodes))]
            return networks.by_district([nodes] * len(home), spare, drawn.seed)
        draw = networks.erdos_renyi if drawn.kind == "erdos_renyi" else networks.barabasi_albert
        try:
            found = draw(nodes, wires, drawn.seed)
        except ValueError as error:
            self.source.report(("network", "generate"), str(error))
            return None
        wired = np.bincount(np.concatenate([found.a, found.b]), minlength=found.n)
        return Network(found.n, found.a, found.b, core=int(np.argmax(wired)))  # of equals the lowest

    def _home_districts(self) -> list[int]:
        """The districts in which nodes can stand, ascending."""
        found: list[int] = np.unique(np.asarray(self.city.district_of)[open_cells(self.city)]).tolist()
        return found

    # -- what is said of nodes

    def _node(self, name: str, given: Node, new: bool) -> NodePlan | None:
        """A node that is drawn, or what is said of one of the file's; its cell -1 where nothing is said of it."""
        loc: Loc = ("network", "nodes", name)
        if given.kind is None and new and self._says(name, "kind"):
            return None
        if given.kind is None and new:
            kinds = [kind.name.lower() for kind in NodeKind]
            self.source.report(loc, f"what kind of node is {cut(name)}", f"kind: {one_of(kinds)}", key=True)
            return None
        kind = NodeKind.CELL if given.kind is None else NodeKind[given.kind.upper()]
        where = self._device(loc, kind, given) if kind in DEVICES else self._cell(loc, given.at, new)
        if where is None:
            return None
        cell, thing = where
        covers = tuple(place.cell for at in given.covers if (place := self._place((*loc, "covers"), at)) is not None)
        fails = Failing[given.fails.upper()] if given.fails else Failing.SAFE
        autonomy = -1 if given.autonomy is None else given.autonomy
        load = -1 if given.load is None else given.load
        holds = 0 if kind != NodeKind.SERVER else _HOLDS if given.holds is None else given.holds
        return NodePlan(
            name, kind, cell, thing, tuple(dict.fromkeys(covers)), autonomy, fails, load, given.capacity or 0,
            holds, given.ghosts or 0, -1 if given.standby is None else given.standby,
        )  # fmt: skip

    def _cell(self, loc: Loc, at: str | None, new: bool) -> tuple[int, int] | None:
        """The cell of a place or the middle of a district."""
        if at is None:
            if new and not self._says(str(loc[-1]), "at"):
                self.source.report(loc, f"where does {cut(loc[-1])} stand", "at: a place", key=True)
            return None if new else (-1, -1)
        if at in self.atlas.districts:
            return self._middle(loc, self.atlas.districts[at])
        place = self._place((*loc, "at"), at)
        return None if place is None else (place.cell, -1)

    def _middle(self, loc: Loc, district: int, lit: bool = False) -> tuple[int, int] | None:
        """The middle of a district's open cells, or of those under lamps."""
        cells = open_cells(self.city)
        if lit:
            cells = np.flatnonzero(ground_column("lit", np.bool_)[self.city.ground])
        cells = cells[np.asarray(self.city.district_of)[cells] == district]
        if not len(cells):
            what = f"{self.city.districts[district].name} has no {'lamps' if lit else 'open ground'}"
            self.source.report((*loc, "at"), what, "another district")
            return None
        return middle_of(self.city, cells), -1

    def _device(self, loc: Loc, kind: NodeKind, given: Node) -> tuple[int, int] | None:
        """(cell, thing) of a device; None where there is none such, or another node stands for it."""
        at = given.at
        if kind == NodeKind.SHIELD:
            if not given.covers and self._says(str(loc[-1]), "covers"):
                return None
            if not given.covers:
                self.source.report(loc, "a shield that bars nothing", "covers: [places]", key=True)
                return None
            return self._cell(loc, at or given.covers[0], True)
        if kind in (NodeKind.PROJECTOR, NodeKind.PLANT, NodeKind.SERVER):
            return self._cell(loc, at, True)
        if at is None and self._says(str(loc[-1]), "at"):
            return None
        if at is None:
            self.source.report(loc, f"which {kind.name.lower()} is {cut(loc[-1])}", "at: a place or a name", key=True)
            return None
        if kind == NodeKind.LIGHTS:
            return self._lamps(loc, at)
        if kind == NodeKind.PODS:
            return self._pods(loc, at)
        found = self._on_link(loc, kind, at) if kind in (NodeKind.GATE, NodeKind.LIFT) else self._on_post(loc, kind, at)
        if found is not None:
            self.taken.add((kind, found[1]))
        return found

    def _lamps(self, loc: Loc, at: str) -> tuple[int, int] | None:
        if at in self.atlas.districts:
            found = self._middle(loc, self.atlas.districts[at], lit=True)
            return None if found is None else (found[0], self.atlas.districts[at])
        place = self._place((*loc, "at"), at, self.atlas.districts)
        return None if place is None else (place.cell, int(np.asarray(self.city.district_of)[place.cell]))

    def _pods(self, loc: Loc, at: str) -> tuple[int, int] | None:
        """The building of pods that a node stands for, each but once."""
        place = self._place((*loc, "at"), at)
        if place is None:
            return None
        if place.building < 0:
            self.source.report((*loc, "at"), f"{at} is no building", "a building in which people dream")
            return None
        if (NodeKind.PODS, place.building) in self.taken:
            self.source.report((*loc, "at"), f"another node stands for {at} already", "each of them once")
            return None
        self.taken.add((NodeKind.PODS, place.building))
        return place.cell, place.building

    def _on_link(self, loc: Loc, kind: NodeKind, at: str) -> tuple[int, int] | None:
        links = self.atlas.lifts
        if kind == NodeKind.GATE:
            links = {name: self.atlas.gate_links[row] for name, row in self.atlas.gates.items()}
        if at not in links:
            what = f"the map has no {kind.name.lower()} {cut(at)}"
            self.source.report((*loc, "at"), what, one_of(sorted(links)), nearest(at, links))
            return None
        if (kind, links[at]) in self.taken:
            self.source.report((*loc, "at"), f"another node stands for {at} already", "each of them once")
            return None
        return self.city.links[links[at]].a, links[at]

    def _on_post(self, loc: Loc, kind: NodeKind, at: str) -> tuple[int, int] | None:
        """The nearest watcher of a kind to a place that no other node stands for."""
        place = self._place((*loc, "at"), at)
        if place is None:
            return None
        word, taken = kind.name.lower(), {post for of, post in self.taken if of == kind}
        found = nearest_post(self.city, self.posts, (word,), place.cell, taken)
        if found < 0:
            what = f"no {word} stands within {NEAR_M} m of {at} for which there is no node yet"
            self.source.report((*loc, "at"), what, f"a place beside a {word}")
            return None
        return self.posts[found].cell, found

    def _place(self, loc: Loc, at: str, more: Iterable[str] = ()) -> Place | None:
        place = self.atlas.place(at)
        if place is None:
            known = [*self.atlas.common_places, *sorted(more)]
            self.source.report(loc, f"the map has no place {cut(at)}", one_of(known), nearest(at, self.atlas.places))
        return place

    def _says(self, name: str, key: str) -> bool:
        """Whether the file says something of a node, right or wrong."""
        said = self.raw_nodes.get(name)
        return isinstance(said, dict) and said.get(key) is not None

    def _nodes_are_right(self) -> bool:
        """Whether all nodes of the file are in `part`, with their kinds."""
        nodes = self.part.nodes
        return all(name in nodes and (nodes[name].kind or not self._says(name, "kind")) for name in self.raw_nodes)

    # -- wires, and the Core

    def _wires(self, index: Mapping[str, int]) -> list[WirePlan] | None:
        found, right = list[WirePlan](), True
        for n, wire in enumerate(self.part.wires):
            loc: Loc = ("network", "wires", n)
            for end in (wire.source, wire.to):
                right = right and end in index
                if end not in index and end not in self.raw_nodes:
                    what = f"a wire to nowhere: there is no node {cut(end)}"
                    self.source.report(loc, what, "the name of a node", nearest(end, index))
            if wire.source == wire.to:
                self.source.report(loc, f"a wire from {cut(wire.to)} to itself", "two nodes")
                right = False
            if right:
                length = -1 if wire.length is None else wire.length
                limit, micros = -1 if wire.limit is None else wire.limit, round(wire.reactance * 1_000_000)
                ends, carries = (index[wire.source], index[wire.to]), Carries[wire.carries.upper()]
                found.append(WirePlan(*ends, length, carries, limit, micros))
        return found if right and self._power_is_right(index, found) else None

    def _power_is_right(self, index: Mapping[str, int], wires: Sequence[WirePlan]) -> bool:
        """Whether there is a plant where there are power lines, and a line to whatever is said to want power."""
        nodes = self.part.nodes
        lines = {end for wire in wires if wire.carries == Carries.POWER for end in (wire.a, wire.b)}
        before = len(self.source.problems)
        if lines and self._nodes_are_right() and not any(node.kind == "plant" for node in nodes.values()):
            self.source.report(("network", "wires"), "power lines, and no plant", "a node of kind plant")
        if not any(node.kind == "substation" for node in nodes.values()):
            for name, node in nodes.items():
                if node.load and index[name] not in lines:
                    what = f"no power line leads to {cut(name)}"
                    self.source.report(("network", "nodes", name, "load"), what, "a wire that carries power")
        return len(self.source.problems) == before

    def _core(self, base: Network, index: Mapping[str, int]) -> int:
        """The one node that controls; -1 where there is none, or more than one, which is noted."""
        part, cores = self.part, dict[int, tuple[Loc, str]]()
        if base.core >= 0:
            cores[base.core] = (("network",), list(index)[base.core])
        for name, given in part.nodes.items():
            if given.kind == "core":
                cores.setdefault(index[name], (("network", "nodes", name), name))
        if part.core is not None and part.core not in index:
            what = f"there is no node {cut(part.core)}"
            self.source.report(("network", "core"), what, "the name of a node", nearest(part.core, index))
            return -1
        if part.core is not None:
            cores.setdefault(index[part.core], (("network", "core"), part.core))
        wrong = any(self.raw.get(key) is not None and getattr(part, key) is None for key in ("generate", "core"))
        if not cores and not wrong and ("from" not in self.raw or part.file is not None) and self._nodes_are_right():
            expected = "a node of kind core, or core: its name"
            self.source.report(("network",), "a network without a Core", expected, key=True)
        if not cores:
            return -1
        [(core, (_, first)), *others] = cores.items()
        for _, (loc, _) in others:
            self.source.report(loc, f"a second Core: the first is {cut(first)}, and one is meant", "one Core", key=True)
        return -1 if others else core
