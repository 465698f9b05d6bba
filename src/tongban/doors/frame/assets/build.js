// Builds assets/ into static/frame/. The built files are committed, so that an installation needs no Node.

import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compile } from "sass";

const assets = dirname(fileURLToPath(import.meta.url));
const root = join(assets, "../../../../..");
const built = join(assets, "../static/frame");

const sheets = ["casework", "frame"].map(
  (name) => compile(join(assets, `scss/${name}.scss`), { loadPaths: [root, join(root, "node_modules")], style: "compressed", quietDeps: true }).css,
);
writeFileSync(join(built, "frame.css"), sheets.join("\n").trimEnd() + "\n");

await build({
  entryPoints: [join(assets, "js/frame.js")],
  outfile: join(built, "frame.js"),
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2020",
  legalComments: "none",
});
