"""Rules of the sky: time of day and weather."""
