"""Weapons: what each is good for, what it takes, what kind of wound it makes.

Damage is counted in the units of armour (`world/combat/armour.py`), in tenths. What no armour has taken off it says how
deep the wound is: from 1.2 on it goes into the flesh, from 3.0 on it is deep [assumed].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from undergrid.core import luck
from undergrid.world.items import kit, power
from undergrid.world.tables.authority import WatcherKind
from undergrid.world.tables.body import WoundKind
from undergrid.world.tables.items import ItemKind

if TYPE_CHECKING:
    from undergrid.world.world import World

DAMAGE = luck.stream("combat/damage")

DEEP, FLESH = 30, 12  # tenths of damage from which a wound is deep, or goes into the flesh [assumed]


@dataclass(frozen=True, slots=True)
class Weapon:
    """One kind of weapon."""

    mrad: float  # how it scatters and lies in the hand, one sigma
    metres: int  # it is used up to
    aims: int  # s
    least: int  # damage, tenths
    most: int
    wound: WoundKind
    decibels: int  # sound power of a shot
    rounds: int  # that a shot takes
    energy: bool = False  # whether it draws from a fusion cell


WEAPONS: dict[ItemKind, Weapon] = {
    ItemKind.PLASMA: Weapon(4.0, 80, 3, 35, 60, WoundKind.BURN, 135, 0, energy=True),
    ItemKind.RIFLE: Weapon(2.0, 200, 3, 25, 50, WoundKind.GUNSHOT, 155, 1),
    ItemKind.SIDEARM: Weapon(15.0, 50, 2, 10, 28, WoundKind.GUNSHOT, 150, 1),
}
"""What is shot with, what does most harm first [assumed]."""

ARMS: dict[WatcherKind, ItemKind] = {
    WatcherKind.SENTINEL: ItemKind.PLASMA,
    WatcherKind.DRONE: ItemKind.SIDEARM,
    WatcherKind.HUNTER: ItemKind.RIFLE,
}
"""What watchers shoot with, if they shoot at all: as much as it takes [assumed]."""


class Shooting(BaseModel):
    """The knobs under `rules.weapons`: how well people shoot, what a plasma shot takes, what a blast does."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    aim_mrad: float = Field(30, ge=0.01, le=500, description="who never learned to shoot is off by, mrad [assumed]")
    skilled_mrad: float = Field(4, ge=0.01, le=500, description="the best soldier is off by, mrad [assumed]")
    watcher_mrad: float = Field(8, ge=0.01, le=500, description="a watcher is off by, mrad [assumed]")
    walking: float = Field(1.5, ge=1, le=20, description="more at what walks [assumed]")
    running: float = Field(2.5, ge=1, le=20, description="more at what runs or flies [assumed]")
    suppressed: float = Field(2.5, ge=1, le=20, description="more by who is being shot at [assumed]")
    peeks: float = Field(0.25, ge=0.01, le=1, description="share of who aims that shows over a wreck [assumed]")
    holds_s: int = Field(10, ge=0, le=600, description="one waits for who is behind a wreck to show for, s [assumed]")
    keeps_down_s: int = Field(6, ge=0, le=600, description="who is shot at keeps down for, s [assumed]")
    near_m: float = Field(3, ge=0, le=50, description="and so do others within, m [assumed]")
    plasma_j: int = Field(20_000, ge=1, le=1_000_000_000, description="a plasma shot takes of a cell, J [assumed]")
    plasma_kills: float = Field(0.5, ge=0, le=1, description="a deep burn of head or trunk kills at once [assumed]")
    head_kills: float = Field(
        0.7,
        ge=0,
        le=1,
        description="a deep shot in the head kills at once [Aarabi 2014: 712 of 786 died, 46 of 69 in care]",
    )


def weapon_of(world: World, who: int, asked: int = 0) -> ItemKind | None:
    """The weapon that somebody would shoot with: the kind that is asked for (0 for any), best first; None for none.

    One with something to shoot goes before one without.
    """
    held = [kind for kind in WEAPONS if asked in (0, kind) and kit.slots_of(world, who, kind)]
    return next((kind for kind in held if loaded(world, who, kind)), held[0] if held else None)


def loaded(world: World, who: int, kind: ItemKind) -> bool:
    """Whether somebody has what a shot with such a weapon takes."""
    return shots_left(world, who, kind) > 0


def shots_left(world: World, who: int, kind: ItemKind) -> int:
    """How many shots with such a weapon somebody has rounds for, or energy in their fusion cells."""
    weapon = WEAPONS[kind]
    if not weapon.energy:
        return kit.count(world, who, ItemKind.ROUNDS) // weapon.rounds
    takes = world.shared(Shooting).plasma_j
    return sum(power.stored(world, cell) // takes for cell in power.cells_of(world, who))


def spend(world: World, who: int, kind: ItemKind) -> None:
    """Use up what a shot takes: rounds, or energy of the fullest cell; it is there (`loaded`)."""
    weapon = WEAPONS[kind]
    if weapon.energy:
        power.draw_off(world, power.cells_of(world, who)[0], world.shared(Shooting).plasma_j)
    else:
        kit.spend(world, who, ItemKind.ROUNDS, weapon.rounds)


def damage(world: World, kind: ItemKind, pair: int, nth: int) -> int:
    """What a hit with a weapon does, tenths, by a draw; pair: the luck of shooter and target."""
    weapon = WEAPONS[kind]
    return weapon.least + int(luck.below(world.key(DAMAGE), pair, weapon.most - weapon.least + 1, nth))


def depth(tenths: int) -> int:
    """How deep a wound is that so much damage makes, 1 to 3."""
    return 3 if tenths >= DEEP else 2 if tenths >= FLESH else 1


def shot_code(kind: ItemKind, hit: bool) -> int:
    """A shot in one number, for the amount of an event: `spell_shot` reads it."""
    return int(kind) << 1 | hit


def spell_shot(code: int) -> str:
    """A shot as words: `rifle, hit`."""
    return f"{ItemKind(code >> 1).name.lower()}, {'hit' if has_hit(code) else 'miss'}"


def has_hit(code: int) -> bool:
    """Whether a shot has hit, by the amount of its event."""
    return bool(code & 1)
