"""Bodies: blood, wounds, exposure, exertion, and what hands can do for them."""
