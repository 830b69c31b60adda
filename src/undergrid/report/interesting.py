"""To whom most happened, of the whole city: named or not, and the rarest of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from undergrid.report import drawing
from undergrid.report.drawing import table
from undergrid.report.facts import Facts
from undergrid.serve.interest import interest, kinds

_STRETCH = 1200  # seconds between two looks; a look takes in the twenty minutes around it
_MOST = 10


@dataclass
class _Somebody:
    """How much happened to somebody over the run, and the moment at which most did."""

    name: str = ""
    total: float = 0.0
    best: float = 0.0
    why: str = ""
    when: str = ""


def section(facts: Facts) -> str:
    """The ten to whom most happened."""
    counts = kinds(facts.log)
    found: defaultdict[int, _Somebody] = defaultdict(_Somebody)
    for tick in range(min(_STRETCH // 2, facts.last), facts.last + 1, _STRETCH):
        for one in interest(facts.log, tick, counts):
            who = found[one["row"]]
            who.name, who.total = one["name"], who.total + one["score"]
            if one["score"] > who.best:
                who.best, who.why, who.when = one["score"], one["why"]["says"], one["why"]["time"][:-3]
    most = sorted(found.items(), key=lambda item: (-item[1].total, item[0]))[:_MOST]
    if not most:
        return ""
    rows = ((one.name, f"{one.total:.0f}", one.when, one.why) for _, one in most)
    lead = (
        "Of everybody in the city. What happens to somebody counts the more the rarer its kind is in this run; "
        "shown is the rarest of the twenty minutes in which most did."
    )
    return drawing.section(
        "to whom most happened",
        "To whom most happened",
        table(("who", "bits", "when", "what"), rows, "bits"),
        lead=lead,
    )
