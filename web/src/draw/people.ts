// People: one by one near by, with posture and plight; as warmth where the view is far.

import { DOING, MARK, type Seen } from "../state";
import { hash } from "../bake/noise";
import { C, glyph, type Shape } from "./glyphs";
import type { Labels, View } from "./view";

export function shapeOf(p: Seen): Shape {
  if (!(p.marks & MARK.ALIVE) || p.doing === DOING.SHUT_DOWN) return "dead";
  if (p.doing === DOING.HAULED) return "hauled";
  const lies: readonly number[] = [DOING.LYING, DOING.SLEEPING, DOING.UNCONSCIOUS];
  if (p.posture === 2 || lies.includes(p.doing)) return "lying";
  if (p.posture === 1 || p.doing === DOING.HIDING || p.doing === DOING.TENDING) return "crouched";
  if (p.marks & MARK.COMPANION) return "companion";
  return p.heading < 8 ? "walking" : "standing";
}

/** Sprites: drawn once for each look of a person, then copied. */
const sprites = new Map<string, HTMLCanvasElement>();

function sprite(shape: Shape, fill: string, rim: string, r: number, turn: number): HTMLCanvasElement {
  const key = `${shape}${fill}${rim}${r}${turn}`;
  let found = sprites.get(key);
  if (!found) {
    if (sprites.size > 600) sprites.clear();
    found = document.createElement("canvas");
    found.width = found.height = Math.ceil(r * 2 + 8);
    const ctx = found.getContext("2d")!;
    glyph(ctx, shape, found.width / 2, found.width / 2, r, { fill, rim, angle: (turn * Math.PI) / 8 });
    sprites.set(key, found);
  }
  return found;
}

let glow: HTMLCanvasElement | undefined;
/** A soft round light, white, of 64 px. */
export function softLight(): HTMLCanvasElement {
  if (glow) return glow;
  glow = document.createElement("canvas");
  glow.width = glow.height = 64;
  const ctx = glow.getContext("2d")!;
  const g = ctx.createRadialGradient(32, 32, 0, 32, 32, 32);
  g.addColorStop(0, "rgba(214,232,255,.9)");
  g.addColorStop(0.4, "rgba(214,232,255,.3)");
  g.addColorStop(1, "rgba(214,232,255,0)");
  ctx.fillStyle = g;
  ctx.fillRect(0, 0, 64, 64);
  return glow;
}

export function fillOf(p: Seen, shape: Shape): string {
  if (shape === "dead") return "#8d93a3";
  if (p.marks & MARK.BLEEDS) return "#ff8d8d";
  if (p.marks & MARK.WANTED) return "#ffb27a";
  return p.marks & MARK.TAGGED ? "#cfe6ff" : "#ffe9b8";
}

export function drawPeople(v: View, people: Seen[], named: Set<number>, day: boolean): void {
  const { ctx, z } = v;
  const r = Math.max(2.2, Math.min(11, z * 0.36));
  const light = softLight();
  const crowd = new Map<number, number>();
  const rim = day ? "rgba(10,14,24,.95)" : "rgba(4,6,12,.88)";
  for (const p of people) {
    if (named.has(p.row)) continue;
    let x = v.x(p.x + 0.5);
    let y = v.y(p.y + 0.5);
    if (!v.holds(x, y, 10)) continue;
    const key = ((x / 4) | 0) * 8192 + ((y / 4) | 0);
    const n = crowd.get(key) ?? 0;
    crowd.set(key, n + 1);
    if (n) {
      x += Math.cos(n * 2.4) * r * 0.9 * Math.sqrt(n);
      y += Math.sin(n * 2.4) * r * 0.9 * Math.sqrt(n);
    }
    const shape = shapeOf(p);
    if (!day && shape !== "dead" && people.length < 1500) {
      ctx.globalCompositeOperation = "lighter";
      ctx.globalAlpha = 0.42;
      const R = Math.max(8, z * 1.2);
      ctx.drawImage(light, x - R, y - R, 2 * R, 2 * R);
      ctx.globalAlpha = 1;
      ctx.globalCompositeOperation = "source-over";
    }
    if (z < 6) {
      ctx.fillStyle = shape === "dead" ? "#8d93a3" : day ? "#0c1424" : fillOf(p, shape);
      ctx.fillRect(x - 1.4, y - 1.4, 2.8, 2.8);
      continue;
    }
    const turn = shape === "walking" ? p.heading * 2 : shape === "lying" ? Math.floor(hash(p.row, 1) * 8) - 4 : 0;
    const s = sprite(shape, day && shape !== "dead" ? "#fff" : fillOf(p, shape), rim, Math.round(Math.max(4.4, r) * 2) / 2, turn);
    ctx.drawImage(s, Math.round(x - s.width / 2), Math.round(y - s.height / 2));
    if (p.marks & MARK.BLEEDS) dot(ctx, x + r, y - r);
  }
}

function dot(ctx: CanvasRenderingContext2D, x: number, y: number): void {
  ctx.fillStyle = C.blood;
  ctx.beginPath();
  ctx.arc(x, y, 2.6, 0, 7);
  ctx.fill();
}

