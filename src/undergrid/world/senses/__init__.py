"""Senses: optics, thermal imaging, acoustics and radio."""
