"""Rules of orders: taken in at the start of a tick, and what is settled at its end."""
