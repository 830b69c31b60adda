"""Set up once for the whole suite, before undergrid is imported."""

import os
from pathlib import Path

# Kernels check their array bounds, unless somebody wants to know whether the checks themselves change anything.
os.environ.setdefault("UNDERGRID_BOUNDS", "1")
# Kernels compiled for the tests stay out of the user's own cache, and are there again for the next run of the suite.
os.environ.setdefault("UNDERGRID_CACHE", str(Path(__file__).resolve().parents[1] / ".pytest_cache" / "kernels"))

from hypothesis import HealthCheck, settings

# Always the same examples, and no clock: a test that passes on one machine passes on every other.
settings.register_profile(
    "undergrid",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("undergrid")
