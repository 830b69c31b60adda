// The control network: nodes by kind and state, lines by what passes over them, who is wired, what a pulse would reach.

import { C } from "../draw/glyphs";
import type { View } from "../draw/view";
import { softLight } from "../draw/people";
import { disc, path, row, type LayerOf, type Mode, type Scene } from "./mode";

type Network = LayerOf<"network">;
// states of nodes and lines, in the order in which the server names them
const [OBEYS, CUT_OFF, DARK, FAILED, TAKEN, OWNED, BROKEN] = [0, 1, 2, 3, 4, 5, 6];
const [LIVE, DEAD, OPEN, OVERLOADED, CUT] = [0, 1, 2, 3, 4];
const [CORE, HUB, CELL] = [0, 1, 2];
const [PLANT, SUBSTATION, PODS, SERVER] = [11, 12, 13, 14];
const CYAN = "86,204,255";
const POWER = "206,232,120";
const AMBER = "255,196,96";
const VIOLET = "#a59bff";

interface LineStyle {
  stroke: string;
  width: number;
  dash: number[];
}

function styleOf(state: number, power: boolean, main: boolean): LineStyle {
  const rgb = power ? POWER : CYAN;
  switch (state) {
    case DEAD:
      return { stroke: "rgba(140,150,174,.34)", width: 1, dash: [2, 4] };
    case OPEN:
      return { stroke: `rgba(${rgb},.55)`, width: 1.2, dash: [8, 7] };
    case OVERLOADED:
      return { stroke: `rgba(${AMBER},.95)`, width: 3, dash: [] };
    case CUT:
      return { stroke: `rgba(255,122,102,.9)`, width: 1.6, dash: [3, 5] };
    default:
      if (main) return { stroke: `rgba(${rgb},.85)`, width: 2.2, dash: [] };
      return { stroke: `rgba(${rgb},${power ? 0.24 : 0.26})`, width: 1, dash: power ? [6, 3] : [] };
  }
}

function wires({ v, shot, time }: Scene<Network>): void {
  const { wireA, wireB, wireState, wirePower, wireMain } = shot.columns;
  if (!wireA) return;
  const { ctx, model } = v;
  const lines = new Map<number, Path2D>();
  const crosses: [number, number][] = [];
  const runs: [number, number, number, number, number][] = [];
  for (let i = 0; i < wireA.length; i++) {
    const [ax, ay, la] = v.cell(wireA[i]!);
    const [bx, by, lb] = v.cell(wireB![i]!);
    if (la !== model.level && lb !== model.level) continue;
    if (Math.max(ax, bx) < 0 || Math.max(ay, by) < 0 || Math.min(ax, bx) > v.wide || Math.min(ay, by) > v.high) continue;
    const state = wireState![i]!;
    const key = state * 4 + wireMain![i]! * 2 + wirePower![i]!;
    let line = lines.get(key);
    if (!line) {
      line = new Path2D();
      lines.set(key, line);
    }
    line.moveTo(ax, ay);
    line.lineTo(bx, by);
    if (state === CUT) crosses.push([(ax + bx) / 2, (ay + by) / 2]);
    if (state === LIVE && !wirePower![i] && (wireMain![i] || v.z >= 5) && runs.length < 400) runs.push([ax, ay, bx, by, i]);
  }
  for (const [key, line] of [...lines].sort(([a], [b]) => a - b)) {
    const { stroke, width, dash } = styleOf(key >> 2, (key & 1) === 1, (key & 2) === 2);
    ctx.strokeStyle = stroke;
    ctx.lineWidth = width;
    ctx.setLineDash(dash);
    ctx.stroke(line);
  }
  ctx.setLineDash([]);
  ctx.fillStyle = "#d9f4ff"; // orders on their way
  for (const [ax, ay, bx, by, i] of runs) {
    const far = Math.hypot(bx - ax, by - ay);
    if (far < 14) continue;
    const at = model.calm ? 0.5 : ((time / 14 + i * 37) % far) / far;
    ctx.fillRect(ax + (bx - ax) * at - 1.2, ay + (by - ay) * at - 1.2, 2.4, 2.4);
  }
  for (const [x, y] of crosses) cross(ctx, x, y, 5, C.coral, 2);
}

function cross(ctx: CanvasRenderingContext2D, x: number, y: number, r: number, colour: string, width: number): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.beginPath();
  ctx.moveTo(x - r, y - r);
  ctx.lineTo(x + r, y + r);
  ctx.moveTo(x + r, y - r);
  ctx.lineTo(x - r, y + r);
  ctx.stroke();
}

