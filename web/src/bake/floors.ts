// The ground: what it is paved with, shadows, and what a wet street mirrors.

import { hash, noise, smooth } from "./noise";
import { ALBEDO, EDGE, G } from "./palette";
import { Walls } from "./walls";

export class Floors extends Walls {
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

  protected floor(x: number, y: number, cx: number, cy: number, k: number, t: number): void {
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
