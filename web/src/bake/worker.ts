// Bakes tiles beside the page, so that the page never waits for one.

import type { Finisher } from "../finisher";
import type { City } from "../wire";
import { Baker, TILE } from "./baker";
import { Graphics } from "./graphics";
import { groundOf } from "./layer";
import { tone } from "./tone";

export interface Begin {
  do: "begin";
  city: City;
  ground: Uint8Array;
  district: Uint16Array;
}
export interface Dress {
  do: "dress";
  awake: Uint8Array;
  asleep: Uint8Array;
  dark: Uint8Array;
  fires: Uint32Array;
  day: number;
  wet: number;
  ash: number;
  finisher: Finisher;
}
export interface Bake {
  do: "bake";
  key: string;
  version: number;
  level: number;
  zoom: number;
  tx: number;
  ty: number;
}
export interface Baked {
  key: string;
  version: number;
  picture: ImageBitmap;
  took: number;
  by: "processor" | "graphics";
}

let baker: Baker | undefined;
let chosen: Finisher | undefined;
let graphics: Graphics | undefined;
const here = self as unknown as { onmessage: (event: MessageEvent) => void; postMessage: (what: unknown, hand: Transferable[]) => void };

here.onmessage = (event: MessageEvent): void => {
  const message = event.data as Begin | Dress | Bake;
  if (message.do === "begin") {
    baker = new Baker(groundOf(message.city, message.ground, message.district));
  } else if (baker && message.do === "dress") {
    dress(baker, message);
  } else if (baker && message.do === "bake") {
    const began = performance.now();
    const canvas = new OffscreenCanvas(TILE, TILE);
    const content = baker.bake(message.level, message.zoom, message.tx, message.ty);
    canvas.getContext("2d")!.putImageData(new ImageData(content, TILE, TILE), 0, 0);
    const picture = canvas.transferToImageBitmap();
    const { key, version } = message;
    const by = graphics ? "graphics" : "processor";
    here.postMessage({ key, version, picture, took: performance.now() - began, by } satisfies Baked, [picture]);
  }
};

function dress(on: Baker, { awake, asleep, dark, fires, day, wet, ash, finisher }: Dress): void {
  if (finisher !== chosen) {
    chosen = finisher;
    graphics = Graphics.for(finisher);
  }
  on.finish = graphics?.tone ?? tone;
  for (const block of on.of.blocks) {
    const most = block.use === 0 ? 1.4 : 1.25;
    block.awake = Math.min(1, ((awake[block.i] ?? 0) / 255) * most);
    block.dream = Math.min(1, (asleep[block.i] ?? 0) / 255);
  }
  on.of.fires = fires;
  if (dark.length !== on.of.dark.length || dark.some((bits, i) => bits !== on.of.dark[i])) on.of.dark = dark;
  on.mood = { day, wet, ash, ruins: on.of.ruins };
  on.relight();
}
