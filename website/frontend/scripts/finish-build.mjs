// After Vite: adds what the API's human pages (public/docs) load and the manifests of all languages, holds the page to its
// budgets of JavaScript and of words, and writes .br and .gz next to every file worth compressing, so that the server never
// compresses an asset itself.
import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { ENGLISH, languages } from "./catalogues.mjs";
import { sayManifest } from "./documents.mjs";
import { FIRST, Reach } from "./reach.mjs";

const FIRST_LOAD_BUDGET = 120_000; // bytes of gzipped JavaScript, 120 kB, the words of the first view among them
const WORDS_BUDGET = 12_000; // bytes of gzipped words that any place of the page loads, those of the first view among them
const COMPRESSIBLE = new Set([".css", ".html", ".js", ".json", ".svg", ".webmanifest"]);
const SMALLEST = 512; // below this the headers outweigh what compression saves

const frontend = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(frontend, "dist");
const WORDS = join(dist, "assets", "words");
const MANIFEST = "manifest.webmanifest";

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

/** Gzipped bytes of the scripts that a page loads at once (entry and preloaded chunks). */
function firstLoadBytes(page) {
  const html = readFileSync(join(dist, page), "utf8");
  const scripts = new Set(Array.from(html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g), (match) => match[1]));
  if (scripts.size < 3)
    throw new Error(`${page} does not load its code, boundary.js and words: no budget can be checked`);
  return [...scripts].reduce((sum, script) => sum + gzip(readFileSync(join(dist, script))).length, 0);
}

/** Gzipped bytes of words of the first view, and with those of the wordiest part that it opens and all that opens in there. */
function wordsOf(language) {
  const folder = readdirSync(WORDS).find((name) => name.startsWith(`${language}-`));
  const bytesOf = (file) => gzip(readFileSync(join(WORDS, folder, `${file}.js`))).length;
  const first = bytesOf(FIRST);
  const parts = [...new Reach().wholeParts()].map(([name, files]) => ({
    name,
    bytes: files.reduce((sum, file) => sum + bytesOf(file), first),
  }));
  return { first, most: parts.reduce((one, other) => (other.bytes > one.bytes ? other : one)) };
}

/** The manifest in every language; the one without is for pages that were installed before there were any. */
function writeManifests() {
  const json = readFileSync(join(dist, MANIFEST), "utf8");
  for (const language of languages())
    writeFileSync(join(dist, MANIFEST.replace(".", `.${language}.`)), sayManifest(json, language));
  writeFileSync(join(dist, MANIFEST), sayManifest(json, ENGLISH));
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
writeManifests();
compressAll(dist);

const kB = (bytes) => (bytes / 1000).toFixed(1);
let over = false;
function hold(what, bytes, budget) {
  const summary = `${what}: ${kB(bytes)} kB gzip (budget ${budget / 1000} kB)`;
  if (bytes > budget) {
    console.error(`${summary}: over budget`);
    over = true;
  } else console.log(summary);
}
for (const language of languages()) {
  const page = language === ENGLISH ? "index.html" : `index.${language}.html`;
  const { first, most } = wordsOf(language);
  hold(`JavaScript of the first load, ${language}`, firstLoadBytes(page), FIRST_LOAD_BUDGET);
  hold(`Words, ${language}: ${kB(first)} kB at once, with all of ${most.name}`, most.bytes, WORDS_BUDGET);
}
if (over) process.exit(1);
