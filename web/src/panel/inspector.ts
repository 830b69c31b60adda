// The panel at the right: whoever is followed, or why something happened, or who is of interest while nobody is chosen.

import { shapeOf } from "../draw/people";
import { C, WATCHER, type Shape } from "../draw/glyphs";
import { capital } from "../draw/places";
import { pointsOf } from "../points";
import { MARK, type Model, type Thing } from "../state";
import type { Meter, Panel, Told, Why } from "../wire";
import { differs, eventsBeside, type DiffersHands, type Other } from "./differs";
import { byId, el, fill, icon, tied } from "./dom";
import { lifeLine } from "./lifeline";

export interface Doings {
  follow(thing: Thing | undefined): void;
  centre(is: boolean): void;
  goTo(tick: number, cell?: number): void;
  why(told: Told | undefined): void;
}

const METER: Record<string, string> = { Blood: C.blood, Strength: C.teal, "Expires in": C.gold, Obedience: C.cyan, Hope: C.gold, Full: C.cyan };
const LINES = 7; // events that are shown before one scrolls

function meter({ name, share, reads }: Meter): HTMLElement {
  const bar = el("i", { style: { width: `${100 * Math.max(0, Math.min(1, share))}%`, background: METER[name] ?? C.teal } });
  return el("div", { cls: "meter" }, el("span", {}, name), el("b", {}, reads), el("div", { cls: "bar" }, bar));
}

function head(shape: Shape, colour: string, panel: Panel, extra?: HTMLElement): HTMLElement {
  const chips = panel.marks.map(([word, how]) => el("span", { cls: `chip ${how}` }, word));
  return el(
    "div",
    { cls: "sec" },
    el(
      "div",
      { cls: "who" },
      icon(shape, 44, colour),
      el("div", {}, el("h2", {}, capital(panel.title)), el("p", {}, panel.what), el("p", {}, tied(`${panel.state} · ${panel.place}`))),
    ),
    el("div", { cls: "chips" }, ...chips, extra),
  );
}

function event(told: Told, now: number, doings: Doings, on: boolean): HTMLElement {
  const time = el("button", { cls: "when", title: "go there", on: () => doings.goTo(told.tick, told.cell) }, told.time.replace(/^day \d+, /, ""));
  const why = el("button", { cls: "why", label: `why: ${told.says}`, on: () => doings.why(told) }, "why");
  return el("div", { cls: `ev${told.tick > now ? " later" : ""}${on ? " on" : ""}` }, time, el("span", {}, tied(told.says)), why);
}

/** The events of a story around now, the newest first. */
function events(model: Model, doings: Doings, story: Told[], title: string): HTMLElement | undefined {
  if (!story.length) return undefined;
  const now = model.shot?.head.tick ?? 0;
  let n = story.findIndex((told) => told.tick > now);
  if (n < 0) n = story.length;
  const past = story.slice(Math.max(0, n - 60), n).reverse();
  const next = story[n];
  const rows = past.map((told, i) => event(told, now, doings, i === 0 || told.id === model.chosen?.id));
  const list = el("div", { cls: "evs", style: { maxHeight: `${LINES * 42}px` } }, ...rows);
  list.tabIndex = 0;
  if (!past.length) list.append(el("p", { cls: "none" }, "Nothing yet."));
  const right = el("span", {}, `${n.toLocaleString("en")} of ${story.length.toLocaleString("en")}`);
  const later = next && el("button", { cls: "next", on: () => doings.goTo(next.tick, next.cell) }, `next at ${next.time}`);
  return el("div", { cls: "sec" }, el("div", { cls: "cap" }, el("span", {}, title), right), list, later);
}

function sections(panel: Panel): HTMLElement[] {
  return panel.sections.map((section) => {
    const known = section.name === "What the City knows";
    const lines = section.lines.map((line) => el("div", { cls: "row" }, el("span", {}, capital(tied(line.what))), el("span", { cls: "v" }, tied(line.reads))));
    return el("div", { cls: known ? "sec known" : "sec" }, el("div", { cls: "cap" }, el("span", {}, section.name)), ...lines);
  });
}

function person(model: Model, doings: Doings, panel: Panel, more?: HTMLElement): HTMLElement[] {
  const { row, what } = model.followed!;
  const seen = model.shot?.cast.find((p) => p.row === row);
  const kind = model.shot?.columns["watcherKind"]?.[row] ?? 0;
  const shape: Shape = what === "citizen" ? (seen ? shapeOf(seen) : "standing") : what === "watcher" ? WATCHER[kind]! : what === "node" ? "stairs" : what;
  const named = what === "citizen" && model.city!.cast.some((p) => p.row === row);
  const colour = what === "citizen" ? (seen && !(seen.marks & MARK.ALIVE) ? "#a7adbb" : named ? C.gold : "#ffe9b8") : what === "gate" ? C.teal : C.machine;
  const moves = what === "citizen" || what === "watcher";
  const follow = el(
    "button",
    { cls: `chip follow${model.centred ? " gold" : ""}`, on: () => doings.centre(!model.centred), title: "F" },
    model.centred ? "following" : moves ? "follow" : "show",
  );
  const body = panel.meters.length ? el("div", { cls: "sec" }, el("div", { cls: "meters" }, ...panel.meters.map(meter))) : undefined;
  const told = what === "citizen" ? events(model, doings, model.told.get(row) ?? [], "Events") : undefined;
  const life = what === "citizen" ? lifeLine(model, row, pointsOf(model), (tick) => doings.goTo(tick)) : undefined;
  return [head(shape, colour, panel, follow), body, life, told, more, ...sections(panel)].filter((part) => part !== undefined);
}

const ROOT: Record<string, string> = { order: "an order from outside", draw: "a draw of luck", scenario: "how the city was when it began" };

