"""Gates: the doors of the city's wall, one row for each gate link, in the order of the city's links."""

from __future__ import annotations

from undergrid.core.tables import I32, I64, Flag, Table, flag, i32, i64


class Gates(Table):
    """What each gate is at."""

    luck: I64 = i64(0, "", "luck key")
    link: I32 = i32(-1, "link", "the link that it bars")
    guard: I32 = i32(-1, "watcher", "the Sentinel that judges here; -1 for none")
    open: Flag = flag(0, "", "whether one can pass now")
    closes: I32 = i32(-1, "tick", "when it closes by itself; -1 never")
    cleared: I32 = i32(-1, "citizen", "whom it opened for; -1 for nobody")
    cause: I64 = i64(0, "event", "the event that opened or shut it")
