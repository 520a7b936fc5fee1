// Copy the third-party files that the pages carry along into the package, and write down what they are.
//   npm ci --ignore-scripts && npm run vendor      (npm run check compares without writing)
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..");
const modules = join(here, "node_modules");
const pages = "src/hillclimb/web/static/vendor";

const katexFonts = readdirSync(join(modules, "katex/dist/fonts")).filter((name) => name.endsWith(".woff2"));
// Every browser that this app supports reads woff2; the two older formats would only be dead links.
const onlyWoff2 = (css) => css.replace(/,url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)/g, "");

const wanted = [
  ["katex", "dist/katex.min.js", `${pages}/katex/katex.min.js`],
  ["katex", "dist/katex-swap.min.css", `${pages}/katex/katex.min.css`, onlyWoff2],
  ["katex", "LICENSE", `${pages}/katex/LICENSE`],
  ...katexFonts.map((name) => ["katex", `dist/fonts/${name}`, `${pages}/katex/fonts/${name}`]),
  ...[400, 600].map((weight) => [
    "@fontsource/barlow", `files/barlow-latin-${weight}-normal.woff2`, `${pages}/fonts/barlow-${weight}.woff2`,
  ]),
  ["@fontsource/barlow", "LICENSE", `${pages}/fonts/LICENSE-barlow`],
  ...["normal", "italic"].map((style) => [
    "@fontsource-variable/source-serif-4",
    `files/source-serif-4-latin-wght-${style}.woff2`,
    `${pages}/fonts/source-serif-4-${style}.woff2`,
  ]),
  ["@fontsource-variable/source-serif-4", "LICENSE", `${pages}/fonts/LICENSE-source-serif-4`],
  ["axe-core", "axe.min.js", "tests/web/vendor/axe.min.js"],
  ["axe-core", "LICENSE", "tests/web/vendor/LICENSE-axe-core"],
];

const sha256 = (body) => createHash("sha256").update(body).digest("hex");
const checking = process.argv.includes("--check");
const stale = [];

function put(target, body) {
  const path = join(root, target);
  const same = existsSync(path) && sha256(readFileSync(path)) === sha256(body);
  if (same) return;
  if (checking) return void stale.push(target);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, body);
}

const packages = {};
for (const [name, source, target, change] of wanted) {
  const about = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
  let body = readFileSync(join(modules, name, source));
  if (change) body = Buffer.from(change(body.toString("utf8")));
  put(target, body);
  packages[name] ??= { version: about.version, licence: about.license, files: {} };
  packages[name].files[target] = sha256(body);
}
put("web-assets/vendored.json", Buffer.from(JSON.stringify(packages, null, 2) + "\n"));

if (stale.length) {
  console.error(`not as in package-lock.json:\n  ${stale.join("\n  ")}\nrun: npm run vendor`);
  process.exit(1);
}
