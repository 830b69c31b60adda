"""Minds: the planners of the cast. A mind wakes on a percept, a finished step or a timer, asks its wants, and orders.

A mind knows only what its owner perceived and remembers (`mind.py`). Whether its owner is being played makes no
difference to it: it goes on thinking, its plan stays state, and an order from outside merely stands before its own.
"""

from undergrid.minds.minds import WANTS, Minds

__all__ = ["WANTS", "Minds"]
