"""What is shown of the world: to a person, to a reader, to an author."""
