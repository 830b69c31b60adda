"""Rules of orders: what is taken in at the start of a tick, and settled at its end."""
