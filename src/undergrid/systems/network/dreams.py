"""Dreams: people take to the DreamNet, dreams sour with use, and who can bear them no longer pulls out and misses them.

Who has never dreamt takes it up by themselves, or after others. Each has a curated dream of some quality; habit grows
with the hours plugged in and takes the shine off it. Once dissatisfaction is more than somebody can bear, they pull out
in the end, by their own decision; so do not those with minds of their own, who decide for themselves. Whoever dreams no
more, for whatever reason, withdraws: the mood sinks as deep as the habit went, and comes back; some give in. A dream
that hangs on a server is nothing while that stands still.

Reads   dreams; citizens.alive, plugged, doing, home, inside, tagged, cell, luck, cause; nodes.kind, cause; whether a
        server is `in_order`; knowledge.knower, topic, cause (of TRUTH); who has a mind, as `is_minded` has it;
        moods.owner, mood, also as `mood_of` has them
Writes  dreams; citizens.plugged, doing, since, wake, cause; moods as `shift` does
Emits   PLUGGED_IN(citizen; stream, odds; a relapse: cause: the withdrawal), DREAM_SOURED(citizen; amount % of
        dissatisfaction; cause: that they took to it, or what stopped the server, or how they came to know too much),
        UNPLUGGED(citizen; cause: that their dreams have soured; stream, odds), WITHDRAWS(citizen; amount % of
        habit; cause: that they were unplugged), WITHDRAWAL_OVER(citizen; cause: its beginning)
Units   shares in 1/1,000,000
Source  Taking it up: F. Bass, Management Science 15 (1969) 215, with the averages of F. Sultan et al. (1990). Habit: P.
        Lally et al., Eur. J. Soc. Psychol. 40 (2010) 998: A (1 - exp(-k t)), median 66 days to 95 %. How dreams sour,
        what people can bear and how withdrawal passes is assumed.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck, units
from undergrid.core.tables import I64
from undergrid.world.log.kinds import Kind
from undergrid.world.network.control import in_order
from undergrid.world.orders.attempts import is_minded
from undergrid.world.people.moods import ONE, mood_of, shift
from undergrid.world.tables.dreams import DreamStage
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.network import NodeKind
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

ADOPT = luck.stream("dreams/adopt")
CURATED = luck.stream("dreams/curated")
BEARS = luck.stream("dreams/bears")
USED = luck.stream("dreams/used")
LEAVE = luck.stream("dreams/leave")
RELAPSE = luck.stream("dreams/relapse")

_TURN = units.HOUR  # ticks between turns, as in the schedule
_YEAR_HOURS = 8766
_OVER = 10  # a withdrawal is over when one part in so many is left [assumed]


Quality = Annotated[float, Field(ge=0, le=1)]


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.dreams`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    on: bool = Field(False, description="whether dreams are more than sleep [assumed]")
    by_themselves: float = Field(
        0.03, ge=0, le=1000, description="p: those who have not take it up by themselves, a year [Sultan et al. 1990]"
    )
    after_others: float = Field(
        0.38, ge=0, le=1000, description="q: and after others, a year where all others have [Sultan et al. 1990]"
    )
    qualities: tuple[Quality, Quality, Quality, Quality] = Field(
        (0.95, 0.9, 0.8, 0.7),
        description="quality of each curated dream, 0 to 1 [assumed]",
    )
    habit_per_day: float = Field(
        0.0454,
        ge=0.0001,
        le=10,
        description="k: how fast a day plugged in makes it a habit [Lally et al. 2010: 66 days]",
    )
    used_days: int = Field(1000, ge=1, le=10_000, description="who dreams at the start has for up to, days [assumed]")
    wears: float = Field(0.4, ge=0, le=1, description="share of its pleasure that a full habit takes [assumed]")
    waking: float = Field(0.1, ge=0, le=1, description="what a wholly light mood awake adds to it [assumed]")
    knowing: float = Field(0.15, ge=0, le=1, description="what knowing too much adds to it [assumed]")
    bears_least: float = Field(0.5, ge=0, le=10, description="dissatisfaction that everybody can bear [assumed]")
    bears_most: float = Field(1.5, ge=0, le=10, description="and that nobody can; 1 is all that there is [assumed]")
    leaves_per_day: float = Field(1, ge=0, le=24, description="who can bear it no more leaves so often a day [assumed]")
    withdrawal_days: float = Field(4, ge=0.01, le=1000, description="time constant of withdrawal, days [assumed]")
    sinks: float = Field(0.5, ge=0, le=1, description="mood lost by a full habit at first, of the scale [assumed]")
    relapses_per_day: float = Field(0.05, ge=0, le=24, description="relapses a day at a full habit [assumed]")

    @cached_property
    def habits(self) -> I64:
        """(days,) the habit after so many days plugged in, in millionths."""
        return np.array([round(ONE * (1 - math.exp(-self.habit_per_day * day))) for day in range(self.used_days)])

    @cached_property
    def hourly(self) -> tuple[int, int]:
        """(what an hour adds to a habit of what it lacks, what an hour leaves of a withdrawal), in millionths."""
        grows = round(ONE * (1 - math.exp(-self.habit_per_day / 24)))
        return grows, round(ONE * math.exp(-1 / (24 * self.withdrawal_days)))


def step(world: World, params: Params) -> None:
    """Let people take to dreams, sour on them, leave them and get over them."""
    if not params.on:
        return
    dreams, people = world.dreams, world.citizens
    if not dreams.n:
        _take_stock(world, params)
    dreams.free(dreams.rows()[~people.alive[dreams.owner[dreams.rows()]]])
    _adopt(world, params)
    rows = dreams.rows()
    lying = rows[people.doing[dreams.owner[rows]] == Activity.PLUGGED]
    dreams.habit[lying] += (ONE - dreams.habit[lying].astype(np.int64)) * params.hourly[0] // ONE
    _change_sides(world, rows)
    for slot in rows[dreams.stage[rows] == DreamStage.SOURED].tolist():
        _leave(world, params, slot)
    _sour(world, params, rows[dreams.stage[rows] == DreamStage.DREAMS])
    for slot in rows[dreams.stage[rows] == DreamStage.WITHDRAWS].tolist():
        _withdraw(world, params, slot)


def sourness(world: World, params: Params, slots: I64) -> I64:
    """(slots,) how dissatisfied those of some rows of `dreams` are, in millionths."""
    dreams = world.dreams
    quality = (np.array(params.qualities) * ONE).round().astype(np.int64)
    pleasure = quality[dreams.programme[slots]] * is_shown(world, params)[dreams.programme[slots]]
    dulled = ONE - round(ONE * params.wears) * dreams.habit[slots].astype(np.int64) // ONE
    found: I64 = ONE - pleasure * dulled // ONE
    if world.moods.n_used:
        mood, rows = np.zeros(world.citizens.n, np.int64), world.moods.rows()
        mood[world.moods.owner[rows]] = world.moods.mood[rows]
        found += round(ONE * params.waking) * mood[dreams.owner[slots]] // ONE
    knowers = world.knowledge.where(topic=Topic.TRUTH)
    if len(knowers):
        found += round(ONE * params.knowing) * np.isin(dreams.owner[slots], world.knowledge.knower[knowers])
    return found


def is_shown(world: World, params: Params) -> npt.NDArray[np.bool_]:
    """(dreams,) whether each of the curated dreams is shown: where there are servers, they hang on them in turn."""
    servers = _servers(world)
    if not servers:
        return np.ones(len(params.qualities), bool)
    return np.array([in_order(world, servers[n % len(servers)]) for n in range(len(params.qualities))])


def _servers(world: World) -> list[int]:
    rows: list[int] = np.flatnonzero(world.nodes.kind == NodeKind.SERVER).tolist()
    return rows


def _take_stock(world: World, params: Params) -> None:
    """Note who dreams at the start, for how long they have, and let nobody have borne more than they can."""
    people, dreams = world.citizens, world.dreams
    who = np.flatnonzero(people.plugged & people.alive & (people.home >= 0))
    slots = _begin(world, params, who, np.full(len(who), world.scenario_event))
    quality = (np.array(params.qualities) * ONE).round().astype(np.int64)[dreams.programme[slots]]
    key, days = world.key(USED), len(params.habits)
    wears = max(1, round(ONE * params.wears))
    for slot, row, good in zip(slots.tolist(), who.tolist(), quality.tolist(), strict=True):
        most = (ONE - (ONE - int(dreams.bears[slot])) * ONE // max(1, good)) * ONE // wears  # the habit that they bear
        longest = max(1, min(days, int(np.searchsorted(params.habits, most))))
        dreams.habit[slot] = params.habits[luck.below(key, int(people.luck[row]), longest)]


def _begin(world: World, params: Params, who: I64, cause: I64) -> I64:
    """Let people begin to dream; returns their rows."""
    people, dreams = world.citizens, world.dreams
    if not len(who):
        return who
    slots, drawn = dreams.take(len(who)), np.zeros(len(who), np.int64)
    dreams.owner[slots], dreams.cause[slots], dreams.since[slots] = who, cause, world.tick
    luck.draws(world.key(CURATED), people.luck[who], drawn)
    dreams.programme[slots] = drawn * len(params.qualities) >> 32
    luck.draws(world.key(BEARS), people.luck[who], drawn)
    least, most = round(ONE * params.bears_least), round(ONE * params.bears_most)
    dreams.bears[slots] = least + (drawn * max(0, most - least) >> 32)
    return slots


def _adopt(world: World, params: Params) -> None:
    """Note who has been told to dream; let others take it up, by themselves or after others, by a draw."""
    people, dreams = world.citizens, world.dreams
    has_row = np.zeros(people.n, bool)
    has_row[dreams.owner[dreams.rows()]] = True
    told = np.flatnonzero(people.alive & people.plugged & (people.home >= 0) & ~has_row)
    _begin(world, params, told, np.maximum(people.cause[told], world.scenario_event))
    may = (
        people.alive & ~people.plugged & people.tagged & (people.home >= 0) & (people.doing < Activity.HELD) & ~has_row
    )
    who = np.flatnonzero(may)
    if not len(who):
        return
    share = dreams.n_used / (dreams.n_used + len(who))
    rate = (params.by_themselves + params.after_others * share) / _YEAR_HOURS
    odds, drawn = luck.rate_per_tick(rate, 1), np.zeros(len(who), np.int64)
    luck.draws(world.key(ADOPT), people.luck[who], drawn)
    new = np.array([one for one in who[drawn < odds].tolist() if not is_minded(world, one)], np.int64)
    if len(new):
        events = world.events.add(Kind.PLUGGED_IN, new, where=people.cell[new], stream=ADOPT, odds=odds)
        _begin(world, params, new, events)
        people.plugged[new] = True


def _change_sides(world: World, rows: I64) -> None:
    """Let those withdraw who dream no more, and those dream again who have been plugged in again."""
    people, dreams = world.citizens, world.dreams
    stage, plugged = dreams.stage[rows], people.plugged[dreams.owner[rows]]
    for slot in rows[(stage <= DreamStage.SOURED) & ~plugged].tolist():
        who = int(dreams.owner[slot])
        _turn(world, slot, DreamStage.WITHDRAWS, int(people.cause[who]) or world.scenario_event)
        amount = int(dreams.habit[slot]) * 100 // ONE
        dreams.cause[slot] = world.events.one(
            Kind.WITHDRAWS, who, where=int(people.cell[who]), amount=amount, cause=int(dreams.cause[slot])
        )
    for slot in rows[(stage >= DreamStage.WITHDRAWS) & plugged].tolist():
        _turn(world, slot, DreamStage.DREAMS, int(people.cause[dreams.owner[slot]]) or world.scenario_event)


def _turn(world: World, slot: int, stage: DreamStage, cause: int) -> None:
    dreams = world.dreams
    dreams.stage[slot], dreams.since[slot], dreams.cause[slot] = stage, world.tick, cause


def _sour(world: World, params: Params, rows: I64) -> None:
    """Let dreams have soured for those who are more dissatisfied than they can bear."""
    dreams, people = world.dreams, world.citizens
    sour, shown, servers = sourness(world, params, rows), is_shown(world, params), _servers(world)
    beyond = sour > dreams.bears[rows]
    for slot, much in zip(rows[beyond].tolist(), sour[beyond].tolist(), strict=True):
        who, programme = int(dreams.owner[slot]), int(dreams.programme[slot])
        stopped = 0 if shown[programme] else int(world.nodes.cause[servers[programme % len(servers)]])
        knows = world.knowledge.first(knower=who, topic=Topic.TRUTH) if world.knowledge.n_used else -1
        learnt = int(world.knowledge.cause[knows]) if knows >= 0 else 0
        cause = stopped or learnt or int(dreams.cause[slot])
        event = world.events.one(
            Kind.DREAM_SOURED, who, where=int(people.cell[who]), amount=much * 100 // ONE, cause=cause
        )
        _turn(world, slot, DreamStage.SOURED, event)


def _leave(world: World, params: Params, slot: int) -> None:
    """Let somebody pull out whose dreams have soured, by a draw; the named decide for themselves."""
    dreams, people, who = world.dreams, world.citizens, int(world.dreams.owner[slot])
    odds = luck.rate_per_tick(params.leaves_per_day / 24, 1)
    if is_minded(world, who) or luck.u32(world.key(LEAVE), int(people.luck[who])) >= odds:
        return
    cause = int(dreams.cause[slot])
    people.cause[who] = world.events.one(
        Kind.UNPLUGGED, who, where=int(people.cell[who]), cause=cause, stream=LEAVE, odds=odds
    )
    people.plugged[who] = False
    if people.doing[who] == Activity.PLUGGED:
        people.doing[who], people.since[who], people.wake[who] = Activity.RESTING, world.tick, world.tick + 1


def _withdraw(world: World, params: Params, slot: int) -> None:
    """Let a withdrawal weigh on somebody's mood and pass, or let them give in."""
    dreams, people, who = world.dreams, world.citizens, int(world.dreams.owner[slot])
    passed = (world.tick - int(dreams.since[slot])) // _TURN
    left = ONE
    for _ in range(passed):
        left = left * params.hourly[1] // ONE
    weighs = int(dreams.habit[slot]) * left // ONE
    aim = -round(ONE * params.sinks) * weighs // ONE
    shift(world, who, min(0, aim - mood_of(world, who)), int(dreams.cause[slot]))
    odds = luck.rate_per_tick(params.relapses_per_day / 24, 1) * weighs // ONE
    where = int(people.cell[who])
    at_home = people.home[who] >= 0 and people.inside[who] == people.home[who]
    if at_home and not is_minded(world, who) and luck.u32(world.key(RELAPSE), int(people.luck[who])) < odds:
        event = world.events.one(
            Kind.PLUGGED_IN, who, where=where, cause=int(dreams.cause[slot]), stream=RELAPSE, odds=odds
        )
        people.plugged[who], people.cause[who] = True, event
        _turn(world, slot, DreamStage.DREAMS, event)
    elif left * _OVER < ONE:
        event = world.events.one(Kind.WITHDRAWAL_OVER, who, where=where, cause=int(dreams.cause[slot]))
        _turn(world, slot, DreamStage.FREE, event)
