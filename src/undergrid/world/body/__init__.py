"""Bodies: blood, wounds, exposure, exertion, care and triage."""
