// Noise: each sound as rings, as far as it carries in the open and behind walls, with a line to whoever could hear it.

import { C } from "../draw/glyphs";
import { ago, disc, path, row, type LayerOf, type Mode, type Scene } from "./mode";

type Noise = LayerOf<"noise">;
const STEP = "255,236,196";

/** Who walks, and how far it is heard. */
function steps({ v, shot }: Scene<Noise>): void {
  const { step, stepCell, stepReach, stepHeard } = shot.columns;
  if (!step) return;
  const { ctx, model } = v;
  for (let i = 0; i < step.length; i++) {
    const r = Math.max(v.z * 0.5 + 5, stepReach![i]! * v.z);
    const [x, y, level] = v.cell(stepCell![i]!);
    if (level !== model.level || !v.holds(x, y, r)) continue;
    const heard = stepHeard![i] === 1;
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 7);
    ctx.fillStyle = heard ? "rgba(255,122,102,.10)" : `rgba(${STEP},.06)`;
    ctx.fill();
    ctx.strokeStyle = heard ? C.coral : `rgba(${STEP},.5)`;
    ctx.lineWidth = heard ? 2 : 1;
    ctx.setLineDash(heard ? [] : [2, 3]);
    ctx.stroke();
    if (!heard) continue;
    ctx.beginPath(); // a second ring says the same without the hue
    ctx.arc(x, y, r + 4, 0, 7);
    ctx.lineWidth = 1;
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

const BESIDE = 60; // px within which sounds of one sort are told as one
const MOST_PX = 240; // of the light around a sound

/** Sounds of one sort that lie beside each other, the newest of them first. */
function together({ v, layer }: Scene<Noise>): { sound: Noise["sounds"][number]; n: number }[] {
  const found: { sound: Noise["sounds"][number]; n: number; x: number; y: number }[] = [];
  for (const sound of layer.sounds) {
    const [x, y, level] = v.cell(sound.cell);
    if (level !== v.model.level) continue;
    const other = found.find((one) => one.sound.what === sound.what && Math.hypot(one.x - x, one.y - y) < BESIDE);
    if (other) other.n++;
    else found.push({ sound, n: 1, x, y });
  }
  return found;
}

function sounds(scene: Scene<Noise>): void {
  const { v, time, labels } = scene;
  const { ctx, model } = v;
  const told = new Set<number>(); // watchers of whom it has been said that they hear something
  for (const { sound, n } of together(scene).reverse()) {
    const [x, y] = v.cell(sound.cell);
    const fresh = Math.max(0.25, 1 - sound.age / 60);
    const [far, near] = [sound.reach * v.z, sound.behind * v.z];
    const R = Math.max(12, Math.min(far, MOST_PX));
    const g = ctx.createRadialGradient(x, y, 0, x, y, R);
    g.addColorStop(0, `rgba(255,214,140,${0.3 * fresh})`);
    g.addColorStop(1, "rgba(255,190,110,0)");
    ctx.fillStyle = g;
    ctx.fillRect(x - R, y - R, 2 * R, 2 * R);
    ring(ctx, x, y, far, 1.5, [7, 6], fresh);
    if (near > 4) ring(ctx, x, y, near, 2, [], fresh);
    waves(ctx, x, y, R, fresh, model.calm ? 0.5 : (time / 1600) % 1);
    hearers(scene, x, y, sound, told);
    speaker(ctx, x, y);
    labels.block(x, y, 9);
    const metres = Math.round((sound.reach * model.city!.cell_mm) / 1000);
    const often = n > 1 ? ` × ${n}` : "";
    labels.put({
      text: `${sound.what}${often} · ${Math.round(sound.db)} dB, ${metres} m · ${ago(sound.age)} ago`,
      x,
      y,
      off: 12,
      size: 12.5,
      pill: true,
      ink: "#ffe7b3",
      rim: "rgba(255,214,140,.5)",
      rank: 1,
    });
  }
}

function ring(ctx: CanvasRenderingContext2D, x: number, y: number, r: number, width: number, dash: number[], fresh: number): void {
  ctx.strokeStyle = `rgba(255,214,140,${0.9 * fresh})`;
  ctx.lineWidth = width;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 7);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** A loudspeaker, where a sound was made. */
function speaker(ctx: CanvasRenderingContext2D, x: number, y: number): void {
  ctx.fillStyle = "#ffdf9e";
  ctx.strokeStyle = "rgba(4,6,12,.9)";
  ctx.lineWidth = 2;
  ctx.beginPath();
  for (const [px, py] of [
    [-7, -3],
    [-3, -3],
    [2, -7],
    [2, 7],
    [-3, 3],
    [-7, 3],
  ] as const)
    ctx.lineTo(x + px, y + py);
  ctx.closePath();
  ctx.stroke();
  ctx.fill();
}

/** Three arcs on their way outwards. */
function waves(ctx: CanvasRenderingContext2D, x: number, y: number, far: number, fresh: number, share: number): void {
  for (let n = 0; n < 3; n++) {
    const at = (share + n / 3) % 1;
    ctx.strokeStyle = `rgba(255,226,168,${0.55 * fresh * (1 - at)})`;
    ctx.lineWidth = 1.6;
    ctx.beginPath();
    ctx.arc(x, y, 12 + (far - 12) * at, 0, 7);
    ctx.stroke();
  }
}

/** A line to whoever could hear it: dashed and coral to watchers, dotted and teal to people. */
function hearers({ v, shot, labels }: Scene<Noise>, x: number, y: number, sound: Noise["sounds"][number], told: Set<number>): void {
  const { ctx, model } = v;
  const line = (px: number, py: number, colour: string, dash: number[]): void => {
    ctx.strokeStyle = colour;
    ctx.setLineDash(dash);
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(px, py);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.arc(px, py, 12, -0.9, 0.9);
    ctx.stroke();
  };
  for (const watcher of sound.watchers) {
    if (told.has(watcher)) continue;
    told.add(watcher);
    const cell = shot.columns["watcherCell"]![watcher]!;
    if (cell < 0) continue; // far out of view
    const [px, py] = v.cell(cell);
    line(px, py, C.coral, [7, 5]);
    labels.put({ text: `${model.city!.watchers[watcher]} hears it`, x: px, y: py, off: 15, size: 12, ink: "#ffb3a5", rank: 2 });
  }
  for (const who of sound.people) {
    const p = shot.cast.find((one) => one.row === who);
    if (p && p.level === model.level) line(v.x(p.x + 0.5), v.y(p.y + 0.5), C.teal, [2, 4]);
  }
}

export const noise: Mode<Noise> = {
  name: "noise",
  title: "Noise",
  icon: "M4 9v6h4l6 5V4L8 9H4zM17 8c2 2 2 6 0 8M19.500 5c4 4 4 10 0 14",
  keeps: { people: true },
  still: true,
  wash: "rgba(5,7,13,.34)",
  pulses: true,
  legend: () => [
    row([path("M3 5h3l5-4v12L6 9H3z", { fill: "#ffdf9e" }), path("M14 3c2 2 2 6 0 8M17 1c4 4 4 8 0 12", { stroke: "#ffdf9e" })], "a sound of the last minute"),
    row(disc(6, { fill: "none", stroke: "#ffd68c", "stroke-dasharray": "3 2" }), "so far it carries in the open"),
    row(disc(4, { fill: "none", stroke: "#ffd68c", "stroke-width": 2 }), "and behind walls"),
    row(path("M1 7H21", { stroke: C.coral, "stroke-width": 1.6, "stroke-dasharray": "5 3" }), "a watcher could hear it"),
    row(path("M1 7H21", { stroke: C.teal, "stroke-width": 1.6, "stroke-dasharray": "1.5 3" }), "one of the named could"),
    row(disc(4, { fill: "none", stroke: "#ffecc4", "stroke-dasharray": "1.5 1.5" }), "steps, as far as they are heard"),
    row([disc(3.4, { fill: "none", stroke: C.coral, "stroke-width": 1.6 }), disc(5.8, { fill: "none", stroke: C.coral })], "steps near enough to a watcher"),
  ],
  ground: steps,
  marks: sounds,
};
