"""Combat: odds of shots, what armour stops, what a blast reaches, what breaks in a watcher, glass that falls."""
