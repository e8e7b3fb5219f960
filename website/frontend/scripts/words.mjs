// The page's words as modules. `words:SUBJECT` says the messages of locales/en/SUBJECT.ftl by the language that the page speaks;
// `words:files` knows where each language's messages are. They are files of their own, beside the code, so that a visit loads
// one language: `first` has what the first view says, and each subject a file with the rest of it, which is loaded beside the
// lazy code that says it. `npm run words` writes the modules' types.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compiled, ENGLISH, fileOf, frontend, languages, readMessages, subjects } from "./catalogues.mjs";
import { say } from "./documents.mjs";
import { FILES, FIRST, importsOf, PREFIX, Reach, resolve } from "./reach.mjs";

/** Vite's part. */
export function words() {
  let inTests = false;
  let built = false;
  let reach;

  function besideWords(code, id) {
    if (inTests) return undefined;
    reach ??= new Reach();
    let changed = code;
    for (const call of importsOf(code, id).toReversed()) {
      const path = resolve(call.spec, id);
      const files = path === undefined ? [] : reach.filesBehind(path);
      if (files.length === 0) continue;
      const part = changed.slice(call.start, call.end);
      changed = `${changed.slice(0, call.start)}beside("${files.join(" ")}", () => ${part})${changed.slice(call.end)}`;
    }
    return changed === code ? undefined : `import { beside } from "@/lib/words";\n${changed}`;
  }

  return {
    name: "words",
    configResolved(config) {
      inTests = config.mode === "test";
      built = config.command === "build";
    },
    buildStart() {
      reach = undefined;
    },
    watchChange() {
      reach = undefined;
    },
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const name = id.slice(PREFIX.length + 1);
      reach ??= new Reach();
      if (name === FILES.slice(PREFIX.length)) return filesModule(reach, built);
      const [first, file] = name.split("/");
      if (file !== undefined) return messagesModule(this, reach, first, file);
      this.addWatchFile(fileOf(first));
      return [
        `import { ${inTests ? "learn, " : ""}translator } from "@/lib/words";`,
        // The page's own tests say everything in English.
        inTests ? `learn(${JSON.stringify({ [first]: compiled(first) })});` : "",
        `export const t = translator(${JSON.stringify(first)});`,
      ].join("\n");
    },
    /** Has lazy code come beside its words. */
    transform: {
      filter: { id: /^[^\0]*\/src\/.*\.tsx?$/, code: "import(" },
      handler: besideWords,
    },
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        if (!reach) return;
        for (const language of languages())
          for (const [file, messages] of reach.contents(language))
            this.emitFile({
              type: "asset",
              fileName: addressOf(reach, language, file),
              source: source(messages),
            });
        for (const name of ["index.html", "not-found.html"]) {
          const page = bundle[name];
          if (!page) continue;
          const html = String(page.source);
          for (const language of languages()) {
            const text = say(html, language, addressOf(reach, language, FIRST));
            if (language === ENGLISH) page.source = text;
            else this.emitFile({ type: "asset", fileName: name.replace(".", `.${language}.`), source: text });
          }
        }
      },
    },
    /** The pages' own words, where they are not built. */
    transformIndexHtml: (html, { server }) => (server ? say(html, ENGLISH) : html),
  };
}

function source(messages) {
  return `export default ${JSON.stringify(messages)};\n`;
}

/** Where a file of words is; the name tells versions apart, one for all of a language. */
function addressOf(reach, language, file) {
  return `assets/words/${language}-${reach.versionOf(language)}/${file}.js`;
}

function filesModule(reach, built) {
  const known = languages();
  const tags = `export const LANGUAGES = ${JSON.stringify(known)};`;
  if (built) {
    const versions = Object.fromEntries(known.map((language) => [language, reach.versionOf(language)]));
    return [
      tags,
      `const versions = ${JSON.stringify(versions)};`,
      "export const load = async (language, file) =>",
      "  (await import(/* @vite-ignore */ '/assets/words/' + language + '-' + versions[language] + '/' + file + '.js')).default;",
    ].join("\n");
  }
  const files = known.flatMap((language) =>
    [...reach.contents(language).keys()].map((file) => {
      const name = `${language}/${file}`;
      return `  ${JSON.stringify(name)}: () => import(${JSON.stringify(PREFIX + name)}),`;
    }),
  );
  return [
    tags,
    "const files = {",
    ...files,
    "};",
    "export const load = async (language, file) => (await files[language + '/' + file]()).default;",
  ].join("\n");
}

function messagesModule(context, reach, language, file) {
  for (const subject of reach.subjects()) context.addWatchFile(fileOf(subject, language));
  return source(reach.contents(language).get(file) ?? {});
}

// --- types ------------------------------------------------------------------------------------------------------------------

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
  const messages = readMessages(subject).filter(({ id, value }) => !id.startsWith("-") && value !== null);
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

function filesTypes() {
  return [
    `declare module "${FILES}" {`,
    '  import type { Catalogue } from "@/lib/words";',
    "",
    "  /** The tags of all languages, English first. */",
    "  export const LANGUAGES: readonly [string, ...string[]];",
    "  /** The messages of one file of a language; rejected where it cannot be loaded. */",
    "  export function load(language: string, file: string): Promise<Catalogue>;",
    "}",
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // What the page could not say fails here, and not only in a build.
  const reach = new Reach();
  for (const language of languages()) reach.contents(language);
  const types = [filesTypes(), ...subjects().map(moduleTypes)];
  writeFileSync(join(frontend, "src", "words.d.ts"), types.join("\n"));
}
