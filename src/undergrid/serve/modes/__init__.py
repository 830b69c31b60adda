"""Modes: what a page can see beside the city. One file each; the page has a file of the same name that draws it."""

from __future__ import annotations

from collections.abc import Callable

from undergrid.serve import layers
from undergrid.serve.modes import noise, trails
from undergrid.serve.modes.belief import belief
from undergrid.serve.modes.bodies import bodies
from undergrid.serve.modes.heat import heat
from undergrid.serve.modes.network import network
from undergrid.serve.modes.scene import Columns, Scene
from undergrid.serve.modes.sight import sight
from undergrid.serve.modes.ties import ties

Mode = Callable[[Scene], tuple[layers.Layer, Columns]]

MODES: dict[layers.ModeName, Mode] = {
    "heat": heat,
    "sight": sight,
    "belief": belief,
    "trails": trails.trails,
    "noise": noise.noise,
    "bodies": bodies,
    "network": network,
    "ties": ties,
}
"""What is to be seen in each mode but that of the city itself."""
_SPANS: dict[layers.ModeName, int] = {"trails": trails.SPAN, "noise": noise.SPAN}


def looks_back(mode: layers.ModeName) -> int:
    """How many ticks before a moment a mode shows something of."""
    return _SPANS.get(mode, 0)


__all__ = ["MODES", "Scene", "looks_back"]
