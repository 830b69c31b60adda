// Baked tiles: asked for from the worker, kept for a few zooms, drawn larger or smaller until the right ones are there.

import type { Bake, Baked, Begin, Dress } from "./bake/worker";
import { TILE } from "./bake/baker";
import { TILE_ZOOMS, type Camera, type Model } from "./state";

const KEPT = 120; // tiles, of 1 MB each

interface Tile {
  picture: ImageBitmap;
  version: number;
  used: number;
}

export class Tiles {
  private readonly worker = new Worker(workerAddress());
  private readonly tiles = new Map<string, Tile>();
  private waiting: Bake | undefined;
  private version = 0;
  private turn = 0;
  private ready = false;
  private dressed = "";
  private dressedAt = 0;
  baked = 0;
  took = 0;
  by: Baked["by"] = "processor"; // what finished the last one

  constructor(
    private readonly model: Model,
    private readonly changed: () => void,
  ) {
    this.worker.onmessage = (event: MessageEvent<Baked>): void => {
      const { key, version, picture, took, by } = event.data;
      this.tiles.get(key)?.picture.close();
      this.tiles.set(key, { picture, version, used: this.turn });
      this.waiting = undefined;
      this.baked++;
      this.took += took;
      this.by = by;
      this.drop();
      this.changed();
    };
  }

  begin(): void {
    const { city, ground, district } = this.model;
    this.worker.postMessage({ do: "begin", city: city!, ground, district } satisfies Begin);
    for (const tile of this.tiles.values()) tile.picture.close();
    this.tiles.clear();
    this.ready = true;
    this.dressed = "";
  }

  /** Take note of windows, fires and sky: what has been baked otherwise is baked anew, bit by bit. */
  dress(now: number): void {
    const { shot, awake, asleep, dark, finisher } = this.model;
    if (!shot || !this.ready || !awake.length) return;
    const { sky } = shot.head;
    const day = Math.round((sky.light / 255) * 12) / 12;
    const wet = sky.rain > 0 ? 1 : this.model.ruins ? 0.12 : 0.5;
    const ash = Math.min(1, Math.round(sky.ash / 40) / 3);
    const fires = shot.columns["fire"] as Uint32Array;
    const windows = `${sum(awake)}:${sum(asleep)}`;
    const dressed = `${day}:${wet}:${ash}:${fires.join()}:${finisher}:${sum(dark)}:${windows}`;
    if (dressed === this.dressed) return;
    const harsh = this.dressed.split(":").slice(0, 6).join() !== dressed.split(":").slice(0, 6).join();
    if (!harsh && now - this.dressedAt < 2500) return; // windows go on and off all the time: now and then is enough
    this.dressed = dressed;
    this.dressedAt = now;
    this.version++;
    this.worker.postMessage({ do: "dress", awake, asleep, dark, fires: fires.slice(), day, wet, ash, finisher } satisfies Dress);
  }

  /** Draw what is in view, and ask for a tile that is missing or stale. Returns whether the right ones are all there. */
  draw(ctx: CanvasRenderingContext2D, camera: Camera, wide: number, high: number): boolean {
    this.turn++;
    const zi = nearest(camera.zoom);
    const zoom = TILE_ZOOMS[zi]!;
    const scale = camera.zoom / zoom;
    const left = camera.x * zoom - wide / scale / 2;
    const top = camera.y * zoom - high / scale / 2;
    const [tx0, ty0] = [Math.floor(left / TILE), Math.floor(top / TILE)];
    const [tx1, ty1] = [Math.floor((left + wide / scale) / TILE), Math.floor((top + high / scale) / TILE)];
    const missing: [number, number, number, number][] = [];
    let whole = true;
    ctx.imageSmoothingEnabled = Math.abs(scale - 1) > 1e-3;
    for (let ty = ty0; ty <= ty1; ty++)
      for (let tx = tx0; tx <= tx1; tx++) {
        const tile = this.tiles.get(this.key(zi, tx, ty));
        const x = Math.round((tx * TILE - left) * scale);
        const y = Math.round((ty * TILE - top) * scale);
        const size = Math.round(((tx + 1) * TILE - left) * scale) - x;
        const deep = Math.round(((ty + 1) * TILE - top) * scale) - y;
        if (tile) {
          tile.used = this.turn;
          ctx.drawImage(tile.picture, x, y, size, deep);
        } else {
          whole = false;
          this.stopgap(ctx, zi, tx, ty, x, y, size);
        }
        if (!tile || tile.version !== this.version) {
          const off = Math.hypot(x + size / 2 - wide / 2, y + size / 2 - high / 2);
          missing.push([tile ? off + 1e6 : off, zi, tx, ty]);
        }
      }
    missing.sort((a, b) => a[0] - b[0]);
    if (missing[0]) this.ask(missing[0]);
    return whole;
  }

  private key(zi: number, tx: number, ty: number): string {
    return `${this.model.level}/${zi}/${tx}/${ty}`;
  }

  /** Something of another zoom where a tile is missing. */
  private stopgap(ctx: CanvasRenderingContext2D, zi: number, tx: number, ty: number, x: number, y: number, size: number): void {
    ctx.fillStyle = "#04060b";
    ctx.fillRect(x, y, size, size);
    const zoom = TILE_ZOOMS[zi]!;
    for (const other of [zi - 1, zi + 1, zi - 2, zi - 3, zi + 2]) {
      const there = TILE_ZOOMS[other];
      if (!there) continue;
      const ratio = there / zoom;
      const side = TILE * ratio;
      const [px, py] = [tx * TILE * ratio, ty * TILE * ratio];
      let drawn = false;
      ctx.save();
      ctx.imageSmoothingEnabled = true;
      ctx.beginPath();
      ctx.rect(x, y, size, size);
      ctx.clip();
      for (let oy = Math.floor(py / TILE); oy * TILE < py + side; oy++)
        for (let ox = Math.floor(px / TILE); ox * TILE < px + side; ox++) {
          const tile = this.tiles.get(this.key(other, ox, oy));
          if (!tile) continue;
          const f = size / side;
          ctx.drawImage(tile.picture, x + (ox * TILE - px) * f, y + (oy * TILE - py) * f, TILE * f, TILE * f);
          drawn = true;
        }
      ctx.restore();
      if (drawn) return;
    }
  }

  private ask([, zi, tx, ty]: [number, number, number, number]): void {
    if (this.waiting || !this.ready || !this.version) return;
    const key = this.key(zi, tx, ty);
    this.waiting = { do: "bake", key, version: this.version, level: this.model.level, zoom: TILE_ZOOMS[zi]!, tx, ty };
    this.worker.postMessage(this.waiting);
  }

  private drop(): void {
    if (this.tiles.size <= KEPT) return;
    const oldest = [...this.tiles].sort((a, b) => a[1].used - b[1].used).slice(0, this.tiles.size - KEPT);
    for (const [key, tile] of oldest) {
      tile.picture.close();
      this.tiles.delete(key);
    }
  }
}

/** Where the worker's program is: beside the page, or in it where the page is a file by itself. */
function workerAddress(): string {
  const within = document.getElementById("worker");
  return within ? URL.createObjectURL(new Blob([within.textContent ?? ""], { type: "text/javascript" })) : "/worker.js";
}

export function nearest(zoom: number): number {
  let best = 0;
  for (let i = 1; i < TILE_ZOOMS.length; i++) if (Math.abs(Math.log(TILE_ZOOMS[i]! / zoom)) < Math.abs(Math.log(TILE_ZOOMS[best]! / zoom))) best = i;
  return best;
}

function sum(values: Uint8Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
