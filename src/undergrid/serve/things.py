"""Panels of things: watchers, gates, buildings with their doors and fires, nodes of the network."""

from __future__ import annotations

import numpy as np

from undergrid.core import units
from undergrid.serve import wire
from undergrid.sim import Sim
from undergrid.world.network.control import is_up
from undergrid.world.places import shelters
from undergrid.world.places.drives import worn
from undergrid.world.places.windows import shut_by
from undergrid.world.tables.authority import Duty, Senses, WatcherKind
from undergrid.world.tables.network import Carries, NodeKind
from undergrid.world.tables.people import NEVER, Activity
from undergrid.world.view.names import Names, words

_MOST = 12  # lines of a section

Line = tuple[str, str]

SAYS = {
    Activity.RESTING: "at rest", Activity.PLUGGED: "dreaming in a pod", Activity.WORKING: "at work",
    Activity.WALKING: "on the way", Activity.WAITING: "standing still", Activity.HIDING: "in hiding",
    Activity.PRESENTING: "before a guard, chip in hand", Activity.CROSSING: "passing through",
    Activity.HELD: "arrested", Activity.SHUT_DOWN: "dead", Activity.RECLAIMED: "reclaimed",
    Activity.LYING: "lying flat", Activity.TENDING: "busy with both hands", Activity.SLEEPING: "asleep",
    Activity.UNCONSCIOUS: "unconscious", Activity.HAULED: "dragged by somebody",
    Activity.QUESTIONED: "being questioned",
}  # fmt: skip


def sections(*parts: tuple[str, list[Line]]) -> list[wire.Section]:
    """The sections of a panel that have any lines, each cut to as many as there is room for."""
    return [
        {"name": name, "lines": [{"what": what, "reads": reads} for what, reads in lines[:_MOST]]}
        for name, lines in parts
        if lines
    ]


def near(names: Names, cell: int) -> str:
    """A place as people speak of it; a district is not near itself."""
    here, _, beside = names.near(cell).partition(", ")
    return here if beside == f"near {here}" else names.near(cell)


def since(sim: Sim, tick: int) -> str:
    """How long ago something was."""
    passed = sim.world.tick - tick
    return f"{units.spell_duration(passed)} ago" if passed > 0 else "now"


def watcher(sim: Sim, names: Names, row: int) -> wire.Panel:
    """A reader, camera, Sentinel, drone or hunter."""
    watchers, tick = sim.world.watchers, sim.world.tick
    quarry, cell, goal = (int(column[row]) for column in (watchers.quarry, watchers.cell, watchers.goal))
    duty = Duty(int(watchers.duty[row]))
    after = names.citizen(quarry) if quarry >= 0 else ""
    senses = Senses(int(watchers.senses[row]))
    lines = [("Perceives by", ", ".join(words(sense.name or "") for sense in senses) or "the tags that pass")]
    if goal >= 0 and goal != cell:
        lines.append(("Goes to", near(names, goal)))
    if watchers.in_sight[row] >= 0:
        known = names.citizen(int(watchers.in_sight[row])) if watchers.recognised[row] else "somebody unknown to it"
        lines.append((f"Saw last {known}", since(sim, int(watchers.seen_at[row]))))
    if watchers.warm[row] >= 0:
        lines.append(("Minds a warmth", since(sim, int(watchers.warm_at[row]))))
    if duty != Duty.POST and watchers.home[row] >= 0:
        lines.append(("Belongs to", near(names, int(watchers.home[row]))))
    marks = [("hunts", "bad")] if after else []
    marks += [("disturbed", "")] if watchers.impaired[row] > tick else []
    marks += [("heat sensor blind", "")] if watchers.faulty[row] > tick else []
    return {
        "title": names.thing("watcher", row),
        "what": words(WatcherKind(int(watchers.kind[row])).name),
        "state": f"{words(duty.name)}{f', after {after}' if after else ''}",
        "place": near(names, cell),
        "cell": cell,
        "inside": -1,
        "marks": marks,
        "meters": [],
        "sections": sections(("Sees and goes", lines)),
    }


def gate(sim: Sim, names: Names, row: int) -> wire.Panel:
    """A gate, its guard, and whom it lets pass."""
    world = sim.world
    gates, city, judged = world.gates, world.city, world.judgements
    link, guard = city.links[int(gates.link[row])], int(gates.guard[row])
    lines = [("Guarded by", names.thing("watcher", guard) or "nobody")]
    if gates.cleared[row] >= 0:
        lines.append(("Open for", names.citizen(int(gates.cleared[row]))))
    if gates.open[row] and gates.closes[row] >= 0:
        lines.append(("Shuts in", units.spell_duration(max(0, int(gates.closes[row]) - world.tick))))
    lines += [("Judges now", names.citizen(int(judged.bearer[slot]))) for slot in judged.where(gate=row).tolist()]
    if shut_by(world, row):
        lines.append(("Shut to everybody", "by the timetable"))
    if spent := worn(world, row):
        lines.append(("Drive worn", f"{spent} %"))
    return {
        "title": words(names.thing("gate", row)),
        "what": "gate",
        "state": "open" if gates.open[row] else "shut",
        "place": near(names, link.a),
        "cell": link.a,
        "inside": -1,
        "marks": [("stuck", "bad")] if gates.stuck[row] else [],
        "meters": [],
        "sections": sections(("Gate", lines)),
    }


