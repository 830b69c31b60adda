"""Households: a group's people as those who live together, with the census's sizes and ages, both exact to rounding.

How many households of each size there are, and how many people of each age, is counted out, not drawn: `plan`. Who
lives with whom is fitted: the age of a head by the size of the household, then the ages of the others by that of their
head. Luck decides only which place in it a person of the group has: `dealt`. The rows of a household are neighbours,
its head first.

Sizes are of people who live at home: seven stands for seven and more. Whoever is left over where no choice of sizes
makes up the group lives in one household more, of another size.

Source  household sizes: American Community Survey 2019, Seattle metropolis, as in SynthPops (D. Mistry et al., 2021).
        ages of heads by size: U.S. Census Bureau, America's Families and Living Arrangements 2019 (Current Population
        Survey), all of the United States, as in SynthPops; those who live alone are as old as adults are [assumed].
        The fit: W. Deming, F. Stephan (1940), see `core/fitting.py`. The shape of families is assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from undergrid.core import luck
from undergrid.core.fitting import F64, fit, shared_out, whole
from undergrid.setup.build import spreads
from undergrid.setup.build.spreads import I64

ORDER = luck.stream("setup/household")
SEAT = luck.stream("setup/seat")

ADULT = 18  # years from which on somebody may head a household, as in the survey
BINS = (*((age, age + 4) for age in range(0, 75, 5)), (75, 100))  # by which the census counts people, years
COLUMNS = (*BINS[:3], (15, ADULT - 1), (ADULT, 19), *BINS[4:])  # with children and adults apart
_GROWN = np.array([first >= ADULT for first, _ in COLUMNS])
_MIDDLE = [(first + min(last, 89)) / 2 for first, last in COLUMNS]  # years

# families of 2, 3, ... 7 and more by the age of the head, in thousands: 18-19, then by five years up to 54, 55-64,
# 65-74, 75 and more [Current Population Survey 2019 by SynthPops]
HEADS = (
    (163, 999, 2316, 2230, 1880, 1856, 2390, 3118, 9528, 9345, 5584),
    (115, 757, 1545, 1907, 2066, 1811, 2028, 2175, 3311, 1587, 588),
    (135, 442, 1029, 1951, 2670, 2547, 2368, 1695, 1763, 520, 221),
    (61, 172, 394, 905, 1429, 1232, 969, 683, 623, 235, 94),
    (25, 81, 153, 352, 511, 459, 372, 280, 280, 113, 49),
    (24, 33, 63, 144, 279, 242, 219, 115, 157, 80, 16),
)
_COUNTED = ([0], [1], [2], [3], [4], [5], [6], [7], [8, 9], [10, 11], [12])  # the grown columns of each of these counts

COUPLE = NormalDist(0, 5)  # years by which a partner is older than the head [assumed]
BORN = NormalDist(-30, 7)  # years by which a child is [assumed]
ALONE = 0.3  # of a head without a partner: children in a household of two, beside one partner [assumed]
KIN = 0.01  # of anybody of any age, beside one partner: parents, brothers and sisters, lodgers [assumed]


class TooFewAdultsError(ValueError):
    """A group whose households cannot each have an adult: how many there are of both."""

    def __init__(self, households: int, adults: int) -> None:
        super().__init__(f"{households} households, but {adults} adults")
        self.households, self.adults = households, adults


@dataclass(frozen=True)
class Plan:
    """What a group's households are, before luck: how many of each size, and how many people of each age."""

    sizes: I64  # of each household, ascending
    ages: I64  # (columns,) people


@dataclass(frozen=True)
class Dealt:
    """A group's people in households, by their number in the group."""

    first: I64  # (households,) the number of its head
    size: I64  # (households,)
    column: I64  # (people,) of COLUMNS: by age

    @property
    def head(self) -> I64:
        """(people,) the number of the head of each one's household."""
        return np.repeat(self.first, self.size)


def plan(n: int, shares: Sequence[float], youngest: int, oldest: int) -> Plan:
    """The households of a group of `n` people, by the shares of households of 1, 2, ... people and bounds of age.

    Raises TooFewAdultsError where they cannot each have somebody who is grown up.
    """
    sizes = np.sort(np.repeat(*_of_each_size(n, shares)))
    ages = _of_each_age(n, youngest, oldest)
    if len(sizes) > (adults := int(ages[_GROWN].sum())):
        raise TooFewAdultsError(len(sizes), adults)
    return Plan(sizes, ages)


def dealt(made: Plan, draw: Callable[[int], I64]) -> Dealt:
    """A plan with people in it, each in a place of their own by luck: `draw` gives their draws of a stream."""
    heads, others = _fitted(made)
    kinds = [(size, column) for size, row in heads.items() for column in np.repeat(range(len(COLUMNS)), row).tolist()]
    kind = np.array(kinds, np.int64)[np.argsort(draw(ORDER)[: len(kinds)], kind="stable")]
    size = kind[:, 0]
    first = np.cumsum(size) - size
    column, lots = np.empty(made.ages.sum(), np.int64), draw(SEAT)
    column[first] = kind[:, 1]
    for (people, head), ages in others.items():
        homes = first[(size == people) & (kind[:, 1] == head)]
        eldest = np.repeat(np.arange(len(COLUMNS)), ages)[::-1]
        for seat, shared in enumerate(np.split(eldest, people - 1), 1):  # the eldest beside the head, then the younger
            who = homes + seat
            column[who[np.argsort(lots[who], kind="stable")]] = shared
    return Dealt(first, size, column)


