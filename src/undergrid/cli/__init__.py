"""The command line: each command is one call into the library, and a way to show what came back.

What is heavy (NumPy, Numba, DuckDB, Pydantic) is imported inside the command that needs it: `--help` needs none of it.
"""

from undergrid.cli import running, reading, making, measuring  # isort: skip  # in the order of `--help`
from undergrid.cli.options import app

__all__ = ["app", "main", "making", "measuring", "reading", "running"]


def main() -> None:
    """Run the command line and end the process with its exit code."""
    app(prog_name="undergrid")
