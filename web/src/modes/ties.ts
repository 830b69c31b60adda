// Ties: lines to those whom somebody is bound to; how strong by width, of what sort by dash, trust by hue and sign.

import { C, glyph } from "../draw/glyphs";
import { el } from "../panel/dom";
import { path, rimmed, row, type LayerOf, type Mode, type Scene } from "./mode";

type Ties = LayerOf<"ties">;
type Tie = Ties["ties"][number];

const DASH: Record<string, number[]> = { kin: [], love: [14, 3], friend: [8, 5], escort: [2, 5] };
const percent = (share: number): string => `${Math.round(100 * share)} %`;
const sorts = (tie: Tie): string => Object.keys(DASH).find((sort) => tie.what.includes(sort)) ?? "";

/** Trust above a half is teal, below it coral, with a sign that says the same. */
function trusted(trust: number): { colour: string; sign: string } {
  if (trust > 0.55) return { colour: C.teal, sign: "+" };
  return trust < 0.45 ? { colour: C.coral, sign: "−" } : { colour: "#c9cfdd", sign: "" };
}

function draw({ v, shot, layer, labels }: Scene<Ties>): void {
  const { ctx, model } = v;
  const places = new Map(shot.cast.map((p) => [p.row, p]));
  layer.ties.forEach((tie, n) => {
    const from = places.get(tie.who);
    if (!from) return;
    const [ax, ay] = [v.x(from.x + 0.5), v.y(from.y + 0.5)];
    const at = places.get(tie.row);
    const [cx, cy, level] = v.cell(tie.cell);
    const [bx, by] = at ? [v.x(at.x + 0.5), v.y(at.y + 0.5)] : [cx, cy];
    const { colour, sign } = trusted(tie.trust);
    const strong = Math.max(tie.strength, tie.back);
    const width = 1.4 + 4.2 * strong;
    const dash = DASH[sorts(tie)] ?? [1.5, 4];
    const far = Math.hypot(bx - ax, by - ay);
    const bend = Math.min(70, far * 0.18) * (n % 2 ? -1 : 1);
    const [mx, my] = [(ax + bx) / 2 - ((by - ay) / Math.max(1, far)) * bend, (ay + by) / 2 + ((bx - ax) / Math.max(1, far)) * bend];
    ctx.globalAlpha = tie.alive ? 1 : 0.6;
    if (far > 8)
      rimmed(ctx, tie.alive ? colour : "#8d93a3", width, dash, () => {
        ctx.moveTo(ax, ay);
        ctx.quadraticCurveTo(mx, my, bx, by);
      });
    ctx.globalAlpha = 1;
    const away = level !== model.level ? ` · ${model.city!.levels[level]!.name}` : tie.inside >= 0 ? ` · in ${model.city!.buildings[tie.inside]!.name}` : "";
    const sort = tie.what[0] ?? "known";
    const text = `${tie.name} · ${sort}${tie.strength ? ` ${percent(tie.strength)}` : ""} · trust ${percent(tie.trust)}${sign}${tie.alive ? "" : " · dead"}`;
    if (v.holds(bx, by, -10)) {
      const shape = tie.alive ? "standing" : "dead";
      if (!at || model.city!.cast.every((p) => p.row !== tie.row))
        glyph(ctx, shape, bx, by, 6, { fill: tie.alive ? "#ffe9b8" : "#a7adbb", hollow: tie.inside >= 0 || level !== model.level });
      if (layer.of >= 0) labels.put({ text: text + away, x: bx, y: by, off: 26, size: 12, pill: true, ink: "#e9edf5", rim: colour, rank: 1 });
      else if (far > 60)
        labels.put({
          text: `${sort} ${strong ? percent(strong) : ""} · trust ${percent(tie.trust)}${sign}`,
          x: mx,
          y: my,
          off: 4,
          size: 11.5,
          pill: true,
          ink: "#e9edf5",
          rim: colour,
          rank: 2,
        });
      return;
    }
    beyond(ctx, v, ax, ay, bx, by, colour, (ex, ey) =>
      labels.put({
        text: `${tie.name} · ${sort}${tie.strength ? ` ${percent(tie.strength)}` : ""} · ${Math.round((far / v.z) * (model.city!.cell_mm / 1000))} m`,
        x: ex,
        y: ey,
        off: 14,
        size: 12,
        pill: true,
        ink: "#e9edf5",
        rim: colour,
        rank: 2,
      }),
    );
  });
}

/** An arrow where a line leaves the picture. */
function beyond(
  ctx: CanvasRenderingContext2D,
  v: Scene<Ties>["v"],
  ax: number,
  ay: number,
  bx: number,
  by: number,
  colour: string,
  say: (x: number, y: number) => void,
): void {
  if (!v.holds(ax, ay, 0)) return;
  const [dx, dy] = [bx - ax, by - ay];
  const t = Math.min(dx > 0 ? (v.wide - 40 - ax) / dx : (40 - ax) / (dx || -1e-9), dy > 0 ? (v.high - 40 - ay) / dy : (40 - ay) / (dy || -1e-9));
  const [ex, ey] = [ax + dx * Math.max(0, t), ay + dy * Math.max(0, t)];
  glyph(ctx, "hunter", ex, ey, 8, { fill: colour, angle: Math.atan2(dy, dx) });
  say(ex, ey);
}

export const ties: Mode<Ties> = {
  name: "ties",
  title: "Ties and trust",
  icon: "M9 15l6-6M7 11l-2.500 2.500a3.500 3.500 0 0 0 5 5L12 16M12 8l2.500-2.500a3.500 3.500 0 0 1 5 5L17 13",
  keeps: { people: true },
  wash: "rgba(5,7,13,.42)",
  legend(model) {
    const line = (y: number, dash: string): SVGElement => path(`M1 ${y}H21`, { stroke: "#e9edf5", "stroke-width": 2, "stroke-dasharray": dash });
    const layer = model.shot?.head.layer;
    const told = layer?.kind === "ties" && layer.of >= 0 ? layer.ties.slice(0, 5) : [];
    return [
      row([line(4, "none"), line(10, "7 2")], "kin; love"),
      row([line(4, "4 3"), line(10, "1.5 2.5")], "friend; met, or escorted"),
      row([path("M1 4H21", { stroke: C.teal, "stroke-width": 3 }), path("M1 10H21", { stroke: C.coral, "stroke-width": 3 })], "trusts (+), mistrusts (−)"),
      row([path("M1 4H21", { stroke: "#e9edf5", "stroke-width": 1.2 }), path("M1 10H21", { stroke: "#e9edf5", "stroke-width": 5 })], "the stronger, the wider"),
      ...told.map((tie) =>
        el("p", { cls: "tie" }, el("b", {}, tie.name), ` ${[...tie.what, `trusted ${percent(tie.trust)}, trusts back ${percent(tie.trusted)}`].join(", ")}`),
      ),
    ];
  },
  marks: draw,
};
