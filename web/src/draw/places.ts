// What stands and lies about: gates, ways between levels, doors, barriers, blood and footprints, names of districts.

import { hash } from "../bake/noise";
import type { Shot } from "../state";
import { C, glyph } from "./glyphs";
import type { Labels, View } from "./view";

const TRACE = { PRINTS: 0, BLOOD: 1, DRAG: 2 } as const;

export function drawTraces(v: View, shot: Shot): void {
  const { trace, traceKind, traceAge } = shot.columns;
  const { ctx, z, model } = v;
  if (!trace || z < 5) return;
  for (let i = 0; i < trace.length; i++) {
    const cell = trace[i]!;
    const [x, y, level] = v.cell(cell);
    if (level !== model.level || !v.holds(x, y, 10)) continue;
    const fresh = Math.max(0.25, 1 - traceAge![i]! / 255);
    if (traceKind![i] === TRACE.BLOOD) {
      ctx.fillStyle = `rgba(196,28,52,${0.72 * fresh})`;
      for (let n = 0; n < 3; n++) {
        ctx.beginPath();
        ctx.arc(x + (hash(cell, n) - 0.5) * z, y + (hash(cell, n + 9) - 0.5) * z, z * (0.07 + 0.13 * hash(cell, n + 5)), 0, 7);
        ctx.fill();
      }
    } else if (traceKind![i] === TRACE.DRAG) {
      ctx.fillStyle = `rgba(220,190,165,${0.3 * fresh})`;
      ctx.fillRect(x - z * 0.35, y - z * 0.16, z * 0.7, Math.max(1, z * 0.06));
      ctx.fillRect(x - z * 0.35, y + z * 0.1, z * 0.7, Math.max(1, z * 0.06));
    } else {
      ctx.fillStyle = `rgba(226,216,200,${0.34 * fresh})`;
      const s = Math.max(1.2, z * 0.1);
      ctx.fillRect(x - z * 0.16, y - z * 0.12, s, s * 1.5);
      ctx.fillRect(x + z * 0.08, y + z * 0.08, s, s * 1.5);
    }
  }
}

export function drawPlaces(v: View, shot: Shot, labels: Labels): void {
  barred(v, shot);
  doors(v, shot);
  ways(v);
  gates(v, shot, labels);
}

function barred(v: View, shot: Shot): void {
  const { ctx, z, model } = v;
  ctx.strokeStyle = "rgba(232,206,170,.8)";
  ctx.lineWidth = Math.max(1, z * 0.1);
  for (const cell of shot.columns["barred"] ?? []) {
    const [x, y, level] = v.cell(cell);
    if (level !== model.level || !v.holds(x, y)) continue;
    const r = z * 0.32;
    ctx.beginPath();
    ctx.moveTo(x - r, y - r * 0.6);
    ctx.lineTo(x + r, y + r * 0.5);
    ctx.moveTo(x - r, y + r * 0.7);
    ctx.lineTo(x + r * 0.9, y - r * 0.8);
    ctx.stroke();
  }
}

/** Doors that can be shut: teal and broken where one can go in, coral and whole where one cannot. */
function doors(v: View, shot: Shot): void {
  const { ctx, z, model } = v;
  const { door, doorState } = shot.columns;
  if (!door || z < 9) return;
  for (let i = 0; i < door.length; i++) {
    const b = model.city!.buildings[door[i]!]!;
    const [x, y, level] = v.cell(b.door);
    if (level !== model.level || !v.holds(x, y)) continue;
    const state = doorState![i]!;
    const shut = state & 2 || state & 4;
    const [dx, dy] = model.at(b.door);
    const ox = dx < b.x ? 0.5 : dx >= b.x + b.w ? -0.5 : 0;
    const oy = dy < b.y ? 0.5 : dy >= b.y + b.h ? -0.5 : 0;
    const [px, py] = [x + ox * z, y + oy * z];
    ctx.save();
    ctx.strokeStyle = state & 8 ? C.blood : shut ? C.coral : C.teal;
    ctx.lineWidth = Math.max(2, z * 0.16);
    if (!shut) ctx.setLineDash([z * 0.2, z * 0.14]);
    ctx.beginPath();
    ctx.moveTo(px - (oy ? z * 0.36 : 0), py - (ox ? z * 0.36 : 0));
    ctx.lineTo(px + (oy ? z * 0.36 : 0), py + (ox ? z * 0.36 : 0));
    ctx.stroke();
    ctx.restore();
  }
}

