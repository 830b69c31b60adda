"""Rules of daily life: home, work, the subscription, and the works that feed the city."""
