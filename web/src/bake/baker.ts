// Bakes tiles: the still part of the picture (ground, buildings, windows, light), a square of px at a time.

import { Layer, type Ground } from "./layer";
import { smooth, type Rgb } from "./noise";
import { G } from "./palette";
import { Shader, type Mood } from "./shade";
import { MARGIN, tone } from "./tone";

export const TILE = 512; // px along its side

/** What is drawn of a level: itself, then what is seen where it is void. */
interface Stack {
  main: Shader;
  beneath: Shader[];
  outline: Layer | undefined;
}

export class Baker {
  private layers = new Map<number, Layer>();
  mood: Omit<Mood, "zoom"> = { day: 0, wet: 0, ash: 0, ruins: false };

  constructor(
    readonly of: Ground,
    public finish: typeof tone = tone, // amounts of light to a picture: by the processor or by the graphics card
  ) {}

  private layer(level: number): Layer {
    let found = this.layers.get(level);
    if (!found) {
      found = new Layer(this.of, level);
      this.layers.set(level, found);
    }
    return found;
  }

  relight(): void {
    for (const layer of this.layers.values()) layer.relight();
  }

  private stack(level: number, zoom: number): Stack {
    const { levels } = this.of.city;
    const sky = levels[level]!.sky;
    const street = levels.findIndex((l) => l.sky && l.lawful);
    const outside = levels.findIndex((l) => !l.lawful);
    const dark = { ...this.mood, zoom, day: sky ? this.mood.day : 0, wet: sky ? this.mood.wet : 0, ash: sky ? this.mood.ash : 0 };
    const under = sky ? [street, outside].filter((l) => l >= 0 && l !== level) : [];
    return {
      main: new Shader(dark, this.layer(level)),
      beneath: under.map((l) => new Shader(dark, this.layer(l))),
      outline: sky || street < 0 ? undefined : this.layer(street),
    };
  }

  /** The tile whose first pixel lies at (tx, ty) * TILE px from the first cell. */
  bake(level: number, zoom: number, tx: number, ty: number): Uint8ClampedArray<ArrayBuffer> {
    const stack = this.stack(level, zoom);
    const size = TILE + 2 * MARGIN;
    const x0 = (tx * TILE - MARGIN) / zoom;
    const y0 = (ty * TILE - MARGIN) / zoom;
    const light = new Float32Array(size * size * 3);
    for (let py = 0; py < size; py++)
      for (let px = 0; px < size; px++) this.point(stack, x0 + (px + 0.5) / zoom, y0 + (py + 0.5) / zoom, light, (py * size + px) * 3);
    this.sparks(stack.main, light, size, x0, y0, zoom);
    return this.finish(light, size, size, stack.main.mood, x0, y0);
  }

  private point(stack: Stack, x: number, y: number, light: Float32Array, k: number): void {
    const { main } = stack;
    if (main.at(x, y)) {
      light[k] = main.r;
      light[k + 1] = main.g;
      light[k + 2] = main.b;
      return;
    }
    const { w, h } = main.layer;
    const { day, ruins, zoom } = main.mood;
    const far = 1 - smooth(3, 5, zoom);
    for (const other of stack.beneath) {
      if (!other.at(x, y)) continue;
      const lawful = this.of.city.levels[other.layer.level]!.lawful;
      const edge = ruins || lawful ? 1 : smooth(0, 14 + 34 * far, Math.min(x, y, w - x, h - y));
      const f = (lawful ? 0.34 : (0.85 + 1.1 * far) * (1 - 0.45 * day)) * edge;
      const grey = ((other.r + other.g + other.b) / 3) * (1 - 0.8 * day);
      const hue = 0.6 + 0.4 * day;
      const back = 1 + 5 * day * (ruins ? 0 : 1);
      light[k] = 0.0028 * back + (other.r * hue + grey * 0.3) * f;
      light[k + 1] = 0.0032 * back + (other.g * hue + grey * 0.4) * f;
      light[k + 2] = 0.0056 * back + (other.b * hue + grey * 0.55) * f;
      return;
    }
    if (stack.outline) this.outlined(stack.outline, x, y, light, k);
    else {
      const n = 0.004 * (1 + 5 * day * (ruins ? 0 : 1));
      light[k] = n * 0.7;
      light[k + 1] = n * 0.8;
      light[k + 2] = n * 1.4;
    }
  }

  /** Above a tunnel: the blocks of the street, as lines. */
  private outlined(street: Layer, x: number, y: number, light: Float32Array, k: number): void {
    const cx = Math.floor(x);
    const cy = Math.floor(y);
    let [r, g, b]: Rgb = [0.0028, 0.0032, 0.0056];
    if (cx > 0 && cy > 0 && cx < street.w - 1 && cy < street.h - 1) {
      const q = cy * street.w + cx;
      const id = street.block[q]!;
      const fx = x - cx;
      const fy = y - cy;
      const other = (p: number): boolean => street.block[p] !== id;
      const edge =
        id >= 0 && ((other(q - 1) && fx < 0.12) || (other(q + 1) && fx > 0.88) || (other(q - street.w) && fy < 0.12) || (other(q + street.w) && fy > 0.88));
      if (edge) [r, g, b] = [0.02, 0.025, 0.045];
      else if (street.g[q] === G.STREET) [r, g, b] = [0.006, 0.008, 0.014];
    }
    light[k] = r;
    light[k + 1] = g;
    light[k + 2] = b;
  }

  /** Heads of lamps, and fires. */
  private sparks(shader: Shader, light: Float32Array, size: number, x0: number, y0: number, zoom: number): void {
    const { layer, mood } = shader;
    const spot = (x: number, y: number, r: number, c: Rgb, gain: number): void => {
      const sx = (x - x0) * zoom;
      const sy = (y - y0) * zoom;
      if (sx < -r || sy < -r || sx > size + r || sy > size + r) return;
      for (let j = Math.max(0, (sy - r) | 0); j <= Math.min(size - 1, sy + r); j++)
        for (let i = Math.max(0, (sx - r) | 0); i <= Math.min(size - 1, sx + r); i++) {
          const d = Math.hypot(i + 0.5 - sx, j + 0.5 - sy) / r;
          if (d >= 1) continue;
          const f = gain * Math.pow(1 - d, 3);
          const k = (j * size + i) * 3;
          light[k] = light[k]! + c[0] * f;
          light[k + 1] = light[k + 1]! + c[1] * f;
          light[k + 2] = light[k + 2]! + c[2] * f;
        }
    };
    const head = smooth(2.5, 9, zoom);
    const burn = 1 - 0.94 * mood.day;
    for (const lamp of layer.lamps) {
      spot(lamp.x, lamp.y, Math.max(1.6, zoom * 0.3), lamp.colour, 2.2 * lamp.gain * burn * (0.25 + 0.75 * head));
      spot(lamp.x, lamp.y, Math.max(3, zoom * 0.9), lamp.colour, 0.25 * lamp.gain * burn * head);
    }
    const area = layer.w * layer.h;
    for (const cell of this.of.fires) {
      if (Math.floor(cell / area) !== layer.level) continue;
      const x = (cell % layer.w) + 0.5;
      const y = Math.floor((cell % area) / layer.w) + 0.5;
      spot(x, y, zoom * 1.3, [1, 0.62, 0.22], 5);
      spot(x, y, zoom * 4.5, [1, 0.4, 0.1], 0.5);
    }
  }
}
