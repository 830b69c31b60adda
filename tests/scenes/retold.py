"""Scenarios told otherwise: the shipped files with something laid, posted or locked in them, for a Sim of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from scenes.nights import with_luck

from undergrid.setup import build, load
from undergrid.setup.load import Scenario
from undergrid.sim import Sim
from undergrid.world.authority.clearance import Verdict
from undergrid.world.log.events import Event
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.orders import Order, Verb

ALONE = {"drones": "0 %", "hunters": "0 %", "more": []}  # none of the watchers that the map has

Change = Callable[[dict[str, Any]], None]


def retold(scenario: str, folder: Path, change: Change, people: int | None = None) -> Scenario:
    """A scenario as shipped, but for what `change` does to its file; the copy lies in `folder`, which is new."""
    shipped = load(scenario)
    for name, file in shipped.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, folder / name)
    yaml = YAML()
    yaml.preserve_quotes = True
    said = yaml.load(shipped.path)
    change(said)
    yaml.dump(said, folder / shipped.path.name)
    return load(folder, people)


def silenced(sim: Sim) -> Sim:
    """The same Sim, in which nobody named does anything but what they are ordered."""
    sim.minds.silent = frozenset(range(sim.world.citizens.n))
    return sim


# ---------------------------------------------------------------- streets with a drone over each

_STREETS = [(x, way, y) for y in (66, 144, 213, 270) for x, way in ((40, 1), (380, -1))]  # drone, whither, row


def under_drones(apart: int, starts: str) -> Change:
    """Eight long streets, a drone that stays over each, and somebody alone so many cells down it. No other watchers.

    The drones stay where they are whatever they find: what is asked is whom they find, not what comes of it.
    """

    def change(said: dict[str, Any]) -> None:
        said["clock"]["starts"] = starts
        said["watchers"] |= ALONE | {"more": []}
        said["rules"]["dispatch"] = {"hunters": 0, "look_m": 0}
        for n, (x, way, y) in enumerate(_STREETS):
            said["places"] |= {
                f"overhead_{n}": {"level": "street", "x": x, "y": y},
                f"below_{n}": {"level": "street", "x": x + way * apart, "y": y},
            }
            said["watchers"]["more"].append({"kind": "drone", "at": f"overhead_{n}"})
            said["cast"][f"passer_{n}"] = {
                "name": f"Passer {n}", "at": f"below_{n}", "tagged": False, "plugged": False, "wants": [{"evade": {}}],
            }  # fmt: skip

    return change


def passers(sim: Sim) -> dict[int, int]:
    """Who is in those streets, and the cell at which each ends who goes straight away from the drone, as far as can be
    gone in a minute.
    """
    rows = {sim.row(f"passer_{n}"): way for n, (_, way, _) in enumerate(_STREETS)}
    return {who: int(sim.world.citizens.cell[who]) + 120 * way for who, way in rows.items()}


def found(events: list[Event], who: Sequence[int] | dict[int, int], *kinds: Kind) -> set[int]:
    """Which of some people have been found."""
    return {event.whom for event in events if event.kind in kinds} & set(who)


def share_found(sim: Sim, goals: dict[int, int], verb: Verb, seeds: range, ticks: int = 60) -> float:
    """The share of people who are found within a minute of doing `verb`, over the luck of several nights."""
    n_found = 0
    for seed in seeds:
        other = silenced(with_luck(sim, seed))
        other.canon = None
        first, moves = other.world.events.n, verb in (Verb.RUN, Verb.WALK)
        other.advance([Order(other.tick, who, verb, goal if moves else -1) for who, goal in goals.items()])
        while other.tick < sim.tick + ticks:
            other.advance()
            if len(goals) == 1 and found(other.world.events.rows(first), goals, Kind.SIGHTED, Kind.HEAT_SEEN):
                break
        n_found += len(found(other.world.events.rows(first), goals, Kind.SIGHTED, Kind.HEAT_SEEN))
    return n_found / len(seeds) / len(goals)


# ---------------------------------------------------------------- shelters with somebody behind each door

DOORS = 24
FIRST = 1  # of the cellars


def at_doors(hosts: dict[str, Any] | None = None, askers: dict[str, Any] | None = None) -> Change:
    """One of the crowd behind the locked door of each of some cellars, and another in the street. No watchers."""

    def change(said: dict[str, Any]) -> None:
        said["bands"], said["crowd"] = {}, []
        said["watchers"] |= ALONE | {"more": []}
        for n in range(FIRST, FIRST + DOORS):
            said["doors"][f"cellar_{n}"] = {"lock": True}
            nature = {"count": 1, "tagged": "0 %", "plugged": "0 %"}
            street = {"at": "anywhere", "around": f"cellar_{n}", "within": 4}
            said["crowd"].append({"name": f"host_{n}", "at": f"cellar_{n}"} | nature | (hosts or {}))
            said["crowd"].append({"name": f"asker_{n}"} | street | nature | (askers or {}))
        said["people"] = 2 * DOORS + len(said["cast"])

    return change


class Doors:
    """What comes of asking at all those doors: who was let in, left, came in by force; who asked more than once."""

    def __init__(self, folder: Path, *, gifts: int = 0, **natures: dict[str, Any]) -> None:
        scenario = retold("eden", folder, at_doors(**natures))
        sim = self.sim = silenced(Sim(build(scenario, 1)))
        cast, people, city = len(scenario.spec.cast), sim.world.citizens, sim.world.city
        self.hosts = list(range(cast, cast + 2 * DOORS, 2))
        behind = {host: int(people.inside[host]) for host in self.hosts}
        self._order(Verb.LEAVE, Verb.WALK, {h: (-1, int(city.doors[building])) for h, building in behind.items()}, 20)
        for _ in range(gifts):
            self._order(Verb.NONE, Verb.GIVE, {h: (-1, h) for h in self.hosts}, 8, int(ItemKind.GAUZE))
        sim.run(60)
        self._order(Verb.ENTER, Verb.NONE, {h: (behind[h], -1) for h in self.hosts}, 10)
        assert people.inside[self.hosts].tolist() == list(behind.values())
        self._order(Verb.NONE, Verb.ASK, {h: (-1, behind[h]) for h in self.hosts}, 700)
        self.events = sim.world.events.rows()
        self.by_id = {event.id: event for event in self.events}
        self.let_in = {event.whom for event in self.of(Kind.LET_IN)}
        self.left, self.forced = ({event.who for event in self.of(kind)} for kind in (Kind.GAVE_UP, Kind.FORCED_IN))
        asked = [event.who for event in self.of(Kind.ASKED)]
        self.waited = {who for who in asked if asked.count(who) > 1}

    def of(self, *kinds: Kind) -> list[Event]:
        """What happened at those doors."""
        return [event for event in self.events if event.kind in kinds and event.who >= self.hosts[0]]

    def _order(self, host: Verb, asker: Verb, told: dict[int, tuple[int, int]], ticks: int, amount: int = 0) -> None:
        """Order the host and the asker at every door, each with their target, and live on."""
        tick, orders = self.sim.tick, []
        for who, (to_host, to_asker) in told.items():
            if host:
                orders.append(Order(tick, who, host, to_host, amount))
            if asker:
                orders.append(Order(tick, who + 1, asker, to_asker, amount))
        self.sim.advance(orders)
        self.sim.run(tick + ticks)


# ---------------------------------------------------------------- gates of expiry with somebody before each

GATES = 2


def at_gates(profession: str, *, corruption: str = "45 %", age: str = "150 d") -> Change:
    """By day, one person before each gate with a chip of the dead auditor's; nobody wants or expects them."""

    def change(said: dict[str, Any]) -> None:
        said["clock"]["starts"] = "10:00"
        for n in range(1, GATES + 1):
            said["cast"][f"bearer_{n}"] = {
                "name": f"Bearer {n}", "profession": profession, "age": 40, "at": f"gate_{n}", "tagged": False,
                "plugged": False, "carries": [{"chip": {"of": "osric", "age": age, "corruption": corruption}}],
            }  # fmt: skip

    return change


class Gates:
    """What comes of holding out those chips, with the luck of several days: (seed, gate) of each outcome."""

    def __init__(self, scenario: Scenario, seeds: range) -> None:
        self.opened: set[tuple[int, int]] = set()
        self.twitched: set[tuple[int, int]] = set()
        self.sighted: set[tuple[int, int]] = set()
        for seed in seeds:
            sim = silenced(Sim(build(scenario, seed)))
            gate_of = {sim.row(f"bearer_{n}"): n - 1 for n in range(1, GATES + 1)}
            sim.advance([Order(0, who, Verb.PRESENT, gate) for who, gate in gate_of.items()])
            sim.run(14)
            happened = [event for event in sim.world.events.rows() if event.whom in gate_of]
            judged = [event for event in happened if event.kind == Kind.JUDGED]
            assert len(judged) == GATES
            self.opened |= {(seed, gate_of[event.whom]) for event in judged if event.amount == Verdict.OPEN}
            for kind, those in ((Kind.TWITCHED, self.twitched), (Kind.SIGHTED, self.sighted)):
                those |= {(seed, gate_of[event.whom]) for event in happened if event.kind == kind}
