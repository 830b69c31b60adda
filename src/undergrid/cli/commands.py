# isort: skip_file
"""All commands, in the order in which `--help` lists them: importing a module adds its commands."""

from undergrid.cli import (
    running,
    branching,
    watching,
    exporting,
    forecasting,
    reading,
    reporting,
    sifting,
    studying,
    making,
    mapping,
    adopting,
    measuring,
)
from undergrid.cli.options import app

__all__ = [
    "adopting", "app", "branching", "exporting", "forecasting", "making", "mapping", "measuring", "reading",
    "reporting", "running", "sifting", "studying", "watching",
]  # fmt: skip
