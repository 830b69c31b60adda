"""The authority: patrols, dossiers, hunts, arrests and clearances."""
