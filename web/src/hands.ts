// Mouse, pen and fingers on the map: drag moves it, the wheel and two fingers come nearer, a click chooses.

export interface Hands {
  pan(dx: number, dy: number): void;
  zoom(by: number, x: number, y: number): void;
  pick(x: number, y: number): void;
}

const STILL = 5; // px that a hand may move in a click

export class MapHands {
  private readonly down = new Map<number, { x: number; y: number }>();
  private moved = 0;
  private rolled = 0;
  private spread = 0;

  constructor(canvas: HTMLCanvasElement, hands: Hands) {
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      canvas.focus({ preventScroll: true });
      this.down.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
      this.spread = this.apart();
      if (this.down.size === 1) this.moved = 0;
    });
    canvas.addEventListener("pointermove", (event) => {
      const was = this.down.get(event.pointerId);
      if (!was) return;
      const [dx, dy] = [event.offsetX - was.x, event.offsetY - was.y];
      was.x = event.offsetX;
      was.y = event.offsetY;
      this.moved += Math.abs(dx) + Math.abs(dy);
      if (this.down.size === 2) {
        const apart = this.apart();
        if (Math.abs(apart - this.spread) > 46) {
          hands.zoom(apart > this.spread ? 1 : -1, event.offsetX, event.offsetY);
          this.spread = apart;
        }
      } else if (this.moved > STILL) hands.pan(dx, dy);
    });
    for (const end of ["pointerup", "pointercancel"] as const)
      canvas.addEventListener(end, (event) => {
        const was = this.down.delete(event.pointerId);
        if (was && end === "pointerup" && this.moved <= STILL) hands.pick(event.offsetX, event.offsetY);
      });
    canvas.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        this.rolled += event.deltaMode ? event.deltaY * 30 : event.deltaY;
        while (Math.abs(this.rolled) >= 60) {
          hands.zoom(this.rolled > 0 ? -1 : 1, event.offsetX, event.offsetY);
          this.rolled -= Math.sign(this.rolled) * Math.max(60, Math.min(120, Math.abs(this.rolled)));
        }
      },
      { passive: false },
    );
  }

  private apart(): number {
    const [a, b] = [...this.down.values()];
    return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
  }
}
