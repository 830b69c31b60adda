"""Views of the world: for one person in it, for a reader of its log, for an author."""
