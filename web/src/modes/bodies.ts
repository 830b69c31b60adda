// Bodies: who is in need, each with a sign for the worst of it; far away how many, by the worst of them.

import { C } from "../draw/glyphs";
import { el, svg } from "../panel/dom";
import type { Labels } from "../draw/view";
import { row, type LayerOf, type Mode, type Scene } from "./mode";

type Bodies = LayerOf<"bodies">;

interface Sign {
  d: string; // in a unit box; drawn as a line where `line` is set
  colour: string;
  line?: boolean;
}

/** A sign for each state, in the order in which the server names them, the worst first. */
const SIGNS: Sign[] = [
  { d: "M-.6 -.6L.6 .6M.6 -.6L-.6 .6", colour: "#b3b9c7", line: true }, // dead
  { d: "M-.5 -.6H.5L-.5 .6H.5M-.75 0H-.4M.4 0H.75", colour: "#d9b8ff", line: true }, // senseless
  { d: "M.25 -.85L-.45 .1H0L-.25 .85L.5 -.15H.05Z", colour: "#ffd24a" }, // in shock
  { d: "M0 -.85Q.62 -.05 .55 .35A.56 .56 0 0 1 -.55 .35Q-.62 -.05 0 -.85Z", colour: "#ff5468" }, // bleeding
  { d: "M-.6 -.7V.7M-.2 -.7V.7M.2 -.7V.7M.6 -.7V.7M-.75 -.45H.75", colour: "#ff9a86", line: true }, // held
  { d: "M-.75 0H.6M.2 -.45L.7 0L.2 .45", colour: "#ffe9b8", line: true }, // moved
  { d: "M0 -.8V.8M-.7 -.4L.7 .4M.7 -.4L-.7 .4", colour: "#8fdcff", line: true }, // cold
  { d: "M-.55 -.6H.55L.35 .7H-.35ZM-.45 0H.45", colour: "#5fb6ff", line: true }, // parched
  { d: "M-.8 -.15Q-.4 -.6 0 -.15T.8 -.15M-.8 .35Q-.4 -.1 0 .35T.8 .35", colour: "#e0c08a", line: true }, // worn out
  { d: "M-.1 -.75A.75 .75 0 1 0 .72 .3A.62 .62 0 0 1 -.1 -.75Z", colour: "#8e88ff" }, // asleep
];
const paths = SIGNS.map(({ d }) => new Path2D(d));
const DEAD = 1;

function sign(ctx: CanvasRenderingContext2D, which: number, x: number, y: number, r: number): void {
  const { colour, line } = SIGNS[which]!;
  ctx.fillStyle = "rgba(9,13,22,.92)";
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 7);
  ctx.fill();
  ctx.stroke();
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(r * 0.72, r * 0.72);
  ctx.lineWidth = 2 / (r * 0.72);
  ctx.lineCap = ctx.lineJoin = "round";
  if (line) ctx.stroke(paths[which]!);
  else {
    ctx.fillStyle = colour;
    ctx.fill(paths[which]!);
  }
  ctx.restore();
}

/** How much blood is left, as an arc around a sign. */
function blood(ctx: CanvasRenderingContext2D, left: number, x: number, y: number, r: number): void {
  ctx.lineWidth = 3;
  ctx.strokeStyle = "rgba(60,14,22,.95)";
  ctx.beginPath();
  ctx.arc(x, y, r + 3.5, 0, 7);
  ctx.stroke();
  ctx.strokeStyle = C.blood;
  ctx.beginPath();
  ctx.arc(x, y, r + 3.5, -Math.PI / 2, -Math.PI / 2 + (left / 255) * 2 * Math.PI);
  ctx.stroke();
}

const worst = (bits: number): number => 31 - Math.clz32(bits & -bits);

interface Heap {
  x: number;
  y: number;
  n: number;
  bits: number;
  which: number;
  left: number;
  who: number;
}

