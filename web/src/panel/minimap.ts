// The small map: the whole level, the part of it that is in view, and where the named are. A click or a drag goes there.

import { G } from "../bake/palette";
import type { Drawn } from "../draw/scene";
import type { Model } from "../state";
import { byId } from "./dom";

const SIDE = 150; // px, of the longer side
const USES = ["#3f3fa8", "#1f7f9c", "#2a8a52", "#96378a", "#9a4a26", "#8a6a30", "#7f93b5", "#3a3640"]; // by use of a building
const GROUND: Record<number, string> = {
  [G.STREET]: "#4a3a2a",
  [G.ALLEY]: "#352b24",
  [G.PLAZA]: "#6a5a44",
  [G.RUBBLE]: "#3c3028",
  [G.TUNNEL]: "#4e3c26",
  [G.WASTE]: "#2c2822",
  [G.WALKWAY]: "#4c5666",
  [G.WATER]: "#153a4c",
  [G.GLASS]: "#2f7f9c",
  [G.BUILDING]: "#2a2a3c",
};
const OTHER = "#2a2c34";

export class Minimap {
  private readonly canvas = byId<HTMLCanvasElement>("minimap");
  private picture: HTMLCanvasElement | undefined;
  private pictured = "";
  private box: [number, number, number, number] = [0, 0, 1, 1]; // of the level that is shown, in cells
  private wanted = true;
  private key = "";

  constructor(
    private readonly model: Model,
    private readonly go: (x: number, y: number) => void,
  ) {
    let down = false;
    const to = (event: PointerEvent): void => {
      const [x0, y0, x1] = this.box;
      const cells = (x1 - x0) / this.canvas.clientWidth;
      this.go(x0 + event.offsetX * cells, y0 + event.offsetY * cells);
    };
    this.canvas.addEventListener("pointerdown", (event) => {
      down = true;
      this.canvas.setPointerCapture(event.pointerId);
      to(event);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (down) to(event);
    });
    for (const end of ["pointerup", "pointercancel"]) this.canvas.addEventListener(end, () => (down = false));
  }

  /** Show it, or put it away. */
  toggle(): void {
    this.wanted = !this.wanted;
    this.key = "";
  }

  draw(drawn: Drawn | undefined): void {
    const { model, canvas } = this;
    if (!model.city) return;
    this.prepare();
    const { camera, wide, high } = model;
    const [x0, y0, x1, y1] = this.box;
    const [w, h] = [wide / camera.zoom, high / camera.zoom];
    const shown = this.wanted && (w < (x1 - x0) * 0.98 || h < (y1 - y0) * 0.98);
    canvas.hidden = !shown;
    if (!shown) return;
    const cast = drawn?.cast.filter((p) => p.level === model.level) ?? [];
    const key = `${this.pictured}/${camera.x.toFixed(1)}/${camera.y.toFixed(1)}/${camera.zoom}/${wide}/${cast.map((p) => `${p.x | 0},${p.y | 0}`).join()}/${model.followed?.row}`;
    if (key === this.key) return;
    this.key = key;
    const scale = Math.min(SIDE / (x1 - x0), SIDE / (y1 - y0));
    canvas.width = Math.round((x1 - x0) * scale);
    canvas.height = Math.round((y1 - y0) * scale);
    const ctx = canvas.getContext("2d")!;
    ctx.imageSmoothingQuality = "high";
    ctx.drawImage(this.picture!, x0, y0, x1 - x0, y1 - y0, 0, 0, canvas.width, canvas.height);
    for (const p of cast) {
      const main = model.followed?.what === "citizen" && model.followed.row === p.row;
      ctx.beginPath();
      ctx.arc((p.x + 0.5 - x0) * scale, (p.y + 0.5 - y0) * scale, main ? 3.4 : 2.2, 0, 7);
      ctx.fillStyle = main ? "#ffd479" : "#c79a3c";
      ctx.fill();
    }
    ctx.strokeStyle = "#ffd479";
    ctx.lineWidth = 1.5;
    ctx.strokeRect((camera.x - w / 2 - x0) * scale, (camera.y - h / 2 - y0) * scale, w * scale, h * scale);
  }

  /** The level as a picture of one point a cell, made once. */
  private prepare(): void {
    const { model } = this;
    const pictured = `${model.level}/${model.area}`;
    if (pictured === this.pictured) return;
    this.pictured = pictured;
    this.box = model.extent();
    const { width, height, buildings } = model.city!;
    this.picture = document.createElement("canvas");
    this.picture.width = width;
    this.picture.height = height;
    const ctx = this.picture.getContext("2d")!;
    const image = ctx.createImageData(width, height);
    const base = model.level * model.area;
    for (let k = 0; k < model.area; k++) {
      const ground = model.ground[base + k]!;
      if (ground !== G.VOID) image.data.set(rgb(GROUND[ground] ?? OTHER), k * 4);
    }
    ctx.putImageData(image, 0, 0);
    for (const b of buildings) {
      if (b.level !== model.level) continue;
      ctx.fillStyle = USES[b.use] ?? OTHER;
      ctx.fillRect(b.x, b.y, b.w, b.h);
    }
  }
}

const known = new Map<string, [number, number, number, number]>();

function rgb(hex: string): [number, number, number, number] {
  let found = known.get(hex);
  if (!found) {
    const n = parseInt(hex.slice(1), 16);
    found = [n >> 16, (n >> 8) & 255, n & 255, 255];
    known.set(hex, found);
  }
  return found;
}
