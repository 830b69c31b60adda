// Heat: degrees as colour that grows lighter, roofs that hide, bodies as warm spots, and what a beam looks at now.

import type { View } from "../draw/view";
import { hash } from "../bake/noise";
import { box, disc, GridPicture, path, ramp, row, sheet, type LayerOf, type Mode, type Scene } from "./mode";

type Heat = LayerOf<"heat">;

// The map "inferno" of matplotlib (CC0), by a polynomial: it grows lighter from end to end.
const INFERNO = [
  [0.00022, 0.00165, -0.01948],
  [0.10651, 0.56396, 3.93271],
  [11.60249, -3.97285, -15.94239],
  [-41.704, 17.4364, 44.35415],
  [77.16294, -33.40236, -81.80731],
  [-71.31943, 32.62606, 73.20952],
  [25.13113, -12.24267, -23.07033],
] as const;

function inferno(t: number): [number, number, number] {
  const one = (c: 0 | 1 | 2): number => {
    let v = 0;
    for (let i = 6; i >= 0; i--) v = v * t + INFERNO[i]![c];
    return Math.max(0, Math.min(255, Math.round(v * 255)));
  };
  return [one(0), one(1), one(2)];
}
const TABLE = Array.from({ length: 256 }, (_, i) => inferno((i / 255) * 0.98));
const css = (i: number, alpha = 1): string => `rgba(${TABLE[i]!.join()},${alpha})`;

const ground = new GridPicture((values, rgba) => {
  for (let i = 0; i < values.length; i++) {
    const c = TABLE[values[i]!]!;
    rgba[4 * i] = c[0];
    rgba[4 * i + 1] = c[1];
    rgba[4 * i + 2] = c[2];
    rgba[4 * i + 3] = 255;
  }
});

/** Cells that are built upon, as a picture of a pixel a cell: made once for a level. */
const roofs = new Map<string, HTMLCanvasElement>();
function roofsOf({ model }: View): HTMLCanvasElement {
  const key = `${model.city!.title}/${model.level}`;
  let found = roofs.get(key);
  if (found) return found;
  const { width, height } = model.city!;
  found = document.createElement("canvas");
  found.width = width;
  found.height = height;
  const ctx = found.getContext("2d", { willReadFrequently: true })!;
  const image = ctx.createImageData(width, height);
  const base = model.level * model.area;
  for (let k = 0; k < model.area; k++) {
    const built = model.ground[base + k] === 1;
    const edge = built && (model.ground[base + k + width] !== 1 || model.ground[base + k + 1] !== 1);
    const grey = edge ? 62 : 12;
    image.data.set([grey * 0.8, grey * 0.7, grey + 16, built ? (edge ? 190 : 205) : 0], 4 * k);
  }
  ctx.putImageData(image, 0, 0);
  if (roofs.size > 8) roofs.clear();
  roofs.set(key, found);
  return found;
}

let grainy: HTMLCanvasElement | undefined;
/** The grain of a sensor. */
function grain(): HTMLCanvasElement {
  if (grainy) return grainy;
  grainy = document.createElement("canvas");
  grainy.width = grainy.height = 192;
  const ctx = grainy.getContext("2d")!;
  for (let i = 0; i < 9216; i++) {
    const n = hash(i, 5);
    ctx.fillStyle = n > 0.5 ? `rgba(255,225,190,${0.07 * (n - 0.5)})` : `rgba(0,0,10,${0.26 * (0.5 - n)})`;
    ctx.fillRect((i % 96) * 2, Math.floor(i / 96) * 2, 2, 2);
  }
  return grainy;
}

const spots = new Map<number, HTMLCanvasElement>();
/** A warm spot, by how warm it is. */
function spot(warmth: number): HTMLCanvasElement {
  const step = Math.min(15, warmth >> 4);
  let found = spots.get(step);
  if (found) return found;
  found = document.createElement("canvas");
  found.width = found.height = 48;
  const ctx = found.getContext("2d")!;
  const g = ctx.createRadialGradient(24, 24, 0, 24, 24, 24);
  const at = step * 16 + 15;
  g.addColorStop(0, css(at));
  g.addColorStop(0.3, css(at, 0.95));
  g.addColorStop(0.62, css(Math.round(at * 0.72), 0.5));
  g.addColorStop(1, css(Math.round(at * 0.5), 0));
  ctx.fillStyle = g;
  ctx.fillRect(0, 0, 48, 48);
  spots.set(step, found);
  return found;
}

/** What no beam looks at is darker: the picture of the last sweep. */
function outsideBeams({ v, shot }: Scene<Heat>): void {
  if (!shot.head.beams.length) return;
  const q = sheet(v);
  q.fillStyle = "rgba(0,0,8,.44)";
  q.fillRect(0, 0, v.wide, v.high);
  q.globalCompositeOperation = "destination-out";
  const bits = shot.columns["sight"] as Uint8Array;
  const beams = new Map(shot.head.beams.map((beam) => [beam[0], beam]));
  let at = 0;
  for (const [watcher, x, y, r] of shot.head.sights) {
    const side = 2 * r + 1;
    const mine = at;
    at += (side * side + 7) >> 3;
    const beam = beams.get(watcher);
    if (!beam || !v.holds(v.x(x), v.y(y), r * v.z)) continue;
    wedge(q, v, x, y, beam);
    q.save();
    q.clip();
    q.beginPath();
    for (let row = 0; row < side; row++) {
      let from = -1; // cells that are seen side by side, drawn at once
      for (let column = 0; column <= side; column++) {
        const i = row * side + column;
        const seen = column < side && ((bits[mine + (i >> 3)]! >> (7 - (i & 7))) & 1) === 1;
        if (seen && from < 0) from = column;
        if (seen || from < 0) continue;
        q.rect(v.x(x - r + from), v.y(y - r + row), (column - from) * v.z, v.z + 0.5);
        from = -1;
      }
    }
    q.fill();
    q.restore();
  }
  v.ctx.drawImage(q.canvas, 0, 0);
  v.ctx.strokeStyle = "rgba(255,255,255,.5)";
  v.ctx.lineWidth = 1;
  for (const [watcher, x, y] of shot.head.sights) {
    const beam = beams.get(watcher);
    if (!beam) continue;
    wedge(v.ctx, v, x, y, beam);
    v.ctx.stroke();
  }
}

