"""Numbers, times and places as a person would say them."""

from __future__ import annotations

from collections.abc import Iterable

from undergrid.core import units
from undergrid.world.view.names import Names, words

_SMALL = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_PREPOSITIONS = {"at", "behind", "below", "by", "in", "near", "on", "under", "beside", "outside"}
_CLOSE = 12  # cells within which a place with a name is where something happens [assumed]
_PARTS = ((4, "night"), (9, "morning"), (12, "forenoon"), (17, "afternoon"), (22, "evening"), (25, "night"))


def number(n: int) -> str:
    """A whole number in words up to a hundred, in figures beyond."""
    if not 0 <= n <= 100:
        return f"{n:,}"
    if n < len(_SMALL):
        return _SMALL[n]
    if n == 100:
        return "a hundred"
    tens, ones = divmod(n, 10)
    return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")


def lapse(seconds: int) -> str:
    """A stretch of time: `a few seconds`, `ten minutes`, `half an hour`, `five hours`."""
    minutes = round(seconds / 60)
    if seconds < 45:
        return "a few seconds" if seconds < 20 else "half a minute"
    if minutes <= 1:
        return "a minute"
    if minutes < 13:
        return f"{number(minutes)} minutes"
    if minutes < 25:
        return "a quarter of an hour" if minutes < 18 else "twenty minutes"
    if minutes < 50:
        return "half an hour" if minutes < 38 else "three quarters of an hour"
    hours = round(minutes / 60)
    if hours == 1:
        return "an hour"
    if hours <= 48:
        return f"{number(hours)} hours"
    return f"{number(round(hours / 24))} days"


def lasting(wordings: tuple[str, ...], so_long: Iterable[bool]) -> tuple[str, ...]:
    """The wordings, without those that say `a while` where it was not so long for each of those who did it."""
    return wordings if all(so_long) else tuple(one for one in wordings if " while" not in one)


def stretch(minutes: int) -> str:
    """A stretch of time to the minute, where each counts: `an hour and twelve minutes`, `forty-three minutes`."""
    hours, rest = divmod(minutes, 60)
    parts = ["an hour" if hours == 1 else f"{number(hours)} hours"] if hours else []
    if rest or not hours:
        parts.append("a minute" if rest == 1 else f"{number(rest)} minutes")
    return listed(parts)


def clock(seconds: int) -> str:
    """The time of day without seconds: `18:40`."""
    hours, rest = divmod(seconds % units.DAY, units.HOUR)
    return f"{hours:02d}:{rest // 60:02d}"


def dated(seconds: int) -> str:
    """The same with the day, from the second on: `18:40`, `day 3, 06:40`."""
    day = 1 + seconds // units.DAY
    return clock(seconds) if day == 1 else f"day {day}, {clock(seconds)}"


def on_its_day(seconds: int) -> str:
    """The same within a sentence: `18:40`, `06:40 on day 3`."""
    day = 1 + seconds // units.DAY
    return clock(seconds) if day == 1 else f"{clock(seconds)} on day {day}"


def part_of_day(seconds: int) -> str:
    """`afternoon`, `night` and so on."""
    hour = seconds % units.DAY // units.HOUR
    return next(part for until, part in _PARTS if hour < until)


def metres(n: int) -> str:
    """A distance as it is guessed: `a few metres`, `fifty metres`, `half a kilometre`."""
    if n < 8:
        return "a few metres"
    if n < 100:
        return f"{number(round(n / 10) * 10)} metres"
    if n < 950:
        hundreds = round(n / 100)
        return (
            "half a kilometre"
            if hundreds == 5
            else "a hundred metres"
            if hundreds < 2
            else f"{number(hundreds)} hundred metres"
        )
    return "a kilometre" if n < 1500 else f"{number(round(n / 1000))} kilometres"


def listed(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def capital(text: str) -> str:
    """A text with its first letter as a capital; names in it stay as they are."""
    return text[:1].upper() + text[1:]


class Places:
    """Where things happen, by the finest name that there is."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._buildings = set(names.buildings)
        self._people = {name.split()[0].lower() for name in (*names.citizens.values(), *names.full.values())}
        self._by_district: dict[int, list[int]] = {}
        for cell in names.places:
            self._by_district.setdefault(int(names.district_of[cell]), []).append(cell)

    def called(self, name: str) -> str:
        """A name from a file as it is said: `west_market` -> `the west market`, `kaels_lookout` -> `Kael's lookout`."""
        said = words(name)
        if said.endswith(" outside"):
            return f"outside {self.called(said.removesuffix(' outside'))}"
        first, _, rest = said.partition(" ")
        if first[-1:] == "s" and first[:-1] in self._people and rest:
            return f"{first[:-1].capitalize()}'s {rest}"
        if first in _PREPOSITIONS or first in ("the", "a", "an") or said[-1:].isdigit():
            return said
        return f"the {said}"

    def at(self, cell: int) -> str:
        """A cell with its preposition: `by the wreck`, `in the rail yard`; empty for nowhere."""
        spot = self.spot(cell)
        if not spot:
            return ""
        if self._indoors(cell):
            return f"in {spot}"
        return spot if spot.split()[0] in _PREPOSITIONS else f"{self._in_or_by(cell)} {spot}"

    def at_named(self, name: str) -> str:
        """A place from a file with its preposition: `at the wreck`; empty for none."""
        called = self.called(name) if name else ""
        return called if not called or called.split()[0] in _PREPOSITIONS else f"at {called}"

    def spot(self, cell: int) -> str:
        """The place of a cell by name, without a preposition where it has none of its own."""
        if cell < 0:
            return ""
        near = self._near(cell)
        if near < 0:
            return self.district(cell)
        return self.called(self._indoors(cell) or self._names.places[near])

    def _indoors(self, cell: int) -> str:
        """The building by whose door a cell lies, where the door has its name: who is indoors stands there."""
        near = self._near(cell)
        building = self._names.places[near].removesuffix("_door") if near >= 0 else ""
        return building if building in self._buildings else ""

    def district(self, cell: int) -> str:
        return self.called(self._names.district(cell)) if cell >= 0 else ""

    def part(self, cell: int) -> tuple[object, ...]:
        """In which part of the city a cell lies: its level, its district, and the building if it is one."""
        level = cell // (self._names.width * self._names.height)
        return level, self.district(cell), self._indoors(cell) if cell >= 0 else ""

    def _in_or_by(self, cell: int) -> str:
        return "by" if self._near(cell) >= 0 else "in"

    def _near(self, cell: int) -> int:
        """The nearest cell with a name of its own, within reach and in the same district; -1 for none."""
        names, area = self._names, self._names.width * self._names.height
        best, found = (_CLOSE + 1) ** 2, -1
        for other in self._by_district.get(int(names.district_of[cell]), ()):
            if other // area != cell // area:
                continue
            (y, x), (v, u) = divmod(cell % area, names.width), divmod(other % area, names.width)
            apart = (x - u) ** 2 + (y - v) ** 2
            if apart < best:
                best, found = apart, other
        return found

    def apart(self, a: int, b: int) -> int:
        """How far two cells on one level lie apart, in cells; -1 across levels or for nowhere."""
        names, area = self._names, self._names.width * self._names.height
        if a < 0 or b < 0 or a // area != b // area:
            return -1
        (y, x), (v, u) = divmod(a % area, names.width), divmod(b % area, names.width)
        return round(((x - u) ** 2 + (y - v) ** 2) ** 0.5)
