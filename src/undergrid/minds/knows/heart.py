"""What a mind feels: how much that makes what it could do worth to it, and what it makes it leave.

Feelings move what something is worth by two fifths at most; without any, it stays as it is. Half of resolve steadies
fear. What grief keeps one from is its first part, which passes sooner than grief.

Source  Which feeling moves what: A. Ortony, G. Clore, A. Collins (1988), and the action tendencies of N. Frijda, The
        Emotions (1986). By how much is assumed.
"""

from __future__ import annotations

from functools import cached_property

from undergrid.world.people.hope import hope
from undergrid.world.society import feelings
from undergrid.world.tables.feelings import Feeling
from undergrid.world.tables.minds import Aim
from undergrid.world.world import World

_MOST = 40  # % by which feelings move worth at most [assumed]
_DRAWN = 30  # %: attachment, to what is done for that person [assumed]
_OWES = 20  # %: guilt, to what would make good [assumed]
_SHRINKS = 30  # %: fear, to what hides, and less to strangers [assumed]
_NUMB = 40  # %: grief, less to nearly everything, and more to staying with the dead [assumed]
_GOES_ON = 20  # %: resolve, to what one has set out to do [assumed]
_STEADIES = 500  # of resolve, how much counts against fear, 1/1000 [assumed]
_BROKEN = 500  # grief by which whoever has no hope left gives up, 1/1000 [assumed]
_HOPELESS = 250  # hope below which they do, 1/1000 [assumed]
_MOURNED = 250  # grief from which on one stays with the dead, 1/1000 [assumed]

_FOR_THEM = (Aim.SAVE, Aim.TEND, Aim.BRING, Aim.KEEP_WORD, Aim.KEEP_UP, Aim.GO_ALONG)
_MAKES_GOOD = (Aim.SAVE, Aim.TEND, Aim.BRING, Aim.KEEP_WORD, Aim.ANSWER_CALL)
_HIDES = (Aim.SHELTER, Aim.KEEP_HIDDEN)
_TO_STRANGERS = (Aim.SPEAK, Aim.ANSWER_DOOR)
_IN_GRIEF = (Aim.NONE, Aim.TEND, Aim.MOURN, Aim.SHELTER, Aim.KEEP_HIDDEN)  # what grief does not keep one from
_SET_OUT = (Aim.REACH, Aim.BRING, Aim.KEEP_WORD, Aim.GO_ALONG)
_LEFT = (  # what whoever has no hope left gives up
    Aim.REACH, Aim.AWAIT_GAP, Aim.MAKE_ROUNDS, Aim.FOLLOW_TRAIL, Aim.LOOK_BEHIND_DOOR, Aim.LOOK_FOR_WOUNDED,
    Aim.ANSWER_CALL, Aim.SPEAK,
)  # fmt: skip


class Heart:
    """What one person feels, now."""

    def __init__(self, world: World, who: int) -> None:
        self._world, self.who = world, who
        self._stirred = world.feelings.has(owner=who)

    def weigh(self, aim: Aim, whom: int, worth: int) -> int:
        """What something that one could be about is worth to one, as one feels now."""
        if not self._stirred or aim == Aim.NONE:
            return worth
        return max(1, worth * (100 + self._share(aim, whom)) // 100)

    def most(self, worth: int) -> int:
        """What it could be worth at most."""
        return worth * (100 + _MOST) // 100 if self._stirred else worth

    def gives_up(self, aim: Aim) -> int:
        """The grief (an event) for which one has no heart for something; 0 where one has."""
        if not self._stirred or aim not in _LEFT or self._numb[0] < _BROKEN:
            return 0
        return int(self._world.feelings.cause[self._numb[1]]) if hope(self._world, self.who) < _HOPELESS else 0

    def mourned(self) -> list[tuple[int, int, int]]:
        """(whom, event, tick): for whom one grieves, by what, and since when; the latest first."""
        if not self._stirred:
            return []
        griefs = self._world.feelings
        slots = griefs.where(owner=self.who, kind=Feeling.GRIEF)
        slots = slots[griefs.strength[slots] >= _MOURNED]
        found = [(int(griefs.since[slot]), int(griefs.whom[slot]), int(griefs.cause[slot])) for slot in slots]
        return [(whom, cause, since) for since, whom, cause in sorted(found, reverse=True)]

    def _share(self, aim: Aim, whom: int) -> int:
        """By how many percent feelings move what something is worth."""
        share = 0  # in 1/1000 %
        if whom >= 0 and aim in _FOR_THEM:
            share += _DRAWN * feelings.felt(self._world, self.who, Feeling.ATTACHMENT, whom)
        if aim in _MAKES_GOOD:
            share += _OWES * self._guilt
        if aim in _HIDES:
            share += _SHRINKS * self._fear
        if aim in _TO_STRANGERS and self._is_a_stranger(whom):
            share -= _SHRINKS * self._fear
        if aim not in _IN_GRIEF:
            share -= _NUMB * self._numb[0]
        if aim == Aim.MOURN:
            share += _NUMB * self._numb[0]
        if aim in _SET_OUT:
            share += _GOES_ON * self._resolve
        return min(_MOST, max(-_MOST, int(share / feelings.ONE)))  # towards nothing, whichever way

    def _is_a_stranger(self, whom: int) -> bool:
        """Whether one is neither bound to somebody nor has done anything for them, or they for one."""
        bound = self._world.bonds.has(a=self.who, b=whom)
        return not bound and not feelings.felt(self._world, self.who, Feeling.ATTACHMENT, whom)

    @cached_property
    def _resolve(self) -> int:
        return feelings.strongest(self._world, self.who, Feeling.RESOLVE)[0]

    @cached_property
    def _guilt(self) -> int:
        return feelings.strongest(self._world, self.who, Feeling.GUILT)[0]

    @cached_property
    def _fear(self) -> int:
        """What resolve leaves of fear."""
        fear = feelings.felt(self._world, self.who, Feeling.FEAR)
        return fear * (feelings.ONE - self._resolve * _STEADIES // feelings.ONE) // feelings.ONE

    @cached_property
    def _numb(self) -> tuple[int, int]:
        """(how much grief keeps one from doing anything, its slot); (0, -1) without grief."""
        slots = self._world.feelings.where(owner=self.who, kind=Feeling.GRIEF).tolist()
        numb, slot = max(((feelings.numbness(self._world, slot), -slot) for slot in slots), default=(0, 1))
        return numb, -slot