function chain(model: Model, doings: Doings, why: Why[]): HTMLElement[] {
  const steps = why.map((one, i) => {
    const last = i === why.length - 1;
    const also = one.also.map(([role, says]) => el("p", { cls: "also" }, el("b", {}, role), " ", tied(says)));
    const odds = one.odds >= 0 ? el("p", { cls: "odds" }, `drawn: ${one.draw}, chance ${(100 * one.odds).toFixed(one.odds < 0.1 ? 1 : 0)} %`) : undefined;
    return el(
      "li",
      { cls: last ? "root" : "" },
      el("span", { cls: "pill" }, String(i + 1)),
      el(
        "div",
        {},
        el("button", { cls: "when", title: "go there", on: () => doings.goTo(one.tick, one.cell) }, one.time),
        el("p", { cls: "says" }, tied(one.says)),
        odds,
        ...also,
        last ? el("p", { cls: "rests" }, `rests on ${ROOT[one.root] ?? "nothing"}`) : undefined,
      ),
    );
  });
  const back = el("button", { cls: "back", on: () => doings.why(undefined) }, "Esc  back");
  return [
    el(
      "div",
      { cls: "sec" },
      el("div", { cls: "cap" }, el("span", {}, "Why"), back),
      el("h2", { cls: "asked" }, tied(model.chosen?.says ?? why[0]?.says ?? "")),
    ),
    el("div", { cls: "sec grow" }, el("ol", { cls: "chain" }, ...steps)),
  ];
}

/** Nobody is chosen: the named, each with what last happened to them (but where two runs tell it already), and the city in numbers. */
function nobody(model: Model, doings: Doings, alone: boolean): HTMLElement[] {
  const now = model.shot?.head.tick ?? 0;
  const rows = (model.shot?.cast ?? []).map((p) => {
    const story = model.told.get(p.row) ?? [];
    const last = story.filter((told) => told.tick <= now).at(-1);
    const alive = (p.marks & MARK.ALIVE) !== 0;
    const place = p.inside >= 0 ? model.city!.buildings[p.inside]!.name : model.city!.levels[p.level]!.name;
    return el(
      "button",
      { cls: "one", on: () => doings.follow({ what: "citizen", row: p.row }) },
      icon(p.inside >= 0 && alive ? "standing" : shapeOf(p), 24, alive ? C.gold : "#8d93a3", p.inside >= 0 && alive),
      el("span", {}, el("b", {}, model.nameOf(p.row)), el("i", {}, place), el("small", {}, tied(last?.says ?? "Nothing yet."))),
    );
  });
  const { shot, city } = model;
  const lines: [string, string][] = shot
    ? [
        ["Alive", shot.head.alive.toLocaleString("en")],
        ["Outdoors", shot.head.counts.reduce((a, b) => a + b, 0).toLocaleString("en")],
        ["Wanted", shot.head.wanted.toLocaleString("en")],
        ["Sky", `${shot.head.sky.programme}${shot.head.sky.curfew ? ", curfew" : ""}`],
      ]
    : [];
  const busy = (model.interest ?? []).map(({ row, name, why }) =>
    el(
      "button",
      { cls: "one busy", on: () => doings.follow({ what: "citizen", row }), data: { row: String(row) } },
      el("span", {}, el("b", {}, capital(name)), el("i", {}, why.time.replace(/^day \d+, /, "")), el("small", {}, tied(why.says))),
    ),
  );
  const ends = (model.run?.endings ?? []).filter(([, tick]) => tick <= now);
  return [
    ...(alone
      ? [el("div", { cls: "sec" }, el("div", { cls: "cap" }, el("span", {}, "The named"), el("span", {}, "Tab next"))), el("div", { cls: "ones" }, ...rows)]
      : []),
    ...(model.interest
      ? [
          el("div", { cls: "sec" }, el("div", { cls: "cap" }, el("span", {}, "Interesting now"), el("span", {}, "rarest around this minute"))),
          busy.length ? el("div", { cls: "ones" }, ...busy) : el("p", { cls: "none" }, "Nothing out of the ordinary happens to anybody."),
        ]
      : []),
    el(
      "div",
      { cls: "sec" },
      el("div", { cls: "cap" }, el("span", {}, "The city"), el("span", {}, `${city?.people.toLocaleString("en") ?? ""} people`)),
      ...lines.map(([what, reads]) => el("div", { cls: "row" }, el("span", {}, what), el("span", { cls: "v mono" }, reads))),
    ),
    ...(ends.length
      ? [
          el(
            "div",
            { cls: "sec" },
            el("div", { cls: "cap" }, el("span", {}, "Endings")),
            ...ends.map(([name]) => el("div", { cls: "row" }, el("span", {}, capital(name)))),
          ),
        ]
      : []),
  ];
}

export function drawInspector(model: Model, doings: Doings, beside?: Other, hands?: DiffersHands): void {
  const side = byId("side");
  const list = side.querySelector(".evs");
  const scrolled = list?.scrollTop ?? 0;
  const focus = document.activeElement instanceof HTMLElement && side.contains(document.activeElement);
  if (focus && model.playing && !model.why) return; // whoever reads with the keyboard is not interrupted
  if (!model.shot) fill(side);
  else if (model.why) fill(side, ...chain(model, doings, model.why));
  else {
    const f = model.followed;
    const two = beside && hands ? differs(model, beside, hands) : [];
    const events = beside && f?.what === "citizen" ? eventsBeside(beside, model.shot.head.tick, f.row) : undefined;
    fill(side, ...two, ...(f && model.panel ? person(model, doings, model.panel, events) : nobody(model, doings, !two.length)));
  }
  const anew = side.querySelector(".evs");
  if (anew && scrolled > 4) anew.scrollTop = scrolled;
}
