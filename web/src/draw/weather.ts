// Rain and ash in the air. Chance in here is the page's own: it changes nothing in the city.

import { hash } from "../bake/noise";
import type { Frame } from "../wire";
import type { View } from "./view";

export function drawWeather(v: View, sky: Frame["sky"], underSky: boolean, time: number, calm: boolean): boolean {
  if (!underSky || calm) return false;
  const { ctx, wide, high } = v;
  if (sky.rain > 0) {
    const n = Math.min(260, 60 + sky.rain * 24);
    ctx.strokeStyle = "rgba(190,214,255,.16)";
    ctx.lineWidth = 1;
    ctx.beginPath();
    for (let i = 0; i < n; i++) {
      const speed = 0.7 + 0.6 * hash(i, 3);
      const y = ((hash(i, 1) * high + time * speed) % (high + 40)) - 20;
      const x = (hash(i, 2) * wide + time * 0.12 * speed) % wide;
      ctx.moveTo(x, y);
      ctx.lineTo(x + 2, y + 14 * speed);
    }
    ctx.stroke();
  }
  if (sky.ash > 60) {
    const n = Math.min(220, sky.ash / 2);
    ctx.fillStyle = "rgba(226,206,184,.3)";
    for (let i = 0; i < n; i++) {
      const speed = 0.02 + 0.03 * hash(i, 6);
      const y = (hash(i, 4) * high + time * speed) % high;
      const x = (hash(i, 5) * wide + time * speed * (1 + sky.wind / 40) + 12 * Math.sin(time / 900 + i)) % wide;
      ctx.fillRect(x, y, 1.5, 1.5);
    }
  }
  return sky.rain > 0 || sky.ash > 60;
}
