"""Arms: what one can do with the weapon that one carries, what watchers are after, and what they would do in return.

One sees what moves and what falls, and knows what a hit of one's weapon does to a watcher of a kind, as everybody
learns. The chances are those of the kernels that decide (`world/combat`), for where one takes watchers to be. Below,
*one* is the mind's owner.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property

from pydantic import BaseModel

from undergrid.core.grid import FAR
from undergrid.minds.bids import Threat
from undergrid.minds.knows.map import Wits, rings
from undergrid.minds.knows.watching import course
from undergrid.world.body import reach
from undergrid.world.combat import forecast
from undergrid.world.combat.breakage import is_stopped, out_of_use
from undergrid.world.combat.weapons import WEAPONS, loaded, shots_left, weapon_of
from undergrid.world.log.events import split_id
from undergrid.world.log.kinds import Kind
from undergrid.world.senses.optics import clear
from undergrid.world.senses.wrecks import hides
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Posture
from undergrid.world.world import World

_STRAIGHT = 3  # cells by which the course of what comes straight at one passes beside one at most [assumed]
_SHOWS = 3  # cells that a watcher must have gone before one can tell where it is heading [assumed]
_AT_HAND = 4  # cells within which a wreck is at hand [assumed]


def fire_every(rules: Mapping[str, BaseModel]) -> int:
    """Seconds between the shots of watchers that shoot back; 0 where none does."""
    fire = rules["return_fire"].model_dump() if "return_fire" in rules else {}
    return int(fire["every_s"]) if fire.get("watchers") else 0


class Arms:
    """What one person can do with a weapon against watchers."""

    def __init__(self, world: World, wits: Wits, who: int) -> None:
        self._world, self._wits, self.who = world, wits, who

    @cached_property
    def weapon(self) -> ItemKind | None:
        """What one would shoot with; None for who has nothing loaded, or somebody in their arms."""
        kind = weapon_of(self._world, self.who)
        ready = kind is not None and loaded(self._world, self.who, kind) and reach.hauling(self._world, self.who) < 0
        return kind if ready else None

    def stopped(self, row: int) -> bool:
        """Whether one sees that a watcher has been stopped."""
        return self.in_view(row) and is_stopped(self._world, row)

    def down(self, row: int) -> bool:
        """Whether one sees that a watcher does nothing any more."""
        return out_of_use(self._world, row) and self.in_view(row)

    def in_view(self, row: int) -> bool:
        """Whether nothing stands between oneself and a watcher."""
        city, here = self._world.city, int(self._world.citizens.cell[self.who])
        there = int(self._world.watchers.cell[row])
        return city.apart(here, there) != FAR and bool(clear(city.handle, here, there))

    def aimed_at(self, threat: Threat) -> Threat:
        """A watcher that one has been shooting at, as it is now where one has a line on it: one keeps looking at it."""
        now = int(self._world.watchers.cell[threat.row])
        if self.weapon is None or not forecast.hits(self._world, self.who, threat.row, self.weapon, now):
            return threat
        return threat._replace(cell=now, age=0)

    def shoots(self, threat: Threat, whom: int = -1) -> bool:
        """Whether one is under fire from watchers, or sees that `whom` is, and this one has them in its sights."""
        at = self.who if whom < 0 else whom
        slot = self._world.suppressed.first(owner=at)
        if slot < 0 or split_id(int(self._world.suppressed.cause[slot]))[1] != Kind.FIRED_ON:
            return False
        return forecast.hit_by(self._world, threat.row, at, threat.cell) > 0

    def heads(self, threat: Threat, cell: int) -> float:
        """The speed, in cells/s, at which a watcher comes straight at a cell, as one has seen it move; else 0."""
        city, seen = self._world.city, self._world.tick - threat.age
        first, since = course(self._world, self.who, threat.row, threat.cell, seen, _SHOWS)
        if since >= seen or city.apart(threat.cell, cell) == FAR:
            return 0.0
        (_, x0, y0), (_, x, y), (_, to_x, to_y) = (city.where(at) for at in (first, threat.cell, cell))
        dx, dy, ahead_x, ahead_y = x - x0, y - y0, to_x - x, to_y - y
        gone, ahead = math.hypot(dx, dy), dx * ahead_x + dy * ahead_y
        beside = abs(dx * ahead_y - dy * ahead_x) / gone
        return gone / (seen - since) if ahead > 0 and beside <= _STRAIGHT else 0.0

    def companions(self, charge: int) -> list[int]:
        """Those whom one is bound to, and who is in one's care."""
        bonds = self._world.bonds
        others = {*bonds.b[bonds.of(self.who)].tolist(), charge}
        return sorted(others - {-1, self.who})

    def shots(self, threat: Threat, speed: float, seconds: int) -> list[int]:
        """The cells on which a watcher is taken to be when one has aimed at it once, twice, ... within so many seconds.

        speed: cells a second at which it comes straight at one; 0 where it stays.
        """
        assert self.weapon is not None
        every = WEAPONS[self.weapon].aims + 1
        most = min(shots_left(self._world, self.who, self.weapon), seconds // every)
        city, here = self._world.city, int(self._world.citizens.cell[self.who])
        (_, x, y), (_, to_x, to_y) = city.where(threat.cell), city.where(here)
        far = max(1.0, math.hypot(to_x - x, to_y - y))
        parts = [min(1.0, speed * (threat.age + every * nth) / far) for nth in range(1, most + 1)]
        return [threat.cell + round((to_x - x) * part) + round((to_y - y) * part) * city.width for part in parts]

    def every(self) -> int:
        """Seconds from one shot of one's own to the next."""
        return WEAPONS[self.weapon].aims + 1 if self.weapon is not None else 0

    def goes_on(self, row: int, cells: Sequence[int]) -> list[float]:
        """The chance that a watcher is not stopped before each of some shots at it, and after the last."""
        assert self.weapon is not None
        return forecast.goes_on(self._world, self.who, row, self.weapon, cells)

    def hit_by(self, threats: Sequence[Threat], at: int, left: Sequence[float]) -> float:
        """The chance that one is hit in return while one shoots at the watcher `at`, by all who are in view.

        left: as of `goes_on`. 0 in a city in which watchers don't shoot.
        """
        if not self._wits.fire_every:
            return 0.0
        shots, unhurt = self.every() / self._wits.fire_every, 1.0
        for threat in threats:
            chance = forecast.hit_by(self._world, threat.row, self.who, threat.cell)
            for still in left[:-1]:
                unhurt *= (1 - chance) ** (shots * (still if threat.row == at else 1.0))
        return 1 - unhurt

    def wreck(self, threat: Threat) -> int:
        """The nearest cell at hand on which a wreck hides who crouches there from a watcher; -1 for none."""
        city, here = self._world.city, int(self._world.citizens.cell[self.who])
        if not len(city.half_high):
            return -1
        walkable = self._wits.walkable
        near = [here] * int(walkable[here]) + rings(city.handle, walkable, here, _AT_HAND).tolist()
        low, kind, cell = int(Posture.CROUCHED), int(threat.kind), threat.cell
        hidden = (at for at in near if hides(city.handle, kind, low, cell, at))
        return next(hidden, -1)

    @property
    def known_as_wanted(self) -> bool:
        """Whether one knows to be wanted already."""
        return bool(self._world.knowledge.has(knower=self.who, topic=Topic.PERSON, subject=self.who))
