// Made from src/undergrid/serve/wire.py by `python -m undergrid.serve.wire`: change it there.

export const VERSION = 1;

/** A storey of the city. */
export interface Level {
  name: string;
  lawful: boolean;
  sky: boolean;
}

/** A building, as the map has it; rows are those of the city's buildings. */
export interface Building {
  name: string;
  use: number;
  level: number;
  x: number;
  y: number;
  w: number;
  h: number;
  door: number;
  room: number;
}

/** A way between two cells that do not touch. */
export interface Link {
  kind: number;
  a: number;
  b: number;
  name: string;
}

/** One of the named. */
export interface Person {
  row: number;
  name: string;
}

/** What never changes in a run. Columns: ground u8 and district u16, a cell each. */
export interface City {
  kind: "city";
  title: string;
  scenario: string;
  seed: string;
  people: number;
  width: number;
  height: number;
  cell_mm: number;
  levels: Level[];
  districts: [string, string][];
  buildings: Building[];
  links: Link[];
  gates: number[];
  cast: Person[];
  watchers: string[];
  places: [string, number][];
  starts: number;
  doings: string[];
}

/** The weather, and how light it is (of 255). */
export interface Sky {
  programme: string;
  light: number;
  rain: number;
  ash: number;
  glare: number;
  wind: number;
  curfew: boolean;
}

/** Where one of the named is. */
export interface Named {
  row: number;
  cell: number;
  heading: number;
  progress: number;
  inside: number;
  doing: number;
  posture: number;
  marks: number;
}

/** A quantity from 0 to 1, and how it reads. */
export interface Meter {
  name: string;
  share: number;
  reads: string;
}

/** A line of a panel. */
export interface Line {
  what: string;
  reads: string;
}

/** A part of a panel. */
export interface Section {
  name: string;
  lines: Line[];
}

/** What there is to say of somebody or something at a tick. */
export interface Panel {
  title: string;
  what: string;
  state: string;
  place: string;
  cell: number;
  inside: number;
  marks: [string, string][];
  meters: Meter[];
  sections: Section[];
}

/** The city at a tick, as far as it is in view. */
export interface Frame {
  kind: "frame";
  number: number;
  tick: number;
  asked: number;
  clock: number;
  lit: number;
  level: number;
  counts: number[];
  alive: number;
  wanted: number;
  box: number[];
  step: number;
  sky: Sky;
  cast: Named[];
  sights: [number, number, number, number][];
  beams: [number, number, number, number][];
  panel: Panel | null;
}

/** How far the run is. */
export interface State {
  kind: "state";
  tick: number;
  until: number;
  status: string;
  endings: [string, number][];
  trouble: string;
}

/** What was asked for, or why it cannot be told. */
export interface Answer {
  kind: "answer";
  number: number;
  trouble: string;
  body: unknown;
}

/** An event as a sentence; `id` is empty for what is only counted. */
export interface Told {
  id: string;
  tick: number;
  time: string;
  says: string;
  kind: string;
  cell: number;
}

/** One event on the way back to a root. */
export interface Why {
  id: string;
  tick: number;
  time: string;
  says: string;
  cell: number;
  root: string;
  draw: string;
  odds: number;
  also: [string, string][];
}

/** Somebody or something that a search has found. */
export interface Hit {
  what: "citizen" | "watcher" | "gate" | "building";
  row: number;
  name: string;
  note: string;
}

/** The series of the run, a row a minute, each as a list of whole numbers. */
export interface Course {
  ticks: number[];
  columns: Record<string, number[]>;
}

/** Asks for a frame; the newest that was asked for is the one that comes. */
export interface Look {
  do: "look";
  got: number;
  tick: number;
  box: [number, number, number, number];
  level: number;
  step: number;
  lit: number;
  what: "citizen" | "watcher" | "gate" | "building" | "";
  row: number;
}

/** Asks for something to be told. */
export interface Ask {
  do: "ask";
  number: number;
  about: "events" | "why" | "find" | "course";
  row?: number;
  text?: string;
}
