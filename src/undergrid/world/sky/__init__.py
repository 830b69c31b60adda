"""The sky: the air and what it does to sight and warmth."""
