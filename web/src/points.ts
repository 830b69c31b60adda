// Points of a story that one jumps to and that the strip at the bottom marks: what they are, and where they come from.

import type { Model } from "./state";
import type { Told } from "./wire";

export type Sign = Exclude<Told["mark"], ""> | "beat" | "parting";

export interface Point {
  sign: Sign;
  tick: number;
  says: string;
  cell: number;
  told?: Told; // the event that it is
}

/** How a sign looks and what it is called, the weightiest first. In a unit box, y down: shape tells before colour does. */
export const SIGNS: Record<Sign, { path: string; colour: string; word: string }> = {
  parting: { path: "M0 -1 L1 0 L0 1 L-1 0 Z M-.2 -.7 V.7 H.2 V-.7 Z", colour: "#ffffff", word: "where the runs part" },
  ending: { path: "M-1 -.8 H1 L0 1 Z", colour: "#ffd479", word: "ending" },
  death: { path: "M-.9 -.6 L-.3 0 L-.9 .6 L-.6 .9 L0 .3 L.6 .9 L.9 .6 L.3 0 L.9 -.6 L.6 -.9 L0 -.3 L-.6 -.9 Z", colour: "#c3c9d6", word: "death" },
  beat: { path: "M0 -1 L.28 -.31 L1 -.26 L.45 .2 L.62 .9 L0 .52 L-.62 .9 L-.45 .2 L-1 -.26 L-.28 -.31 Z", colour: "#b7a8ff", word: "beat of the arc" },
  arrest: { path: "M-.8 -.8 H.8 V.8 H-.8 Z", colour: "#ff7a66", word: "arrest" },
  crossing: { path: "M-.8 -.9 L.9 0 L-.8 .9 Z", colour: "#5fd9c0", word: "crossing" },
  wound: { path: "M-.3 -1 H.3 V-.3 H1 V.3 H.3 V1 H-.3 V.3 H-1 V-.3 H-.3 Z", colour: "#ff5468", word: "wound" },
  sighting: { path: "M-1 0 Q0 -1 1 0 Q0 1 -1 0 Z M.32 0 A.32 .32 0 1 0 -.32 0 A.32 .32 0 1 0 .32 0 Z", colour: "#ff7a66", word: "first seen by the authority" },
  decision: { path: "M0 -.9 L.7 0 L0 .9 L-.7 0 Z", colour: "#ffd479", word: "decision" },
};
export const ORDER = Object.keys(SIGNS) as Sign[];

/** All points of whoever is followed, else of all the named, and of the run itself, as they come; of the run beside it, how that ends. */
export function pointsOf(model: Model, beside?: Model): Point[] {
  const found: Point[] = [];
  for (const story of storiesOf(model)) {
    let seen = false;
    for (const told of story) {
      if (!told.mark || told.mark === "ending" || (told.mark === "sighting" && seen)) continue;
      seen ||= told.mark === "sighting";
      found.push({ sign: told.mark, tick: told.tick, says: told.says, cell: told.cell, told });
    }
  }
  for (const beat of model.arc?.beats ?? []) if (beat.arc) found.push({ sign: "beat", tick: beat.tick, says: `${beat.name}.`, cell: -1 });
  for (const [name, tick] of model.run?.endings ?? []) found.push({ sign: "ending", tick, says: `The run comes to an ending: ${name}.`, cell: -1 });
  for (const [name, tick] of beside?.run?.endings ?? [])
    if (!model.run?.endings.some(([known, at]) => known === name && at === tick))
      found.push({ sign: "ending", tick, says: `The run beside it comes to an ending: ${name}.`, cell: -1 });
  if (model.apart && model.apart.tick >= 0) found.push({ sign: "parting", tick: model.apart.tick, says: "Here the two runs part.", cell: -1 });
  return found.sort((a, b) => a.tick - b.tick);
}

function storiesOf(model: Model): Told[][] {
  const f = model.followed;
  const one = f?.what === "citizen" ? model.told.get(f.row) : undefined;
  return one ? [one] : (model.city?.cast ?? []).map(({ row }) => model.told.get(row) ?? []);
}

/** The weightiest point nearest to a tick, no farther off than `reach`. */
export function pointAt(points: Point[], tick: number, reach: number): Point | undefined {
  let best: Point | undefined;
  let least = Infinity;
  for (const point of points) {
    const off = Math.abs(point.tick - tick) + (ORDER.indexOf(point.sign) * reach) / 40;
    if (Math.abs(point.tick - tick) <= reach && off < least) [best, least] = [point, off];
  }
  return best;
}
