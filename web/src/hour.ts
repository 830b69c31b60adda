// An hour of a recorded run: `src/undergrid/serve/export/hour.py` says how it lies in the file.

import type { Layer, ModeName } from "./modes/mode";
import type { Columns, Parts } from "./unpack";
import type { City, Frame, Look, Named, Panel } from "./wire";

/** What is the same in every hour. `seen`: where in `bits` it stands what is seen from a cell, so many cells around. */
export interface Watchers {
  kind: ArrayLike<number>;
  cell: ArrayLike<number>;
  heat: ArrayLike<number>; // rows of those with a beam
  mobile: ArrayLike<number>; // rows of those who move
  seen: Map<string, number>;
  beam: number; // cells that a beam reaches
  bits: Uint8Array;
}

interface Head {
  first: number;
  step: number;
  windowsEvery: number;
  programmes: string[];
  panels: [number, number, Panel | null][];
  layers: [number, ModeName, number, Layer][]; // (second, mode, whoever is followed or -1, layer)
}

/** The columns of each mode of which looks are kept. */
const LOOKED: Partial<Record<ModeName, string[]>> = {
  belief: ["ghost", "ghostCell", "ghostTrue", "ghostAge", "ghostSure", "ghostCould", "ghostWanted"],
  bodies: ["body", "bodyCell", "bodyInside", "bodyState", "bodyBlood"],
  network: ["node", "nodeCell", "nodeKind", "nodeState", "nodePulse", "nodeMinds", "wireA", "wireB", "wireState", "wirePower", "wireMain"],
  ties: [],
};

const DUTIES = [
  "at its post",
  "on patrol",
  "hunts",
  "searches",
  "on its way back",
  "off",
  "follows a trail",
  "lies in wait",
  "at a door",
  "questions somebody",
  "leads somebody",
  "lamed",
];
const MINUTE = 60;
const DIAGONAL = Math.SQRT2;

/** A row of a matrix for each of `n`, of differences along time, added up in place. */
function summed(values: Int32Array, n: number): { values: Int32Array; samples: number } {
  const samples = n ? values.length / n : 0;
  for (let row = 0; row < n; row++) for (let i = row * samples + 1; i < (row + 1) * samples; i++) values[i] = values[i]! + values[i - 1]!;
  return { values, samples };
}

