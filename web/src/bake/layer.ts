// One level as it is drawn: which building a cell belongs to, how far it is from its edges, and the light on the ground.

import type { Building, City } from "../wire";
import { hash, lin, type Rgb } from "./noise";
import { DREAM, EDGE, EDGE_GAIN, FIRE, G, USE, WINDOW, isRuin, lampOf } from "./palette";

/** A building, with what the picture needs to know of it. */
export interface Block extends Building {
  i: number;
  ruin: boolean;
  front: number; // height of its front, in cells of its footprint
  tall: number;
  glow: number; // of its neon
  sides: number; // bits: north, east, south, west
  awake: number;
  dream: number;
}

export interface Lamp {
  x: number;
  y: number;
  colour: Rgb;
  gain: number;
}

/** What all levels share. */
export interface Ground {
  city: City;
  ground: Uint8Array;
  district: Uint16Array;
  blocks: Block[];
  fires: Uint32Array;
  dark: Uint8Array; // bits of the cells whose lamps are out; empty where all burn
  ruins: boolean; // whether most of it lies in ruins
}

const FRONT: Record<number, number> = { [USE.OFFICES]: 1.7, [USE.DISUSED]: 0.8, [USE.VATS]: 1.0, [USE.FARM]: 1.0 };

function sidesOf(use: number, i: number): number {
  if (use === USE.DISUSED) return 0;
  if (use !== USE.PODS) return 15;
  const one = hash(i, 5) < 0.5 ? 1 << (hash(i, 6) * 4) : 0;
  return one | (hash(i, 7) < 0.3 ? 4 : 0);
}

export function groundOf(city: City, ground: Uint8Array, district: Uint16Array): Ground {
  const blocks = city.buildings.map((b, i): Block => {
    const ruin = isRuin(city.districts[district[b.door]!]?.[1] ?? "");
    const glow = ruin ? 0 : EDGE_GAIN[b.use]! * (0.7 + 0.5 * hash(i, 9));
    const front = Math.min(b.h * 0.42, ruin ? 0.7 : (FRONT[b.use] ?? 1.25));
    const tall = 1.5 + hash(i, 3) * (b.use === USE.OFFICES ? 4 : 2);
    return { ...b, i, ruin, glow, front, tall, sides: sidesOf(b.use, i), awake: 0, dream: 0 };
  });
  const ruins = blocks.filter((b) => b.ruin).length > blocks.length / 2;
  return { city, ground, district, blocks, fires: new Uint32Array(0), dark: new Uint8Array(0), ruins };
}

const opaque = (t: number): boolean => t <= G.GLASS;

export class Layer {
  readonly w: number;
  readonly h: number;
  readonly g: Uint8Array;
  readonly block: Int32Array;
  readonly north: Uint8Array;
  readonly south: Uint8Array;
  readonly west: Uint8Array;
  readonly east: Uint8Array;
  readonly solid: Float32Array;
  readonly glass: Float32Array;
  readonly hasGlass: boolean;
  readonly rim: number; // of `glass`, where the wall ends: less where it is thin, so that it has no gaps
  lamps: Lamp[] = [];
  light: Float32Array;
  private still: Float32Array; // the part of the light that changes only with the lamps
  private dark: Uint8Array | undefined; // the lamps that were out when it was made

  constructor(
    readonly of: Ground,
    readonly level: number,
  ) {
    const { width: w, height: h } = of.city;
    const area = w * h;
    this.w = w;
    this.h = h;
    this.g = of.ground.subarray(level * area, (level + 1) * area);
    this.block = new Int32Array(area).fill(-1);
    this.north = new Uint8Array(area);
    this.south = new Uint8Array(area);
    this.west = new Uint8Array(area);
    this.east = new Uint8Array(area);
    this.solid = Float32Array.from(this.g, (t) => (t === G.BUILDING || t === G.GLASS ? 1 : 0));
    this.measure();
    let glass = joined(
      Float32Array.from(this.g, (t) => (t === G.GLASS ? 1 : 0)),
      w,
      h,
    );
    this.hasGlass = glass.some((v) => v > 0);
    for (let pass = 0; this.hasGlass && pass < 5; pass++) glass = softened(glass, w, h);
    this.glass = glass;
    const within = [...glass.filter((_, k) => this.g[k] === G.GLASS)].sort((a, b) => a - b);
    this.rim = Math.max(0.2, Math.min(0.37, (within[0] ?? 0.37) * 0.97));
    this.still = new Float32Array(area * 3);
    this.light = this.still;
    this.relight();
  }

