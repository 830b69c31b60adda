"""How it ended: which of the scenario's endings came, and how everybody is."""

from __future__ import annotations

from undergrid.report import drawing
from undergrid.report.drawing import table
from undergrid.report.facts import Facts
from undergrid.world.view.names import words


def section(facts: Facts) -> str:
    """Endings and the named."""
    endings = sorted(facts.log.meta.endings.items(), key=lambda one: one[1])
    rows = [(facts.time(tick), words(name)) for name, tick in endings]
    parts = (
        [table(("when", "ending"), iter(rows))] if rows else ["<p>None of the scenario's endings was reached.</p>\n"]
    )
    people = [(one.name, one.who, one.end) for one in facts.chronicle.characters]
    parts += [table(("who", "who they are", "in the end"), iter(people))] if people else []
    return drawing.section("how it ended", "How it ended", *parts)
