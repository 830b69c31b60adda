// A link to a moment: the tick, the place, the level and whoever is followed, in the address after `#`.

import { MODES } from "./modes/all";
import type { ModeName } from "./modes/mode";
import { TILE_ZOOMS, type Model, type Thing } from "./state";

export interface Link {
  tick?: number;
  x?: number;
  y?: number;
  zoom?: number;
  level?: number;
  who?: Thing;
  mode?: ModeName;
  swapped?: boolean; // of two runs, the second stands first
}

const THINGS = ["citizen", "watcher", "gate", "building", "node"] as const;

export function readLink(hash: string): Link {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const link: Link = {};
  const whole = (name: string): number | undefined => {
    const text = given.get(name);
    return text && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  };
  const tick = whole("tick");
  if (tick !== undefined) link.tick = tick;
  const level = whole("level");
  if (level !== undefined) link.level = level;
  const at = /^(\d{1,5}(?:\.\d)?),(\d{1,5}(?:\.\d)?),(\d{1,2}(?:\.\d)?)$/.exec(given.get("at") ?? "");
  if (at && TILE_ZOOMS.includes(Number(at[3]) as 1)) Object.assign(link, { x: Number(at[1]), y: Number(at[2]), zoom: Number(at[3]) });
  const who = /^([a-z]+)-(\d{1,9})$/.exec(given.get("who") ?? "");
  const what = THINGS.find((thing) => thing === who?.[1]);
  if (what && who) link.who = { what, row: Number(who[2]) };
  const mode = MODES.find(({ name }) => name === given.get("mode"));
  if (mode) link.mode = mode.name;
  if (given.get("first") === "b") link.swapped = true;
  return link;
}

export function writeLink(model: Model, swapped: boolean): void {
  if (!model.city || location.protocol === "about:") return; // a page within another has no address of its own
  const { x, y, zoom } = model.target;
  const parts = [`tick=${Math.floor(model.tick)}`, `at=${Math.max(0, x).toFixed(1)},${Math.max(0, y).toFixed(1)},${zoom}`, `level=${model.level}`];
  if (model.followed) parts.push(`who=${model.followed.what}-${model.followed.row}`);
  if (model.mode !== "city") parts.push(`mode=${model.mode}`);
  if (swapped) parts.push("first=b");
  history.replaceState(null, "", `#${parts.join("&")}`);
}

const EVERY = 1000; // ms between two addresses

/** The address of the page names what is seen, also what came just before the page came to rest. */
export class Address {
  outdated = false; // whether something has been drawn that it does not name yet
  private written = 0;

  keepUp(model: Model, swapped: boolean, now: number): void {
    if (!this.outdated || model.playing || now - this.written <= EVERY) return;
    this.outdated = false;
    this.written = now;
    writeLink(model, swapped);
  }
}