/** People who lie so near to each other on the screen that one sign stands for them. */
function heaps({ v, shot }: Scene<Bodies>): Heap[] {
  const { body, bodyCell, bodyInside, bodyState, bodyBlood } = shot.columns;
  const found = new Map<string, Heap>();
  const side = v.z >= 9 ? 20 : 34;
  for (let i = 0; i < (body?.length ?? 0); i++) {
    const [x, y, level] = v.cell(bodyCell![i]!);
    if (level !== v.model.level || !v.holds(x, y, 12)) continue;
    const key = `${Math.floor(x / side)}/${Math.floor(y / side)}/${bodyInside![i]! >= 0}`;
    const bits = bodyState![i]!;
    const heap = found.get(key);
    if (heap) {
      heap.n++;
      heap.bits |= bits;
      if (worst(bits) < heap.which && bits !== DEAD) Object.assign(heap, { which: worst(bits), left: bodyBlood![i]! });
    } else found.set(key, { x, y, n: 1, bits, which: worst(bits), left: bodyBlood![i]!, who: body![i]! });
  }
  return [...found.values()];
}

function draw(scene: Scene<Bodies>): void {
  const { v, layer, labels } = scene;
  const { ctx } = v;
  const r = v.z >= 9 ? 9 : 7;
  const up = v.z >= 9 ? r + v.z * 0.5 + 7 : 0; // near by a sign stands above whom it is about
  for (const heap of heaps(scene).sort((a, b) => b.which - a.which)) {
    const { x, n, bits, which } = heap;
    const y = heap.y - up;
    const big = n > 1 ? r + Math.min(6, 2 * Math.log2(n)) : r;
    if (up) {
      ctx.strokeStyle = "rgba(233,237,245,.7)";
      ctx.lineWidth = 1.2;
      ctx.beginPath();
      ctx.moveTo(x, y + big);
      ctx.lineTo(x, heap.y);
      ctx.stroke();
    }
    if (n === 1 && heap.left < 255 && !(bits & DEAD)) blood(ctx, heap.left, x, y, big);
    sign(ctx, which, x, y, big);
    labels.block(x, y, big + 2);
    if (n > 1) labels.put({ text: String(n), x, y, off: big + 2, size: 13, ink: SIGNS[which]!.colour, rank: 2 });
    else if (v.z >= 9)
      named(
        labels,
        layer,
        heap,
        x,
        y,
        big,
        v.model.nameOf(heap.who),
        v.model.city!.cast.some((p) => p.row === heap.who),
      );
  }
}

function named(labels: Labels, layer: Bodies, { bits, left }: Heap, x: number, y: number, r: number, name: string, cast: boolean): void {
  const says = layer.states.filter((_, bit) => bits & (1 << bit));
  if (left < 255 && !(bits & DEAD)) says.push(`${Math.round((left / 255) * 100)} % blood`);
  labels.put({ text: `${cast ? "" : `${name}: `}${says.join(", ")}`, x, y, off: r + 6, size: 11.5, ink: "#e9edf5", rank: cast ? 1 : 3 });
}

export const bodies: Mode<Bodies> = {
  name: "bodies",
  title: "Bodies",
  icon: "M12 20C5 15 3 12 3 8.500A4.500 4.500 0 0 1 12 7a4.500 4.500 0 0 1 9 1.500C21 12 19 15 12 20zM6 12h3l2-3 2 5 1.500-2H18",
  keeps: { people: true },
  wash: "rgba(5,6,12,.36)",
  legend(model) {
    const layer = model.shot?.head.layer;
    if (layer?.kind !== "bodies") return [];
    const lines = layer.states.map((name, i) => {
      const { d, colour, line } = SIGNS[i]!;
      const look = line ? { fill: "none", stroke: colour, "stroke-width": 0.3, "stroke-linecap": "round" } : { fill: colour };
      const picture = svg("svg", { width: 16, height: 16, viewBox: "-1 -1 2 2", "aria-hidden": "true" }, svg("path", { d, ...look }));
      return el("span", {}, picture, el("b", {}, layer.counts[i]!.toLocaleString("en")), name);
    });
    return [
      el("div", { cls: "g two" }, ...lines),
      row(svg("path", { d: "M11 2A5 5 0 1 1 6 7", fill: "none", stroke: C.blood, "stroke-width": 2.6 }), "how much blood is left"),
    ];
  },
  marks: draw,
};
