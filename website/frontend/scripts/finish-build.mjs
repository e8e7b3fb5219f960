// After Vite: adds what the API's human pages (public/docs) load, holds the page to its
// budget of JavaScript, and writes .br and .gz next to every file worth compressing, so that the server never compresses an
// asset itself.
import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const FIRST_LOAD_BUDGET = 120_000; // bytes of gzipped JavaScript, 120 kB
const COMPRESSIBLE = new Set([".css", ".html", ".js", ".json", ".svg", ".webmanifest"]);
const SMALLEST = 512; // below this the headers outweigh what compression saves

const frontend = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(frontend, "dist");

function copySwagger() {
  const target = join(dist, "docs");
  const swagger = join(frontend, "node_modules", "swagger-ui-dist");
  for (const name of ["swagger-ui.css", "swagger-ui-bundle.js"]) {
    copyFileSync(join(swagger, name), join(target, name));
  }
}

function gzip(content) {
  return gzipSync(content, { level: 9 });
}

function brotli(content) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  return brotliCompressSync(content, { params });
}

/** Gzipped bytes of the scripts that index.html loads at once (entry and preloaded chunks). */
function firstLoadBytes() {
  const html = readFileSync(join(dist, "index.html"), "utf8");
  const scripts = new Set(Array.from(html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g), (match) => match[1]));
  if (scripts.size === 0) throw new Error("index.html loads no script; the budget cannot be checked");
  let total = 0;
  for (const script of scripts) total += gzip(readFileSync(join(dist, script))).length;
  return total;
}

function compressAll(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) {
      compressAll(path);
      continue;
    }
    if (!COMPRESSIBLE.has(extname(name))) continue;
    const content = readFileSync(path);
    if (content.length < SMALLEST) continue;
    writeFileSync(`${path}.gz`, gzip(content));
    writeFileSync(`${path}.br`, brotli(content));
  }
}

copySwagger();
rmSync(join(dist, "boundary.js")); // the page loads the one that is named after its content
compressAll(dist);

const bytes = firstLoadBytes();
const summary = `JavaScript of the first load: ${(bytes / 1000).toFixed(1)} kB gzip (budget ${FIRST_LOAD_BUDGET / 1000} kB)`;
if (bytes > FIRST_LOAD_BUDGET) {
  console.error(`${summary}: over budget`);
  process.exit(1);
}
console.log(summary);
