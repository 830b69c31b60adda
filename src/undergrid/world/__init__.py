"""The part of the state that changes in a run: its tables, the log, the sciences that rules share, and views."""
