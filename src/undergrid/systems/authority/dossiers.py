"""Dossiers: reports arrive, add up to suspicion, and past a threshold their subject is wanted.

The authority knows nothing but what was reported, as late and as wrong as it was reported: a dossier's place is that of
its newest observation. Half the threshold makes a suspect, the whole a wanted person, with all that spoke against them
as evidence. An order to hunt somebody for what they are weighs as much as it does, and no more with each order anew. A
new sighting of a wanted person says where they are and adds no suspicion; a new deed adds some.
Suspicion fades; a case of which nobody has heard for long goes cold, and its subject stays wanted. Whom the authority
has let go it is done with for as long: who and what they are, and where they are seen, says nothing new, a deed does.

Whoever is only warm, heard, calling or on a trail is a stranger: somebody at a place, whom nobody can name. The first
report that names somebody suspicious near there, not long before or after, makes them the same person, rightly or not.

Reads   reports.subject, sense, cell, at, arrives, weight, event; dossiers.subject, suspicion, cell, at, wanted, event,
        dossiers.evidence; strangers; evidence.subject, event; citizens.target, cause, doing, registered, wanted;
        intents to INFORM; what an informer has seen, as `denouncing.witnessed` has it; whether the authority
        `gives_orders`
Writes  dossiers; strangers; reports.weight; evidence; citizens.wanted; what informers say as `report` files it; intents
        as `drop_intent` does
Emits   SUSPECTED, WANTED(citizen; amount suspicion; cause: the observation that tipped it; because EVIDENCE: the
        others), IDENTIFIED(citizen; amount suspicion; cause: the observation that names them; because EVIDENCE: the
        last of the stranger), DOSSIER_CLOSED(citizen; cause: that they have been struck off, or what last changed
        it), INFORMED(citizen, whom; cause: the order), REFUSED(citizen; cause: the order)
Units   suspicion in points; times in ticks of 1 s
Source  assumed throughout: a rule of the story.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import units
from undergrid.core.handles import Handle, record
from undergrid.core.index import due_by
from undergrid.core.jit import kernel
from undergrid.core.tables import I64, Out
from undergrid.world.authority.cases import DossierOf
from undergrid.world.authority.denouncing import Denouncing, witnessed
from undergrid.world.authority.reporting import report
from undergrid.world.authority.settled import is_settled, new_of
from undergrid.world.log.events import kind_of
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.movement.near import squares
from undergrid.world.network.regime import gives_orders
from undergrid.world.orders.attempts import anybody_tries, asked, drop_intent, log_refusal
from undergrid.world.reasons.authority import denouncing
from undergrid.world.tables.authority import Sense
from undergrid.world.tables.orders import Refusal, Verb
from undergrid.world.tables.people import Activity

if TYPE_CHECKING:
    from undergrid.world.world import World

_SUSPECTED, _WANTED = 1, 2  # what _merge reports
_DROPPED, _COLD = 1, 2  # what _age reports
_TURN = 60  # ticks in which every dossier is looked at once
_OF_DEEDS = (int(Sense.GATE), int(Sense.INFORMER))  # senses by which the authority learns what somebody does
_HELD = int(Activity.HELD)
_ORDER = int(Kind.HUNT_ASSIGNED)
_HEAVIEST = 32_767  # points that a report can carry: those of makers may be so heavy


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.dossiers`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    wanted_at: int = Field(100, ge=2, le=10_000, description="suspicion that makes a wanted person, points [assumed]")
    most: int = Field(1000, ge=2, le=1_000_000, description="suspicion cannot rise above, points [assumed]")
    fades_per_hour: int = Field(4, ge=0, le=10_000, description="suspicion lost by itself, points an hour [assumed]")
    cold_hours: float = Field(12, ge=0.01, le=240, description="without news a case goes cold after, hours [assumed]")
    stranger_m: int = Field(
        60, ge=0, le=100_000, description="a stranger noticed again, or named, within so much is the same, m [assumed]"
    )
    stranger_minutes: float = Field(15, ge=0, le=1440, description="and within so long, min [assumed]")

    @cached_property
    def knobs(self) -> Handle:
        """What the kernels take: suspicion in points, times in ticks."""
        return record(
            wanted_at=self.wanted_at,
            most=self.most,
            fades=self.fades_per_hour,
            cold=round(self.cold_hours * units.HOUR),
        )


class _News(Out):
    """Who is suspected or wanted from now on, and why; apart from that, the reports to keep as evidence."""

    what: I64
    slot: I64  # of the dossier
    cause: I64
    kept: I64


class _Closed(Out):
    """The dossiers that are closed, and whether they are dropped or have gone cold."""

    what: I64
    slot: I64


def step(world: World, params: Params) -> None:
    """Merge what has arrived, review the cases whose turn it is, hear informers."""
    if world.reports.n_used:
        rows = due_by(world.reports.used, world.reports.arrives, world.tick)
        if len(rows) and gives_orders(world):
            _take_in(world, params, rows)
    if world.dossiers.n > (world.tick % _TURN) << 6:
        _review(world, params)
    if world.strangers.n_used and world.tick % _TURN == 0:
        _forget(world, params)
    if anybody_tries(world):
        for who in asked(world, Verb.INFORM):
            _listen(world, who)


def _take_in(world: World, params: Params, rows: npt.NDArray[np.int64]) -> None:
    """Merge reports into dossiers, older observations first, and say who has become suspected or wanted."""
    people, reports, dossiers, log = world.citizens, world.reports, world.dossiers, world.events
    if len(rows) > 1:
        rows = rows[np.lexsort((reports.event[rows], reports.at[rows]))]  # never by slot: slots depend on everybody
    named = reports.subject[rows] >= 0
    for row in rows[~named & (reports.weight[rows] > 0)].tolist():
        _note(world, params, row)
    rows = rows[named & (people.doing[reports.subject[rows]] != _HELD)]  # of those it holds it needs none
    rows = new_of(rows, reports.handle, dossiers.handle, world.cache(DossierOf).slot)
    for row in rows[reports.weight[rows] > 0].tolist() if world.strangers.n_used else ():
        _identify(world, params, row)
    who = reports.subject[rows]
    unknown = (world.cache(DossierOf).slot[who] < 0) & (reports.weight[rows] > 0)
    if unknown.any():
        new = np.unique(who[unknown])
        slots = dossiers.take(len(new))
        dossiers.subject[slots] = new
        world.cache(DossierOf).slot[new] = slots
    news = world.out(_News, len(rows))
    n_news, n_kept = _merge(
        rows, reports.handle, dossiers.handle, world.cache(DossierOf).slot, params.knobs, news.handle
    )
    if n_kept:
        evidence, kept = world.evidence.take(n_kept), news.kept[:n_kept]
        world.evidence.subject[evidence] = reports.subject[kept]
        world.evidence.event[evidence] = reports.event[kept]
    for what, slot, cause, _ in news.rows(n_news):
        subject = int(dossiers.subject[slot])
        kind = Kind.WANTED if what == _WANTED else Kind.SUSPECTED
        event = log.one(kind, subject, where=int(dossiers.cell[slot]), amount=int(dossiers.suspicion[slot]),
                        cause=cause or world.scenario_event)  # fmt: skip
        dossiers.event[slot] = event
        if what == _WANTED:
            people.wanted[subject], dossiers.wanted_cause[slot] = True, event
            spoke = world.evidence.where(subject=subject)
            others = np.unique(world.evidence.event[spoke])
            others = others[(others != 0) & (others != cause)]
            if len(others):
                log.because(event, others, Role.EVIDENCE)
            world.evidence.free(spoke)


def _note(world: World, params: Params, row: int) -> None:
    """Put a report to the stranger noticed near there not long ago, or to a new one.

    The heaviest report counts: those that name nobody may be about several people.
    """
    reports, strangers = world.reports, world.strangers
    slot = _stranger(world, params, row)
    if slot < 0:
        slot = int(strangers.take(1)[0])
    strangers.suspicion[slot] = max(strangers.suspicion[slot], reports.weight[row])
    strangers.cell[slot], strangers.at[slot] = reports.cell[row], reports.at[row]
    strangers.event[slot] = reports.event[row]


def _identify(world: World, params: Params, row: int) -> None:
    """Take the stranger noticed near there not long ago for the one whom a report names: IDENTIFIED.

    Against somebody wanted no more is gathered: the stranger is forgotten without a word.
    """
    reports, strangers = world.reports, world.strangers
    slot, event, subject = _stranger(world, params, row), int(reports.event[row]), int(reports.subject[row])
    if slot < 0:
        return
    noticed, points, cell = int(strangers.event[slot]), int(strangers.suspicion[slot]), int(strangers.cell[slot])
    strangers.free(np.array([slot]))
    if noticed == event or world.citizens.wanted[subject]:  # one look may not know at first whom it sees
        return
    reports.weight[row] = min(_HEAVIEST, int(reports.weight[row]) + points)
    told = world.events.one(Kind.IDENTIFIED, subject, where=cell, amount=points, cause=event or world.scenario_event)
    world.events.because(told, noticed, Role.EVIDENCE)
    (kept,) = world.evidence.take(1)
    world.evidence.subject[kept], world.evidence.event[kept] = subject, noticed


def _stranger(world: World, params: Params, row: int) -> int:
    """The stranger who was noticed nearest to where and when a report is from; -1 for none near enough."""
    reports, strangers, city = world.reports, world.strangers, world.city
    place, slots = int(reports.cell[row]), strangers.rows()
    slots = slots[abs(strangers.at[slots] - int(reports.at[row])) <= params.stranger_minutes * 60]
    slots = slots[strangers.cell[slots] // city.area == place // city.area]
    far = squares(strangers.cell[slots], place, city.width, city.height)
    near = far <= (params.stranger_m * 1000 // city.cell_mm) ** 2
    order = np.lexsort((strangers.event[slots], -strangers.at[slots], far))
    order = order[near[order]]
    return int(slots[order[0]]) if len(order) else -1


def _forget(world: World, params: Params) -> None:
    """Drop the strangers whom nobody can be taken for any more."""
    strangers = world.strangers
    slots = strangers.rows()
    strangers.free(slots[strangers.at[slots] + params.stranger_minutes * 60 < world.tick])


def _review(world: World, params: Params) -> None:
    """Let suspicion fade, drop idle dossiers, and let old cases go cold; a chunk of dossiers at a time."""
    dossiers, people, closed = world.dossiers, world.citizens, world.out(_Closed, world.dossiers.n)
    n = _age(dossiers.handle, people.handle, params.knobs, world.tick, closed.handle)
    if not n:
        return
    slots = closed.slot[:n]
    who = dossiers.subject[slots]
    causes = np.where(people.registered[who], dossiers.event[slots], people.cause[who])
    causes[causes == 0] = world.scenario_event
    dossiers.event[slots] = world.events.add(Kind.DOSSIER_CLOSED, who, where=dossiers.cell[slots], cause=causes)
    dossiers.cell[slots] = -1
    dropped = slots[closed.what[:n] == _DROPPED]
    if len(dropped):
        gone = dossiers.subject[dropped]
        people.wanted[gone] = False
        world.cache(DossierOf).slot[gone] = -1
        dossiers.free(dropped)
        spoke = world.evidence.rows()
        world.evidence.free(spoke[world.cache(DossierOf).slot[world.evidence.subject[spoke]] < 0])


def _listen(world: World, who: int) -> None:
    """Hear somebody who informs on a person they see, or know to have been somewhere."""
    people, told = world.citizens, world.shared(Denouncing)
    whom, cause = int(people.target[who]), int(people.cause[who])
    drop_intent(world, who)
    refusal = denouncing(world, who, Verb.INFORM, whom, 0)
    seen = witnessed(world, who, whom) if refusal is None else None
    if seen is None:
        log_refusal(world, who, whom, refusal or Refusal.NOT_HERE)
        return
    cell, at = seen
    event = world.events.add(Kind.INFORMED, who, whom, cell, cause=cause)
    report(world, whom, -1, Sense.INFORMER, cell, told.seconds, told.weight, event, at)


@kernel
def _merge(rows, reports, dossiers, dossier_of, knobs, news):
    """Merge the reports `rows` in this order; returns how many (news there are, reports to keep as evidence)."""
    n_news = n_kept = 0
    for row in rows:
        slot = int(dossier_of[reports.subject[row]])
        if slot < 0:  # nothing speaks against them: where they were seen is nobody's business
            continue
        before = int(dossiers.suspicion[slot])
        after = before
        if not dossiers.wanted[slot] or reports.sense[row] in _OF_DEEDS:
            weight = int(reports.weight[row])
            given = kind_of(reports.event[row]) == _ORDER  # what somebody is speaks against them once
            after = min(knobs.most, max(before, weight) if given else before + weight)
        dossiers.suspicion[slot] = after
        dossiers.evidence[slot] = min(32767, int(dossiers.evidence[slot]) + 1)
        if reports.at[row] >= dossiers.at[slot]:
            if dossiers.cell[slot] != reports.cell[row]:
                dossiers.came_from[slot] = dossiers.cell[slot]
            dossiers.at[slot], dossiers.cell[slot] = reports.at[row], reports.cell[row]
        if reports.event[row] != 0:
            dossiers.event[slot] = reports.event[row]
            if kind_of(reports.event[row]) == _ORDER:
                dossiers.sought[slot], dossiers.asked[slot], dossiers.searched[slot] = reports.event[row], -1, -1
        if dossiers.wanted[slot]:
            continue
        what = 0
        if after >= knobs.wanted_at:
            what = _WANTED
            dossiers.wanted[slot] = True
        elif 2 * before < knobs.wanted_at and 2 * after >= knobs.wanted_at:
            what = _SUSPECTED
        if what > 0:
            news.what[n_news], news.slot[n_news], news.cause[n_news] = what, slot, dossiers.event[slot]
            n_news += 1
        if what != _WANTED and reports.weight[row] > 0 and reports.event[row] != 0:
            news.kept[n_kept] = row
            n_kept += 1
    return n_news, n_kept


@kernel
def _age(dossiers, people, knobs, now, closed):
    """Fade the dossiers whose turn it is; returns how many are dropped or go cold."""
    n_slots, n_closed = len(dossiers.used), 0
    # whole points by this tick less whole points by the last turn: rounding loses none over the hours
    lost = now * knobs.fades // 3600 - max(0, now - _TURN) * knobs.fades // 3600
    for chunk in range(now % _TURN, (n_slots + 63) >> 6, _TURN):
        for slot in range(chunk << 6, min((chunk + 1) << 6, n_slots)):
            if not dossiers.used[slot]:
                continue
            dossiers.suspicion[slot] = max(0, int(dossiers.suspicion[slot]) - lost)
            wanted, old, what = dossiers.wanted[slot], dossiers.at[slot] + knobs.cold <= now, 0
            if not people.registered[dossiers.subject[slot]] or (dossiers.suspicion[slot] == 0 and not wanted):
                what = _DROPPED if old or not is_settled(dossiers, slot) else 0
            elif wanted and dossiers.cell[slot] >= 0 and old:
                what = _COLD
            if what > 0:
                closed.what[n_closed], closed.slot[n_closed] = what, slot
                n_closed += 1
    return n_closed
