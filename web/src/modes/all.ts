// The modes in the order of their keys.

import type { Model, Shot } from "../state";
import { belief } from "./belief";
import { bodies } from "./bodies";
import { city } from "./city";
import { heat } from "./heat";
import type { Layer, Mode, ModeName } from "./mode";
import { network } from "./network";
import { noise } from "./noise";
import { sight } from "./sight";
import { ties } from "./ties";
import { trails } from "./trails";

// each draws only the layer of its own name: `layerOf` sees to that
export const MODES = [city, heat, sight, belief, trails, noise, bodies, network, ties] as readonly Mode[];

export const modeOf = (name: ModeName): Mode => MODES.find((mode) => mode.name === name) ?? city;

/** The layer of the mode that is chosen, if the newest frame has it for the level that is shown. */
export function layerOf(model: Model, shot: Shot | undefined): Layer | undefined {
  const layer = shot?.head.layer;
  return layer && layer.kind === model.mode && shot.head.level === model.level ? layer : undefined;
}
