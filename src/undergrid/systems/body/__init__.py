"""Rules of the body: blood, wounds, cold, thirst, sleep, implants, and the hands that help."""
