// The page: the line to the server, the clock, the camera and what one does with them. Drawing is elsewhere.

import { Camera } from "./camera";
import { thingAt } from "./draw/pick";
import { drawScene, type Drawn } from "./draw/scene";
import { drawInspector } from "./panel/inspector";
import { byId } from "./panel/dom";
import { keysSheet, legend, levelLadder, say, Toasts, topBar } from "./panel/chrome";
import { Search } from "./panel/search";
import { Timeline } from "./panel/timeline";
import { Line } from "./socket";
import { Model, NEAR, SPEEDS, shotOf, type Thing } from "./state";
import { Tiles } from "./tiles";
import { MapHands } from "./hands";
import { readLink, writeLink } from "./link";
import type { Course, State, Told, Why } from "./wire";
import type { Pack } from "./unpack";

const FAST = 60; // times: from here on a moment is seen for too short a time to need every picture of the screen
const PACE = 25; // milliseconds between pictures then: what is left over goes to who records, where both share cores

class Page {
  readonly model = new Model();
  readonly canvas = byId<HTMLCanvasElement>("map");
  readonly ctx = this.canvas.getContext("2d", { alpha: false, willReadFrequently: true })!;
  readonly line: Line;
  readonly camera = new Camera(this.model);
  readonly tiles = new Tiles(this.model, () => (this.dirty = true));
  readonly search: Search;
  readonly timeline = new Timeline(this.model, (tick) => this.goTo(tick));
  readonly toasts: Toasts;
  private readonly freshen: (() => void)[];
  private dirty = true;
  private before = 0;
  private due = 0; // when the next picture is, played fast
  private pictured = 0; // frames of the screen that were drawn
  private drawn: Drawn | undefined;
  private heldTick = -1;
  private linked = 0;

  constructor() {
    const buttons = {
      play: (): void => this.play(),
      step: (by: number): void => this.step(by),
      speed: (to: number): void => this.setSpeed(to),
      search: (): void => this.search.open(),
      copy: (): void => this.copy(),
      keys: keysSheet,
      level: (to: number): void => this.setLevel(to),
      why: (told: Told): void => void this.why(told),
    };
    this.toasts = new Toasts(this.model, buttons);
    this.freshen = [topBar(this.model, buttons), levelLadder(this.model, buttons), legend(this.model)];
    this.line = new Line({ pack: (pack) => this.take(pack), state: (state) => this.takeState(state), connected: (is, why) => this.connected(is, why) });
    this.search = new Search(this.line, (thing) => this.follow(thing, true));
    new MapHands(this.canvas, {
      pan: (dx, dy) => this.pan(dx, dy),
      zoom: (by, x, y) => this.zoomBy(by, x, y),
      pick: (x, y) => this.pick(x, y),
    });
    addEventListener("keydown", (event) => this.key(event));
    addEventListener("resize", () => this.resize());
    this.resize();
    requestAnimationFrame((now) => this.frame(now));
  }

  // -- what comes from the server

  private take({ head, columns }: Pack): void {
    const { model } = this;
    this.dirty = true;
    if (head.kind === "city") {
      const again = model.city !== undefined;
      model.city = head;
      model.ground = columns["ground"] as Uint8Array<ArrayBuffer>;
      model.district = columns["district"] as Uint16Array<ArrayBuffer>;
      this.tiles.begin();
      document.title = `${head.title} · Undergrid`;
      if (!again) this.begin();
      void this.learn();
      return;
    }
    if (columns["awake"]) {
      model.awake = columns["awake"] as Uint8Array<ArrayBuffer>;
      model.asleep = columns["asleep"] as Uint8Array<ArrayBuffer>;
      model.dark = columns["dark"] as Uint8Array<ArrayBuffer>;
      model.lit = head.lit;
    }
    const near = model.shot && Math.abs(head.tick - model.shot.head.tick) <= 12 && model.speed <= 10;
    model.before = near && model.shot!.head.tick !== head.tick ? model.shot : near ? model.before : undefined;
    model.shot = shotOf(model, head, columns, performance.now());
    if (!model.playing && head.tick === head.asked) model.before = undefined;
    this.heldTick = head.tick === head.asked ? head.asked : -1;
    const f = model.followed;
    if (f && this.lookedAt.endsWith(`/${f.what}/${f.row}`)) model.panel = head.panel ?? undefined;
  }

