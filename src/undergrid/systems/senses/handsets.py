"""Handsets: people tell each other by radio of what they know; static swallows or garbles it, and others listen in.

Both need a radio that works. Whether a word is understood is a draw by the link between the two sets
(`world/senses/handsets.py`); whoever is told through static takes the place to be somewhere else, the farther off the
weaker the signal. The other answers: so the speaker knows of static or silence. All who carry a radio hear it as well
if it reaches them, and so do hunters and drones: of these the one with the best signal reports from about where
somebody speaks, and of whom, or of which place.

Reads   who is about to speak by RADIO, as `asked` and `amount_of` have it; citizens.target, cause, cell, luck;
        knowledge.strength; watchers.luck; whoever listens as `people_listening` and `watchers_listening` have it; what
        reaches them as `reach` has it; what stands in the way, as `world/reasons` has it
Writes  knowledge as `take_in` does; radioed as `note` does; reports as `report` files them; intents as
        `said` and `refuse` do
Emits   RADIO_HEARD(citizen, citizen who speaks; the message as it is heard; cause: the order; stream, odds),
        RADIO_TRACED(watcher, citizen; amount m; the same), REFUSED(citizen, citizen; cause: the order; of STATIC also
        stream, odds)
Units   distances in m and cells, firmness in 1/1000
Source  Links: world/senses/radio_link.py. What reports weigh is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.core.tables import I64
from undergrid.world.authority.reporting import misplaced, report
from undergrid.world.log.kinds import Kind
from undergrid.world.orders.attempts import amount_of, anybody_tries, asked, refuse
from undergrid.world.reasons.senses import speaking
from undergrid.world.senses.earshot import said
from undergrid.world.senses.handsets import STREAM, of_people, of_watchers, reach
from undergrid.world.senses.radio_link import Airwaves, Burst
from undergrid.world.senses.receivers import people_listening, watchers_listening
from undergrid.world.society import knowledge, messages, regard, retelling
from undergrid.world.society.messages import Message
from undergrid.world.tables.authority import Sense
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import Refusal, Verb

if TYPE_CHECKING:
    from undergrid.world.world import World

GARBLED = luck.stream("handsets/garbled")
_WHERE_FROM, _WHAT = 0, 2  # the first of the two draws for a place: of the speaker, of what is spoken of


class Params(BaseModel):
    """The knobs a scenario may turn, under `rules.handsets`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    report_delay: int = Field(10, ge=1, le=3600, description="from the listener to the authority, s [assumed]")
    points: int = Field(20, ge=0, le=1000, description="weight of a report of somebody who speaks, points [assumed]")
    named: int = Field(10, ge=0, le=1000, description="weight of what they say of others, points [assumed]")


def step(world: World, params: Params) -> None:
    """Let those speak who are about to."""
    if not anybody_tries(world):
        return
    for who in asked(world, Verb.RADIO):
        target, amount = int(world.citizens.target[who]), amount_of(world, who)
        why = speaking(world, who, Verb.RADIO, target, amount)
        if why is not None:
            refuse(world, who, why)
        else:
            _speak(world, params, who, target, messages.to_tell(world, who, amount))


def _speak(world: World, params: Params, who: int, whom: int, slot: int) -> None:
    """Let somebody say over radio what they know (a slot of `knowledge`), for `whom` and for all who listen."""
    people, order = world.citizens, int(world.citizens.cause[who])
    told, strength = messages.of(world, slot), int(world.knowledge.strength[slot])
    rows = people_listening(world, who)
    bursts = dict(zip(rows.tolist(), reach(world, who, of_people(world, rows)), strict=True))
    answer = bursts.get(whom)
    if answer is None:
        world.events.one(Kind.REFUSED, who, whom, int(people.cell[who]), Refusal.NO_ANSWER, order)
    elif not answer.heard:
        here = int(people.cell[who])
        world.events.one(Kind.REFUSED, who, whom, here, Refusal.STATIC, order, STREAM, answer.odds)
    for row, burst in bursts.items():
        if burst.heard:
            _hear(world, row, who, told, strength, burst)
    retelling.note(world, who, whom, told.topic, told.subject)  # minds don't say it again at once
    _listen_in(world, params, who, told)
    said(world, who)


def _hear(world: World, who: int, speaker: int, told: Message, strength: int, burst: Burst) -> None:
    """Let somebody hear a word over radio, through as much static as there is."""
    heard = _through_static(world, told, int(world.citizens.luck[who]), speaker, burst.over)
    here, order = int(world.citizens.cell[who]), int(world.citizens.cause[speaker])
    event = world.events.one(Kind.RADIO_HEARD, who, speaker, here, heard.packed, order, STREAM, burst.odds)
    believes = min(1000, 500 + regard.trust(world, who, speaker))
    messages.take_in(world, who, heard, speaker, strength * knowledge.KEPT // 1000 * believes // 1000, event)


def _through_static(world: World, told: Message, lucky: int, speaker: int, over: int) -> Message:
    """A message as it is heard: of a place that is off by some cells, unless the signal is strong; hours are not."""
    if told.cell < 0:
        return told
    pair, off = luck.pair(lucky, int(world.citizens.luck[speaker])), world.shared(Airwaves).off(over)
    return told._replace(cell=int(misplaced(world.key(GARBLED), pair, _WHAT, told.cell, off, world.city.handle)))


def _listen_in(world: World, params: Params, who: int, told: Message) -> None:
    """Let the watcher that hears somebody best report where they speak, and of whom or what; of equals by a draw."""
    rows = watchers_listening(world)
    heard = [
        (row, burst)
        for row, burst in zip(rows.tolist(), reach(world, who, of_watchers(world, rows)), strict=True)
        if burst.heard
    ]
    if not heard:
        return
    lucky, key, order = world.watchers.luck, world.key(GARBLED), int(world.citizens.cause[who])
    watcher, best = min(heard, key=lambda one: (-one[1].over, luck.u32(key, int(lucky[one[0]]), 4)))
    pair, off = luck.pair(int(lucky[watcher]), int(world.citizens.luck[who])), world.shared(Airwaves).off(best.over)
    there = int(misplaced(key, pair, _WHERE_FROM, int(world.citizens.cell[who]), off, world.city.handle))
    traced: I64 = world.events.add(
        Kind.RADIO_TRACED, [watcher], [who], there, best.metres, order, STREAM, best.odds
    )  # fmt: skip
    report(world, -1, watcher, Sense.RADIO, there, params.report_delay, params.points, traced)
    if told.topic in (Topic.PERSON, Topic.PLACE):
        said_of = _through_static(world, told, int(lucky[watcher]), who, best.over)
        subject = told.subject if told.topic == Topic.PERSON else -1
        report(world, subject, watcher, Sense.RADIO, said_of.cell, params.report_delay, params.named, np.array(traced))
