// What things are made of, in amounts of light. Numbers of grounds and uses are those of the map.

import { lin, type Rgb } from "./noise";

export const G = {
  VOID: 0,
  BUILDING: 1,
  GLASS: 2,
  STREET: 3,
  ALLEY: 4,
  PLAZA: 5,
  RUBBLE: 6,
  TUNNEL: 7,
  WASTE: 8,
  WALKWAY: 9,
  WATER: 10,
  SCAFFOLD: 11,
  SEEP: 12,
  NEON: 13,
  WRECK: 14,
} as const;

export const USE = { PODS: 0, OFFICES: 1, VATS: 2, FARM: 3, RECLAMATION: 4, REFUGE: 5, STATION: 6, DISUSED: 7 } as const;

const NONE: Rgb = [0.03, 0.03, 0.035];

export const ALBEDO: readonly Rgb[] = [
  NONE,
  NONE,
  NONE,
  [0.055, 0.057, 0.066],
  [0.03, 0.028, 0.036],
  [0.12, 0.108, 0.09],
  [0.105, 0.082, 0.066],
  [0.1, 0.082, 0.058],
  [0.088, 0.078, 0.058],
  [0.21, 0.225, 0.245],
  [0.01, 0.026, 0.036],
  [0.12, 0.07, 0.045],
  [0.05, 0.066, 0.06],
  [0.05, 0.05, 0.066],
  [0.09, 0.085, 0.09],
];

/** Roofs, neon on the edges, lit windows: by use. */
export const ROOF = ["#2a2f45", "#3a4250", "#22382c", "#38283f", "#402722", "#3c3426", "#2b3a50", "#262228"].map(lin);
export const EDGE = ["#6f7dff", "#38d3ff", "#54e08c", "#ff5fc4", "#ff7a3c", "#ffbf5a", "#c9ddff", "#000000"].map(lin);
export const WINDOW = ["#ffcf94", "#d6efff", "#b8ffd0", "#ffc3ec", "#ffb07a", "#ffc56b", "#e6f0ff", "#7a6a5a"].map(lin);
export const DREAM = lin("#6a63ff");
export const EDGE_GAIN = [0.3, 0.8, 0.7, 0.75, 0.9, 0, 0.9, 0];
export const FIRE = lin("#ff8a35");

const HOUSING = lin("#ffab5c");
const LAMPS: Record<string, Rgb> = {
  centre: lin("#ffe2b8"),
  housing: HOUSING,
  works: lin("#ffd98a"),
  edge: lin("#ff9440"),
  underbelly: lin("#ff9a3c"),
  tunnels: lin("#ff9a3c"),
  undergrid: lin("#7ad0e8"),
  nexus: lin("#9db4ff"),
  shaft: lin("#b9e6ff"),
  wall: lin("#b9e6ff"),
};

/** The light of lamps in a kind of district. */
export const lampOf = (kind: string): Rgb => LAMPS[kind] ?? HOUSING;

/** Districts where no lamp burns and no front is lit: one sees a slit of light, where somebody is awake. */
export const isRuin = (kind: string): boolean => ["ruins", "outside", "camps", "garrison"].includes(kind);