  private begin(): void {
    const { model } = this;
    const { city } = model;
    const link = readLink(location.hash);
    model.level = Math.max(0, city!.levels.findIndex((level) => level.sky && level.lawful));
    this.camera.fit();
    if (link.tick !== undefined) model.tick = Math.max(1, link.tick);
    if (link.level !== undefined && city!.levels[link.level]) model.level = link.level;
    if (link.x !== undefined) model.camera = model.target = { x: link.x, y: link.y!, zoom: link.zoom! };
    if (link.who) this.follow(link.who, link.x === undefined);
    else if (link.tick === undefined) {
      const first = city!.cast[0];
      if (first) this.follow({ what: "citizen", row: first.row }, true);
    }
  }

  /** What the log tells of the named, and the curves. */
  private async learn(): Promise<void> {
    const { model } = this;
    for (const { row } of model.city!.cast) void this.tell(row);
    if (model.followed?.what === "citizen") void this.tell(model.followed.row);
    model.course = (await this.line.ask<Course>({ about: "course" })) ?? model.course;
    this.dirty = true;
  }

  private async tell(row: number): Promise<void> {
    const told = await this.line.ask<Told[]>({ about: "events", row });
    if (told) this.model.told.set(row, told);
    this.dirty = true;
  }

  private takeState(state: State): void {
    const { model } = this;
    const grown = model.run !== undefined && state.tick !== model.run.tick;
    if (state.until) model.run = state;
    model.trouble = state.trouble;
    byId("trouble").textContent = state.trouble;
    byId("trouble").hidden = !state.trouble;
    if (grown && model.city) void this.learn();
    this.dirty = true;
  }

  private connected(is: boolean, why: string): void {
    this.model.connected = is;
    this.heldTick = -1;
    if (!is && why) say(why);
    this.dirty = true;
  }

  // -- time

  private play(): void {
    const { model } = this;
    if (!model.playing && model.tick >= model.last) model.tick = 1;
    model.playing = !model.playing;
    this.dirty = true;
  }

  private setSpeed(to: number): void {
    this.model.speed = to;
    this.dirty = true;
  }

  goTo(tick: number): void {
    const { model } = this;
    model.tick = Math.max(1, Math.min(model.last, Math.round(tick)));
    model.before = undefined;
    this.dirty = true;
  }

  private step(by: number): void {
    this.model.playing = false;
    this.goTo(Math.round(this.model.tick) + by);
  }

  /** To the next or the last event of whoever is followed, or of the named. */
  private beat(by: 1 | -1): void {
    const { model } = this;
    const story = model.stories();
    const now = Math.round(model.tick);
    const next = by > 0 ? story.find((told) => told.tick > now) : story.findLast((told) => told.tick < now);
    if (!next) return say(by > 0 ? "nothing more happens" : "nothing happened before");
    this.goTo(next.tick);
    model.chosen = next;
    say(next.says);
  }

  // -- place

  private resize(): void {
    const { model, canvas } = this;
    const stage = byId("stage");
    model.wide = canvas.width = Math.max(64, stage.clientWidth);
    model.high = canvas.height = Math.max(64, stage.clientHeight);
    this.dirty = true;
  }

  private pan(dx: number, dy: number): void {
    this.camera.pan(dx, dy);
    this.dirty = true;
  }

  private zoomBy(by: number, x: number, y: number): void {
    this.camera.zoomBy(by, x, y);
    this.dirty = true;
  }

  private glide(target: { x: number; y: number; zoom: number }): void {
    this.camera.glide(target);
    this.dirty = true;
  }

  private setLevel(to: number): void {
    const { model } = this;
    if (!model.city?.levels[to]) return;
    model.level = to;
    this.dirty = true;
  }

  // -- people and things

  private follow(thing: Thing | undefined, go: boolean): void {
    const { model } = this;
    model.followed = thing && { what: thing.what, row: thing.row };
    model.panel = undefined;
    model.why = undefined;
    model.centred = thing !== undefined && go;
    if (thing?.what === "citizen" && !model.told.has(thing.row)) void this.tell(thing.row);
    if (thing && go) this.jump = true;
    this.heldTick = -1;
    this.dirty = true;
  }
  private jump = false; // whether the camera has still to go to whoever was chosen

  /** The camera goes to whoever was chosen, as soon as it is known where that is. */
  private goThere(): void {
    const { model } = this;
    const there = model.whereFollowed() ?? (model.panel ? this.placeOf(model.panel.cell) : undefined);
    if (!there) return;
    this.jump = false;
    model.level = there.level;
    this.glide({ x: there.x + 0.5, y: there.y + 0.5, zoom: Math.max(model.target.zoom, 10) });
  }

