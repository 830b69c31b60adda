"""Networks as tables: `NAME.csv` has a wire in every row, `NAME.nodes.csv` beside it a node.

    from,to,x,limit_mw              node,load_mw,capacity_mw
    0,1,0.0139,175                  0,108,192

`from` and `to` (or `source` and `target`) are needed, and `node` (or `id`) of the nodes. The rest may be left out:

    x          reactance, per unit; a series capacitor's is negative      load_mw      what a node wants
    limit_mw   what a wire carries, MW                                    capacity_mw  what it can generate, at least 0
    core       1 for the node that controls; or `kind` is core            x, y         where a picture shows it

Other columns are for others. Without `NAME.nodes.csv` the nodes are those that wires name.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from undergrid.city.maps.map_error import Complaint
from undergrid.city.networks.draft import OF_NODES, OF_WIRES, Draft, NetworkError, unread
from undergrid.city.networks.network import Network
from undergrid.core import limits
from undergrid.core.inputs import UnreadableError, is_there, read_text
from undergrid.core.plain import cut

_FROM, _TO, _NODE = ("from", "source"), ("to", "target"), ("node", "id")


def read_tables(path: Path) -> Network:
    """The network of a table of wires, and of one of nodes beside it where there is one. Raises NetworkError."""
    draft = Draft(path)
    nodes = path.with_suffix(".nodes.csv")
    if is_there(nodes):
        draft.declared = True
        draft.files.append(nodes)
        for line, row in _rows(nodes, draft, (_NODE,)):
            before = len(draft.nodes)
            draft.new_node(_of(row, _NODE), line, nodes)
            if len(draft.nodes) > before:
                draft.core_of(row, before, line, nodes)
                draft.read(OF_NODES, row, line, nodes)
    for line, row in _rows(path, draft, (_FROM, _TO)):
        if draft.wire(_of(row, _FROM), _of(row, _TO), line):
            draft.read(OF_WIRES, row, line)
    return draft.network()


def _of(row: dict[str, str], names: tuple[str, ...]) -> str:
    return next(row[name] for name in names if name in row)


def _rows(path: Path, draft: Draft, needed: tuple[tuple[str, ...], ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, values by column in small letters) of every row below the head."""
    try:
        text = read_text(path, limits.NETWORK_BYTES)
    except UnreadableError as error:
        raise unread(path, error) from None
    head = text.partition("\n")[0]
    comma = max(",;\t", key=head.count)
    rows = csv.reader(text.split("\n"), delimiter=comma)
    columns = [name.strip().lower() for name in _next(rows, path) or []]
    for names in needed:
        if not set(names) & set(columns):
            found = f"found {', '.join(map(cut, columns[:12]))}" if any(columns) else "the first line is empty"
            raise NetworkError([Complaint(path, 1, f"no column {names[0]}: {found}")])
    twice = next((name for name in columns if name and columns.count(name) > 1), "")
    if twice:
        raise NetworkError([Complaint(path, 1, f"two columns are called {cut(twice)}")])
    while (row := _next(rows, path)) is not None:
        if len(row) == len(columns):
            yield rows.line_num, {name: text.strip() for name, text in zip(columns, row, strict=True)}
        elif row and any(row):
            draft.wrong(rows.line_num, f"{len(row)} values, expected {len(columns)}", path)


def _next(rows: Iterator[list[str]], path: Path) -> list[str] | None:
    try:
        return next(rows, None)
    except csv.Error as error:
        raise NetworkError([Complaint(path, getattr(rows, "line_num", 0), f"not a table: {error}")]) from None
