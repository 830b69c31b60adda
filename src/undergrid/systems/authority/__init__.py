"""Rules of the authority: dossiers, hunts, ambushes, and judgement at the gates."""
