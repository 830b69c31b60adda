// Watchers: what they see as light that walls cut, where they go, and what they are.

import type { Shot } from "../state";
import { C, WATCHER, glyph } from "./glyphs";
import type { Labels, View } from "./view";

const DUTY = { HUNT: 2, SEARCH: 3, OFF: 5, TRACK: 6, AMBUSH: 7, SIEGE: 8, LEAD: 10, LAMED: 11 } as const;
const isHunt = (duty: number): boolean => duty === DUTY.HUNT || duty === DUTY.SEARCH || duty === DUTY.TRACK || duty === DUTY.SIEGE;

interface Lamp {
  key: string;
  canvas: HTMLCanvasElement;
}
const lamps = new Map<string, Lamp>(); // watcher and tint -> what it sees, as light

/** Bits of cells around a watcher as a small picture: light that fades with distance. */
function lampOf(watcher: number, key: string, bits: Uint8Array, at: number, r: number, tint: readonly [number, number, number]): HTMLCanvasElement {
  const id = `${watcher}/${tint.join()}`;
  const known = lamps.get(id);
  if (known?.key === key) return known.canvas;
  const side = 2 * r + 1;
  const canvas = known?.canvas ?? document.createElement("canvas");
  canvas.width = canvas.height = side;
  const ctx = canvas.getContext("2d", { willReadFrequently: true })!;
  const image = ctx.createImageData(side, side);
  for (let i = 0; i < side * side; i++) {
    if (!((bits[at + (i >> 3)]! >> (7 - (i & 7))) & 1)) continue;
    const d = Math.hypot((i % side) - r, Math.floor(i / side) - r) / (r + 0.5);
    if (d >= 1) continue;
    const o = i * 4;
    image.data[o] = tint[0];
    image.data[o + 1] = tint[1];
    image.data[o + 2] = tint[2];
    image.data[o + 3] = 255 * (0.36 * Math.exp(-9 * d) + 0.12 * (1 - d) + 0.02);
  }
  ctx.putImageData(image, 0, 0);
  if (lamps.size > 300) lamps.clear();
  lamps.set(id, { key, canvas });
  return canvas;
}

const CALM = [255, 132, 98] as const;
const HOT = [255, 84, 66] as const;
const BEAM = [255, 216, 168] as const;

export function drawSights(v: View, shot: Shot, day: number): void {
  const { ctx, z } = v;
  const bits = shot.columns["sight"] as Uint8Array;
  const duty = shot.columns["watcherDuty"]!;
  const beams = new Map(shot.head.beams.map((beam) => [beam[0], beam]));
  let at = 0;
  ctx.save();
  ctx.globalCompositeOperation = "lighter";
  ctx.imageSmoothingEnabled = true;
  for (const [watcher, x, y, r] of shot.head.sights) {
    const side = 2 * r + 1;
    const mine = at;
    at += (side * side + 7) >> 3;
    const px = v.x(x + 0.5);
    const py = v.y(y + 0.5);
    const size = side * z;
    if (!v.holds(px, py, size / 2)) continue;
    const key = `${x},${y},${r},${shot.head.level}`;
    const beam = beams.get(watcher);
    const hot = isHunt(duty[watcher]!);
    ctx.globalAlpha = (day > 0.6 ? 0.4 : 1 - 0.5 * day) * (beam ? 0.5 : 1) * (z < 4 ? 0.6 : 1);
    ctx.drawImage(lampOf(watcher, key, bits, mine, r, hot ? HOT : CALM), px - size / 2, py - size / 2, size, size);
    if (!beam) continue;
    const [, low, high, reach] = beam;
    ctx.save();
    ctx.globalAlpha = day > 0.6 ? 0.5 : 1;
    ctx.beginPath();
    ctx.moveTo(px, py);
    ctx.arc(px, py, reach * z, (low * Math.PI) / 180, ((high < low ? high + 360 : high) * Math.PI) / 180);
    ctx.closePath();
    ctx.clip();
    ctx.drawImage(lampOf(watcher, key, bits, mine, r, BEAM), px - size / 2, py - size / 2, size, size);
    ctx.restore();
  }
  ctx.restore();
}

