// What differs from the run beside it, lit: all else is darkened, and what belongs together stands in one dashed frame.

import type { Spot } from "../contrast";
import { C, glyph } from "./glyphs";
import type { Drawn } from "./scene";
import type { View } from "./view";

const APART = 46; // px within which spots share a frame
const AROUND = 20; // px from a spot to its frame
const MOST = 120; // frames

interface Frame {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  people: boolean;
}

let veil: HTMLCanvasElement | undefined;

export function drawLit(v: View, spots: Spot[]): void {
  const frames = framesOf(v, spots);
  if (!spots.length) return;
  const { ctx } = v;
  if (v.model.mode === "city") darken(v, frames); // a mode has darkened the city already
  ctx.save();
  ctx.lineWidth = 1.8;
  for (const { x0, y0, x1, y1, people } of frames) {
    ctx.setLineDash(people ? [9, 6] : [3, 4]);
    ctx.strokeStyle = people ? C.gold : C.coral;
    ctx.strokeRect(x0, y0, x1 - x0, y1 - y0);
  }
  ctx.restore();
}

/** Darken all but what stands in frames. */
function darken({ ctx, wide, high }: View, frames: Frame[]): void {
  veil ??= document.createElement("canvas");
  const [w, h] = [wide >> 2, high >> 2];
  if (veil.width !== w || veil.height !== h) [veil.width, veil.height] = [w, h];
  const dark = veil.getContext("2d")!;
  dark.globalCompositeOperation = "copy";
  dark.fillStyle = "rgba(3,5,10,.46)";
  dark.fillRect(0, 0, w, h);
  dark.globalCompositeOperation = "destination-out";
  for (const { x0, y0, x1, y1 } of frames) {
    const [x, y, r] = [(x0 + x1) / 8, (y0 + y1) / 8, Math.max(x1 - x0, y1 - y0) / 8 + 22];
    const light = dark.createRadialGradient(x, y, r * 0.5, x, y, r);
    light.addColorStop(0, "rgba(0,0,0,1)");
    light.addColorStop(1, "rgba(0,0,0,0)");
    dark.fillStyle = light;
    dark.fillRect(x - r, y - r, 2 * r, 2 * r);
  }
  ctx.imageSmoothingEnabled = true;
  ctx.drawImage(veil, 0, 0, wide, high);
}

/** Where to look for whoever is followed, where this run has them out of view: an arrow at the edge. */
export function drawWhither({ view: v, cast }: Drawn): void {
  const { model, ctx, wide, high } = v;
  const f = model.followed;
  const p = f?.what === "citizen" ? cast.find((one) => one.row === f.row) : undefined;
  if (!p) return;
  const [x, y] = [v.x(p.x + 0.5), v.y(p.y + 0.5)];
  if (v.holds(x, y, -10)) return;
  const [dx, dy] = [x - wide / 2, y - high / 2];
  const scale = Math.min((wide / 2 - 40) / Math.abs(dx || 1), (high / 2 - 40) / Math.abs(dy || 1));
  const [ex, ey] = [wide / 2 + dx * scale, high / 2 + dy * scale];
  glyph(ctx, "hunter", ex, ey, 12, { fill: C.gold, angle: Math.atan2(dy, dx) });
  const metres = (Math.hypot(dx, dy) / v.z) * (model.city!.cell_mm / 1000);
  const away = p.level === model.level ? "" : `, ${model.city!.levels[p.level]!.name}`;
  const text = `${model.nameOf(p.row)} · ${metres >= 950 ? `${(metres / 1000).toFixed(1)} km` : `${Math.round(metres / 10) * 10} m`}${away}`;
  ctx.font = '600 13px "Barlow Semi Condensed", sans-serif';
  const w = ctx.measureText(text).width + 16;
  const left = Math.max(6, Math.min(wide - w - 6, ex - w / 2));
  const top = ey > high / 2 ? ey - 42 : ey + 20;
  ctx.fillStyle = "rgba(9,13,22,.92)";
  ctx.strokeStyle = C.gold;
  ctx.lineWidth = 1.2;
  ctx.beginPath();
  ctx.roundRect(left, top, w, 22, 11);
  ctx.fill();
  ctx.stroke();
  ctx.fillStyle = "#ffe7b3";
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  ctx.fillText(text, left + 8, top + 11.5);
}

/** Frames around spots in view: one for people and doors that lie close together, one for each watcher. */
function framesOf(v: View, spots: Spot[]): Frame[] {
  const frames: Frame[] = [];
  for (const spot of spots) {
    if (spot.level !== v.model.level) continue;
    const [x, y] = [v.x(spot.x + 0.5), v.y(spot.y + 0.5)];
    if (!v.holds(x, y, 0)) continue;
    const people = spot.what !== "watcher";
    const around = people ? AROUND : AROUND * 0.75;
    const known = people && frames.find((f) => f.people && x > f.x0 - APART && x < f.x1 + APART && y > f.y0 - APART && y < f.y1 + APART);
    if (known)
      Object.assign(known, {
        x0: Math.min(known.x0, x - AROUND),
        y0: Math.min(known.y0, y - AROUND),
        x1: Math.max(known.x1, x + AROUND),
        y1: Math.max(known.y1, y + AROUND),
      });
    else if (frames.length < MOST) frames.push({ x0: x - around, y0: y - around, x1: x + around, y1: y + around, people });
  }
  return frames;
}