  private placeOf(cell: number): { x: number; y: number; level: number } {
    const [x, y, level] = this.model.at(cell);
    return { x, y, level };
  }

  private pick(x: number, y: number): void {
    const { model, drawn } = this;
    if (!drawn || !model.shot) return;
    const thing = thingAt(model, drawn, x, y);
    const was = model.centred;
    this.follow(thing, false);
    model.centred = was && thing?.what === "citizen" && drawn.view.z > NEAR;
  }

  private async why(told: Told | undefined): Promise<void> {
    const { model } = this;
    model.chosen = told;
    model.why = told ? ((await this.line.ask<Why[]>({ about: "why", text: told.id })) ?? undefined) : undefined;
    if (told && !model.why) say("that is not on disk yet");
    const here = model.why?.find((one) => one.cell >= 0);
    if (here) {
      const [, , level] = model.at(here.cell);
      model.level = level;
    }
    this.dirty = true;
  }

  private readonly doings = {
    follow: (thing: Thing | undefined): void => this.follow(thing, true),
    centre: (is: boolean): void => this.centre(is),
    goTo: (tick: number, cell?: number): void => {
      this.model.playing = false;
      this.goTo(tick);
      if (cell !== undefined && cell >= 0 && !this.model.centred) {
        const { x, y, level } = this.placeOf(cell);
        this.model.level = level;
        this.glide({ x: x + 0.5, y: y + 0.5, zoom: Math.max(7, this.model.target.zoom) });
      }
    },
    why: (told: Told | undefined): void => void this.why(told),
  };

  private centre(is: boolean): void {
    this.model.centred = is;
    if (is) this.jump = true;
    this.dirty = true;
  }

  private nextPerson(by: 1 | -1): void {
    const { model } = this;
    const cast = model.city?.cast ?? [];
    if (!cast.length) return;
    const at = cast.findIndex((p) => model.followed?.what === "citizen" && p.row === model.followed.row);
    const next = cast[(at + by + cast.length) % cast.length]!;
    this.follow({ what: "citizen", row: next.row }, true);
  }

  private copy(): void {
    writeLink(this.model);
    navigator.clipboard.writeText(location.href).then(
      () => say("link copied"),
      () => say("the link is in the address bar"),
    );
  }

  // -- keys

