"""The rules of the city, one file each. They never import each other: they meet in columns and events."""
