"""Movement: how people get from cell to cell."""
