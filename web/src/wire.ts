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
  attribution: string;
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
  layer: HeatLayer | SightLayer | BeliefLayer | TrailsLayer | NoiseLayer | BodiesLayer | NetworkLayer | TiesLayer | null;
}

/** How far the run is. */
export interface State {
  kind: "state";
  first: number;
  tick: number;
  until: number;
  status: string;
  endings: [string, number][];
  trouble: string;
  runs: string[];
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
  mark: "" | "decision" | "wound" | "crossing" | "sighting" | "arrest" | "death" | "ending";
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
  what: "citizen" | "watcher" | "gate" | "building" | "node";
  row: number;
  name: string;
  note: string;
}

/** The series of the run, a row a minute, each as a list of whole numbers. */
export interface Course {
  ticks: number[];
  columns: Record<string, number[]>;
}

/** A beat of the scenario's arc that has happened. */
export interface Beat {
  name: string;
  tick: number;
  time: string;
  id: string;
  arc: boolean;
}

/** How much of the scenario's arc has happened. */
export interface Arc {
  at: number;
  whole: boolean;
  beats: Beat[];
  of: number;
}

/** How somebody was over the run: columns, one value for each of some ticks. */
export interface Life {
  at: number;
  whole: boolean;
  ticks: number[];
  cell: number[];
  inside: number[];
  doing: number[];
  blood: number[];
  cold: number[];
  left: number[];
}

/** Somebody to whom much happens around a tick, and the rarest of it. */
export interface Interest {
  row: number;
  name: string;
  why: Told;
  score: number;
}

/** Where two runs first part. */
export interface Apart {
  tick: number;
  time: string;
  by: string;
  exact: boolean;
  events: (Told | null)[];
}

/** Warmth, as scanners have it. */
export interface HeatLayer {
  lacks: string;
  notes: string[];
  whole: boolean;
  kind: "heat";
  stride: number;
  low: number;
  high: number;
  air: number;
  skin: number;
}

/** How many sensors see each cell. Columns: cover u8, a grid: by how many, 255 where nobody could stand. */
export interface SightLayer {
  lacks: string;
  notes: string[];
  whole: boolean;
  kind: "sight";
  stride: number;
}

/** Where the authority thinks people are. */
export interface BeliefLayer {
  lacks: string;
  notes: string[];
  whole: boolean;
  kind: "belief";
}

/** The way of somebody: so many points of the columns, after those of the ones before. */
export interface Trail {
  row: number;
  points: number;
}

/** Where people went, and what they left. */
export interface TrailsLayer {
  lacks: string;
  notes: string[];
  whole: boolean;
  kind: "trails";
  trails: Trail[];
  since: number;
}

/** A sound: where, by whom, how loud, how far it carries in the open and behind walls, and who could hear it. */
export interface Sound {
  cell: number;
  inside: number;
  maker: number;
  what: string;
  db: number;
  reach: number;
  behind: number;
  age: number;
  watchers: number[];
  people: number[];
}

/** Sounds of the last moments, and the level that hides what is softer. */
export interface NoiseLayer {
  lacks: string;
  notes: string[];
  whole: boolean;
  kind: "noise";
  sounds: Sound[];
}

/** People in need, and the dead. */
export interface BodiesLayer {
  lacks: string;
  notes: string[];
  whole: boolean;
  kind: "bodies";
  states: string[];
  counts: number[];
}

/** A node that has a name worth showing. */
export interface Node {
  row: number;
  name: string;
}

/** The control network. */
export interface NetworkLayer {
  lacks: string;
  notes: string[];
  whole: boolean;
  kind: "network";
  kinds: string[];
  states: string[];
  wires: string[];
  names: Node[];
}

/** What ties somebody to another, seen from `who`. */
export interface Tie {
  who: number;
  row: number;
  name: string;
  cell: number;
  inside: number;
  alive: boolean;
  what: string[];
  strength: number;
  back: number;
  trust: number;
  trusted: number;
}

/** Who is tied to whoever is followed, or among the named where nobody is. */
export interface TiesLayer {
  lacks: string;
  notes: string[];
  whole: boolean;
  kind: "ties";
  of: number;
  ties: Tie[];
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
  what: "citizen" | "watcher" | "gate" | "building" | "node" | "";
  row: number;
  mode?: "city" | "heat" | "sight" | "belief" | "trails" | "noise" | "bodies" | "network" | "ties";
}

/** Asks for something to be told. */
export interface Ask {
  do: "ask";
  number: number;
  about: "events" | "why" | "find" | "course" | "arc" | "life" | "interest" | "apart";
  row?: number;
  tick?: number;
  text?: string;
}
