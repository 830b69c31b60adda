"""Runs on disk: record, resume, replay, fork, compare, read."""

from undergrid.runs.compare import Difference, Parting, diff
from undergrid.runs.folder import DiskFullError, Folder, Meta, RunError
from undergrid.runs.orders import OrdersError
from undergrid.runs.record import Recorder, record, resume
from undergrid.runs.replay import Replayed, fork, replay

__all__ = [
    "Difference",
    "DiskFullError",
    "Folder",
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
