"""Panels: what there is to say of somebody or something at a tick, in words. Read from a Sim; nothing is changed."""

from __future__ import annotations

from undergrid.core import units
from undergrid.serve import things, wire
from undergrid.serve.knows import known
from undergrid.serve.things import Line
from undergrid.sim import Sim
from undergrid.world.body import blood_loss
from undergrid.world.body.injuries import code, spell_wound
from undergrid.world.people import background
from undergrid.world.people.hope import hope
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.people import NEVER, Activity, Being, Posture, Profession
from undergrid.world.tables.society import BondKind
from undergrid.world.view.names import Names, words

_WHOLE = 30_000  # of `citizens.strength`
_POINTS = 1000  # of the ledger, as meters have it
_DAY_AND_A_HALF = 36 * 3600
_COUNTED = (ItemKind.MORPHINE, ItemKind.GAUZE, ItemKind.FOOD, ItemKind.PARTS, ItemKind.ROUNDS, ItemKind.FUEL)


def panel(sim: Sim, names: Names, what: str, row: int) -> wire.Panel | None:
    """The panel of a row of a table; None where there is none such."""
    world = sim.world
    n = {
        "citizen": world.citizens.n, "watcher": world.watchers.n, "gate": world.gates.n,
        "building": len(world.city.buildings), "node": world.nodes.n,
    }  # fmt: skip
    if not 0 <= row < n.get(what, 0):
        return None
    makers = {
        "citizen": _citizen, "watcher": things.watcher, "gate": things.gate, "building": things.building,
        "node": things.node,
    }  # fmt: skip
    return makers[what](sim, names, row)


def _citizen(sim: Sim, names: Names, who: int) -> wire.Panel:
    world = sim.world
    people = world.citizens
    cell, inside = int(people.cell[who]), int(people.inside[who])
    profession, being = Profession(int(people.profession[who])), Being(int(people.being[who]))
    trade = "" if profession in (Profession.NONE, Profession.COMPANION) else f"{words(profession.name)}, "
    alive = bool(people.alive[who])
    return {
        "title": names.citizen(who),
        "what": "companion unit"
        if being != Being.HUMAN
        else f"{trade}{int(people.age[who])}"
        if trade
        else f"aged {int(people.age[who])}",
        "state": _doing(sim, who),
        "place": _place(sim, names, cell, inside),
        "cell": cell,
        "inside": inside,
        "marks": _chips(sim, who),
        "meters": _meters(sim, who) if alive else [],
        "sections": things.sections(
            ("Body", _body(sim, who)),
            ("Carries", _things(sim, who)),
            ("Ties", _ties(sim, names, who)),
            ("Knows", known(sim, names, who)),
            ("What the City knows", _dossier(sim, names, who)),
        ),
    }


def _doing(sim: Sim, who: int) -> str:
    people = sim.world.citizens
    doing, posture = Activity(int(people.doing[who])), Posture(int(people.posture[who]))
    said = things.SAYS[doing]
    return f"{said}, {words(posture.name)}" if posture and doing in (Activity.WALKING, Activity.WAITING) else said


def _place(sim: Sim, names: Names, cell: int, inside: int) -> str:
    where = things.near(names, cell)
    return f"in {words(sim.world.city.buildings[inside].name)}, {where}" if inside >= 0 else where


def _chips(sim: Sim, who: int) -> list[tuple[str, str]]:
    people = sim.world.citizens
    found = [] if people.alive[who] else [("dead", "")]
    found += [("wanted", "bad")] if people.wanted[who] else []
    found += [("tagged", "")] if people.tagged[who] else [("no tag", "ok")]
    found += [("struck off", "")] if not people.registered[who] else []
    found += [("not renewed", "bad")] if people.refused[who] and people.alive[who] else []
    found += [(f"implants decay, stage {int(people.stage[who])}", "bad")] if 0 < people.stage[who] < 4 else []
    return found


def _meters(sim: Sim, who: int) -> list[wire.Meter]:
    world, people = sim.world, sim.world.citizens
    left = int(people.expires[who]) - world.tick
    blood = 1 - blood_loss.lost(world, who) / 1_000_000
    strength = max(0.0, min(1.0, float(people.strength[who]) / _WHOLE))
    found: list[wire.Meter] = [
        {"name": "Blood", "share": blood, "reads": f"{100 * blood:.0f} %"},
        {"name": "Strength", "share": strength, "reads": f"{100 * strength:.0f} %"},
    ]
    if int(people.expires[who]) != NEVER and left > 0:
        reads = units.spell_duration(left - left % 60 if left > 60 else left)
        found.append({"name": "Expires in", "share": min(1.0, left / _DAY_AND_A_HALF), "reads": reads})
        points = int(people.obedience[who])
        found.append({"name": "Obedience", "share": max(0.0, min(1.0, points / _POINTS)), "reads": str(points)})
    elif background.profile(world, who) >= 0:
        share = hope(world, who) / 1000
        found.append({"name": "Hope", "share": max(0.0, min(1.0, share)), "reads": f"{100 * share:.0f} %"})
    return found


def _body(sim: Sim, who: int) -> list[Line]:
    world = sim.world
    people, wounds = world.citizens, world.wounds
    lines = [
        (spell_wound(code(world, slot)), "bleeds" if wounds.flow[slot] > 0 and wounds.control[slot] < 1000 else "")
        for slot in wounds.of(who).tolist()
    ]
    if people.alive[who] and people.able[who] < 100:
        able = int(people.able[who])
        lines.append(("goes at", f"{able} % of their pace" if able else "cannot walk"))
    for slot in world.hauls.where(hauler=who).tolist():
        lines.append(("moves", sim.names().citizen(int(world.hauls.hauled[slot]))))
    return lines


def _things(sim: Sim, who: int) -> list[Line]:
    items = sim.world.items
    lines = []
    for slot in items.where(holder=who).tolist():
        kind, n = ItemKind(int(items.kind[slot])), int(items.count[slot])
        reads = f"× {n}" if kind in _COUNTED else ""
        if kind == ItemKind.CHIP:
            reads = f"{int(items.corruption[slot])} % corrupt" if items.corruption[slot] else "sound"
        lines.append((words(kind.name), reads))
    return lines


def _ties(sim: Sim, names: Names, who: int) -> list[Line]:
    bonds = sim.world.bonds
    return [
        (
            names.citizen(int(bonds.b[slot])),
            f"{words(BondKind(int(bonds.kind[slot])).name)}, {bonds.strength[slot] // 10} %",
        )
        for slot in bonds.of(who).tolist()
    ]


def _dossier(sim: Sim, names: Names, who: int) -> list[Line]:
    world = sim.world
    dossiers = world.dossiers
    slot = dossiers.first(subject=who)
    if slot < 0:
        return [("No dossier", "")]
    lines = [("Suspicion", f"{int(dossiers.suspicion[slot])} points")]
    if dossiers.cell[slot] >= 0:
        age = units.spell_duration(world.tick - int(dossiers.at[slot]))
        lines.append((f"Believed in {things.near(names, int(dossiers.cell[slot]))}", f"{age} ago"))
    lines.append(("Reports", f"{int(dossiers.evidence[slot])}"))
    hunters = world.watchers.quarry == who
    lines.append(("Sought by", f"{int(hunters.sum())}" if hunters.any() else "nobody at the moment"))
    return lines
