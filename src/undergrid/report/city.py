"""The curves of the city: each of the run's series that changed, small; of two runs both."""

from __future__ import annotations

from collections.abc import Iterator

from undergrid import story
from undergrid.report import drawing
from undergrid.report.drawing import hint, said
from undergrid.report.facts import Facts

Course = list[tuple[int, int]]
"""(tick, value)."""

_POINTS = 240  # of a curve
_WIDE, _HIGH = 300, 74
_CALLED = {
    "free": "free: neither wired, nor tagged where a reader works, nor wanted", "wired": "wired", "wanted": "wanted",
    "alive": "alive", "outdoors": "out of doors", "plugged": "dreaming in a pod", "working": "at work",
    "walking": "on the way", "hiding": "in hiding", "held": "held", "untagged": "without a tag",
    "refused": "refused renewal", "obedience": "obedience of one", "productivity": "productivity of one",
    "rain": "rain", "light": "light",
}  # fmt: skip
_SLIGHT = 0.01  # of a mean: a change that is not worth a drawing
_SUMS = ("obedience", "productivity")
"""Series that are sums over the living: drawn for one of them."""


def section(facts: Facts, beside: Facts | None) -> str:
    """A small drawing for each series."""
    runs = [facts] if beside is None else [facts, beside]
    every = max(60, -(-max(one.last for one in runs) // _POINTS))
    cells: list[str] = []
    for name in _CALLED:
        courses = [_course(one, name, every) for one in runs]
        values = [value for course in courses for _, value in course]
        if values and max(values) - min(values) > (_SLIGHT * max(values) if name in _SUMS else 0):
            cells.append("".join(_drawn(runs, name, courses)))
    if not cells:
        return ""
    lead = "From the beginning to the end, with the least and the most."
    lead += " Solid the first run, dashed the second." if beside else ""
    body = f'<div class="curves">{"".join(cells)}</div>\n'
    return drawing.section("the city", "The city", body, lead=lead)


def _course(facts: Facts, name: str, every: int) -> Course:
    points = [(point.tick, point.value) for point in story.course(facts.log, name, every)]
    if name not in _SUMS:
        return points
    alive = [point.value for point in story.course(facts.log, "alive", every)]
    return [(tick, round(value / n)) for (tick, value), n in zip(points, alive, strict=True) if n]


def _drawn(runs: list[Facts], name: str, courses: list[Course]) -> Iterator[str]:
    values = [value for course in courses for _, value in course]
    low, high = min(values), max(values)
    last = max(one.last for one in runs)
    called = _CALLED.get(name, name)
    head, _, more = called.partition(": ")
    more = f' title="{said(more)}"' if more else ""
    yield f"<figure><figcaption{more}>{said(head)} <b>{low:,} – {high:,}</b></figcaption>"
    yield f'<svg viewBox="0 0 {_WIDE} {_HIGH + 4}" role="img" aria-label="{said(called)}, {low:,} to {high:,}">'
    yield f'<path class="grid" d="M0 {_HIGH}H{_WIDE}"/>'
    for n, course in enumerate(courses):
        points = " ".join(
            f"{round(_WIDE * tick / last, 1)},{round(2 + (_HIGH - 4) * (high - value) / (high - low), 1)}"
            for tick, value in course
        )
        at_last = f"{runs[n].time(course[-1][0])}: {course[-1][1]:,}" if course else ""
        yield f'<polyline class="curve k{n}" points="{points}">{hint(at_last)}</polyline>'
    yield "</svg></figure>\n"
