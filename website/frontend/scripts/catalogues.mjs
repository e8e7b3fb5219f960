// The catalogues locales/LANGUAGE/SUBJECT.ftl (Project Fluent) as the page takes them: read by Fluent's own parser and turned into
// what src/lib/words.ts says, so that no browser gets a parser. What Fluent would pass over in silence is an error here: a text
// that is no message, and a message twice. What nothing says, and what other languages lack, is found by
// tests/support/catalogues.py, which knows the Python half, too.
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { FluentResource } from "@fluent/bundle";
import { FluentParser, lineOffset } from "@fluent/syntax";

export const frontend = dirname(dirname(fileURLToPath(import.meta.url)));
const LOCALES = join(dirname(dirname(frontend)), "locales");
export const ENGLISH = "en";

/** The tags of all languages that have a folder, English first. */
export function languages() {
  const found = readdirSync(LOCALES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const tags = found.map(({ name }) => name).sort();
  return [ENGLISH, ...tags.filter((tag) => tag !== ENGLISH)];
}

export function fileOf(subject, language = ENGLISH) {
  return join(LOCALES, language, `${subject}.ftl`);
}

/** The subjects that there are in English, and so at all. */
export function subjects() {
  return readdirSync(join(LOCALES, ENGLISH))
    .filter((name) => name.endsWith(".ftl"))
    .map((name) => basename(name, ".ftl"))
    .sort();
}

/** The messages of a subject as Fluent reads them; none where the language has no such file. */
export function readMessages(subject, language = ENGLISH) {
  const path = fileOf(subject, language);
  let text = "";
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (language === ENGLISH || error.code !== "ENOENT") throw error;
  }
  const seen = new Set();
  for (const entry of new FluentParser().parse(text).body) {
    const where = () => `${path}:${lineOffset(text, entry.span.start) + 1}`;
    if (entry.type === "Junk")
      throw new Error(`${where()}: ${entry.annotations[0]?.message ?? "is no message"}`);
    if (entry.type !== "Message" && entry.type !== "Term") continue;
    const id = entry.type === "Term" ? `-${entry.id.name}` : entry.id.name;
    if (seen.has(id)) throw new Error(`${where()}: ${id} is there twice`);
    seen.add(id);
  }
  return new FluentResource(text).body;
}

/** The ids of a subject's messages. */
export function idsOf(subject) {
  return readMessages(subject)
    .filter(({ id, value }) => !id.startsWith("-") && value !== null)
    .map(({ id }) => id);
}

/** Messages of a subject by id, with English where the language has nothing. */
export function compiled(subject, ids = idsOf(subject), language = ENGLISH) {
  const own = new Map(readMessages(subject, language).map(({ id, value }) => [id, value]));
  const english =
    language === ENGLISH ? own : new Map(readMessages(subject).map(({ id, value }) => [id, value]));
  return Object.fromEntries(
    [...ids].map((id) => {
      const named = own.get(id) ? own : english;
      if (named !== own) console.warn(`${fileOf(subject, language)}: has no ${id}, which is said in English`);
      try {
        return [id, compile(named.get(id), named)];
      } catch (error) {
        throw new Error(`${fileOf(subject, language)}: ${id}: ${error.message}`);
      }
    }),
  );
}

/** A pattern of Fluent as a `Pattern` of src/lib/words.ts. */
export function compile(value, named = new Map()) {
  const parts = [];
  for (const part of Array.isArray(value) ? value : [value]) {
    const piece = compilePart(part, named);
    // Strings stand side by side where something was put in while building.
    for (const each of Array.isArray(piece) && piece[0] === "" ? piece[1] : [piece]) {
      const last = parts.length - 1;
      if (typeof each === "string" && typeof parts[last] === "string") parts[last] += each;
      else parts.push(each);
    }
  }
  return parts.length === 1 && typeof parts[0] === "string" ? parts[0] : parts;
}

function compilePart(part, named) {
  if (typeof part === "string") return part;
  switch (part.type) {
    case "str":
      return part.value;
    case "var":
      return [part.name];
    case "func":
      return [variableOf(part)];
    case "mesg":
    case "term": {
      const id = part.type === "term" ? `-${part.name}` : part.name;
      const pattern = named.get(id);
      if (!pattern || part.attr || part.args?.length > 0) throw new Error(`cannot put ${id} in here`);
      const compiledPattern = compile(pattern, named);
      return typeof compiledPattern === "string" ? compiledPattern : ["", compiledPattern];
    }
    case "select": {
      const variants = part.variants.map(({ key, value }) => [String(key.value), compile(value, named)]);
      // The page looks for the number itself first, whatever stands first.
      const numbers = part.variants.findLastIndex(({ key }) => key.type === "num");
      const forms = part.variants.findIndex(({ key }) => key.type !== "num");
      if (forms >= 0 && forms < numbers) throw new Error("numbers stand before the forms of a plural");
      return [variableOf(part.selector), Object.fromEntries(variants), variants[part.star][0]];
    }
    default:
      throw new Error(`the page does not know ${part.type} in a message`);
  }
}

/** What a selector, or NUMBER without options, is about. */
function variableOf(part) {
  if (part.type === "var") return part.name;
  if (part.type === "func" && part.name === "NUMBER" && part.args.length === 1 && part.args[0].type === "var")
    return part.args[0].name;
  throw new Error(`the page does not know this ${part.type} in a message`);
}
