"""Endings: when each ending of the scenario was reached."""

from __future__ import annotations

from undergrid.core.tables import I32, Table, i32


class Endings(Table):
    """One row for each ending, in the order of the scenario."""

    at: I32 = i32(-1, "tick", "when it was reached; -1 not yet")
