// The life line of whoever is followed: where they were and what they did, and under it blood, cold and clock.

import { SIGNS, type Point } from "../points";
import type { Model } from "../state";
import type { Life } from "../wire";
import { clock, duration, el, svg, tied } from "./dom";
import { signAt } from "./signs";

const WIDE = 320;
const LANE = 14; // px of the lane of places
const CURVE = 22; // of each curve

const HUES: [RegExp, string][] = [
  [/^(shut down|reclaimed)$/, "#6b7386"],
  [/^(held|questioned)$/, "#ff7a66"],
  [/^(walking|crossing|presenting)$/, "#ffd479"],
  [/^(plugged)$/, "#6a63ff"],
  [/^(sleeping|unconscious)$/, "#a79bff"],
  [/^(working|tending)$/, "#5fd9c0"],
  [/^(hauled)$/, "#ff9f6b"],
  [/^(hiding|lying)$/, "#38a3c9"],
];

/** The hue of what somebody does, by its word. */
export const hueOf = (doing: string): string => HUES.find(([words]) => words.test(doing))?.[1] ?? "#8a7a4a";

interface Stretch {
  from: number;
  to: number;
  out: boolean;
  doing: number;
}

/** Stretches of a life without a change of place or doing. */
export function stretches(life: Life): Stretch[] {
  const found: Stretch[] = [];
  life.ticks.forEach((tick, i) => {
    const out = life.inside[i]! < 0;
    const doing = life.doing[i]!;
    const last = found.at(-1);
    if (last) last.to = tick;
    if (!last || last.out !== out || last.doing !== doing) found.push({ from: tick, to: tick, out, doing });
  });
  return found;
}

/** Rectangles of a life's stretches between two ticks: indoors thin, outdoors full, hue by what they do. */
export function lane(model: Model, life: Life, X: (tick: number) => number, top: number, high: number, a = 0, b = Infinity): SVGElement[] {
  return stretches(life)
    .filter((one) => one.to > a && one.from < b)
    .map(({ from, to, out, doing }) => {
      const x = X(Math.max(a, from));
      const inset = out ? 0 : high / 3;
      return svg("rect", {
        x,
        y: top + inset,
        width: Math.max(0.8, X(Math.min(b, to)) - x + 0.3),
        height: high - 2 * inset,
        fill: hueOf(model.city!.doings[doing] ?? ""),
        "fill-opacity": out ? 0.95 : 0.7,
      });
    });
}

function curve(life: Life, values: number[], most: number, X: (tick: number) => number, top: number): string {
  return values
    .map((value, i) => `${i ? "L" : "M"}${X(life.ticks[i]!).toFixed(1)} ${(top + CURVE - 3 - (Math.max(0, value) / most) * (CURVE - 6)).toFixed(1)}`)
    .join("");
}

const CURVES: [keyof Pick<Life, "blood" | "cold" | "left">, string, string, (life: Life) => boolean][] = [
  ["blood", "blood", "#ff5468", (life) => life.blood.some((v) => v < 255)],
  ["cold", "cold", "#6fd3ff", (life) => life.cold.some((v) => v > 0)],
  ["left", "clock", "#ffd479", (life) => life.left.some((v) => v >= 0 && v < 10 * 86400)],
];

function readAt(model: Model, life: Life, tick: number): string {
  let i = life.ticks.findIndex((t) => t > tick) - 1;
  if (i < 0) i = tick < life.ticks[0]! ? 0 : life.ticks.length - 1;
  const inside = life.inside[i]!;
  const parts = [
    clock(model.city!.starts + life.ticks[i]!),
    `${model.city!.doings[life.doing[i]!]}${inside >= 0 ? ` in ${model.city!.buildings[inside]?.name ?? "a house"}` : ", out of doors"}`,
  ];
  if (life.blood[i]! < 255) parts.push(`blood ${Math.round((life.blood[i]! / 255) * 100)} %`);
  if (life.cold[i]!) parts.push(`cold, stage ${life.cold[i]}`);
  if (life.left[i]! > 0 && life.left[i]! < 10 * 86400) parts.push(`${duration(life.left[i]!)} left`);
  return tied(parts.join(" · "));
}

/** The section of the inspector; undefined where nothing is known of their life yet. */
export function lifeLine(model: Model, row: number, points: Point[], go: (tick: number) => void): HTMLElement | undefined {
  const life = model.lives.get(row);
  if (!life || life.ticks.length < 2) return undefined;
  const X = (tick: number): number => (tick / model.last) * WIDE;
  const shown = CURVES.filter(([, , , has]) => has(life));
  const high = LANE + 14 + shown.length * CURVE;
  const drawing = svg("svg", { class: "life", viewBox: `0 0 ${WIDE} ${high}`, width: "100%", height: high, preserveAspectRatio: "none" });
  drawing.append(svg("rect", { x: 0, y: 0, width: WIDE, height: LANE, fill: "#0a1024", rx: 2 }), ...lane(model, life, X, 0, LANE));
  shown.forEach(([column, , colour], n) => {
    const most = column === "blood" ? 255 : column === "cold" ? 4 : Math.max(1, ...life.left);
    const top = LANE + 12 + n * CURVE;
    drawing.append(svg("path", { d: `M0 ${top + CURVE - 3} H${WIDE}`, stroke: "#222c40", "stroke-width": 1 }));
    drawing.append(svg("path", { d: curve(life, life[column], most, X, top), fill: "none", stroke: colour, "stroke-width": 1.4 }));
  });
  const used: number[] = [];
  for (const point of [...points].sort((a, b) => Object.keys(SIGNS).indexOf(a.sign) - Object.keys(SIGNS).indexOf(b.sign))) {
    const x = X(point.tick);
    if (point.sign === "beat" || used.some((other) => Math.abs(other - x) < 7)) continue;
    used.push(x);
    drawing.append(signAt(point.sign, x, LANE + 6, 3.6));
  }
  drawing.append(svg("path", { d: `M${X(model.tick)} -1 V${high}`, stroke: "#ffd479", "stroke-width": 1.5 }));
  const names = shown.map(([, word, colour]) => el("span", { cls: "key" }, el("i", { style: { borderColor: colour } }), word));
  const reads = el("p", { cls: "lifereads" }, readAt(model, life, model.tick));
  const strip = el("div", { cls: "lifestrip", title: "click: go there" }, drawing);
  const tickAt = (event: PointerEvent): number => Math.round(((event.clientX - strip.getBoundingClientRect().left) / strip.clientWidth) * model.last);
  strip.addEventListener("pointermove", (event) => (reads.textContent = readAt(model, life, tickAt(event))));
  strip.addEventListener("pointerleave", () => (reads.textContent = readAt(model, life, model.tick)));
  strip.addEventListener("pointerdown", (event) => go(tickAt(event)));
  const right = life.whole ? el("span", { cls: "keys" }, ...names) : el("span", {}, `known until ${clock(model.city!.starts + life.at)}`);
  return el("div", { cls: "sec" }, el("div", { cls: "cap" }, el("span", {}, "Life line"), right), strip, reads);
}
