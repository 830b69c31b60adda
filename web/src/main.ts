// The page: what comes from the server, what is drawn when, and what hangs on what. Drawing itself is elsewhere.

import { Beside } from "./beside";
import { Camera } from "./camera";
import { Clock } from "./clock";
import { drawLit } from "./draw/lit";
import { drawScene, type Drawn } from "./draw/scene";
import { Following } from "./following";
import { MapHands } from "./hands";
import { Keys } from "./keys";
import { Address, readLink, writeLink } from "./link";
import { Looking } from "./looking";
import { layerOf, MODES } from "./modes/all";
import type { ModeName } from "./modes/mode";
import { drawInspector } from "./panel/inspector";
import { byId } from "./panel/dom";
import { keysSheet, levelLadder, say, Toasts, topBar } from "./panel/chrome";
import { legend, modeRail } from "./panel/modes";
import { Jumps } from "./jumps";
import { Learning } from "./learning";
import { Minimap } from "./panel/minimap";
import { saveStill } from "./still";
import { Search } from "./panel/search";
import { Timeline } from "./panel/timeline";
import { Recorded } from "./recorded";
import { Line, openLine, type Asks, type Listener } from "./socket";
import type { Sign } from "./points";
import { Model, shotOf } from "./state";
import { Tiles } from "./tiles";
import type { Course, State, Told } from "./wire";
import type { Pack } from "./unpack";

const FAST = 60; // times: from here on a moment is seen for too short a time to need every picture of the screen
const PACE = 25; // milliseconds between pictures then
const SHARED = 31; // the same while the run is being recorded: who records has the caches of the cores to themselves for longer
const EARLY = 6; // milliseconds before a picture is due at which the screen is asked when it can be shown
const BESIDE = "/socket/beside";

/** Who answers: a run that lies in the page itself, or whoever gave the page out. */
function lineOf(listener: Listener, path: string): Asks {
  const recorded = document.getElementById("recorded");
  return recorded ? new Recorded(recorded, listener) : new Line(listener, () => openLine(path));
}

class Page {
  readonly model = new Model();
  readonly canvas = byId<HTMLCanvasElement>("map");
  readonly ctx = this.canvas.getContext("2d", { alpha: false, willReadFrequently: true })!;
  private readonly changed = (): void => {
    this.dirty = true;
  };
  private readonly swapped = readLink(location.hash).swapped ?? false;
  readonly line: Asks = lineOf(
    { pack: (pack) => this.take(pack), state: (state) => this.takeState(state), connected: (is, why) => this.connected(is, why) },
    this.swapped ? BESIDE : "/socket",
  );
  private beside: Beside | undefined; // the run beside this one, where there are two
  readonly camera = new Camera(this.model);
  readonly tiles = new Tiles(this.model, this.changed);
  readonly clock = new Clock(this.model, this.changed);
  readonly looking = new Looking(this.model, this.line);
  readonly following = new Following(this.model, this.line, this.camera, this.clock, this.looking, this.changed);
  readonly search = new Search(this.line, (thing) => this.following.follow(thing));
  readonly timeline = new Timeline(
    this.model,
    (tick) => this.clock.goTo(tick),
    () => this.beside?.model,
  );
  readonly jumps = new Jumps(this.model, this.clock, this.following);
  readonly learning = new Learning(this.model, this.line, this.changed);
  readonly minimap = new Minimap(this.model, (x, y) => this.toPlace(x, y));
  readonly toasts: Toasts;
  private readonly freshen: (() => void)[];
  private dirty = true;
  private before = 0;
  private due = 0; // when the next picture is, played fast
  private pictured = 0; // frames of the screen that were drawn
  private drawn: Drawn | undefined;
  private readonly address = new Address();

