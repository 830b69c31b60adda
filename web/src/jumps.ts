// Jumps: to the next beat of the arc, ending, death, or to where the authority first saw whoever is followed.

import type { Clock } from "./clock";
import type { Following } from "./following";
import { say } from "./panel/chrome";
import { pointsOf, SIGNS, type Point, type Sign } from "./points";
import type { Model } from "./state";

const NONE: Partial<Record<Sign, string>> = {
  beat: "no beat of the arc",
  ending: "no ending",
  death: "nobody's death",
  sighting: "nobody of the authority has seen them",
  parting: "the runs do not part",
};

export class Jumps {
  constructor(
    private readonly model: Model,
    private readonly clock: Clock,
    private readonly following: Following,
  ) {}

  /** To the next point of a kind, or the one before. */
  to(sign: Sign, by: 1 | -1 = 1): void {
    const { model } = this;
    const all = pointsOf(model).filter((point) => point.sign === sign);
    const now = Math.round(model.tick);
    const next = by > 0 ? all.find((point) => point.tick > now) : all.findLast((point) => point.tick < now);
    if (next) return this.go(next);
    if (sign === "beat" && model.arc?.of && !model.arc.whole) return say("the beats of the arc are still being looked for");
    const none = NONE[sign] ?? `no ${SIGNS[sign].word}`;
    say(all.length ? `${none} ${by > 0 ? "after" : "before"} this` : `${none} in this run`);
  }

  /** To the first point of a kind, wherever one is. */
  first(sign: Sign): void {
    const found = pointsOf(this.model).find((point) => point.sign === sign);
    if (found) this.go(found);
    else
      say(
        this.model.followed?.what === "citizen" || sign !== "sighting"
          ? `${NONE[sign]} in this run`
          : "follow somebody: it goes to where the authority first sees them",
      );
  }

  /** To a point, and say what it is. */
  go(point: Point): void {
    this.model.chosen = point.told ?? this.model.chosen;
    if (this.model.why) this.following.why(undefined);
    this.clock.goTo(point.tick);
    say(`${SIGNS[point.sign].word}: ${point.says}`);
  }
}
