// Takes pictures of the page: `node shot.mjs ADDRESS FILE.png [HASH] [WIDTHxHEIGHT]`.
import { chromium } from "playwright-core";

const [address, file, hash = "", size = "1440x900", ...acts] = process.argv.slice(2);
const [width, height] = size.split("x").map(Number);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
});
const page = await browser.newPage({ viewport: { width, height } });
page.on("console", (m) => m.type() === "error" && console.log("console:", m.text()));
page.on("pageerror", (e) => console.log("error:", e.message));
await page.goto(address + hash);
const settled = () => page.waitForFunction(() => document.body.dataset.tiles === "whole" && document.body.dataset.tick === document.body.dataset.asked, undefined, { timeout: 60000 });
await settled();
for (const act of acts) {
  if (act.startsWith("wait:")) await page.waitForTimeout(Number(act.slice(5)));
  else if (act.startsWith("key:")) await page.keyboard.press(act.slice(4));
  else if (act.startsWith("click:")) await page.mouse.click(...act.slice(6).split(",").map(Number));
  else if (act.startsWith("type:")) await page.keyboard.type(act.slice(5));
}
await page.waitForTimeout(3200);
await settled();
await page.waitForTimeout(300);
console.log(JSON.stringify(await page.evaluate(() => ({ ...document.body.dataset }))));
await page.screenshot({ path: file });
await browser.close();
