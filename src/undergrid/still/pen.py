"""A pen over a picture: shapes, lines and labels, drawn twice as large and made smaller, so that edges are smooth."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from undergrid.core.errors import UndergridError
from undergrid.still.glyphs import INK, PANEL, SHAPES, turned

_FINE = 2  # px of the pen to a px of the picture
_FONTS = Path(__file__).parents[1] / "serve" / "page" / "fonts"
NAMES, TEXT = "barlow-semi-condensed-latin-600-normal", "barlow-latin-400-normal"
_RIM = (4, 6, 12, 224)
_LONGEST = 44  # letters of a label

Box = tuple[float, float, float, float]


class NoPillowError(UndergridError):
    """Pictures cannot be written: the package for it is not there."""


def pillow() -> ModuleType:
    """Pillow's `Image`. Raises NoPillowError where it is not installed."""
    try:
        from PIL import Image
    except ImportError:
        raise NoPillowError(
            "pictures need the package Pillow, which is not installed",
            hint="pip install 'undergrid[pictures]'",
        ) from None
    return Image


@functools.cache
def font(name: str, size: int) -> Any:
    """A font of the page, so many px high; Pillow's own where the page has not been built."""
    from PIL import ImageFont

    try:
        return ImageFont.truetype(_FONTS / f"{name}.woff2", size)
    except OSError:  # not there, or compressed in a way that this Pillow cannot read
        return ImageFont.load_default(size)


@dataclass(frozen=True)
class Label:
    """Words beside a point; the lower the rank, the sooner it has its place."""

    text: str
    x: float
    y: float
    off: float  # px between the point and the label
    size: int = 13
    ink: str = INK
    rim: str = ""
    pill: bool = True
    rank: int = 0
    centred: bool = False


