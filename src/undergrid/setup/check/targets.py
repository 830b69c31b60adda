"""What a name means as the target of an order: a place, a person, a gate, a watcher and so on, by the verb."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from undergrid.core import units
from undergrid.core.errors import did_you_mean
from undergrid.core.everyday import instead, own_word
from undergrid.core.plain import cut
from undergrid.setup.build.build import Built
from undergrid.world.society.messages import of_window
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.council import Vote
from undergrid.world.tables.items import ItemKind
from undergrid.world.tables.minds import Topic
from undergrid.world.tables.network import Bid, Carries
from undergrid.world.tables.orders import AMOUNTS, TARGETS, Verb
from undergrid.world.tables.power import Device
from undergrid.world.world import World

VERBS = tuple(verb.name.lower() for verb in Verb if verb != Verb.NONE)


def verb_of(name: str) -> Verb:
    """A verb by its name. Raises ValueError with the nearest where there is none."""
    own, advice = own_word("verb", name).lower(), instead("verb", name)
    if own not in VERBS:
        meant = f"expected {advice}" if advice else did_you_mean(name, VERBS)
        raise ValueError(f"unknown verb {cut(name)}, {meant}")
    return Verb[own.upper()]


def known_targets(built: Built, verb: Verb) -> Mapping[str, int]:
    """The names that a verb can be aimed at."""
    city = built.world.city
    match TARGETS.get(verb):
        case "citizen":
            return built.people
        case "cell":
            return built.places
        case "gate":
            return {city.links[link].name: gate for gate, link in enumerate(built.world.gates.link.tolist())}
        case "building":
            return {building.name: number for number, building in enumerate(city.buildings)}
        case "watcher":
            return watchers_by_name(built.world)
        case "node":
            return {name: node for node, name in enumerate(built.world.node_names)}
        case "wire":
            return wires_by_name(built.world)
    return {}


def watchers_by_name(world: World) -> Mapping[str, int]:
    """The watchers as logs call them, `drone_1`: by their kinds and in their order."""
    seen, found = Counter[int](), dict[str, int]()
    for row, kind in enumerate(world.watchers.kind.tolist()):
        seen[kind] += 1
        found[f"{WatcherKind(kind).name.lower()}_{seen[kind]}"] = row
    return found


def wires_by_name(world: World) -> Mapping[str, int]:
    """The wires by their ends, in either order; of several between two nodes that carry the same the first.

    `hub_1 - cell_4`; a power line also as `power hub_1 - cell_4`, where a wire of control runs beside it.
    """
    names, wires, found = world.node_names, world.wires, dict[str, int]()
    ends = list(zip(wires.a.tolist(), wires.b.tolist(), strict=True))
    for carries in (Carries.CONTROL, Carries.POWER):
        for wire in np.flatnonzero(wires.carries == carries).tolist():
            for a, b in (ends[wire], ends[wire][::-1]):
                found.setdefault(f"{names[a]} - {names[b]}", wire)
                if carries == Carries.POWER:
                    found.setdefault(f"power {names[a]} - {names[b]}", wire)
    return found


def target_of(built: Built, verb: Verb, name: str) -> int:
    """The cell or row that a verb's target stands for. Raises ValueError with the nearest where there is none."""
    known = known_targets(built, verb)
    if name not in known:
        raise ValueError(f"unknown target {cut(name)} of {verb.name.lower()}, {did_you_mean(name, known)}")
    return known[name]


def amount_of(built: Built, verb: Verb, name: str) -> int:
    """What a named amount stands for: a thing, a place, a person or a topic, by the verb; else a duration.

    Raises ValueError with the nearest where there is none.
    """
    known: Mapping[str, int]
    match AMOUNTS.get(verb):
        case "thing":
            known = {kind.name.lower(): int(kind) for kind in ItemKind}
        case "cell":
            known = dict(built.places)
            if verb == Verb.RADIO:
                known |= {name: of_window(built.world, row) for row, name in enumerate(built.world.window_names)}
        case "citizen":
            known = built.people
        case "topic":
            known = {topic.name.lower(): int(topic) for topic in Topic}
        case "device":
            known = {device.name.lower(): int(device) for device in (Device.LIFE_SUPPORT, Device.LAMP)}
        case "bid":
            known = {bid.name.lower(): int(bid) for bid in Bid if bid}
        case "vote":
            known = {vote.name.lower(): int(vote) for vote in Vote if vote}
        case "joules":
            raise ValueError(f"amount: {cut(name)} is no number of joules, such as 3600000")
        case _:
            try:
                return units.seconds(name)
            except ValueError as wrong:
                raise ValueError(f"amount: {wrong}") from None
    own = own_word(AMOUNTS[verb], name).lower()
    if own not in known:
        what = {"thing": "thing", "cell": "place", "citizen": "person"}.get(AMOUNTS[verb], AMOUNTS[verb])
        advice = instead(AMOUNTS[verb], name)
        raise ValueError(f"unknown {what} {cut(name)}, {f'expected {advice}' if advice else did_you_mean(name, known)}")
    return known[own]


def person_of(built: Built, name: str) -> int:
    """The row of somebody of the cast. Raises ValueError with the nearest where nobody is called so."""
    if name not in built.people:
        raise ValueError(f"nobody is called {cut(name)}, {did_you_mean(name, built.people)}")
    return built.people[name]
