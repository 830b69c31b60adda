// Search: whoever and whatever has a name or a number.

import { C, WATCHER, type Shape } from "../draw/glyphs";
import { capital } from "../draw/places";
import type { Asks } from "../socket";
import type { Thing } from "../state";
import type { Hit } from "../wire";
import { byId, el, fill, icon } from "./dom";

export class Search {
  private readonly box = byId("find");
  private readonly input = el("input", { label: "find a person, gate, building or watcher" });
  private readonly list = el("div", { cls: "hits", role: "listbox", label: "found" });
  private hits: Hit[] = [];
  private at = 0;
  private asked = 0;

  constructor(
    private readonly line: Asks,
    private readonly choose: (thing: Thing) => void,
  ) {
    this.input.placeholder = "A name or a number";
    this.input.spellcheck = false;
    this.input.maxLength = 80;
    fill(this.box, this.input, this.list);
    this.input.addEventListener("input", () => void this.find());
    this.input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.close();
      else if (event.key === "Enter" && this.hits[this.at]) this.take(this.hits[this.at]!);
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        this.at = Math.max(0, Math.min(this.hits.length - 1, this.at + (event.key === "ArrowDown" ? 1 : -1)));
        this.draw();
      }
    });
    // a hit may be what was clicked; and who has come back meanwhile is still looking
    this.input.addEventListener("blur", () => setTimeout(() => document.activeElement !== this.input && this.close(), 150));
  }

  open(): void {
    this.box.hidden = false;
    this.input.value = "";
    this.hits = [];
    this.draw();
    this.input.focus();
  }

  close(): void {
    this.box.hidden = true;
    this.input.blur();
  }

  private async find(): Promise<void> {
    const mine = ++this.asked;
    const hits = await this.line.ask<Hit[]>({ about: "find", text: this.input.value });
    if (mine !== this.asked) return;
    this.hits = hits ?? [];
    this.at = 0;
    this.draw();
  }

  private take(hit: Hit): void {
    this.close();
    this.choose(hit);
  }

  private draw(): void {
    const rows = this.hits.map((hit, i) => {
      const row = el(
        "button",
        { cls: i === this.at ? "hit on" : "hit", role: "option" },
        icon(shapeOf(hit), 15, hit.what === "citizen" ? C.gold : C.machine),
        capital(hit.name),
        el("small", {}, hit.note),
      );
      row.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        this.take(hit);
      });
      return row;
    });
    const none = this.input.value && !this.hits.length ? el("p", {}, "Nobody and nothing of that name.") : undefined;
    fill(this.list, ...rows, none);
  }
}

function shapeOf(hit: Hit): Shape {
  if (hit.what === "citizen") return "standing";
  if (hit.what === "watcher") return WATCHER.find((shape) => hit.name.startsWith(shape)) ?? "camera";
  return hit.what === "node" ? "stairs" : hit.what;
}
