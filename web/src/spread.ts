// What is sent of what is in view, laid out as the drawing reads it.

import type { Columns } from "./unpack";

const OF_WATCHERS = ["watcherCell", "watcherGoal", "watcherQuarry", "watcherKind", "watcherDuty"];

/** The columns of a frame: watchers by their rows (who is not in view stands in cell -1), each square with its count. */
export function spread(sent: Columns, watchers: number): Columns {
  const columns: Columns = { ...sent };
  const rows = sent["watcher"]!;
  for (const name of OF_WATCHERS) columns[name] = byRow(sent[name]!, rows, watchers, name === "watcherCell" ? -1 : 0);
  const { occupied, density } = sent;
  if (occupied && density) columns["density"] = counts(occupied, density);
  return columns;
}

function byRow<T extends Columns[string]>(values: T, rows: Columns[string], n: number, otherwise: number): T {
  const all = new (values.constructor as new (n: number) => T)(n).fill(otherwise) as T;
  for (let i = 0; i < rows.length; i++) all[rows[i]!] = values[i]!;
  return all;
}

/** Squares with nobody in them are a bit, the others a number. */
function counts(occupied: Columns[string], density: Columns[string]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(occupied.length * 8);
  let n = 0;
  for (let k = 0; k < all.length; k++) if (occupied[k >> 3]! & (128 >> (k & 7))) all[k] = density[n++]!;
  return all;
}
