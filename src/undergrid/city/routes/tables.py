"""The records that route kernels take: `tables` for look-ups, `graph` for making trees and fields, `room` for scratch.

`Routes` makes each of them once, and points them at other arrays as those grow or are made anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.city.city import City
from undergrid.city.routes.regions import CELLS, MOST_EDGES, STRAIGHT, region_of
from undergrid.core.handles import Handle, record

Array = npt.NDArray[Any]


def tables_of(city: City, walk: Array, part: Array, beside: Mapping[str, Array]) -> Handle:
    """The record from which `next_direction` answers, still without nodes, edges and goals.

    width, height: of the map. walk: (n_cells,) u8, 1 where a cell can be entered now. part: (n_cells,) u8, the part
    within the region, NOWHERE for none. first: (n_regions + 1,) i32, the number of a region's first node.
    edge_first: (n_nodes + 1,) i32. edge_to: (n_edges,) i32, a node. pair_first: (n_edges + 1,) i32, the place of
    (edge, no further edge) in field_of; those with further edges follow. field_of: (n_pairs,) i32, the number of a
    field, -1 if it is not made yet. fields: (n_fields * HALF,) u8. zone: (n_nodes,) i32, on which side of the gates a
    node is. row_of: (n_nodes,) i32, the row of the tree that leads to a node, -1 for none. made: (n_nodes,) u8, bit 0:
    that tree is made within its zone, bit 1: in the other zones too. trees: (n_rows * n_nodes,) u8, the edge to take,
    counted from the node's first. goal_cell: (n_goals,) i32. goal_node: (n_goals,) i32, -1 while the cell cannot be
    entered. goal_fields: (n_goals * HALF,) u8. And the arrays of `beside` by their names.
    """
    small, whole = np.zeros(0, np.uint8), np.zeros(0, np.int32)
    return record(
        width=city.width, height=city.height, walk=walk, part=part, first=whole, edge_first=whole, edge_to=whole,
        pair_first=whole, field_of=whole, fields=small, zone=whole, row_of=whole, made=small, trees=small,
        goal_cell=whole, goal_node=whole, goal_fields=small, **beside,
    )  # fmt: skip


def graph_of(city: City, is_open: Array, n_regions: int) -> tuple[Handle, Array, Array]:
    """(the record for making trees and fields, still without nodes and edges; the regions of the ends of links,
    ascending; the regions of the other ends).

    node_key: (n_nodes,) i32. edge_from, edge_weight, edge_via: (n_edges,) i32, the node, the length from middle to
    middle and the link, -1 for none. is_open: (n_links,) u8. link_cell, link_other: (2 * n_links,) i64, both ends of
    each, and the other end. link_length: (n_links,) i64. end_first: (n_regions + 1,) i64, where the ends of links in a
    region begin among end_cell, end_other, end_length and end_link, (2 * n_links,) i64.
    """
    cell = np.array([cell for link in city.links for cell in (link.a, link.b)], dtype=np.int64)
    other = np.array([cell for link in city.links for cell in (link.b, link.a)], dtype=np.int64)
    length = np.array([max(1, link.length_mm * STRAIGHT // city.cell_mm) for link in city.links], dtype=np.int64)
    regions = np.array([region_of(end, city.width, city.height) for end in cell], dtype=np.int64)
    order = np.argsort(regions, kind="stable")
    none = np.zeros(0, np.int32)
    graph = record(
        node_key=none, edge_from=none, edge_weight=none, edge_via=none, is_open=is_open,
        link_cell=cell, link_other=other, link_length=length,
        end_first=np.searchsorted(regions[order], np.arange(n_regions + 1)), end_cell=cell[order],
        end_other=other[order], end_length=length[order // 2], end_link=order // 2,
    )  # fmt: skip
    return graph, regions[order], regions[order ^ 1]


def room_for_one() -> Handle:
    """Scratch arrays for the cells and the edges of one region.

    dist, onward: (1024,) i32. way: (1024,) u8. heap: i64. out, key, weight, via: (MOST_EDGES,) i64.
    """
    edges = {name: np.empty(MOST_EDGES, np.int64) for name in ("out", "key", "weight", "via")}
    dist, onward, way = np.empty(CELLS, np.int32), np.empty(CELLS, np.int32), np.empty(CELLS, np.uint8)
    return record(dist=dist, onward=onward, way=way, heap=np.empty(16 * CELLS, np.int64), **edges)
