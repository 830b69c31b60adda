// What the page knows and where it looks. No drawing and no DOM in here; everything else reads it.

import { chosenFinisher, type Finisher } from "./finisher";
import { spread } from "./spread";
import type { Columns } from "./unpack";
import type { Apart, Arc, City, Course, Frame, Hit, Interest, Life, Look, Panel, State as RunState, Told, Why } from "./wire";

export const SPEEDS = [1, 10, 60, 600] as const;
export const TILE_ZOOMS = [1, 1.4, 1.9, 2.6, 3.6, 5, 7, 10, 14, 20, 28] as const; // px a cell, as tiles are baked
export const NEAR = 3; // px a cell from which on people are drawn one by one

/** A person in view. */
export interface Seen {
  row: number;
  x: number; // in cells, from the middle of the first
  y: number;
  level: number;
  heading: number;
  doing: number;
  posture: number;
  marks: number;
  inside: number; // building; -1 outdoors
}

export const MARK = { ALIVE: 1, WANTED: 2, TAGGED: 4, COMPANION: 8, BLEEDS: 16, HAULS: 32, HELD: 64, OUT_COLD: 128 } as const;
export const DOING = { PLUGGED: 1, WALKING: 3, HIDING: 5, SHUT_DOWN: 9, LYING: 11, TENDING: 12, SLEEPING: 13, UNCONSCIOUS: 14, HAULED: 15 } as const;

/** The newest frame, and what is made of it. */
export interface Shot {
  head: Frame;
  columns: Columns;
  people: Seen[];
  cast: Seen[];
  at: number; // when it came, ms
}

export interface Camera {
  x: number; // the cell in the middle
  y: number;
  zoom: number; // px a cell
}

export type Thing = Pick<Hit, "what" | "row">;

export class Model {
  city: City | undefined;
  ground = new Uint8Array(0);
  district = new Uint16Array(0);
  shot: Shot | undefined;
  before: Shot | undefined; // the one before, from which people glide
  awake = new Uint8Array(0);
  asleep = new Uint8Array(0);
  dark = new Uint8Array(0); // bits of the cells whose lamps are out
  lit = -1;
  run: RunState | undefined;
  course: Course | undefined;
  told = new Map<number, Told[]>(); // of the named and the followed: what happened
  panel: Panel | undefined;
  why: Why[] | undefined;
  pins: Why[] | undefined; // what of it is numbered on the map: nothing where it is of the run beside this one
  arc: Arc | undefined;
  lives = new Map<number, Life>(); // of those who were followed
  interest: Interest[] | undefined; // to whom most happens now
  apart: Apart | undefined; // where this run and the one beside it part
  chosen: Told | undefined; // the event whose why is asked for

  tick = 1; // where the clock stands; a fraction while it runs
  playing = false;
  speed: number = SPEEDS[0];
  level = 0;
  camera: Camera = { x: 0, y: 0, zoom: 4 };
  target: Camera = { x: 0, y: 0, zoom: 4 }; // where the camera glides to
  mode: NonNullable<Look["mode"]> = "city"; // what is to be seen beside the city
  followed: Thing | undefined;
  centred = false; // whether the camera stays with whoever is followed
  finisher: Finisher = chosenFinisher(); // by what the still part of the picture is finished
  trouble = "";
  connected = false;
  calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  wide = 1280; // px of the map
  high = 720;

  /** Take in what never changes in a run. */
  takeCity(city: City, columns: Columns): void {
    this.city = city;
    this.ground = columns["ground"] as Uint8Array<ArrayBuffer>;
    this.district = columns["district"] as Uint16Array<ArrayBuffer>;
  }

  /** Take in who is behind the windows, and which lamps are out, where a frame says. */
  takeLights(head: Frame, columns: Columns): void {
    if (!columns["awake"]) return;
    this.awake = columns["awake"] as Uint8Array<ArrayBuffer>;
    this.asleep = columns["asleep"] as Uint8Array<ArrayBuffer>;
    this.dark = columns["dark"] as Uint8Array<ArrayBuffer>;
    this.lit = head.lit;
  }

  get area(): number {
    return this.city ? this.city.width * this.city.height : 1;
  }

