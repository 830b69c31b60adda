"""Set up once for the whole suite, before undergrid is imported."""

import gc
import os
from collections.abc import Callable
from pathlib import Path

# Kernels check their array bounds, unless somebody wants to know whether the checks themselves change anything.
os.environ.setdefault("UNDERGRID_BOUNDS", "1")
# Kernels compiled for the tests stay out of the user's own cache, and are there again for the next run of the suite.
os.environ.setdefault("UNDERGRID_CACHE", str(Path(__file__).resolve().parents[1] / ".pytest_cache" / "kernels"))

import pytest
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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--campaign", action="store_true", help="only the attacks, with many more cases each; up to 2 h")
    parser.addoption("--rows", metavar="FILE", help="only the tests of rows: how each ends and what stepped in it")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("rows"):
        from scenes.rows import Recorder

        recorder = Recorder(Path(config.getoption("rows")))
        recorder.watch()
        config.pluginmanager.register(recorder, "rows")


@pytest.hookimpl(optionalhook=True)  # where xdist is installed
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    if config.getoption("dist") != "loadfile":
        return None
    from scenes.processes import Shared

    return Shared(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("campaign"):
        others = [item for item in items if "cases" not in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


def pytest_collection_finish() -> None:
    gc.freeze()  # twelve thousand tests stay to the end: nobody has to look through them for what can go


@pytest.fixture
def cases(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """How many cases an attack tries: the first number in the suite, the second in a campaign."""
    campaign = bool(request.config.getoption("campaign"))
    return lambda few, many: many if campaign else few