  private key(event: KeyboardEvent): void {
    const { model } = this;
    const target = event.target as HTMLElement;
    if (target.tagName === "INPUT" || event.ctrlKey || event.metaKey || byId<HTMLDialogElement>("keys").open) return;
    const on = target.tagName === "BUTTON" && (event.key === " " || event.key === "Enter");
    if (on && event.key === "Enter") return;
    const arrow = (by: 1 | -1): void => (event.altKey ? this.beat(by) : this.step(by * (event.shiftKey ? 10 : 1)));
    const move = (dx: number, dy: number) => (): void => this.pan(dx * 120, dy * 120);
    const speed = (by: number): void => this.setSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, SPEEDS.indexOf(model.speed as 1) + by))]!);
    const keys: Record<string, () => void> = {
      " ": () => this.play(), ArrowLeft: () => arrow(-1), ArrowRight: () => arrow(1), "[": () => speed(-1), "]": () => speed(1),
      Home: () => this.goTo(1), End: () => this.goTo(model.last), n: () => this.beat(1), p: () => this.beat(-1),
      f: () => this.centre(!model.centred), "/": () => this.search.open(), l: () => this.copy(), "?": keysSheet,
      w: () => this.whyNow(), "+": () => this.zoomBy(1, model.wide / 2, model.high / 2), "=": () => this.zoomBy(1, model.wide / 2, model.high / 2),
      "-": () => this.zoomBy(-1, model.wide / 2, model.high / 2), PageUp: () => this.setLevel(model.level - 1), PageDown: () => this.setLevel(model.level + 1),
      Escape: () => this.escape(), W: move(0, 1), S: move(0, -1), A: move(1, 0), D: move(-1, 0),
    };
    if (event.key === "Tab" && target === this.canvas) {
      event.preventDefault();
      return this.nextPerson(event.shiftKey ? -1 : 1);
    }
    const does = keys[event.key] ?? (event.shiftKey ? undefined : keys[event.key.toLowerCase()]);
    if (!does) return;
    event.preventDefault();
    if (on) target.blur();
    does();
  }

  private whyNow(): void {
    const { model } = this;
    const now = Math.round(model.tick);
    const last = model.chosen && model.chosen.tick <= now && !model.why ? model.chosen : model.stories().findLast((told) => told.tick <= now);
    void this.why(model.why ? undefined : last);
  }

  private escape(): void {
    if (this.model.why) void this.why(undefined);
    else this.follow(undefined, false);
  }

  // -- the picture

  private frame(now: number): void {
    requestAnimationFrame((next) => this.frame(next));
    const { model } = this;
    if (model.playing && model.speed >= FAST && now < this.due) return;
    this.due = Math.max(now, this.due + PACE);
    const passed = Math.min(250, now - this.before) / 1000;
    this.before = now;
    if (!model.city || !model.connected) {
      if (this.dirty) for (const one of this.freshen) one();
      this.dirty = false;
      return;
    }
    if (model.playing) this.run(passed);
    this.moveCamera(now);
    this.look();
    if (!model.shot) return;
    if (this.jump) this.goThere();
    this.tiles.dress(now);
    const share = this.share(now);
    if (this.dirty || model.playing || share < 1 || this.drawn?.moving) {
      this.drawn = drawScene(this.ctx, model, this.tiles, model.shot, share, now);
      this.pictured++;
      this.chrome(now);
    }
    this.dirty = this.camera.glides || !(this.drawn?.whole ?? false);
    this.tellTests();
  }

  /** Time goes on, as far as frames come: it never runs ahead of what is seen by more than a moment. */
  private run(passed: number): void {
    const { model } = this;
    const lag = model.tick - (model.shot?.head.tick ?? 0);
    if (lag > Math.max(3, model.speed * 0.5)) return;
    model.tick = Math.min(model.last, model.tick + passed * model.speed);
    if (model.tick >= model.last) model.playing = false;
  }

  private share(now: number): number {
    const { shot, before, speed, playing } = this.model;
    if (!shot || !before || !playing || this.model.calm) return 1;
    const step = ((shot.head.tick - before.head.tick) / speed) * 1000;
    return Math.max(0, Math.min(1, (now - shot.at) / Math.max(16, step)));
  }

  private moveCamera(now: number): void {
    const { moved, level } = this.camera.move(now, this.drawn);
    if (level !== this.model.level) this.setLevel(level);
    if (moved) this.dirty = true;
  }

  private lookedAt = "";

  /** Ask for the frame that is to be seen next. */
  private look(): void {
    const { model } = this;
    if (this.line.busy) return;
    const { camera, wide, high } = model;
    const tick = Math.floor(model.tick);
    const zoom = Math.min(camera.zoom, model.target.zoom);
    const [w, h] = [wide / zoom / 2 + 4, high / zoom / 2 + 4];
    const round = (v: number, up: boolean): number => (up ? Math.ceil(v / 8) : Math.floor(v / 8)) * 8;
    const box: [number, number, number, number] = [round(model.target.x - w, false), round(model.target.y - h, false), round(model.target.x + w, true), round(model.target.y + h, true)];
    const step = camera.zoom >= NEAR ? 0 : Math.max(1, Math.round(3 / camera.zoom));
    const { what, row } = model.followed ?? { what: "" as const, row: -1 };
    const place = `${box.join()}/${model.level}/${step}/${what}/${row}`;
    if (this.heldTick === tick && place === this.lookedAt) return;
    this.lookedAt = place;
    this.line.look({ tick, box, level: model.level, step, lit: model.lit, what, row });
  }

  private chrome(now: number): void {
    const { model } = this;
    for (const one of this.freshen) one();
    this.timeline.draw();
    this.toasts.draw(now);
    const tick = model.shot!.head.tick;
    const f = model.followed;
    const whole = tick === model.shot!.head.asked;
    const told = `${f?.what}/${f?.row}/${tick}/${model.why?.length}/${model.stories().length}/${model.panel?.title}/${model.centred}/${whole}`;
    if (told !== this.toldSide && (!model.playing || now - this.sideAt > 240)) {
      this.toldSide = told;
      this.sideAt = now;
      drawInspector(model, this.doings);
    }
    if (now - this.linked > 1000 && !model.playing) {
      this.linked = now;
      writeLink(model);
    }
  }
  private toldSide = "";
  private sideAt = 0;

  /** Counters by which a test can wait for something to have been drawn. */
  private tellTests(): void {
    const { model } = this;
    Object.assign(document.body.dataset, {
      tick: String(model.shot?.head.tick ?? -1), asked: String(Math.floor(model.tick)), drawn: String(this.pictured),
      tiles: this.drawn?.whole ? "whole" : "partly", people: String(model.shot?.people.length ?? 0), level: String(model.level),
      baked: String(this.tiles.baked), took: String(Math.round(this.tiles.took)),
    });
  }
}

new Page();
