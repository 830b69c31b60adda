"""People: their background and their hope."""
