"""Two runs: where they first part, and what differs by the end."""

from __future__ import annotations

from collections.abc import Iterator

from undergrid.report import drawing
from undergrid.report.drawing import said, table
from undergrid.report.facts import Facts
from undergrid.runs.compare import Difference, diff
from undergrid.serve.apart import called_both, events_apart
from undergrid.story.differences import differences
from undergrid.world.view.names import words

_MOST = 16  # kinds of events


def section(a: Facts, b: Facts) -> str:
    """Since when they differ, and in what."""
    found = diff(a.path, b.path)
    called = called_both(a.path, b.path)
    heads = ("what", f"A: {called[0]}", f"B: {called[1]}")
    if found.same:
        text = f"<p>They are the same up to {said(a.time(found.at))}, as far as both last.</p>\n"
        return drawing.section("what differs", "What differs", text)
    rows = list(_rows(a, b, found))
    told = "".join(f"<li>{said(line)}</li>\n" for line in differences(a.log, b.log, found.at))
    parts = [f"<p>In B, against A:</p>\n<ul>{told}</ul>\n", *_since(a, b, found)]
    parts.append(
        table(heads, iter(rows), "apart") if rows else "<p>The endings and the named come out the same in both.</p>\n"
    )
    if found.events:
        most = sorted(found.events.items(), key=lambda one: (-abs(one[1][0] - one[1][1]), one[0]))[:_MOST]
        kinds = ((kind, f"{left:,}", f"{right:,}") for kind, (left, right) in most)
        parts.append("<h3>Events</h3>\n" + table(("kind", "A", "B"), kinds, "counts"))
    return drawing.section("what differs", "What differs", *parts)


def _since(a: Facts, b: Facts, found: Difference) -> Iterator[str]:
    first = found.first
    for one in found.others:
        yield f"<p>{said(one)}.</p>\n"
    if first is None:
        return
    whence = "from the start" if first.system == "the start" else f"by the rule {words(first.system)}"
    yield (
        f'<p class="since">Since <b>{said(a.log.names.time(first.tick))}</b>, {said(whence)}: '
        f"{said(words(first.column))} of {said(words(first.name))} is {first.a:,} in A and {first.b:,} in B.</p>\n"
    )
    left, right = events_apart(a.log, b.log)
    if left is not None and right is not None and left["says"] == right["says"]:
        times = f"<b>{said(left['time'])}</b> in A, <b>{said(right['time'])}</b> in B"
        yield f"<p>First otherwise: {said(left['says'])} At {times}.</p>\n"
        return
    for name, told in (("A", left), ("B", right)):
        if told is not None:
            yield f"<p>First in {name} alone: <b>{said(told['time'])}</b> {said(told['says'])}</p>\n"


def _rows(a: Facts, b: Facts, found: Difference) -> Iterator[tuple[str, ...]]:
    """Each thing that is not the same in both: endings, then how everybody is."""
    for name in dict.fromkeys([*found.endings[0], *found.endings[1]]):
        times = [
            run.time(ends[name]) if name in ends else "never" for run, ends in zip((a, b), found.endings, strict=True)
        ]
        if times[0] != times[1]:
            yield f"ending: {words(name)}", *times
    ends = [{one.name: one.end for one in run.chronicle.characters} for run in (a, b)]
    for name in dict.fromkeys([*ends[0], *ends[1]]):
        states = [one.get(name, "") for one in ends]
        if states[0] != states[1]:
            yield name, *states
    if len({run.last for run in (a, b)}) > 1:
        yield "lived until", a.time(a.last), b.time(b.last)
