"""What all drawings share: escaped text, an axis of time, and the colours by which the named are told apart.

Drawings are SVG within the page. The policy of the page allows no style of an element's own: colours are classes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from undergrid.core import plain, units

WIDE = 1000  # of a drawing, in its own units
LEFT, RIGHT = 104, 16
_HOURS = (1, 2, 3, 4, 6, 12, 24)
_MOST_LINES = 13
_LETTER = 5.7  # units: how wide a letter of a small label is


def said(text: str) -> str:
    """A text of which no letter is markup."""
    return escape(plain.line(text))


def wide(text: str) -> float:
    """About how wide a small label is."""
    return len(text) * _LETTER


@dataclass(frozen=True)
class Axis:
    """Time from left to right. starts: seconds since the first midnight at tick 0; last: the last tick."""

    starts: int
    last: int
    left: float = LEFT
    width: float = WIDE - LEFT - RIGHT

    def x(self, tick: int) -> float:
        return round(self.left + self.width * min(max(tick, 0), self.last) / max(1, self.last), 1)

    def lines(self, top: float, bottom: float) -> Iterator[str]:
        """A line for each few hours, with its clock time under it; midnight has its day."""
        hours = next((n for n in _HOURS if self.last / units.HOUR / n <= _MOST_LINES), _HOURS[-1])
        step = hours * units.HOUR if self.last > 2 * units.HOUR else 600 if self.last > 1800 else 300
        at = -(-self.starts // step) * step
        while at <= self.starts + self.last:
            x, day = self.x(at - self.starts), at // units.DAY
            yield f'<path class="grid" d="M{x} {top}V{bottom}"/>'
            clock = units.spell_clock(at % units.DAY)[:5]
            text = f"day {day + 1}" if at % units.DAY == 0 and day else clock
            yield f'<text class="tick" x="{x}" y="{bottom + 13}" text-anchor="middle">{text}</text>'
            at += step


def svg(height: float, parts: Iterator[str], label: str) -> str:
    """A drawing, with what it shows for whoever cannot see it."""
    size = f'viewBox="0 0 {WIDE} {round(height)}"'
    return f'<svg {size} role="img" aria-label="{said(label)}">{"".join(parts)}</svg>\n'


def over_time(height: float, parts: Iterator[str], label: str) -> str:
    """A drawing that has to be wide: where the page is narrow it can be moved, also by keys."""
    return f'<div class="wide" tabindex="0" role="group" aria-label="{said(label)}">{svg(height, parts, label)}</div>\n'


def hint(text: str) -> str:
    """What shows where the pointer rests on a shape."""
    return f"<title>{said(text)}</title>"


def anchor(name: str) -> str:
    """By what a part of the page is linked to."""
    return name.replace(" ", "-")


def section(name: str, title: str, *parts: str, lead: str = "") -> str:
    """A part of the page under its heading."""
    said_first = f'<p class="lead">{said(lead)}</p>\n' if lead else ""
    return f'<section id="{anchor(name)}">\n<h2>{said(title)}</h2>\n{said_first}{"".join(parts)}</section>\n'


def table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]], name: str = "") -> str:
    """A table of texts."""
    called = f' class="{name}"' if name else ""
    head = "".join(f"<th>{said(one)}</th>" for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{said(cell)}</td>" for cell in row) + "</tr>\n" for row in rows)
    return f"<table{called}><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>\n"
