"""Ledger: what the two accounts of a citizen come to."""

from __future__ import annotations

from typing import TypeVar

from undergrid.core.tables import I64

Points = TypeVar("Points", int, I64)


def usefulness(obedience: Points, productivity: Points) -> Points:
    """The mean of both accounts, rounded down, points: of one citizen, or of some as int64 columns."""
    return (obedience + productivity) >> 1