  get first(): number {
    return this.run?.first ?? 1;
  }

  get last(): number {
    return Math.max(1, this.run?.until ?? 1);
  }

  at(cell: number): [x: number, y: number, level: number] {
    const w = this.city!.width;
    const rest = cell % this.area;
    return [rest % w, Math.floor(rest / w), Math.floor(cell / this.area)];
  }

  nameOf(row: number): string {
    return this.city?.cast.find((p) => p.row === row)?.name ?? `citizen ${row.toLocaleString("en")}`;
  }

  /** The part of the chosen level that is not void: x and y of its first cell, and after its last. */
  extent(): [number, number, number, number] {
    const { width, height } = this.city!;
    let [x0, y0, x1, y1] = [width, height, 0, 0];
    for (let k = 0; k < this.area; k++) {
      if (this.ground[this.level * this.area + k] === 0) continue;
      const [x, y] = [k % width, Math.floor(k / width)];
      [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x + 1), Math.max(y1, y + 1)];
    }
    return x1 > x0 ? [x0, y0, x1, y1] : [0, 0, width, height];
  }

  /** Whether most of the city lies in ruins. */
  get ruins(): boolean {
    const kinds = this.city?.buildings.map((b) => this.city!.districts[this.district[b.door]!]?.[1] ?? "") ?? [];
    return kinds.filter((kind) => ["ruins", "outside", "camps", "garrison"].includes(kind)).length > kinds.length / 2;
  }

  /** The events of whoever is followed, else of all the named, in their order. */
  stories(): Told[] {
    const one = this.followed?.what === "citizen" ? this.told.get(this.followed.row) : undefined;
    if (one) return one;
    const seen = new Map<string, Told>();
    for (const { row } of this.city?.cast ?? []) for (const told of this.told.get(row) ?? []) if (told.mark || !seen.has(told.id)) seen.set(told.id, told);
    return [...seen.values()].sort((a, b) => a.tick - b.tick);
  }

  /** Where whoever is followed is now; undefined where nobody is. */
  whereFollowed(): { x: number; y: number; level: number } | undefined {
    const f = this.followed;
    if (!f || !this.shot) return undefined;
    if (f.what === "citizen") return this.shot.cast.find((p) => p.row === f.row);
    if (f.what === "watcher") {
      const cell = this.shot.columns["watcherCell"]![f.row]!;
      const [x, y, level] = this.at(cell);
      return cell < 0 ? undefined : { x, y, level };
    }
    return undefined;
  }
}

const DX = [1, 1, 0, -1, -1, -1, 0, 1];
const DY = [0, 1, 1, 1, 0, -1, -1, -1];

/** Where a body is that stands in a cell and is so far into a step. */
export function along(x: number, y: number, heading: number, progress: number, cellMm: number): [number, number] {
  if (heading > 7) return [x, y];
  const f = Math.min(1, progress / (heading & 1 ? cellMm * Math.SQRT2 : cellMm));
  return [x + DX[heading]! * f, y + DY[heading]! * f];
}

/** A frame, with people as they are drawn. */
export function shotOf(model: Model, head: Frame, sent: Columns, now: number): Shot {
  const columns = spread(sent, model.city!.watchers.length);
  const mm = model.city!.cell_mm;
  const people: Seen[] = [];
  const who = columns["who"];
  if (who)
    for (let i = 0; i < who.length; i++) {
      const [cx, cy, level] = model.at(columns["cell"]![i]!);
      const heading = columns["heading"]![i]!;
      const [x, y] = along(cx, cy, heading, columns["progress"]![i]!, mm);
      people.push({
        row: who[i]!,
        x,
        y,
        level,
        heading,
        doing: columns["doing"]![i]!,
        posture: columns["posture"]![i]!,
        marks: columns["marks"]![i]!,
        inside: -1,
      });
    }
  const cast = head.cast.map((p): Seen => {
    const [cx, cy, level] = model.at(p.cell);
    const [x, y] = p.inside < 0 ? along(cx, cy, p.heading, p.progress, mm) : [cx, cy];
    return { ...p, x, y, level };
  });
  return { head, columns, people, cast, at: now };
}