  /** Which building each cell is of, and how many cells of it lie on each side. */
  private measure(): void {
    const { w, h, g, block } = this;
    for (const b of this.of.blocks) {
      if (b.level !== this.level) continue;
      for (let y = b.y; y < b.y + b.h; y++) for (let x = b.x; x < b.x + b.w; x++) if (g[y * w + x] === G.BUILDING) block[y * w + x] = b.i;
    }
    const joined = (k: number, q: number): boolean => g[q] === G.BUILDING && block[q] === block[k];
    for (let y = 1; y < h - 1; y++)
      for (let x = 1; x < w - 1; x++) {
        const k = y * w + x;
        if (g[k] !== G.BUILDING) continue;
        if (joined(k, k - w)) this.north[k] = Math.min(250, this.north[k - w]! + 1);
        if (joined(k, k - 1)) this.west[k] = Math.min(250, this.west[k - 1]! + 1);
      }
    for (let y = h - 2; y > 0; y--)
      for (let x = w - 2; x > 0; x--) {
        const k = y * w + x;
        if (g[k] !== G.BUILDING) continue;
        if (joined(k, k + w)) this.south[k] = Math.min(250, this.south[k + w]! + 1);
        if (joined(k, k + 1)) this.east[k] = Math.min(250, this.east[k + 1]! + 1);
      }
  }

  private clear(x0: number, y0: number, x1: number, y1: number): boolean {
    const n = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
    for (let i = 1; i < n; i++) {
      const x = Math.round(x0 + ((x1 - x0) * i) / n);
      const y = Math.round(y0 + ((y1 - y0) * i) / n);
      if (opaque(this.g[y * this.w + x]!)) return false;
    }
    return true;
  }

  /** Light from a point, cut by walls. */
  private pour(into: Float32Array, x: number, y: number, r: number, colour: Rgb, gain: number): void {
    const { w, h } = this;
    for (let j = Math.max(1, (y - r) | 0); j <= Math.min(h - 2, y + r); j++)
      for (let i = Math.max(1, (x - r) | 0); i <= Math.min(w - 2, x + r); i++) {
        const d = Math.hypot(i - x, j - y);
        if (d > r || !this.clear(x, y, i, j)) continue;
        const f = (gain * Math.pow(1 - d / r, 2)) / (1 + 0.1 * d * d);
        const k = (j * w + i) * 3;
        into[k] = into[k]! + colour[0] * f;
        into[k + 1] = into[k + 1]! + colour[1] * f;
        into[k + 2] = into[k + 2]! + colour[2] * f;
      }
  }

  /** Lamps along kerbs, on squares, in tunnels and on the wall. */
  private hang(): void {
    const { w, h, g, of } = this;
    const base = this.level * w * h;
    const neon: Rgb[] = [lin("#ff5fc4"), lin("#38d3ff"), lin("#ffb84d"), lin("#9d7bff")];
    for (let y = 2; y < h - 2; y++)
      for (let x = 2; x < w - 2; x++) {
        const k = y * w + x;
        const t = g[k]!;
        if (this.isDark(x, y)) continue;
        if (t === G.NEON && hash(x, y, 14) < 0.16) {
          this.add(x, y, neon[Math.floor(hash(x, y, 15) * 4)]!, 0.8, 5);
          continue;
        }
        if (t === G.WALKWAY && (x * 7 + y * 5) % 19 === 0) this.add(x, y, lampOf("wall"), 0.6, 5);
        if (t !== G.STREET && t !== G.PLAZA && t !== G.TUNNEL) continue;
        const kind = of.city.districts[of.district[base + k]!]?.[1] ?? "";
        if (isRuin(kind)) continue;
        const edge = g[k - 1] !== t || g[k + 1] !== t || g[k - w] !== t || g[k + w] !== t;
        const here = t === G.PLAZA ? x % 6 === 2 && y % 6 === 2 : edge && (x + y * 3) % 7 === 0 && hash(x, y, 4) < 0.62;
        if (!here || (kind === "edge" && hash(x, y, 8) < 0.3)) continue;
        const gain = (t === G.TUNNEL ? 0.5 : 1) * (0.7 + 0.5 * hash(x, y, 2));
        this.add(x, y, lampOf(kind), gain, 6.5, t === G.PLAZA ? 0.7 : 1);
      }
  }

