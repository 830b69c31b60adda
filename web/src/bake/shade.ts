// The colour of one point of a level, in amounts of light: what it is made of, what falls on it, what shines from it.
// `Shader.at` leaves its result in `r`, `g`, `b`; nothing is allocated on the way.

import { Floors } from "./floors";
import { noise } from "./noise";
import { G } from "./palette";

export type { Mood } from "./brush";

export class Shader extends Floors {
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
}
