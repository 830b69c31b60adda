// The camera: where it is, where it goes, and how it gets there. Whoever calls it draws.

import type { Drawn } from "./draw/scene";
import { TILE_ZOOMS, type Model } from "./state";
import { nearest } from "./tiles";

const EASE_MS = 180;

export class Camera {
  private ease: { from: number; zoom: number; x: number; y: number } | undefined;

  constructor(private readonly model: Model) {}

  get glides(): boolean {
    return this.ease !== undefined;
  }

  /** The whole city in view. */
  fit(): void {
    const { model } = this;
    const [x0, y0, x1, y1] = model.extent();
    const fits = Math.min(model.wide / (x1 - x0), model.high / (y1 - y0));
    const zoom = TILE_ZOOMS.findLast((z) => z <= fits) ?? TILE_ZOOMS[0];
    model.camera = { x: (x0 + x1) / 2, y: (y0 + y1) / 2, zoom };
    model.target = { ...model.camera };
  }

  pan(dx: number, dy: number): void {
    const { model } = this;
    const { width, height } = model.city ?? { width: 1, height: 1 };
    model.centred = false;
    this.ease = undefined;
    const x = Math.max(0, Math.min(width, model.camera.x - dx / model.camera.zoom));
    const y = Math.max(0, Math.min(height, model.camera.y - dy / model.camera.zoom));
    model.camera = { ...model.camera, x, y };
    model.target = { ...model.camera };
  }

  /** A step nearer or farther; the place under (x, y) stays, or whoever is followed. */
  zoomBy(by: number, x: number, y: number): void {
    const { model } = this;
    const zoom = TILE_ZOOMS[Math.max(0, Math.min(TILE_ZOOMS.length - 1, nearest(model.target.zoom) + by))]!;
    const { camera } = model;
    const cx = camera.x + (x - model.wide / 2) / camera.zoom;
    const cy = camera.y + (y - model.high / 2) / camera.zoom;
    const target = model.centred ? { ...model.target, zoom } : { x: cx - (x - model.wide / 2) / zoom, y: cy - (y - model.high / 2) / zoom, zoom };
    this.glide(target);
  }

  glide(target: { x: number; y: number; zoom: number }): void {
    const { model } = this;
    model.target = target;
    if (model.calm) model.camera = { ...target };
    else this.ease = { from: performance.now(), ...model.camera };
  }

  /** Stay with whoever is followed, and glide on; returns whether it has moved, and on which level they are now. */
  move(now: number, drawn: Drawn | undefined): { moved: boolean; level: number } {
    const { model } = this;
    let moved = false;
    let { level } = model;
    const f = model.followed;
    const cast = f?.what === "citizen" ? drawn?.cast.find((p) => p.row === f.row) : undefined;
    const there = model.centred && drawn ? (f?.what === "citizen" ? cast : model.whereFollowed()) : undefined;
    if (there) {
      model.target = { ...model.target, x: there.x + 0.5, y: there.y + 0.5 };
      if (!model.why) level = there.level;
      if (!this.ease) {
        const lag = model.calm || !model.playing || model.speed > 10 ? 1 : 0.14;
        const { camera, target } = model;
        const [x, y] = [camera.x + (target.x - camera.x) * lag, camera.y + (target.y - camera.y) * lag];
        moved = Math.hypot(x - camera.x, y - camera.y) * camera.zoom > 0.2;
        model.camera = { ...camera, x, y };
      }
    }
    if (!this.ease) return { moved, level };
    const t = Math.min(1, (now - this.ease.from) / EASE_MS);
    const e = t * (2 - t);
    const { target } = model;
    const zoom = this.ease.zoom * Math.pow(target.zoom / this.ease.zoom, e);
    model.camera = { x: this.ease.x + (target.x - this.ease.x) * e, y: this.ease.y + (target.y - this.ease.y) * e, zoom };
    if (t >= 1) this.ease = undefined;
    return { moved: true, level };
  }
}
