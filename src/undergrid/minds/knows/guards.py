"""Guards: the Sentinels before one, whom they are after, what they take somebody for, and whether one would open."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel

from undergrid.core.luck import CERTAIN
from undergrid.minds.knows.map import Wits
from undergrid.world.authority.clearance import Rule, odds
from undergrid.world.authority.findings import hearing, is_unit
from undergrid.world.authority.showing import showing
from undergrid.world.items import kit
from undergrid.world.tables.authority import Duty
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.units import Finding
from undergrid.world.world import World

_FRESH = 3  # seconds: what was perceived so lately is before one's eyes [assumed]
_AFTER = (Duty.HUNT, Duty.SEARCH)


def rule_of(rules: Mapping[str, BaseModel]) -> Rule | None:
    """What guards go by, as everybody in the City knows; None where none of them judges chips."""
    rule = getattr(rules.get("judgement"), "rule", None)
    return rule if isinstance(rule, Rule) else None


class Guard(NamedTuple):
    """A Sentinel that would hear one."""

    row: int
    cause: int  # the event by which one knows of it


class Guards:
    """What one sees of the Sentinels that would hear one's raised voice."""

    def __init__(self, world: World, wits: Wits, who: int) -> None:
        self._world, self._wits, self.who = world, wits, who

    @cached_property
    def near(self) -> list[Guard]:
        """Those that one has before one's eyes, by row."""
        known = self._world.knowledge
        rows = known.where(knower=self.who, topic=Topic.WATCHER)
        rows = rows[self._world.tick - known.at[rows] <= _FRESH]
        if not len(rows):
            return []
        cause = dict(zip(known.subject[rows].tolist(), known.cause[rows].tolist(), strict=True))
        return [Guard(row, cause[row]) for row in hearing(self._world, self.who) if row in cause]

    def opens(self, listed: bool) -> float:
        """The chance that a guard would open for one's best chip, as far as one can tell; 0 without one.

        listed: whether one takes its owner to be listed among the living. Of one's own dossier one knows no more than
        that one is wanted, where one does.
        """
        chip = kit.best_chip(self._world, self.who)
        if chip < 0 or self._wits.guards is None:
            return float(chip >= 0)
        wanted = self._world.knowledge.has(knower=self.who, topic=Topic.PERSON, subject=self.who)
        as_known = showing(self._world, self.who, chip)._replace(listed=listed, wanted=wanted, suspicion=0)
        return odds(as_known, self._wits.guards).open / CERTAIN

    def is_after(self, row: int, whom: int) -> bool:
        """Whether a Sentinel shows by where it goes that it is after somebody."""
        watchers = self._world.watchers
        return int(watchers.quarry[row]) == whom and int(watchers.duty[row]) in _AFTER

    @property
    def is_unit(self) -> bool:
        """Whether one is a unit oneself."""
        return is_unit(self._world, self.who)

    def cell(self, row: int) -> int:
        """Where a Sentinel is that one has before one's eyes."""
        return int(self._world.watchers.cell[row])

    def heard(self, row: int) -> bool:
        """Whether a Sentinel has heard one's claim before."""
        return self._world.findings.has(watcher=row, unit=self.who)

    def paused(self, row: int) -> int:
        """For how many seconds more a Sentinel pauses over one, as one's own protocol has it; -1 it does not."""
        findings = self._world.findings
        slot = findings.first(watcher=row, unit=self.who, stage=Finding.PROPERTY)
        left = int(findings.due[slot]) - self._world.tick if slot >= 0 else -1
        return left if slot >= 0 and 0 <= left < 3600 else -1

    def raised_at(self, row: int, whom: int) -> int:
        """The event by which a Sentinel has raised its weapon at somebody; 0 where it has not."""
        findings = self._world.findings
        slot = findings.first(watcher=row, unit=whom, stage=Finding.DEFECTIVE) if findings.n_used else -1
        return int(findings.cause[slot]) if slot >= 0 else 0

    def tie(self, whom: int) -> int:
        """How strongly one is bound to somebody, 1/1000; 0 not at all."""
        bonds = self._world.bonds
        own = bonds.of(self.who)
        return int(np.max(bonds.strength[own[bonds.b[own] == whom]], initial=0))
