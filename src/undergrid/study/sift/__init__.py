"""Sifting: where patterns occur in runs, what they lacked, whom and which minutes of a city it is worth to look at."""

from undergrid.study.sift.interest import Minute, Person, minutes, people
from undergrid.study.sift.like import like
from undergrid.study.sift.misses import Miss, kinds_in_words
from undergrid.study.sift.patterns import Wanted, named, of_scenario, shipped
from undergrid.study.sift.run import sift
from undergrid.study.sift.sieve import Match, Partial, Sieve, Sifted

__all__ = [
    "Match", "Minute", "Miss", "Partial", "Person", "Sieve", "Sifted", "Wanted", "kinds_in_words", "like",
    "minutes", "named", "of_scenario", "people", "shipped", "sift",
]  # fmt: skip
