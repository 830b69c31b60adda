// The strip at the bottom: the whole run with day and night, curves and marks; below it the hour around now.

import { C } from "../draw/glyphs";
import type { Model } from "../state";
import { ORDER, pointAt, pointsOf, SIGNS, type Point } from "../points";
import type { Told } from "../wire";
import { byId, clock, dayOf, el, fill, svg, tied } from "./dom";
import { lane } from "./lifeline";
import { signAt } from "./signs";

const LEFT = 118;
const RIGHT = 18;
const SNAP = 6; // px within which a click goes to a mark
const AROUND = 900; // seconds on each side of now, in the lower strip
const NEARBY = 8; // pictures of the lower strip a second, at most
export class Timeline {
  private readonly root = byId("time");
  private readonly whole = svg("svg", { class: "whole", "aria-hidden": "true" });
  private readonly near = svg("svg", { class: "near", "aria-hidden": "true" });
  private readonly now = el("div", { cls: "now" });
  private readonly hover = el("div", { cls: "hover" });
  private readonly reads = el("div", { cls: "reads", role: "status" });
  private readonly slider = el("div", { cls: "strip", role: "slider", label: "moment of the run" });
  private points: Point[] = [];
  private across = 0; // px, measured when it changes: to ask each frame makes the browser lay out the page
  private drawn = "";
  private close = "";
  private closeAt = 0;

  constructor(
    private readonly model: Model,
    private readonly go: (tick: number) => void,
    private readonly beside: () => Model | undefined = () => undefined,
  ) {
    this.slider.tabIndex = 0;
    new ResizeObserver(() => (this.across = this.root.clientWidth)).observe(this.root);
    const names = el(
      "div",
      { cls: "names" },
      el("span", {}, "Whole run"),
      el("span", { cls: "key" }, el("i", { cls: "gold" }), "outdoors"),
      el("span", { cls: "key" }, el("i", { cls: "coral" }), "wanted"),
    );
    const lower = el("div", { cls: "names low" }, el("span", { cls: "whose" }, ""));
    fill(this.root, names, lower, this.slider, this.now, this.hover, this.reads);
    this.slider.append(this.whole, this.near);
    let down = false;
    this.slider.addEventListener("pointerdown", (event) => {
      down = true;
      this.slider.setPointerCapture(event.pointerId);
      this.go(this.marked(event)?.tick ?? this.tickAt(event));
    });
    this.slider.addEventListener("pointermove", (event) => {
      this.point(event);
      if (down && event.movementX) this.go(this.tickAt(event));
    });
    for (const end of ["pointerup", "pointercancel"]) this.slider.addEventListener(end, () => (down = false));
    this.slider.addEventListener("pointerleave", () => {
      this.hover.hidden = this.reads.hidden = true;
    });
    this.hover.hidden = this.reads.hidden = true;
  }

  private get wide(): number {
    return this.across - LEFT - RIGHT;
  }

  private lower(y: number): boolean {
    return y - this.root.getBoundingClientRect().top > 78;
  }

  private tickAt(event: PointerEvent): number {
    const x = event.clientX - this.root.getBoundingClientRect().left - LEFT;
    const share = Math.max(0, Math.min(1, x / this.wide));
    const [a, b] = this.lower(event.clientY) ? this.window() : [0, this.model.last];
    return Math.max(1, Math.min(this.model.last, Math.round(a + share * (b - a))));
  }

  /** The mark under the pointer. */
  private marked(event: PointerEvent): Point | undefined {
    const span = this.lower(event.clientY) ? 2 * AROUND : this.model.last;
    return pointAt(this.points, this.tickAt(event), (SNAP / this.wide) * span);
  }

  private window(): [number, number] {
    const t = this.model.tick;
    return [t - AROUND, t + AROUND];
  }

  private point(event: PointerEvent): void {
    const { model } = this;
    const tick = this.tickAt(event);
    const x = event.clientX - this.root.getBoundingClientRect().left;
    this.hover.hidden = this.reads.hidden = false;
    this.hover.style.transform = `translateX(${x}px)`;
    const second = model.city!.starts + tick;
    const parts = [`day ${dayOf(second)}, ${clock(second)}`];
    const { course } = model;
    if (course?.ticks.length) {
      let i = course.ticks.findIndex((t) => t > tick) - 1;
      if (i < 0) i = tick > course.ticks[0]! ? course.ticks.length - 1 : 0;
      if (tick <= course.ticks.at(-1)! + 60)
        parts.push(`${course.columns["outdoors"]![i]!.toLocaleString("en")} outdoors, ${course.columns["wanted"]![i]!} wanted`);
    }
    const reach = this.lower(event.clientY) ? 20 : model.last / 160;
    const mark = this.marked(event);
    if (mark) parts.splice(0, parts.length, `${clock(model.city!.starts + mark.tick)}`, SIGNS[mark.sign].word, mark.says);
    else {
      const told = nearest(model.stories(), tick, reach);
      if (told) parts.push(told.says);
    }
    fill(this.reads, tied(parts.join(" · ")));
    const most = this.root.clientWidth - this.reads.offsetWidth - 8;
    this.reads.style.transform = `translateX(${Math.max(8, Math.min(most, x - this.reads.offsetWidth / 2))}px)`;
  }

