"""Checks what a scenario says of laws: that there is what they forbid, and that their sanction reaches somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core.errors import nearest, one_of
from undergrid.core.plain import cut
from undergrid.world.authority.laws import bannable

if TYPE_CHECKING:
    from undergrid.setup.file.model import ScenarioFile
    from undergrid.setup.file.source import Source


def check_laws(source: Source, spec: ScenarioFile) -> None:
    """Report laws against what there is not, and fines where nobody has anything to pay them with."""
    known = list(bannable())
    for name, law in spec.laws.items():
        if law.bans not in known:
            what = f"laws.{name}.bans: there is nothing to forbid called {cut(law.bans)}"
            source.report(("laws", name, "bans"), what, one_of(known), nearest(law.bans, known))
        if law.suspicion is None and not spec.subscription:
            what = f"laws.{name}.fine: a fine where nobody has a subscription is no sanction"
            source.report(("laws", name, "fine"), what, "suspicion: points")
