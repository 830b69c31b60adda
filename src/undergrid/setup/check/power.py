"""Checks where a scenario says that there is no air, and where it says that there are sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from undergrid.setup.check.atlas import Atlas
    from undergrid.setup.check.names import Checker


def check_power(checker: Checker, atlas: Atlas) -> None:
    """Report what is without air and is neither a level nor a building, and sockets in what is no building."""
    spec, buildings = checker.spec, set(atlas.buildings)
    for section, names, what, known in (
        ("airless", spec.airless, "level or building", buildings | atlas.levels.keys()),
        ("sockets", spec.sockets, "building", buildings),
    ):
        for n, name in enumerate(names):
            if name not in known:
                checker.unknown((section, n), name, f"the map has no {what} {{}}", known)
