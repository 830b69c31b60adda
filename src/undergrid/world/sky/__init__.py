"""The sky: the air and its effect on sight and warmth."""
