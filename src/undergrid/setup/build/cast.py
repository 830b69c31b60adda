"""The cast: the named, with what they carry, know and want, and what the authority holds against them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from undergrid.core import luck, units
from undergrid.setup.build import crowd, spreads
from undergrid.setup.build.crowd import Customs, Traits
from undergrid.setup.build.natures import add_natures, add_thing
from undergrid.setup.check.atlas import Atlas, Place
from undergrid.setup.check.names import OUTZONE, TRUTH
from undergrid.setup.file.persons import Person
from undergrid.world.body.posture import ALERT
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.people import Activity, Being, Posture, Profession
from undergrid.world.tables.society import BondKind

if TYPE_CHECKING:
    from undergrid.setup.load import Scenario
    from undergrid.world.world import World

_LAST_STAGE = 4  # of the implants: shut down
_FIRST_LOOK = 30  # seconds within which somebody looks up for the first time, if nothing happens to them [assumed]
_BOLD, _LATE, _LOOKS = luck.stream("setup/bold"), luck.stream("setup/late"), luck.stream("setup/looks")


def add_cast(world: World, scenario: Scenario, customs: Customs) -> None:
    """Fill the first rows of the citizens with the cast, and every table that speaks of them."""
    spec, atlas = scenario.spec, scenario.atlas
    rows, n_fragments = {name: row for row, name in enumerate(spec.cast)}, 0
    for name, person in spec.cast.items():
        row = rows[name]
        key = luck.key_of(f"{spec.scenario}/cast/{name}")
        traits = Traits(world.seed, np.array([key], np.int64))
        world.citizens.luck[row] = key
        _add_body(world, row, person, traits, customs)
        _put(world, row, person, traits, atlas, customs)
        if person.shut_down:
            _shut_down(world, row, person)
        elif person.expires is not None:
            _end(world, row, person.expires)
        if person.wanted:
            _accuse(world, row, person, atlas, scenario.checked.rules["dossiers"].model_dump()["wanted_at"])
        add_natures(world, scenario, person, np.array([row], np.int64), person.was)
        for n, thing in enumerate(person.carries):
            thing_slot = add_thing(world, thing, luck.key_of(f"{spec.scenario}/item/{name}/{n}"), holder=row)
            if thing.chip is not None:
                items = world.items
                items.identity[thing_slot], items.issued[thing_slot] = rows[thing.chip.of], -thing.chip.age
                items.corruption[thing_slot] = round(100 * thing.chip.corruption)
        for bond in person.bonds:
            slot = world.bonds.take(1)
            bonds = world.bonds
            bonds.a[slot], bonds.b[slot] = row, rows[bond.to]
            bonds.kind[slot] = BondKind[bond.kind.upper()]
            bonds.strength[slot] = round(1000 * bond.strength)
            bonds.cause[slot] = world.scenario_event
        n_fragments = _remember(world, row, person, n_fragments)
        if scenario.checked.wants[name]:
            _give_a_mind(world, row, traits)
            _keep_awake(world, row)
    for name, person in spec.cast.items():  # after all are placed: people may know where others are
        # somebody wanted by name knows of themselves: they have gone to ground
        known = person.known
        for topic, ago in (known if not person.wanted else {**known, name: known.get(name, 0)}).items():
            _teach(world, rows[name], topic, rows, atlas, ago)


def _add_body(world: World, row: int, person: Person, traits: Traits, customs: Customs) -> None:
    people, one = world.citizens, slice(row, row + 1)
    people.being[row] = Being[person.being.upper()]
    people.profession[row] = Profession[person.profession.upper()]
    people.age[row] = person.age
    drawn = spreads.inverse(spreads.speeds(), traits.draw(crowd.SPEED))
    people.speed[row] = drawn[0] if person.speed is None else units.mm(person.speed)
    people.tagged[row], people.plugged[row] = person.tagged, person.plugged
    people.shift[row] = crowd.shifts(traits)[0] if person.shift is None else person.shift // 60
    crowd.subscribe(people, one, traits, customs)
    crowd.strength(people, one, traits, np.array([person.plugged]), customs)
    # the author decides whether somebody of the cast is renewed at the start, no draw
    people.refused[row] = False
    people.productivity[row] = max(int(people.productivity[row]), customs.fresh)
    if people.expires[row] <= customs.notice:
        people.expires[row] += customs.period


def _put(world: World, row: int, person: Person, traits: Traits, atlas: Atlas, customs: Customs) -> None:
    """Home, workplace, and where they are: where the scenario says, else at home or at work by the clock."""
    people = world.citizens
    home = _building(atlas, person.home)
    work = _building(atlas, person.work)
    people.home[row], people.work[row] = home, work
    if person.at is not None:
        place = atlas.place(person.at)
        assert place is not None  # the scenario has been checked
        people.cell[row] = place.cell
        people.inside[row] = place.building if place.inside else -1
        at_home = place.inside and place.building == home
        asleep = at_home and person.plugged
        people.doing[row] = Activity.PLUGGED if asleep else Activity.RESTING if place.inside else Activity.WAITING
        return
    crowd.place(
        people,
        slice(row, row + 1),
        atlas,
        traits,
        np.array([home], np.int64),
        np.array([work], np.int64),
        people.shift[row : row + 1].astype(np.int64),
        np.array([person.plugged]),
        customs,
    )


def _give_a_mind(world: World, row: int, traits: Traits) -> None:
    """A mind for somebody, with a temper and habits of their own: no two runs have quite the same people."""
    plans = world.plans
    plan = plans.grow(1)
    plans.owner[plan], plans.cause[plan] = row, world.scenario_event
    plans.bold[plan] = spreads.inverse(spreads.boldness(), traits.draw(_BOLD))[0]
    plans.late[plan] = spreads.inverse(spreads.lateness(), traits.draw(_LATE))[0]
    plans.wake[plan] = 1 + spreads.below(_FIRST_LOOK, traits.draw(_LOOKS))[0]


def _keep_awake(world: World, row: int) -> None:
    """Let somebody who wants something be awake when the story opens, as long as whoever has just been woken."""
    people, exposure = world.citizens, world.exposure
    if people.doing[row] == Activity.PLUGGED:
        people.doing[row] = Activity.RESTING
    slots = exposure.of(row)
    exposure.alert[slots] = np.maximum(exposure.alert[slots], world.tick + ALERT)


def _building(atlas: Atlas, name: str | None) -> int:
    found = atlas.building(name) if name is not None else None
    return -1 if found is None else found


def _end(world: World, row: int, tick: int) -> None:
    """Let a subscription end at a tick and not be renewed."""
    world.citizens.expires[row] = tick
    world.citizens.refused[row] = True


def _shut_down(world: World, row: int, person: Person) -> None:
    """Let somebody have died before the start, whom the registry may still list among the living."""
    assert person.shut_down
    people = world.citizens
    people.alive[row] = False
    people.expires[row] = people.since[row] = -person.shut_down.ago
    people.doing[row], people.stage[row], people.posture[row] = Activity.SHUT_DOWN, _LAST_STAGE, Posture.FLAT
    people.plugged[row] = False
    people.registered[row] = person.shut_down.struck_off_in is not None
    if person.shut_down.struck_off_in is not None:
        slot = world.registry.take(1)
        world.registry.subject[slot] = row
        world.registry.since[slot] = -person.shut_down.ago
        world.registry.due[slot] = person.shut_down.struck_off_in
        world.registry.cause[slot] = world.scenario_event


def _accuse(world: World, row: int, person: Person, atlas: Atlas, enough: int) -> None:
    """Open a dossier that makes them wanted."""
    assert person.wanted
    slot, dossiers = world.dossiers.take(1), world.dossiers
    dossiers.subject[slot] = row
    dossiers.suspicion[slot] = person.wanted.suspicion or enough
    dossiers.wanted[slot] = True
    seen = atlas.place(person.wanted.last_seen) if person.wanted.last_seen is not None else None
    if seen:
        dossiers.cell[slot], dossiers.at[slot] = seen.cell, -person.wanted.ago
    dossiers.event[slot] = dossiers.wanted_cause[slot] = world.scenario_event
    world.citizens.wanted[row] = True


def _remember(world: World, row: int, person: Person, first: int) -> int:
    """Add the fragments of somebody's memory, numbered from `first` on; returns the number after the last."""
    texts = [text for given in person.memories.values() for text in given]
    if texts:
        slots = world.fragments.take(len(texts))
        world.fragments.owner[slots], world.fragments.number[slots] = row, np.arange(first, first + len(texts))
    return first + len(texts)


def _teach(world: World, knower: int, topic: str, rows: dict[str, int], atlas: Atlas, ago: int) -> None:
    """One piece of knowledge that somebody starts with, as of so many ticks before the start."""
    kind, subject, cell = Topic.PLACE, -1, -1
    if topic == OUTZONE:
        kind = Topic.OUTZONE
    elif topic == TRUTH:
        kind = Topic.TRUTH
    elif topic in atlas.gates:
        kind, subject = Topic.GATE, atlas.gates[topic]
        cell = world.city.links[atlas.gate_links[subject]].a
    elif topic in rows:
        kind, subject = Topic.PERSON, rows[topic]
        cell = int(world.citizens.cell[subject])
    else:
        place = atlas.place(topic) or Place(-1)
        subject, cell = place.building, place.cell
    slot, known = world.knowledge.take(1), world.knowledge
    known.knower[slot], known.topic[slot], known.subject[slot] = knower, kind, subject
    known.cell[slot], known.at[slot], known.cause[slot] = cell, -ago, world.scenario_event
    known.telling[slot] = kind in (Topic.OUTZONE, Topic.TRUTH)
