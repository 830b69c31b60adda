"""8. A promise is broken only by a deed of the promiser.

Judged by PLEDGE_BROKEN: its cause has to be something that the promiser did or decided after they had promised. A
pledge that is called broken because of the pledge itself (time is up, the two were apart) was broken by no deed.
"""

from __future__ import annotations

import numpy as np

from undergrid.study.properties.verdict import Verdict, kind_of, subject_of, verdict
from undergrid.study.record import Record
from undergrid.world.log.kinds import Kind


def judge(record: Record) -> Verdict:
    """Whether a promise was called broken that nobody had broken."""
    events = record.events
    broken = np.flatnonzero(events["kind"] == Kind.PLEDGE_BROKEN).tolist()
    found = [row for row in broken if not _by_a_deed(int(events["cause"][row]), int(events["who"][row]))]
    return verdict(bool((events["kind"] == Kind.PLEDGED).any()), (int(events["id"][row]) for row in found))


def _by_a_deed(cause: int, who: int) -> bool:
    return kind_of(cause) not in (0, Kind.PLEDGED, Kind.SCENARIO) and subject_of(cause) == who


def counted(record: Record) -> dict[str, int]:
    """How many promises were made, kept, broken, and failed; the last once the log tells that from broken."""
    kinds = record.events["kind"]
    which = {"made": int(Kind.PLEDGED), "kept": int(Kind.PLEDGE_KEPT), "broken": int(Kind.PLEDGE_BROKEN),
             "failed": Kind.PLEDGE_FAILED}  # fmt: skip
    return {name: int((kinds == kind).sum()) for name, kind in which.items()}
