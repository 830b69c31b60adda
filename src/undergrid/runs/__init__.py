"""Runs on disk: record, resume, replay, fork, verify, compare, read."""

from undergrid.runs.compare import Difference, Parting, diff
from undergrid.runs.folder import DiskFullError, Folder, FolderTakenError, RunError
from undergrid.runs.meta import Meta
from undergrid.runs.reading import Log
from undergrid.runs.record import KEYFRAME, Recorder, record, resume
from undergrid.runs.replay import Replayed, fork, last, moment, replay, tick_of
from undergrid.runs.touch import is_touch
from undergrid.runs.verify import Fault, can_be_made_again, verify
from undergrid.setup.check.orders import OrderError

__all__ = [
    "KEYFRAME",
    "Difference",
    "DiskFullError",
    "Fault",
    "Folder",
    "FolderTakenError",
    "Log",
    "Meta",
    "OrderError",
    "Parting",
    "Recorder",
    "Replayed",
    "RunError",
    "can_be_made_again",
    "diff",
    "fork",
    "is_touch",
    "last",
    "moment",
    "record",
    "replay",
    "resume",
    "tick_of",
    "verify",
]
