"""Wants that can't act: what keeps somebody's want from ever coming to anything, as far as that shows at the start.

It is no mistake to want in vain, and a world is built all the same: whoever has such a want lives with it. But whoever
writes a scenario should know. A rule without which a want sees nothing is switched on by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from undergrid.minds.arguments import declared, names_in
from undergrid.setup.check.atlas import Atlas
from undergrid.setup.check.maps import regions
from undergrid.setup.check.ties import lacks_others, lies
from undergrid.setup.file.problems import Doubt, Problem, Remark
from undergrid.setup.file.source import Loc, Source, dotted
from undergrid.world.combat.weapons import WEAPONS
from undergrid.world.network.purging import PORTS
from undergrid.world.places.shelters import SHELTERING
from undergrid.world.tables.network import Failing, NodeKind

if TYPE_CHECKING:
    from undergrid.setup.check.names import Want
    from undergrid.setup.load import Scenario

_WEAPONS = {kind.name.lower() for kind in WEAPONS}
ON_FOOT = frozenset({"reach", "rescue", "bring", "follow_trail", "escort", "sever", "link"})
NEEDS: dict[str, tuple[str, str]] = dict.fromkeys(("rescue", "bring"), ("bodies_found", "bodies"))
"""The rule and the knob, on or off, without which a want sees nothing to do."""


def takes_a_name(model: type[BaseModel]) -> bool:
    """Whether the first knob of a want, for which a bare target stands, is somebody, a place or a gate."""
    return next(iter(model.model_fields), "") in declared(model)


def with_needs(
    rules: Mapping[str, BaseModel], wants: Mapping[str, tuple[Want, ...]], given: Mapping[str, Mapping[str, Any]]
) -> dict[str, BaseModel]:
    """The rules, with those switched on that somebody's wants need, unless the scenario itself says something of them.

    given: the rules that the scenario turns, by name, with their knobs.
    """
    wanted = {want.name for own in wants.values() for want in own}
    found = dict(rules)
    for name, (rule, knob) in NEEDS.items():
        if name in wanted and knob not in given.get(rule, {}) and rule in rules:
            found[rule] = rules[rule].model_copy(update={knob: True})
    return found


def switched_on(scenario: Scenario, source: Source) -> Iterator[Problem]:
    """What has been switched on by itself, told at the first want that needs it."""
    for name, (rule, knob) in NEEDS.items():
        places = [loc for _, loc, want in _wants_of(scenario) if want.name == name]
        if places and knob not in scenario.spec.rules.get(rule, {}):
            what = f"{dotted(places[0])}: rules.{rule}.{knob} is on, for whoever wants to {name} would see nobody"
            yield Remark(source.name, *source.at(places[0], key=True), what)


def doubts_about(scenario: Scenario, source: Source) -> Iterator[Problem]:
    """Why wants of the cast can never act, one after the other."""
    for name, loc, want in _wants_of(scenario):
        for where, what, remedy in _lacks(scenario, name, want):
            place = (*loc, *where)
            yield Doubt(source.name, *source.at(place, key=not where), f"{dotted(place)}: {what}", remedy)


def _wants_of(scenario: Scenario) -> Iterator[tuple[str, Loc, Want]]:
    for name, wants in scenario.checked.wants.items():
        for n, want in enumerate(wants):
            yield name, ("cast", name, "wants", n, want.name), want


def _lacks(scenario: Scenario, name: str, want: Want) -> Iterator[tuple[Loc, str, str]]:
    """(where it stands within the want, what is missing, what would help) of all that keeps a want from acting."""
    atlas, person = scenario.atlas, scenario.spec.cast[name]
    rule, knob = NEEDS.get(want.name, ("", ""))
    if rule and not getattr(scenario.checked.rules[rule], knob):
        yield (
            (),
            f"rules.{rule}.{knob} is off, so {name} sees nobody to {want.name}",
            f"rules: {{{rule}: {{{knob}: true}}}}",
        )
    if want.name in ON_FOOT and person.trapped and not _comes_to_free(scenario, name):
        yield (), f"{name} is trapped, and nobody of the cast means to free them", "somebody who wants to rescue"
    yield from _out_of_the_way(scenario, name, want)
    yield from lacks_others(scenario, name, want)
    carried = {thing for given in person.carries for thing in given.named}
    match want.name:
        case "call_for_help" if "beacon" not in carried:
            yield (), f"{name} has no beacon to call with", "carries: [{beacon: 1}]"
        case "fight" if not carried & _WEAPONS:
            yield (), f"{name} has nothing to fight with", "carries: [{sidearm: 1}, {rounds: 12}]"
        case "sever" if "cutters" not in carried:
            yield (), f"{name} has nothing to cut lines with", "carries: [{cutters: 1}]"
        case "sever" if scenario.network is None:
            yield (), "this city has no network, and no line to cut", "network: ..."
        case "link" if scenario.network is None:
            yield (), "this city has no network to link anything to", "network: ..."
        case "link" if not _somebody_has_a_cube(scenario):
            yield (), "nobody carries the cube of a Heart Engine, and none lies about", "carries: [{engine_cube: {}}]"
        case "link" if not _has_port(scenario, dict(want.params)["at"]):
            place = dict(want.params)["at"]
            yield ("at",), f"nothing can be linked at {place}", "a place on a Core, hub, cell or server, or beside it"
        case "council" if person.faction is None or scenario.spec.factions[person.faction].base is None:
            yield (), f"{name} is of no faction with a base to hold a council in", "faction: one with a base"
        case "wait_for_gap" if not atlas.gates:
            yield (), "this map has no gate to wait at", "a map with gates"
        case "wait_for_gap" if person.profession != "auditor":
            yield (), f"{name} doesn't know the timetables of patrols: auditors do", "profession: auditor"
        case "shelter" if not any(building.use in SHELTERING for building in atlas.city.buildings):
            yield (), "this map has nothing to shelter in", "a disused building or a refuge"
        case "bring" if _stays_behind(scenario, dict(want.params)["who"]):
            whom = dict(want.params)["who"]
            remedy = f"wants: [{{escort: {name}}}] for {whom}, or a deep wound in a leg"
            yield ("who",), f"{whom} can walk and wants nothing, so they go along with nobody", remedy


def _somebody_has_a_cube(scenario: Scenario) -> bool:
    """Whether there is the cube of a Heart Engine, whoever has it."""
    spec = scenario.spec
    carried = [thing for one in (*spec.cast.values(), *spec.crowd) for thing in one.carries]
    return any("engine_cube" in thing.named for thing in (*carried, *spec.things))


def _has_port(scenario: Scenario, name: str) -> bool:
    """Whether a node that a cube can be linked to stands on a place, or beside it."""
    city, place = scenario.city, scenario.atlas.place(name)
    if scenario.network is None or place is None:
        return False
    level, x, y = city.where(place.cell)
    ports = (city.where(node.cell) for node in scenario.network.nodes if node.kind in PORTS)
    return any(found[0] == level and max(abs(found[1] - x), abs(found[2] - y)) <= 1 for found in ports)


def _comes_to_free(scenario: Scenario, name: str) -> bool:
    """Whether somebody else of the cast looks after the trapped."""
    others = (wants for other, wants in scenario.checked.wants.items() if other != name)
    return any(want.name == "rescue" for wants in others for want in wants)


def _stays_behind(scenario: Scenario, name: str | None) -> bool:
    """Whether somebody of the cast is on their feet at the start, and nothing moves them: who is wounded may fall."""
    if name is None:
        return False
    return not lies(scenario.spec.cast[name]) and not scenario.checked.wants[name]


def _out_of_the_way(scenario: Scenario, name: str, want: Want) -> Iterator[tuple[Loc, str, str]]:
    """The places that a want names and that somebody can't get to, all links passable; or not without a chip."""
    atlas, person = scenario.atlas, scenario.spec.cast[name]
    start = atlas.place(person.at or person.home or "")
    named = [(where, found.cell, value) for where, kind, value in names_in(want.params) if kind == "place"
             if (found := atlas.place(value)) is not None]  # fmt: skip
    if start is None or not named:
        return
    barred = {place.cell for given in scenario.spec.barred if (place := atlas.place(given))}
    region = regions(atlas.city, [start.cell, *(cell for _, cell, _ in named)], barred)
    for where, cell, value in named:
        if region[cell] != region[start.cell] or region[cell] < 0:
            yield where, f"no way on foot leads from where {name} starts to {value}", "a place that ways lead to"
        elif want.name == "bring" and _behind_gates(scenario, start.cell, cell):
            yield (
                where,
                f"{value} lies beyond a gate, and who brings somebody opens none",
                "gates: {NAME: {open: true}}",
            )
        elif want.name == "reach" and _behind_gates(scenario, start.cell, cell) and not _gets_through(scenario, name):
            yield (
                where,
                f"{value} lies beyond a gate, and {name} has no chip to show there",
                "carries: [{chip: {of: ...}}]",
            )


