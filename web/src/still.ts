// A still: what is seen on the map, with a line that says what it is, as a PNG.

import { clock, dayOf } from "./panel/dom";
import { say } from "./panel/chrome";
import type { Model } from "./state";

const BAR = 34; // px of the caption

/** Save the maps that are shown, side by side, with a caption. */
export function saveStill(model: Model, maps: HTMLCanvasElement[]): void {
  const { city } = model;
  if (!city || !maps[0]) return;
  const gap = maps.length > 1 ? 2 : 0;
  const picture = document.createElement("canvas");
  picture.width = maps.reduce((wide, map) => wide + map.width + gap, -gap);
  picture.height = maps[0].height + BAR;
  const ctx = picture.getContext("2d")!;
  ctx.fillStyle = "#ffffff";
  ctx.fillRect(0, 0, picture.width, maps[0].height);
  let x = 0;
  for (const map of maps) {
    ctx.drawImage(map, x, 0);
    x += map.width + gap;
  }
  ctx.fillStyle = "#0b101b";
  ctx.fillRect(0, maps[0].height, picture.width, BAR);
  const second = city.starts + Math.floor(model.tick);
  const f = model.followed;
  const who = f?.what === "citizen" ? ` · ${model.nameOf(f.row)}` : "";
  const runs = model.run?.runs.length ? model.run.runs.join("  |  ") : `${city.scenario ? `${city.scenario}, ` : ""}seed ${city.seed}`;
  ctx.textBaseline = "middle";
  ctx.font = '500 14px "IBM Plex Mono", monospace';
  ctx.fillStyle = "#ffd479";
  const time = `day ${dayOf(second)} ${clock(second)}`;
  ctx.fillText(time, 14, maps[0].height + BAR / 2);
  const left = 28 + ctx.measureText(time).width;
  ctx.font = "500 14px Barlow, sans-serif";
  ctx.fillStyle = "#e9edf5";
  const maker = city.attribution ? `${city.attribution} · Undergrid` : "Undergrid";
  const free = picture.width - left - 14 - ctx.measureText(maker).width - 28;
  ctx.fillText(`${city.title}${who} · ${runs}`, left, maps[0].height + BAR / 2, Math.max(free, 120));
  ctx.fillStyle = "#8893aa";
  ctx.textAlign = "right";
  ctx.fillText(maker, picture.width - 14, maps[0].height + BAR / 2);
  picture.toBlob((blob) => {
    if (!blob) return say("the picture could not be made");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${city.scenario || "city"}-${city.seed}-${Math.floor(model.tick)}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    say(`picture saved: ${link.download}`);
  }, "image/png");
}
