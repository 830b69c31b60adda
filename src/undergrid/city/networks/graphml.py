"""Networks as GraphML: nodes and edges with data, directions ignored.

What a table of nodes or wires may say stands here as data, by the `attr.name` of its key: `load_mw`, `capacity_mw`,
`core`, `kind`, `x` and `y` of nodes, `x` (reactance) and `limit_mw` of edges.

Source  U. Brandes et al., GraphML progress report (2002), 10.1007/3-540-45848-4_59; http://graphml.graphdrawing.org
"""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

from undergrid.city.maps.map_error import Complaint, MapError
from undergrid.city.maps.xml import LINE, parse_xml
from undergrid.city.networks.draft import OF_NODES, OF_WIRES, Draft, NetworkError, unread
from undergrid.city.networks.network import Network
from undergrid.core import limits
from undergrid.core.inputs import UnreadableError, read_bytes
from undergrid.core.plain import cut


def read_graphml(path: Path, data: bytes | None = None) -> Network:
    """The network of a GraphML file. Raises NetworkError."""
    n = 0

    def count() -> str:
        nonlocal n
        n += 1
        return limits.NETWORK_ELEMENTS.exceeded(n)

    try:
        root = parse_xml(read_bytes(path, limits.NETWORK_BYTES) if data is None else data, path, count)
    except UnreadableError as error:
        raise unread(path, error) from None
    except MapError as error:
        raise NetworkError(error.complaints) from None
    if _tag(root) != "graphml":
        raise NetworkError([Complaint(path, _line(root), f"this is a <{cut(root.tag)}> file, expected <graphml>")])
    return _Reader(path, root).network()


def _tag(element: Element) -> str:
    """Without the prefix of its namespace."""
    return element.tag.rpartition(":")[2]


def _line(element: Element) -> int:
    return int(element.get(LINE, "0"))


class _Reader:
    """Reads the elements of one file: nodes first, for an edge may stand before its ends."""

    def __init__(self, path: Path, root: Element) -> None:
        self.path, self.draft = path, Draft(path, numbered=False)
        self.draft.declared = True
        self.keys: dict[str, tuple[str, str, str]] = {}  # id: for, name, default
        self.graphs = [child for child in root if _tag(child) == "graph"]
        for key in root:
            if _tag(key) == "key":
                default = next(((child.text or "").strip() for child in key if _tag(child) == "default"), "")
                name = key.get("attr.name", key.get("id", "")).strip().lower()
                self.keys[key.get("id", "")] = key.get("for", "all"), name, default
        if len(self.graphs) != 1:
            line = _line(self.graphs[1]) if self.graphs else _line(root)
            self.draft.wrong(line, f"{len(self.graphs)} graphs: expected one")
            self.draft.give_up()

    def network(self) -> Network:
        edges: list[Element] = []
        self.nodes(self.graphs[0], edges)
        for edge in edges:
            line = _line(edge)
            if self.draft.wire(edge.get("source", ""), edge.get("target", ""), line):
                self.draft.read(OF_WIRES, self.data(edge, "edge"), line)
        return self.draft.network()

    def nodes(self, graph: Element, edges: list[Element]) -> None:
        """The nodes of a graph and of those within its nodes; edges are gathered for later."""
        for child in graph:
            tag, line = _tag(child), _line(child)
            if tag == "edge":
                edges.append(child)
            elif tag == "hyperedge":
                self.draft.wrong(line, "an edge between several nodes at once: expected edges between two")
            elif tag == "node":
                before = len(self.draft.nodes)
                self.draft.new_node(child.get("id", ""), line, self.path)
                if len(self.draft.nodes) > before:
                    row = self.data(child, "node")
                    self.draft.core_of(row, before, line, self.path)
                    self.draft.read(OF_NODES, row, line)
                for inner in child:
                    if _tag(inner) == "graph":
                        self.nodes(inner, edges)

    def data(self, element: Element, what: str) -> dict[str, str]:
        """What is said of an element, by names in small letters, defaults of keys included."""
        found = {name: default for of, name, default in self.keys.values() if default and of in (what, "all")}
        for child in element:
            if _tag(child) == "data":
                key = child.get("key", "")
                if key not in self.keys:
                    self.draft.wrong(_line(child), f"data for key {cut(key)}: there is no such key")
                else:
                    found[self.keys[key][1]] = (child.text or "").strip()
        return found
