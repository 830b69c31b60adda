// What a mode is: its place in the rail, its legend, and what it draws below and above the people.

import type { Labels, View } from "../draw/view";
import type { Model, Shot } from "../state";
import type { Frame, Look } from "../wire";
import { el, svg } from "../panel/dom";

export type ModeName = NonNullable<Look["mode"]>;
export type Layer = NonNullable<Frame["layer"]>;
/** The layer of one mode. */
export type LayerOf<K extends Layer["kind"]> = Extract<Layer, { kind: K }>;

/** What of the city itself a mode leaves as it is. */
export interface Keeps {
  people?: boolean;
  sights?: boolean;
  traces?: boolean;
  density?: boolean;
}

export interface Scene<L> {
  v: View;
  shot: Shot;
  layer: L;
  labels: Labels;
  time: number; // ms, for what pulses
}

/** A mode as the page has it. `L` is what the server sends for it. */
export interface Mode<L = Layer> {
  name: ModeName;
  title: string;
  icon: string; // a path in a box of 24
  keeps: Keeps;
  wash?: string; // laid over the city first
  pulses?: boolean; // whether it goes on moving while time stands still
  still?: boolean; // whether what it draws below the people changes only with the moment and the view
  legend(model: Model): HTMLElement[];
  ground?(scene: Scene<L>): void;
  marks?(scene: Scene<L>): void;
}

type Drawn = Record<string, string | number>;
/** Parts of the small drawings of a legend, in a box of 22 by 14. */
export const path = (d: string, look: Drawn): SVGElement => svg("path", { fill: "none", d, ...look });
export const disc = (r: number, look: Drawn, cx = 11, cy = 7): SVGElement => svg("circle", { cx, cy, r, ...look });
export const box = (x: number, y: number, width: number, height: number, look: Drawn): SVGElement => svg("rect", { x, y, width, height, ...look });

/** A line of a legend: a small drawing, and what it means. */
export function row(drawing: SVGElement | SVGElement[], words: string): HTMLElement {
  const picture = svg("svg", { viewBox: "0 0 22 14", "aria-hidden": "true" }, ...[drawing].flat());
  return el("div", { cls: "r" }, picture, el("span", {}, words));
}

/** A bar of colours from little to much, with words at its ends. */
export function ramp(colours: readonly string[], from: string, to: string): HTMLElement {
  const bar = el("div", { cls: "ramp", style: { background: `linear-gradient(90deg, ${colours.join(", ")})` } });
  return el("div", {}, bar, el("div", { cls: "ends" }, el("span", {}, from), el("span", {}, to)));
}

/** A grid of the frame as a picture, a pixel a square; made once for a frame. */
export class GridPicture {
  private of: Shot | undefined;
  private readonly canvas = document.createElement("canvas");

  constructor(private readonly paint: (values: Uint8Array, rgba: Uint8ClampedArray) => void) {}

  /** Draw it where it belongs. */
  draw({ v, shot }: Pick<Scene<unknown>, "v" | "shot">, values: Uint8Array, stride: number, smooth: boolean, ctx = v.ctx): void {
    const [x0, y0, x1, y1] = shot.head.box as [number, number, number, number];
    const [w, h] = [Math.ceil((x1 - x0) / stride), Math.ceil((y1 - y0) / stride)];
    if (this.of !== shot) {
      this.of = shot;
      this.canvas.width = w;
      this.canvas.height = h;
      const small = this.canvas.getContext("2d", { willReadFrequently: true })!;
      const image = small.createImageData(w, h);
      this.paint(values, image.data);
      small.putImageData(image, 0, 0);
    }
    ctx.imageSmoothingEnabled = smooth;
    ctx.drawImage(this.canvas, v.x(x0), v.y(y0), w * stride * v.z, h * stride * v.z);
    ctx.imageSmoothingEnabled = true;
  }
}

/** A canvas of the size of the view, kept from picture to picture, and empty. */
export function sheet(v: View): CanvasRenderingContext2D {
  kept ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
  const { canvas } = kept;
  if (canvas.width !== v.wide || canvas.height !== v.high) {
    canvas.width = v.wide;
    canvas.height = v.high;
  }
  kept.globalCompositeOperation = "source-over";
  kept.globalAlpha = 1;
  kept.clearRect(0, 0, v.wide, v.high);
  return kept;
}
let kept: CanvasRenderingContext2D | undefined;

export function ago(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** A line, dashed or not, upon a darker one, so that it shows on any ground. */
export function rimmed(ctx: CanvasRenderingContext2D, colour: string, width: number, dash: number[] = [], path: () => void = (): void => {}): void {
  ctx.beginPath();
  path();
  ctx.setLineDash([]);
  ctx.strokeStyle = "rgba(4,6,12,.72)";
  ctx.lineWidth = width + 2.4;
  ctx.stroke();
  ctx.setLineDash(dash);
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke();
  ctx.setLineDash([]);
}
