// Builds the page into the package: `node build.mjs`. Everything it needs lies in the lock file.
import { build } from "esbuild";
import { cp, mkdir, rm } from "node:fs/promises";

const out = process.argv[2] ?? "../src/undergrid/serve/page";
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const common = { bundle: true, minify: true, target: "es2022", legalComments: "none", logLevel: "warning" };
await Promise.all([
  build({ ...common, entryPoints: ["src/main.ts"], outfile: `${out}/main.js`, format: "esm" }),
  build({ ...common, entryPoints: ["src/bake/worker.ts"], outfile: `${out}/worker.js`, format: "iife" }),
  build({ ...common, entryPoints: ["src/widget.ts"], outfile: `${out}/widget.js`, format: "esm" }),
  build({
    ...common,
    entryPoints: ["src/style.css"],
    outfile: `${out}/style.css`,
    assetNames: "fonts/[name]",
    publicPath: "/",
    loader: { ".woff2": "file", ".woff": "empty" },
  }),
]);
for (const font of ["barlow", "barlow-semi-condensed", "ibm-plex-mono"])
  await cp(`node_modules/@fontsource/${font}/LICENSE`, `${out}/fonts/${font}-LICENSE.txt`);
for (const name of ["index.html", "icon.svg"]) await cp(`src/${name}`, `${out}/${name}`);
