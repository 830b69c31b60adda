// Trails: where the followed or the named went in the last hours, and footprints, blood and drag marks by age.

import { hash } from "../bake/noise";
import { C } from "../draw/glyphs";
import type { View } from "../draw/view";
import { ago, path, row, type LayerOf, type Mode, type Scene } from "./mode";

type Trails = LayerOf<"trails">;
// Each of the named has a hue and a dash of their own; whoever is followed is gold and whole.
const LOOKS: [string, number[]][] = [
  ["255,212,121", []],
  ["111,211,255", [10, 5]],
  ["255,140,200", [3, 5]],
  ["150,230,150", [12, 4, 3, 4]],
  ["183,168,255", [6, 3]],
  ["255,160,110", [1.5, 4]],
  ["230,230,240", [8, 8]],
];
const AGES = 8; // steps in which a trail fades
const STAYED = 480; // s after which staying at a place is told
const MARK = 1800; // s between the marks of time
const [BLOOD, DRAG] = [1, 2];

interface Point {
  x: number;
  y: number;
  level: number;
  tick: number;
  cell: number;
}

/** The points of one trail, in its parts: what is not known lies between them. */
function partsOf(v: View, ticks: ArrayLike<number>, cells: ArrayLike<number>, from: number, n: number): Point[][] {
  const parts: Point[][] = [[]];
  for (let i = from; i < from + n; i++) {
    const cell = cells[i]!;
    if (cell < 0) {
      parts.push([]);
      continue;
    }
    const [x, y, level] = v.cell(cell);
    parts.at(-1)!.push({ x, y, level, tick: ticks[i]!, cell });
  }
  return parts;
}

function way({ v, shot, layer, labels }: Scene<Trails>, parts: Point[][], row: number, look: [string, number[]]): void {
  const { ctx, model } = v;
  const now = shot.head.tick;
  const span = Math.max(1, now - layer.since);
  const [rgb, dash] = look;
  ctx.lineJoin = ctx.lineCap = "round";
  for (let step = 0; step < AGES; step++) {
    const lines = new Path2D();
    const below = new Path2D();
    for (const part of parts)
      for (let i = 1; i < part.length; i++) {
        const [a, b] = [part[i - 1]!, part[i]!];
        if (Math.min(AGES - 1, Math.floor(((b.tick - layer.since) / span) * AGES)) !== step) continue;
        if (!v.holds(a.x, a.y, 200) && !v.holds(b.x, b.y, 200)) continue;
        const on = b.level === model.level && a.level === model.level ? lines : below;
        on.moveTo(a.x, a.y);
        on.lineTo(b.x, b.y);
      }
    const fresh = (step + 1) / AGES;
    ctx.setLineDash([]);
    ctx.strokeStyle = `rgba(4,6,12,${0.35 + 0.35 * fresh})`;
    ctx.lineWidth = 4 + 2.6 * fresh;
    ctx.stroke(lines);
    ctx.setLineDash(dash);
    ctx.strokeStyle = `rgba(${rgb},${0.3 + 0.68 * fresh})`;
    ctx.lineWidth = 1.4 + 2.2 * fresh;
    ctx.stroke(lines);
    ctx.setLineDash([1, 6]);
    ctx.strokeStyle = `rgba(${rgb},${0.25 + 0.4 * fresh})`;
    ctx.lineWidth = 1.6;
    ctx.stroke(below);
  }
  ctx.setLineDash([]);
  ctx.lineCap = "butt";
  stays(v, parts, now, rgb, labels);
  const first = parts.flat().find((p) => p.level === model.level && v.holds(p.x, p.y, 0));
  if (first && now - first.tick > 120)
    labels.put({
      text: `${model.nameOf(row).split(" ")[0]} ${ago(now - first.tick)} ago`,
      x: first.x,
      y: first.y,
      off: 8,
      size: 12,
      ink: `rgb(${rgb})`,
      pill: true,
      rank: 2,
    });
}

/** Marks of time along a trail, and where somebody has stayed. */
function stays(v: View, parts: Point[][], now: number, rgb: string, labels: Scene<Trails>["labels"]): void {
  const { ctx, model } = v;
  let marked = -1;
  for (const part of parts)
    part.forEach((p, i) => {
      if (p.level !== model.level || !v.holds(p.x, p.y, 0)) return;
      const stayed = (part[i + 1]?.tick ?? now) - p.tick;
      const mark = Math.floor((now - p.tick) / MARK);
      ctx.strokeStyle = `rgb(${rgb})`;
      ctx.fillStyle = "#0b101b";
      ctx.lineWidth = 2;
      if (stayed >= STAYED && i + 1 < part.length) {
        ctx.beginPath();
        ctx.arc(p.x, p.y, Math.min(12, 5 + stayed / 600), 0, 7);
        ctx.fill();
        ctx.stroke();
        labels.put({ text: `stayed ${ago(stayed)}`, x: p.x, y: p.y, off: 14, size: 11.5, ink: `rgb(${rgb})`, rank: 3 });
      } else if (mark !== marked && marked >= 0 && i) {
        ctx.beginPath();
        ctx.arc(p.x, p.y, 3.6, 0, 7);
        ctx.fill();
        ctx.stroke();
        labels.put({ text: `−${ago((mark + 1) * MARK)}`, x: p.x, y: p.y, off: 7, size: 11.5, ink: `rgb(${rgb})`, rank: 3 });
      }
      marked = mark;
    });
}

