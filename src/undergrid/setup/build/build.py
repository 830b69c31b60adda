"""Building: from a scenario and a seed to a world at tick 0. The same scenario, seed and people give the same digest.

Rows: first the cast in the order of the file, then the crowd, group after group. Everything that holds at the start has
the event SCENARIO as its cause.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from pydantic import BaseModel

from undergrid.city.city import City, LinkKind, Post, Use
from undergrid.core import luck, units
from undergrid.core.errors import UsageError
from undergrid.core.inputs import is_there
from undergrid.core.tables import I64
from undergrid.schedule import SHARED
from undergrid.setup.build import crowd
from undergrid.setup.build.cast import add_cast
from undergrid.setup.build.companions import settle_units
from undergrid.setup.build.crowd import Customs, Traits
from undergrid.setup.build.factions import add_factions
from undergrid.setup.build.hosts import add_hosts
from undergrid.setup.build.households import Dealt, TooFewAdultsError
from undergrid.setup.build.laws import add_laws
from undergrid.setup.build.marks import add_marks
from undergrid.setup.build.natures import (
    add_bands,
    add_fires,
    add_natures,
    add_things,
    add_wrecks,
    carry_all,
    choose_leaders,
)
from undergrid.setup.build.network import add_network
from undergrid.setup.build.raiders import add_raiders
from undergrid.setup.build.scrap import add_scrap
from undergrid.setup.build.viruses import add_viruses
from undergrid.setup.build.watchers import add_watchers
from undergrid.setup.build.windows import add_reserves, add_windows
from undergrid.setup.check.names import Want
from undergrid.setup.file.model import End, ScenarioFile
from undergrid.setup.file.moments import window_of
from undergrid.setup.file.persons import Group
from undergrid.setup.load import CANON, Scenario, load
from undergrid.world.body.burdens import SOUND
from undergrid.world.places.shelters import found_shelters
from undergrid.world.places.stores import store
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.economy import STOCKED
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.orders import VERBS
from undergrid.world.tables.people import NEVER, ConditionKind
from undergrid.world.view.endings import Ending, State
from undergrid.world.world import World

_BELIEF = 600  # how firmly a rumour is believed by those of the crowd who have heard it, 1/1000 [assumed]
_WORKS = (Use.VATS, Use.FARM, Use.RECLAMATION)


@dataclass
class Built:
    """A world at tick 0, and what a run needs to know of the scenario besides."""

    scenario: Scenario
    seed: int
    world: World
    rules: dict[str, BaseModel]  # by system: its knobs
    endings: tuple[Ending, ...]
    wants: tuple[tuple[Want, ...], ...]  # by row of `plans`
    people: dict[str, int]  # the cast by name in the scenario: rows
    places: dict[str, int]  # cells by name: places, buildings (their doors), gates (their inner side)
    full_names: dict[str, str]  # by name in the scenario
    lasts: int  # ticks
    canon: Path | None  # the file that replays the story, where there is one
    reasons: dict[str, str] = field(default_factory=dict)  # why the wanted are wanted, in the authority's words

    @property
    def name(self) -> str:
        return self.scenario.name

    @property
    def title(self) -> str:
        return self.scenario.spec.title


def build(scenario: Scenario | str | Path, seed: int = 1, people: int | None = None) -> Built:
    """Build the world of a scenario (or of a file or name) at tick 0, with its own number of people or another.

    Raises ScenarioError or UsageError where `load` would, UsageError for a seed outside of 0..2^64-1.
    """
    if not isinstance(scenario, Scenario):
        scenario = load(scenario, people)
    elif people is not None and people != scenario.people:
        scenario = replace(load(scenario.path, people), checked=scenario.checked)
    if not 0 <= seed < 1 << 64:
        raise UsageError(f"a seed is 0 to 2^64 - 1, not {seed}")
    story = scenario.path.with_name(CANON)
    spec, atlas, rules = scenario.spec, scenario.atlas, scenario.checked.rules
    city = _with_posts(scenario)
    brought = {name: kind for rule in scenario.makers for name, kind in rule.tables.items()}
    verbs = [*VERBS, *(verb for rule in scenario.makers for verb in rule.verbs)]
    world = World(city, seed, starts=spec.clock.starts, names=dict(enumerate(spec.cast)), brought=brought, verbs=verbs)
    world.share(rules[name] for name in SHARED)
    _fill(world, scenario)
    wants = tuple(scenario.checked.wants[name] for name in spec.cast if scenario.checked.wants[name])
    endings = tuple(_ending(scenario, name, end) for name, end in spec.endings.items())
    world.endings.grow(len(endings))
    world.rebuild()
    world.events.begin(0)
    return Built(
        scenario=scenario,
        seed=seed,
        world=world,
        rules=rules,
        endings=endings,
        wants=wants,
        people={name: row for row, name in enumerate(spec.cast)},
        places={name: place.cell for name in sorted(atlas.places) if (place := atlas.place(name))},
        full_names={name: person.name for name, person in spec.cast.items()},
        lasts=spec.clock.lasts,
        canon=story if is_there(story) else None,
        reasons={name: person.wanted.reason for name, person in spec.cast.items() if person.wanted},
    )


def _fill(world: World, scenario: Scenario) -> None:
    """Put into a world what its scenario has: first the people, row by row, then all that depends on them."""
    spec, rules = scenario.spec, scenario.checked.rules
    customs = customs_of(rules, spec.clock.starts)
    world.citizens.grow(scenario.people)
    world.citizens.cause[:] = world.scenario_event
    add_bands(world, scenario)
    add_factions(world, scenario)
    add_cast(world, scenario, customs)
    _add_crowd(world, scenario, customs)
    settle_units(world, scenario)
    if not spec.subscription:
        world.citizens.expires[:], world.citizens.refused[:] = NEVER, False
    _note_refused(world, customs.threshold)
    choose_leaders(world)
    _add_what_lies_about(world, scenario)
    manned = add_watchers(world, scenario)
    add_raiders(world, scenario)
    add_marks(world, scenario)
    _add_gates(world, spec)
    _add_lifts(world, scenario)
    _add_works(world, rules)
    _add_shelters(world, spec)
    _add_clinics(world, scenario)
    _add_depots(world, scenario)
    add_network(world, scenario, manned)
    add_hosts(world, scenario)
    add_viruses(world, scenario)
    _add_air_and_power(world, scenario)
    add_reserves(world, scenario, manned)
    add_windows(world, scenario, manned)
    add_laws(world, scenario)
    world.sky.cause[:] = world.scenario_event
    _add_storms(world, spec)


def customs_of(rules: dict[str, BaseModel], starts: int) -> Customs:
    """What the rules say about life before the start."""
    subscription, routine = rules["subscription"].model_dump(), rules["routine"].model_dump()
    return Customs(
        minute=starts // 60,
        shift_minutes=round(60 * routine["shift_hours"]),
        attends=routine["attends"],
        period=subscription["period_days"] * units.DAY,
        notice=subscription["notice_hours"] * units.HOUR,
        threshold=subscription["threshold"],
        slump=subscription["slump"],
        fresh=subscription["fresh"],
        sound=SOUND,
    )


def _add_crowd(world: World, scenario: Scenario, customs: Customs) -> None:
    people, first = world.citizens, len(scenario.spec.cast)
    for group, n in zip(scenario.spec.crowd, scenario.counts, strict=True):
        if n == 0:
            continue
        traits = Traits(world.seed, crowd.luck_keys(scenario.name, group.label, n))
        homes = crowd.homes_of(scenario.atlas, group, scenario.spec.depots)
        shared = _together(group, traits)
        crowd.settle(people, first, group, homes, scenario.atlas, traits, customs, shared)
        rows = np.arange(first, first + n)
        if shared is not None:
            row = world.households.grow(len(shared.first))
            world.households.first[row:], world.households.size[row:] = first + shared.first, shared.size
        if group.around is not None:
            crowd.scatter(people, rows, group, scenario.atlas, traits)
        add_natures(world, scenario, group, rows)
        carry_all(world, scenario, group, rows)
        _whisper(world, rows[traits.chance(crowd.RUMOUR, group.rumour)], Topic.OUTZONE)
        _whisper(world, rows[traits.chance(crowd.TRUTH, group.truth)], Topic.TRUTH)
        first += n


def _together(group: Group, traits: Traits) -> Dealt | None:
    """The households of a group; None where it has none. Raises UsageError where so many people have too few adults."""
    try:
        return crowd.together(group, traits)
    except TooFewAdultsError as few:
        n, hint = len(traits.keys), "another number of people may do"
        what = f"{group.label}: {few.households:,} households of {n:,} people, of whom {few.adults:,} are grown up"
        raise UsageError(what, hint=hint) from None


def _whisper(world: World, heard: I64, topic: Topic) -> None:
    """Let some people know of something from the start on, and pass it on."""
    if len(heard):
        known, slots = world.knowledge, world.knowledge.take(len(heard))
        known.knower[slots], known.topic[slots], known.at[slots] = heard, topic, 0
        known.strength[slots], known.telling[slots], known.cause[slots] = _BELIEF, True, world.scenario_event


def _add_what_lies_about(world: World, scenario: Scenario) -> None:
    add_things(world, scenario)
    add_wrecks(world, scenario)
    add_scrap(world, scenario)
    add_fires(world, scenario)


def _note_refused(world: World, threshold: int) -> None:
    """Add a condition for everybody whose subscription will not be renewed, and by how much they fell short, if so."""
    refused = np.flatnonzero(world.citizens.refused)
    if len(refused):
        slots = world.conditions.take(len(refused))
        unrenewed = world.conditions
        unrenewed.owner[slots], unrenewed.kind[slots] = refused, ConditionKind.UNRENEWED
        unrenewed.cause[slots] = world.scenario_event
    held = world.citizens.obedience[refused].astype(np.int64) + world.citizens.productivity[refused]
    lacking = threshold - (held >> 1)
    slots = world.shortfalls.take(int((lacking > 0).sum()))
    world.shortfalls.subject[slots], world.shortfalls.lacking[slots] = refused[lacking > 0], lacking[lacking > 0]


def _with_posts(scenario: Scenario) -> City:
    """The city with the posts that the scenario adds."""
    more = []
    for given in scenario.spec.watchers.more:
        cells = [place.cell for name in [given.at, *given.beat] if (place := scenario.atlas.place(name))]
        beat = tuple(cells[1:])
        more.append(Post(given.kind, cells[0], beat=beat if not beat or beat[0] == cells[0] else (cells[0], *beat)))
    return replace(scenario.city, posts=(*scenario.city.posts, *more)) if more else scenario.city


def _add_gates(world: World, spec: ScenarioFile) -> None:
    gates, watchers = world.gates, world.watchers
    links = [n for n, link in enumerate(world.city.links) if link.kind == LinkKind.GATE]
    gates.grow(len(links))
    guards = np.flatnonzero(watchers.kind == WatcherKind.SENTINEL)
    for row, n in enumerate(links):
        name = world.city.links[n].name
        gates.link[row] = n
        gates.luck[row] = luck.key_of(f"{spec.scenario}/gate/{name}")
        here = guards[watchers.link[guards] == n]
        gates.guard[row] = here[0] if len(here) else -1
        gates.open[row] = name in spec.gates and spec.gates[name].open
    gates.cause[:] = world.scenario_event


def _add_lifts(world: World, scenario: Scenario) -> None:
    """The lifts of which the scenario says something, each at the first end of its link."""
    lifts, links = world.lifts, scenario.atlas.lifts
    lifts.grow(len(scenario.spec.lifts))
    for row, (name, given) in enumerate(scenario.spec.lifts.items()):
        lifts.link[row], lifts.luck[row] = links[name], luck.key_of(f"{scenario.name}/lift/{name}")
        lifts.capacity[row], lifts.guarded[row] = given.capacity, given.clearance


def _add_shelters(world: World, spec: ScenarioFile) -> None:
    found_shelters(world)
    shelters = world.shelters
    for row, building in enumerate(shelters.building.tolist()):
        given = spec.doors.get(world.city.buildings[building].name)
        if given:
            shelters.door[row], shelters.lock[row], shelters.locked[row] = given.door, given.lock, given.locked


def _add_works(world: World, rules: dict[str, BaseModel]) -> None:
    """Vats, farms and reclamation centres, with what the city uses up in a day in store."""
    works, city = world.facilities, world.city
    found = [n for n, building in enumerate(city.buildings) if building.use in _WORKS]
    works.grow(len(found))
    works.building[:] = found
    works.cause[:] = world.scenario_event
    supply = rules["supply"].model_dump()
    living = int(world.citizens.alive.sum())
    use = np.array([city.buildings[n].use for n in found], int)
    food = use == (Use.VATS if (use == Use.VATS).any() else Use.RECLAMATION)
    eaten = living * round(supply["food_kg_per_day"] * 1000)
    dreamt = living * supply["memories_per_hour"] * 24
    for rows, total in ((np.flatnonzero(food), eaten), (np.flatnonzero(use == Use.FARM), dreamt)):
        if len(rows):
            works.product[rows] = works.taken_in[rows] = -(-total // len(rows))


def _add_clinics(world: World, scenario: Scenario) -> None:
    """Houses that treat people, with full stores."""
    for name, given in scenario.spec.clinics.items():
        building = scenario.atlas.buildings[name]
        row = world.clinics.grow(1)
        world.clinics.building[row], world.clinics.beds[row] = building, given.beds
        for kind in STOCKED:
            n = getattr(given, kind.name.lower())
            getattr(world.clinics, kind.name.lower())[row] = n
            if n:
                store(world, building, kind, n, world.scenario_event)


def _add_depots(world: World, scenario: Scenario) -> None:
    """Houses from which crews go out, with their spare parts."""
    for name, given in scenario.spec.depots.items():
        building = scenario.atlas.buildings[name]
        row = world.depots.grow(1)
        world.depots.building[row] = building
        if given.parts:
            store(world, building, ItemKind.PARTS, given.parts, world.scenario_event)


def _add_air_and_power(world: World, scenario: Scenario) -> None:
    """Where there is no air to breathe, and where there are sockets."""
    spec, atlas = scenario.spec, scenario.atlas
    for name in dict.fromkeys(spec.airless):
        row = world.airless.grow(1)
        if name in atlas.levels:
            world.airless.level[row] = atlas.levels[name]
        else:
            world.airless.building[row] = atlas.buildings[name]
    for name in dict.fromkeys(spec.sockets):
        row = world.sockets.grow(1)
        world.sockets.building[row] = atlas.buildings[name]


def _add_storms(world: World, spec: ScenarioFile) -> None:
    """The sandstorms that will come."""
    for storm in spec.sandstorms:
        row, storms = world.storms.grow(1), world.storms
        storms.starts[row], storms.ends[row] = storm.starts, min(NEVER, storm.starts + storm.lasts)
        storms.dust[row], storms.wind[row] = storm.dust, round(10 * storm.wind)


def _ending(scenario: Scenario, name: str, end: End) -> Ending:
    """An ending with rows and cells for its names."""
    atlas = scenario.atlas
    rows = {person: row for row, person in enumerate(scenario.spec.cast)}
    after, before = window_of(end, scenario.spec.clock.starts, dict(scenario.checked.rules["clock"]))
    cell = building = level = district = -1
    if end.at is not None:
        if end.at in atlas.levels:
            level = atlas.levels[end.at]
        elif end.at in atlas.districts:
            district = atlas.districts[end.at]
        else:
            place = atlas.place(end.at)
            assert place is not None  # the scenario has been checked
            cell, building = (-1 if place.inside else place.cell), place.building
    return Ending(
        name=name,
        who=tuple(rows[who] for who in end.who),
        every=not end.any,
        cell=cell,
        building=building,
        level=level,
        district=district,
        state=State(end.are) if end.are else None,
        after=after,
        before=-1 if before is None else before,
    )
