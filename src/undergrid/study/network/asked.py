"""What is asked of a study of a network, in the words of the command line, and what it answers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from undergrid.city.networks.network import Network
from undergrid.core.errors import UsageError, did_you_mean
from undergrid.core.plain import cut, whole
from undergrid.world.network.attack import drawn

U8 = npt.NDArray[np.uint8]
Progress = Callable[[int, int], None]

CASCADES = ("overload", "threshold", "layers", "flow")
_SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?%")
_NAMES_FOR_HINTS = 2000
_MOST = 1e6  # that a tolerance may be


@dataclass(frozen=True)
class Asked:
    """A text that is empty stands for what is usual.

    lose: `wire:N` (its row in the file), `node:NAME` or `N%` (of the nodes, by luck); tolerance: `limits` or a number.
    """

    attack: str = ""
    cascade: str = ""
    seed: int = 0
    lose: tuple[str, ...] = ()
    tolerance: str = ""
    other: Path | None = None
    core: str = ""

    def checked(self) -> Asked:
        """The same. Raises UsageError for what does not go together, before any file is read."""
        if self.attack and self.cascade:
            raise UsageError("--attack and --cascade: expected one of them")
        for given, name in ((self.lose, "--lose"), (self.tolerance, "--tolerance"), (self.other, "--other")):
            if given and not self.cascade:
                raise UsageError(f"{name}: expected with --cascade")
        if self.cascade and self.cascade not in CASCADES:
            raise UsageError(f"--cascade {cut(self.cascade)}: {did_you_mean(self.cascade, CASCADES)}")
        if (self.cascade == "layers") != (self.other is not None) and self.cascade:
            raise UsageError("--cascade layers and --other FILE: each needs the other")
        if self.tolerance and self.cascade == "layers":
            raise UsageError("--tolerance: layers have none")
        if not 0 <= self.seed < 1 << 64:
            raise UsageError(f"--seed {self.seed}: expected 0 to 2^64 - 1")
        return self


@dataclass(frozen=True)
class Answer:
    """What a study found: for programs, for people, and as a picture (height, width, 3) u8, made when asked for."""

    json: dict[str, Any]
    text: str
    picture: Callable[[], U8]


@dataclass(frozen=True)
class Losses:
    """What is lost at first: numbers of nodes and of wires, each ascending and once."""

    nodes: tuple[int, ...]
    wires: tuple[int, ...]


def losses(network: Network, asked: Asked) -> Losses:
    """What `--lose` names. Raises UsageError for what there is not."""
    nodes: set[int] = set()
    wires: set[int] = set()
    for text in asked.lose:
        what, _, name = text.partition(":")
        if share := _SHARE.fullmatch(text.strip()):
            nodes.update(_by_luck(network.n, float(share[1]), asked.seed))
        elif what == "node":
            nodes.add(node_of(network, name, "--lose"))
        elif what == "wire":
            number = whole(name)
            if number is None or number >= network.n_wires:
                wires_are = f"expected wire:0 to wire:{network.n_wires - 1}, the row of the file" * (
                    network.n_wires > 0
                )
                raise UsageError(f"--lose {cut(text)}: {wires_are or 'there are no wires'}")
            wires.add(number)
        else:
            raise UsageError(f"--lose {cut(text)}: expected wire:N, node:NAME or a share of the nodes such as 5%")
    return Losses(tuple(sorted(nodes)), tuple(sorted(wires)))


def _by_luck(n: int, percent: float, seed: int) -> list[int]:
    if percent > 100:
        raise UsageError(f"--lose {percent:g}%: expected at most 100%")
    found: list[int] = np.argsort(drawn(n, seed), kind="stable")[: round(n * percent / 100)].tolist()
    return found


def node_of(network: Network, name: str, option: str) -> int:
    """The number of a node. Raises UsageError where there is none of that name."""
    number = network.number(name)
    if number < 0:
        few = network.n <= _NAMES_FOR_HINTS
        meant = f"; {did_you_mean(name, [network.name(node) for node in range(network.n)])}" if few else ""
        raise UsageError(f"{option}: there is no node {cut(name)}{meant}")
    return number


def number_of(text: str, usual: float, least: float, most: float = _MOST) -> float:
    """A tolerance. Raises UsageError where it is no number between the two."""
    try:
        found = float(text) if text else usual
    except ValueError:
        found = math.nan
    if not least <= found <= most:
        raise UsageError(f"--tolerance {cut(text)}: expected a number from {least:g} to {most:g}")
    return found


def percent(share: float) -> str:
    """A share in words: `37.3 %`."""
    return f"{100 * share:.1f} %"
