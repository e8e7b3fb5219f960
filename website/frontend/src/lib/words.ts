/**
 * What the page says. Sentences are whole messages of `locales/LANGUAGE/SUBJECT.ftl`, which a module asks for by
 * `import { t } from "words:SUBJECT"`; what a message needs is part of its type. See scripts/words.mjs.
 */
import { FluentBundle, type FluentResource, type FluentVariable } from "@fluent/bundle";
import { createElement, Fragment, type ReactNode } from "react";

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

// Where an element stands in a sentence, until the sentence is taken apart again; no text holds these characters.
const OPEN = "\uE000";
const CLOSE = "\uE001";

/** The messages of one subject, as `words:SUBJECT` gives them. */
export function translator<Messages>(language: string, body: FluentResource["body"]): Translate<Messages> {
  // Without the marks that isolate what is put in: names stand in lists and attributes as well, where they would be copied.
  const bundle = new FluentBundle(language, { useIsolating: false });
  bundle.addResource({ body });

  function say(id: string, needed?: Record<string, FluentVariable>): string {
    const message = bundle.getMessage(id);
    if (!message?.value) throw new Error(`nothing is written for ${id}`);
    return bundle.formatPattern(message.value, needed ?? null);
  }

  function rich(id: string, needed: Record<string, unknown>): ReactNode {
    const elements: ReactNode[] = [];
    const given = Object.entries(needed).map(([name, value]) => {
      if (typeof value === "string" || typeof value === "number") return [name, value];
      return [name, `${OPEN}${elements.push(value as ReactNode) - 1}${CLOSE}`];
    });
    const pieces = say(id, Object.fromEntries(given)).split(new RegExp(`${OPEN}(\\d+)${CLOSE}`));
    return createElement(
      Fragment,
      null,
      ...pieces.map((piece, index) => (index % 2 === 1 ? elements[Number(piece)] : piece)),
    );
  }

  return Object.assign(say, { rich }) as unknown as Translate<Messages>;
}
