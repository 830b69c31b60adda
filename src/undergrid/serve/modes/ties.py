"""Ties: what binds whoever is followed to others, how far they trust each other, and where those others are."""

from __future__ import annotations

from undergrid.serve import layers
from undergrid.serve.modes.scene import Columns, Scene
from undergrid.world.people.background import profile
from undergrid.world.people.households import TIE, housemates, live_together
from undergrid.world.society import feelings, regard
from undergrid.world.society.factions import faction_of
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.society import BondKind, PledgeState, Stance
from undergrid.world.view.names import words
from undergrid.world.world import World

_MOST = 24  # ties of one
_SAYS = {BondKind.KIN: "kin", BondKind.LOVE: "love", BondKind.FRIEND: "friend", BondKind.ESCORT: "escort"}
_FELT = 100  # of 1000, from which on a feeling is told


def ties(scene: Scene) -> tuple[layers.TiesLayer, Columns]:
    """The ties of whoever is followed, else those among the named."""
    world, of = scene.world, scene.followed
    if of >= 0:
        found = sorted(
            (_tie(scene, of, other) for other in _others(world, of)),
            key=lambda tie: (-max(tie["strength"], tie["back"]), -len(tie["what"]), -abs(tie["trust"] - 0.5)),
        )[:_MOST]
    else:
        named = set(scene.named)
        pairs = {(min(a, b), max(a, b)) for a in named for b in _others(world, a) if b in named}
        found = [_tie(scene, a, b) for a, b in sorted(pairs)][: 2 * _MOST]
    whom = scene.names.citizen(of) if of >= 0 else "the named"
    layer: layers.TiesLayer = {
        "kind": "ties", "lacks": "" if found else f"Nothing ties {whom} to anybody yet", "whole": True, "of": of,
        "notes": _notes(world, of) if of >= 0 else [], "ties": found,
    }  # fmt: skip
    return layer, {}


def _others(world: World, who: int) -> list[int]:
    """Everybody of whom there is something to say, ascending."""
    bonds, regards, pledges, members, felt = (
        world.bonds, world.regards, world.pledges, world.members, world.feelings
    )  # fmt: skip
    found = set[int]()
    for table, column, other in ((bonds, "a", "b"), (regards, "a", "b"), (pledges, "by", "to")):
        found |= set(getattr(table, other)[table.where(**{column: who})].tolist())
        found |= set(getattr(table, column)[table.where(**{other: who})].tolist())
    for slot in members.where(owner=who).tolist():
        found |= set(members.owner[members.where(band=members.band[slot])].tolist())
    found |= set(felt.whom[felt.where(owner=who)].tolist())
    found |= set(housemates(world, who))
    return sorted(found - {who, -1})


def _tie(scene: Scene, who: int, other: int) -> layers.Tie:
    world = scene.world
    people = world.citizens
    return {
        "who": who,
        "row": other,
        "name": scene.names.citizen(other),
        "cell": int(people.cell[other]),
        "inside": int(people.inside[other]),
        "alive": bool(people.alive[other]),
        "what": _what(scene, who, other),
        "strength": _bond(world, who, other),
        "back": _bond(world, other, who),
        "trust": regard.trust(world, who, other) / regard.ONE,
        "trusted": regard.trust(world, other, who) / regard.ONE,
    }


def _bond(world: World, a: int, b: int) -> float:
    bonds = world.bonds
    shared = TIE / 1000 if live_together(world, a, b) else 0.0
    return max((int(bonds.strength[slot]) / 1000 for slot in bonds.where(a=a, b=b).tolist()), default=shared)


def _what(scene: Scene, who: int, other: int) -> list[str]:
    """What there is between two, in words, as `who` has it."""
    world = scene.world
    bonds, pledges, members = world.bonds, world.pledges, world.members
    said = [f"{_SAYS[BondKind(int(bonds.kind[slot]))]}" for slot in bonds.where(a=who, b=other).tolist()]
    if not said and bonds.has(a=other, b=who):
        said.append("bound to them")
    if live_together(world, who, other):
        said.append("lives with them")
    for by, to, word in ((who, other, "has promised to bring them to"), (other, who, "is to be brought by them to")):
        for slot in pledges.where(by=by, to=to, outcome=PledgeState.OPEN).tolist():
            said.append(f"{word} {scene.names.near(int(pledges.cell[slot]))}")
    if pledges.has(by=who, to=other, outcome=PledgeState.KEPT):
        said.append("has kept their word")
    own = {int(members.band[slot]) for slot in members.where(owner=who).tolist()}
    if own & {int(members.band[slot]) for slot in members.where(owner=other).tolist()}:
        said.append("travels with them")
    if (faction := faction_of(world, who)) >= 0 and faction == faction_of(world, other):
        said.append(f"both of {scene.names.factions[faction]}")
    for kind in (Feeling.GRIEF, Feeling.GUILT, Feeling.ATTACHMENT, Feeling.RESOLVE):
        if (strength := feelings.felt(world, who, kind, other)) >= _FELT:
            said.append(f"{words(kind.name)} {strength // 10} %")
    slot = regard.regard(world, who, other, make=False)
    if slot >= 0 and world.regards.stance[slot] != Stance.GUARDED:
        said.append(words(Stance(int(world.regards.stance[slot])).name))
    if (afraid := regard.fear(world, who, other)) >= _FELT:
        said.append(f"fears them {afraid // 10} %")
    return said


def _notes(world: World, who: int) -> list[str]:
    slot = profile(world, who)
    if slot < 0:
        return []
    debt = int(world.profiles.debt[slot])
    return [f"Feels they owe the world {debt // 10} %."] if debt else []
