// Buildings: fronts with windows, roofs whose form tells what they are for, and neon along the edges.

import { Brush } from "./brush";
import { hash, noise, smooth } from "./noise";
import { DREAM, EDGE, ROOF, USE, WINDOW } from "./palette";
import type { Block } from "./layer";

export class Walls extends Brush {
  protected building(x: number, y: number, cx: number, cy: number, k: number): void {
    const { layer, mood, ambient, sun } = this;
    const id = layer.block[k]!;
    const b = id >= 0 ? layer.of.blocks[id]! : undefined;
    const fx = x - cx;
    const fy = y - cy;
    const south = layer.south[k]! + 1 - fy;
    const front = b ? b.front : 0.5;
    const roof = ROOF[b ? b.use : USE.DISUSED]!;
    const ruin = b ? b.ruin : mood.ruins;
    const isFront = south < front;
    if (isFront) this.front(x, y, south, front, b, roof, ruin);
    else this.top(x, y, k, fx, fy, south - front, b, roof, ruin);
    if (b && b.glow > 0) this.neon(b, k, fx, fy, south);
    let ar = this.ar;
    let ag = this.ag;
    let ab = this.ab;
    if (mood.day > 0 && !mood.ruins) {
      const tone = 1 + (isFront ? -0.3 : 0.25) * mood.day;
      const lift = 1 + 1.5 * mood.day;
      ar = (ar * lift + 0.035 * mood.day) * tone;
      ag = (ag * lift + 0.033 * mood.day) * tone;
      ab = (ab * lift + 0.03 * mood.day) * tone;
    }
    const lit = sun * 0.55 * (isFront ? 0.25 : 1);
    this.r = ar * (ambient[0] + lit) + this.er;
    this.g = ag * (ambient[1] + lit) + this.eg;
    this.b = ab * (ambient[2] + lit * 0.82) + this.eb;
  }

  /** The southern strip of a building: a front with windows. */
  private front(x: number, y: number, up: number, high: number, b: Block | undefined, roof: readonly number[], ruin: boolean): void {
    const { mood, layer } = this;
    const f = 0.55 - (0.2 * up) / high;
    this.ar = roof[0]! * f;
    this.ag = roof[1]! * f;
    this.ab = roof[2]! * f;
    if (b && !ruin) {
      this.windows(b, x - b.x, up, mood.zoom, 1 - 0.9 * mood.day);
      if (up < 0.16) {
        const glow = b.awake * 0.5 * (1 - mood.day);
        const c = WINDOW[b.use]!;
        this.er += c[0] * glow;
        this.eg += c[1] * glow;
        this.eb += c[2] * glow;
      }
    } else {
      if (b && b.awake > 0) {
        const column = Math.floor((x - b.x) / 0.9);
        const part = (x - b.x) / 0.9 - column;
        if (hash(column, b.i, 4) < 0.3 && part > 0.3 && part < 0.6 && up > 0.2 && up < 0.5) {
          this.er += 0.6;
          this.eg += 0.33;
          this.eb += 0.11;
        }
      }
      this.soft(layer.light, x, y + up + 0.6);
      this.er += this.lr * this.ar * 2.2;
      this.eg += this.lg * this.ag * 2.2;
      this.eb += this.lb * this.ab * 2.2;
    }
  }

  /** The roof: its form tells what the building is for. */
  private top(x: number, y: number, k: number, fx: number, fy: number, lip: number, b: Block | undefined, roof: readonly number[], ruin: boolean): void {
    const { layer, mood } = this;
    this.ar = ruin ? 0.034 + 0.03 * mood.day : roof[0]! * 1.25;
    this.ag = ruin ? 0.036 + 0.026 * mood.day : roof[1]! * 1.25;
    this.ab = ruin ? 0.044 + 0.02 * mood.day : roof[2]! * 1.25;
    if (b) this.use(b, x - b.x, y - b.y);
    this.er *= 1 - 0.85 * mood.day;
    this.eg *= 1 - 0.85 * mood.day;
    this.eb *= 1 - 0.85 * mood.day;
    const rim = Math.min(layer.north[k]! + fy, layer.west[k]! + fx, layer.east[k]! + 1 - fx);
    if (rim < 0.14 || lip < 0.12) {
      const f = ruin ? 2.6 : 1.7;
      this.ar = this.ar * f + 0.012;
      this.ag = this.ag * f + 0.012;
      this.ab = this.ab * f + 0.014;
    }
    if (ruin) {
      const n = noise(x * 1.9, y * 1.9, 3);
      const f = (0.45 + 0.9 * n) * (n < 0.28 ? 0.3 : 1);
      this.ar *= f;
      this.ag *= f;
      this.ab *= f;
    }
  }

