// Numbers that look like chance and are not: the same place is always drawn the same.

/** 0 to 1, from two whole numbers and a seed. */
export function hash(x: number, y: number, seed = 0): number {
  let h = Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1) ^ Math.imul(seed | 0, 0x9e3779b1);
  h ^= h >>> 15;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return (h >>> 0) / 4294967296;
}

/** What noise is made of: 256 by 256 numbers, row by row. */
export const LATTICE = Float32Array.from({ length: 65536 }, (_, i) => hash(i & 255, i >> 8, 4099));

/** Value noise: 0 to 1, smooth, with a feature about every unit. */
export function noise(x: number, y: number, seed = 0): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  let fx = x - ix;
  let fy = y - iy;
  const left = (ix + seed * 37) & 255;
  const right = (left + 1) & 255;
  const top = ((iy + seed * 91) & 255) << 8;
  const low = (top + 256) & 65535;
  fx = fx * fx * (3 - 2 * fx);
  fy = fy * fy * (3 - 2 * fy);
  const a = LATTICE[top | left]!;
  const b = LATTICE[top | right]!;
  const c = LATTICE[low | left]!;
  const d = LATTICE[low | right]!;
  return a + (b - a) * fx + (c - a) * fy + (a - b - c + d) * fx * fy;
}

/** 0 below `a`, 1 above `b`, smooth between. */
export function smooth(a: number, b: number, x: number): number {
  const t = Math.max(0, Math.min(1, (x - a) / (b - a)));
  return t * t * (3 - 2 * t);
}

export type Rgb = readonly [number, number, number];

/** A colour as amounts of light. */
export function lin(hex: string): Rgb {
  const at = (i: number): number => Math.pow(parseInt(hex.slice(i, i + 2), 16) / 255, 2.2);
  return [at(1), at(3), at(5)];
}
