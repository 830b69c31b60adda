"""The order of a tick: the one place that says what happens when.

    take in -> sense -> decide -> act -> suffer -> spread -> settle

A system is a module with `step(world, params)` and, if it has knobs, `Params`. `every(period, system)` lets its rows
take turns: each row is looked at once in a period, by contiguous chunks of 64, so no tick is a spike.
`each(period, system)` runs the whole system once in a period.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import ModuleType

from pydantic import BaseModel

from undergrid.core import units
from undergrid.systems.authority import (
    ambush,
    classification,
    cold_cases,
    custody,
    dispatch,
    dossiers,
    judgement,
    laws,
    pursuit,
    questioning,
    raids,
    tags,
    unlinking,
    verdicts,
    windows,
)
from undergrid.systems.body import (
    atrophy,
    bleeding,
    breath,
    clinic,
    cold,
    consciousness,
    fatigue,
    hazards,
    hunger,
    implants,
    infection,
    malfunctions,
    neural_feed,
    neural_patch,
    nursing,
    slips,
    thirst,
    treatment,
)
from undergrid.systems.combat import grenades, last_acts, return_fire, shooting
from undergrid.systems.economy import foraging, outings, renewals, routine, scrounging, subscription, supply
from undergrid.systems.items import cigarettes, engine, exchange, fusion, salvage, scrap, suits
from undergrid.systems.movement import hauling, movement
from undergrid.systems.network import (
    captures,
    control,
    crews,
    dreams,
    echo,
    firebreak,
    ghosts,
    intruders,
    lines,
    mains,
    natives,
    pods,
    purge,
    taps,
    virus,
)
from undergrid.systems.orders import intake, settle
from undergrid.systems.places import burning, fire, gates, holding, lifts, rations, recycling, ruins, shelter
from undergrid.systems.senses import (
    bodies_found,
    handsets,
    hearing,
    heat,
    noise,
    own_drones,
    perception,
    radio,
    rotors,
    scope,
    sight,
)
from undergrid.systems.sky import beyond, clock, first_sight, moods, orbit, weather
from undergrid.systems.society import (
    bands,
    cohesion,
    companions,
    contamination,
    council,
    feelings,
    glitches,
    hearsay,
    hideouts,
    joint_deaths,
    last_words,
    marks,
    memorials,
    morale,
    oaths,
    parley,
    pledges,
    preparation,
    refuges,
    rumours,
    seeking_help,
    solace,
    speeches,
    talk,
    trust,
    word_of_death,
)
from undergrid.systems.trails import traces, tracking
from undergrid.world.authority.denouncing import Denouncing
from undergrid.world.authority.suspects import Permits
from undergrid.world.body.air import Air
from undergrid.world.body.burdens import Loads
from undergrid.world.body.closed_air import ClosedAir
from undergrid.world.body.meals import Meals
from undergrid.world.body.physique import Ages
from undergrid.world.combat.armour import Armour
from undergrid.world.combat.weapons import Shooting
from undergrid.world.items.power import Consumption
from undergrid.world.items.wrecks import Workshop
from undergrid.world.movement.walking import Gaits
from undergrid.world.network.captures import Capturing
from undergrid.world.network.purging import Purging
from undergrid.world.network.repairs import Repairs
from undergrid.world.orders.attempts import Pause
from undergrid.world.people.patching import Patching
from undergrid.world.places.burning import Combustion
from undergrid.world.places.drives import Pushing
from undergrid.world.senses.acoustics import Acoustics
from undergrid.world.senses.handsets import Handset
from undergrid.world.senses.optics import Optics
from undergrid.world.senses.radio_link import Airwaves
from undergrid.world.senses.thermal import Thermal
from undergrid.world.society.ballot import Ballot
from undergrid.world.society.chores import Readiness
from undergrid.world.society.parley_odds import Doorstep
from undergrid.world.society.speeches import Rhetoric
from undergrid.world.society.tempers import Temper
from undergrid.world.society.voice import Voice


@dataclass(frozen=True)
class Entry:
    """One system in the schedule."""

    name: str
    module: ModuleType
    phase: str = ""
    period: int = 1  # seconds
    staggered: bool = False


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


@dataclass(frozen=True)
class Placed:
    """A maker's rule, and the rule that it comes right after or right before."""

    entry: Entry
    after: bool
    beside: str


