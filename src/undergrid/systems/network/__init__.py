"""Rules of the control network."""
