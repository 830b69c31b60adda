"""Routes through a city for many walkers at once."""
