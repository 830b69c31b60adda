"""The log: what kinds of events there are, and the events themselves."""
