"""Fates: how often a scenario tells its own story, over many seeds.

fates("eden", range(1, 9), people=300, out="fates/eden-300") -> the table, as plain values
"""

from undergrid.study.fates.counting import Asked, end_of, fates
from undergrid.study.fates.seeds import seeds_of, shard_of
from undergrid.study.fates.table import spelled

__all__ = ["Asked", "end_of", "fates", "seeds_of", "shard_of", "spelled"]
