"""The layer that knows nothing of cities: kernels, luck, units, tables of whole numbers, geometry, graphs."""
