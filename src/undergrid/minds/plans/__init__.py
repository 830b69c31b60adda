"""Plans that several wants share."""