/** Fresh ones warm and bright, old ones cold and faint; blood round, prints in pairs, drag marks as tracks. */
function prints({ v, shot }: Scene<Trails>): void {
  const { print, printKind, printAge, printLeft, printWay } = shot.columns;
  if (!print) return;
  const { ctx, z, model } = v;
  for (let i = 0; i < print.length; i++) {
    const [x, y, level] = v.cell(print[i]!);
    if (level !== model.level || !v.holds(x, y, 8)) continue;
    const old = Math.min(1, printAge![i]! / 5400);
    const plain = 0.3 + (0.7 * printLeft![i]!) / 255;
    if (printKind![i] === BLOOD) {
      ctx.fillStyle = `rgba(${Math.round(236 - 110 * old)},${Math.round(40 - 10 * old)},${Math.round(66 - 20 * old)},${plain})`;
      for (let n = 0; n < 3; n++) {
        ctx.beginPath();
        ctx.arc(
          x + (hash(print[i]!, n) - 0.5) * z * 0.8,
          y + (hash(print[i]!, n + 9) - 0.5) * z * 0.8,
          Math.max(1.3, z * (0.09 + 0.13 * hash(print[i]!, n + 5))),
          0,
          7,
        );
        ctx.fill();
        if (z < 5) break;
      }
      continue;
    }
    ctx.fillStyle = `rgba(${Math.round(255 - 150 * old)},${Math.round(236 - 90 * old)},${Math.round(196 + 30 * old)},${plain * (0.85 - 0.4 * old)})`;
    if (z < 5) {
      ctx.fillRect(x - 0.8, y - 0.8, 1.6, 1.6);
      continue;
    }
    const angle = printWay![i]! < 8 ? (printWay![i]! * Math.PI) / 4 : 0;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    if (printKind![i] === DRAG) {
      ctx.strokeStyle = ctx.fillStyle;
      ctx.lineWidth = Math.max(1, z * 0.1);
      for (const side of [-0.22, 0.22]) {
        ctx.beginPath();
        ctx.moveTo(x - c * z * 0.5 - s * side * z, y - s * z * 0.5 + c * side * z);
        ctx.lineTo(x + c * z * 0.5 - s * side * z, y + s * z * 0.5 + c * side * z);
        ctx.stroke();
      }
      continue;
    }
    for (const [along, side] of [
      [-0.2, -0.13],
      [0.2, 0.13],
    ] as const) {
      ctx.beginPath();
      ctx.ellipse(x + (c * along - s * side) * z, y + (s * along + c * side) * z, Math.max(1.1, z * 0.13), Math.max(0.7, z * 0.07), angle, 0, 7);
      ctx.fill();
    }
  }
}

export const trails: Mode<Trails> = {
  name: "trails",
  title: "Trails",
  icon: "M5 20c0-4 5-3 6-7s-4-4-3-7 5-3 8-2M16 4l3-1-1 3M8 20h.01M12 21h.01",
  keeps: { people: true },
  still: true,
  wash: "rgba(4,6,12,.36)",
  legend: () => [
    row(path("M1 12C8 12 8 3 21 3", { stroke: C.gold, "stroke-width": 2.6 }), "where the followed went; fainter: longer ago"),
    row(
      [
        path("M1 4H21", { stroke: `rgb(${LOOKS[1]![0]})`, "stroke-width": 2.4, "stroke-dasharray": "6 3" }),
        path("M1 10H21", { stroke: "rgb(255,140,200)", "stroke-width": 2.4, "stroke-dasharray": "2 3" }),
      ],
      "others of the named",
    ),
    row(path("M1 7H21", { stroke: C.gold, "stroke-width": 1.6, "stroke-dasharray": "1 3", "stroke-linecap": "round" }), "on another level"),
    row(
      [
        path("M4 5h4M11 9h4", { stroke: "#ffecc4", "stroke-width": 2.4, "stroke-linecap": "round" }),
        path("M17 5h3", { stroke: "#7f8fc0", "stroke-width": 2.4, "stroke-linecap": "round" }),
      ],
      "footprints: fresh, old",
    ),
    row(path("M5 7a2 2 0 1 0 .01 0M12 4a1.500 1.500 0 1 0 .01 0M16 8a2.200 2.200 0 1 0 .01 0", { fill: "#ec2842" }), "blood, darker with age"),
    row(path("M2 5H20M2 9H20", { stroke: "#ffecc4", "stroke-width": 1.4 }), "somebody was dragged"),
  ],
  ground: prints,
  marks(scene) {
    const { v, shot, layer } = scene;
    const { trailTick, trailCell } = shot.columns;
    if (!trailTick || !trailCell) return;
    let at = 0;
    let other = 1;
    for (const trail of layer.trails) {
      const mine = v.model.followed?.what === "citizen" && v.model.followed.row === trail.row;
      const look = LOOKS[mine ? 0 : 1 + ((other++ - 1) % (LOOKS.length - 1))]!;
      way(scene, partsOf(v, trailTick, trailCell, at, trail.points), trail.row, look);
      at += trail.points;
    }
  },
};
