"""Networks as plain lists of edges: a line names two nodes, apart by blanks, tabs, commas or semicolons.

    # a comment, as is a line that begins with %
    0 1
    hub gate_7 2.5 {'weight': 2.5}

What stands behind the two names (a weight, a date) is for others, but a number there has to be one.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np

from undergrid.city.maps.map_error import Complaint
from undergrid.city.networks.draft import Draft, NetworkError, unread
from undergrid.city.networks.network import Network
from undergrid.core import limits
from undergrid.core.inputs import UnreadableError, as_text, read_bytes
from undergrid.core.jit import kernel
from undergrid.core.plain import cut

_APART = re.compile(r"[\s,;]+")
_NUMBER = re.compile(r"[-+]?(nan|inf|infinity)", re.IGNORECASE)
_MANY = 1 << 16  # bytes: a shorter list is read in Python, line by line, sooner than a kernel is compiled


def read_edges(path: Path, data: bytes | None = None) -> Network:
    """The network of a list of edges. Raises NetworkError."""
    try:
        data = read_bytes(path, limits.NETWORK_BYTES) if data is None else data
        if len(data) > _MANY and (found := _plain(path, data)):
            return found
        text = as_text(data)
    except UnreadableError as error:
        raise unread(path, error) from None
    if text.startswith("%%MatrixMarket"):
        raise NetworkError([Complaint(path, 1, "a matrix of Matrix Market: expected a list of edges, or GraphML")])
    draft = Draft(path)
    for line, row in enumerate(text.split("\n"), 1):
        row = row.strip()
        if not row or row[0] in "#%":
            continue
        parts = _APART.split(row, maxsplit=3)
        if len(parts) < 2 or not parts[1]:
            draft.wrong(line, f"{cut(row)}: expected two nodes")
            continue
        if len(parts) > 2 and _NUMBER.fullmatch(parts[2]) and not math.isfinite(float(parts[2])):
            draft.wrong(line, f"{cut(parts[2])}: expected a number")
        draft.wire(parts[0], parts[1], line)
    return draft.network()


def _plain(path: Path, data: bytes) -> Network | None:
    """The same of a list of whole numbers alone, fast; None where it is none, or something is wrong with it."""
    letters = np.frombuffer(data, dtype=np.uint8)
    n_lines = int((letters == ord("\n")).sum()) + 1
    ends, lines = np.empty((n_lines, 2), dtype=np.int32), np.empty(n_lines, dtype=np.int32)
    n = _pairs(letters, limits.NODES.most, ends, lines)
    if n <= 0 or limits.WIRES.exceeded(n):
        return None
    ends, lines = ends[:n], lines[:n]
    is_node = np.zeros(int(ends.max()) + 1, dtype=bool)
    is_node[ends.ravel()] = True
    named = np.flatnonzero(is_node)
    names = None if named.size == is_node.size else tuple(map(str, named.tolist()))
    ends = (np.cumsum(is_node) - 1).astype(np.int32)[ends]
    a, b = np.ascontiguousarray(ends[:, 0]), np.ascontiguousarray(ends[:, 1])
    return Network(named.size, a, b, names, lines=lines.copy(), files=(path,))


@kernel
def _pairs(letters, most, ends, lines):
    """Read two whole numbers below `most` from every line; returns how many lines have them, -1 if one has others."""
    n, line, i = 0, 1, 0
    while i < letters.size:
        if letters[i] == 35 or letters[i] == 37:  # a comment
            while i < letters.size and letters[i] != 10:
                i += 1
        found = 0
        while i < letters.size and letters[i] != 10:
            letter = letters[i]
            if letter == 32 or letter == 9 or letter == 44 or letter == 59 or letter == 13:
                i += 1
                continue
            begins = i
            number = 0
            while i < letters.size and 48 <= letters[i] <= 57 and number < most:
                number = 10 * number + letters[i] - 48
                i += 1
            # no leading zeros: 07 is another name than 7
            if i == begins or number >= most or found == 2 or (letters[begins] == 48 and i > begins + 1):
                return -1
            if i < letters.size and letters[i] not in (9, 10, 13, 32, 44, 59):
                return -1
            ends[n, found] = number
            found += 1
        if found == 1:
            return -1
        if found == 2:
            lines[n] = line
            n += 1
        line += 1
        i += 1
    return n
