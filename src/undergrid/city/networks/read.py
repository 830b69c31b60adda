"""Reading a network from a file of any format that is known here."""

from __future__ import annotations

from pathlib import Path

from undergrid.city.networks.draft import unread
from undergrid.city.networks.edges import read_edges
from undergrid.city.networks.graphml import read_graphml
from undergrid.city.networks.network import Network
from undergrid.city.networks.tables import read_tables
from undergrid.core import limits
from undergrid.core.inputs import UnreadableError, read_bytes


def read_network(path: str | Path) -> Network:
    """Read a network.

    Args:
        path: `.csv` is a table of wires (`NAME.nodes.csv` beside it one of nodes); what begins with `<` is GraphML;
            anything else a list of edges.

    Raises:
        NetworkError: if it cannot be read or does not make sense, with the file and line of all that is wrong.
    """
    file = Path(path)
    if file.suffix.lower() == ".csv":
        return read_tables(file)
    try:
        data = read_bytes(file, limits.NETWORK_BYTES)
    except UnreadableError as error:
        raise unread(file, error) from None
    head = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if file.suffix.lower() in (".graphml", ".xml") or head.startswith(b"<") or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return read_graphml(file, data)
    return read_edges(file, data)
