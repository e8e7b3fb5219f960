// The words of index.html and not-found.html, which stand there before any code runs: {{id}} is a message of
// locales/LANGUAGE/document.ftl.
import { compiled, idsOf } from "./catalogues.mjs";

const SUBJECT = "document";
const MARK = /\{\{([\w-]+)\}\}/g;
/** Of the languages that we may get; none of ours is written from right to left yet. */
const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);

/** A page in a language; `first` is where the words of its first view are, once it is built. */
export function say(html, language, first) {
  const messages = compiled(SUBJECT, idsOf(SUBJECT), language);
  const said = html
    .replace(MARK, (_mark, id) => escaped(plain(messages, id)))
    .replace('<html lang="en">', `<html lang="${language}" dir="${directionOf(language)}">`);
  if (first === undefined) return said;
  return (
    said
      .replace('href="/manifest.webmanifest"', `href="/manifest.${language}.webmanifest"`)
      // Beside the code, which asks for it when it runs.
      .replace(
        /(\s*)(<link rel="modulepreload"[^>]*>)/,
        `$1$2$1<link rel="modulepreload" crossorigin href="/${first}" />`,
      )
  );
}

/** What a phone reads before it installs the page, in a language. */
export function sayManifest(json, language) {
  const messages = compiled(SUBJECT, idsOf(SUBJECT), language);
  const said = json.replace(MARK, (_mark, id) => JSON.stringify(plain(messages, id)).slice(1, -1));
  return `${JSON.stringify({ ...JSON.parse(said), lang: language, dir: directionOf(language) })}\n`;
}

function plain(messages, id) {
  if (typeof messages[id] !== "string") throw new Error(`${SUBJECT}.ftl has no plain ${id}`);
  return messages[id];
}

export function directionOf(language) {
  return RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
}

function escaped(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
}
