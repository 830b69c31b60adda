"""Senses: optics, warmth, sound and radio."""
