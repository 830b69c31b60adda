// Signs of points, as they stand on the strip, in the inspector and on buttons.

import { SIGNS, type Sign } from "../points";
import { svg } from "./dom";

/** A sign around (x, y), `r` px from its middle to its rim; hollow where it is still to come. */
export function signAt(sign: Sign, x: number, y: number, r: number, hollow = false): SVGPathElement {
  const { path, colour } = SIGNS[sign];
  const look = hollow
    ? { fill: "#0b101b", stroke: colour, "stroke-width": 0.3 }
    : { fill: colour, stroke: "#0b101b", "stroke-width": 0.34, "paint-order": "stroke" };
  return svg("path", { d: path, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${r})`, "fill-rule": "evenodd", ...look });
}

export function signIcon(sign: Sign, size: number): SVGSVGElement {
  return svg(
    "svg",
    { width: size, height: size, viewBox: "-1.2 -1.2 2.4 2.4", "aria-hidden": "true" },
    svg("path", { d: SIGNS[sign].path, fill: SIGNS[sign].colour, "fill-rule": "evenodd" }),
  );
}
