// A run that lies in the page itself: frames are made of what was recorded, and nobody is asked for anything.
// It has the face of `Line`, so that the rest of the page does not know the difference.

import type { Asks, Listener, Question } from "./socket";
import { Hour, type Watchers } from "./hour";
import type { Layer, ModeName } from "./modes/mode";
import { clock } from "./panel/dom";
import { unpack, unpackAs, unsqueezed, type Columns } from "./unpack";
import type { Arc, City, Course, Frame, Hit, Life, Look, Panel, State, Told, Why } from "./wire";

interface Tale {
  told: Record<string, Told[]>;
  why: Record<string, Why>;
  cause: Record<string, string>;
  course: Course;
  state: State;
  arc: Arc;
  lives: Record<string, Life>;
}

const HOUR = 3600; // ticks in a part
const KEPT = 4; // hours that stay unpacked
const LINKS = 60; // of a chain
const HITS = 12;
const LOOKS = 300; // ticks between two looks in a mode
const TRAIL = 7200; // ticks for which a trail is shown
const SHOWN: readonly ModeName[] = ["city", "belief", "trails", "bodies", "network", "ties"];
const AWAY = "This page holds the named, the watchers and how many are out of doors. Whatever else is to be known, the run itself tells: undergrid watch";

type Wanted = Omit<Look, "do" | "got">;

export class Recorded implements Asks {
  private readonly parts = new Map<string, Uint8Array<ArrayBuffer>>();
  private readonly hours = new Map<number, Promise<Hour>>();
  private readonly begun: Promise<void>;
  private city!: City;
  private district!: ArrayLike<number>;
  private tale!: Tale;
  private watchers!: Watchers;
  private number = 0;
  private next: Wanted | undefined;
  private at_work = false;

  /** Read the block that `element` holds: a list of parts, then the parts, each compressed by itself. */
  constructor(
    element: HTMLElement,
    private readonly listener: Listener,
  ) {
    const text = atob((element.textContent ?? "").trim());
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    element.remove();
    const length = new DataView(bytes.buffer).getUint32(0, true);
    let at = 4 + length;
    for (const [name, size] of JSON.parse(new TextDecoder().decode(bytes.subarray(4, at))) as [string, number][]) {
      this.parts.set(name, bytes.subarray(at, at + size));
      at += size;
    }
    this.begun = this.begin();
    this.begun.catch((wrong: unknown) => this.failed(wrong));
  }

  private async begin(): Promise<void> {
    const city = unpack(await this.part("city"));
    this.city = city.head as City;
    this.district = city.columns["district"]!;
    const { head, columns: posts } = unpackAs(await this.part("watchers"));
    const looks = unpackAs(await this.part("sights")).columns;
    const seen = new Map<string, number>();
    let at = 0;
    looks["cell"]!.forEach((cell, i) => {
      const around = looks["around"]![i]!;
      seen.set(`${cell}/${around}`, at);
      at += ((2 * around + 1) ** 2 + 7) >> 3;
    });
    this.watchers = {
      kind: posts["kind"]!,
      cell: posts["cell"]!,
      heat: posts["heat"]!,
      mobile: posts["mobile"]!,
      seen,
      beam: Number(head["beam"]),
      bits: looks["bits"] as Uint8Array,
    };
    this.tale = JSON.parse(new TextDecoder().decode(await this.part("tale"))) as Tale;
    this.listener.connected(true, "");
    this.listener.state(this.tale.state);
    this.listener.pack(city);
  }

  private async part(name: string): Promise<ArrayBuffer> {
    const packed = this.parts.get(name);
    if (!packed) throw new Error(`the file has no part ${name}: it is not whole`);
    return unsqueezed(packed);
  }

  private hour(n: number): Promise<Hour> {
    let found = this.hours.get(n);
    this.hours.delete(n);
    found ??= this.part(`hour${n}`).then((content) => new Hour(unpackAs(content), this.city, this.watchers));
    this.hours.set(n, found); // the one used last comes last
    if (this.hours.size > KEPT) this.hours.delete(this.hours.keys().next().value!);
    return found;
  }

  shows(mode: ModeName): boolean {
    return SHOWN.includes(mode);
  }

  tells(about: Question["about"]): boolean {
    return ["events", "why", "find", "course", "arc", "life"].includes(about);
  }

  get busy(): boolean {
    return this.at_work;
  }

  look(look: Wanted): void {
    this.next = look;
    if (!this.at_work) void this.answer();
  }

  private async answer(): Promise<void> {
    this.at_work = true;
    try {
      await this.begun;
      const look = this.next!;
      this.next = undefined;
      const tick = Math.max(1, Math.min(look.tick, this.tale.state.until));
      const hour = await this.hour(Math.floor((tick - 1) / HOUR));
      const frame = hour.at(tick, look);
      const { layer, columns } = (await this.layer(hour, tick, look)) ?? { layer: null, columns: {} };
      const head: Frame = { ...frame.head, kind: "frame", number: ++this.number, asked: tick, layer, panel: this.panel(hour, tick, look) };
      this.at_work = false;
      this.listener.pack({ head, columns: { ...frame.columns, ...columns } });
    } catch (wrong) {
      this.failed(wrong);
    }
    this.at_work = false;
    if (this.next) void this.answer();
  }

  /** What is to be seen in a mode; nothing in that of the city. */
  private async layer(hour: Hour, tick: number, { mode, what, row }: Wanted): Promise<{ layer: Layer; columns: Columns } | undefined> {
    const followed = what === "citizen" ? row : -1;
    if (mode === "trails") return this.trails(tick, followed);
    const found = mode ? hour.layer(mode, followed, tick) : undefined;
    if (!found) return undefined;
    const looked = tick - ((tick - 1) % LOOKS);
    const when = tick === looked ? [] : [`As it was at ${clock(this.city.starts + looked)}.`];
    return { ...found, layer: { ...found.layer, notes: [...found.layer.notes, ...when] } };
  }

