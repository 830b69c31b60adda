"""What may stand in a scenario file: read, shaped, and every mistake told with its line."""
