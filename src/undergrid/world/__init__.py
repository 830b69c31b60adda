"""What changes in a run: one table per file, orders in, events and views out."""