/** The outline of a kind of node: six corners for what gives orders, and so on. */
function outline(ctx: CanvasRenderingContext2D, kind: number, x: number, y: number, r: number): void {
  ctx.beginPath();
  if (kind === CORE || kind === HUB) {
    for (let k = 0; k < 6; k++) ctx.lineTo(x + r * Math.cos((k * Math.PI) / 3 + Math.PI / 6), y + r * Math.sin((k * Math.PI) / 3 + Math.PI / 6));
    ctx.closePath();
  } else if (kind === CELL) ctx.rect(x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6);
  else if (kind === PLANT)
    for (const [px, py] of [
      [0.3, -1],
      [-0.6, 0.15],
      [0, 0.15],
      [-0.3, 1],
      [0.6, -0.15],
      [0, -0.15],
      [0.3, -1],
    ] as const)
      ctx.lineTo(x + px * r, y + py * r);
  else if (kind === SUBSTATION)
    for (const [px, py] of [
      [0, -1],
      [0.95, 0.75],
      [-0.95, 0.75],
      [0, -1],
    ] as const)
      ctx.lineTo(x + px * r, y + py * r);
  else if (kind === SERVER)
    for (const [px, py] of [
      [-1, -0.7],
      [1, -0.7],
      [1, -0.1],
      [-1, -0.1],
      [-1, 0.1],
      [1, 0.1],
      [1, 0.7],
      [-1, 0.7],
      [-1, -0.7],
    ] as const)
      ctx.lineTo(x + px * r, y + py * r);
  else if (kind === PODS) ctx.roundRect(x - r, y - r * 0.6, 2 * r, r * 1.2, r * 0.6);
  else ctx.arc(x, y, r * 0.72, 0, 7);
}

function node(v: View, kind: number, state: number, x: number, y: number): void {
  const { ctx } = v;
  const big = kind === CORE ? 13 : kind === HUB ? 9 : kind === PLANT || kind === SERVER ? 8 : kind === SUBSTATION || kind === CELL ? 5.5 : 4;
  const r = big * (kind <= HUB ? Math.max(0.8, Math.min(1.25, v.z / 6)) : Math.max(0.3, Math.min(1.25, v.z / 9)));
  if (state === BROKEN) return cross(ctx, x, y, r * 0.8, "rgba(170,178,198,.9)", 1.8);
  const power = kind === PLANT || kind === SUBSTATION;
  const rim =
    state === TAKEN
      ? C.teal
      : state === OWNED
        ? C.gold
        : state === OBEYS
          ? power
            ? `rgb(${POWER})`
            : kind === PODS
              ? VIOLET
              : "#bfeaff"
          : "rgba(165,174,196,.85)";
  outline(ctx, kind, x, y, r);
  ctx.fillStyle = state === OBEYS && kind > HUB && kind !== PODS ? (power ? `rgba(${POWER},.85)` : `rgba(${CYAN},.8)`) : "rgba(10,18,30,.95)";
  ctx.fill();
  ctx.strokeStyle = rim;
  ctx.lineWidth = kind <= HUB ? 2 : 1.3;
  ctx.setLineDash(state === CUT_OFF || state === FAILED ? [2.5, 2.5] : []);
  ctx.stroke();
  ctx.setLineDash([]);
  if (state === DARK || state === FAILED) {
    ctx.beginPath();
    ctx.moveTo(x - r, y + r);
    ctx.lineTo(x + r, y - r);
    ctx.stroke();
  }
  if (state !== TAKEN && state !== OWNED) return;
  ctx.fillStyle = rim; // a flag
  ctx.beginPath();
  ctx.moveTo(x + r * 0.6, y - r - 7);
  ctx.lineTo(x + r * 0.6 + 8, y - r - 4);
  ctx.lineTo(x + r * 0.6, y - r - 1);
  ctx.fill();
  ctx.fillRect(x + r * 0.6 - 0.8, y - r - 7, 1.6, 8);
}

function nodes({ v, shot, layer, labels }: Scene<Network>): void {
  const { node: rows, nodeCell, nodeKind, nodeState, nodePulse, nodeMinds } = shot.columns;
  if (!rows) return;
  const { ctx, model } = v;
  const names = new Map(layer.names.map(({ row, name }) => [row, name]));
  ctx.globalCompositeOperation = "lighter";
  for (let i = 0; i < rows.length; i++) {
    const [x, y, level] = v.cell(nodeCell![i]!);
    if (level !== model.level || !v.holds(x, y, 30)) continue;
    if (nodeState![i] === OBEYS && nodeKind![i]! <= HUB) {
      const R = nodeKind![i] === CORE ? 64 : 30;
      ctx.globalAlpha = 0.5;
      ctx.drawImage(softLight(), x - R, y - R, 2 * R, 2 * R);
      ctx.globalAlpha = 1;
    }
  }
  ctx.globalCompositeOperation = "source-over";
  for (let i = rows.length - 1; i >= 0; i--) {
    const [x, y, level] = v.cell(nodeCell![i]!);
    if (level !== model.level || !v.holds(x, y, 30)) continue;
    const kind = nodeKind![i]!;
    const state = nodeState![i]!;
    if (v.z < 5 && kind > HUB && kind !== SERVER && kind !== PLANT && state === OBEYS) {
      ctx.fillStyle = nodePulse![i]
        ? `rgba(${AMBER},${0.3 + (0.6 * nodePulse![i]!) / 255})`
        : kind === PODS
          ? "rgba(165,155,255,.85)"
          : kind === SUBSTATION
            ? `rgba(${POWER},.85)`
            : `rgba(${CYAN},.75)`;
      const side = kind === CELL ? 3.2 : 2;
      ctx.fillRect(x - side / 2, y - side / 2, side, side);
      continue;
    }
    if (nodePulse![i]) pulse(ctx, x, y, v.z, nodePulse![i]! / 255);
    node(v, kind, state, x, y);
    const name = names.get(rows[i]!);
    const minds = nodeMinds![i]!;
    if (name && (kind <= HUB || v.z >= 5)) {
      const how = state === OBEYS ? "" : ` · ${layer.states[state]}`;
      labels.put({
        text: name.toUpperCase() + how,
        x,
        y,
        off: kind === CORE ? 17 : 13,
        size: kind === CORE ? 13 : 11.5,
        spaced: true,
        centred: true,
        rank: kind === CORE ? 0 : 2,
        ink: state === OBEYS ? "#d6f3ff" : "#c0c7d6",
      });
    } else if (minds && v.z >= 5) labels.put({ text: `${minds} wired`, x, y, off: 8, size: 11.5, ink: "#c9c2ff", rank: 3 });
  }
}