  constructor() {
    const { model, clock, following } = this;
    const buttons = {
      play: (): void => clock.play(),
      step: (by: number): void => clock.step(by),
      speed: (to: number): void => clock.setSpeed(to),
      search: (): void => this.search.open(),
      copy: (): void => this.copy(),
      keys: () => keysSheet(model, this.changed),
      level: (to: number): void => this.setLevel(to),
      why: (told: Told): void => following.why(told),
      jump: (to: Sign, by: 1 | -1): void => this.jump(to, by),
      still: (): void => this.still(),
    };
    this.toasts = new Toasts(model, buttons);
    this.freshen = [topBar(model, buttons), levelLadder(model, buttons), modeRail(model, (mode) => this.setMode(mode)), legend(model)];
    new MapHands(this.canvas, {
      pan: (dx, dy) => this.pan(dx, dy),
      zoom: (by, x, y) => this.zoomBy(by, x, y),
      pick: (x, y) => following.pick(this.drawn, x, y),
    });
    new Keys(this.canvas, {
      play: () => clock.play(),
      step: (by) => clock.step(by),
      beat: (by) => clock.beat(by),
      faster: (by) => clock.faster(by),
      begin: () => clock.goTo(model.first),
      end: () => clock.goTo(model.last),
      centre: () => following.centre(!model.centred),
      search: () => this.search.open(),
      copy: () => this.copy(),
      keys: () => keysSheet(model, this.changed),
      why: () => following.whyNow(),
      zoom: (by) => this.zoomBy(by, model.wide / 2, model.high / 2),
      level: (by) => this.setLevel(model.level + by),
      escape: () => following.escape(),
      pan: (dx, dy) => this.pan(dx, dy),
      next: (by) => following.nextPerson(by),
      mode: (nth) => this.setMode(MODES[nth - 1]?.name ?? "city"),
      jump: (to, by) => this.jump(to, by),
      minimap: () => this.toggleMinimap(),
      still: () => this.still(),
      swap: () => this.swap(),
    });
    addEventListener("resize", () => this.resize());
    addEventListener("pointerup", () => (this.dirty = true)); // what waited in the panel for a press to end is shown
    this.resize();
    requestAnimationFrame((now) => this.frame(now));
  }

  // -- what comes from the server

  private take({ head, columns }: Pack): void {
    const { model } = this;
    this.dirty = true;
    if (head.kind === "city") {
      const again = model.city !== undefined;
      model.takeCity(head, columns);
      this.tiles.begin();
      document.title = `${head.title} · Undergrid`;
      if (!again) this.begin();
      void this.learn();
      return;
    }
    model.takeLights(head, columns);
    const near = model.shot && Math.abs(head.tick - model.shot.head.tick) <= 12 && model.speed <= 10;
    model.before = near && model.shot!.head.tick !== head.tick ? model.shot : near ? model.before : undefined;
    model.shot = shotOf(model, head, columns, performance.now());
    if (!model.playing && head.tick === head.asked) model.before = undefined;
    if (this.looking.taken(head)) model.panel = head.panel ?? undefined;
    this.beside?.follow(model.shot);
  }

  private begin(): void {
    const { model } = this;
    const { city } = model;
    const link = readLink(location.hash);
    model.level = Math.max(
      0,
      city!.levels.findIndex((level) => level.sky && level.lawful),
    );
    this.camera.fit();
    if (link.tick !== undefined) model.tick = Math.max(1, link.tick);
    if (link.level !== undefined && city!.levels[link.level]) model.level = link.level;
    if (link.mode) this.setMode(link.mode);
    if (link.x !== undefined) model.camera = model.target = { x: link.x, y: link.y!, zoom: link.zoom! };
    if (link.who) this.following.follow(link.who, link.x === undefined);
    else if (link.tick === undefined) {
      const first = city!.cast[0];
      if (first) this.following.follow({ what: "citizen", row: first.row });
    }
  }

  /** What the log tells of the named, and the curves. */
  private async learn(): Promise<void> {
    const { model } = this;
    for (const { row } of model.city!.cast) void this.following.tell(row);
    if (model.followed?.what === "citizen") void this.following.tell(model.followed.row);
    model.course = (await this.line.ask<Course>({ about: "course" })) ?? model.course;
    this.dirty = true;
  }

