"""Rows of eden in eden: one night of the scenario, by the Sim that plays it, and what is left of each row in it.

The night goes by the canon, so the named do what is told of them; what comes of it is up to the rules. Where a row asks
what would have been otherwise, a test goes back to a moment of that night and lives on from there with other orders.
"""

import pytest


@pytest.fixture(scope="module")
def night(eden_night):
    return eden_night
