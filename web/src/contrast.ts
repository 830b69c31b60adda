// What differs between two runs at one tick: people of the same row, gates, doors, watchers.

import { MARK, type Model, type Seen, type Shot } from "./state";

export interface Spot {
  x: number; // in cells
  y: number;
  level: number;
  what: "person" | "door" | "watcher";
}

export interface Contrast {
  tick: number;
  first: Spot[];
  second: Spot[];
  people: number; // in view, or named, of whom something differs
  watchers: number;
  doors: number;
}

const NEAR = 1.5; // cells apart, from which on it is another place
const STATE = MARK.ALIVE | MARK.WANTED | MARK.BLEEDS | MARK.HAULS | MARK.HELD;

const differs = (a: Seen, b: Seen): boolean =>
  a.level !== b.level ||
  a.inside !== b.inside ||
  (a.inside < 0 && Math.hypot(a.x - b.x, a.y - b.y) > NEAR) ||
  a.doing !== b.doing ||
  (a.marks & STATE) !== (b.marks & STATE);

export function contrast(model: Model, a: Shot, b: Shot): Contrast {
  const found: Contrast = { tick: a.head.tick, first: [], second: [], people: 0, watchers: 0, doors: 0 };
  people(found, a, b);
  watchers(found, model, a, b);
  doors(found, model, a, b);
  return found;
}

function people(found: Contrast, a: Shot, b: Shot): void {
  const [mine, others] = [a, b].map((shot) => new Map([...shot.people, ...shot.cast].map((p) => [p.row, p]))) as [Map<number, Seen>, Map<number, Seen>];
  const spot = ({ x, y, level }: Seen): Spot => ({ x, y, level, what: "person" });
  for (const [row, p] of mine) {
    const q = others.get(row);
    if (q && !differs(p, q)) continue;
    found.people++;
    found.first.push(spot(p));
    if (q) found.second.push(spot(q));
  }
  for (const [row, q] of others)
    if (!mine.has(row)) {
      found.people++;
      found.second.push(spot(q));
    }
}

function watchers(found: Contrast, model: Model, a: Shot, b: Shot): void {
  const [cells, others] = [a.columns["watcherCell"]!, b.columns["watcherCell"]!];
  for (let i = 0; i < Math.min(cells.length, others.length); i++) {
    const [ax, ay, al] = model.at(cells[i]!);
    const [bx, by, bl] = model.at(others[i]!);
    const same = al === bl && Math.hypot(ax - bx, ay - by) <= NEAR;
    if (same && ["watcherDuty", "watcherQuarry"].every((name) => a.columns[name]![i] === b.columns[name]![i])) continue;
    found.watchers++;
    found.first.push({ x: ax, y: ay, level: al, what: "watcher" });
    found.second.push({ x: bx, y: by, level: bl, what: "watcher" });
  }
}

function doors(found: Contrast, model: Model, a: Shot, b: Shot): void {
  const city = model.city!;
  const put = (cell: number): void => {
    const [x, y, level] = model.at(cell);
    found.doors++;
    found.first.push({ x, y, level, what: "door" });
    found.second.push({ x, y, level, what: "door" });
  };
  city.gates.forEach((link, i) => {
    if (a.columns["gate"]![i] !== b.columns["gate"]![i]) put(city.links[link]!.a);
  });
  const [states, others] = [a.columns["doorState"], b.columns["doorState"]];
  if (states && others) for (let i = 0; i < states.length; i++) if (states[i] !== others[i]) put(city.buildings[a.columns["door"]![i]!]!.door);
}
