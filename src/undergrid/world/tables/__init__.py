"""The tables of a world, theme by theme: columns and the enumerations of their values, no functions."""
