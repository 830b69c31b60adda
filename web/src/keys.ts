// Keys: what each of them does. They are listed for the reader in `panel/chrome.ts`.

import { byId } from "./panel/dom";

/** What can be done by a key. */
export interface KeyHands {
  play(): void;
  step(by: number): void;
  beat(by: 1 | -1): void;
  faster(by: 1 | -1): void;
  begin(): void;
  end(): void;
  centre(): void;
  search(): void;
  copy(): void;
  keys(): void;
  why(): void;
  zoom(by: number): void;
  level(by: number): void;
  escape(): void;
  pan(dx: number, dy: number): void;
  next(by: 1 | -1): void;
  mode(nth: number): void;
  jump(to: "beat" | "ending" | "death" | "sighting", by: 1 | -1): void;
  minimap(): void;
  still(): void;
  swap(): void;
}

const PAN = 120; // px of one press

export class Keys {
  constructor(
    private readonly map: HTMLElement,
    private readonly hands: KeyHands,
  ) {
    addEventListener("keydown", (event) => this.press(event));
  }

  private press(event: KeyboardEvent): void {
    const { hands } = this;
    const target = event.target as HTMLElement;
    if (target.tagName === "INPUT" || event.ctrlKey || event.metaKey || byId<HTMLDialogElement>("keys").open) return;
    const on = target.tagName === "BUTTON" && (event.key === " " || event.key === "Enter");
    if (on && event.key === "Enter") return;
    if (event.key === "Tab" && target === this.map) {
      event.preventDefault();
      return hands.next(event.shiftKey ? -1 : 1);
    }
    const does = this.of(event);
    if (!does) return;
    event.preventDefault();
    if (on) target.blur();
    does();
  }

  private of(event: KeyboardEvent): (() => void) | undefined {
    const { hands } = this;
    const arrow = (by: 1 | -1): void => (event.altKey ? hands.beat(by) : hands.step(by * (event.shiftKey ? 10 : 1)));
    const move = (dx: number, dy: number) => (): void => hands.pan(dx * PAN, dy * PAN);
    const keys: Record<string, () => void> = {
      " ": () => hands.play(),
      ArrowLeft: () => arrow(-1),
      ArrowRight: () => arrow(1),
      "[": () => hands.faster(-1),
      "]": () => hands.faster(1),
      Home: () => hands.begin(),
      End: () => hands.end(),
      n: () => hands.beat(1),
      p: () => hands.beat(-1),
      f: () => hands.centre(),
      "/": () => hands.search(),
      l: () => hands.copy(),
      "?": () => hands.keys(),
      w: () => hands.why(),
      "+": () => hands.zoom(1),
      "=": () => hands.zoom(1),
      "-": () => hands.zoom(-1),
      PageUp: () => hands.level(-1),
      PageDown: () => hands.level(1),
      Escape: () => hands.escape(),
      j: () => hands.jump("beat", 1),
      J: () => hands.jump("beat", -1),
      e: () => hands.jump("ending", 1),
      E: () => hands.jump("ending", -1),
      d: () => hands.jump("death", 1),
      g: () => hands.jump("sighting", 1),
      m: () => hands.minimap(),
      s: () => hands.still(),
      x: () => hands.swap(),
      W: move(0, 1),
      S: move(0, -1),
      A: move(1, 0),
      D: move(-1, 0),
    };
    if (/^[1-9]$/.test(event.key) && !event.altKey) return () => hands.mode(Number(event.key));
    return keys[event.key] ?? (event.shiftKey ? undefined : keys[event.key.toLowerCase()]);
  }
}
