// Learning: what is told of the run beside its frames. The page asks for it now and then, as it comes to be known.

import type { Asks } from "./socket";
import type { Model } from "./state";
import type { Apart, Arc, Interest, Life } from "./wire";

const EVERY = 400; // ms between two questions of a kind
const STRETCH = 60; // ticks for which the same people are of interest

type Question = "arc" | "life" | "interest" | "apart";

export class Learning {
  private asked: Partial<Record<Question, number>> = {};
  private stretch = -1;
  told = 0; // answers that have come
  private known = 0; // ticks on disk, as far as it has been asked

  constructor(
    private readonly model: Model,
    private readonly line: Asks,
    private readonly changed: () => void,
    private readonly about: readonly Question[] = ["arc", "life", "interest", "apart"],
  ) {}

  /** Ask for what is to be seen and is not known yet. */
  turn(now: number): void {
    const { model } = this;
    if (!model.run || !model.connected) return;
    if (model.run.tick !== this.known) {
      this.known = model.run.tick;
      this.stretch = -1;
      for (const life of model.lives.values()) life.whole = false;
      if (model.arc) model.arc.whole = false;
    }
    if (!model.arc?.whole) this.ask(now, "arc", 5, (arc: Arc) => (model.arc = arc));
    const f = model.followed;
    if (f?.what === "citizen" && !model.lives.get(f.row)?.whole) this.ask(now, "life", 3, (life: Life) => this.keep(f.row, life), f.row);
    const stretch = Math.floor(model.tick / STRETCH);
    if (!f && stretch !== this.stretch)
      this.ask(now, "interest", 1, (found: Interest[]) => {
        model.interest = found;
        this.stretch = stretch;
      });
    if (model.run.runs.length && (!model.apart?.exact || model.apart.tick < 0)) this.ask(now, "apart", 6, (apart: Apart) => (model.apart = apart));
  }

  private keep(row: number, life: Life): void {
    const { lives } = this.model;
    lives.delete(row);
    lives.set(row, life);
    if (lives.size > 40) lives.delete(lives.keys().next().value!);
  }

  private ask<T>(now: number, about: Question, pause: number, take: (found: T) => void, row = -1): void {
    if (!this.about.includes(about) || !this.line.tells(about) || now < (this.asked[about] ?? 0)) return;
    this.asked[about] = Infinity;
    void this.line.ask<T>({ about, row, tick: Math.floor(this.model.tick) }).then((found) => {
      this.asked[about] = performance.now() + EVERY * pause;
      if (found === undefined) return;
      take(found);
      this.told++;
      this.changed();
    });
  }
}
