// Which code of the page says which messages, and when it is loaded: what the first view may say is one file of words, and what
// lazy code says beside it is a file of its subject.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parseSync } from "vite";
import { compiled, frontend, idsOf } from "./catalogues.mjs";

export const PREFIX = "words:";
export const FILES = `${PREFIX}files`;
export const FIRST = "first";
const SOURCES = join(frontend, "src");
const ENTRY = join(SOURCES, "main.tsx");
const SECTIONS = join(SOURCES, "app", "pages", "adminSections.ts");

/** Which code says what, and when it is loaded. */
export class Reach {
  #modules = new Map();
  /** Ids by subject: what any code of the page says, and what the first view may say. */
  #said = new Map();
  #first = new Map();
  #contents = new Map();

  constructor() {
    for (const path of sources()) addAll(this.#said, this.#read(path).said);
    for (const module of this.#closure(ENTRY)) addAll(this.#first, module.said);
  }

  /** The subjects that the page says anything of. */
  subjects() {
    return [...this.#said.keys()].sort();
  }

  /** The files of words that lazy code needs beside the first one. */
  filesBehind(path) {
    return this.#filesOf(this.#closure(path));
  }

  /** The same with all that it opens, for each part that the first view may open; of admins' sections one is open. */
  *wholeParts() {
    const parts = this.#closure(ENTRY).flatMap(({ later }) => later);
    for (const path of new Set(parts)) {
      const modules = this.#closure(path);
      const sections = modules.find((each) => each.path === SECTIONS);
      const whole = (each) => this.#closure(each, { andLater: true });
      if (sections === undefined) yield [relative(SOURCES, path), this.#filesOf(whole(path))];
      else
        for (const each of sections.later)
          yield [relative(SOURCES, each), this.#filesOf([...modules, ...whole(each)])];
    }
  }

  #filesOf(modules) {
    const files = new Set();
    for (const { said } of modules)
      for (const [subject, ids] of said)
        if ([...ids].some((each) => !this.#first.get(subject)?.has(each))) files.add(subject);
    return [...files].sort();
  }

  /** What the files of a language hold, by name: messages by subject and id. */
  contents(language) {
    const known = this.#contents.get(language);
    if (known) return known;
    const files = new Map([[FIRST, {}]]);
    for (const subject of this.subjects()) {
      const first = this.#first.get(subject) ?? new Set();
      const later = [...this.#said.get(subject)].filter((id) => !first.has(id));
      if (first.size > 0) files.get(FIRST)[subject] = compiled(subject, first, language);
      if (later.length > 0) files.set(subject, { [subject]: compiled(subject, later, language) });
    }
    this.#contents.set(language, files);
    return files;
  }

  versionOf(language) {
    const all = JSON.stringify([...this.contents(language)]);
    return createHash("sha256").update(all).digest("base64url").slice(0, 7);
  }

  /** A module and everything that it imports at once; `andLater`: and lazily. */
  #closure(path, { andLater = false } = {}, found = new Map()) {
    if (found.has(path)) return [];
    const module = this.#read(path);
    found.set(path, module);
    for (const next of [...module.imports, ...(andLater ? module.later : [])])
      this.#closure(next, { andLater }, found);
    return [...found.values()];
  }

  #read(path) {
    const module = this.#modules.get(path) ?? readModule(path);
    this.#modules.set(path, module);
    return module;
  }
}

const SCRIPT = /(?<!\.d|\.test)\.tsx?$/;

/** All modules of the page, without its tests. */
function sources() {
  const all = readdirSync(SOURCES, { recursive: true }).filter((name) => SCRIPT.test(name));
  return all.sort().map((name) => join(SOURCES, name));
}

function addAll(all, said) {
  for (const [subject, ids] of said) all.set(subject, new Set([...(all.get(subject) ?? []), ...ids].sort()));
}

/** The script of ours that an import names; undefined for any other file. */
export function resolve(spec, from) {
  const base = spec.startsWith("@/") ? join(SOURCES, spec.slice(2)) : join(dirname(from), spec);
  if (!spec.startsWith("@/") && !spec.startsWith(".")) return undefined;
  return [`${base}.ts`, `${base}.tsx`].find(existsSync);
}

/** What a module imports, at once and later, and the ids of messages that it may say, by subject. */
function readModule(path) {
  const code = readFileSync(path, "utf8");
  const { program } = parseSync(path, code);
  const imports = [];
  const subjectsOf = new Map();
  for (const node of program.body) {
    const spec = node.source?.value;
    // Who takes but the type of what says messages hands their ids to whoever says them.
    const typed = node.importKind === "type" || node.exportKind === "type";
    if (spec === undefined || (typed && !spec.startsWith(PREFIX))) continue;
    if (!spec.startsWith(PREFIX)) imports.push(spec);
    else if (spec !== FILES)
      for (const { local } of node.specifiers) subjectsOf.set(local.name, spec.slice(PREFIX.length));
  }
  const texts = new Set();
  visit(program, (node, inFunction) => {
    if (node.type === "Literal" && typeof node.value === "string") texts.add(node.value);
    const callee = node.type === "CallExpression" ? (node.callee.object ?? node.callee) : undefined;
    if (subjectsOf.has(callee?.name) && !inFunction) {
      const line = code.slice(0, node.start).split("\n").length;
      throw new Error(
        `${relative(frontend, path)}:${line}: says something while it is loaded, when no language is chosen yet`,
      );
    }
  });
  const said = [...new Set(subjectsOf.values())].map((subject) => [
    subject,
    new Set(idsOf(subject).filter((id) => texts.has(id))),
  ]);
  const ours = (specs) => specs.flatMap((spec) => resolve(spec, path) ?? []);
  const later = importsOf(code, path).map(({ spec }) => spec);
  return { path, imports: ours(imports), later: ours(later), said: new Map(said) };
}

/** The `import()`s of a text, in its order. */
export function importsOf(code, path) {
  if (!code.includes("import(")) return [];
  const found = [];
  visit(parseSync(path, code).program, (node) => {
    if (node.type === "ImportExpression" && node.source.type === "Literal")
      found.push({ start: node.start, end: node.end, spec: node.source.value });
  });
  return found.sort((one, other) => one.start - other.start);
}

const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

function visit(node, see, inFunction = false) {
  if (Array.isArray(node)) for (const each of node) visit(each, see, inFunction);
  else if (typeof node?.type === "string") {
    see(node, inFunction);
    const within = inFunction || FUNCTIONS.has(node.type);
    for (const key in node) if (typeof node[key] === "object") visit(node[key], see, within);
  }
}
