"""The pattern language over the log of one run: `beats_of` says which beats happened, when, and by which events."""

from undergrid.study.arcs.search import Found, beats_of, happened

__all__ = ["Found", "beats_of", "happened"]