const GATE = 3;

function ways(v: View): void {
  const { ctx, z, model } = v;
  if (z < 6) return;
  for (const link of model.city!.links) {
    if (link.kind === GATE) continue;
    for (const end of [link.a, link.b]) {
      const [x, y, level] = v.cell(end);
      if (level !== model.level || !v.holds(x, y)) continue;
      const r = Math.max(4.5, Math.min(8, z * 0.42));
      ctx.fillStyle = "rgba(8,16,26,.92)";
      ctx.strokeStyle = C.cyan;
      ctx.lineWidth = 1.3;
      ctx.beginPath();
      ctx.roundRect(x - r, y - r, 2 * r, 2 * r, 2.5);
      ctx.fill();
      ctx.stroke();
      ctx.beginPath();
      ctx.moveTo(x - r * 0.55, y + r * 0.5);
      for (let n = 0; n < 3; n++) {
        ctx.lineTo(x - r * 0.55 + n * r * 0.4, y + r * 0.5 - (n + 1) * r * 0.34);
        ctx.lineTo(x - r * 0.55 + (n + 1) * r * 0.4, y + r * 0.5 - (n + 1) * r * 0.34);
      }
      ctx.stroke();
    }
  }
}

function gates(v: View, shot: Shot, labels: Labels): void {
  const { ctx, model, z } = v;
  model.city!.gates.forEach((link, i) => {
    const { a, b, name } = model.city!.links[link]!;
    const [ax, ay, level] = v.cell(a);
    const [bx, by, beyond] = v.cell(b);
    if ((level !== model.level && beyond !== model.level) || !v.holds(ax, ay, 60)) return;
    const open = shot.columns["gate"]![i] === 1;
    const colour = open ? C.teal : C.coral;
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.lineWidth = 3;
    if (!open) ctx.setLineDash([3, 4]);
    ctx.beginPath();
    ctx.moveTo(ax, ay);
    ctx.lineTo(bx, by);
    ctx.stroke();
    ctx.restore();
    const [x, y] = [(ax + bx) / 2, (ay + by) / 2];
    const r = z > 5 ? 11 : 8;
    glyph(ctx, "gate", x, y, r, { fill: colour });
    labels.block(x, y, r);
    labels.put({
      text: `${capital(name)} · ${open ? "open" : "shut"}`,
      x,
      y,
      off: r + 4,
      size: 12,
      centred: true,
      pill: true,
      rank: 3,
      ink: open ? "#bff5e8" : "#ffc2b8",
    });
  });
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The middles of the districts of each level, worked out once. */
const middles = new WeakMap<object, Map<number, { name: string; x: number; y: number; n: number }[]>>();

function districts(v: View): { name: string; x: number; y: number; n: number }[] {
  const { model } = v;
  const city = model.city!;
  let levels = middles.get(city);
  if (!levels) {
    levels = new Map();
    middles.set(city, levels);
  }
  let found = levels.get(model.level);
  if (found) return found;
  const sums = city.districts.map(([name]) => ({ name, x: 0, y: 0, n: 0 }));
  const base = model.level * model.area;
  for (let k = 0; k < model.area; k++) {
    const ground = model.ground[base + k]!;
    const s = sums[model.district[base + k]!];
    if (!s || ground === 0) continue;
    s.x += k % city.width;
    s.y += Math.floor(k / city.width);
    s.n++;
  }
  found = sums.filter((s) => s.n > model.area / 400).map((s) => ({ ...s, x: s.x / s.n + 0.5, y: s.y / s.n + 0.5 }));
  levels.set(model.level, found);
  return found;
}

export function drawDistricts(v: View, labels: Labels): void {
  if (v.z > 9) return;
  for (const { name, x, y } of districts(v)) {
    const [px, py] = [v.x(x), v.y(y)];
    if (v.holds(px, py, 0))
      labels.put({ text: name.toUpperCase(), x: px, y: py, off: -8, centred: true, spaced: true, rank: 4, size: 12, ink: "rgba(214,222,238,.82)" });
  }
}
