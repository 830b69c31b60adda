// One picture: the baked city, then what moves, then what is said about it.

import { layerOf, modeOf } from "../modes/all";
import type { Layer, Mode, Scene } from "../modes/mode";
import { NEAR, type Model, type Seen, type Shot } from "../state";
import type { Tiles } from "../tiles";
import { drawCast, drawDensity, drawPeople } from "./people";
import { drawDistricts, drawPlaces, drawTraces } from "./places";
import { Labels, View } from "./view";
import { drawSights, drawWatchers } from "./watchers";
import { drawWeather } from "./weather";

const GLIDE = 14; // cells beyond which a step is a jump

/** People between where they were and where they are. */
function between(now: Seen[], before: Seen[] | undefined, share: number): Seen[] {
  if (!before || share >= 1) return now;
  const was = new Map(before.map((p) => [p.row, p]));
  return now.map((p) => {
    const q = was.get(p.row);
    if (!q || q.level !== p.level || Math.hypot(p.x - q.x, p.y - q.y) > GLIDE) return p;
    return { ...p, x: q.x + (p.x - q.x) * share, y: q.y + (p.y - q.y) * share };
  });
}

export interface Drawn {
  moving: boolean; // whether the next picture differs even if nothing new comes
  whole: boolean; // whether all tiles are there
  cast: Seen[];
  people: Seen[];
  view: View;
}

export function drawScene(ctx: CanvasRenderingContext2D, model: Model, tiles: Tiles, shot: Shot, share: number, time: number): Drawn {
  const { wide, high, camera } = model;
  const v = new View(ctx, model, camera, wide, high);
  const whole = tiles.draw(ctx, camera, wide, high);
  const sky = model.city!.levels[model.level]!.sky;
  const day = sky ? shot.head.sky.light / 255 : 0;
  const people = between(shot.people, model.before?.people, share);
  const cast = between(shot.cast, model.before?.cast, share);
  const named = new Set(cast.map((p) => p.row));
  const here = shot.head.level === model.level;
  const { followed } = model;
  const labels = new Labels(v);
  const mode = modeOf(model.mode);
  const layer = layerOf(model, shot);
  const keeps = layer && !layer.lacks ? mode.keeps : { people: true, sights: true, traces: true, density: true };
  const scene = layer && !layer.lacks ? { v, shot, layer, labels, time } : undefined;
  if (scene) wash(v, mode.wash);
  if (scene) drawGround(scene, mode);
  if (here && keeps.traces && v.z >= NEAR) drawTraces(v, shot);
  if (here && keeps.sights) drawSights(v, shot, day);
  if (here && keeps.density && shot.head.step && shot.columns["density"]) drawDensity(v, shot.columns["density"] as Uint8Array, shot.head.box, shot.head.step);
  if (here && keeps.people && !shot.head.step) drawPeople(v, people, named, day > 0.6);
  drawPlaces(v, shot, labels);
  drawWatchers(v, shot, model.before, share, followed?.what === "watcher" ? followed.row : -1, labels);
  if (scene) mode.marks?.(scene);
  drawCast(v, cast, followed?.what === "citizen" ? followed.row : -1, labels);
  if (keeps.people) drawDistricts(v, labels);
  labels.draw();
  pins(v, model);
  const moving = drawWeather(v, shot.head.sky, sky, time, model.calm);
  const pulses = scene !== undefined && mode.pulses === true && !model.calm;
  return { moving: moving || pulses || share < 1, whole, cast, people, view: v };
}

interface Kept {
  key: string;
  shot: Shot;
  canvas: HTMLCanvasElement | undefined; // once the same has been wanted twice
}
const grounds = new WeakMap<CanvasRenderingContext2D, Kept>();

/** What a mode draws below the people; kept from picture to picture where neither moment nor view have changed. */
function drawGround(scene: Scene<Layer>, mode: Mode): void {
  const { v, shot } = scene;
  if (!mode.still) return mode.ground?.(scene);
  const key = `${mode.name}/${v.x0}/${v.y0}/${v.z}/${v.wide}/${v.high}`;
  const kept = grounds.get(v.ctx);
  if (kept?.key !== key || kept.shot !== shot) {
    grounds.set(v.ctx, { key, shot, canvas: undefined });
    return mode.ground?.(scene);
  }
  if (!kept.canvas) {
    kept.canvas = document.createElement("canvas");
    [kept.canvas.width, kept.canvas.height] = [v.wide, v.high];
    const ctx = kept.canvas.getContext("2d", { willReadFrequently: true })!;
    mode.ground?.({ ...scene, v: new View(ctx, v.model, v.camera, v.wide, v.high) });
  }
  v.ctx.drawImage(kept.canvas, 0, 0);
}

/** A mode makes the city darker, so that what it shows stands out. */
function wash(v: View, colour: string | undefined): void {
  if (!colour) return;
  v.ctx.fillStyle = colour;
  v.ctx.fillRect(0, 0, v.wide, v.high);
}

/** The events of a chain of causes, numbered where they happened. */
function pins(v: View, model: Model): void {
  if (!model.pins) return;
  const at = new Map<number, number[]>();
  model.pins.forEach((one, i) => {
    if (one.cell >= 0) at.set(one.cell, [...(at.get(one.cell) ?? []), i + 1]);
  });
  const { ctx } = v;
  ctx.fillStyle = "rgba(3,5,10,.42)";
  ctx.fillRect(0, 0, v.wide, v.high);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.font = '600 13px "Barlow Semi Condensed", sans-serif';
  let last: [number, number] | undefined;
  for (const [cell, numbers] of at) {
    const [x, y, level] = v.cell(cell);
    if (level !== model.level) continue;
    if (last) {
      ctx.strokeStyle = "rgba(255,212,121,.5)";
      ctx.setLineDash([3, 5]);
      ctx.beginPath();
      ctx.moveTo(...last);
      ctx.lineTo(x, y);
      ctx.stroke();
      ctx.setLineDash([]);
    }
    last = [x, y];
    const text = numbers.length > 1 ? `${numbers[0]}–${numbers.at(-1)}` : `${numbers[0]}`;
    const w = ctx.measureText(text).width + 14;
    ctx.fillStyle = numbers.includes(model.pins.length) ? "#b7a8ff" : "#ffd479";
    ctx.strokeStyle = "rgba(4,6,12,.9)";
    ctx.lineWidth = 3;
    ctx.beginPath();
    ctx.roundRect(x - w / 2, y - 11, w, 22, 11);
    ctx.stroke();
    ctx.fill();
    ctx.fillStyle = "#141008";
    ctx.fillText(text, x, y + 1);
  }
  ctx.textAlign = "left";
}
