"""Checks what a scenario says of windows: which comes after which, what they close, who knows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undergrid.core.errors import nearest, one_of
from undergrid.core.plain import cut
from undergrid.setup.check.standing import NEAR_M, nearest_post, posts_of

if TYPE_CHECKING:
    from undergrid.setup.check.atlas import Atlas
    from undergrid.setup.check.names import Checker
    from undergrid.setup.check.network import NetworkPlan
    from undergrid.setup.file.model import ScenarioFile
    from undergrid.setup.file.source import Source

CLOSED = ("reader", "camera")
"""The watchers that maintenance switches off."""


def check_windows(checker: Checker, atlas: Atlas) -> None:
    """Report windows that never begin, what they close and is not there, and knowers whom nobody knows."""
    windows = checker.spec.windows
    for name, window in windows.items():
        if window.after is not None and window.after not in windows:
            if not checker.left_out("windows", window.after):
                checker.unknown(("windows", name, "after"), window.after, "there is no window {}", windows)
        elif window.after is not None and _begins_a_round(checker.spec, name):
            what = "windows that each come after another never begin"
            checker.report(("windows", name, "after"), what, 'one that begins: "00:00"')
        for n, gate in enumerate(window.gates or ()):
            if gate not in atlas.gates:
                checker.unknown(("windows", name, "gates", n), gate, "the map has no gate {}", atlas.gates)
        for n, at in enumerate(window.watchers):
            place = checker.place(("windows", name, "watchers", n), at)
            if place is not None and nearest_post(atlas.city, posts_of(checker.spec, atlas), CLOSED, place.cell) < 0:
                what = f"no reader or camera stands within {NEAR_M} m of {at}"
                checker.report(("windows", name, "watchers", n), what, "a place beside one")
        for n, who in enumerate(window.known_to):
            checker.person(("windows", name, "known_to", n), who)


def check_lifts(checker: Checker, atlas: Atlas) -> None:
    """Report lifts that the map does not have."""
    lifts = atlas.lifts
    for name in checker.spec.lifts:
        if name not in lifts:
            checker.unknown(("lifts", name), name, "the map has no lift {}", lifts, key=True)


def check_relays(source: Source, spec: ScenarioFile, network: NetworkPlan | None) -> None:
    """Report the relays of windows that are no nodes. A network with mistakes has been reported already."""
    if spec.network is not None and network is None:
        return
    nodes = [node.name for node in network.nodes] if network else []
    for name, window in spec.windows.items():
        if window.relay is not None and window.relay not in nodes:
            what = f"there is no node {cut(window.relay)}" if nodes else "a relay, and no network"
            expected = one_of(nodes) if nodes else "network: with a node of that name"
            source.report(("windows", name, "relay"), what, expected, nearest(window.relay, nodes))


def _begins_a_round(spec: ScenarioFile, name: str) -> bool:
    """Whether those that a window comes after lead back to it, and it stands first of them in the file."""
    members, at = [name], spec.windows[name].after
    while at in spec.windows and at not in members:
        members.append(at)
        at = spec.windows[at].after
    return at == name and name == next(one for one in spec.windows if one in members)
