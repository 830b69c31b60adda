"""All commands, in the order in which `--help` lists them."""

from undergrid.cli import running, branching, watching, exporting, reading, reporting, studying, making, measuring  # isort: skip
from undergrid.cli.options import app

__all__ = [
    "app", "branching", "exporting", "making", "measuring", "reading", "reporting", "running", "studying", "watching",
]  # fmt: skip
