// One set of shapes for map, legend and panels. In a unit box, y down, nose to the east. Shape tells before colour does.

export const SHAPES = {
  standing: "M.62 0 A.62 .62 0 1 1 -.62 0 A.62 .62 0 1 1 .62 0 Z",
  walking: "M1 0 L.34 .52 A.62 .62 0 1 1 .34 -.52 Z",
  crouched: "M-.78 .42 A.78 .78 0 0 1 .78 .42 Z",
  lying: "M-.7 -.3 H.7 A.3 .3 0 0 1 .7 .3 H-.7 A.3 .3 0 0 1 -.7 -.3 Z",
  companion: "M0 -.85 L.85 0 L0 .85 L-.85 0 Z",
  dead: "M-.75 -.6 L0 -.08 L.75 -.6 L.85 -.45 L.16 0 L.85 .45 L.75 .6 L0 .08 L-.75 .6 L-.85 .45 L-.16 0 L-.85 -.45 Z",
  hauled: "M-.9 .1 H.5 A.26 .26 0 0 1 .5 .62 H-.9 A.26 .26 0 0 1 -.9 .1 Z M.35 -.5 A.3 .3 0 1 1 .95 -.5 A.3 .3 0 1 1 .35 -.5 Z",
  drone: "M0 -1 L.24 -.18 L.92 .5 L.78 .7 L0 .3 L-.78 .7 L-.92 .5 L-.24 -.18 Z",
  sentinel: "M-.7 -.8 H.7 V.1 Q.7 .7 0 1 Q-.7 .7 -.7 .1 Z",
  hunter: "M-.8 -.8 L.95 0 L-.8 .8 L-.3 0 Z",
  camera: "M-.7 0 L.7 -.75 V.75 Z",
  reader: "M-.6 -.8 H-.15 V.8 H-.6 Z M.15 -.8 H.6 V.8 H.15 Z",
  gate: "M-1 -.9 H-.6 V.9 H-1 Z M.6 -.9 H1 V.9 H.6 Z M-.6 -.15 H.6 V.15 H-.6 Z",
  stairs: "M-.85 -.85 H.85 V.85 H-.85 Z",
  building: "M-.8 -.8 H.8 V.8 H-.8 Z M-.5 -.5 H-.1 V-.1 H-.5 Z",
  fire: "M0 -1 Q.7 -.1 .55 .45 Q.4 1 0 1 Q-.4 1 -.55 .45 Q-.6 .1 -.25 -.15 Q-.1 -.5 0 -1 Z",
} as const;

export type Shape = keyof typeof SHAPES;
export const WATCHER: readonly Shape[] = ["reader", "camera", "sentinel", "drone", "hunter"];

export const C = {
  ink: "#e9edf5",
  dim: "#a3adc2",
  faint: "#7d889f",
  gold: "#ffd479",
  coral: "#ff7a66",
  ghost: "#b7a8ff",
  teal: "#5fd9c0",
  cyan: "#6fd3ff",
  blood: "#ff5468",
  panel: "#0b101b",
  machine: "#ffa48c",
  post: "#f2b07c",
} as const;

const paths = new Map<Shape, Path2D>();
function path(shape: Shape): Path2D {
  let found = paths.get(shape);
  if (!found) {
    found = new Path2D(SHAPES[shape]);
    paths.set(shape, found);
  }
  return found;
}

export interface Style {
  fill: string;
  rim?: string;
  angle?: number;
  hollow?: boolean;
}

export function glyph(ctx: CanvasRenderingContext2D, shape: Shape, x: number, y: number, r: number, style: Style): void {
  ctx.save();
  ctx.translate(x, y);
  if (style.angle) ctx.rotate(style.angle);
  ctx.scale(r, r);
  ctx.lineJoin = "round";
  const p = path(shape);
  ctx.lineWidth = 3.2 / r;
  ctx.strokeStyle = style.rim ?? "rgba(4,6,12,.88)";
  ctx.stroke(p);
  if (style.hollow) {
    ctx.lineWidth = 1.8 / r;
    ctx.strokeStyle = style.fill;
    ctx.stroke(p);
  } else {
    ctx.fillStyle = style.fill;
    ctx.fill(p);
  }
  ctx.restore();
}