def building(sim: Sim, names: Names, row: int) -> wire.Panel:
    """A building, who is within, and of a shelter its door, its warmth and its fire."""
    world = sim.world
    the, people = world.city.buildings[row], world.citizens
    inside = (people.inside == row) & (people.alive != 0)
    n, dream = int(inside.sum()), int((inside & (people.doing == Activity.PLUGGED)).sum())
    lines = [("Within", f"{n:,} of {the.capacity:,}")]
    lines += [("Dreaming", f"{dream:,}")] if dream else []
    lines += [(names.citizen(who), SAYS[Activity(int(people.doing[who]))]) for who in world.names if inside[who]]
    door, marks = _door(sim, row)
    return {
        "title": words(the.name),
        "what": words(the.use.name),
        "state": f"{n:,} within",
        "place": names.area(the.door),
        "cell": the.door,
        "inside": -1,
        "marks": marks,
        "meters": [{"name": "Full", "share": min(1.0, n / max(1, the.capacity)), "reads": f"{n:,}"}],
        "sections": sections(("Within", lines), ("Door and warmth", door)),
    }


def _door(sim: Sim, row: int) -> tuple[list[Line], list[tuple[str, str]]]:
    """Lines and chips of a shelter; none of any other building."""
    world = sim.world
    slot = shelters.shelter_row(world, row)
    if slot < 0:
        return [], []
    the = world.shelters
    state = "none that shuts" if not the.door[slot] else "locked" if the.locked[slot] else "closed, not locked"
    lines = [("Door", "broken open" if the.forced[slot] else state)]
    if strength := shelters.strength(world, row):
        lines.append(("Withstands", f"{strength:,} J"))
    if the.piled[slot]:
        lines.append(("Behind the door", f"{int(the.piled[slot])} kg of furniture"))
    lines.append(("Inside", f"{shelters.inside_temperature(world, row) / 100:.0f} °C"))
    marks = [("locked", "bad")] if the.locked[slot] else []
    marks += [("barricaded", "bad")] if the.barricade[slot] > 0 else []
    marks += [("forced", "bad")] if the.forced[slot] else []
    marks += [("a fire burns", "gold")] if shelters.burns(world, row) else []
    marks += [("gaps stopped", "ok")] if the.sealed[slot] else []
    return lines, marks


def node(sim: Sim, names: Names, row: int) -> wire.Panel:
    """A node of the network: what it is, whether it obeys, what hangs on it."""
    world = sim.world
    nodes, wires, hands = world.nodes, world.wires, world.captures
    up = bool(is_up(nodes, row))
    lines = list[Line]()
    if nodes.lost[row]:
        lines.append(("Path to the Core", "lost"))
    if nodes.dark[row]:
        lines.append(("Power", "lost"))
    if nodes.ends[row] != NEVER and not nodes.failed[row]:
        lines.append(("Goes on for", units.spell_duration(max(0, int(nodes.ends[row]) - world.tick))))
    slot = hands.first(node=row)
    if slot >= 0 and hands.captor[slot] >= 0:
        lines.append(("Obeys", names.citizen(int(hands.captor[slot]))))
    state = "failed" if nodes.failed[row] else "broken" if not nodes.works[row] else "up" if up else "down"
    cell = int(nodes.cell[row])
    hangs = list[Line]()
    for line in np.flatnonzero((wires.a == row) | (wires.b == row))[:_MOST].tolist():
        other = int(wires.b[line] if wires.a[line] == row else wires.a[line])
        carries = words(Carries(int(wires.carries[line])).name)
        hangs.append((words(names.thing("node", other)), carries if wires.works[line] else f"{carries}, cut"))
    return {
        "title": words(names.thing("node", row)),
        "what": f"{words(NodeKind(int(nodes.kind[row])).name)}, a node of the network",
        "state": state,
        "place": near(names, cell),
        "cell": cell,
        "inside": -1,
        "marks": ([] if up else [("down", "bad")]) + ([("cut off", "bad")] if nodes.lost[row] else []),
        "meters": [],
        "sections": sections(("Node", lines), ("Lines to", hangs)),
    }
