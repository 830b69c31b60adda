// What differs between two runs, in words: since when, who is where in each, gates, how they end, and why in either.

import type { Contrast } from "../contrast";
import { capital } from "../draw/places";
import { MARK, type Model, type Seen } from "../state";
import type { Told } from "../wire";
import { clock, el, tied } from "./dom";

export interface Other {
  model: Model;
  contrast: Contrast | undefined;
  why(told: Told): Promise<void>;
}

export interface DiffersHands {
  follow(row: number): void;
  goTo(tick: number): void;
  why(told: Told): void;
  swap(): void;
}

function where(model: Model, p: Seen | undefined): string {
  if (!p) return "not in view";
  if (!(p.marks & MARK.ALIVE)) return "dead";
  const city = model.city!;
  const district =
    city.districts[model.district[Math.floor(p.y) * city.width + Math.floor(p.x) + p.level * model.area] ?? -1]?.[0] ?? city.levels[p.level]!.name;
  const doing = p.marks & MARK.HELD ? "arrested" : city.doings[p.doing]!;
  const wanted = p.marks & MARK.WANTED ? ", wanted" : "";
  return `${doing}, ${p.inside >= 0 ? `in ${city.buildings[p.inside]!.name}` : district}${wanted}`;
}

function row(what: string | HTMLElement, a: string, b: string): HTMLElement {
  return el("tr", { cls: a === b ? "same" : "" }, el("th", {}, what), el("td", {}, tied(a)), el("td", {}, a === b ? "the same" : tied(b)));
}

function table(first: Model, other: Other, hands: DiffersHands): HTMLElement {
  const { model } = other;
  const f = first.followed;
  const rows = (first.shot?.cast ?? []).map((p) => {
    const q = model.shot?.cast.find((one) => one.row === p.row);
    const name = el(
      "button",
      { cls: f?.what === "citizen" && f.row === p.row ? "whom on" : "whom", on: () => hands.follow(p.row) },
      capital(first.nameOf(p.row)),
    );
    return row(name, where(first, p), where(model, q));
  });
  const open = (of: Model, i: number): string => (of.shot?.columns["gate"]?.[i] ? "open" : "shut");
  const gates = first
    .city!.gates.map((link, i) => row(capital(first.city!.links[link]!.name), open(first, i), open(model, i)))
    .filter((tr) => !tr.classList.contains("same"));
  const counts: [string, (of: Model) => number][] = [
    ["Alive", (of) => of.shot?.head.alive ?? 0],
    ["Wanted", (of) => of.shot?.head.wanted ?? 0],
    ["Outdoors", (of) => (of.shot?.head.counts ?? []).reduce((a, b) => a + b, 0)],
    ["On a hunt", (of) => (of.shot?.columns["watcherDuty"] ?? new Uint8Array(0)).filter((duty) => duty === 2 || duty === 3).length],
  ];
  const numbers = counts.map(([name, of]) => row(name, of(first).toLocaleString("en"), of(model).toLocaleString("en")));
  return el(
    "table",
    { cls: "two" },
    el("thead", {}, el("tr", {}, el("th", {}), el("th", {}, "A"), el("th", {}, "B"))),
    el("tbody", {}, ...rows, ...gates, ...numbers),
  );
}

function endings(first: Model, other: Model): HTMLElement {
  const list = (of: Model): string =>
    (of.run?.endings ?? []).map(([name, tick]) => `${clock(of.city!.starts + tick).slice(0, 5)} ${name}`).join("; ") || "none reached";
  return el("table", { cls: "two" }, el("tbody", {}, row("Reached", list(first), list(other))));
}

function told(event: Told | null, letter: string, why: (told: Told) => void): HTMLElement {
  if (!event) return el("div", { cls: "ev" }, el("span", { cls: "when" }, letter), el("span", {}, "nothing that the other has not"));
  return el(
    "div",
    { cls: "ev" },
    el("span", { cls: "when" }, `${letter} ${event.time.replace(/^day \d+, /, "")}`),
    el("span", {}, tied(event.says)),
    el("button", { cls: "why", label: `why in ${letter}: ${event.says}`, on: () => why(event) }, "why"),
  );
}

/** The sections of the inspector that stand before all others while two runs are shown. */
export function differs(first: Model, other: Other, hands: DiffersHands): HTMLElement[] {
  if (!other.model.city || !other.model.shot) return [];
  const { apart } = first;
  const { contrast } = other;
  const now = first.shot!.head.tick;
  const swap = el("button", { cls: "chip follow", title: "X", on: hands.swap }, "swap A and B");
  const parted = apart && apart.tick >= 0;
  const right = parted
    ? el("button", { cls: "back", title: "go there", on: () => hands.goTo(apart.tick) }, `they part at ${apart.time.replace(/^day \d+, /, "")}`)
    : el("span", {}, apart ? "nowhere, as far as both go" : "being worked out");
  const marked = contrast
    ? tied(`${contrast.people.toLocaleString("en")} people, ${contrast.watchers} watchers, ${contrast.doors} doors and gates in view`)
    : "";
  const before = parted && now <= apart.tick ? "the same until then" : marked;
  const first_ = parted
    ? [
        el(
          "div",
          { cls: "sec" },
          el("div", { cls: "cap" }, el("span", {}, "First difference"), el("span", {}, "")),
          el("p", { cls: "by" }, tied(apart.by || "The first that the logs tell of; what led to it is being looked for.")),
          told(apart.events[0] ?? null, "A", hands.why),
          told(apart.events[1] ?? null, "B", (event) => void other.why(event)),
        ),
      ]
    : [];
  return [
    el(
      "div",
      { cls: "sec differs" },
      el("div", { cls: "cap" }, el("span", {}, "What differs"), right),
      el("p", { cls: "by" }, before),
      table(first, other, hands),
      el("div", { cls: "chips" }, swap),
    ),
    ...first_,
    el("div", { cls: "sec" }, el("div", { cls: "cap" }, el("span", {}, "How they end"), el("span", {}, "")), endings(first, other.model)),
  ];
}

/** What happened to somebody in the second run, with a why of its own. */
export function eventsBeside(other: Other, now: number, row: number): HTMLElement | undefined {
  const past = (other.model.told.get(row) ?? [])
    .filter((one) => one.tick <= now)
    .slice(-4)
    .reverse();
  if (!past.length) return undefined;
  return el(
    "div",
    { cls: "sec beside" },
    el("div", { cls: "cap" }, el("span", {}, "Events in B"), el("span", {}, "")),
    ...past.map((one) => told(one, "", (event) => void other.why(event))),
  );
}
