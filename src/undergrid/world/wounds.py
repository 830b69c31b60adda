"""Wounds, and the blood of those who have lost some."""

from __future__ import annotations

from undergrid.world.tables.body import BodyPart, WoundKind


def wound_code(kind: int, part: int, depth: int, dirty: bool) -> int:
    """A wound in one number, as events carry it: `spell_wound` reads it."""
    return kind | part << 4 | depth << 8 | dirty << 12


def spell_wound(code: int) -> str:
    """A wound as words: `a deep, clean shrapnel wound in the shoulder`."""
    kind, part = WoundKind(code & 15), BodyPart(code >> 4 & 15)
    depth, dirt = _DEPTHS[code >> 8 & 15], "dirty" if code >> 12 else "clean"
    return f"a {depth}, {dirt} {_KINDS[kind]} {_PARTS[part]}"


_KINDS = {
    WoundKind.CUT: "cut",
    WoundKind.SHRAPNEL: "shrapnel wound",
    WoundKind.GUNSHOT: "gunshot wound",
    WoundKind.CRUSH: "crush wound",
    WoundKind.BURN: "burn",
}
_PARTS = {
    BodyPart.HEAD: "on the head",
    BodyPart.CHEST: "in the chest",
    BodyPart.BELLY: "in the belly",
    BodyPart.SHOULDER: "in the shoulder",
    BodyPart.ARM: "in the arm",
    BodyPart.LEG: "in the leg",
}
_DEPTHS = ("shallow", "shallow", "moderate", "deep")
