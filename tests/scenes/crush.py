"""Who gets onto a cell, who passes whom, who gives up, worked out once more: what `crowding` says of all together."""

from __future__ import annotations

from collections import Counter, defaultdict

from undergrid.core import luck
from undergrid.core.grid import BY_LINK, NO_WAY
from undergrid.systems.movement import movement

SIDES = {(1, 0): 0, (-1, 1): 1, (0, 1): 2, (1, 1): 3}  # where the higher of two cells that touch lies, in order
BY_A_LINK = 4


class Crush:
    """The walkers of one second, each of whom knows where they would go by themselves; `land` changes the world."""

    def __init__(self, world, knobs, plan):
        self.knobs, self.people, self.now, self.plan, self.city = knobs, world.citizens, world.tick, plan, world.city
        self.key = world.key(movement.STREAM)
        self.entered = Counter()

    def draw(self, walker, nth=0):
        """The draw that decides for somebody in this second."""
        return luck.u32(self.key, self.people.luck[walker.who], nth)

    def count(self, walker, more):
        """Count somebody who steps onto a cell, perhaps over another."""
        self.plan.bodies[walker.there] += more
        for cell in {walker.there, walker.over} - {-1}:
            self.entered[cell] += more

    def is_overfull(self, walker, more):
        """Whether more have come than fit, or than get through in this second where small cells are a gap: one who has
        it to themselves always does (`more` 0)."""
        if self.plan.bodies[walker.there] + more > self.plan.room:
            return True
        if self.plan.span == 1:
            return False
        a_second = round(65536 * self.knobs.through * self.city.cell_mm / 1000)
        through = max(1 - more, a_second * (self.now + 1) // 65536 - a_second * self.now // 65536)
        cells = {walker.there, walker.over} - {-1}
        return any(self.entered[cell] + more > through and self.plan.is_gap(cell) for cell in cells)

    def put(self, walker):
        """Let somebody stand where they go."""
        self.plan.bodies[int(self.people.cell[walker.who])] -= 1
        self.people.cell[walker.who] = walker.there

    def land(self, walkers):
        """Put everybody where they come to; of more than fit, those who draw lowest get what is left."""
        movers = [each for each in walkers if each.fate == "goes" and each.there != self.people.cell[each.who]]
        for each in movers:
            self.count(each, 1)
        late = sorted((each for each in movers if self.is_overfull(each, 0)), key=self.draw)
        for each in late:
            self.count(each, -1)
            self.people.heading[each.who] = NO_WAY
        for each in movers:
            if each not in late:
                self.put(each)
        for each in late:
            if self.is_overfull(each, 1):
                each.fate = "wants"
            else:
                self.count(each, 1)
                self.put(each)
        stuck = [each for each in walkers if each.fate == "wants"]
        self.pass_each_other(stuck)
        self.stay([each for each in stuck if each.fate == "wants"], walkers)

    def borders(self, stuck):
        """The walkers before each border that they want over, or about over: (about?, place by the draw, from the
        lower cell?, walker, higher cell)."""
        found = defaultdict(list)
        for place, each in enumerate(sorted(stuck, key=self.draw)):
            here, heading = int(self.people.cell[each.who]), int(self.people.heading[each.who])
            wanted = [each.there]
            if heading < BY_LINK:
                wanted += [self.plan.step(here, (heading + turn) % 8) for turn in (1, -1)]
            for n, there in enumerate(wanted):
                if there is None or there == here:
                    continue
                low, high = sorted((here, there))
                (level, y, x), (above, v, u) = self.plan.place(low), self.plan.place(high)
                side = BY_A_LINK if each.via >= 0 else SIDES.get((u - x, v - y)) if level == above else None
                if side is not None:
                    found[low, side].append((n > 0, place, here == low, each, high))
        return found

    def pass_each_other(self, stuck):
        """Let pairs change places, border after border, as many at each as pass there in a second."""
        found = self.borders(stuck)
        for low, side in sorted(found):
            those = sorted(found[low, side], key=lambda one: one[:2])
            if len({from_low for _, _, from_low, _, _ in those}) < 2:
                continue
            a_second = round(65536 * self.knobs.passes * self.city.cell_mm / 1000)
            left = (a_second + self.draw(those[0][3], 1) % 65536) // 65536
            waiting = {True: None, False: None}
            for _, _, from_low, each, high in those:
                if left == 0 or each.fate == "goes" or waiting[from_low]:
                    continue
                other = waiting[not from_low]
                if other is None:
                    waiting[from_low] = each
                elif self.are_opposed(each, other):
                    self.move_over(each, high if from_low else low)
                    self.move_over(other, low if from_low else high)
                    waiting, left = {True: None, False: None}, left - 1

    def are_opposed(self, one, other):
        """Whether two come towards each other, at less than a right angle."""
        a, b = int(self.people.heading[one.who]), int(self.people.heading[other.who])
        return a >= BY_LINK or b >= BY_LINK or (a - b) % 8 in (3, 4, 5)

    def move_over(self, walker, there):
        """Put somebody where another was."""
        people, who = self.people, walker.who
        walker.fate, walker.there, people.cell[who] = "goes", there, there
        if people.heading[who] != NO_WAY:
            people.heading[who], people.progress[who] = NO_WAY, 0

    def stay(self, stuck, walkers):
        """Let those who are stuck stand where they began, and some give up."""
        people, plan = self.people, self.plan
        for each in stuck:
            who = each.who
            each.fate = "stays"
            if people.heading[who] == NO_WAY:
                people.progress[who] = self.city.cell_mm
                if each.via >= 0:
                    people.heading[who], people.progress[who] = BY_LINK, self.city.links[each.via].length_mm
            if each.via < 0 and plan.bodies[each.there] >= plan.room:
                each.fate = self.gives_up(each)
            each.via = -1
        standing = Counter(people.cell[[each.who for each in walkers]].tolist())
        for each in stuck:
            goal = int(people.goal[each.who])
            if each.fate == "around" and 2 * standing[goal] > plan.bodies[goal]:
                each.fate = "stays"

    def gives_up(self, walker):
        """What becomes of somebody before a full cell."""
        people, plan, knobs, who = self.people, self.plan, self.knobs, walker.who
        goal, drawn = int(people.goal[who]), self.draw(walker, 2)
        (level, y, x), (there, v, u) = plan.place(int(people.cell[who])), plan.place(goal)
        around = round(1000 * knobs.around_m / self.city.cell_mm)
        is_near = level == there and max(abs(y - v), abs(x - u)) <= around
        is_taken = is_near and people.enter[who] < 0 and plan.bodies[goal] >= plan.room
        if is_taken and drawn < luck.rate_per_tick(1, round(knobs.stands_seconds)):
            return "around"
        is_late = self.now - people.since[who] >= 60 * knobs.patience_minutes
        return "crowded" if is_late and drawn < luck.rate_per_tick(1, round(60 * knobs.gives_up_minutes)) else "stays"
