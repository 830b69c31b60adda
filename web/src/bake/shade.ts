// The colour of one point of a level, in amounts of light: what it is made of, what falls on it, what shines from it.
// `Shader.at` leaves its result in `r`, `g`, `b`; nothing is allocated on the way.

import { hash, noise, smooth } from "./noise";
import { ALBEDO, DREAM, EDGE, G, ROOF, USE, WINDOW } from "./palette";
import type { Block, Layer } from "./layer";

/** How the picture is lit. */
export interface Mood {
  day: number; // 0 night to 1 noon
  wet: number; // how much streets mirror
  ash: number; // 0 to 1, haze
  zoom: number; // px a cell
  ruins: boolean;
}

export class Shader {
  r = 0;
  g = 0;
  b = 0;
  private er = 0;
  private eg = 0;
  private eb = 0;
  private ar = 0;
  private ag = 0;
  private ab = 0;
  private lr = 0;
  private lg = 0;
  private lb = 0;
  private readonly ambient: readonly [number, number, number];
  private readonly sun: number;
  private readonly far: number;
  private readonly near: number;
  private readonly lampGain: number;

  constructor(
    readonly mood: Mood,
    readonly layer: Layer,
  ) {
    const { day, ruins, zoom } = mood;
    this.ambient = ruins
      ? [0.66 * day + 0.03, 0.57 * day + 0.03, 0.52 * day + 0.04]
      : [0.04 + 0.36 * day, 0.048 + 0.42 * day, 0.088 + 0.52 * day];
    this.sun = ruins ? 0 : Math.max(0, day - 0.2) * 2.3;
    this.far = 1 - smooth(3, 5, zoom);
    this.near = smooth(8, 14, zoom);
    this.lampGain = (1 - 0.94 * day) * (ruins ? 0.9 : 1);
  }

  /** Whether there is anything at a point; its colour is then in `r`, `g`, `b`. */
  at(x: number, y: number): boolean {
    const { layer, mood, ambient } = this;
    const cx = Math.floor(x);
    const cy = Math.floor(y);
    if (cx < 1 || cy < 1 || cx >= layer.w - 1 || cy >= layer.h - 1) return false;
    const k = cy * layer.w + cx;
    const t = layer.g[k]!;
    const glass = layer.hasGlass ? this.glassAt(x, y) : 0;
    if (t === G.VOID && glass <= layer.rim) return false;
    this.er = this.eg = this.eb = 0;
    if (glass > layer.rim) {
      this.wall(x, y, glass);
      return true;
    }
    if (t === G.GLASS) {
      const f = 0.05 + 0.16 * mood.day;
      this.r = f * ambient[0];
      this.g = f * ambient[1];
      this.b = f * ambient[2];
      return true;
    }
    if (t === G.BUILDING) this.building(x, y, cx, cy, k);
    else this.floor(x, y, cx, cy, k, t);
    return true;
  }

  private glassAt(x: number, y: number): number {
    const { glass, w, h } = this.layer;
    const ix = Math.floor(x - 0.5);
    const iy = Math.floor(y - 0.5);
    if (ix < 0 || iy < 0 || ix > w - 2 || iy > h - 2) return 0;
    const tx = x - 0.5 - ix;
    const ty = y - 0.5 - iy;
    const k = iy * w + ix;
    const top = glass[k]! * (1 - tx) + glass[k + 1]! * tx;
    return top * (1 - ty) + (glass[k + w]! * (1 - tx) + glass[k + w + 1]! * tx) * ty;
  }

  /** The wall of glass: an isoline of the softened cells, so that it is round. */
  private wall(x: number, y: number, glass: number): void {
    const { layer, mood } = this;
    const dx = x - layer.w / 2;
    const dy = y - layer.h / 2;
    const along = Math.atan2(dy, dx) * Math.hypot(dx, dy);
    const turn = (((along / 3.2) % 1) + 1) % 1;
    const seam = Math.abs(turn - 0.5) > 0.485 ? 1 : 0;
    const wide = 0.03 + 0.06 * this.far;
    const edge = Math.exp(-Math.pow((glass - layer.rim - 0.015) / wide, 2));
    const core = Math.exp(-Math.pow((glass - 0.57) / 0.035, 2));
    const sheen = noise(x * 0.5, y * 0.5, 2) * 0.6 + 0.4 * noise(along * 0.4, glass * 18, 3);
    const f = (0.02 + 0.03 * sheen + seam * 0.05 * (1 - this.far) + edge * 0.42 + core * 0.1) * (1 - 0.55 * mood.day);
    const pale = mood.day * (0.5 + 0.5 * sheen + 1.4 * edge + 0.5 * core);
    this.r = 0.16 * f + 0.07 * pale;
    this.g = 0.72 * f + 0.2 * pale;
    this.b = 1.0 * f + 0.26 * pale;
  }

