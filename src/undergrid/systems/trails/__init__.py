"""Rules of trails: what is left behind, and who follows it."""
