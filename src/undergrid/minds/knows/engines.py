"""Engines: what one knows of the cube of a Heart Engine: one's own, one at hand, one that lies or is carried in sight.

Below, *one* is the mind's owner.
"""

from __future__ import annotations

from functools import cached_property

from undergrid.core.grid import FAR
from undergrid.world.log.events import split_id
from undergrid.world.log.kinds import Kind
from undergrid.world.network import engines
from undergrid.world.network.control import is_up
from undergrid.world.network.lines import nodes_at
from undergrid.world.network.purging import PORTS
from undergrid.world.senses.optics import clear
from undergrid.world.tables.engines import EngineStage
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import Activity
from undergrid.world.view.engines import EngineAtHand, engine_at_hand
from undergrid.world.world import World

_OUT_OF_IT = (Activity.HELD, Activity.SLEEPING, Activity.UNCONSCIOUS, Activity.HAULED)
_IN_SIGHT = 30  # cells within which one makes out a cube that lies there, or that somebody carries [assumed]


class Engines:
    """What one person knows of Heart Engines."""

    def __init__(self, world: World, who: int) -> None:
        self._world, self.who = world, who
        self._cell, self._inside = int(world.citizens.cell[who]), int(world.citizens.inside[who])

    @property
    def carries(self) -> bool:
        """Whether one carries a cube that is charged."""
        return self._own_stage() == EngineStage.CHARGED

    @property
    def empty(self) -> bool:
        """Whether one carries a cube that has still to be charged."""
        return self._own_stage() == EngineStage.IDLE

    @property
    def fills(self) -> bool:
        """Whether power flows into the cube that one carries."""
        return self._own >= 0 and bool(self._world.engines.rate[self._own])

    @property
    def socket(self) -> bool:
        """Whether cubes can be charged in the building that one is in."""
        return self._inside >= 0 and bool((self._world.sockets.building == self._inside).any())

    def shelved(self) -> bool:
        """Whether a cube that has not been fired lies in the building that one is in."""
        table, items = self._world.engines, self._world.items
        if not table.n_used or self._inside < 0:
            return False
        rows = table.rows()
        kept = table.item[rows[(table.stage[rows] == EngineStage.IDLE) | (table.stage[rows] == EngineStage.CHARGED)]]
        return bool(((items.holder[kept] < 0) & (items.building[kept] == self._inside)).any())

    @cached_property
    def linked(self) -> EngineAtHand | None:
        """The engine that is linked to a node at hand, as one reads it there; None for none."""
        found = engine_at_hand(self._world, self.who)
        return found if found is not None and found.stage == EngineStage.LINKED else None

    def port(self) -> int:
        """A node at hand to which one can link a cube: of several the most important; -1 for none."""
        nodes, up = self._world.nodes, is_up(self._world.nodes)
        here = nodes_at(self._world, self._cell) if nodes.n and self._inside < 0 else []
        ports = [node for node in here if nodes.kind[node] in PORTS and up[node]]
        return min(ports, key=lambda node: (PORTS.index(nodes.kind[node]), node), default=-1)

    def lying(self) -> int:
        """The cell of the nearest cube in sight that lies about, and that could be linked; -1 for none."""
        slot = self._lying()
        return int(self._world.items.cell[slot]) if slot >= 0 else -1

    def fell_by(self) -> int:
        """The event by which that one fell where its bearer died; 0 for none."""
        slot = self._lying()
        event = int(self._world.items.cause[slot]) if slot >= 0 else 0
        return event if split_id(event)[1] == Kind.CUBE_FELL else 0

    def _lying(self) -> int:
        """The item of the nearest such cube that lies in sight; -1 for none."""
        items = self._world.items
        near = [slot for slot in self._whole() if items.holder[slot] < 0 and self._sees(int(items.cell[slot]))]
        return min(near, key=lambda slot: (self._apart(int(items.cell[slot])), slot), default=-1)

    def linker(self) -> int:
        """Another, bound to one, who has linked the engine at hand, and is by it on their feet; -1 for nobody."""
        if self.linked is None:
            return -1
        people, bonds = self._world.citizens, self._world.bonds
        by = int(self._world.engines.by[engines.linked_at(self._world, self.linked.node)])
        if by in (-1, self.who) or not bonds.has(a=self.who, b=by) or people.inside[by] >= 0:
            return -1
        fit = bool(people.alive[by] and people.able[by]) and people.doing[by] not in _OUT_OF_IT
        return by if fit and self._sees(int(people.cell[by])) else -1

    def bearer(self) -> int:
        """Somebody in sight whom one is bound to, and who carries such a cube; -1 for nobody."""
        people, bonds = self._world.citizens, self._world.bonds
        bound = set(bonds.b[bonds.of(self.who)].tolist())
        held = [int(self._world.items.holder[item]) for item in self._whole()]
        near = [who for who in held if who in bound and people.inside[who] < 0 and self._sees(int(people.cell[who]))]
        return min(near, key=lambda who: (self._apart(int(people.cell[who])), who), default=-1)

    @cached_property
    def _own(self) -> int:
        return engines.carried(self._world, self.who)

    def _own_stage(self) -> EngineStage | None:
        return EngineStage(int(self._world.engines.stage[self._own])) if self._own >= 0 else None

    def _whole(self) -> list[int]:
        """The cubes that are neither linked nor have been fired, outdoors: slots of `items`."""
        table, items = self._world.engines, self._world.items
        if not table.n_used or self._inside >= 0:
            return []
        rows = table.rows()
        charged = rows[table.stage[rows] == EngineStage.CHARGED].tolist()
        return [item for item in (int(table.item[row]) for row in charged) if items.building[item] < 0]

    def _sees(self, cell: int) -> bool:
        return self._apart(cell) <= _IN_SIGHT and bool(clear(self._world.city.handle, self._cell, cell))

    def _apart(self, cell: int) -> int:
        return self._world.city.apart(self._cell, cell) if cell >= 0 else FAR


CUBE = int(ItemKind.ENGINE_CUBE)
