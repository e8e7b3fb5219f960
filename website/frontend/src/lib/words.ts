/**
 * What the page says. Sentences are whole messages of `locales/LANGUAGE/SUBJECT.ftl`, which a module asks for by
 * `import { t } from "words:SUBJECT"`; what a message needs is part of its type. The messages come in files of one
 * language each: one that the first view needs, and one for each subject of the lazy parts, which come beside their code.
 * See scripts/words.mjs and scripts/catalogues.mjs.
 */
import { load } from "words:files";
import { createElement, Fragment, type ReactNode } from "react";
import { pageLanguage, setPageLanguage } from "./browser";

export type Sayable = string | number;

type Arguments<Needed> = keyof Needed extends never ? [] : [needed: Needed];
type Parts<Needed> = {
  [name in keyof Needed]: Needed[name] extends number ? number : Needed[name] | ReactNode;
};

export interface Translate<Messages> {
  /** The sentence of a message. */
  <Id extends keyof Messages>(id: Id, ...needed: Arguments<Messages[Id]>): string;
  /** The sentence of a message with elements in it, as for an emphasised name. */
  rich: <Id extends keyof Messages>(id: Id, needed: Parts<Messages[Id]>) => ReactNode;
}

/** The ids of those messages of a `t` that need nothing. */
export type PlainId<T> =
  T extends Translate<infer Messages>
    ? { [Id in keyof Messages]: keyof Messages[Id] extends never ? Id : never }[keyof Messages]
    : never;

/** A message as the build leaves it: text, or parts of which arrays stand for what is put in. */
export type Pattern = string | readonly Part[];
type Part =
  | string
  | readonly [name: string]
  | readonly [name: string, variants: Readonly<Record<string, Pattern>>, otherwise: string];

/** Messages by subject and id. */
export type Catalogue = Record<string, Record<string, Pattern>>;

type Given = Readonly<Record<string, Sayable>>;

/** The file with what the first view says. */
const FIRST = "first";

// Where an element stands in a sentence, until the sentence is taken apart again; no text holds these characters.
const OPEN = "\uE000";
const CLOSE = "\uE001";

let catalogue: Catalogue = {};
let plurals: Intl.PluralRules | undefined;
let numbers: Intl.NumberFormat | undefined;
/** The files that were asked for, and so are needed in another language, too; each settles when it can be said. */
const asked = new Map([[FIRST, Promise.resolve()]]);
let changes = 0;
let onChange = () => {};

/** Calls `draw` when the page has changed its language. */
export function watchLanguage(draw: () => void): void {
  onChange = draw;
}

/** Adds messages to what the page can say. */
export function learn(messages: Catalogue): void {
  for (const subject in messages) catalogue[subject] = { ...catalogue[subject], ...messages[subject] };
}

/**
 * Has the page speak `language` from now on, with all that it can say already; false where another one was asked for
 * meanwhile.
 *
 * @throws where a file cannot be loaded; the page then speaks as before.
 */
export async function speak(language: string): Promise<boolean> {
  changes += 1;
  const mine = changes;
  let known: Catalogue[] = [];
  // What a lazy part asks for meanwhile is needed, too.
  while (known.length < asked.size)
    known = await Promise.all([...asked.keys()].map((file) => load(language, file)));
  if (mine !== changes) return false;
  setPageLanguage(language);
  catalogue = {};
  plurals = numbers = undefined;
  known.forEach(learn);
  onChange();
  return true;
}

/** Loads a lazy part beside its words. The build writes it around `import()`; blanks stand between the files. */
export async function beside<Part>(files: string, part: () => Promise<Part>): Promise<Part> {
  const [loaded] = await Promise.all([part(), ...files.split(" ").map(ask)]);
  return loaded;
}

function ask(file: string): Promise<void> {
  let there = asked.get(file);
  if (there === undefined) {
    const language = pageLanguage();
    there = load(language, file).then((messages) => {
      if (language === pageLanguage()) learn(messages);
    });
    asked.set(file, there);
    // The next visit of the part tries again.
    there.catch(() => asked.delete(file));
  }
  return there;
}

function say(pattern: Pattern, given: Given): string {
  if (typeof pattern === "string") return pattern;
  return pattern.map((part) => (typeof part === "string" ? part : sayPart(part, given))).join("");
}

function sayPart([name, variants, otherwise]: Exclude<Part, string>, given: Given): string {
  const value = given[name] ?? `{$${name}}`;
  const number = typeof value === "number";
  if (!variants || otherwise === undefined) {
    numbers ??= new Intl.NumberFormat(pageLanguage());
    return number ? numbers.format(value) : value;
  }
  plurals ??= new Intl.PluralRules(pageLanguage());
  const keys = number ? [`${value}`, plurals.select(value)] : [value];
  const key = keys.find((each) => Object.hasOwn(variants, each)) ?? otherwise;
  return say(variants[key] ?? "", given);
}

/** What says the messages of one subject, as `words:SUBJECT` gives it. */
export function translator<Messages>(subject: string): Translate<Messages> {
  function sentence(id: string, given: Given = {}): string {
    const pattern = catalogue[subject]?.[id];
    if (pattern === undefined) {
      console.error(`nothing is written for ${subject}: ${id}`);
      return id;
    }
    return say(pattern, given);
  }

  function rich(id: string, needed: Record<string, unknown>): ReactNode {
    const elements: ReactNode[] = [];
    const given = Object.entries(needed).map(([name, value]) => {
      if (typeof value === "string" || typeof value === "number") return [name, value];
      return [name, `${OPEN}${elements.push(value as ReactNode) - 1}${CLOSE}`];
    });
    const pieces = sentence(id, Object.fromEntries(given)).split(new RegExp(`${OPEN}(\\d+)${CLOSE}`));
    return createElement(
      Fragment,
      null,
      ...pieces.map((piece, index) => (index % 2 === 1 ? elements[Number(piece)] : piece)),
    );
  }

  return Object.assign(sentence, { rich }) as unknown as Translate<Messages>;
}
