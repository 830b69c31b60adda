"""All commands, in the order in which `--help` lists them."""

from undergrid.cli import (
    branching,
    exporting,
    making,
    mapping,
    measuring,
    reading,
    reporting,
    running,
    sifting,
    studying,
    watching,
)  # isort: skip
from undergrid.cli.options import app

__all__ = [
    "app", "branching", "exporting", "making", "mapping", "measuring", "reading", "reporting", "running", "sifting",
    "studying", "watching",
]  # fmt: skip