function wedge(ctx: CanvasRenderingContext2D, v: View, x: number, y: number, [, low, high, reach]: [number, number, number, number]): void {
  const [px, py] = [v.x(x + 0.5), v.y(y + 0.5)];
  ctx.beginPath();
  ctx.moveTo(px, py);
  ctx.arc(px, py, reach * v.z, (low * Math.PI) / 180, ((high < low ? high + 360 : high) * Math.PI) / 180);
  ctx.closePath();
}

function fires({ v, shot }: Scene<Heat>): void {
  for (const cell of shot.columns["fire"] ?? []) {
    const [x, y, level] = v.cell(cell);
    const r = Math.max(7, v.z * 2.2);
    if (level !== v.model.level || !v.holds(x, y, r)) continue;
    v.ctx.drawImage(spot(255), x - r, y - r, 2 * r, 2 * r);
  }
}

function bodies({ v, shot }: Scene<Heat>): void {
  const { warmth, warmCell, warmPosture, warmSeen } = shot.columns;
  if (!warmth) return;
  const { ctx, z } = v;
  const r = Math.max(5, Math.min(26, z * 1.5));
  for (let i = 0; i < warmth.length; i++) {
    const cell = warmCell![i]!;
    let [x, y, level] = v.cell(cell);
    if (level !== v.model.level || !v.holds(x, y, r)) continue;
    x += (hash(i, 1) - 0.5) * z * 0.5;
    y += (hash(i, 2) - 0.5) * z * 0.5;
    const [w, h] = warmPosture![i] === 2 ? [r * 1.35, r * 0.7] : [r, r];
    ctx.drawImage(spot(warmth[i]!), x - w, y - h, 2 * w, 2 * h);
    if (!warmSeen![i] || z < 4) continue;
    const b = r * 0.75 + 4; // picked out: corners around it, the whiter the likelier
    ctx.strokeStyle = `rgba(255,255,255,${0.35 + (0.65 * warmSeen![i]!) / 255})`;
    ctx.lineWidth = 1.6;
    ctx.beginPath();
    for (const [sx, sy] of [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ] as const) {
      ctx.moveTo(x + sx * b, y + sy * (b - 5));
      ctx.lineTo(x + sx * b, y + sy * b);
      ctx.lineTo(x + sx * (b - 5), y + sy * b);
    }
    ctx.stroke();
  }
}

/** Roofs under which a fire burns that shows outside. */
function warmRoofs({ v, shot }: Scene<Heat>): void {
  const { ctx } = v;
  for (const b of shot.columns["warmRoof"] ?? []) {
    const { x, y, w, h } = v.model.city!.buildings[b]!;
    ctx.strokeStyle = css(200, 0.9);
    ctx.lineWidth = 2;
    ctx.setLineDash([6, 3]);
    ctx.strokeRect(v.x(x) + 1, v.y(y) + 1, w * v.z - 2, h * v.z - 2);
    ctx.setLineDash([]);
  }
}

export const heat: Mode<Heat> = {
  name: "heat",
  title: "Heat, as drones have it",
  icon: "M12 3c1 4 5 6 5 11a5 5 0 0 1-10 0c0-2 1-3 2-4 0 2 1 2.500 2 2.500C10.500 9 11 6 12 3z",
  keeps: {},
  still: true,
  legend(model) {
    const layer = model.shot?.head.layer;
    const [low, high] = layer?.kind === "heat" ? [layer.low, layer.high] : [0, 0];
    return [
      ramp(
        [0, 40, 80, 120, 160, 200, 255].map((i) => css(i)),
        `${low.toFixed(0)} °C`,
        `${high.toFixed(0)} °C`,
      ),
      row([disc(6, { fill: "#f98e09" }), disc(3, { fill: "#fcffa4" })], "a body, a fire"),
      row(path("M5 5V2h3M14 2h3v3M17 9v3h-3M8 12H5V9", { stroke: "#fff", "stroke-width": 1.5 }), "a beam would pick it out"),
      row(path("M2 12L20 7L3 2Z", { fill: "#8b1f63", stroke: "#fff" }), "where a beam looks now"),
      row(box(3, 2, 16, 10, { fill: "#0a0918", stroke: "#3e3a58" }), "a roof hides what is below"),
      row(box(3, 2, 16, 10, { fill: "none", stroke: "#f98e09", "stroke-dasharray": "4 2", "stroke-width": 1.6 }), "a fire within, that shows"),
    ];
  },
  ground(scene) {
    const { v, shot, layer } = scene;
    ground.draw(scene, shot.columns["heat"] as Uint8Array, layer.stride, true);
    v.ctx.imageSmoothingEnabled = false;
    const { width, height } = v.model.city!;
    v.ctx.drawImage(roofsOf(v), v.x(0), v.y(0), width * v.z, height * v.z);
    v.ctx.imageSmoothingEnabled = true;
    v.ctx.fillStyle = v.ctx.createPattern(grain(), "repeat")!;
    v.ctx.fillRect(0, 0, v.wide, v.high);
    outsideBeams(scene);
    fires(scene);
    bodies(scene);
  },
  marks: warmRoofs,
};
