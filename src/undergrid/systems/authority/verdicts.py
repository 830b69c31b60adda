"""Verdicts: a companion unit speaks to a Sentinel. Who claims to be property makes it pause; who confesses is shot at.

A Sentinel that hears a unit claim to be property under its own number stands still for some seconds: what belongs to
the authority is not to be harmed before it has looked that up. It pauses once for each unit, and for none that is
struck off or known to be defective. A unit that confesses while it is taken for property has changed what it is: every
Sentinel that hears it, and took it for property, raises its weapon, and fires until the unit lies there, or as long as
it may hold out for a line of fire. What else it was about waits meanwhile.

Reads   who is about to CLAIM or CONFESS, as `asked` has it; citizens.intent, target, cause, cell, registered;
        units.owner, defective; watchers.cell, impaired; findings; who hears it as `hearing` has it; what stands in the
        way, as `world/reasons` has it; odds as `world/combat/odds.py` has them
Writes  findings; units.defective, cause; watchers.impaired; intents as `said` and `refuse` do; people as `fire_on` does
Emits   CLAIMED(citizen, watcher; amount the number; cause: the order), PAUSED(watcher, citizen; amount s; cause:
        CLAIMED), CLAIM_DISMISSED(watcher, citizen; amount Doubt; cause: CLAIMED), CONFESSED(citizen, citizen; cause:
        the order), FOUND_DEFECTIVE(watcher, citizen; cause: CONFESSED; because CONDITION: PAUSED), FIRED_ON(watcher,
        citizen; cause: FOUND_DEFECTIVE; stream, odds), REFUSED; by a shot KEPT_DOWN, DEFLECTED, PIERCED, WOUNDED, DIED
Units   times in s; chances as thresholds of 2^32
Source  assumed. Odds: world/combat/odds.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.index import due_by
from undergrid.world.authority.findings import hearing, paused_for
from undergrid.world.body.posture import hears
from undergrid.world.combat.breakage import has_failed, out_of_use
from undergrid.world.combat.watcher_fire import fire_on
from undergrid.world.log.kinds import Kind, Role
from undergrid.world.orders.attempts import anybody_tries, asked, refuse
from undergrid.world.reasons.units import claiming, confessing
from undergrid.world.senses.earshot import said
from undergrid.world.tables.combat import Subsystem
from undergrid.world.tables.orders import Verb
from undergrid.world.tables.people import NEVER
from undergrid.world.tables.units import Doubt, Finding

if TYPE_CHECKING:
    from undergrid.world.world import World

STREAM = luck.stream("verdicts")


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.verdicts`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    pause_s: int = Field(
        12, ge=1, le=3600, description="a Sentinel pauses over what claims to be property, s [assumed]"
    )
    raise_s: int = Field(3, ge=1, le=600, description="from a confession to its first shot, s [assumed]")
    every_s: int = Field(4, ge=1, le=600, description="it shoots once in, s [assumed]")
    holds_s: int = Field(20, ge=1, le=3600, description="without a line of fire it holds out for, s [assumed]")


def step(world: World, params: Params) -> None:
    """Let units speak, and Sentinels act on what they have found."""
    if anybody_tries(world):
        said_by = asked(world, Verb.CLAIM, Verb.CONFESS)
        for who in [who for who in said_by if world.citizens.intent[who] == Verb.CLAIM]:
            _claim(world, params, who)
        for who in [who for who in said_by if world.citizens.intent[who] == Verb.CONFESS]:
            _confess(world, params, who)
    if world.findings.n_used:
        for slot in due_by(world.findings.used, world.findings.due, world.tick).tolist():
            _go_on(world, params, slot)


def _claim(world: World, params: Params, who: int) -> None:
    """Let somebody claim to be property; every Sentinel that hears it pauses, or has a reason not to."""
    people, log = world.citizens, world.events
    why = claiming(world, who, Verb.CLAIM, int(people.target[who]), 0)
    if why is not None:
        refuse(world, who, why)
        return
    near, unit, here = hearing(world, who), world.units.first(owner=who), int(people.cell[who])
    claimed = log.one(Kind.CLAIMED, who, near[0], here, int(world.units.serial[unit]), int(people.cause[who]))
    said(world, who)
    for row in near:
        doubt = _doubt(world, row, who, unit)
        if doubt is not None:
            log.one(Kind.CLAIM_DISMISSED, row, who, here, doubt, claimed)
            continue
        paused = log.one(Kind.PAUSED, row, who, here, params.pause_s, claimed)
        until = world.tick + params.pause_s
        _note(world, int(world.findings.take(1)[0]), row, who, until, paused)
        world.watchers.impaired[row] = max(int(world.watchers.impaired[row]), until)


def _doubt(world: World, row: int, who: int, unit: int) -> Doubt | None:
    """Why a Sentinel does not take a unit at its word; None where it does."""
    if world.units.defective[unit]:
        return Doubt.DEFECTIVE
    if not world.citizens.registered[who]:
        return Doubt.STRUCK_OFF
    return Doubt.HEARD_BEFORE if world.findings.has(watcher=row, unit=who) else None


def _note(world: World, slot: int, row: int, who: int, due: int, event: int) -> None:
    """Write down that a Sentinel takes a unit for property."""
    findings = world.findings
    findings.watcher[slot], findings.unit[slot], findings.stage[slot] = row, who, Finding.PROPERTY
    findings.due[slot], findings.cause[slot] = due, event


def _confess(world: World, params: Params, who: int) -> None:
    """Let a unit confess; every Sentinel that hears it and took it for property raises its weapon."""
    people, units, findings, log = world.citizens, world.units, world.findings, world.events
    whom = int(people.target[who])
    why = confessing(world, who, Verb.CONFESS, whom, 0)
    if why is not None:
        refuse(world, who, why)
        return
    confessed = log.one(Kind.CONFESSED, who, whom, int(people.cell[who]), cause=int(people.cause[who]))
    said(world, who)
    unit = world.units.first(owner=who)
    units.defective[unit], units.cause[unit] = True, confessed
    for slot in paused_for(world, who):
        row, due = int(findings.watcher[slot]), world.tick + params.raise_s
        event = log.one(Kind.FOUND_DEFECTIVE, row, who, int(world.watchers.cell[row]), cause=confessed)
        log.because(event, int(findings.cause[slot]), Role.CONDITION)
        findings.stage[slot], findings.due[slot], findings.cause[slot] = Finding.DEFECTIVE, due, event
        findings.until[slot] = due + params.holds_s
        world.watchers.impaired[row] = max(int(world.watchers.impaired[row]), due)


def _go_on(world: World, params: Params, slot: int) -> None:
    """Let a Sentinel fire whose time it is; one that has only paused goes on with what it was about."""
    findings, watchers = world.findings, world.watchers
    row, whom = int(findings.watcher[slot]), int(findings.unit[slot])
    findings.due[slot] = NEVER
    if findings.stage[slot] != Finding.DEFECTIVE:
        return
    spent = out_of_use(world, row) or has_failed(world, row, Subsystem.WEAPON)
    if spent or not hears(world, whom) or world.tick > findings.until[slot]:
        findings.stage[slot] = Finding.DONE
        return
    fired = fire_on(world, row, whom, 1, STREAM, int(findings.cause[slot]))
    again = world.tick + (params.every_s if fired else 1)
    findings.due[slot] = again
    if fired:
        findings.until[slot] = again + params.holds_s
    watchers.impaired[row] = max(int(watchers.impaired[row]), again)
