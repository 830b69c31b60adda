"""Rules of combat: shots, grenades, and watchers that shoot back."""
