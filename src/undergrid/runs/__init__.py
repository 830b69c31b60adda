"""Runs on disk: record, resume, replay, fork, compare, read."""

from undergrid.runs.compare import Difference, Parting, diff
from undergrid.runs.folder import DiskFullError, Folder, Meta, RunError
from undergrid.runs.orders import OrdersError
from undergrid.runs.reading import Log
from undergrid.runs.record import KEYFRAME, Recorder, record, resume
from undergrid.runs.replay import Replayed, fork, replay

__all__ = [
    "KEYFRAME",
    "Difference",
    "DiskFullError",
    "Folder",
    "Log",
    "Meta",
    "OrdersError",
    "Parting",
    "Recorder",
    "Replayed",
    "RunError",
    "diff",
    "fork",
    "record",
    "replay",
    "resume",
]
