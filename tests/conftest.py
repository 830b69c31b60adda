"""For all tests: compiled kernels check array bounds, and property tests give the same verdict every time."""

import os

os.environ.setdefault("UNDERGRID_BOUNDS", "1")  # before anything imports a kernel

from hypothesis import HealthCheck, settings

settings.register_profile("undergrid", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("undergrid")