  private takeState(state: State): void {
    const { model } = this;
    const grown = model.run !== undefined && state.tick !== model.run.tick;
    if (state.until) model.run = state;
    model.tick = Math.max(model.tick, model.first);
    if (state.runs.length > 1 && !this.beside) this.pair(state.runs);
    model.trouble = state.trouble;
    byId("trouble").textContent = state.trouble;
    byId("trouble").hidden = !state.trouble;
    if (grown && model.city) void this.learn();
    this.dirty = true;
  }

  /** Another run is shown beside this one, with the same hands. */
  private pair(runs: string[]): void {
    const { following } = this;
    const beside = new Beside(this.model, this.swapped ? "/socket" : BESIDE, this.changed);
    this.beside = beside;
    new MapHands(beside.canvas, {
      pan: (dx, dy) => this.pan(dx, dy),
      zoom: (by, x, y) => this.zoomBy(by, x, y),
      pick: (x, y) => following.pick(beside.drawn && beside.model.shot ? beside.drawn : undefined, x, y),
    });
    ["called", "calledbeside"].forEach((id, i) => {
      byId(id).textContent = `${"AB"[i]} · ${runs[i]}`;
      byId(id).title = runs[i]!;
      byId(id).hidden = false;
    });
    beside.canvas.hidden = false;
    document.body.classList.add("pair");
    this.resize();
    if (readLink(location.hash).x === undefined && !this.model.followed) this.camera.fit();
  }

  /** The other of two runs stands first: the page begins anew at the same moment. */
  private swap(): void {
    if (!this.beside) return say("one run is shown: give two to watch them side by side");
    writeLink(this.model, !this.swapped);
    location.reload();
  }

  private readonly differs = {
    follow: (row: number): void => this.following.follow({ what: "citizen", row }),
    goTo: (tick: number): void => this.following.goTo(tick),
    why: (told: Told): void => this.following.why(told),
    swap: (): void => this.swap(),
  };

  private connected(is: boolean, why: string): void {
    this.model.connected = is;
    this.looking.again();
    if (!is && why) say(why);
    this.dirty = true;
  }

  // -- place

