"""The command line: each command is one call into the library, and a way to show what came back.

What is heavy (NumPy, Numba, DuckDB, Pydantic) is imported inside the command that needs it: `--help` needs none of it.
Nothing at all is imported before `main` listens to Ctrl-C.
"""

import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    from undergrid.cli import stopping

    stopping.listen()
    try:
        from undergrid.cli import console
        from undergrid.cli.commands import app

        console.prepare()
        try:
            app(prog_name="undergrid")
            sys.stdout.flush()
        except OSError as error:  # what the reader of the options says by itself cannot be written
            raise SystemExit(console.failed(error)) from None
    except KeyboardInterrupt as stop:  # before a command could answer to it
        sys.stderr.write("stopped\n")
        raise SystemExit(stopping.exit_code(stop)) from None
    except SystemExit:
        code = stopping.exit_code_so_far()  # where the reader of the options has answered to it
        if code is None:
            raise
        raise SystemExit(code) from None
