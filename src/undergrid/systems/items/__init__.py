"""Rules of things that change hands."""
