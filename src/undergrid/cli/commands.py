"""All commands, in the order in which `--help` lists them."""

from undergrid.cli import running, watching, exporting, reading, sifting, studying, making, measuring  # isort: skip
from undergrid.cli.options import app

__all__ = ["app", "exporting", "making", "measuring", "reading", "running", "sifting", "studying", "watching"]
