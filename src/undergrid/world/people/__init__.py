"""People: what they are beyond what everybody is, and what they hope for."""