  private use(b: Block, u: number, v: number): void {
    const k = smooth(4, 7, this.mood.zoom);
    const big = b.w > 3 && b.h > 3;
    if (b.ruin) return;
    if (b.use === USE.PODS) this.cots(b, u, v, k);
    else if (b.use === USE.VATS && big) {
      const x = (u / 2.6 - Math.floor(u / 2.6) - 0.5) * 2.6;
      const y = (v / 2.6 - Math.floor(v / 2.6) - 0.5) * 2.6;
      const d = Math.hypot(x, y);
      const ring = Math.exp(-Math.pow((d - 0.95) / 0.1, 2));
      const fill = d < 0.95 ? 0.14 + 0.1 * noise(u * 3, v * 3, b.i) : 0;
      this.shine(EDGE[2]!, (k * (ring * 0.45 + fill) + (1 - k) * 0.16) * (0.4 + 0.6 * b.awake) * 0.65);
      if (d > 0.95 && d < 1.2) this.scale(1.6);
    } else if (b.use === USE.FARM && big) {
      const f = v / 0.9 - Math.floor(v / 0.9);
      const on = f > 0.28 && f < 0.62 && u > 0.7 && u < b.w - 0.7 ? 1 : 0;
      const part = hash(Math.floor(u * 0.9), Math.floor(v / 0.9), b.i);
      this.shine(EDGE[3]!, k * on * (0.08 + 0.24 * part) + (1 - k) * 0.08);
    } else if (b.use === USE.RECLAMATION && big) {
      for (let n = 1; n < 4; n++) {
        const d = Math.hypot(u - (b.w * n) / 4, v - b.h * 0.38);
        this.shine(EDGE[4]!, (Math.exp(-d * d * 2.2) * 1.3 + (d < 0.45 ? 1.1 : 0)) * 0.7);
        if (d < 0.8 && d > 0.5) this.scale(2);
      }
    } else if (b.use === USE.STATION && big) {
      const x = Math.abs(u - b.w / 2);
      const y = Math.abs(v - b.h * 0.4);
      const h = (x > 0.45 && x < 0.62 && y < 0.7) || (y < 0.09 && x < 0.5) ? 1 : 0;
      const ring = Math.exp(-Math.pow((Math.hypot(x, y) - 1.25) / 0.08, 2));
      this.shine(EDGE[6]!, h * 0.35 + ring * 0.3);
    } else if (b.use === USE.OFFICES) this.panels(b, u, v, k);
    else if (noise(u * 1.3 + b.i, v * 1.3, 11) > 0.64) this.scale(0.35);
    const patch = hash(Math.floor(u * 0.75), Math.floor(v * 0.75), b.i);
    this.scale(1 + (-0.14 + 0.28 * patch) * smooth(0, 0.2, k));
  }

  private cots(b: Block, u: number, v: number, k: number): void {
    const a = Math.floor(u);
    const c = Math.floor(v / 0.62);
    const fu = u - a;
    const fv = v / 0.62 - c;
    const on = hash(a + 7, c + 3, b.i) < b.dream * 0.62;
    const cot = fu > 0.2 && fu < 0.8 && fv > 0.3 && fv < 0.72 ? 1 : 0;
    const f = k * cot * (on ? 0.55 + 0.45 * hash(a, c, b.i + 9) : 0.03) + (1 - k) * 0.25 * b.dream * 0.62;
    this.shine(DREAM, f * 0.3);
    if (k > 0.5 && cot) this.scale(0.7);
  }

  private panels(b: Block, u: number, v: number, k: number): void {
    const a = Math.floor(u / 1.3);
    const c = Math.floor(v / 1.3);
    const fu = u / 1.3 - a;
    const fv = v / 1.3 - c;
    if (fu < 0.05 || fv < 0.05) {
      this.scale(1 + 0.8 * k);
      this.shine(EDGE[1]!, 0.01 * k);
    }
    if (hash(a, c, b.i) < 0.35 && fu > 0.25 && fu < 0.75 && fv > 0.25 && fv < 0.75) {
      this.scale(1.5);
      this.shine(WINDOW[1]!, 0.06 * b.awake * k);
    }
  }

  /** Neon along the edges: bright far away, where it draws the city; dimmer near by, where people matter. */
  private neon(b: Block, k: number, fx: number, fy: number, south: number): void {
    const { layer, mood } = this;
    let d = 9;
    if (b.sides & 1) d = Math.min(d, layer.north[k]! + fy);
    if (b.sides & 2) d = Math.min(d, layer.east[k]! + 1 - fx);
    if (b.sides & 8) d = Math.min(d, layer.west[k]! + fx);
    if (b.sides & 4 && south > b.front - 0.2) d = Math.min(d, Math.abs(south - b.front));
    if (d > 3) return;
    const wide = Math.max(0.055, 0.62 / mood.zoom);
    const core = Math.exp(-Math.pow((d - 0.09) / wide, 2));
    const gain = b.glow * (1 - 0.9 * mood.day) * (1 - 0.55 * this.far) * (1 - 0.42 * this.near);
    const f = gain * (core * 1.25 + Math.exp(-d * 2.6) * 0.1);
    const c = EDGE[b.use]!;
    this.er += c[0] * f + core * gain * 0.08;
    this.eg += c[1] * f + core * gain * 0.08;
    this.eb += c[2] * f + core * gain * 0.08;
  }
}
