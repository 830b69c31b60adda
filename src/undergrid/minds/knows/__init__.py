"""What a mind knows and can work out: bodies at hand, company, the map."""