  private add(x: number, y: number, colour: Rgb, gain: number, r: number, share = 1): void {
    this.lamps.push({ x: x + 0.5, y: y + 0.5, colour, gain });
    this.pour(this.still, x, y, r, colour, gain * share);
  }

  private glowOfEdges(): void {
    for (const b of this.of.blocks) {
      if (b.level !== this.level) continue;
      const colour = EDGE[b.use]!;
      for (let side = 0; side < 4 && b.glow > 0; side++)
        if ((b.sides >> side) & 1) for (let d = 0; d < 3; d++) this.along(this.still, b, side, d, colour, b.glow * [0.3, 0.11, 0.04][d]!);
      if (!b.ruin && b.use !== USE.DISUSED) {
        const x = b.door % this.w;
        const y = Math.floor(b.door / this.w) % this.h;
        this.pour(this.still, x, y, 3, WINDOW[b.use]!, 0.35);
      }
    }
  }

  /** Light on the cells that lie `d` from one side of a building. */
  private along(into: Float32Array, b: Block, side: number, d: number, colour: Rgb, f: number): void {
    const { w, h } = this;
    const n = side & 1 ? b.h : b.w;
    for (let i = 0; i < n; i++) {
      const x = side === 1 ? b.x + b.w + d : side === 3 ? b.x - 1 - d : b.x + i;
      const y = side === 0 ? b.y - 1 - d : side === 2 ? b.y + b.h + d : b.y + i;
      if (x < 0 || y < 0 || x >= w || y >= h || this.solid[y * w + x]) continue;
      const k = (y * w + x) * 3;
      into[k] = into[k]! + colour[0] * f;
      into[k + 1] = into[k + 1]! + colour[1] * f;
      into[k + 2] = into[k + 2]! + colour[2] * f;
    }
  }

  private isDark(x: number, y: number): boolean {
    const cell = (this.level * this.h + y) * this.w + x;
    return ((this.of.dark[cell >> 3] ?? 0) >> (7 - (cell & 7))) % 2 === 1;
  }

  /** Light anew what changes: windows and fires, and lamps where some have gone out or on. */
  relight(): void {
    if (this.dark !== this.of.dark) {
      this.dark = this.of.dark;
      this.lamps = [];
      this.still = new Float32Array(this.w * this.h * 3);
      this.hang();
      this.glowOfEdges();
    }
    const light = Float32Array.from(this.still);
    for (const b of this.of.blocks) {
      if (b.level !== this.level || b.ruin) continue;
      for (let d = 0; d < 3; d++) {
        this.along(light, b, 2, d, WINDOW[b.use]!, b.awake * 0.75 * [0.5, 0.24, 0.1][d]!);
        this.along(light, b, 2, d, DREAM, b.dream * 0.5 * [0.6, 0.26, 0.1][d]!);
      }
    }
    for (const cell of this.of.fires) {
      const area = this.w * this.h;
      if (Math.floor(cell / area) === this.level) this.pour(light, cell % this.w, Math.floor((cell % area) / this.w), 22, FIRE, 4.2);
    }
    this.light = light;
  }
}

/** A wall whose cells touch at corners only gets its corners filled. */
function joined(glass: Float32Array<ArrayBuffer>, w: number, h: number): Float32Array<ArrayBuffer> {
  const out = glass.slice();
  for (let y = 0; y < h - 1; y++)
    for (let x = 0; x < w - 1; x++) {
      const k = y * w + x;
      const [a, b, c, d] = [glass[k]!, glass[k + 1]!, glass[k + w]!, glass[k + w + 1]!];
      if (a && d && !b && !c) out[k + 1] = out[k + w] = 1;
      else if (b && c && !a && !d) out[k] = out[k + w + 1] = 1;
    }
  return out;
}

function softened(from: Float32Array, w: number, h: number): Float32Array<ArrayBuffer> {
  const to = new Float32Array(from.length);
  for (let y = 1; y < h - 1; y++)
    for (let x = 1; x < w - 1; x++) {
      const k = y * w + x;
      const cross = from[k - 1]! + from[k + 1]! + from[k - w]! + from[k + w]!;
      const corners = from[k - w - 1]! + from[k - w + 1]! + from[k + w - 1]! + from[k + w + 1]!;
      to[k] = (4 * from[k]! + 2 * cross + corners) / 16;
    }
  return to;
}
