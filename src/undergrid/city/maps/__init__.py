"""Readers and writers of maps, one for each format."""