  draw(now: number): void {
    const { model, root, wide } = this;
    if (!model.city || !model.run || wide <= 0) return;
    const story = model.stories();
    const known = `${model.arc?.beats.length}/${model.apart?.tick}/${this.beside()?.run?.endings.length}/${model.lives.get(model.followed?.row ?? -1)?.ticks.length}`;
    const drawn = `${wide}/${model.course?.ticks.length}/${model.run.tick}/${story.length}/${model.followed?.what}${model.followed?.row}/${known}`;
    if (drawn !== this.drawn) {
      this.drawn = drawn;
      this.points = pointsOf(model, this.beside());
      this.drawWhole(story);
    }
    const close = `${drawn}/${Math.floor(model.tick / 2)}`;
    if (close !== this.close && (!model.playing || now - this.closeAt > 1000 / NEARBY)) {
      this.close = close;
      this.closeAt = now;
      this.drawNear(story);
    }
    const x = LEFT + (model.tick / model.last) * wide;
    this.now.style.transform = `translateX(${x}px)`;
    root.querySelector(".whose")!.textContent = model.followed?.what === "citizen" ? model.nameOf(model.followed.row) : "The named";
    this.slider.setAttribute("aria-valuemin", "1");
    this.slider.setAttribute("aria-valuemax", String(model.last));
    this.slider.setAttribute("aria-valuenow", String(Math.round(model.tick)));
    this.slider.setAttribute("aria-valuetext", clock(model.city.starts + model.tick));
  }

  private drawWhole(story: Told[]): void {
    const { model, wide } = this;
    const { course, last } = { course: model.course, last: model.last };
    const X = (tick: number): number => LEFT + (tick / last) * wide;
    const [top, bottom] = [22, 64];
    const parts: Node[] = [svg("rect", { x: LEFT, y: top, width: wide, height: bottom - top, fill: "#0a1024", rx: 3 })];
    if (course?.ticks.length) {
      const light = course.columns["light"]!;
      const step = Math.max(1, Math.floor(light.length / 240));
      for (let i = 0; i < light.length; i += step) {
        if (light[i]! < 6 || (i === 0 && course.ticks[0] === 0)) continue;
        const x = Math.round(X(course.ticks[i]!));
        const w = Math.round(X(course.ticks[Math.min(light.length - 1, i + step)]!)) - x;
        if (w > 0)
          parts.push(
            svg("rect", {
              x,
              y: top,
              width: w,
              height: bottom - top,
              fill: "#6f93c8",
              "shape-rendering": "crispEdges",
              "fill-opacity": (0.6 * light[i]!) / 255,
            }),
          );
      }
      parts.push(
        curve(course.ticks, course.columns["outdoors"]!, X, top + 4, bottom, { stroke: C.gold, "stroke-width": 1.4, fill: "rgba(255,212,121,.16)" }, true),
      );
      parts.push(
        curve(
          course.ticks,
          course.columns["wanted"]!,
          X,
          top + 4,
          bottom,
          { stroke: C.coral, "stroke-width": 1.2, "stroke-dasharray": "3 2", fill: "none" },
          false,
        ),
      );
    }
    if (model.run!.tick < last) {
      const x = X(model.run!.tick);
      parts.push(svg("rect", { x, y: top, width: Math.max(0, LEFT + wide - x), height: bottom - top, fill: "url(#unread)" }));
    }
    const every = [600, 1800, 3600, 7200, 10800, 21600, 43200].find((s) => (s / last) * wide > 74) ?? 86400;
    for (let s = Math.ceil(model.city!.starts / every) * every; s <= model.city!.starts + last; s += every)
      if (X(s - model.city!.starts) < LEFT + wide - 12) parts.push(text(X(s - model.city!.starts), 14, clock(s).slice(0, 5)));
    const marks = svg("g", {});
    const used = new Set<number>();
    for (const told of story.length > 400 ? [] : story) {
      const x = Math.round(X(told.tick));
      if (used.has(x)) continue;
      used.add(x);
      marks.append(svg("rect", { x: x - 0.5, y: 67, width: 1, height: 3, fill: "#5b6680" }));
    }
    marks.append(...signs(this.points, X, 71, 4.6, 10));
    fill(this.whole, pattern(), ...parts, marks);
  }

