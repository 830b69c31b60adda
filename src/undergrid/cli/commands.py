"""All commands, in the order in which `--help` lists them."""

from undergrid.cli import running, watching, reading, studying, making, measuring  # isort: skip
from undergrid.cli.options import app

__all__ = ["app", "making", "measuring", "reading", "running", "studying", "watching"]
