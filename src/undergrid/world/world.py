"""The world: everything that changes in a run, over a city that does not.

`tables` is the state: what snapshots copy and digests cover. Everything else here is a *cache*, a pure function of
city and
tables, rebuilt by `rebuild()` and never saved: who is outdoors, how many stand on each cell, where one can walk,
routes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.city.city import City, LinkKind, ground_column
from undergrid.city.routes.routes import Routes
from undergrid.core import luck, units
from undergrid.core.bits import Active
from undergrid.core.tables import I32, I64, U8, Rows, Table
from undergrid.world.authority.timetable import Timetable
from undergrid.world.log.events import EventLog, event_id
from undergrid.world.log.kinds import Kind
from undergrid.world.movement.occupancy import carry
from undergrid.world.places.shelters import doors_shut
from undergrid.world.tables.authority import Dossiers, Evidence, Files, Policy, Reports, Watchers
from undergrid.world.tables.body import Blood, Exposure, Hauls, Wounds
from undergrid.world.tables.economy import Facilities, Registry
from undergrid.world.tables.endings import Endings
from undergrid.world.tables.items import Items
from undergrid.world.tables.minds import Beats, Knowledge, Plans
from undergrid.world.tables.orders import Asked, Order, Tasks
from undergrid.world.tables.people import NEVER, Citizens, Conditions
from undergrid.world.tables.places import Barriers, Fires, Gates, Judgements, Shelters
from undergrid.world.tables.senses import Beacons, Noises
from undergrid.world.tables.sky import Sky
from undergrid.world.tables.society import Bands, Bonds, Members, Parleys, Pledges, Profiles, Regards, Vouches
from undergrid.world.tables.trails import TraceKind, Traces, Trackings, Weathering
from undergrid.world.trails.trails import Index as TrailIndex

State = dict[str, dict[str, npt.NDArray[Any]]]


_MADE_WHEN_ASKED = ("blood_of", "file_of")  # caches that not every city has a use for


class World:
    """The state of a run at one tick, and the caches over it.

    `starts` is the time of day at tick 0 in seconds. `names` spells out the named citizens; the rest go by number.
    """

    def __init__(self, city: City, seed: int, *, starts: int = 0, names: Mapping[int, str] | None = None) -> None:
        self.city = city
        self.seed = seed
        self.starts = starts
        self.names: dict[int, str] = dict(names or {})
        self.tick = 0
        self.period = 1  # of the system being run: its rows take turns over so many ticks

        self.citizens = Citizens()
        self.watchers = Watchers()
        self.gates = Gates()
        self.items = Items()
        self.bonds = Bonds()
        self.conditions = Conditions()
        self.knowledge = Knowledge()
        self.plans = Plans()
        self.beats = Beats()
        self.wounds = Wounds()
        self.blood = Blood()
        self.exposure = Exposure()
        self.asked = Asked()
        self.tasks = Tasks()
        self.hauls = Hauls()
        self.traces = Traces()
        self.weathering = Weathering(len(TraceKind))
        self.trackings = Trackings()
        self.shelters = Shelters()
        self.noises = Noises()
        self.beacons = Beacons()
        self.profiles = Profiles()
        self.regards = Regards()
        self.vouches = Vouches()
        self.parleys = Parleys()
        self.pledges = Pledges()
        self.bands = Bands()
        self.members = Members()
        self.policy = Policy(1)
        self.files = Files()
        self.reports = Reports()
        self.dossiers = Dossiers()
        self.evidence = Evidence()
        self.judgements = Judgements()
        self.registry = Registry()
        self.sky = Sky(1)
        self.facilities = Facilities()
        self.barriers = Barriers()
        self.fires = Fires()
        self.endings = Endings()
        self.tables: dict[str, Table] = {
            name: value for name, value in vars(self).items() if isinstance(value, Table)
        }  # in the order above: it is the order of the digest

        self.fresh = True
        self.events = EventLog()
        self.orders: tuple[Order, ...] = ()  # of this tick, for intake
        self.scenario_event = event_id(0, Kind.SCENARIO, -1)  # the root of all that was given at the start
        self._keys: dict[int, I64] = {}
        self._scratch: list[I64] = []

        self.opaque: U8 = ground_column("opaque")[city.ground]
        self.lawful: U8 = np.array([level.lawful for level in city.levels], np.uint8)
        self.timetable = Timetable(city)
        self.link_a = np.array([link.a for link in city.links], np.int32)
        self.link_b = np.array([link.b for link in city.links], np.int32)
        self.link_mm = np.array([link.length_mm for link in city.links], np.int32)
        ends = np.concatenate([self.link_a, self.link_b])
        self.end_cells: I32 = np.sort(ends, kind="stable")  # cells where a link ends, ascending,
        self.end_links: I32 = (np.argsort(ends, kind="stable") % max(1, len(city.links))).astype(np.int32)  # and which
        self.doors: I32 = np.array([building.door for building in city.buildings], np.int32)

    # -- time

    @property
    def second(self) -> int:
        """Seconds since the midnight before the run began."""
        return self.starts + self.tick

    @property
    def second_of_day(self) -> int:
        return self.second % units.DAY

    # -- luck

    def key(self, stream: int) -> I64:
        """The key of a stream at this tick, for `luck.u32(key, thing)` in a kernel."""
        key = self._keys.get(stream)
        if key is None:
            key = self._keys[stream] = luck.make_key(self.seed, self.tick, stream)
        key[2] = self.tick
        return key

    # -- caches

    def rebuild(self) -> None:
        """Make every cache anew from the tables: after building, restoring or growing."""
        people = self.citizens
        self.walk: U8 = self.city.walkable()
        barred = self.barriers.rows()
        self.walk[self.barriers.cell[barred]] = 0
        self.outdoors = Active(people.n)
        out = people.inside < 0
        self.outdoors.fill(out)
        self.occupancy: U8 = np.zeros(self.city.n_cells, np.uint8)
        cells, counts = np.unique(people.cell[out], return_counts=True)
        self.occupancy[cells] = np.minimum(counts, 255)
        self.intending = Active(people.n)  # who is about to try something: kept by `intend` and the owners of the verbs
        self.intending.fill(people.intent != 0)
        self.minded = Active(people.n)  # who has a mind of its own: routine leaves them alone
        self.minded.fill(np.isin(np.arange(people.n), self.plans.owner))
        self.route_of: I32 = np.full(people.n, -1, np.int32)  # the number that routes last gave each walker's goal
        self.gate_of: I32 = np.full(len(self.city.links), -1, np.int32)  # link -> gate
        self.gate_of[self.gates.link] = np.arange(self.gates.n)
        self.fading = Active(people.n)  # whose implants are failing: kept by `implants`,
        self.fading_due = NEVER  # as is the tick at which the first of them needs a look
        self.fresh = True  # until a tick has been lived through since
        self.dossier_of = np.full(people.n, -1, np.int32)  # citizen -> slot in dossiers
        kept = self.dossiers.rows()
        self.dossier_of[self.dossiers.subject[kept]] = kept
        for made_when_asked in _MADE_WHEN_ASKED:
            self.__dict__.pop(made_when_asked, None)
        self.shelter_of: I32 = np.full(len(self.city.buildings), -1, np.int32)  # building -> row in shelters
        self.shelter_of[self.shelters.building] = np.arange(self.shelters.n)
        self.shut: U8 = doors_shut(self)  # (buildings,) 1 where nobody gets in from outside: kept by `set_door`
        self.n_shut = int(self.shut.sum())
        self.newcomers = Active(people.n)  # who has come indoors by movement in this tick: emptied by `shelter`
        self.trails: TrailIndex | None = (
            None  # cell -> traces; made when it is first asked for (`world/trails/trails.py`)
        )
        self._by_work: I32 | None = None
        self.link_open: U8 = self.open_links().astype(np.uint8)
        self.routes = Routes(self.city, self.walk, self.link_open)

    @cached_property
    def blood_of(self) -> I32:
        """(citizens,) the row of each in `blood`, -1 for none; kept by `health`, made when first asked for."""
        return self._slots_of(self.blood.rows(), self.blood.owner)

    @cached_property
    def file_of(self) -> I32:
        """(citizens,) the slot of each in `files`, -1 for none; kept by `classification`."""
        return self._slots_of(self.files.rows(), self.files.subject)

    def _slots_of(self, slots: Rows, owner: I32) -> I32:
        found: I32 = np.full(self.citizens.n, -1, np.int32)
        slots = slots[owner[slots] >= 0]
        found[owner[slots]] = slots
        return found

    def workmates(self, building: int) -> I32:
        """Who has a workplace in `building`: rows, ascending. Workplaces do not change in a run."""
        if self._by_work is None:
            self._by_work = np.argsort(self.citizens.work, kind="stable").astype(np.int32)
            self._work_ends = np.searchsorted(
                self.citizens.work[self._by_work], np.arange(-1, len(self.city.buildings) + 1)
            )
        return self._by_work[self._work_ends[building + 1] : self._work_ends[building + 2]]

    def open_links(self) -> npt.NDArray[np.bool_]:
        """(links,) which links can be walked now: all but closed gates."""
        passable = np.array([link.kind != LinkKind.GATE for link in self.city.links], bool)
        passable[self.gates.link] = self.gates.open
        return passable

    def scratch(self, n: int, k: int) -> list[I64]:
        """`k` int64 buffers of at least `n` entries, full of whatever was there; good until the next call."""
        if len(self._scratch) < k or len(self._scratch[k - 1]) < n:  # no buffer is shorter than those after it
            room = max(1024, n + n // 4)
            kept = [buffer for buffer in self._scratch[:k] if len(buffer) >= room]
            self._scratch[:k] = kept + [np.zeros(room, np.int64) for _ in range(k - len(kept))]
        return self._scratch[:k]

    # -- bodies and ways

    def intend(self, who: int, verb: int, target: int, cause: int, wake: int = NEVER, amount: int = 0) -> None:
        """Let a person try something from this tick on, because of the event `cause`; routine keeps away until `wake`.

        `verb` is a Verb, `target` what it asks for, `amount` how much of it (`amount_of`). Takes the place of whatever
        the person was about to try.
        """
        people, asked = self.citizens, self.asked
        if asked.n_used:
            asked.free(np.flatnonzero(asked.used & (asked.owner == who)))
        if amount:
            slot = asked.take(1)
            asked.owner[slot], asked.amount[slot] = who, amount
        people.intent[who] = verb
        people.target[who] = target
        people.enter[who] = -1
        people.cause[who] = cause
        people.wake[who] = wake
        self.intending.add(who)

    def amount_of(self, who: int) -> int:
        """How much was asked for with what somebody is about to try; 0 where nothing was said."""
        if not self.asked.n_used:
            return 0
        rows = np.flatnonzero(self.asked.used & (self.asked.owner == who))
        return int(self.asked.amount[rows[0]]) if len(rows) else 0

    def drop_intent(self, who: int) -> None:
        """Let a person try nothing, whatever they were about to try."""
        self.citizens.intent[who] = 0
        self.intending.discard(who)

    def is_minded(self, who: int) -> bool:
        """Whether somebody has a mind of their own, so that routine leaves them alone."""
        return bool(self.minded.bits[who >> 6] >> np.uint64(who & 63) & np.uint64(1))

    def move_body(self, who: int, building: int) -> None:
        """Carry a body, from indoors or out, into a building."""
        people, door = self.citizens, self.city.buildings[building].door
        carry(who, building, door, people.cell, people.inside, self.outdoors.bits, self.occupancy)

    def bar(self, cell: int, cause: int) -> int:
        """Bar a cell from now on, because of the event `cause`; routes know at once. Returns the event WAY_BARRED.

        Raises ValueError where nobody could walk anyway.
        """
        if not self.walk[cell]:
            raise ValueError(f"nobody can walk on cell {cell} as it is: there is nothing to bar")
        event = self.events.one(Kind.WAY_BARRED, where=cell, cause=cause)
        slot = self.barriers.take(1)
        self.barriers.cell[slot] = cell
        self.barriers.cause[slot] = event
        self.walk[cell] = 0
        self.routes.changed(cell)
        return event

    def clear(self, cell: int, cause: int) -> int:
        """Take a barrier away, because of the event `cause`. Returns the event WAY_CLEARED.

        Raises ValueError where there is none.
        """
        slots = self.barriers.rows()
        slots = slots[self.barriers.cell[slots] == cell]
        if not len(slots):
            raise ValueError(f"there is no barrier on cell {cell}")
        self.barriers.free(slots)
        self.walk[cell] = 1
        self.routes.changed(cell)
        return self.events.one(Kind.WAY_CLEARED, where=cell, cause=cause)

    def set_gate(self, gate: int, is_open: bool) -> None:
        """Open or shut a gate; routes know at once. What that does to those on their way through is for `gates`."""
        link = int(self.gates.link[gate])
        self.gates.open[gate] = is_open
        self.link_open[link] = is_open
        self.routes.link_changed(link)

    # -- state

    def digest(self) -> str:
        """A short hash of all columns: equal worlds have equal digests."""
        digest = hashlib.blake2b(digest_size=16)
        digest.update(self.tick.to_bytes(8, "little"))
        for name, table in self.tables.items():
            digest.update(name.encode())
            table.feed(digest)
        return digest.hexdigest()

    def state(self) -> State:
        """A copy of all tables."""
        return {name: table.state() for name, table in self.tables.items()}

    def restore(self, tick: int, state: State) -> None:
        """Take over a saved state, and rebuild what is derived from it. Raises ValueError where tables do not match."""
        if set(state) != set(self.tables):
            raise ValueError(f"other tables than expected: {', '.join(sorted(set(state) ^ set(self.tables)))}")
        for name, table in self.tables.items():
            table.restore(state[name])
        self.tick = tick
        self.rebuild()

    def copy(self) -> World:
        """A second world in the same state, with an empty log, over the same city."""
        twin = World(self.city, self.seed, starts=self.starts, names=self.names)
        twin.restore(self.tick, self.state())
        return twin

    def nbytes(self) -> dict[str, int]:
        """Bytes by what holds them: every table, the map, routes and the other caches."""
        sizes = {name: table.nbytes() for name, table in self.tables.items()}
        sizes["map"] = sum(a.nbytes for a in (self.city.ground, self.city.district_of, self.opaque, self.walk))
        bitmaps = (self.outdoors, self.intending, self.minded, self.fading)
        sizes["caches"] = self.occupancy.nbytes + self.dossier_of.nbytes + self.route_of.nbytes
        sizes["caches"] += sum(self.__dict__[made].nbytes for made in _MADE_WHEN_ASKED if made in self.__dict__)
        sizes["caches"] += sum(active.bits.nbytes for active in bitmaps) + sum(b.nbytes for b in self._scratch)
        sizes["routes"] = self.routes.nbytes()
        return sizes
