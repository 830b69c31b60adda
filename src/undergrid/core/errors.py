"""What can go wrong and be said in one line: the base of every error that a user may meet.

Each layer derives its own (`ScenarioError` in `setup`, `RunError` in `runs`, ...). The command line prints them,
without a traceback, and ends with `exit_code`; a caller in Python catches `UndergridError` for all of them.
"""


class UndergridError(Exception):
    """A failure that a user can mend: `str()` says what is wrong, `hint` what to do about it (or is empty)."""

    exit_code = 1
    """What the command line ends with: 1 it failed, 2 what was asked for or the file read is wrong."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(UndergridError):
    """What was asked for cannot be: a wrong name, value or file (exit code 2)."""

    exit_code = 2
