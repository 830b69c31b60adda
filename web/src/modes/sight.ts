// Sight: how many sensors look at each cell, lighter for more; what nobody sees is hatched.

import { C } from "../draw/glyphs";
import { box, GridPicture, path, row, sheet, type LayerOf, type Mode, type Scene } from "./mode";

type Sight = LayerOf<"sight">;
const NOWHERE = 255;
const STEPS = [
  [0, 0, 0, 0],
  [122, 48, 34, 150],
  [190, 84, 44, 168],
  [240, 148, 78, 184],
  [255, 232, 184, 208],
] as const;
const UNSEEN = [95, 217, 192, 255] as const;

function painter(of: (n: number) => readonly number[]) {
  return (values: Uint8Array, rgba: Uint8ClampedArray): void => {
    for (let i = 0; i < values.length; i++) {
      const c = of(values[i]!);
      for (let k = 0; k < 4; k++) rgba[4 * i + k] = c[k]!;
    }
  };
}
const watched = new GridPicture(painter((n) => (n === NOWHERE ? STEPS[0] : STEPS[Math.min(4, n)]!)));
const unseen = new GridPicture(painter((n) => (n === 0 ? UNSEEN : STEPS[0])));

let hatch: HTMLCanvasElement | undefined;
function hatched(): HTMLCanvasElement {
  if (hatch) return hatch;
  hatch = document.createElement("canvas");
  hatch.width = hatch.height = 8;
  const ctx = hatch.getContext("2d")!;
  ctx.fillStyle = "rgba(95,217,192,.10)";
  ctx.fillRect(0, 0, 8, 8);
  ctx.strokeStyle = "rgba(120,240,214,.62)";
  ctx.lineWidth = 1.4;
  ctx.beginPath();
  for (const o of [-8, 0, 8]) {
    ctx.moveTo(o - 2, 10);
    ctx.lineTo(o + 10, -2);
  }
  ctx.stroke();
  return hatch;
}

/** Where what is seen ends. */
function edges({ v, shot, layer }: Scene<Sight>, cover: Uint8Array): void {
  if (layer.stride > 1 || v.z < 4) return;
  const [bx, by, bx1, by1] = shot.head.box as [number, number, number, number];
  const wide = bx1 - bx;
  const { ctx, z } = v;
  ctx.strokeStyle = "rgba(122,240,214,.95)";
  ctx.lineWidth = 1.4;
  ctx.beginPath();
  const [x0, x1] = [Math.max(bx, Math.floor(v.x0)), Math.min(bx1 - 1, v.x0 + v.wide / z)];
  const [y0, y1] = [Math.max(by, Math.floor(v.y0)), Math.min(by1 - 1, v.y0 + v.high / z)];
  for (let y = y0; y < y1; y++)
    for (let x = x0; x < x1; x++) {
      const k = (y - by) * wide + (x - bx);
      const [here, right, below] = [cover[k]!, cover[k + 1]!, cover[k + wide]!];
      if (here === NOWHERE) continue;
      if (right !== NOWHERE && (here === 0) !== (right === 0)) {
        ctx.moveTo(v.x(x + 1), v.y(y));
        ctx.lineTo(v.x(x + 1), v.y(y + 1));
      }
      if (below !== NOWHERE && (here === 0) !== (below === 0)) {
        ctx.moveTo(v.x(x), v.y(y + 1));
        ctx.lineTo(v.x(x + 1), v.y(y + 1));
      }
    }
  ctx.stroke();
}

function beams({ v, shot }: Scene<Sight>): void {
  const at = new Map(shot.head.sights.map(([watcher, x, y]) => [watcher, [x, y] as const]));
  for (const [watcher, low, high, reach] of shot.head.beams) {
    const [x, y] = at.get(watcher) ?? [0, 0];
    const [px, py] = [v.x(x + 0.5), v.y(y + 0.5)];
    v.ctx.beginPath();
    v.ctx.moveTo(px, py);
    v.ctx.arc(px, py, reach * v.z, (low * Math.PI) / 180, ((high < low ? high + 360 : high) * Math.PI) / 180);
    v.ctx.closePath();
    v.ctx.fillStyle = "rgba(255,240,214,.12)";
    v.ctx.fill();
    v.ctx.strokeStyle = "rgba(255,240,214,.75)";
    v.ctx.lineWidth = 1.2;
    v.ctx.stroke();
  }
}

export const sight: Mode<Sight> = {
  name: "sight",
  title: "Watched now",
  icon: "M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  keeps: { people: true },
  still: true,
  wash: "rgba(3,5,10,.42)",
  legend() {
    const step = (i: 1 | 2 | 3 | 4): SVGElement => box((i - 1) * 5.5, 2, 5.5, 10, { fill: `rgb(${STEPS[i].slice(0, 3).join()})` });
    return [
      row([step(1), step(2), step(3), step(4)], "seen by 1, 2, 3, 4 or more sensors"),
      row([box(1, 1, 20, 12, { fill: "none", stroke: C.teal }), path("M1 9L9 1M5 13L17 1M13 13L21 5", { stroke: C.teal })], "seen by none"),
      row(path("M2 7L20 2A16 16 0 0 1 20 12Z", { fill: "rgba(255,240,214,.2)", stroke: "#fff0d6" }), "the beam of a heat scanner"),
    ];
  },
  ground(scene) {
    const { v, shot, layer } = scene;
    const cover = shot.columns["cover"] as Uint8Array;
    watched.draw(scene, cover, layer.stride, false);
    if (!layer.lacks) {
      const q = sheet(v);
      unseen.draw(scene, cover, layer.stride, false, q);
      q.globalCompositeOperation = "source-in";
      q.fillStyle = v.z < 3 ? "rgba(95,217,192,.3)" : q.createPattern(hatched(), "repeat")!;
      q.fillRect(0, 0, v.wide, v.high);
      v.ctx.drawImage(q.canvas, 0, 0);
      edges(scene, cover);
    }
    beams(scene);
  },
};