/** A ring around a node that a pulse would reach, the wider the more of it is left. */
function pulse(ctx: CanvasRenderingContext2D, x: number, y: number, z: number, share: number): void {
  ctx.strokeStyle = `rgba(${AMBER},${0.25 + 0.6 * share})`;
  ctx.lineWidth = 1 + 2 * share;
  ctx.beginPath();
  ctx.arc(x, y, Math.min(14, 3 + z * 0.5) + 5 * share, 0, 7);
  ctx.stroke();
}

export const network: Mode<Network> = {
  name: "network",
  title: "Network",
  icon: "M12 3l4 2.300v4.400L12 12 8 9.700V5.300zM5 16.500a2 2 0 1 0 .01 0M19 16.500a2 2 0 1 0 .01 0M9 11l-3 5.500M15 11l3 5.500M7 18.500h10",
  keeps: {},
  wash: "rgba(2,4,9,.7)",
  pulses: true,
  legend(model) {
    const layer = model.shot?.head.layer;
    if (layer?.kind === "network" && layer.lacks) return [];
    return [
      row(path("M11 1l5 3v6l-5 3-5-3V4z", { fill: "#0c1a26", stroke: "#bfeaff", "stroke-width": 1.6 }), "Core and hubs"),
      row(
        [
          path("M2 4h6v6H2z", { fill: `rgb(${CYAN})` }),
          disc(2.6, { fill: `rgb(${CYAN})` }, 12),
          path("M16 5h5a2 2 0 0 1 0 4h-5a2 2 0 0 1 0-4z", { stroke: VIOLET }),
        ],
        "cells, devices, pods",
      ),
      row([path("M8 1L4 8h3L5 13l6-7H8z", { fill: `rgb(${POWER})` }), path("M17 2l4 9h-8z", { fill: `rgb(${POWER})` })], "plants and substations"),
      row(
        [path("M1 4H21", { stroke: `rgb(${CYAN})`, "stroke-width": 1.6 }), path("M1 10H21", { stroke: `rgb(${POWER})`, "stroke-dasharray": "5 2" })],
        "lines of control, of power",
      ),
      row(
        [path("M1 4H21", { stroke: "#8c96ae", "stroke-dasharray": "2 3" }), path("M1 10H21", { stroke: `rgb(${CYAN})`, "stroke-dasharray": "6 5" })],
        "dead; switched off",
      ),
      row(
        [
          path("M1 7H21", { stroke: C.coral, "stroke-dasharray": "3 3", "stroke-width": 1.6 }),
          path("M8 3l6 8M14 3l-6 8", { stroke: C.coral, "stroke-width": 1.8 }),
        ],
        "cut",
      ),
      row(path("M7 3l8 8M15 3l-8 8", { stroke: "#aab2c6", "stroke-width": 1.8 }), "a node that is broken"),
      row(
        [
          disc(4, { fill: "#0a121e", stroke: "#a5aec4", "stroke-dasharray": "2.5 2" }, 6),
          path("M14 11L20 3", { stroke: "#a5aec4" }),
          disc(4, { fill: "none", stroke: "#a5aec4" }, 17),
        ],
        "no path to the Core; no power",
      ),
      row(
        [path("M4 13V1l7 3-7 3", { fill: C.teal, stroke: C.teal }), path("M14 13V1l7 3-7 3", { fill: C.gold, stroke: C.gold })],
        "in other hands; of other owners",
      ),
      row(
        [disc(4.5, { fill: "none", stroke: `rgb(${AMBER})`, "stroke-width": 2 }), disc(1.6, { fill: `rgb(${AMBER})` })],
        "what an engine's pulse would reach",
      ),
    ];
  },
  ground: wires,
  marks: nodes,
};
