// The page's words: locales/LANGUAGE/SUBJECT.ftl (Project Fluent) as the modules `words:SUBJECT`. A module holds the messages
// as Fluent's own parser leaves them, so that no parser is sent to browsers; `npm run words` writes their types, and fails on
// what Fluent would pass over in silence: a text that is no message, and a message twice. What nothing says, and what other
// languages lack, is found by tests/support/catalogues.py, which knows the Python half, too.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { FluentResource } from "@fluent/bundle";
import { FluentParser, lineOffset } from "@fluent/syntax";

const frontend = dirname(dirname(fileURLToPath(import.meta.url)));
const LOCALES = join(dirname(dirname(frontend)), "locales");
const LANGUAGE = "en";
const PREFIX = "words:";

function fileOf(subject) {
  return join(LOCALES, LANGUAGE, `${subject}.ftl`);
}

function subjects() {
  return readdirSync(join(LOCALES, LANGUAGE))
    .filter((name) => name.endsWith(".ftl"))
    .map((name) => basename(name, ".ftl"))
    .sort();
}

/** The messages of a subject; throws for what Fluent's runtime would leave out. */
function readSubject(subject) {
  const path = fileOf(subject);
  const text = readFileSync(path, "utf8");
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

/** Vite's part: the modules `words:SUBJECT`. */
export function words() {
  return {
    name: "words",
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const subject = id.slice(PREFIX.length + 1);
      this.addWatchFile(fileOf(subject));
      return [
        'import { translator } from "@/lib/words";',
        `export const t = translator(${JSON.stringify(LANGUAGE)}, ${JSON.stringify(readSubject(subject))});`,
      ].join("\n");
    },
  };
}

const PLURALS = new Set(["zero", "one", "two", "few", "many", "other"]);

/** The arguments of a pattern by name; true for those that must be numbers. */
function argumentsOf(part, found = new Map()) {
  if (Array.isArray(part)) for (const each of part) argumentsOf(each, found);
  else if (part?.type === "var") found.set(part.name, found.get(part.name) ?? false);
  else if (part?.type === "func") {
    argumentsOf(part.args, found);
    if (part.name === "NUMBER")
      for (const each of part.args) if (each.type === "var") found.set(each.name, true);
  } else if (part?.type === "select") {
    argumentsOf(part.selector, found);
    const counts = part.variants.some(
      ({ key }) => key.type === "num" || (PLURALS.has(key.value) && key.value !== "other"),
    );
    if (part.selector.type === "var" && counts) found.set(part.selector.name, true);
    for (const variant of part.variants) argumentsOf(variant.value, found);
  }
  return found;
}

function typeOf({ id, value }) {
  const members = [...argumentsOf(value)].map(
    ([name, number]) => `${name}: ${number ? "number" : "Sayable"}`,
  );
  return `    ${JSON.stringify(id)}: { ${members.join("; ")} };`;
}

function moduleTypes(subject) {
  const messages = readSubject(subject).filter(({ id, value }) => !id.startsWith("-") && value !== null);
  return [
    `declare module "${PREFIX}${subject}" {`,
    '  import type { Sayable, Translate } from "@/lib/words";',
    "",
    "  interface Messages {",
    ...messages.map(typeOf),
    "  }",
    "",
    "  export const t: Translate<Messages>;",
    "}",
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(frontend, "src", "words.d.ts"), subjects().map(moduleTypes).join("\n"));
}
