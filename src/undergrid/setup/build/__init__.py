"""From a scenario and a seed to a world at tick 0."""
