"""Names: what rows, cells and numbers are called when people read a log.

A run on disk keeps its `Names` beside its events, so that reading it needs neither the scenario nor the city.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, create_model

from undergrid.core import plain, units
from undergrid.core.grid import squared_apart_on
from undergrid.world.authority.clearance import Verdict
from undergrid.world.body.injuries import spell_wound
from undergrid.world.combat.weapons import spell_shot
from undergrid.world.log.kinds import Kind
from undergrid.world.senses import thermal
from undergrid.world.society import messages
from undergrid.world.tables.authority import Leading, Release, WatcherKind
from undergrid.world.tables.body import Death, HaulMode, Privation, Prognosis, Waking
from undergrid.world.tables.combat import Subsystem
from undergrid.world.tables.council import Chore, Question, Vote
from undergrid.world.tables.economy import Outing
from undergrid.world.tables.engines import Unlinking
from undergrid.world.tables.hosts import AugmentKind
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Aim, Hitch, Topic
from undergrid.world.tables.network import Bid, Carries, Lack
from undergrid.world.tables.orders import TARGETS, Refusal, Verb
from undergrid.world.tables.power import Device
from undergrid.world.tables.sky import Mood, Programme
from undergrid.world.tables.society import Category, Plea, Stance
from undergrid.world.tables.suits import SuitPart
from undergrid.world.tables.trails import TraceKind
from undergrid.world.tables.units import Doubt, UnitPart
from undergrid.world.tables.viruses import GateWay
from undergrid.world.world import World

MEMBERS: dict[str, type] = {
    "verb": Verb,
    "refusal": Refusal,
    "programme": Programme,
    "mood": Mood,
    "verdict": Verdict,
    "topic": Topic,
    "category": Category,
    "stance": Stance,
    "plea": Plea,
    "death": Death,
    "prognosis": Prognosis,
    "waking": Waking,
    "privation": Privation,
    "outing": Outing,
    "haul": HaulMode,
    "release": Release,
    "leading": Leading,
    "unlinking": Unlinking,
    "thing": ItemKind,
    "trace": TraceKind,
    "aim": Aim,
    "hitch": Hitch,
    "device": Device,
    "lack": Lack,
    "gate way": GateWay,
    "bid": Bid,
    "subsystem": Subsystem,
    "suit part": SuitPart,
    "augment": AugmentKind,
    "question": Question,
    "vote": Vote,
    "chore": Chore,
    "doubt": Doubt,
    "unit part": UnitPart,
}
"""The enumerations that amounts are members of, by `Kind.amount`."""


_NEAR = 40  # cells within which a place with a name says where something is [assumed]
_WHERE = {"at", "behind", "below", "by", "in", "near", "on", "under"}


def words(name: str) -> str:
    """An identifier as plain words: `GATE_OPENED` -> `gate opened`."""
    return name.lower().replace("_", " ")


@dataclass(frozen=True)
class Names:
    """The names of everything in one run, all of them plain and on one line: they are put into sentences and tables."""

    citizens: Mapping[int, str]  # the named, by row
    full: Mapping[str, str]  # their names as told, by their names in the scenario
    watchers: tuple[str, ...]
    gates: tuple[str, ...]
    facilities: tuple[str, ...]
    buildings: tuple[str, ...]
    endings: tuple[str, ...]
    levels: tuple[str, ...]
    districts: tuple[str, ...]
    district_of: npt.NDArray[np.uint16]  # (cells,)
    width: int
    height: int
    cell_mm: int
    starts: int  # seconds of the day at tick 0
    places: Mapping[int, str] = field(default_factory=dict)  # cells with a name of their own; none in older runs
    nodes: tuple[str, ...] = ()  # of the control network
    wires: tuple[str, ...] = ()
    windows: tuple[str, ...] = ()
    minds: tuple[str, ...] = ()  # born on the network
    factions: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    fragments: tuple[str, ...] = ()  # of what people remember, by their numbers
    aims: tuple[str, ...] = ()  # what for, in the words of the canon that the run follows, by its beats

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if isinstance(value, tuple):
                object.__setattr__(self, name, tuple(map(plain.line, value)))
            elif isinstance(value, Mapping):
                object.__setattr__(self, name, {key: plain.line(said) for key, said in value.items()})

    @classmethod
    def of(
        cls,
        world: World,
        full: Mapping[str, str] | None = None,
        endings: tuple[str, ...] = (),
        places: Mapping[str, int] | None = None,
        fragments: tuple[str, ...] = (),
        aims: tuple[str, ...] = (),
    ) -> Names:
        """The names in a world; `places` are those that makers have given to cells."""
        city = world.city
        seen: dict[int, int] = {}
        watchers = []
        for kind in world.watchers.kind.tolist():
            seen[kind] = seen.get(kind, 0) + 1
            watchers.append(f"{words(WatcherKind(kind).name)} {seen[kind]}")
        return cls(
            citizens=dict(world.names),
            full=dict(full or {}),
            watchers=tuple(watchers),
            gates=tuple(city.links[link].name for link in world.gates.link.tolist()),
            facilities=tuple(city.buildings[building].name for building in world.facilities.building.tolist()),
            buildings=tuple(building.name for building in city.buildings),
            endings=endings,
            levels=tuple(level.name for level in city.levels),
            districts=tuple(district.name for district in city.districts),
            district_of=np.asarray(city.district_of, np.uint16),
            width=city.width,
            height=city.height,
            cell_mm=city.cell_mm,
            starts=world.starts,
            places={cell: name for name, cell in sorted((places or {}).items(), reverse=True)},
            nodes=world.node_names,
            wires=wire_names(world),
            windows=world.window_names,
            minds=world.mind_names,
            factions=world.faction_names,
            laws=world.law_names,
            fragments=fragments,
            aims=aims,
        )

    def citizen(self, row: int) -> str:
        name = self.citizens.get(row)
        return f"citizen {row}" if name is None else self.full.get(name, name)

    def thing(self, table: str, row: int) -> str:
        """A row of a table ("citizen", "gate", "node" and so on: see below) by name; empty for -1."""
        if row < 0:
            return ""
        if table == "citizen":
            return self.citizen(row)
        known = {
            "watcher": self.watchers, "gate": self.gates, "facility": self.facilities, "building": self.buildings,
            "node": self.nodes, "wire": self.wires, "window": self.windows,
            "mind": self.minds, "faction": self.factions, "law": self.laws,
        }  # fmt: skip
        names = known.get(table, ())
        return names[row] if row < len(names) else f"{table} {row}"

    def place(self, cell: int) -> str:
        """A cell as `sector 3, street 120:45`; empty for -1."""
        if cell < 0:
            return ""
        level, rest = divmod(cell, self.width * self.height)
        y, x = divmod(rest, self.width)
        return f"{words(self.district(cell))}, {self.levels[level]} {x}:{y}"

    def area(self, cell: int) -> str:
        """A cell as people speak of it: its district, and its level where that is not clear; empty for -1."""
        if cell < 0:
            return ""
        level = cell // (self.width * self.height)
        here = words(self.district(cell))
        return (
            here
            if level == 0 or self._is_on_one_level(int(self.district_of[cell]))
            else f"{here}, {self.levels[level]}"
        )

    def spot(self, cell: int) -> str:
        """A cell by the name that its maker gave it, else as its area; empty for -1."""
        if cell not in self.places:
            return self.area(cell)
        name = words(self.places[cell])
        return f"a spot {name}" if name.split()[0] in _WHERE else name  # as in "go to a spot by the wreck"

    def near(self, cell: int) -> str:
        """A cell as its area, and the nearest place with a name of its own in it: `zone 3, near the wreck`."""
        here, area = self.area(cell), self.width * self.height
        found = [
            (squared_apart_on(cell, other, self.width, area), other)
            for other in self.places
            if cell >= 0 and other // area == cell // area and self.district_of[other] == self.district_of[cell]
        ]
        if not found or min(found)[0] > _NEAR * _NEAR:
            return here
        spoken = words(self.places[min(found)[1]])
        return f"{here}, {spoken}" if spoken.split()[0] in _WHERE else f"{here}, near {spoken}"

    def _is_on_one_level(self, district: int) -> bool:
        by_level = self.district_of.reshape(len(self.levels), -1)
        return int((by_level == district).any(axis=1).sum()) == 1

    def district(self, cell: int) -> str:
        return self.districts[int(self.district_of[cell])]

    def time(self, tick: int) -> str:
        """The clock at a tick: `18:40:00`, from the second day on `day 2, 05:00:00`."""
        return units.spell_clock(self.starts + tick)

    def amount(self, kind: Kind, amount: int) -> str | int:
        """An amount as its word, where it stands for one."""
        meaning = kind.amount
        if meaning in MEMBERS:
            return words(MEMBERS[meaning](amount).name)
        if meaning == "wound":
            return spell_wound(amount)
        if meaning == "shot":
            return spell_shot(amount)
        if meaning == "range and what lay between":
            return thermal.spell(amount)
        if meaning == "message":
            return self.message(amount)
        if meaning == "direction":
            return "inwards" if amount else "outwards"
        if meaning == "cell":
            return self.spot(amount)
        if meaning == "law":
            return self.thing("law", amount)
        if meaning in ("citizen vouched for", "citizen asked after", "citizen who died"):
            return self.citizen(amount)
        if meaning == "citizen sought":
            return self.citizen(amount) if amount >= 0 else "something unknown"
        if meaning == "fragment" and 0 <= amount < len(self.fragments):
            return self.fragments[amount]
        if meaning == "canon aim" and 0 <= amount < len(self.aims):
            return self.aims[amount]
        if meaning == "ending" and 0 <= amount < len(self.endings):
            return self.endings[amount]
        return amount

    def message(self, number: int) -> str:
        """What a message says, as `drone 3 in zone 3, near the wreck`."""
        said = messages.unpacked(number)
        if said is None:
            return "nothing"
        if said.topic == Topic.PLACE:
            building = self.thing("building", said.subject).replace("_", " ")
            return f"{building}, in {self.area(said.cell)}" if building else self.spot(said.cell)
        if said.topic == Topic.WINDOW:
            return f"the hours of {self.thing('window', said.subject).replace('_', ' ')}"
        table, lost = ("citizen", "somebody") if said.topic == Topic.PERSON else ("watcher", "a watcher")
        return f"{self.thing(table, said.subject) or lost} in {self.near(said.cell)}"

    def target(self, verb: int, target: int) -> str:
        """What an order is aimed at: a place, a person, a gate or a building."""
        if target < 0:
            return ""
        match TARGETS.get(Verb(verb)):
            case "cell":
                return self.spot(target) if target in self.places else self.place(target)
            case "citizen":
                return self.citizen(target)
            case str(table):
                return self.thing(table, target)
        return ""

    def whom(self, kind: Kind, whom: int, amount: int) -> str:
        """The second party of an event by name."""
        table = kind.whom
        if table == "target":
            return self.target(amount, whom) if kind == Kind.ORDERED else ""
        return self.thing(table, whom) if table else ""

    # -- on disk

    def save(self, path: Path) -> None:
        """Write all names to one compressed file."""
        plain = {key: value for key, value in vars(self).items() if key != "district_of"}
        for numbered in ("citizens", "places"):
            plain[numbered] = {str(number): name for number, name in plain[numbered].items()}
        with path.open("wb") as file:
            np.savez_compressed(file, district_of=self.district_of, names=np.array(json.dumps(plain)))

    @classmethod
    def load(cls, path: Path) -> Names:
        """Read names that `save` wrote. Raises OSError, ValueError or what zipfile raises for any other file."""
        with path.open("rb") as file, np.load(file) as saved:
            kept = dict(_plain().model_validate_json(str(saved["names"])))
            district_of = saved["district_of"]
        cells = len(kept["levels"]) * max(0, kept["width"]) * max(0, kept["height"])
        if district_of.dtype != np.uint16 or district_of.shape != (cells,):
            raise ValueError("district_of: not a district for each cell")
        if district_of.max() >= len(kept["districts"]):  # a ValueError too where there is no cell
            raise ValueError("district_of: a district without a name")
        return cls(district_of=district_of, **kept)


def wire_names(world: World) -> tuple[str, ...]:
    """What wires are called: by the nodes at their ends."""
    names = world.node_names or tuple(f"node {node}" for node in range(world.nodes.n))
    wires = world.wires
    what = np.where(wires.carries == Carries.POWER, "power line", "line").tolist()
    ends = zip(what, wires.a.tolist(), wires.b.tolist(), strict=True)
    return tuple(f"the {line} from {names[a]} to {names[b]}" for line, a, b in ends)


@cache
def _plain() -> type[BaseModel]:
    """What a file of names holds as JSON: all of Names but the district of each cell."""
    fields: dict[str, Any] = {
        name: (
            kind,
            () if name in ("nodes", "wires", "windows", "minds", "laws", "aims") else ...,
        )  # no run had them at first
        for name, kind in get_type_hints(Names).items()
        if name != "district_of"
    }
    return create_model("Plain", __config__=ConfigDict(extra="forbid"), **fields)
