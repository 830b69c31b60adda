// What one point is painted with: amounts of what it is made of, of the light on it, and of what shines from it.
// Nothing is allocated on the way.

import { hash, smooth } from "./noise";
import { DREAM, WINDOW } from "./palette";
import type { Block, Layer } from "./layer";

/** How the picture is lit. */
export interface Mood {
  day: number; // 0 night to 1 noon
  wet: number; // how much streets mirror
  ash: number; // 0 to 1, haze
  zoom: number; // px a cell
  ruins: boolean;
}

export class Brush {
  r = 0;
  g = 0;
  b = 0;
  protected er = 0;
  protected eg = 0;
  protected eb = 0;
  protected ar = 0;
  protected ag = 0;
  protected ab = 0;
  protected lr = 0;
  protected lg = 0;
  protected lb = 0;
  protected readonly ambient: readonly [number, number, number];
  protected readonly sun: number;
  protected readonly far: number;
  protected readonly near: number;
  protected readonly lampGain: number;

  constructor(
    readonly mood: Mood,
    readonly layer: Layer,
  ) {
    const { day, ruins, zoom } = mood;
    this.ambient = ruins ? [0.66 * day + 0.03, 0.57 * day + 0.03, 0.52 * day + 0.04] : [0.04 + 0.36 * day, 0.048 + 0.42 * day, 0.088 + 0.52 * day];
    this.sun = ruins ? 0 : Math.max(0, day - 0.2) * 2.3;
    this.far = 1 - smooth(3, 5, zoom);
    this.near = smooth(8, 14, zoom);
    this.lampGain = (1 - 0.94 * day) * (ruins ? 0.9 : 1);
  }

  /** Windows at `u` along a front and `t` up it; far away their mean takes the place of the pattern. */
  protected windows(b: Block, u: number, t: number, zoom: number, spread: number): void {
    const k = smooth(3.2, 5.5, zoom);
    const column = Math.floor(u / 0.5);
    const row = Math.floor(t / 0.42);
    const fu = u / 0.5 - column;
    const ft = t / 0.42 - row;
    const pane = fu > 0.2 && fu < 0.82 && ft > 0.22 && ft < 0.86 ? 1 : 0;
    const on = hash(column + b.x * 31, row + b.y * 17, b.i) < b.awake ? 1 : 0;
    const dreams = !on && hash(column, row, b.i + 77) < b.dream * 0.8 ? 1 : 0;
    const strength = pane * (0.65 + 0.7 * hash(column, row, 5));
    const lit = (k * on * strength + (1 - k) * 0.36 * b.awake) * 1.5 * spread;
    const dim = (k * dreams * strength + (1 - k) * 0.36 * b.dream) * 0.5 * spread;
    const c = WINDOW[b.use]!;
    const tint = 0.75 + 0.5 * hash(column, row, b.i + 3);
    this.er += c[0] * lit + DREAM[0] * dim;
    this.eg += c[1] * lit + DREAM[1] * dim;
    this.eb += c[2] * lit * tint + DREAM[2] * dim;
  }

  protected shine(c: readonly number[], f: number): void {
    this.er += c[0]! * f;
    this.eg += c[1]! * f;
    this.eb += c[2]! * f;
  }

  protected scale(f: number): void {
    this.ar *= f;
    this.ag *= f;
    this.ab *= f;
  }

  /** The light on the ground at a point, between cells. */
  protected soft(light: Float32Array, x: number, y: number): void {
    const { w, h } = this.layer;
    const fx = x - 0.5;
    const fy = y - 0.5;
    const ix = Math.max(0, Math.min(w - 2, Math.floor(fx)));
    const iy = Math.max(0, Math.min(h - 2, Math.floor(fy)));
    const tx = fx - ix;
    const ty = fy - iy;
    const k = (iy * w + ix) * 3;
    const q = k + w * 3;
    const a = (1 - tx) * (1 - ty);
    const b = tx * (1 - ty);
    const c = (1 - tx) * ty;
    const d = tx * ty;
    this.lr = light[k]! * a + light[k + 3]! * b + light[q]! * c + light[q + 3]! * d;
    this.lg = light[k + 1]! * a + light[k + 4]! * b + light[q + 1]! * c + light[q + 4]! * d;
    this.lb = light[k + 2]! * a + light[k + 5]! * b + light[q + 2]! * c + light[q + 5]! * d;
  }
}
