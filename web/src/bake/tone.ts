// From amounts of light to a picture: bloom, haze, a film-like curve.

import { noise } from "./noise";
import type { Mood } from "./shade";

// What the processor and the graphics card have in common (graphics.ts).
export const SHRINK = 4; // px along a square of the bloom
export const BRIGHT = 0.22; // from which amount of light on something blooms
export const NEAR = { reach: 2, share: 0.65 } as const; // the two rings of a bloom: squares to each side, and how much
export const WIDE = { reach: 7, share: 0.75 } as const;
export const CURVED = [2.51, 0.03, 2.43, 0.59, 0.14] as const; // the curve of a film
export const EXPOSED = 4; // the most light it tells apart
export const GRAINS = 4096; // shades of it
export const HAZED = 0.42; // of the light that ash takes
export const HAZE = [0.175, 0.115, 0.075] as const;
export const bloomOf = (mood: Mood): number => (1 - 0.8 * mood.day) * (1 + 0.7 * mood.ash);
export const exposureOf = (mood: Mood): number => (mood.day > 0.6 ? 1.02 : 1.5 - 0.8 * mood.day);

function blur(src: Float32Array, w: number, h: number, r: number): Float32Array {
  const t = new Float32Array(src.length);
  const n = 2 * r + 1;
  for (let pass = 0; pass < 2; pass++) {
    for (let y = 0; y < h; y++)
      for (let c = 0; c < 3; c++) {
        const at = (x: number): number => (y * w + Math.max(0, Math.min(w - 1, x))) * 3 + c;
        let s = 0;
        for (let x = -r; x <= r; x++) s += src[at(x)]!;
        for (let x = 0; x < w; x++) {
          t[at(x)] = s / n;
          s += src[at(x + r + 1)]! - src[at(x - r)]!;
        }
      }
    for (let x = 0; x < w; x++)
      for (let c = 0; c < 3; c++) {
        const at = (y: number): number => (Math.max(0, Math.min(h - 1, y)) * w + x) * 3 + c;
        let s = 0;
        for (let y = -r; y <= r; y++) s += t[at(y)]!;
        for (let y = 0; y < h; y++) {
          src[at(y)] = s / n;
          s += t[at(y + r + 1)]! - t[at(y - r)]!;
        }
      }
  }
  return src;
}

const CURVE = Uint8ClampedArray.from({ length: GRAINS }, (_, i) => {
  const v = (i / (GRAINS - 1)) * EXPOSED;
  const film = (v * (CURVED[0] * v + CURVED[1])) / (v * (CURVED[2] * v + CURVED[3]) + CURVED[4]);
  return Math.round(255 * Math.pow(Math.max(0, Math.min(1, film)), 1 / 2.2));
});

/** How much room around a picture its bloom needs, in px. */
export const MARGIN = 40;

/** The middle of a picture of `w` by `h` px, without its margin. (x0, y0) is the cell at its first pixel. */
export function tone(light: Float32Array, w: number, h: number, mood: Mood, x0: number, y0: number): Uint8ClampedArray<ArrayBuffer> {
  const sw = Math.ceil(w / SHRINK);
  const sh = Math.ceil(h / SHRINK);
  const bright = new Float32Array(sw * sh * 3);
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const k = (y * w + x) * 3;
      const q = ((y >> 2) * sw + (x >> 2)) * 3;
      for (let c = 0; c < 3; c++) bright[q + c] = bright[q + c]! + Math.max(0, Math.min(3, light[k + c]!) - BRIGHT) / (SHRINK * SHRINK);
    }
  const near = blur(Float32Array.from(bright), sw, sh, NEAR.reach);
  const wide = blur(bright, sw, sh, WIDE.reach);
  for (let i = 0; i < near.length; i++) near[i] = near[i]! * NEAR.share + wide[i]! * WIDE.share;
  const bloom = bloomOf(mood);
  const exposure = exposureOf(mood) * (GRAINS / EXPOSED);
  const ow = w - 2 * MARGIN;
  const oh = h - 2 * MARGIN;
  const out = new Uint8ClampedArray(ow * oh * 4);
  for (let y = 0; y < oh; y++)
    for (let x = 0; x < ow; x++) {
      const px = x + MARGIN;
      const py = y + MARGIN;
      const k = (py * w + px) * 3;
      const fx = px / SHRINK - 0.5;
      const fy = py / SHRINK - 0.5;
      const ix = fx | 0;
      const iy = fy | 0;
      const tx = fx - ix;
      const ty = fy - iy;
      const q = (iy * sw + ix) * 3;
      let haze = 0;
      if (mood.ash > 0) {
        const cx = x0 + px / mood.zoom;
        const cy = y0 + py / mood.zoom;
        haze = HAZED * mood.ash * (0.55 + 0.9 * noise(cx * 0.05, cy * 0.08, 91) * (0.6 + 0.4 * noise(cx * 0.21, cy * 0.3, 92)));
      }
      const o = (y * ow + x) * 4;
      for (let c = 0; c < 3; c++) {
        const top = near[q + c]! * (1 - tx) + near[q + 3 + c]! * tx;
        const low = near[q + sw * 3 + c]! * (1 - tx) + near[q + sw * 3 + 3 + c]! * tx;
        let v = light[k + c]! + bloom * (top * (1 - ty) + low * ty);
        if (haze > 0) v = v * (1 - haze) + haze * HAZE[c]! * (0.35 + 1.15 * mood.day);
        out[o + c] = CURVE[Math.min(GRAINS - 1, (v * exposure) | 0)]!;
      }
      out[o + 3] = 255;
    }
  return out;
}
