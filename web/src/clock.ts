// Time: the clock of the page, how fast it runs, and where it is set.

import { say } from "./panel/chrome";
import { SPEEDS, type Model } from "./state";

export class Clock {
  constructor(
    private readonly model: Model,
    private readonly changed: () => void,
  ) {}

  play(): void {
    const { model } = this;
    if (!model.playing && model.tick >= model.last) model.tick = model.first;
    model.playing = !model.playing;
    this.changed();
  }

  setSpeed(to: number): void {
    this.model.speed = to;
    this.changed();
  }

  /** The next of the speeds, or the one before. */
  faster(by: 1 | -1): void {
    const at = SPEEDS.indexOf(this.model.speed as 1) + by;
    this.setSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at))]!);
  }

  goTo(tick: number): void {
    const { model } = this;
    model.tick = Math.max(model.first, Math.min(model.last, Math.round(tick)));
    model.before = undefined;
    this.changed();
  }

  step(by: number): void {
    this.model.playing = false;
    this.goTo(Math.round(this.model.tick) + by);
  }

  /** To the next or the last event of whoever is followed, or of the named. */
  beat(by: 1 | -1): void {
    const { model } = this;
    const story = model.stories();
    const now = Math.round(model.tick);
    const next = by > 0 ? story.find((told) => told.tick > now) : story.findLast((told) => told.tick < now);
    if (!next) return say(by > 0 ? "nothing more happens" : "nothing happened before");
    this.goTo(next.tick);
    model.chosen = next;
    say(next.says);
  }

  /** Time goes on, as far as frames come: it never runs ahead of what is seen by more than a moment. */
  run(passed: number): void {
    const { model } = this;
    const lag = model.tick - (model.shot?.head.tick ?? 0);
    if (lag > Math.max(3, model.speed * 0.5)) return;
    model.tick = Math.min(model.last, model.tick + passed * model.speed);
    if (model.tick >= model.last) model.playing = false;
  }

  /** How much of the way from the frame before to the newest has been glided, from 0 to 1. */
  share(now: number): number {
    const { shot, before, speed, playing } = this.model;
    if (!shot || !before || !playing || this.model.calm) return 1;
    const step = ((shot.head.tick - before.head.tick) / speed) * 1000;
    return Math.max(0, Math.min(1, (now - shot.at) / Math.max(16, step)));
  }
}
