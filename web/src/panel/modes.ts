// The rail of modes at the left, and the legend of the one that is chosen.

import { MODES, layerOf, modeOf } from "../modes/all";
import type { ModeName } from "../modes/mode";
import { NEAR, type Model } from "../state";
import { byId, el, fill, svg, tied } from "./dom";

/** The rail; returns what brings it up to date. */
export function modeRail(model: Model, choose: (mode: ModeName) => void): () => void {
  const buttons = MODES.map(({ name, title, icon }, i) =>
    el(
      "button",
      { label: `${title}, ${i + 1}`, title: `${title} (${i + 1})`, on: () => choose(name), data: { mode: name } },
      svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: icon })),
      el("kbd", {}, String(i + 1)),
    ),
  );
  fill(byId("modes"), ...buttons);
  return (): void =>
    buttons.forEach((button, i) => {
      const on = MODES[i]!.name === model.mode;
      button.classList.toggle("on", on);
      button.setAttribute("aria-pressed", String(on));
    });
}

export function legend(model: Model): () => void {
  let known = "";
  return (): void => {
    const mode = modeOf(model.mode);
    const near = model.camera.zoom >= NEAR;
    const layer = layerOf(model, model.shot);
    const key = `${mode.name}/${near}/${layer ? JSON.stringify([layer.lacks, layer.notes, layer.whole]) : ""}/${layer?.kind === "ties" || layer?.kind === "bodies" ? model.shot!.head.tick : ""}`;
    if (key === known) return;
    known = key;
    const number = MODES.indexOf(mode) + 1;
    const title = mode.name === "city" && !near ? "City, from far" : mode.title;
    const notes = (layer?.notes ?? []).map((note) => el("p", { cls: "note" }, tied(note)));
    const lacks = layer?.lacks ? el("p", { cls: "lacks", role: "status" }, layer.lacks, ".") : undefined;
    const more = layer && !layer.whole ? el("p", { cls: "note" }, "Looking back …") : undefined;
    fill(byId("legend"), el("h2", {}, el("span", {}, title), el("kbd", {}, String(number))), lacks, ...mode.legend(model), ...notes, more);
  };
}
