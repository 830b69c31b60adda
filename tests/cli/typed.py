"""A command as somebody types it, for tests of the command line."""

import json

from typer.testing import CliRunner, Result

from undergrid.cli import commands


def undergrid(*args: object) -> Result:
    found = CliRunner().invoke(commands.app, [str(arg) for arg in args])
    assert "Traceback" not in found.output
    return found


def answer(*args: object, code: int = 0) -> dict:
    found = undergrid(*args, "--json")
    assert found.exit_code == code, found.output
    return json.loads(found.stdout)
