"""A plausible city of any size, drawn from a seed."""
