"""The minds of a run: when each wakes, which want it follows, and the orders that come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import NamedTuple, Protocol

from pydantic import BaseModel

from undergrid.minds import reflexes, stuck, turned, vain, waking
from undergrid.minds.bids import Bid, Over
from undergrid.minds.intentions import (
    Chosen,
    choose,
    decide,
    end,
    held,
    lapsed,
    leave_asleep,
    look_at,
    slot_of,
    take_up,
    to_beat,
)
from undergrid.minds.knows import perils
from undergrid.minds.knows.arms import fire_every
from undergrid.minds.knows.guards import rule_of
from undergrid.minds.knows.map import Wits
from undergrid.minds.knows.watching import watch
from undergrid.minds.mind import Mind
from undergrid.minds.plans import parted
from undergrid.minds.plans.ways import STILL, priced
from undergrid.minds.reflexes import REFLEXES
from undergrid.minds.wants import (
    breathe,
    bring,
    call_for_help,
    council,
    escort,
    evade,
    fight,
    follow_trail,
    hide,
    link,
    live_on,
    mourn,
    parley,
    reach,
    rescue,
    sever,
    shelter,
    shield,
    sustain,
    tend,
    wait_for_gap,
)
from undergrid.world.authority.clearance import Verdict
from undergrid.world.log.kinds import Kind
from undergrid.world.tables.minds import Aim
from undergrid.world.tables.orders import Order, Verb
from undergrid.world.tables.people import NEVER, Activity, Pace
from undergrid.world.view.outlook import Lookout
from undergrid.world.world import World

MODULES: dict[str, ModuleType] = {
    "reach": reach,
    "evade": evade,
    "hide": hide,
    "wait_for_gap": wait_for_gap,
    "escort": escort,
    "call_for_help": call_for_help,
    "follow_trail": follow_trail,
    "rescue": rescue,
    "shelter": shelter,
    "parley": parley,
    "bring": bring,
    "tend": tend,
    "live_on": live_on,
    "mourn": mourn,
    "sever": sever,
    "fight": fight,
    "link": link,
    "council": council,
    "shield": shield,
    "sustain": sustain,
    "breathe": breathe,
}
WANTS: dict[str, type[BaseModel]] = {name: module.Params for name, module in MODULES.items()}
"""What somebody can want: its name in a scenario, and what it needs to know. The order gives each its number."""

_AIMS: dict[str, Aim] = {  # of wants with one only
    "reach": Aim.REACH,
    "evade": Aim.NONE,
    "hide": Aim.KEEP_HIDDEN,
    "wait_for_gap": Aim.AWAIT_GAP,
    "escort": Aim.KEEP_UP,
    "call_for_help": Aim.CALL_FOR_HELP,
    "follow_trail": Aim.MAKE_ROUNDS,
    "rescue": Aim.SAVE,
    "shelter": Aim.SHELTER,
    "parley": Aim.SPEAK,
    "bring": Aim.BRING,
    "tend": Aim.TEND,
    "live_on": Aim.REST,
    "mourn": Aim.MOURN,
    "sever": Aim.SEVER,
    "fight": Aim.FIGHT,
    "link": Aim.LINK,
    "council": Aim.COUNCIL,
    "shield": Aim.NONE,
    "sustain": Aim.TEND,
    "breathe": Aim.AIR,
}
_ON_FOOT = (Verb.WALK, Verb.SNEAK, Verb.RUN)
_BUSY = 2  # seconds between looks of somebody on a link
_HELD_UP = 1  # the urgency of what nothing can be done for [assumed]
_IDLE = 60  # seconds between looks of somebody who wants nothing at the moment
_WARY = 5  # seconds between looks of somebody who shuns watchers, with one about, and does not hide from it


def wanting(aim: Aim) -> tuple[str, ...]:
    """The wants, by their names in a scenario, that are for this and nothing else; none for most aims."""
    return tuple(name for name, own in _AIMS.items() if own == aim)


class Want(Protocol):
    """One want of somebody: its name, and what it needs to know."""

    @property
    def name(self) -> str: ...
    @property
    def params(self) -> BaseModel: ...


class Weighed(NamedTuple):
    """What a mind has weighed: what it would be about, and what else there was."""

    chosen: Chosen
    offers: dict[int, Bid]  # by want
    slots: dict[int, int]  # the intention that each serves
    ended: int  # the event by which what it was about ended, or a fight; 0 for none
    anew: bool  # whether it is decided on even where it is what it was about


class Minds:
    """All minds of a world. Their memory is the table `plans`: nothing here outlives a tick."""

    def __init__(
        self,
        world: World,
        wants: Sequence[Sequence[Want]],
        rules: Mapping[str, BaseModel],
        places: dict[str, int],
        people: dict[str, int],
    ) -> None:
        self.world = world
        self.wants = wants
        # how urgent each want can get
        self._most = [[int(dict(want.params)["urgency"]) + MODULES[want.name].RISES for want in own] for own in wants]
        self._companions = [_companions(own, people) for own in wants]
        self.places, self.people = places, people
        self._rules = rules
        self._wits: Wits | None = None  # made when the first mind wakes
        self.silent: frozenset[int] = frozenset()  # rows of people who get their orders from a canon
        self.turned: frozenset[tuple[int, int]] = frozenset()  # (row, tick) of decisions that fall on what came next

    def orders(self) -> list[Order]:
        """The orders of all minds that are awake at this tick."""
        plans = self.world.plans
        if not waking.any_awake(plans.wake, self.world.tick):
            return []
        orders = []
        for plan in range(plans.n):
            if plans.wake[plan] <= self.world.tick and int(plans.owner[plan]) not in self.silent:
                order = self._think(plan)
                if order is not None:
                    orders.append(order)
        return orders

    def notice(self) -> None:
        """At the end of a tick, wake those whom something happened to, or whose walk is over, for the next one."""
        world, plans = self.world, self.world.plans
        if not plans.n:
            return
        watch(world)
        log = world.events
        waking.stop(plans.handle, world.citizens.handle, world.tick)
        if log.n == log.tick_began:
            return
        happened = log.columns(log.tick_began)
        ids, kinds, amounts = happened["id"], happened["kind"], happened["amount"]
        who, whom, causes = happened["who"], happened["whom"], happened["cause"]
        waking.note_deeds(plans.handle, world.intentions.handle, ids, kinds, who, whom, amounts, causes)
        if waking.perceive(world, happened):
            self._remember_refusals()

    def _remember_refusals(self) -> None:
        """Let those whose order has come to nothing in this tick remember that."""
        plan_of = {owner: plan for plan, owner in enumerate(self.world.plans.owner.tolist())}
        for event in self.world.events.this_tick():
            turned_away = event.kind == Kind.JUDGED and event.amount != Verdict.OPEN
            who = event.whom if turned_away else event.who
            if not (turned_away or event.kind == Kind.REFUSED) or who not in plan_of or who in self.silent:
                continue
            vain.remember(self.world, self._mind(plan_of[who]), event)
            if event.kind == Kind.REFUSED:
                self.world.plans.refusal[plan_of[who]], self.world.plans.reason[plan_of[who]] = event.id, event.amount

    def _mind(self, plan: int) -> Mind:
        if self._wits is None:
            lookout = Lookout(self.world, self._rules)
            self._wits = Wits(self.world, lookout, scanned="heat" in self._rules, fire_every=fire_every(self._rules),
                              guards=rule_of(self._rules))  # fmt: skip
        return Mind(self.world, self._wits, plan)

    def _think(self, plan: int) -> Order | None:
        """Let one mind look up: see what it is about, and what to do for that next."""
        world, plans = self.world, self.world.plans
        mind = self._mind(plan)
        mind.remember(beside=-1)
        if not mind.able:
            plans.wake[plan] = NEVER
            mind.remember(held=-1, held_for=-1, held_by=0)  # whatever they waited for, they wait for it no more
            stuck.free(world, plan)
            return None
        mind.keep_company()
        if mind.busy or reflexes.flees(world, mind.who):  # whoever is at a gate or on the stairs finishes that first
            plans.wake[plan] = world.tick + _BUSY
            stuck.free(world, plan)
            return None
        perils.remember(world, mind.who, mind.alight)
        parted.keep_track(mind, self._companions[plan])
        mind.aid.look_about()
        on_guard, word = reflexes.speak_up(mind, self.wants[plan], self.places, self.people)
        if word is not None:
            plans.wake[plan] = world.tick + 1  # it takes no time: then one goes on
            return word
        shy = reflexes.shy(self.wants[plan])
        stand = reflexes.stand(world, mind, self.wants[plan])
        bid, weighed = stand.bid, None
        if bid is None and not stand.waits:
            weighed = self._weigh(plan, mind, stand.ended)
            bid = priced(mind, weighed.chosen.bid if weighed else None, shy)
        reflex = self._reflex(plan, mind, bid) if stand.bid is None else None
        # nobody thinks better of what they are about in flight, unless a fork has them decide otherwise
        if weighed is not None and (reflex is None or weighed.anew or plans.intends[plan] < 0):
            self._settle_on(plan, weighed)
        plans.ducks[plan] = reflex is not None
        stuck.look(world, mind, bid, ducks=reflex is not None)
        if reflex is stand.bid is None and (word := reflexes.tell_by_radio(world, mind)) is not None:
            plans.wake[plan] = world.tick + 1  # it takes no time: then one goes on
            return word
        given = reflex or bid
        again = waking.looks_up(world, mind.who, _IDLE if given is None else max(1, given.again))
        wary = (given is None or given.verb not in STILL) and reflexes.wary(self.wants[plan], mind)
        plans.wake[plan] = world.tick + (1 if on_guard else min(again, _WARY) if wary else again)
        if given is None:
            return None
        if reflex is not None:
            evade.say(mind, reflex)
        mind.remember(**given.keep)
        if given.verb == Verb.NONE or (given.steady and _under_way(mind, given)):
            return None
        plans.walking[plan], plans.refusal[plan] = given.verb in _ON_FOOT, 0
        plans.verb[plan], plans.target[plan] = given.verb, given.target
        if given.verb == Verb.LEAVE:
            leave_asleep(world, plan)
        cause = (reflex.because or int(plans.cause[plan])) if reflex else int(plans.decided[plan])
        return Order(world.tick, mind.who, given.verb, given.target, given.amount, cause, outside=False)

    def _reflex(self, plan: int, mind: Mind, bid: Bid | None) -> Bid | None:
        """What one does about a watcher that is near, where that is more urgent than what one is about."""
        for want, most in zip(self.wants[plan], self._most[plan], strict=True):
            if want.name == "evade" and (bid is None or bid.bare < most):
                reflex = self._bid(mind, want)
                if reflex is None or vain.why_vain(mind, reflex):
                    continue
                if bid is None or reflex.urgency > bid.bare:
                    return reflex
        return None

    def _weigh(self, plan: int, mind: Mind, fought: int) -> Weighed | None:
        """Take up what wants offer anew, end what is over, and weigh what to be about; None where there is nothing.

        fought: the event by which a fight has just ended; 0 where none has.
        """
        world = self.world
        offers, asked = self._offers(plan, mind)
        slots = {}
        for want, bid in offers.items():
            slot = slot_of(world, mind.who, want, bid)
            slots[want] = slot if slot >= 0 else take_up(world, mind.who, want, bid)
            look_at(world, slots[want], bid)
        ended = self._end(plan, mind, asked, slots) or fought
        chosen = choose(world, plan, offers, slots)
        if chosen is None:
            return None
        anew = False
        if self.turned:
            chosen, anew = turned.turn(world, plan, chosen, offers, slots, self.turned)
        return Weighed(chosen, offers, slots, ended, anew)

    def _settle_on(self, plan: int, weighed: Weighed) -> None:
        """Be about what has been chosen from now on: a decision, where that is something else than until now."""
        chosen, offers, slots, ended, anew = weighed
        if anew or chosen.slot != self.world.plans.intends[plan]:
            decide(self.world, plan, chosen, offers, slots, ended)

    def _offers(self, plan: int, mind: Mind) -> tuple[dict[int, Bid], set[int]]:
        """(what wants offer, by their numbers; which of them were asked): not those that could not take the place of
        what one is about.
        """
        about, wants, most = int(self.world.plans.intends[plan]), self.wants[plan], self._most[plan]
        own = int(self.world.intentions.want[about]) if about >= 0 else -1
        offers: dict[int, Bid] = {}
        asked = set()
        mind.to_beat = -1
        for number in sorted(range(len(wants)), key=lambda number: (number != own, number)):
            if wants[number].name in REFLEXES or mind.heart.most(most[number]) <= mind.to_beat:
                continue
            asked.add(number)
            bid = self._bid(mind, wants[number])
            refused = vain.why_vain(mind, bid) if bid is not None else 0
            if bid is not None and refused:
                slot = slot_of(self.world, mind.who, number, bid)
                if slot >= 0:
                    end(self.world, plan, slot, done=False, cause=refused)
            elif bid is not None:
                offers[number] = bid
                mind.to_beat = max(mind.to_beat, to_beat(bid.urgency) if number == own else bid.urgency)
        return offers, asked

    def _bid(self, mind: Mind, want: Want) -> Bid | None:
        bid: Bid | None = MODULES[want.name].bid(mind, want.params, self.places, self.people)
        if bid is None or mind.heart.gives_up(aim := bid.aim or _AIMS[want.name]):
            return None
        if stuck.held_up(bid):  # whatever else can be done comes first
            return bid._replace(aim=aim, urgency=_HELD_UP, bare=_HELD_UP)
        return bid._replace(aim=aim, urgency=mind.heart.weigh(aim, bid.whom, bid.urgency), bare=bid.urgency)

    def _end(self, plan: int, mind: Mind, asked: set[int], slots: dict[int, int]) -> int:
        """End the intentions that are over; returns the event by which the one that is followed ended, or 0."""
        world, ended = self.world, 0
        about = int(world.plans.intends[plan])
        for slot in held(world, mind.who):
            number = int(world.intentions.want[slot])
            if number not in asked or slots.get(number) == slot:
                continue
            want = self.wants[plan][number]
            module = MODULES[want.name]
            over: Over | None
            no_heart = mind.heart.gives_up(Aim(int(world.intentions.aim[slot])))
            if no_heart:
                over = Over(False, no_heart)
            elif hasattr(module, "over"):
                over = module.over(mind, want.params, slot)
            else:
                over = Over(True) if lapsed(world, slot) else None
            if over is not None:
                event = end(world, plan, slot, over.done, over.cause)
                ended = event if slot == about else ended
        return ended


def _companions(own: Sequence[Want], people: Mapping[str, int]) -> list[int]:
    """Those whom somebody goes with, by what they want."""
    wants = (want for want in own if hasattr(MODULES[want.name], "goes_with"))
    return [people[name] for want in wants for name in MODULES[want.name].goes_with(want.params)]


def _under_way(mind: Mind, bid: Bid) -> bool:
    """Whether one is doing already what a bid asks for."""
    if bid.verb in _ON_FOOT:
        running = mind.pace == Pace.RUN  # one who sets out walking or sneaking keeps to it
        return mind.doing == Activity.WALKING and mind.goal == bid.target and running == (bid.verb == Verb.RUN)
    if bid.verb == Verb.HIDE:
        return mind.doing == Activity.HIDING
    if bid.verb == Verb.WAIT:
        return mind.doing in (Activity.WAITING, Activity.RESTING)
    if bid.verb == Verb.FLAT:
        return mind.doing == Activity.LYING
    if bid.verb == Verb.ENTER:
        return mind.inside == bid.target
    return False
