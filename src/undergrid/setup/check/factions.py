"""Checks what a scenario says of factions: who belongs to which, where they are at home, which one rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.setup.file.source import Loc
from undergrid.world.places.shelters import SHELTERING

if TYPE_CHECKING:
    from undergrid.setup.check.atlas import Atlas
    from undergrid.setup.check.names import Checker


def check_factions(checker: Checker, atlas: Atlas) -> None:
    """Report factions that nobody has named, bases that nobody can hold, and two where there can be but one."""
    known = checker.spec.factions
    owners: list[tuple[Loc, str | None, str | None]] = [
        (("crowd", n), group.faction, group.deserted) for n, group in enumerate(checker.spec.crowd)
    ]
    owners += [(("cast", name), person.faction, person.deserted) for name, person in checker.spec.cast.items()]
    for loc, faction, deserted in owners:
        for key, name in (("faction", faction), ("deserted", deserted)):
            if name is not None and name not in known and not checker.left_out("factions", name):
                checker.unknown((*loc, key), name, "there is no faction {}", known)
        if faction is not None and faction == deserted:
            checker.report((*loc, "deserted"), f"nobody is of {faction} who has deserted it", "another faction")
    ruling = [name for name, faction in known.items() if faction.rules]
    for name in ruling[1:]:
        checker.report(("factions", name, "rules"), f"{ruling[0]} rules already", "one that rules")
    _check_bases(checker, atlas)


def _check_bases(checker: Checker, atlas: Atlas) -> None:
    shelters = {b.name for b in atlas.city.buildings if b.use in SHELTERING}
    at_home: dict[int, str] = {}
    for name, faction in checker.spec.factions.items():
        loc: Loc = ("factions", name, "base")
        if faction.base is None and faction.prepare.begins is not None:
            checker.report(("factions", name, "prepare"), f"{name} has no base to prepare in", "a base")
        if faction.base is None and faction.refuge is not None:
            checker.report(("factions", name, "refuge"), f"{name} has no base to take anybody into", "a base")
        if faction.base is None:
            if faction.air is not None:
                checker.report(("factions", name, "air"), f"{name} has no base", "air in a base")
            continue
        building = atlas.building(faction.base)
        if building is None or atlas.city.buildings[building].name not in shelters:
            checker.unknown(loc, faction.base, "the map has no shelter {}", shelters)
        elif at_home.setdefault(building, name) != name:
            checker.report(loc, f"{at_home[building]} is at home in {faction.base}", "a base of its own")
