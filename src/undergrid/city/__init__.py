"""What never changes in a run: the map, its readers, its generator, and the ways through it."""