export function drawWatchers(v: View, shot: Shot, before: Shot | undefined, share: number, followed: number, labels: Labels): void {
  const { ctx, model, z } = v;
  const { columns } = shot;
  const cells = columns["watcherCell"]!;
  const earlier = before?.columns["watcherCell"];
  const said: [number, number, number][] = [];
  for (let i = 0; i < cells.length; i++) {
    const kind = columns["watcherKind"]![i]!;
    const duty = columns["watcherDuty"]![i]!;
    let [px, py, level] = v.cell(cells[i]!);
    if (duty === DUTY.OFF || level !== model.level) continue;
    let angle = 0;
    if (earlier && earlier[i] !== undefined && kind > 1) {
      const [qx, qy, ql] = v.cell(earlier[i]!);
      const far = Math.hypot(px - qx, py - qy);
      if (ql === level && far > 0 && far < 14 * z) {
        angle = Math.atan2(py - qy, px - qx);
        [px, py] = [qx + (px - qx) * share, qy + (py - qy) * share];
      }
    }
    if (!v.holds(px, py) || (kind <= 1 && z < 5)) continue;
    const hot = isHunt(duty);
    const goal = columns["watcherGoal"]![i]!;
    if (hot && goal >= 0) hunt(v, px, py, goal);
    if (kind >= 3 && angle === 0 && goal >= 0) {
      const [gx, gy] = v.cell(goal);
      angle = Math.atan2(gy - py, gx - px);
    }
    const r = kind <= 1 ? Math.max(3.5, Math.min(6, z * 0.34)) : Math.max(6, Math.min(11, z * 0.62));
    const turn = kind === 3 ? angle + Math.PI / 2 : kind === 4 ? angle : 0;
    if (kind > 1) {
      ctx.fillStyle = "rgba(8,12,20,.6)";
      ctx.beginPath();
      ctx.arc(px, py, r + 4, 0, 7);
      ctx.fill();
    }
    glyph(ctx, WATCHER[kind] ?? "camera", px, py, r, { fill: kind <= 1 ? C.post : hot ? "#ff6a55" : C.machine, angle: turn });
    if (i === followed) {
      ctx.strokeStyle = C.gold;
      ctx.lineWidth = 2;
      ctx.beginPath();
      ctx.arc(px, py, r + 7, 0, 7);
      ctx.stroke();
    }
    const quarry = columns["watcherQuarry"]![i]!;
    if (hot && quarry >= 0 && z > 4 && !said.some(([x, y, whom]) => Math.hypot(x - px, y - py) < (whom === quarry ? 260 : 60))) {
      said.push([px, py, quarry]);
      const name = model
        .nameOf(quarry)
        .split(" ")
        .slice(0, isNamed(model, quarry) ? 1 : 2)
        .join(" ");
      labels.put({ text: `${WATCHER[kind]} hunts ${name}`, x: px, y: py, off: r + 8, size: 12, ink: "#ffb3a5", pill: true, rank: 2 });
    }
  }
}

const isNamed = (model: View["model"], row: number): boolean => model.city!.cast.some((p) => p.row === row);

function hunt(v: View, px: number, py: number, goal: number): void {
  const { ctx } = v;
  const [gx, gy] = v.cell(goal);
  ctx.save();
  ctx.setLineDash([7, 5]);
  ctx.strokeStyle = "rgba(255,122,102,.75)";
  ctx.lineWidth = 1.4;
  ctx.beginPath();
  ctx.moveTo(px, py);
  ctx.lineTo(gx, gy);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.strokeRect(gx - 5, gy - 5, 10, 10);
  ctx.restore();
}
