"""Rules of the senses: what eyes, ears, scanners and receivers pick up."""