  private building(x: number, y: number, cx: number, cy: number, k: number): void {
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

  /** Windows at `u` along a front and `t` up it; far away their mean takes the place of the pattern. */
  private windows(b: Block, u: number, t: number, zoom: number, spread: number): void {
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

  private shine(c: readonly number[], f: number): void {
    this.er += c[0]! * f;
    this.eg += c[1]! * f;
    this.eb += c[2]! * f;
  }

  private scale(f: number): void {
    this.ar *= f;
    this.ag *= f;
    this.ab *= f;
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

  /** The light on the ground at a point, between cells. */
  private soft(light: Float32Array, x: number, y: number): void {
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

  private solidAt(x: number, y: number): number {
    const { solid, w, h } = this.layer;
    const ix = Math.max(0, Math.min(w - 2, Math.floor(x - 0.5)));
    const iy = Math.max(0, Math.min(h - 2, Math.floor(y - 0.5)));
    const tx = x - 0.5 - ix;
    const ty = y - 0.5 - iy;
    const k = iy * w + ix;
    const top = solid[k]! * (1 - tx) + solid[k + 1]! * tx;
    return top * (1 - ty) + (solid[k + w]! * (1 - tx) + solid[k + w + 1]! * tx) * ty;
  }

  private floor(x: number, y: number, cx: number, cy: number, k: number, t: number): void {
    const { layer, mood, ambient, sun } = this;
    const a = ALBEDO[t]!;
    const fine = noise(x * 9, y * 9, t + 3);
    const f = 0.78 + 0.3 * noise(x * 2.1, y * 2.1, t) + 0.16 * fine;
    this.ar = a[0] * f;
    this.ag = a[1] * f;
    this.ab = a[2] * f;
    this.paving(x, y, cx, cy, k, t, fine);
    this.soft(layer.light, x, y);
    const shut = 1 - 0.62 * this.solidAt(x, y);
    const shadow = sun > 0 ? this.shadow(x, y) : 1;
    const lamp = this.lampGain * (3.4 - 1.3 * this.far) * (0.6 + 0.4 * shut);
    let r = this.ar * ((ambient[0] + sun * shadow) * shut + this.lr * lamp) + this.er;
    let g = this.ag * ((ambient[1] + sun * shadow) * shut + this.lg * lamp) + this.eg;
    let b = this.ab * ((ambient[2] + sun * shadow * 0.8) * shut + this.lb * lamp) + this.eb;
    if (mood.wet > 0 && mood.day < 0.6 && (t === G.STREET || t === G.PLAZA || t === G.ALLEY || t === G.NEON)) {
      const [lr, lg, lb] = [this.lr, this.lg, this.lb];
      const puddle = smooth(0.25, 0.75, noise(x * 0.55, y * 0.55, 61) * 0.75 + fine * 0.25);
      const sheen = mood.wet * (0.25 + 0.75 * puddle);
      this.er = this.eg = this.eb = 0;
      this.mirror(x, y, cy, k, sheen);
      const glint = sheen * puddle * 0.1 * this.lampGain;
      r += this.er + lr * lr * glint;
      g += this.eg + lg * lg * glint;
      b += this.eb + lb * lb * glint;
    }
    this.r = r;
    this.g = g;
    this.b = b;
  }

  /** What the wet street mirrors of the front north of it. */
  private mirror(x: number, y: number, cy: number, k: number, sheen: number): void {
    const { layer, mood } = this;
    for (let d = 1; d <= 4; d++) {
      const q = k - d * layer.w;
      if (q < 0) return;
      const t = layer.g[q]!;
      if (t === G.BUILDING) {
        const id = layer.block[q]!;
        const b = id >= 0 ? layer.of.blocks[id]! : undefined;
        if (!b || b.ruin) return;
        const away = y - (cy - d + 1);
        const jitter = (noise(x * 3, y * 2.2, 71) - 0.5) * (0.25 + away * 0.3);
        const f = sheen * Math.exp(-away * 0.55) * 0.5;
        this.windows(b, x - b.x + jitter, away * 0.75, Math.min(mood.zoom, 12), f);
        if (b.sides & 4) this.shine(EDGE[b.use]!, b.glow * Math.exp(-Math.pow((away - b.front * 1.1) / 0.5, 2)) * 0.5 * f);
        return;
      }
      if (t === G.GLASS || t === G.VOID) return;
    }
  }

  private shadow(x: number, y: number): number {
    const { layer } = this;
    for (let s = 1; s < 9; s++) {
      const q = Math.floor(y + s * 0.3) * layer.w + Math.floor(x + s * 0.42);
      if (layer.g[q] !== G.BUILDING) continue;
      const id = layer.block[q]!;
      if (s * 0.52 < (id >= 0 ? layer.of.blocks[id]!.tall : 1.4) * 1.3) return 0.3;
    }
    return 1;
  }

  /** The pattern of a kind of ground. */
  private paving(x: number, y: number, cx: number, cy: number, k: number, t: number, fine: number): void {
    const { layer, mood } = this;
    const fx = x - cx;
    const fy = y - cy;
    switch (t) {
      case G.STREET:
      case G.NEON:
        this.kerb(k, fx, fy);
        if (mood.ruins) {
          const q = 0.6 + 0.7 * noise(x * 0.8, y * 0.8, 21);
          this.ar = this.ar * 0.6 + 0.058 * q;
          this.ag = this.ag * 0.6 + 0.054 * q;
          this.ab = this.ab * 0.6 + 0.052 * q;
        }
        break;
      case G.ALLEY:
        if (hash(Math.floor(x * 3), Math.floor(y * 3), 5) < 0.05) this.ar += 0.03;
        break;
      case G.PLAZA: {
        const line = fx < 0.05 || fy < 0.05 ? 0.6 : 1;
        this.scale(((cx + cy) & 1 ? 0.9 : 1.05) * line);
        if (!mood.ruins && cx % 5 === 0 && cy % 5 === 0 && Math.hypot(fx - 0.5, fy - 0.5) < 0.48) {
          this.ar = 0.02 + 0.05 * mood.day;
          this.ag = 0.06 + 0.05 * fine + 0.1 * mood.day;
          this.ab = 0.025 + 0.03 * mood.day;
        }
        break;
      }
      case G.RUBBLE: {
        const q = noise(x * 1.5, y * 1.5, 31);
        const e = noise(x * 4.6, y * 4.6, 32);
        this.scale(0.3 + 0.95 * q * (0.5 + e));
        if (e > 0.74) {
          this.ar += 0.035;
          this.ag += 0.035;
          this.ab += 0.035;
        }
        break;
      }
      case G.WATER: {
        const q = noise(x * 1.2 + noise(x, y, 9) * 2, y * 4.5, 41);
        this.soft(layer.light, x + (q - 0.5) * 1.6, y - 1.2 + q);
        const glint = q > 0.78 ? 0.01 + 0.05 * mood.day : 0;
        this.er += this.lr * 0.06 + glint;
        this.eg += this.lg * 0.06 + glint * 1.6;
        this.eb += this.lb * 0.06 + glint * 2.4;
        break;
      }
      case G.WASTE: {
        this.scale(0.45 + noise(x * 0.35, y * 0.5, 51) * 0.7 + noise(x * 1.4, y * 2.2, 52) * 0.4);
        const grass = smooth(0.48, 0.7, noise(x * 0.12, y * 0.12, 53) + 0.12 * (noise(x * 0.9, y * 0.9, 54) - 0.5)) * (mood.ruins ? 0.15 : 0.75);
        this.ar *= 1 - 0.6 * grass;
        this.ag *= 1 - 0.1 * grass;
        this.ab *= 1 - 0.66 * grass;
        break;
      }
      case G.TUNNEL:
      case G.SCAFFOLD:
        if (fx < 0.06 || fy < 0.06) this.scale(0.55);
        break;
      case G.SEEP: {
        const q = noise(x * 1.1, y * 2.4, 55);
        this.soft(layer.light, x, y - 0.6);
        this.er += this.lr * 0.05 * q;
        this.eg += this.lg * 0.06 * q;
        this.eb += this.lb * 0.07 * q;
        break;
      }
      case G.WRECK: {
        const d = Math.max(Math.abs(fx - 0.5), Math.abs(fy - 0.5));
        this.scale(d < 0.4 ? 1.4 - d : 0.4);
        break;
      }
    }
  }

  private kerb(k: number, fx: number, fy: number): void {
    const { g, w } = this.layer;
    const beside = (q: number): boolean => g[q] === G.BUILDING || g[q] === G.ALLEY || g[q] === G.PLAZA || g[q] === G.GLASS;
    let e = 1;
    if (beside(k - 1)) e = Math.min(e, fx);
    if (beside(k + 1)) e = Math.min(e, 1 - fx);
    if (beside(k - w)) e = Math.min(e, fy);
    if (beside(k + w)) e = Math.min(e, 1 - fy);
    if (e < 0.3) {
      this.ar = this.ar * 1.5 + 0.01;
      this.ag = this.ag * 1.5 + 0.01;
      this.ab = this.ab * 1.5 + 0.01;
    } else if (e < 0.34) this.scale(0.5);
  }
}
