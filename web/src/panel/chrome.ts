// What stands around the map: the bar at the top, levels, legend, toasts, the sheet of keys.

import { capital } from "../draw/places";
import { FINISHERS, keepFinisher, type Finisher } from "../finisher";
import { SIGNS } from "../points";
import { SPEEDS, type Model } from "../state";
import type { Told } from "../wire";
import { byId, clock, dayOf, el, fill, tied } from "./dom";
import { signIcon } from "./signs";

export interface Buttons {
  play(): void;
  step(by: number): void;
  speed(to: number): void;
  search(): void;
  copy(): void;
  keys(): void;
  level(to: number): void;
  why(told: Told): void;
  jump(to: "beat" | "ending" | "death" | "sighting", by: 1 | -1): void;
  still(): void;
}

const JUMPS = [
  ["beat", "J"],
  ["ending", "E"],
  ["death", "D"],
  ["sighting", "G"],
] as const;

/** The bar at the top; returns what brings it up to date. */
export function topBar(model: Model, buttons: Buttons): () => void {
  const title = el("b", {});
  const sub = el("small", {});
  const credit = byId("credit");
  const time = el("span", { cls: "clock", role: "timer" });
  const day = el("small", { cls: "day" });
  const play = el("button", { label: "play", title: "Space", on: buttons.play, data: { do: "play" } }, "▸");
  const speeds = SPEEDS.map((speed) => el("button", { on: () => buttons.speed(speed), data: { speed: String(speed) } }, `${speed}×`));
  fill(
    byId("top"),
    el("h1", { cls: "mark" }, el("i", {}), "UNDERGRID"),
    el("div", { cls: "run" }, title, sub),
    time,
    day,
    el(
      "div",
      { cls: "seg", role: "group", label: "time" },
      el("button", { label: "a second back", title: "←", on: () => buttons.step(-1) }, "◂◂"),
      play,
      el("button", { label: "a second on", title: "→", on: () => buttons.step(1) }, "▸▸"),
    ),
    el("div", { cls: "seg", role: "group", label: "speed" }, ...speeds),
    el(
      "div",
      { cls: "seg jumps", role: "group", label: "jump to the next" },
      ...JUMPS.map(([sign, key]) =>
        el(
          "button",
          { label: `to the next ${SIGNS[sign].word}`, title: `${capital(SIGNS[sign].word)} (${key})`, on: () => buttons.jump(sign, 1), data: { jump: sign } },
          signIcon(sign, 12),
        ),
      ),
    ),
    el("span", { cls: "grow" }),
    el("button", { cls: "search", on: buttons.search }, el("span", {}, "Find a person, gate or drone"), el("kbd", {}, "/")),
    el("button", { cls: "still", label: "PNG: save the picture", title: "save the picture (S)", on: buttons.still }, el("span", {}, "PNG")),
    el("button", { cls: "copy", on: buttons.copy }, "Copy link ", el("kbd", {}, "L")),
    el("button", { label: "keys", on: buttons.keys }, el("kbd", {}, "?")),
  );
  return (): void => {
    const { city, shot } = model;
    if (!city) return;
    title.textContent = city.title;
    const live = model.run && model.run.status !== "ended" ? "being recorded" : "recorded";
    sub.textContent = `${city.scenario ? `${city.scenario} · ` : ""}seed ${city.seed} · ${city.people.toLocaleString("en")} people · ${live}`;
    credit.textContent = city.attribution;
    credit.hidden = !city.attribution;
    const second = city.starts + Math.floor(model.tick);
    time.textContent = clock(second);
    const behind = shot && shot.head.tick !== shot.head.asked;
    const sky = shot ? `${shot.head.sky.programme}${shot.head.sky.curfew ? " · curfew" : ""}` : "";
    day.textContent = behind ? `computing, at ${clock(city.starts + shot.head.tick)}` : `day ${dayOf(second)} · ${sky}`;
    time.classList.toggle("lost", !model.connected);
    play.textContent = model.playing ? "❚❚" : "▸";
    play.setAttribute("aria-label", model.playing ? "pause" : "play");
    for (const [i, button] of speeds.entries()) button.classList.toggle("on", SPEEDS[i] === model.speed);
  };
}