/** The last index whose value is not above `most`; -1 where all are. */
function lastUpTo(values: ArrayLike<number>, most: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= most) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export class Hour {
  private readonly head: Head;
  private readonly columns: Columns;
  private readonly moves: { values: Int32Array; samples: number };
  private readonly beams: { values: Int32Array; samples: number };
  private readonly minutes: { values: Int32Array; samples: number };
  private readonly shares: Uint8Array;
  private readonly looks: number; // at the windows
  private readonly ways: number[][]; // of each of the named: which rows of `cast…` are theirs

  constructor(
    { head, columns }: Parts,
    private readonly city: City,
    private readonly watchers: Watchers,
  ) {
    this.head = head as unknown as Head;
    this.columns = columns;
    this.moves = summed(columns["moves"] as Int32Array, 5 * watchers.mobile.length);
    this.beams = summed(columns["beams"] as Int32Array, 2 * watchers.heat.length);
    this.minutes = summed(columns["minutes"] as Int32Array, 9 + city.levels.length);
    const shares = columns["windows"] as Uint8Array;
    this.looks = city.buildings.length ? shares.length / (2 * city.buildings.length) : 0;
    for (let row = 0; row < 2 * city.buildings.length; row++)
      for (let i = row * this.looks + 1; i < (row + 1) * this.looks; i++) shares[i] = shares[i]! + shares[i - 1]!;
    this.shares = shares;
    this.ways = city.cast.map(() => []);
    columns["castWho"]!.forEach((who, i) => void this.ways[who]!.push(i));
  }

  /** A list that seldom changes, as it was at a second. */
  private kept<T extends Uint8Array | Uint16Array | Int32Array | Uint32Array = Uint8Array | Uint32Array>(name: string, second: number): T {
    const at = this.columns[`${name}At`]!;
    const size = this.columns[`${name}Size`]!;
    const n = lastUpTo(at, second);
    let from = 0;
    for (let i = 0; i < n; i++) from += size[i]!;
    return (this.columns[name] as T).slice(from, from + size[n]!) as T;
  }

  private second(tick: number): number {
    return tick - this.head.first;
  }

  private move(what: number, nth: number, second: number): number {
    const { values, samples } = this.moves;
    const sample = Math.min(samples - 1, Math.floor(second / this.head.step));
    return values[(what * this.watchers.mobile.length + nth) * samples + sample]!;
  }

  private minute(entry: number, second: number): number {
    const { values, samples } = this.minutes;
    return values[entry * samples + Math.min(samples - 1, Math.floor(second / MINUTE))]!;
  }

  private nthMobile(row: number): number {
    return Array.prototype.indexOf.call(this.watchers.mobile, row);
  }

  cellOf(row: number, tick: number): number {
    const nth = this.nthMobile(row);
    return nth < 0 ? this.watchers.cell[row]! : this.move(0, nth, this.second(tick));
  }

  duty(row: number, tick: number): string {
    const nth = this.nthMobile(row);
    return DUTIES[nth < 0 ? this.kept("duty", this.second(tick))[row]! : this.move(3, nth, this.second(tick))] ?? "";
  }

  open(row: number, tick: number): boolean {
    return this.kept("gate", this.second(tick))[row] === 1;
  }

  panel(nth: number, tick: number): Panel | null {
    const second = this.second(tick);
    return this.head.panels.findLast(([at, who]) => who === nth && at <= second)?.[2] ?? null;
  }

  /** What was seen in a mode when it was last looked at, and how long ago that is; undefined where nobody looked. */
  layer(mode: ModeName, row: number, tick: number): { layer: Layer; columns: Columns } | undefined {
    const second = this.second(tick);
    const mine = (who: number): Layer | undefined => this.head.layers.findLast(([at, of, whose]) => at <= second && of === mode && whose === who)?.[3];
    const layer = (mode === "ties" ? mine(row) : undefined) ?? mine(-1);
    if (!layer) return undefined;
    const columns: Columns = {};
    for (const name of LOOKED[mode] ?? []) columns[name] = this.kept(name, second);
    return { layer, columns };
  }

  /** The cells on which one of the named was in this hour, each with the tick from which on. */
  way(nth: number): [tick: number, cell: number][] {
    const { castTick, castCell } = this.columns;
    const found: [number, number][] = [];
    for (const i of this.ways[nth] ?? []) if (castCell![i] !== found.at(-1)?.[1]) found.push([castTick![i]! + this.head.first, castCell![i]!]);
    return found;
  }

  /** Where one of the named is; on a way between two cells as far as the second tells. */
  private named(nth: number, second: number): Named {
    const c = this.columns;
    const mine = this.ways[nth]!;
    const k = Math.max(
      0,
      lastUpTo(
        mine.map((i) => c["castTick"]![i]!),
        second,
      ),
    );
    const [i, next] = [mine[k]!, mine[k + 1]];
    const heading = c["castHeading"]![i]!;
    let progress = c["castProgress"]![i]!;
    if (heading < 8 && next !== undefined && c["castCell"]![next] !== c["castCell"]![i]) {
      const whole = this.city.cell_mm * (heading & 1 ? DIAGONAL : 1);
      const [from, to] = [c["castTick"]![i]!, c["castTick"]![next]!];
      progress += Math.max(0, whole - progress) * ((second - from) / (to - from));
    }
    return {
      row: this.city.cast[nth]!.row,
      cell: c["castCell"]![i]!,
      heading,
      progress,
      inside: c["castInside"]![i]!,
      doing: c["castDoing"]![i]!,
      posture: c["castPosture"]![i]!,
      marks: c["castMarks"]![i]!,
    };
  }

  /** The city at a tick of this hour, but for what only the whole page knows. */
  at(tick: number, look: Omit<Look, "do" | "got">): { head: Omit<Frame, "kind" | "number" | "asked" | "panel" | "layer">; columns: Columns } {
    const { city, head } = this;
    const second = this.second(tick);
    const level = Math.min(look.level, city.levels.length - 1);
    const columns: Columns = { ...this.machines(second), ...this.places(second) };
    const box = [0, 0, city.width, city.height];
    const step = Math.max(1, look.step);
    columns["density"] = this.density(second, level, step);
    const sights = this.sights(second, level, columns);
    const lit = this.windows(second, look.lit, columns);
    const entry = (n: number): number => this.minute(n, second);
    return {
      columns,
      head: {
        tick,
        clock: city.starts + tick,
        lit,
        level,
        box,
        step,
        alive: entry(7),
        wanted: entry(8),
        ...sights,
        counts: city.levels.map((_, n) => entry(9 + n)),
        cast: city.cast.map((_, n) => this.named(n, second)),
        sky: {
          programme: head.programmes[entry(0)] ?? "",
          light: entry(1),
          rain: entry(2),
          ash: entry(3),
          glare: entry(4),
          wind: entry(5),
          curfew: entry(6) === 1,
        },
      },
    };
  }

  private machines(second: number): Columns {
    const { kind, cell, mobile } = this.watchers;
    const n = kind.length;
    const found = {
      watcher: Int32Array.from({ length: n }, (_, i) => i),
      watcherCell: Int32Array.from(cell),
      watcherGoal: new Int32Array(n).fill(-1),
      watcherQuarry: new Int32Array(n).fill(-1),
      watcherKind: Uint8Array.from(kind),
      watcherDuty: Uint8Array.from(this.kept("duty", second)),
    };
    for (let nth = 0; nth < mobile.length; nth++) {
      const row = mobile[nth]!;
      found.watcherCell[row] = this.move(0, nth, second);
      found.watcherGoal[row] = this.move(1, nth, second);
      found.watcherQuarry[row] = this.move(2, nth, second);
      found.watcherDuty[row] = this.move(3, nth, second);
    }
    return found;
  }

  private places(second: number): Columns {
    const shelter = this.kept("shelter", second);
    const n = shelter.length / 2;
    return {
      gate: this.kept("gate", second),
      fire: this.kept("fire", second),
      barred: this.kept("barred", second),
      door: Uint16Array.from(shelter.subarray(0, n)),
      doorState: Uint8Array.from(shelter.subarray(n)),
    };
  }

  /** How many are out of doors, in squares of so many cells of the whole level. */
  private density(second: number, level: number, step: number): Uint8Array {
    const { width, height } = this.city;
    const area = width * height;
    const wide = Math.ceil(width / step);
    const found = new Uint8Array(wide * Math.ceil(height / step));
    const crowd = this.kept("crowd", second);
    const n = crowd.length / 2;
    for (let i = 0; i < n; i++) {
      const rest = crowd[i]! - level * area;
      if (rest < 0 || rest >= area) continue;
      const k = Math.floor(Math.floor(rest / width) / step) * wide + Math.floor((rest % width) / step);
      found[k] = Math.min(255, found[k]! + crowd[n + i]!);
    }
    return found;
  }

  private sights(second: number, level: number, columns: Columns): Pick<Frame, "sights" | "beams"> {
    const { mobile, heat, seen, bits, beam } = this.watchers;
    const { width, height } = this.city;
    const area = width * height;
    const sights: Frame["sights"] = [];
    const beams: Frame["beams"] = [];
    const parts: Uint8Array[] = [];
    for (let nth = 0; nth < mobile.length; nth++) {
      const [cell, around] = [this.move(0, nth, second), this.move(4, nth, second)];
      const at = seen.get(`${cell}/${around}`);
      if (!around || at === undefined || Math.floor(cell / area) !== level) continue;
      const rest = cell % area;
      sights.push([mobile[nth]!, rest % width, Math.floor(rest / width), around]);
      parts.push(bits.subarray(at, at + (((2 * around + 1) ** 2 + 7) >> 3)));
      const hot = Array.prototype.indexOf.call(heat, mobile[nth]);
      if (hot < 0) continue;
      const { values, samples } = this.beams;
      const sample = Math.min(samples - 1, Math.floor(second / this.head.step));
      beams.push([mobile[nth]!, values[2 * hot * samples + sample]!, values[(2 * hot + 1) * samples + sample]!, Math.min(beam, around)]);
    }
    const together = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let to = 0;
    for (const part of parts) {
      together.set(part, to);
      to += part.length;
    }
    columns["sight"] = together;
    return { sights, beams };
  }

  /** The windows, where the page has those of another time; returns the minute that they are of, else -1. */
  private windows(second: number, has: number, columns: Columns): number {
    const { windowsEvery, first } = this.head;
    const sample = Math.min(this.looks - 1, Math.floor(second / windowsEvery));
    const minute = Math.floor((this.city.starts + first + sample * windowsEvery) / MINUTE);
    if (minute === has) return -1;
    const n = this.city.buildings.length;
    const share = (half: number): Uint8Array => Uint8Array.from({ length: n }, (_, i) => this.shares[(half * n + i) * this.looks + sample]!);
    columns["awake"] = share(0);
    columns["asleep"] = share(1);
    columns["dark"] = this.kept("dark", second);
    return minute;
  }
}
