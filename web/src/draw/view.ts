// Where things are on the screen, and labels that do not lie upon one another.

import type { Camera, Model } from "../state";

export class View {
  readonly z: number;
  readonly x0: number;
  readonly y0: number;

  constructor(
    readonly ctx: CanvasRenderingContext2D,
    readonly model: Model,
    readonly camera: Camera,
    readonly wide: number,
    readonly high: number,
  ) {
    this.z = camera.zoom;
    this.x0 = camera.x - wide / 2 / this.z;
    this.y0 = camera.y - high / 2 / this.z;
  }

  /** px of a place in cells, counted from the corner of the map. */
  x(x: number): number {
    return (x - this.x0) * this.z;
  }

  y(y: number): number {
    return (y - this.y0) * this.z;
  }

  /** px of the middle of a cell, and its level. */
  cell(cell: number): [number, number, number] {
    const [x, y, level] = this.model.at(cell);
    return [this.x(x + 0.5), this.y(y + 0.5), level];
  }

  holds(x: number, y: number, by = 20): boolean {
    return x > -by && y > -by && x < this.wide + by && y < this.high + by;
  }
}

interface Spot {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Label {
  text: string;
  x: number;
  y: number;
  off: number; // px between the point and the label
  size?: number;
  ink?: string;
  rim?: string;
  pill?: boolean;
  spaced?: boolean;
  must?: boolean; // drawn even where it covers another
  centred?: boolean;
  rank?: number; // the lower, the sooner it has its place
}

/** Labels, the most important first: each takes the first free place around its point, or is left out. */
export class Labels {
  private readonly taken: Spot[] = [];
  private readonly asked: Label[] = [];

  constructor(
    private readonly view: View,
    avoid: Spot[] = [],
  ) {
    this.taken.push(...avoid);
  }

  block(x: number, y: number, r: number): void {
    this.taken.push({ x: x - r, y: y - r, w: 2 * r, h: 2 * r });
  }

  put(label: Label): void {
    this.asked.push(label);
  }

  /** Draw them all. */
  draw(): void {
    this.asked.sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
    for (const label of this.asked) this.place(label);
  }

  private place(label: Label): void {
    const { ctx } = this.view;
    const size = label.size ?? 13;
    ctx.font = `600 ${size}px "Barlow Semi Condensed", system-ui, sans-serif`;
    ctx.letterSpacing = label.spaced ? "0.14em" : "0px";
    const text = label.text.length > 40 ? `${label.text.slice(0, 39)}…` : label.text;
    const w = ctx.measureText(text).width + (label.pill ? 14 : 2);
    const h = label.pill ? size + 9 : size + 2;
    const { x, y, off } = label;
    const places: [number, number][] = label.centred
      ? [
          [x - w / 2, y + off],
          [x - w / 2, y - off - h],
        ]
      : [
          [x + off, y - h / 2],
          [x - off - w, y - h / 2],
          [x - w / 2, y - off - h],
          [x - w / 2, y + off],
          [x + off * 0.8, y - h - off * 0.4],
          [x + off * 0.8, y + off * 0.4],
        ];
    const free = places.find(([px, py]) => this.free({ x: px, y: py, w, h })) ?? (label.must ? places[0] : undefined);
    if (!free) return;
    const [px, py] = free;
    this.taken.push({ x: px, y: py, w, h });
    ctx.textBaseline = "middle";
    ctx.textAlign = "left";
    if (label.pill) {
      ctx.fillStyle = "rgba(9,13,22,.9)";
      ctx.beginPath();
      ctx.roundRect(px, py, w, h, h / 2);
      ctx.fill();
      if (label.rim) {
        ctx.strokeStyle = label.rim;
        ctx.lineWidth = 1.2;
        ctx.stroke();
      }
    } else {
      ctx.strokeStyle = "rgba(4,6,12,.85)";
      ctx.lineWidth = 3;
      ctx.lineJoin = "round";
      ctx.strokeText(text, px + 1, py + h / 2);
    }
    ctx.fillStyle = label.ink ?? "#e9edf5";
    ctx.fillText(text, px + (label.pill ? 7 : 1), py + h / 2 + 0.5);
    ctx.letterSpacing = "0px";
  }

  private free(spot: Spot): boolean {
    if (spot.x < 2 || spot.y < 2 || spot.x + spot.w > this.view.wide - 2 || spot.y + spot.h > this.view.high - 2) return false;
    return !this.taken.some((t) => spot.x < t.x + t.w && t.x < spot.x + spot.w && spot.y < t.y + t.h && t.y < spot.y + spot.h);
  }
}
