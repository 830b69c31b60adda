"""What things are made of, in amounts of light: the same as the page has them (`web/src/bake/palette.ts`)."""

from __future__ import annotations

import numpy as np

from undergrid.city.city import Ground, Use
from undergrid.still.noise import Floats, Rgb, light_of

_NONE = (0.03, 0.03, 0.035)
_ALBEDO: dict[Ground, Rgb] = {
    Ground.STREET: (0.055, 0.057, 0.066), Ground.ALLEY: (0.03, 0.028, 0.036), Ground.PLAZA: (0.12, 0.108, 0.09),
    Ground.RUBBLE: (0.105, 0.082, 0.066), Ground.TUNNEL: (0.1, 0.082, 0.058), Ground.WASTE: (0.088, 0.078, 0.058),
    Ground.WALKWAY: (0.21, 0.225, 0.245), Ground.WATER: (0.01, 0.026, 0.036), Ground.SCAFFOLD: (0.12, 0.07, 0.045),
    Ground.SEEP: (0.05, 0.066, 0.06), Ground.NEON: (0.05, 0.05, 0.066), Ground.WRECK: (0.09, 0.085, 0.09),
}  # fmt: skip
ALBEDO: Floats = np.array([_ALBEDO.get(ground, _NONE) for ground in Ground], np.float32)


def _by_use(**colours: str) -> Floats:
    return np.array([light_of(colours[use.name.lower()]) for use in Use], np.float32)


ROOF = _by_use(
    pods="#2a2f45", offices="#3a4250", vats="#22382c", farm="#38283f", reclamation="#402722", refuge="#3c3426",
    station="#2b3a50", disused="#262228",
)  # fmt: skip
EDGE = _by_use(
    pods="#6f7dff", offices="#38d3ff", vats="#54e08c", farm="#ff5fc4", reclamation="#ff7a3c", refuge="#ffbf5a",
    station="#c9ddff", disused="#000000",
)  # fmt: skip
WINDOW = _by_use(
    pods="#ffcf94", offices="#d6efff", vats="#b8ffd0", farm="#ffc3ec", reclamation="#ffb07a", refuge="#ffc56b",
    station="#e6f0ff", disused="#7a6a5a",
)  # fmt: skip
DREAM = np.array(light_of("#6a63ff"), np.float32)
FIRE = light_of("#ff8a35")
SIGNS = tuple(light_of(colour) for colour in ("#ff5fc4", "#38d3ff", "#ffb84d", "#9d7bff"))

_EDGE_GAIN = {
    Use.PODS: 0.3, Use.OFFICES: 0.8, Use.VATS: 0.7, Use.FARM: 0.75, Use.RECLAMATION: 0.9, Use.STATION: 0.9,
}  # fmt: skip
EDGE_GAIN: Floats = np.array([_EDGE_GAIN.get(use, 0.0) for use in Use], np.float32)
_FRONT = {Use.OFFICES: 1.7, Use.DISUSED: 0.8, Use.VATS: 1.0, Use.FARM: 1.0}
FRONT: Floats = np.array([_FRONT.get(use, 1.25) for use in Use], np.float32)

_HOUSING = light_of("#ffab5c")
_LAMPS = {
    "centre": "#ffe2b8", "works": "#ffd98a", "edge": "#ff9440", "underbelly": "#ff9a3c", "tunnels": "#ff9a3c",
    "undergrid": "#7ad0e8", "nexus": "#9db4ff", "shaft": "#b9e6ff", "wall": "#b9e6ff",
}  # fmt: skip
_RUINS = ("ruins", "outside", "camps", "garrison")


def lamp_of(kind: str) -> Rgb:
    """The light of lamps in a kind of district."""
    return light_of(_LAMPS[kind]) if kind in _LAMPS else _HOUSING


def is_ruin(kind: str) -> bool:
    """Whether no lamp burns in a kind of district and no front is lit."""
    return kind in _RUINS
