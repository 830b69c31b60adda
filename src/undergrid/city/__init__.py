"""The part of the state that never changes in a run: the map, its readers and generator, and the routes through it."""