def every(period: str, module: ModuleType, name: str = "") -> Entry:
    """Rows take turns: each once in `period`."""
    return Entry(name or _name(module), module, period=units.seconds(period), staggered=True)


def each(period: str, module: ModuleType, name: str = "") -> Entry:
    """The whole system, once in `period`."""
    return Entry(name or _name(module), module, period=units.seconds(period))


def phase(name: str, *systems: ModuleType | Entry) -> tuple[Entry, ...]:
    """The systems of one phase, in their order."""
    entries = (s if isinstance(s, Entry) else Entry(_name(s), s) for s in systems)
    return tuple(Entry(e.name, e.module, name, e.period, e.staggered) for e in entries)


SHARED: dict[str, type[BaseModel]] = {
    "optics": Optics,
    "thermal": Thermal,
    "acoustics": Acoustics,
    "permits": Permits,
    "denouncing": Denouncing,
    "airwaves": Airwaves,
    "handset": Handset,
    "gaits": Gaits,
    "loads": Loads,
    "ages": Ages,
    "meals": Meals,
    "doorstep": Doorstep,
    "pause": Pause,
    "repairs": Repairs,
    "capturing": Capturing,
    "purging": Purging,
    "drives": Pushing,
    "combustion": Combustion,
    "power": Consumption,
    "workshop": Workshop,
    "air": Air,
    "closed_air": ClosedAir,
    "weapons": Shooting,
    "armour": Armour,
    "voice": Voice,
    "rhetoric": Rhetoric,
    "ballot": Ballot,
    "readiness": Readiness,
    "patching": Patching,
    "temper": Temper,
}
"""Knobs that several rules read: under these names in `rules`; a rule gets them as by `world.shared(Optics)`."""