def years(column: I64, bounds: Sequence[int], draws: I64) -> I64:
    """The ages of people within their columns and the bounds of their group, as in the census."""
    age = np.empty(len(column), np.int64)
    for at in np.unique(column).tolist():
        youngest, oldest = max(COLUMNS[at][0], bounds[0]), min(COLUMNS[at][1], bounds[1])
        there = column == at
        age[there] = youngest + spreads.pick(spreads.ages(youngest, oldest), draws[there])
    return age


def _of_each_size(n: int, shares: Sequence[float]) -> tuple[I64, I64]:
    """(size, how many households of it): each share exact to rounding, for exactly `n` people.

    The whole parts first; of the sizes that then get one household more, the largest remainders that fill the group.
    """
    weights = [round(share * 10**9) for share in shares]
    people = sum(size * weight for size, weight in enumerate(weights, 1))
    parts = [divmod(n * weight, people) for weight in weights]
    left = n - sum(size * part for size, (part, _) in enumerate(parts, 1))
    best: dict[int, tuple[int, tuple[int, ...]]] = {0: (0, ())}  # by people: what the rounding costs, and who gets one
    for size, (weight, (_, rest)) in enumerate(zip(weights, parts, strict=True), 1):
        if weight:
            more = {sum_ + size: (cost + people - 2 * rest, (*got, size)) for sum_, (cost, got) in best.items()}
            best = {sum_: min(found for found in (best.get(sum_), more.get(sum_)) if found)
                    for sum_ in sorted({*best, *more}) if sum_ <= left}  # fmt: skip
    filled = max(best)
    sizes = np.arange(1, len(weights) + 1)
    counts = np.array([part for part, _ in parts], np.int64)
    counts[[size - 1 for size in best[filled][1]]] += 1
    return (sizes, counts) if filled == left else (np.append(sizes, left - filled), np.append(counts, 1))


def _of_each_age(n: int, youngest: int, oldest: int) -> I64:
    """(columns,) people: exact to rounding by the bins of the census, and within a bin."""
    year = np.zeros(101)
    for start, end, share in spreads.AGES:
        year[start : end + 1] = share / (end - start + 1)
    year[:youngest], year[oldest + 1 :] = 0, 0
    of_bin = shared_out(n, [year[start : end + 1].sum() for start, end in BINS])
    of_column = np.zeros(len(COLUMNS), np.int64)
    for (start, end), people in zip(BINS, of_bin.tolist(), strict=True):
        within = [at for at, (begins, _) in enumerate(COLUMNS) if start <= begins <= end]
        of_column[within] = shared_out(people, [year[COLUMNS[at][0] : COLUMNS[at][1] + 1].sum() for at in within])
    return of_column


def _fitted(made: Plan) -> tuple[dict[int, I64], dict[tuple[int, int], I64]]:
    """(how many heads of each age, by size; how many others of each age, by size and the age of the head)."""
    sizes, counts = np.unique(made.sizes, return_counts=True)
    n, ages = len(made.sizes), made.ages
    seed = np.array([_head_seed(size, ages) for size in sizes.tolist()])
    with_others = np.vstack([seed / seed.sum(axis=1, keepdims=True), ages / ages.sum()])
    fitted = fit(with_others, [*counts, ages.sum() - n], ages)[:-1]
    of_age = shared_out(n, fitted.sum(axis=0), most=ages)
    heads = whole(fit(np.where(_GROWN & (of_age > 0), seed, 0), counts, of_age), counts, of_age)
    by_size = dict(zip(sizes.tolist(), heads, strict=True))
    kinds = [(size, head) for size in sizes.tolist() if size > 1 for head in np.flatnonzero(by_size[size]).tolist()]
    if not kinds:
        return by_size, {}
    seats = [(size - 1) * by_size[size][head] for size, head in kinds]
    beside = np.array([_other_seed(size, head) for size, head in kinds])
    left = ages - of_age
    return by_size, dict(zip(kinds, whole(fit(beside, seats, left), seats, left), strict=True))


def _head_seed(size: int, ages: I64) -> F64:
    """(columns,) how often the head of a household of a size is of each age, in any unit; never a child.

    Where a count is of more than one column it is spread over them as people are.
    """
    people = np.where(_GROWN, ages, 0).astype(np.float64)
    if size == 1:
        return people
    grown, seed = np.flatnonzero(_GROWN), np.zeros(len(COLUMNS))
    for count, part in zip(HEADS[min(size, 7) - 2], _COUNTED, strict=True):
        within = grown[part]
        seed[within] = count * people[within] / max(1, people[within].sum())
    return seed


def _other_seed(size: int, head: int) -> F64:
    """(columns,) how often one of the others in a household of a size is of each age, by that of its head.

    One partner of about the head's age, all others children, and a little of everybody.
    """
    children, seed = size - 2 + ALONE, []
    for at, (first, last) in enumerate(COLUMNS):
        older = _MIDDLE[at] - _MIDDLE[head]
        partner = COUPLE.pdf(older) if _GROWN[at] else 0.0
        seed.append((last - first + 1) * (partner + children * BORN.pdf(older) + KIN / 101))
    return np.array(seed)
