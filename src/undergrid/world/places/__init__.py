"""Places: shelters, their doors, and the warmth in them."""
