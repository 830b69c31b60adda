"""One night of each scenario, lived through once for all tests of its rows."""

import pytest
from scenes.nights import Night, canon

FEW = 600  # people: who is in the story is the same, however many live around it


@pytest.fixture(scope="session")
def eden_night() -> Night:
    """Eden as it was written, by orders alone, from the call for help to the clinic."""
    return canon("eden", FEW)


@pytest.fixture(scope="session")
def expiry_night() -> Night:
    """Expiry as it was written, by orders alone, from the alley to the far side of the gate: the whole city."""
    return canon("expiry", 20_000)
