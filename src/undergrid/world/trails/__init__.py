"""Trails: traces that are laid, noticed and followed."""