class Pen:
    """What is drawn over a picture. Coordinates are px of the picture."""

    def __init__(self, width: int, height: int) -> None:
        from PIL import ImageDraw

        self.width, self.height = width, height
        self.sheet = pillow().new("RGBA", (width * _FINE, height * _FINE), (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self.sheet, "RGBA")
        self._taken: list[Box] = []
        self._labels: list[Label] = []

    def over(self, picture: Any) -> Any:
        """The picture with all that was drawn."""
        for label in sorted(self._labels, key=lambda one: one.rank):
            self._place(label)
        pil = pillow()
        smaller = self.sheet.resize((self.width, self.height), pil.Resampling.BOX)
        return pil.alpha_composite(picture.convert("RGBA"), smaller).convert("RGB")

    def holds(self, x: float, y: float, by: float = 20) -> bool:
        return -by < x < self.width + by and -by < y < self.height + by

    def glyph(
        self, shape: str, x: float, y: float, r: float, fill: str, angle: float = 0, hollow: bool = False
    ) -> None:
        """A shape with a dark rim, which holds it on any ground."""
        for polygon in SHAPES[shape]:
            points = turned(polygon, x * _FINE, y * _FINE, r * _FINE, angle)
            closed = [*points, points[0], points[1]]
            self._draw.line(closed, fill=_RIM, width=round(3.2 * _FINE), joint="curve")
        for polygon in SHAPES[shape]:
            points = turned(polygon, x * _FINE, y * _FINE, r * _FINE, angle)
            if hollow:
                closed = [*points, points[0], points[1]]
                self._draw.polygon(points, fill=(8, 12, 20, 150))
                self._draw.line(closed, fill=fill, width=round(1.8 * _FINE), joint="curve")
            else:
                self._draw.polygon(points, fill=fill)

    def dot(self, x: float, y: float, r: float, fill: Any) -> None:
        s = _FINE
        self._draw.ellipse(((x - r) * s, (y - r) * s, (x + r) * s, (y + r) * s), fill=fill)

    def box(self, x: float, y: float, r: float, fill: Any, rim: str) -> None:
        """A small box with round corners."""
        s = _FINE
        sides = ((x - r) * s, (y - r) * s, (x + r) * s, (y + r) * s)
        self._draw.rounded_rectangle(sides, 2.5 * s, fill=fill, outline=rim, width=round(1.4 * s))

    def line(self, points: list[tuple[float, float]], fill: Any, width: float = 1.4) -> None:
        self._draw.line([(x * _FINE, y * _FINE) for x, y in points], fill=fill, width=round(width * _FINE))

    def dashes(self, a: tuple[float, float], b: tuple[float, float], fill: Any, width: float = 1.4) -> None:
        """A broken line, as far as it is in view."""
        long = math.dist(a, b)
        for n in range(min(2000, int(long / 12) + 1)):
            f, t = n * 12 / max(long, 1), min(1, (n * 12 + 7) / max(long, 1))
            ends = [(a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s) for s in (f, t)]
            if self.holds(*ends[0]):
                self.line(ends, fill, width)

    def arc(self, x: float, y: float, r: float, turns: tuple[float, float], fill: str, width: float = 2) -> None:
        """A part of a circle, between two angles in degrees, with a dark rim."""
        s = _FINE
        box = ((x - r) * s, (y - r) * s, (x + r) * s, (y + r) * s)
        self._draw.arc(box, *turns, fill=_RIM, width=round((width + 2.4) * s))
        inner = tuple(side + (1.2 * s if n < 2 else -1.2 * s) for n, side in enumerate(box))
        self._draw.arc(inner, *turns, fill=fill, width=round(width * s))

    def shade(self, height: int) -> None:
        """Darkness towards the lower edge, for words to stand on."""
        for row in range(height * _FINE):
            y = (self.height - height) * _FINE + row
            dark = round(235 * (row / (height * _FINE)) ** 1.1)
            self._draw.line([(0, y), (self.width * _FINE, y)], fill=(5, 7, 13, dark))

    def wide(self, text: str, size: int, name: str = TEXT) -> float:
        """How wide some words are, px."""
        return float(self._draw.textlength(text, font=font(name, size * _FINE))) / _FINE

    def words(self, text: str, x: float, y: float, size: int, ink: Any = INK, name: str = TEXT) -> None:
        """Words on a line whose middle is at `y`, beginning at `x`."""
        self._draw.text((x * _FINE, y * _FINE), text, fill=ink, font=font(name, size * _FINE), anchor="lm")

    def block(self, box: Box) -> None:
        """Keep labels off a place: (x, y, width, height)."""
        self._taken.append(box)

    def label(self, label: Label) -> None:
        """Put a label on the list: each takes the first free place around its point, or is left out."""
        self._labels.append(label)

    def _place(self, label: Label) -> None:
        text = label.text if len(label.text) <= _LONGEST else label.text[: _LONGEST - 1] + "…"
        w, h = self.wide(text, label.size, NAMES) + (14 if label.pill else 2), label.size + (9 if label.pill else 2)
        x, y, off = label.x, label.y, label.off
        places = [
            (x + off, y - h / 2), (x - off - w, y - h / 2), (x - w / 2, y - off - h), (x - w / 2, y + off),
            (x + off * 0.8, y - h - off * 0.4), (x + off * 0.8, y + off * 0.4),
        ]  # fmt: skip
        if label.centred:
            places = [(x - w / 2, y + off), (x - w / 2, y - off - h)]
        free = next((place for place in places if self._free((*place, w, h))), None)
        if free is None and label.rank:
            return
        px, py = free or places[0]
        self.block((px, py, w, h))
        s = _FINE
        if label.pill:
            sides = (px * s, py * s, (px + w) * s, (py + h) * s)
            self._draw.rounded_rectangle(sides, h / 2 * s, fill=PANEL + "e6", outline=label.rim or None, width=s)
            self.words(text, px + 7, py + h / 2, label.size, label.ink, NAMES)
        else:
            at = ((px + 1) * s, (py + h / 2) * s)
            self._draw.text(at, text, fill=label.ink, font=font(NAMES, label.size * s), anchor="lm",
                            stroke_width=round(1.5 * s), stroke_fill=_RIM)  # fmt: skip

    def _free(self, spot: Box) -> bool:
        x, y, w, h = spot
        if x < 2 or y < 2 or x + w > self.width - 2 or y + h > self.height - 2:
            return False
        return not any(x < a + c and a < x + w and y < b + d and b < y + h for a, b, c, d in self._taken)
