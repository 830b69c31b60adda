"""Which row of the seed table a test shows, and what stepped while it did.

A test shows the row in its name: `def test_e14_...` shows E14. With `--rows FILE`, pytest runs the tests of rows alone
and writes one line of JSON a test into FILE. What stepped is watched, never declared: `sim` where a Sim lived with its
schedule and nothing else did, `rules` where a test stepped rules by hand, or stepped nothing at all. What a fixture
stepped counts for every test that asks for the fixture.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from undergrid.schedule import SCHEDULE
from undergrid.sim import Sim

_NAME = re.compile(r"test_([necx]\d+)_")


def row_of(test: str) -> str | None:
    """The row that the test of that name shows, such as "E14"."""
    found = _NAME.match(test)
    return found[1].upper() if found else None


class Recorder:
    """A plugin of pytest: picks the tests of rows, and writes down how each ended and what stepped in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._inside = False  # a Sim is living through a tick
        self._stepped: set[str] = set()
        self._by_fixture: dict[str, set[str]] = {}

    def watch(self) -> None:
        """Notice from now on whatever steps."""
        Sim.advance = self._of_a_sim(Sim.advance)
        for entry in SCHEDULE:
            entry.module.step = self._by_hand(entry.module.step)

    def _of_a_sim(self, advance: Callable[..., None]) -> Callable[..., None]:
        @wraps(advance)
        def watched(*args: Any, **named: Any) -> None:
            self._stepped.add("sim")
            self._inside = True
            try:
                advance(*args, **named)
            finally:
                self._inside = False

        return watched

    def _by_hand(self, step: Callable[..., None]) -> Callable[..., None]:
        @wraps(step)
        def watched(*args: Any, **named: Any) -> None:
            if not self._inside:
                self._stepped.add("rules")
            step(*args, **named)

        return watched

    @pytest.hookimpl
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        others = [item for item in items if row_of(item.name) is None]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if row_of(item.name) is not None]

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, Any, Any]:
        outside, self._stepped = self._stepped, set()
        try:
            return (yield)
        finally:
            self._by_fixture[fixturedef.argname] = self._stepped
            self._stepped = outside

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        self._stepped = set()
        try:
            return (yield)
        finally:
            names = getattr(item, "fixturenames", ())
            stepped = self._stepped.union(*(self._by_fixture.get(name, set()) for name in names))
            # a property of the test: it travels with the report where several processes share the tests
            item.user_properties.append(("engine", "sim" if stepped == {"sim"} else "rules"))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and report.passed:
            return
        name = report.nodeid.rpartition("::")[2]
        stands = {"passed": "pass", "failed": "fail", "skipped": "none"}[report.outcome]
        if hasattr(report, "wasxfail"):
            stands = "xfail"
        engine = dict(report.user_properties).get("engine", "rules")
        said = {"row": row_of(name), "test": report.nodeid.partition("[")[0], "engine": engine, "stands": stands}
        with self._path.open("a") as file:
            file.write(json.dumps(said) + "\n")
