"""Rules of movement: walking, and moving others."""
