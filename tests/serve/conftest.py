"""One recorded hour of the village, a server that shows it, and a browser."""

import pytest
from serve.browsers import launch

from undergrid import runs
from undergrid.serve import client, serving

UNTIL = 3600


@pytest.fixture(scope="session")
def hour(tmp_path_factory):
    """The folder of a run with keyframes far enough apart that most ticks have to be lived again."""
    folder = tmp_path_factory.mktemp("watched") / "run"
    runs.record("village", folder, seed=3, until=UNTIL, keyframe=1200)
    return folder


@pytest.fixture(scope="session")
def day(tmp_path_factory):
    """The address of a night and a morning of the village; all files that look at it are one process's work."""
    if not client.built():
        pytest.skip("the page has not been built: python web/build.py")
    folder = tmp_path_factory.mktemp("watched") / "day"
    runs.record("village", folder, seed=3, people=120, until="16 h", keyframe=3600)
    with serving(folder) as address:
        yield address


@pytest.fixture(scope="session")
def eden(tmp_path_factory):
    """A quarter of an hour of a small eden: a scenario with arcs."""
    folder = tmp_path_factory.mktemp("eden") / "run"
    runs.record("eden", folder, seed=3, people=60, until=900)
    return folder


@pytest.fixture(scope="session")
def address(hour):
    if not client.built():
        pytest.skip("the page has not been built: python web/build.py")
    with serving(hour) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: it comes with the extra `test`"
    )
    with api.sync_playwright() as play:
        try:
            found = launch(play)
        except OSError as wrong:
            pytest.skip(str(wrong))
        yield found
        found.close()
