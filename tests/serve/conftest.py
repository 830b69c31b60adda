"""One recorded hour of the village, and a server that shows it."""

import pytest

from undergrid import runs
from undergrid.serve import client, serving

UNTIL = 3600


@pytest.fixture(scope="session")
def hour(tmp_path_factory):
    """The folder of a run with keyframes far enough apart that most ticks have to be lived again."""
    folder = tmp_path_factory.mktemp("watched") / "run"
    runs.record("village", folder, seed=3, until=UNTIL, keyframe=1200)
    return folder


@pytest.fixture(scope="module")
def address(hour):
    if not client.built():
        pytest.skip("the page has not been built: python web/build.py")
    with serving(hour) as address:
        yield address
