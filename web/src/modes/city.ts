// The city as it is: what each shape and colour means.

import { C, type Shape } from "../draw/glyphs";
import { el, icon } from "../panel/dom";
import { NEAR } from "../state";
import type { Mode } from "./mode";

const NEARBY: [Shape, string, string?][] = [
  ["walking", "walks"],
  ["standing", "stands"],
  ["crouched", "crouches"],
  ["lying", "lies"],
  ["hauled", "dragged"],
  ["dead", "dead", "#8d93a3"],
  ["companion", "unit", C.gold],
  ["standing", "cast", C.gold],
  ["drone", "drone", C.machine],
  ["sentinel", "Sentinel", C.machine],
  ["hunter", "hunter", C.machine],
  ["camera", "camera", C.post],
  ["reader", "reader", C.post],
  ["gate", "gate", C.teal],
  ["fire", "fire", "#ff8a35"],
];

export const city: Mode = {
  name: "city",
  title: "City",
  icon: "M4 20V9h5v11M9 20V4h6v16M15 20v-8h5v8M3 20h18",
  keeps: { people: true, sights: true, traces: true, density: true },
  legend(model) {
    const swatch = (background: string): HTMLElement => el("i", { cls: "swatch", style: { background } });
    const glyphs = NEARBY.map(([shape, word, fill]) => el("span", {}, icon(shape, 13, fill ?? C.ink), word));
    return model.camera.zoom >= NEAR
      ? [el("div", { cls: "g" }, ...glyphs), el("div", { cls: "r" }, swatch("#4c47c9"), "dream", swatch("#ffcf94"), "awake, indoors")]
      : [
          el("div", { cls: "r" }, swatch("#37309e"), "pods, where people dream"),
          el("div", { cls: "r" }, swatch("#1d6f86"), swatch("#1f7a45"), swatch("#8a2f6c"), "offices, vats, memory farms"),
          el("div", { cls: "r" }, swatch("#b0702f"), "lamps on streets and squares"),
          el("div", { cls: "r" }, swatch("radial-gradient(#eaf2ff, #eaf2ff00)"), "people outdoors, as density"),
        ];
  },
};
