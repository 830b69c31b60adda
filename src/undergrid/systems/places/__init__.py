"""Rules of places: gates, shelters, fires and falling masonry."""
