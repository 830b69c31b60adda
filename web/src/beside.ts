// A second run beside the first: the same city, one clock, one camera; what differs is lit in both.

import { contrast, type Contrast } from "./contrast";
import { drawLit, drawWhither } from "./draw/lit";
import { drawScene, type Drawn } from "./draw/scene";
import { Learning } from "./learning";
import { Looking } from "./looking";
import { byId } from "./panel/dom";
import { Line, openLine } from "./socket";
import { Model, shotOf, type Shot } from "./state";
import { Tiles } from "./tiles";
import type { Pack } from "./unpack";
import type { Told, Why } from "./wire";

const KEPT = 8; // frames of the first run that are kept until the same tick of the second has come

export class Beside {
  readonly model = new Model();
  readonly canvas = byId<HTMLCanvasElement>("beside");
  private readonly ctx = this.canvas.getContext("2d", { alpha: false, willReadFrequently: true })!;
  readonly line: Line;
  private readonly tiles: Tiles;
  private readonly looking: Looking;
  private readonly learning: Learning;
  private readonly firsts: Shot[] = [];
  private asked = new Set<number>(); // whose events have been asked for
  contrast: Contrast | undefined;
  drawn: Drawn | undefined;

  constructor(
    private readonly first: Model,
    socket: string,
    private readonly changed: () => void,
  ) {
    this.line = new Line(
      {
        pack: (pack) => this.take(pack),
        state: (state) => {
          if (state.until) this.model.run = state;
          this.changed();
        },
        connected: (is) => {
          this.model.connected = is;
          this.looking.again();
        },
      },
      () => openLine(socket),
    );
    this.tiles = new Tiles(this.model, changed);
    this.looking = new Looking(this.model, this.line);
    this.learning = new Learning(this.model, this.line, changed, ["life"]);
  }

  private take({ head, columns }: Pack): void {
    const { model } = this;
    this.changed();
    if (head.kind === "city") {
      model.takeCity(head, columns);
      this.tiles.begin();
      return;
    }
    model.takeLights(head, columns);
    model.shot = shotOf(model, head, columns, performance.now());
    if (this.looking.taken(head)) model.panel = head.panel ?? undefined;
    const same = this.firsts.find((shot) => shot.head.tick === head.tick && shot.head.level === head.level);
    if (same) this.contrast = contrast(this.first, same, model.shot);
  }

  /** The first run has a new frame: the second is asked for the same tick. */
  follow(shot: Shot): void {
    this.firsts.push(shot);
    if (this.firsts.length > KEPT) this.firsts.shift();
    if (this.model.shot?.head.tick === shot.head.tick && this.model.shot.head.level === shot.head.level)
      this.contrast = contrast(this.first, shot, this.model.shot);
  }

  /** Whether the second run is shown as it is at the tick of the first. */
  get level(): boolean {
    return this.model.shot?.head.tick === this.first.shot?.head.tick;
  }

  /** Whether it comes along: the clock waits for it, as it does for the first run. */
  get keepsUp(): boolean {
    const behind = (this.first.shot?.head.tick ?? 0) - (this.model.shot?.head.tick ?? 0);
    return Math.abs(behind) <= Math.max(3, this.first.speed);
  }

  /** Look where the first run is looked at, and take note of what is told. */
  turn(now: number): void {
    const { model, first } = this;
    const f = first.followed;
    if (f?.what !== model.followed?.what || f?.row !== model.followed?.row) model.panel = undefined;
    Object.assign(model, {
      tick: first.shot?.head.tick ?? first.tick,
      level: first.level,
      camera: first.camera,
      target: first.target,
      followed: f,
      mode: first.mode,
      wide: first.wide,
      high: first.high,
      calm: first.calm,
    });
    if (!model.city || !model.connected) return;
    this.looking.look();
    this.learning.turn(now);
    if (f?.what === "citizen") void this.tell(f.row);
    if (model.shot) this.tiles.dress(now);
  }

  private async tell(row: number): Promise<void> {
    if (this.asked.has(row)) return;
    this.asked.add(row);
    const told = await this.line.ask<Told[]>({ about: "events", row });
    if (told) this.model.told.set(row, told);
    this.changed();
  }

  /** The chain of causes of an event of this run, shown on its map. */
  async why(told: Told): Promise<void> {
    const { first, model } = this;
    const found = await this.line.ask<Why[]>({ about: "why", text: told.id });
    first.chosen = told;
    first.why = model.pins = found;
    first.pins = undefined;
    this.changed();
  }

  draw(now: number): void {
    const { model, canvas } = this;
    if (!model.shot) return;
    if (canvas.width !== model.wide || canvas.height !== model.high) [canvas.width, canvas.height] = [model.wide, model.high];
    if (!this.first.why) model.pins = undefined;
    this.drawn = drawScene(this.ctx, model, this.tiles, model.shot, 1, now);
    if (this.contrast) drawLit(this.drawn.view, this.contrast.second);
    drawWhither(this.drawn);
  }

  get whole(): boolean {
    return (this.drawn?.whole ?? false) && this.level;
  }
}
