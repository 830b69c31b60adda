"""Orders: how something is tried, refused, broken off, and what takes its time."""
