"""Places: who stands where, routes and barriers, shelters with their doors and warmth."""
