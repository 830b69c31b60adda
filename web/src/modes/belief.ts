// Belief: where the authority has people, as ghosts, each with a line to where the person truly is.

import { C, glyph } from "../draw/glyphs";
import { ago, disc, path, row, type LayerOf, type Mode, type Scene } from "./mode";

type Belief = LayerOf<"belief">;
const MOST_PX = 54; // of the ring of what could have been gone since

/** Somebody as the authority has them: a dashed head and shoulders. */
function figure(ctx: CanvasRenderingContext2D, x: number, y: number, s: number, fade: number, named: boolean): void {
  ctx.setLineDash([2.6, 2]);
  ctx.strokeStyle = `rgba(226,219,255,${fade})`;
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.arc(x, y - 4 * s, 4.5 * s, 0, 7);
  ctx.moveTo(x - 7 * s, y + 9 * s);
  ctx.quadraticCurveTo(x, y - 5 * s, x + 7 * s, y + 9 * s);
  ctx.stroke();
  ctx.setLineDash([]);
  if (named) return;
  ctx.fillStyle = `rgba(226,219,255,${fade})`;
  ctx.font = '600 12px "Barlow Semi Condensed", sans-serif';
  ctx.textAlign = "center";
  ctx.fillText("?", x, y - 4 * s + 0.5);
  ctx.textAlign = "left";
}

/** An arrow at the one end that is in view, towards the other that is far off. */
function towards(ctx: CanvasRenderingContext2D, x: number, y: number, angle: number): void {
  ctx.setLineDash([3, 5]);
  ctx.strokeStyle = "rgba(183,168,255,.75)";
  ctx.lineWidth = 1.4;
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x + Math.cos(angle) * 42, y + Math.sin(angle) * 42);
  ctx.stroke();
  ctx.setLineDash([]);
  glyph(ctx, "hunter", x + Math.cos(angle) * 48, y + Math.sin(angle) * 48, 5, { fill: C.ghost, angle });
}

function ghosts({ v, shot, labels }: Scene<Belief>): void {
  const { ctx, model } = v;
  const { ghost, ghostCell, ghostTrue, ghostAge, ghostSure, ghostCould, ghostWanted } = shot.columns;
  if (!ghost) return;
  const small = v.z < 4 ? 0.75 : 1;
  for (let i = ghost.length - 1; i >= 0; i--) {
    const [gx, gy, level] = v.cell(ghostCell![i]!);
    const truth = ghostTrue![i]!;
    const [tx, ty, there] = truth >= 0 ? v.cell(truth) : [gx, gy, level];
    if (level !== model.level && there !== model.level) continue;
    const age = ghostAge![i]!;
    const off = there === level ? (Math.hypot(gx - tx, gy - ty) / v.z) * (model.city!.cell_mm / 1000) : NaN;
    const angle = Math.atan2(gy - ty, gx - tx);
    if (!v.holds(gx, gy, 0) || level !== model.level) {
      if (v.holds(tx, ty, 0) && there === model.level) towards(ctx, tx, ty, angle);
      continue;
    }
    const fade = Math.max(0.45, 1 - age / 7200);
    const R = Math.max(15 * small, Math.min(MOST_PX, ghostCould![i]! * v.z));
    const g = ctx.createRadialGradient(gx, gy, 0, gx, gy, R);
    g.addColorStop(0, `rgba(150,130,255,${0.42 * fade})`);
    g.addColorStop(1, "rgba(150,130,255,.03)");
    ctx.fillStyle = g;
    ctx.beginPath();
    ctx.arc(gx, gy, R, 0, 7);
    ctx.fill();
    ctx.setLineDash(ghostCould![i]! * v.z > MOST_PX ? [1.5, 6] : [3, 4]);
    ctx.lineWidth = 1.3;
    ctx.strokeStyle = `rgba(183,168,255,${0.85 * fade})`;
    ctx.stroke();
    if (truth >= 0 && Math.hypot(gx - tx, gy - ty) > 6) {
      ctx.setLineDash([4, 4]);
      ctx.strokeStyle = "rgba(222,214,255,.85)";
      ctx.lineWidth = 1.6;
      ctx.beginPath();
      ctx.moveTo(gx, gy);
      ctx.lineTo(tx, ty);
      ctx.stroke();
    }
    ctx.setLineDash([]);
    if (truth >= 0 && v.holds(tx, ty, 0)) {
      ctx.fillStyle = "#ffe7b3";
      ctx.strokeStyle = "#0b101b";
      ctx.lineWidth = 1.4;
      ctx.beginPath();
      ctx.arc(tx, ty, 3.8, 0, 7);
      ctx.fill();
      ctx.stroke();
    }
    figure(ctx, gx, gy, small, Math.max(0.75, fade), ghost[i]! >= 0);
    ctx.strokeStyle = ghostWanted![i] ? C.coral : "#cdc2ff";
    ctx.lineWidth = 2.6;
    ctx.beginPath();
    ctx.arc(gx, gy, 14 * small, -Math.PI / 2, -Math.PI / 2 + Math.max(0.06, ghostSure![i]! / 255) * 2 * Math.PI);
    ctx.stroke();
    labels.block(gx, gy, 15 * small);
    const who = ghost[i]! >= 0 ? model.nameOf(ghost[i]!) : "a stranger";
    const wrong = truth < 0 ? "" : Number.isNaN(off) ? ` · in truth on ${model.city!.levels[there]!.name}` : ` · ${Math.round(off)} m off`;
    const cast = model.city!.cast.some((p) => p.row === ghost[i]);
    labels.put({
      text: `${who}: ${ago(age)} old${wrong}`,
      x: gx,
      y: gy,
      off: 19 * small,
      size: 12,
      ink: "#e2dbff",
      rank: cast ? 1 : 3,
      pill: true,
      rim: ghostWanted![i] ? "rgba(255,122,102,.5)" : "rgba(183,168,255,.4)",
    });
  }
}

export const belief: Mode<Belief> = {
  name: "belief",
  title: "Truth and belief",
  icon: "M5 20V10a7 7 0 0 1 14 0v10l-2.300-2-2.400 2-2.300-2-2.300 2-2.400-2zM9.500 10h.01M14.500 10h.01",
  keeps: { people: true },
  wash: "rgba(16,10,44,.4)",
  legend: () => [
    row(
      path("M11 1.5a2.800 2.800 0 1 0 .01 0M5 13Q11 3 17 13", { stroke: "#e2dbff", "stroke-width": 1.5, "stroke-dasharray": "2 1.5" }),
      "where the authority has them",
    ),
    row(disc(4, { fill: "#ffe7b3" }), "where they truly are"),
    row(path("M11 2A5 5 0 1 1 6 7", { stroke: "#cdc2ff", "stroke-width": 2.4 }), "how much speaks against them"),
    row(disc(5, { fill: "none", stroke: C.coral, "stroke-width": 2.4 }), "coral: wanted"),
    row(disc(6, { fill: "rgba(150,130,255,.35)", stroke: "#b7a8ff", "stroke-dasharray": "2 2" }), "could have gone so far since"),
  ],
  marks: ghosts,
};
