"""What knows no city: kernels, luck, units, tables of whole numbers, geometry, graphs."""