  /** The ways of whoever is followed, else of all the named. */
  private async trails(tick: number, followed: number): Promise<{ layer: Layer; columns: Columns }> {
    const since = Math.max(0, tick - TRAIL);
    const hours: Hour[] = [];
    for (let n = Math.floor(Math.max(0, since - 1) / HOUR); n <= Math.floor((tick - 1) / HOUR); n++) hours.push(await this.hour(n));
    const { cast } = this.city;
    const one = cast.findIndex((person) => person.row === followed);
    const nths = followed < 0 ? cast.map((_, nth) => nth) : one < 0 ? [] : [one];
    const trails: { row: number; points: number }[] = [];
    const points: [number, number][] = [];
    for (const nth of nths) {
      const way = hours.flatMap((hour) => hour.way(nth)).filter(([at], i, all) => at <= tick && (all[i + 1]?.[0] ?? Infinity) > since);
      trails.push({ row: cast[nth]!.row, points: way.length });
      for (const [at, cell] of way) points.push([Math.max(at, since), cell]);
    }
    const notes = ["What they left on the ground is not in this file."];
    return {
      layer: { kind: "trails", lacks: "", whole: true, notes, trails, since },
      columns: {
        trailTick: Int32Array.from(points, ([at]) => at),
        trailCell: Int32Array.from(points, ([, cell]) => cell),
        print: new Uint32Array(0),
        printKind: new Uint8Array(0),
        printAge: new Uint32Array(0),
        printLeft: new Uint8Array(0),
        printMaker: new Int32Array(0),
        printWay: new Uint8Array(0),
      },
    };
  }

  private failed(wrong: unknown): void {
    const why = wrong instanceof Error ? wrong.message : String(wrong);
    const nothing: State = { kind: "state", first: 1, tick: 0, until: 0, status: "", endings: [], trouble: "", runs: [] };
    this.listener.state({ ...(this.tale?.state ?? nothing), trouble: `This file cannot be read: ${why}` });
  }

  /** What there is to say of whoever is followed: of the named all that was recorded, of others what they are called. */
  private panel(hour: Hour, tick: number, { what, row }: Wanted): Panel | null {
    const { city } = this;
    if (!what) return null;
    const nth = what === "citizen" ? city.cast.findIndex((one) => one.row === row) : -1;
    if (nth >= 0) return hour.panel(nth, tick);
    const link = city.links[city.gates[row] ?? -1];
    const near = (cell: number): string => city.districts[this.district[cell]!]?.[0] ?? "";
    const building = city.buildings[row];
    const bare = { meters: [], marks: [], state: "", place: "", inside: -1, sections: [{ name: "Not in this file", lines: [{ what: AWAY, reads: "" }] }] };
    if (what === "watcher" && city.watchers[row])
      return {
        ...bare,
        title: city.watchers[row],
        what: city.watchers[row].replace(/ \d+$/, ""),
        state: hour.duty(row, tick),
        place: near(hour.cellOf(row, tick)),
        cell: hour.cellOf(row, tick),
      };
    if (what === "gate" && link)
      return { ...bare, title: link.name, what: "gate", state: hour.open(row, tick) ? "open" : "shut", place: near(link.a), cell: link.a };
    if (what === "building" && building)
      return {
        ...bare,
        title: building.name,
        what: "building",
        state: `for ${building.room.toLocaleString("en")} people`,
        place: near(building.door),
        cell: building.door,
      };
    return { ...bare, title: `citizen ${row.toLocaleString("en")}`, what: "one of the crowd", cell: -1 };
  }

  async ask<T>(question: Question): Promise<T | undefined> {
    await this.begun;
    const { tale } = this;
    const answers: Partial<Record<Question["about"], () => unknown>> = {
      events: () => tale.told[String(question.row)] ?? [],
      why: () => this.chain(question.text ?? ""),
      find: () => found(this.city, (question.text ?? "").trim().toLowerCase()),
      course: () => tale.course,
      arc: () => tale.arc,
      life: () => tale.lives[String(question.row)],
    };
    return answers[question.about]?.() as T | undefined;
  }

  private chain(id: string): Why[] | undefined {
    const { why, cause } = this.tale;
    const links: Why[] = [];
    for (let next: string | undefined = id; next && why[next]; next = cause[next]) links.push(why[next]!);
    return links.length > LINKS ? [...links.slice(0, LINKS - 1), links.at(-1)!] : links.length ? links : undefined;
  }
}

/** Who and what has a name like a text; the named first. */
function found(city: City, text: string): Hit[] {
  if (!text) return [];
  const hits: Hit[] = city.cast
    .filter((one) => one.name.toLowerCase().includes(text))
    .map(({ row, name }) => ({ what: "citizen", row, name, note: "one of the named" }));
  const tables: [Hit["what"], string[]][] = [
    ["gate", city.gates.map((link) => city.links[link]!.name)],
    ["watcher", city.watchers],
    ["building", city.buildings.map((building) => building.name)],
  ];
  for (const [what, names] of tables) {
    const rows = names.map((name, row): Hit => ({ what, row, name, note: what }));
    const holds = rows.filter((hit) => hit.name.toLowerCase().includes(text));
    const starts = holds.filter((hit) => hit.name.toLowerCase().startsWith(text));
    hits.push(...starts, ...holds.filter((hit) => !starts.includes(hit)));
  }
  return hits.slice(0, HITS);
}
