"""The world: everything that changes in a run, over a city that does not.

The tables among the annotations of `World`, in their order, are what digests cover and snapshots copy. All that is
derived from them is a *cache* (`core/caches.py`), a pure function of city and tables: made on demand, dropped by
`rebuild()`, never saved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar, get_type_hints

import numpy.typing as npt
from pydantic import BaseModel

from undergrid.city.city import City
from undergrid.core import luck, units
from undergrid.core.caches import Cache
from undergrid.core.handles import Handle, record
from undergrid.core.tables import I64, Out, Table
from undergrid.world import ranges
from undergrid.world.log.events import SCENARIO_EVENT, EventLog
from undergrid.world.tables import authority, society
from undergrid.world.tables.bases import Bases, Lodgers
from undergrid.world.tables.blazes import Blazes
from undergrid.world.tables.body import Blood, Exposure, Hauls, Soaked, Wounds
from undergrid.world.tables.combat import Failures, Fuses, Panes, Suppressed
from undergrid.world.tables.council import Chores, Councils, Preparations, Votes
from undergrid.world.tables.dreams import Dreams
from undergrid.world.tables.economy import Clinics, Facilities, Frauds, Patients, Registry, Remains, Shortfalls
from undergrid.world.tables.endings import Endings
from undergrid.world.tables.engines import Engines, Forecasts, Spoilt
from undergrid.world.tables.factions import Factions, Sworn
from undergrid.world.tables.feelings import Feelings
from undergrid.world.tables.hosts import Augments, FeedNodes, Minds, Sensed, Servers, Spellbound
from undergrid.world.tables.items import Items
from undergrid.world.tables.laws import Laws, Offences
from undergrid.world.tables.lifts import Lifts
from undergrid.world.tables.marks import Marks, Memorials, Radioed, Readings
from undergrid.world.tables.minds import Beats, Intentions, Knowledge, Plans, Vain, Watched
from undergrid.world.tables.network import Captures, Depots, Errands, Holdings, InHand, Nodes, Pods, Shielded, Wires
from undergrid.world.tables.orders import VERBS, Asked, Order, Tasks, Verb
from undergrid.world.tables.patches import Patches
from undergrid.world.tables.people import Citizens, Conditions
from undergrid.world.tables.places import Barriers, Drives, Fires, Gates, Judgements, Shelters
from undergrid.world.tables.power import Airless, Breaths, Charges, Feeds, Sockets
from undergrid.world.tables.raids import Clues, ColdCases, Fugitives, Raiders, Raids
from undergrid.world.tables.refuges import Guests, Refuges
from undergrid.world.tables.salvage import OwnDrones, Wrecks
from undergrid.world.tables.scrap import Forays, Scattered, ScrapFields
from undergrid.world.tables.senses import Beacons, Noises
from undergrid.world.tables.sky import Beheld, Beyond, Moods, Projections, Sky, Storms
from undergrid.world.tables.suits import SuitParts
from undergrid.world.tables.trails import Traces, Trackings, Weathering
from undergrid.world.tables.units import Attachments, Broken, Findings, Units, Unmasked
from undergrid.world.tables.viruses import Infections, Viruses
from undergrid.world.tables.windows import Closures, Reserves, Windows

State = dict[str, dict[str, npt.NDArray[Any]]]
C = TypeVar("C", bound=Cache)
K = TypeVar("K", bound=BaseModel)
O = TypeVar("O", bound=Out)


class World:
    """The state of a run at one tick, and the caches over it.

    `starts` is the time of day at tick 0 in seconds. `names` spells out the named citizens; the rest go by number.
    `node_names` are those of the nodes of the control network, by row, `window_names` those of the windows,
    `faction_names` those of the factions as they are told, `mind_names` those of the minds born on the network,
    `law_names` those of the laws.
    `brought` are the tables of makers' rules: they come after ours, and are attributes too. `verbs` are all that people
    can be asked to do.
    """

    citizens: Citizens
    watchers: authority.Watchers
    gates: Gates
    items: Items
    bonds: society.Bonds
    conditions: Conditions
    knowledge: Knowledge
    plans: Plans
    intentions: Intentions
    vain: Vain
    watched: Watched
    beats: Beats
    wounds: Wounds
    blood: Blood
    exposure: Exposure
    asked: Asked
    tasks: Tasks
    hauls: Hauls
    traces: Traces
    weathering: Weathering
    trackings: Trackings
    shelters: Shelters
    noises: Noises
    beacons: Beacons
    profiles: society.Profiles
    crafts: society.Crafts
    regards: society.Regards
    feelings: Feelings
    vouches: society.Vouches
    parleys: society.Parleys
    pledges: society.Pledges
    bands: society.Bands
    members: society.Members
    policy: authority.Policy
    files: authority.Files
    questionings: authority.Questionings
    custodies: authority.Custodies
    reports: authority.Reports
    dossiers: authority.Dossiers
    strangers: authority.Strangers
    looks: authority.Looks
    evidence: authority.Evidence
    judgements: Judgements
    drives: Drives
    registry: Registry
    sky: Sky
    facilities: Facilities
    clinics: Clinics
    patients: Patients
    barriers: Barriers
    fires: Fires
    endings: Endings
    nodes: Nodes
    wires: Wires
    shielded: Shielded
    holdings: Holdings
    pods: Pods
    captures: Captures
    in_hand: InHand
    depots: Depots
    errands: Errands
    charges: Charges
    feeds: Feeds
    sockets: Sockets
    airless: Airless
    breaths: Breaths
    windows: Windows
    closures: Closures
    reserves: Reserves
    lifts: Lifts
    failures: Failures
    suppressed: Suppressed
    fuses: Fuses
    panes: Panes
    suit_parts: SuitParts
    wrecks: Wrecks
    own_drones: OwnDrones
    soaked: Soaked
    storms: Storms
    marks: Marks
    memorials: Memorials
    readings: Readings
    radioed: Radioed
    factions: Factions
    sworn: Sworn
    minds: Minds
    augments: Augments
    feed_nodes: FeedNodes
    servers: Servers
    sensed: Sensed
    spellbound: Spellbound
    engines: Engines
    forecasts: Forecasts
    spoilt: Spoilt
    councils: Councils
    votes: Votes
    preparations: Preparations
    chores: Chores
    bases: Bases
    lodgers: Lodgers
    remains: Remains
    frauds: Frauds
    shortfalls: Shortfalls
    laws: Laws
    offences: Offences
    viruses: Viruses
    infections: Infections
    patches: Patches
    clues: Clues
    cold_cases: ColdCases
    raids: Raids
    raiders: Raiders
    fugitives: Fugitives
    blazes: Blazes
    refuges: Refuges
    guests: Guests
    scrap_fields: ScrapFields
    scattered: Scattered
    forays: Forays
    projections: Projections
    beyond: Beyond
    moods: Moods
    beheld: Beheld
    dreams: Dreams
    units: Units
    attachments: Attachments
    unmasked: Unmasked
    broken: Broken
    findings: Findings

    city: City
    seed: int
    starts: int
    names: dict[int, str]
    node_names: tuple[str, ...]
    window_names: tuple[str, ...]
    faction_names: tuple[str, ...]
    mind_names: tuple[str, ...]
    law_names: tuple[str, ...]
    brought: dict[str, type[Table]]
    verbs: tuple[Verb, ...]
    tick: int
    period: int
    tables: dict[str, Table]
    events: EventLog
    orders: tuple[Order, ...]
    scenario_event: int

    def __init__(
        self,
        city: City,
        seed: int,
        *,
        starts: int = 0,
        names: Mapping[int, str] | None = None,
        brought: Mapping[str, type[Table]] | None = None,
        verbs: Sequence[Verb] = VERBS,
        node_names: Sequence[str] = (),
        window_names: Sequence[str] = (),
        faction_names: Sequence[str] = (),
        mind_names: Sequence[str] = (),
        law_names: Sequence[str] = (),
    ) -> None:
        self.city = city
        self.seed = seed
        self.starts = starts
        self.names = dict(names or {})
        self.node_names = tuple(node_names)
        self.window_names = tuple(window_names)
        self.faction_names = tuple(faction_names)
        self.mind_names = tuple(mind_names)
        self.law_names = tuple(law_names)
        self.tick = 0
        self.period = 1  # of the system that is running: its rows take turns over so many ticks
        self.brought = dict(brought or {})
        self.verbs = tuple(verbs)
        kinds = {**TABLES, **self.brought}
        self.tables = {name: kind(kind.n_at_first) for name, kind in kinds.items()}
        for name, table in self.tables.items():
            setattr(self, name, table)
        self.events = EventLog()
        self.orders = ()  # of this tick, for intake
        self.scenario_event = SCENARIO_EVENT  # the cause of all that was there at the start
        self._shared: dict[type[BaseModel], BaseModel] = {}
        self._caches: dict[type[Cache], tuple[tuple[Any, ...], Any]] = {}
        self._keys: dict[int, I64] = {}
        self._key_sets: dict[tuple[tuple[str, int], ...], Handle] = {}
        self._outs: dict[type[Out], Out] = {}

    # -- time

    @property
    def second(self) -> int:
        """Seconds since the midnight before the run began."""
        return self.starts + self.tick

    @property
    def second_of_day(self) -> int:
        return self.second % units.DAY

    def has_turn(self, n_rows: int) -> bool:
        """Whether it is the turn of any of so many rows, which take turns by chunks of 64 over `period` ticks."""
        return self.tick % self.period << 6 < n_rows

    # -- luck

    def key(self, stream: int) -> I64:
        """The key of a stream at this tick, for `luck.u32(key, thing)` in a kernel."""
        key = self._keys.get(stream)
        if key is None:
            key = self._keys[stream] = luck.make_key(self.seed, self.tick, stream)
        key[2] = self.tick
        return key

    def keys(self, **streams: int) -> Handle:
        """The keys of several streams at this tick by names, for `luck.u32(keys.shock, thing)` in a kernel."""
        keys = {name: self.key(stream) for name, stream in streams.items()}
        found = self._key_sets.get(named := tuple(streams.items()))
        if found is None:
            found = self._key_sets[named] = record(**keys)
        return found

    @contextmanager
    def drawing_by(self, keys: Iterable[I64]) -> Iterator[None]:
        """Let streams draw, in this tick, by keys that `luck.forcing` has made, instead of by their own."""
        given = {int(key[3, 0]): key for key in keys}
        self._keys.update(given)  # `key` writes the tick into their third row, as into the third word of its own
        self._key_sets.clear()
        try:
            yield
        finally:
            for stream in given:
                del self._keys[stream]
            self._key_sets.clear()

    # -- caches

    def share(self, knobs: Iterable[BaseModel]) -> None:
        """Set the knobs that several rules share, one of each model; drops all caches if knobs differ from before."""
        given = {type(one): one for one in knobs}
        if given != self._shared:
            self._shared = given
            self.rebuild()

    def shared(self, kind: type[K]) -> K:
        """Knobs that rules share, as in `world.shared(Optics).lamps`; the model's defaults where none are set."""
        found: Any = self._shared.get(kind)
        if found is None:
            found = self._shared[kind] = kind()
        made: K = found
        return made

    def cache(self, kind: type[C], *given: Any) -> C:
        """The cache of a kind, made on first use, and made anew if it was made with other arguments than `given`."""
        try:  # a `try` that does not fail costs nothing, and this runs some hundred times a tick
            was_given, found = self._caches[kind]
        except KeyError:
            return self.renew(kind, *given)
        if was_given != given:
            return self.renew(kind, *given)
        made: C = found
        return made

    def renew(self, kind: type[C], *given: Any) -> C:
        """Make the cache of a kind anew, and return it."""
        made = kind(self, *given)
        self._caches[kind] = given, made
        return made

    def rebuild(self) -> None:
        """Drop every cache: after building, restoring or growing."""
        self._caches.clear()

    def out(self, kind: type[O], room: int) -> O:
        """An `Out` of a kind with room for at least so many rows; valid until this kind is next asked for."""
        found: Any = self._outs.get(kind)
        if found is None or found.room < room:
            found = self._outs[kind] = kind(max(64, room + room // 4))
        made: O = found
        return made

    # -- state

    def digest(self) -> str:
        """A short hash of all columns: equal worlds have equal digests. Tables without rows count for nothing."""
        digest = hashlib.blake2b(digest_size=16)
        digest.update(self.tick.to_bytes(8, "little"))
        for name, table in self.tables.items():
            if table.n:
                digest.update(name.encode())
                table.feed(digest)
        return digest.hexdigest()

    def state(self) -> State:
        """A copy of all tables."""
        return {name: table.state() for name, table in self.tables.items()}

    def restore(self, tick: int, state: State) -> None:
        """Take over a saved state, and drop the caches. Raises ValueError where tables do not match."""
        if set(state) != set(self.tables):
            raise ValueError(f"other tables than expected: {', '.join(sorted(set(state) ^ set(self.tables)))}")
        for name, table in self.tables.items():
            table.restore(state[name])
        self.tick = tick
        self.rebuild()

    def out_of_range(self, **sizes: int) -> str:
        """The first value in a table that its column may not have, for a state from a file; "" for none.

        sizes: how many there are of what the world does not know, by the unit of its columns (`want=20`).
        """
        return ranges.wrong(self.tables, self.city, self.tick, sizes)

    def copy(self) -> World:
        """A second world in the same state, with an empty log, over the same city."""
        twin = World(self.city, self.seed, starts=self.starts, names=self.names, brought=self.brought,
                     verbs=self.verbs, node_names=self.node_names, window_names=self.window_names,
                     faction_names=self.faction_names, mind_names=self.mind_names,
                     law_names=self.law_names)  # fmt: skip
        twin.share(self._shared.values())
        for name, table in self.tables.items():
            twin.tables[name].become(table)
        twin.tick = self.tick
        return twin

    def nbytes(self) -> dict[str, int]:
        """Bytes by what holds them: every table, the map, and every cache that has been made."""
        sizes = {name: table.nbytes() for name, table in self.tables.items()}
        sizes["map"] = sum(a.nbytes for a in (self.city.ground, self.city.district_of, self.city.opaque))
        for kind, (_, made) in self._caches.items():
            sizes[kind.__name__] = sizes.get(kind.__name__, 0) + made.nbytes()
        sizes["scratch"] = sum(out.nbytes() for out in self._outs.values())
        return sizes


_HINTS = get_type_hints(World)
TABLES: dict[str, type[Table]] = {
    name: kind for name, kind in _HINTS.items() if isinstance(kind, type) and issubclass(kind, Table)
}
"""Every table of a world by its name, in the order of the digest."""

TAKEN = frozenset(_HINTS) | frozenset(dir(World))
"""Names that no maker's table can have."""
