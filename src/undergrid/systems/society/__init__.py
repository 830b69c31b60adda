"""Rules of society: talk, trust, promises, rumours, and bands on the move."""