  /** Half an hour around now: what happened as shapes, the future hatched where it is not on disk yet. */
  private drawNear(story: Told[]): void {
    const { wide } = this;
    const [a, b] = this.window();
    const X = (tick: number): number => LEFT + ((tick - a) / (b - a)) * wide;
    const { model } = this;
    const from = X(Math.max(a, 0));
    const to = X(Math.min(b, model.last));
    const parts: Node[] = [svg("rect", { x: from, y: 88, width: Math.max(0, to - from), height: 20, fill: "#101a30", rx: 3 })];
    const passed = X(model.tick);
    const life = model.followed?.what === "citizen" ? model.lives.get(model.followed.row) : undefined;
    const other = model.followed?.what === "citizen" ? this.beside()?.lives.get(model.followed.row) : undefined;
    const [first, last] = [Math.max(a, 0), Math.min(b, model.last)];
    if (life) parts.push(...lane(model, life, X, 91, other ? 6 : 14, first, last));
    if (other) parts.push(...lane(model, other, X, 99, 6, first, last));
    if (!life) parts.push(svg("rect", { x: from, y: 96, width: Math.max(0, passed - from), height: 4, fill: "#3a4a70", rx: 2 }));
    const starts = model.city!.starts;
    const every = wide < 420 ? 600 : 300;
    for (let s = Math.ceil((starts + a) / every) * every; s < starts + b; s += every)
      if (s - starts >= 0 && s - starts <= model.last) parts.push(text(X(s - starts), 120, clock(s).slice(0, 5)));
    for (const told of story) {
      if (told.tick < a || told.tick > b || told.mark) continue;
      const later = told.tick > model.tick;
      parts.push(svg("circle", { cx: X(told.tick), cy: 98, r: 2.4, fill: later ? C.panel : "#8d98b0", stroke: "#8d98b0", "stroke-width": 1 }));
    }
    parts.push(
      ...signs(
        this.points.filter(({ tick }) => tick >= a && tick <= b),
        X,
        98,
        6.5,
        9,
        model.tick,
      ),
    );
    parts.push(svg("path", { d: `M${passed} 84 V110`, stroke: C.gold, "stroke-width": 1.5 }));
    fill(this.near, ...parts);
  }
}

/** Signs in a row, the weightiest first: one that would lie upon another is left out. */
function signs(points: Point[], X: (tick: number) => number, y: number, r: number, apart: number, now = Infinity): SVGElement[] {
  const used: number[] = [];
  const found: SVGElement[] = [];
  for (const point of [...points].sort((a, b) => ORDER.indexOf(a.sign) - ORDER.indexOf(b.sign))) {
    const x = X(point.tick);
    if (used.some((other) => Math.abs(other - x) < apart)) continue;
    used.push(x);
    found.push(signAt(point.sign, x, y, r, point.tick > now));
  }
  return found;
}

function text(x: number, y: number, says: string): SVGTextElement {
  const made = svg("text", { x, y, "text-anchor": "middle" });
  made.textContent = says;
  return made;
}

function pattern(): SVGElement {
  const line = svg("path", { d: "M0 6 L6 0", stroke: "#33415f", "stroke-width": 1 });
  return svg(
    "defs",
    {},
    svg("pattern", { id: "unread", width: 6, height: 6, patternUnits: "userSpaceOnUse" }, svg("rect", { width: 6, height: 6, fill: "#0b101b" }), line),
  );
}

function curve(
  ticks: number[],
  values: number[],
  X: (tick: number) => number,
  top: number,
  bottom: number,
  look: Record<string, string | number>,
  area: boolean,
): SVGPathElement {
  const most = Math.max(1, ...values);
  const step = Math.max(1, Math.floor(ticks.length / 900));
  let d = "";
  for (let i = 0; i < ticks.length; i += step) d += `${d ? "L" : "M"}${X(ticks[i]!).toFixed(1)} ${(bottom - (values[i]! / most) * (bottom - top)).toFixed(1)}`;
  if (area) d += `V${bottom}H${X(ticks[0]!).toFixed(1)}Z`;
  return svg("path", { d, ...look });
}

/** The event nearest to a tick, no farther than `reach`. */
function nearest(story: Told[], tick: number, reach: number): Told | undefined {
  let best: Told | undefined;
  for (const told of story) if (Math.abs(told.tick - tick) <= reach && (!best || Math.abs(told.tick - tick) < Math.abs(best.tick - tick))) best = told;
  return best;
}