export function levelLadder(model: Model, buttons: Buttons): () => void {
  let known = "";
  return (): void => {
    const { city, shot } = model;
    if (!city) return;
    const counts = shot?.head.counts ?? [];
    const key = `${model.level}/${counts.join()}`;
    if (key === known) return;
    known = key;
    const rows = city.levels.map((level, i) =>
      el(
        "button",
        { cls: i === model.level ? "on" : "", on: () => buttons.level(i), title: `${counts[i] ?? 0} out of doors` },
        el("span", {}, level.name),
        el("span", { cls: "mono" }, String(counts[i] ?? 0)),
      ),
    );
    fill(byId("levels"), el("span", { cls: "cap" }, "Level ", el("kbd", {}, "PgUp")), ...rows);
  };
}

/** What has just happened to the named, while time runs. */
export class Toasts {
  private last = -1;
  private shown: { told: Told; until: number }[] = [];

  constructor(
    private readonly model: Model,
    private readonly buttons: Buttons,
  ) {}

  draw(now: number): void {
    const { model } = this;
    const tick = model.shot?.head.tick ?? 0;
    const before = this.shown.length;
    this.shown = this.shown.filter((one) => one.until > now && one.told.tick <= tick);
    const passed = tick - this.last;
    if (model.playing && passed > 0 && passed < 1300) {
      const fresh = model.stories().filter((told) => told.tick > this.last && told.tick <= tick && !this.shown.some((one) => one.told.id === told.id));
      this.shown = [...fresh.slice(-3).map((told) => ({ told, until: now + 6000 })), ...this.shown].slice(0, 3);
      if (fresh.length) return this.render(tick);
    }
    this.last = tick;
    if (before !== this.shown.length) this.render(tick);
  }

  private render(tick: number): void {
    this.last = tick;
    const rows = this.shown.map(({ told }) =>
      el(
        "div",
        { cls: "toast" },
        el("time", {}, told.time.replace(/^day \d+, /, "")),
        el("span", {}, tied(told.says)),
        el("button", { cls: "why", on: () => this.buttons.why(told) }, "why"),
      ),
    );
    fill(byId("toasts"), ...rows);
  }
}

const KEYS: [string, string][] = [
  ["Space", "play, pause"],
  ["← →", "a second; with Shift ten, with Alt an event"],
  ["[ ]", "slower, faster"],
  ["Home End", "begin, end"],
  ["N P", "next, last event of whoever is followed, or of the named"],
  ["J", "next beat of the arc; with Shift the last"],
  ["E", "next ending; with Shift the last"],
  ["D", "next death"],
  ["G", "where the authority first sees whoever is followed"],
  ["/", "find somebody or something"],
  ["Tab", "next of the named"],
  ["F", "stay with whoever is chosen"],
  ["1 – 9", "modes: city, heat, sight, belief, trails, noise, bodies, network, ties"],
  ["W", "why the last event happened"],
  ["PgUp PgDn", "level"],
  ["+ −", "nearer, farther"],
  ["W A S D with Shift", "move the map"],
  ["L", "copy a link to this moment"],
  ["S", "save the picture"],
  ["M", "the small map"],
  ["X", "swap two runs"],
  ["Esc", "back"],
];

/** The keys, and by what the picture is finished. */
export function keysSheet(model: Model, changed: () => void): void {
  const sheet = byId<HTMLDialogElement>("keys");
  if (sheet.open) {
    sheet.close();
    return;
  }
  const rows = KEYS.flatMap(([key, does]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, does)]);
  const finish = el("label", { cls: "finish" }, "Light and haze are worked out ", finisher(model, changed));
  fill(sheet, el("h3", {}, "Keys"), el("dl", {}, ...rows), finish, el("button", { on: () => sheet.close() }, "Close"));
  sheet.showModal();
}

function finisher(model: Model, changed: () => void): HTMLSelectElement {
  const select = el("select", {});
  for (const [name, words] of Object.entries(FINISHERS)) select.append(new Option(words, name, false, name === model.finisher));
  select.addEventListener("change", () => {
    model.finisher = select.value as Finisher;
    keepFinisher(model.finisher);
    changed();
  });
  return select;
}

export function say(text: string): void {
  const box = byId("said");
  box.textContent = capital(text);
  box.hidden = false;
  setTimeout(() => (box.hidden = true), 2200);
}
