// What stands under a point of the picture: the nearest of those that can be chosen, else the building there.

import type { Model, Thing } from "../state";
import type { Drawn } from "./scene";

export function thingAt(model: Model, drawn: Drawn, x: number, y: number): Thing | undefined {
  const v = drawn.view;
  const shot = model.shot!;
  let best: { d: number; thing: Thing } | undefined;
  const offer = (px: number, py: number, thing: Thing, reach: number): void => {
    const d = Math.hypot(px - x, py - y);
    if (d < reach && (!best || d < best.d)) best = { d, thing };
  };
  for (const p of drawn.cast) offer(v.x(p.x + 0.5), v.y(p.y + 0.5), { what: "citizen", row: p.row }, 22);
  for (const p of drawn.people) if (p.level === model.level) offer(v.x(p.x + 0.5), v.y(p.y + 0.5), { what: "citizen", row: p.row }, 16);
  const cells = shot.columns["watcherCell"]!;
  for (let i = 0; i < cells.length; i++) {
    const [px, py, level] = v.cell(cells[i]!);
    if (level === model.level && (v.z >= 5 || shot.columns["watcherKind"]![i]! > 1)) offer(px, py, { what: "watcher", row: i }, 15);
  }
  model.city!.gates.forEach((link, row) => {
    const { a, b } = model.city!.links[link]!;
    const [ax, ay] = v.cell(a);
    const [bx, by] = v.cell(b);
    offer((ax + bx) / 2, (ay + by) / 2, { what: "gate", row }, 16);
  });
  const { node, nodeCell } = shot.columns;
  node?.forEach((row, i) => {
    const [px, py, level] = v.cell(nodeCell![i]!);
    if (level === model.level) offer(px, py, { what: "node", row }, 12);
  });
  if (best) return best.thing;
  const [cx, cy] = [v.x0 + x / v.z, v.y0 + y / v.z];
  const row = model.city!.buildings.findIndex((b) => b.level === model.level && cx >= b.x && cy >= b.y && cx < b.x + b.w && cy < b.y + b.h);
  return row >= 0 ? { what: "building", row } : undefined;
}
