"""Report: a run on one page that is kept: what happened, where, to whom, who knew it, and how to live it again.

report("runs/eden-801", "eden.html")                    one run
report("runs/a", "ab.html", other="runs/b")             two: what differs, and since when

The page needs nothing but itself: drawings stand in it, no script runs, and it prints. The same runs give the same
bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from undergrid.report import aims, apart, bodies, city, ends, interesting, knowing, maps, network, sheet
from undergrid.report.facts import Facts
from undergrid.runs.folder import replacing

Progress = Callable[[int, int], None]
_PARTS = 5


def report(
    run: str | Path, out: str | Path, *, other: str | Path | None = None, progress: Progress | None = None
) -> int:
    """Write the report of a run, or of what sets two apart, to a file; returns how many bytes that takes.

    It is written whole or not at all. Raises RunError where a run cannot be read or built again, UsageError for two
    runs of different cities, NoPillowError where maps cannot be drawn, DiskFullError.
    """
    tell = progress or (lambda done, total: None)
    facts = Facts.of(run)
    tell(1, _PARTS)
    beside = Facts.of(other) if other is not None else None
    tell(2, _PARTS)
    parts = list(_parts(facts, beside, lambda n: tell(n, _PARTS)))
    page = [sheet.head(facts, beside, [name for name, part in parts if part]), *(part for _, part in parts)]
    content = "".join([*page, sheet.foot(facts, beside)]).encode()
    with replacing(Path(out)) as part:
        part.write_bytes(content)
    tell(_PARTS, _PARTS)
    return len(content)


def _parts(facts: Facts, beside: Facts | None, tell: Callable[[int], None]) -> Iterator[tuple[str, str]]:
    """The parts of the page: (what one is called where it is linked to, the part; "" where there is nothing of it)."""
    if beside is not None:
        yield "what differs", apart.section(facts, beside)
    tell(3)
    yield "where they went", maps.section(facts)
    tell(4)
    yield "what they were about", aims.section(facts)
    yield "bodies", bodies.section(facts)
    yield "who knew what", knowing.section(facts)
    yield "the network", network.section(facts)
    yield "the city", city.section(facts, beside)
    yield "how it ended", ends.section(facts)
    yield "to whom most happened", interesting.section(facts)


__all__ = ["report"]