SCHEDULE: tuple[Entry, ...] = (
    # orders first: routine leaves alone whoever has one this tick
    # windows before all that judges and walks: who comes at the first tick of a lockdown comes too late
    # cigarettes before all that looks: an ember burns where its smoker stands as the tick begins
    *phase("take in", intake, cigarettes, clock, windows, each("1 min", weather), each("1 min", ruins)),
    # moods after both skies: they take on what is over them from this minute on
    *phase("take in", each("1 min", orbit), each("1 min", beyond), each("1 min", moods)),
    # before deciding: people act on what was seen this tick; dossiers last: they merge what the senses report
    *phase("sense", sight, heat, hearing, noise, tags, radio, tracking, perception, bodies_found, rotors),
    # natives before dossiers: what is known to a mind of the network is known to it when watchers are sent
    *phase("sense", own_drones, scope, natives, dossiers),
    # pods before routine: it takes no order to plug into pods that have failed
    # outings after routine: whoever goes home or to work this minute does not stroll
    *phase(
        "decide",
        pods,
        every("1 min", routine),
        every("1 min", outings),
        each("1 min", foraging),
        each("10 min", scrounging),
        bands,
        every("10 s", seeking_help),
    ),
    *phase("decide", each("10 s", clinic), each("10 s", crews), each("10 s", preparation), intruders),
    # cold_cases before dispatch: watchers are sent at once where a case is opened again
    # verdicts before dispatch: a Sentinel that is spoken to in this tick pauses before it lays hold of anybody
    # last_acts before verdicts: whoever has lunged in this tick is in the way of what is fired in it
    *phase("decide", cold_cases, classification, last_acts, verdicts, dispatch, pursuit, questioning, raids, custody),
    # unlinking after custody: who has somebody in hand is at no cube
    *phase("decide", unlinking, ambush, judgement),
    # hauling after movement: who is hauled goes where the hauler has gone
    # shelter after movement: it greets those who have come in this tick
    # engine after exchange: a cube that has changed hands this tick is linked no more
    # fusion after exchange: a cell that has changed hands this tick feeds nothing of who had it
    # suits after fusion: what hangs on a part that fails this tick has drawn its power for the last second
    # gates after movement: whoever reaches the far side this tick is through before it shuts
    *phase("act", movement, hauling, nursing, treatment, neural_patch, exchange, engine, fusion, suits),
    # council after engine: those who are there see at once that somebody has spoilt it
    *phase("act", salvage, scrap, shelter, fire, parley, talk, solace, speeches, handsets, marks, memorials),
    *phase("act", pledges, council),
    # lifts after movement and hauling: whoever has come to one in this tick boards in it, with whom they have in tow
    # shots last: whoever has got behind something in this tick is behind it
    # purge after all work at the network: what was cut off or taken out in this tick is spared
    # captures before gates: a gate that is told to shut does so in this tick; holding too: it keeps it from that
    *phase("act", captures, holding, gates, lifts, lines, taps, purge, shooting, grenades, return_fire),
    # slips after implants: nobody who is shut down this tick slips
    # fatigue last: cold looks at whoever wakes, falls asleep or gets up at the next tick
    # bleeding before consciousness: consciousness looks at whoever goes into shock this tick
    *phase("suffer", every("1 min", implants), every("1 min", slips)),
    # malfunctions before bleeding: what has been struck in this tick fails at once
    # hunger before subscription: what a shift was worth less counts when it is assessed
    *phase("suffer", every("1 min", hazards), malfunctions, bleeding, consciousness, infection, thirst, hunger),
    # recycling before breath: where the air is out, people are without any in this tick
    # rations after it: who is there by now eats there
    # burning before breath: who has run from a fire in this tick breathes no smoke
    *phase("suffer", burning, recycling, each("10 min", rations), breath, cold, fatigue, each("1 min", neural_feed)),
    # first_sight before morale: what somebody sees gives them hope in the same tick
    *phase(
        "spread",
        every("1 min", atrophy),
        contamination,  # before rumours: each takes what is its own of what people are told to TELL
        every("1 min", rumours),
        every("1 min", hearsay),
        traces,
        first_sight,
    ),
    *phase("spread", trust, morale),
    # dreams after moods: what lies heavy on somebody awake makes dreams the sweeter
    *phase("spread", each("1 h", dreams)),
    *phase("spread", each("1 min", glitches)),
    # ghosts after control: a server that has just failed loses them at once
    # firebreak before mains: what is given up in time eases lines that would trip in this tick
    # mains after control: a plant that has just stopped gives nothing
    # echo after all that people die of: it looks at who was wired until they did; virus: it waits for a death
    *phase("spread", firebreak, control, mains, ghosts, echo, virus),
    # feelings last: by then it has been told what befell everybody in this tick
    # oaths before feelings: whoever has just been sold out feels so at once
    # hideouts before oaths: a base that is given away in this tick is sold out in it
    # cohesion after oaths and word_of_death: what is said in this tick shakes those who hear it
    # refuges before hideouts: it looks who is in before it is told of any of them
    # joint_deaths after all that people die of
    *phase("spread", joint_deaths, refuges, hideouts, oaths, last_words, word_of_death, cohesion, feelings),
    # laws and renewals before subscription: it books the fines of this tick
    # companions before subscription: what a shift was worth less counts when it is assessed
    *phase("settle", laws, renewals, companions, every("1 min", subscription), each("10 min", supply), settle),
)


def extended(entries: Sequence[Entry], more: Iterable[Placed]) -> tuple[Entry, ...]:
    """The order of a tick with makers' rules in it, each in the phase of the rule beside it.

    Where several come after the same rule, or before it, they keep the order in which they are named.
    """
    order = list(entries)
    last: dict[str, str] = {}  # by rule: the one placed last after it
    for placed in more:
        names = [entry.name for entry in order]
        at = names.index(placed.beside)
        entry = replace(placed.entry, phase=order[at].phase)
        if placed.after:
            at = names.index(last.get(placed.beside, placed.beside)) + 1
            last[placed.beside] = entry.name
        order.insert(at, entry)
    return tuple(order)
