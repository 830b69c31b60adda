// Looking: which frame is asked for next. One that is there already is not asked for again.

import type { Asks } from "./socket";
import { NEAR, type Model } from "./state";
import type { Frame } from "./wire";

const AGAIN = 600; // ms after which what was not all there is looked at again

export class Looking {
  private held = -1; // the tick that has been asked for and has come
  private place = ""; // where it was looked at, and what was followed

  constructor(
    private readonly model: Model,
    private readonly line: Asks,
  ) {}

  /** Ask anew, whatever is there. */
  again(): void {
    this.held = -1;
  }

  /** A frame has come; returns whether its panel is of whoever is followed. */
  taken(head: Frame): boolean {
    this.held = head.tick === head.asked ? head.asked : -1;
    if (head.layer && !head.layer.whole) setTimeout(() => this.again(), AGAIN);
    const f = this.model.followed;
    return f !== undefined && this.place.endsWith(`/${f.what}/${f.row}`);
  }

  look(): void {
    const { model } = this;
    if (this.line.busy) return;
    const { camera, wide, high } = model;
    const tick = Math.floor(model.tick);
    const zoom = Math.min(camera.zoom, model.target.zoom);
    const [w, h] = [wide / zoom / 2 + 4, high / zoom / 2 + 4];
    const round = (v: number, up: boolean): number => (up ? Math.ceil(v / 8) : Math.floor(v / 8)) * 8;
    const box: [number, number, number, number] = [
      round(model.target.x - w, false),
      round(model.target.y - h, false),
      round(model.target.x + w, true),
      round(model.target.y + h, true),
    ];
    const step = camera.zoom >= NEAR ? 0 : Math.max(1, Math.round(3 / camera.zoom));
    const { what, row } = model.followed ?? { what: "" as const, row: -1 };
    const place = `${box.join()}/${model.level}/${step}/${model.mode}/${what}/${row}`;
    if (this.held === tick && place === this.place) return;
    this.place = place;
    this.line.look({ tick, box, level: model.level, step, lit: model.lit, what, row, mode: model.mode });
  }
}
