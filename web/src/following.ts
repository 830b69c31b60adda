// Whoever is followed, and why something happened: who is chosen, and how one gets there.

import type { Camera } from "./camera";
import type { Clock } from "./clock";
import { thingAt } from "./draw/pick";
import type { Drawn } from "./draw/scene";
import type { Looking } from "./looking";
import type { Doings } from "./panel/inspector";
import { say } from "./panel/chrome";
import type { Asks } from "./socket";
import { NEAR, type Model, type Thing } from "./state";
import type { Told, Why } from "./wire";

export class Following implements Doings {
  private jump = false; // whether the camera has still to go to whoever was chosen

  constructor(
    private readonly model: Model,
    private readonly line: Asks,
    private readonly camera: Camera,
    private readonly clock: Clock,
    private readonly looking: Looking,
    private readonly changed: () => void,
  ) {}

  /** Choose somebody or something, and go there unless `go` is false. */
  follow(thing: Thing | undefined, go = true): void {
    const { model } = this;
    model.followed = thing && { what: thing.what, row: thing.row };
    model.panel = undefined;
    model.why = model.pins = undefined;
    model.centred = thing !== undefined && go;
    if (thing?.what === "citizen" && !model.told.has(thing.row)) void this.tell(thing.row);
    if (thing && go) this.jump = true;
    this.looking.again();
    this.changed();
  }

  /** What the log tells of somebody. */
  async tell(row: number): Promise<void> {
    const told = await this.line.ask<Told[]>({ about: "events", row });
    if (told) this.model.told.set(row, told);
    this.changed();
  }

  /** The camera goes to whoever was chosen, as soon as it is known where that is. */
  goThere(): void {
    if (!this.jump) return;
    const { model } = this;
    const there = model.whereFollowed() ?? (model.panel ? this.placeOf(model.panel.cell) : undefined);
    if (!there) return;
    this.jump = false;
    model.level = there.level;
    this.camera.glide({ x: there.x + 0.5, y: there.y + 0.5, zoom: Math.max(model.target.zoom, 10) });
    this.changed();
  }

  private placeOf(cell: number): { x: number; y: number; level: number } {
    const [x, y, level] = this.model.at(cell);
    return { x, y, level };
  }

  pick(drawn: Drawn | undefined, x: number, y: number): void {
    const { model } = this;
    if (!drawn || !model.shot) return;
    const thing = thingAt(drawn.view.model, drawn, x, y);
    const was = model.centred;
    this.follow(thing, false);
    model.centred = was && thing?.what === "citizen" && drawn.view.z > NEAR;
  }

  /** To a tick, and to a cell unless the camera stays with somebody. */
  goTo(tick: number, cell?: number): void {
    this.model.playing = false;
    this.clock.goTo(tick);
    if (cell === undefined || cell < 0 || this.model.centred) return;
    const { x, y, level } = this.placeOf(cell);
    this.model.level = level;
    this.camera.glide({ x: x + 0.5, y: y + 0.5, zoom: Math.max(7, this.model.target.zoom) });
  }

  centre(is: boolean): void {
    this.model.centred = is;
    if (is) this.jump = true;
    this.changed();
  }

  nextPerson(by: 1 | -1): void {
    const { model } = this;
    const cast = model.city?.cast ?? [];
    if (!cast.length) return;
    const at = cast.findIndex((p) => model.followed?.what === "citizen" && p.row === model.followed.row);
    const next = cast[(at + by + cast.length) % cast.length]!;
    this.follow({ what: "citizen", row: next.row });
  }

  why(told: Told | undefined): void {
    void this.learnWhy(told);
  }

  private async learnWhy(told: Told | undefined): Promise<void> {
    const { model } = this;
    model.chosen = told;
    model.why = told ? ((await this.line.ask<Why[]>({ about: "why", text: told.id })) ?? undefined) : undefined;
    model.pins = model.why;
    if (told && !model.why) say("that is not on disk yet");
    const here = model.why?.find((one) => one.cell >= 0);
    if (here) model.level = this.placeOf(here.cell).level;
    this.changed();
  }

  /** Why the last event happened; once more, and it is closed. */
  whyNow(): void {
    const { model } = this;
    const now = Math.round(model.tick);
    const last = model.chosen && model.chosen.tick <= now && !model.why ? model.chosen : model.stories().findLast((told) => told.tick <= now);
    this.why(model.why ? undefined : last);
  }

  escape(): void {
    if (this.model.why) this.why(undefined);
    else this.follow(undefined, false);
  }
}