  private resize(): void {
    const { model, canvas } = this;
    const stage = byId("stage");
    model.wide = canvas.width = Math.max(64, this.beside ? Math.floor(stage.clientWidth / 2) - 1 : stage.clientWidth);
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

  private setLevel(to: number): void {
    const { model } = this;
    if (!model.city?.levels[to]) return;
    model.level = to;
    this.dirty = true;
  }

  private setMode(to: ModeName): void {
    if (!this.line.shows(to)) return say(`this file does not hold what ${to} shows: the run itself does`);
    this.model.mode = to;
    this.changed();
  }

  /** The camera goes to a place of the level, and stays with nobody. */
  private toPlace(x: number, y: number): void {
    const { model } = this;
    model.centred = false;
    this.camera.glide({ ...model.target, x, y });
    this.dirty = true;
  }

  private jump(to: Sign, by: 1 | -1): void {
    if (to === "sighting") this.jumps.first(to);
    else this.jumps.to(to, by);
  }

  private toggleMinimap(): void {
    this.minimap.toggle();
    this.dirty = true;
  }

  private still(): void {
    saveStill(this.model, this.beside ? [this.canvas, this.beside.canvas] : [this.canvas]);
  }

  private copy(): void {
    writeLink(this.model, this.swapped);
    navigator.clipboard.writeText(location.href).then(
      () => say("link copied"),
      () => say("the link is in the address bar"),
    );
  }

  // -- the picture

  /** Ask for the next picture; returns whether this one is due. Played fast, the screen is asked late: it wakes half the browser. */
  private next(now: number): boolean {
    const { model } = this;
    const fast = model.playing && model.speed >= FAST;
    const is = !fast || now >= this.due - EARLY;
    const pace = model.run?.status === "running" ? SHARED : PACE;
    if (is) this.due = Math.min(now + pace, Math.max(now, this.due + pace));
    const wait = this.due - performance.now() - EARLY;
    const ask = (): number => requestAnimationFrame((then) => this.frame(then));
    if (fast && wait > 0) setTimeout(ask, wait);
    else ask();
    return is;
  }

  private frame(now: number): void {
    if (!this.next(now)) return;
    const { model } = this;
    const passed = Math.min(250, now - this.before) / 1000;
    this.before = now;
    if (!model.city || !model.connected) {
      if (this.dirty) for (const one of this.freshen) one();
      this.dirty = false;
      return;
    }
    if (model.playing && (this.beside?.keepsUp ?? true)) this.clock.run(passed);
    this.moveCamera(now);
    this.looking.look();
    this.learning.turn(now);
    this.beside?.turn(now);
    if (!model.shot) return;
    this.following.goThere();
    this.tiles.dress(now);
    const share = this.clock.share(now);
    if (this.dirty || model.playing || share < 1 || this.drawn?.moving) {
      this.drawn = drawScene(this.ctx, model, this.tiles, model.shot, share, now);
      if (this.beside?.contrast) drawLit(this.drawn.view, this.beside.contrast.first);
      this.beside?.draw(now);
      this.pictured++;
      this.chrome(now);
      this.address.outdated = true;
    }
    this.address.keepUp(model, this.swapped, now);
    this.dirty = this.camera.glides || !(this.drawn?.whole ?? false) || !(this.beside?.whole ?? true);
    this.tellTests();
  }

  private moveCamera(now: number): void {
    const { moved, level } = this.camera.move(now, this.drawn);
    if (level !== this.model.level) this.setLevel(level);
    if (moved) this.dirty = true;
  }

  private chrome(now: number): void {
    const { model } = this;
    for (const one of this.freshen) one();
    this.timeline.draw(now);
    this.toasts.draw(now);
    this.minimap.draw(this.drawn);
    const tick = model.shot!.head.tick;
    const f = model.followed;
    const whole = tick === model.shot!.head.asked;
    const told = `${f?.what}/${f?.row}/${tick}/${model.why?.length}/${model.stories().length}/${model.panel?.title}/${this.learning.told}/${this.beside?.contrast?.tick}/${this.beside?.model.shot?.head.tick}/${model.centred}/${whole}`;
    const whose = `${f?.what}/${f?.row}/${model.panel?.title}/${model.why?.length}`;
    const pressed = byId("side").matches(":active"); // a button that is exchanged while it is pressed would never be clicked
    if (told !== this.toldSide && !pressed && (!model.playing || whose !== this.whose || now - this.sideAt > 240)) {
      this.toldSide = told;
      this.whose = whose;
      this.sideAt = now;
      drawInspector(model, this.following, this.beside, this.differs);
    }
  }
  private toldSide = "";
  private whose = ""; // whose panel it is: another is shown at once, also while time runs
  private sideAt = 0;

  /** Counters by which a test can wait for something to have been drawn. */
  private tellTests(): void {
    const { model } = this;
    Object.assign(document.body.dataset, {
      tick: String(model.shot?.head.tick ?? -1),
      asked: String(Math.floor(model.tick)),
      drawn: String(this.pictured),
      tiles: this.drawn?.whole && (this.beside?.whole ?? true) ? "whole" : "partly",
      people: String(model.shot?.people.length ?? 0),
      level: String(model.level),
      mode: layerOf(model, model.shot)?.kind ?? (model.mode === "city" ? "city" : ""),
      more: String(model.shot?.head.layer?.whole === false),
      baked: String(this.tiles.baked),
      took: String(Math.round(this.tiles.took)),
      by: this.tiles.by,
    });
  }
}

new Page();
