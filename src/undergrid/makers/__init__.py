"""Rules of makers: one Python file named in a scenario, or an installed plug-in, in the form of our own rules.

    systems: [rules/rust.py after weather, tides before movement]

A file lies in the scenario's folder; a name without `.py` is an entry point of the group `undergrid.rules`. Nothing is
loaded by being there: only what a scenario names. Such a file is trusted code: it runs with the rights of whoever runs
the scenario.
"""

from undergrid.makers.rule import MakersRule, gather

__all__ = ["MakersRule", "gather"]