def _behind_gates(scenario: Scenario, here: int, there: int) -> bool:
    """Whether shut gates alone join two places."""
    atlas: Atlas = scenario.atlas
    lawful = [atlas.city.levels[cell // atlas.city.area].lawful for cell in (here, there)]
    ajar = any(gate.open for gate in scenario.spec.gates.values())
    return lawful[0] != lawful[1] and bool(atlas.gates) and not ajar


def _gets_through(scenario: Scenario, name: str, but: Set[str] = frozenset()) -> bool:
    """Whether somebody carries a chip, keeps by the side of somebody who does, or a gate might spring open for them."""
    if any(thing.chip is not None for thing in scenario.spec.cast[name].carries) or _springs_open(scenario):
        return True
    led = {str(dict(want.params)["who"]) for want in scenario.checked.wants[name] if want.name == "escort"}
    return any(_gets_through(scenario, other, {*but, name}) for other in sorted(led - but - {name}))


def _springs_open(scenario: Scenario) -> bool:
    """Whether somebody of the cast means to cut lines, and a gate that loses control springs open."""
    network = scenario.network
    means_to = any(want.name == "sever" for wants in scenario.checked.wants.values() for want in wants)
    if network is None or not means_to:
        return False
    own = (node.fails for node in network.nodes if node.kind == NodeKind.GATE)
    return Failing.OPEN in (*own, network.fails.get(NodeKind.GATE))