/** The named, gold and larger: always drawn, hollow where they are indoors or on another level. */
export function drawCast(v: View, cast: Seen[], followed: number, labels: Labels): void {
  const { ctx, z, model } = v;
  const placed: [number, number][] = [];
  const order = [...cast].sort((a, b) => (b.row === followed ? 1 : 0) - (a.row === followed ? 1 : 0));
  const marks: { p: Seen; x: number; y: number; r: number; main: boolean }[] = [];
  for (const p of order) {
    let x = v.x(p.x + 0.5);
    let y = v.y(p.y + 0.5);
    if (!v.holds(x, y, 0)) continue;
    for (const [ox, oy] of placed) if (Math.hypot(ox - x, oy - y) < 18) [x, y] = [x + 17, y - 12];
    placed.push([x, y]);
    const main = p.row === followed;
    const r = Math.max(main ? 7.5 : 6, Math.min(14, z * 0.48));
    labels.block(x, y, r + 3);
    marks.push({ p, x, y, r, main });
  }
  for (const { p, x, y, r, main } of [...marks].reverse()) {
    const alive = (p.marks & MARK.ALIVE) !== 0;
    const away = p.inside >= 0 || p.level !== model.level;
    const named = model.city!.cast.some((c) => c.row === p.row);
    if (alive) halo(ctx, x, y, Math.max(24, z * 2.1), main);
    const shape = away && alive ? "standing" : shapeOf(p);
    const fill = alive ? (named ? C.gold : "#ffe9b8") : "#a7adbb";
    const angle = shape === "walking" ? (p.heading * Math.PI) / 4 : 0;
    glyph(ctx, shape, x, y, r, { fill, hollow: away, angle });
    if (p.marks & MARK.BLEEDS) dot(ctx, x + r * 0.8, y - r * 0.8);
    ring(ctx, x, y, r, main, alive && (p.marks & MARK.WANTED) !== 0);
  }
  for (const { p, x, y, r, main } of marks) {
    const alive = (p.marks & MARK.ALIVE) !== 0;
    const first = model.nameOf(p.row);
    const short = main || first.startsWith("citizen") ? first : first.split(" ")[0]!;
    const inside = p.inside >= 0 ? ` · in ${model.city!.buildings[p.inside]!.name}` : "";
    const level = p.level !== model.level ? ` · ${model.city!.levels[p.level]!.name}` : "";
    labels.put({
      text: short + (inside || level) + (alive ? "" : " · dead"),
      x,
      y,
      off: r + 8,
      pill: true,
      must: main,
      rim: main ? C.gold : "rgba(255,212,121,.35)",
      ink: alive ? "#ffe7b3" : "#b9bfcc",
      size: main ? 14 : 13,
      rank: main ? 0 : 1,
    });
  }
}

/** A dark disc, then warm light: whoever is followed stands out in firelight too. */
function halo(ctx: CanvasRenderingContext2D, x: number, y: number, r: number, main: boolean): void {
  if (main) {
    const shade = ctx.createRadialGradient(x, y, 4, x, y, 26);
    shade.addColorStop(0, "rgba(4,6,12,.62)");
    shade.addColorStop(1, "rgba(4,6,12,0)");
    ctx.fillStyle = shade;
    ctx.fillRect(x - 26, y - 26, 52, 52);
  }
  ctx.globalCompositeOperation = "lighter";
  const g = ctx.createRadialGradient(x, y, 0, x, y, r);
  g.addColorStop(0, `rgba(255,214,130,${main ? 0.36 : 0.2})`);
  g.addColorStop(1, "rgba(255,214,130,0)");
  ctx.fillStyle = g;
  ctx.fillRect(x - r, y - r, 2 * r, 2 * r);
  ctx.globalCompositeOperation = "source-over";
}

function ring(ctx: CanvasRenderingContext2D, x: number, y: number, r: number, main: boolean, wanted: boolean): void {
  if (main) {
    for (const [width, colour] of [
      [4.5, "rgba(4,6,12,.8)"],
      [2, C.gold],
    ] as const) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      for (let a = 0; a < 4; a++) {
        ctx.beginPath();
        ctx.arc(x, y, r + 8, (a * Math.PI) / 2 + 0.45, (a * Math.PI) / 2 + 1.12);
        ctx.stroke();
      }
    }
  }
  if (wanted) {
    ctx.strokeStyle = C.coral;
    ctx.lineWidth = 1.8;
    ctx.beginPath();
    ctx.arc(x, y, r + (main ? 13 : 6), -0.6, 0.6);
    ctx.stroke();
  }
}

/** How many are out of doors, as a warm haze. */
export function drawDensity(v: View, density: Uint8Array, box: number[], step: number): void {
  const [x0, y0, x1] = box as [number, number, number, number];
  const wide = Math.ceil((x1 - x0) / step);
  const light = softLight();
  const { ctx } = v;
  ctx.globalCompositeOperation = "lighter";
  for (let i = 0; i < density.length; i++) {
    const n = density[i]!;
    if (!n) continue;
    const x = v.x(x0 + ((i % wide) + 0.5) * step);
    const y = v.y(y0 + (Math.floor(i / wide) + 0.5) * step);
    if (!v.holds(x, y)) continue;
    const R = Math.max(9, step * v.z * (2.4 + 0.5 * Math.log2(n)));
    ctx.globalAlpha = Math.min(0.95, 0.6 + 0.12 * Math.log2(n));
    ctx.drawImage(light, x - R, y - R, 2 * R, 2 * R);
  }
  ctx.globalAlpha = 1;
  ctx.globalCompositeOperation = "source-over";
}
