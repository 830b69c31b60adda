"""Studies: many runs of one scenario, and what is true of how many of them.

arcs/          the pattern language over the log of a run: which beats of a story happened
properties/    what must hold in every run: one file each
fates/         one seed lived and kept, many of them on processes, Ray or shards, and the table of all
"""
