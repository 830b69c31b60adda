"""Checks that everything that a scenario names exists, and can be reached."""
