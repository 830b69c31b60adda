"""Checks of where the crowd lives and works: ways that join all of it, and pods enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.setup.check.atlas import Atlas
from undergrid.setup.check.maps import regions

if TYPE_CHECKING:
    from undergrid.setup.check.names import Checker


def check_rooms(checker: Checker, atlas: Atlas) -> None:
    """Check that homes and workplaces hang together, and that a map of a file has pods for everybody."""
    if all(group.count == 0 for group in checker.spec.crowd):
        return
    homes, work = atlas.homes(), atlas.workplaces()
    doors = [atlas.city.buildings[b].door for b in [*homes.tolist(), *work.tolist()]]
    region = regions(atlas.city, doors)
    inside = [region[door] for door in doors]
    if not inside:
        return
    usual = max(set(inside), key=inside.count)
    cut_off = [b for b, r in zip([*homes.tolist(), *work.tolist()], inside, strict=True) if r != usual]
    if cut_off:
        names = ", ".join(atlas.city.buildings[b].name for b in cut_off[:5])
        more = f" and {len(cut_off) - 5} more" if len(cut_off) > 5 else ""
        checker.report(("map",), f"no way leads from the rest of the city to {names}{more}", "ways that join")
    if checker.spec.map.file:
        total = checker.spec.people or sum(group.count or 0 for group in checker.spec.crowd)
        if total > atlas.beds:
            what = f"{total:,} people, but the map has pods for {atlas.beds:,}"
            checker.report(("people",) if checker.spec.people else ("crowd",), what, "fewer people")
