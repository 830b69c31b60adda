"""Losses: who will not be renewed under a policy, as far as the ledger can tell before anybody is assessed.

The forecast knows what the ledger knows: both accounts, the personal chance of a slump, and the shifts until the
assessment, each worked with the usual share. It draws nothing, and does not know the run's own luck; nor does it
foresee fines, rewards or deaths. Where nobody is fined or rewarded until then its chances are those by which people are
lost: shifts follow a binomial law, a slump its personal chance (`systems/economy/subscription.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from undergrid.core import units
from undergrid.core.tables import I64
from undergrid.world.people.ledger import diligence
from undergrid.world.tables.people import NEVER, Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Policy:
    """What decides on renewals: points, ticks and shares, as the rules `subscription` and `routine` have them."""

    threshold: int
    slump: int
    notice: int
    shift: int  # ticks
    points: int
    attends: float

    @classmethod
    def of(cls, subscription: Mapping[str, Any], routine: Mapping[str, Any]) -> Policy:
        """The policy of those rules, each by its knobs."""
        return cls(
            threshold=subscription["threshold"],
            slump=subscription["slump"],
            notice=subscription["notice_hours"] * units.HOUR,
            shift=round(routine["shift_hours"] * units.HOUR),
            points=routine["points"],
            attends=routine["attends"],
        )


@dataclass(frozen=True)
class Losses:
    """Who is assessed up to a tick, and the chance that each of them is refused."""

    who: I64  # rows, ascending
    at: I64  # the tick of the assessment; it may come up to a minute later
    chance: F64
    refused: I64  # rows of those whose end stands already, and who are not assessed any more

    @property
    def certain(self) -> I64:
        """Those who are lost whatever luck they have."""
        return self.who[self.chance >= 1]

    @property
    def at_risk(self) -> I64:
        """Those who may be lost, and may not."""
        return self.who[(self.chance > 0) & (self.chance < 1)]

    @property
    def expected(self) -> float:
        """How many are lost on average."""
        return float(self.chance.sum())

    @property
    def spread(self) -> float:
        """The standard deviation of how many are lost."""
        return float(np.sqrt((self.chance * (1 - self.chance)).sum()))


def frees_everybody(world: World, policy: Policy) -> bool:
    """Whether a policy refuses nobody who has a subscription, as the accounts stand, not even after a slump."""
    people = world.citizens
    rows = np.flatnonzero(people.alive & (people.expires != NEVER))
    held = people.obedience[rows].astype(np.int64) + people.productivity[rows]
    return bool(len(rows)) and bool((held - policy.slump >= 2 * policy.threshold).all())


def losses(world: World, policy: Policy, until: int) -> Losses:
    """Who is assessed before the tick `until` under a policy, and the chance that each is refused."""
    people = world.citizens
    subscribed = people.alive & (people.expires != NEVER)
    rows = np.flatnonzero(subscribed & ~people.refused)
    at = np.maximum(people.expires[rows].astype(np.int64) - policy.notice, world.tick)
    rows, at = rows[at < until], at[at < until]
    held = people.obedience[rows].astype(np.int64) + people.productivity[rows]
    sure, more, each = _shifts(world, policy, rows, at)
    chance = np.zeros(len(rows))
    lapse = people.lapse[rows] / 65_536
    for slumps, share in ((0, 1 - lapse), (policy.slump, lapse)):
        lacking = 2 * policy.threshold - (held - slumps + sure)
        chance += share * _fewer(policy.attends, more, _shifts_for(lacking, each))
    return Losses(rows, at, chance, np.flatnonzero(subscribed & people.refused))


def _shifts(world: World, policy: Policy, rows: I64, at: I64) -> tuple[I64, I64, I64]:
    """(points of the shift that each is working now, shifts after it that end by then, points of each of those)."""
    people = world.citizens
    each = policy.points * diligence(people.luck[rows], world.seed) // 100
    employed = people.work[rows] >= 0
    begins = people.shift[rows].astype(np.int64) * 60
    ended = _days(world.second - begins - policy.shift)  # how many ends of their shift have passed since midnight
    ends = np.where(employed, _days(world.starts + at - begins - policy.shift) - ended, 0)
    working = employed & (people.doing[rows] == Activity.WORKING) & (ends > 0)
    since = world.starts + people.since[rows].astype(np.int64)
    over = (ended + 1) * units.DAY + begins + policy.shift
    percent = diligence(people.luck[rows], world.seed)
    worked = np.clip(over - since, 0, policy.shift)
    sure = np.where(working, policy.points * percent * worked // (100 * policy.shift), 0)
    return sure, ends - working, np.where(employed, each, 0)


def _days(seconds: I64) -> I64:
    return seconds // units.DAY


def _shifts_for(points: I64, each: I64) -> I64:
    """How many shifts of so many points make up for what is lacking; more than anybody works where none do."""
    return np.where(points <= 0, 0, np.where(each > 0, -(-points // np.maximum(each, 1)), 1 << 40))


def _fewer(p: float, n: I64, k: I64) -> F64:
    """The chance of fewer than `k` out of `n`, each with chance `p`, by the binomial law."""
    most = int(n.max(initial=0))
    below = np.zeros((most + 1, most + 2))
    for m in range(most + 1):
        below[m, 1:] = 1.0
        below[m, 1 : m + 2] = np.cumsum([comb(m, j) * p**j * (1 - p) ** (m - j) for j in range(m + 1)])
        below[m, m + 1 :] = 1.0
    return below[n, np.minimum(k, most + 1)]
