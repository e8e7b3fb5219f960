/**
 * The language of whoever is signed in: their choice is the account's, in every browser and in messages. What was chosen before
 * signing in becomes the account's where it has none; what the browser says is told once, for where there is no choice.
 */
import { browserTag, readStored, writeStored } from "@/lib/browser";
import { chooseLanguage, readChoice } from "@/lib/language";
import { bodyOf, client } from "./client";
import type { Me } from "./types";

const HEARD = "muster.heard-language";

/** Whose browser says what; a page tells it when it is something else than it told last. */
function heardOf(me: Me): string {
  return `${me.website_user_id} ${browserTag()}`;
}

/** Whether account and browser know the same of each other. */
export function isSettled(me: Me): boolean {
  const choice = readChoice();
  return !choice.unsaid && choice.language === (me.language ?? null) && readStored(HEARD) === heardOf(me);
}

/** Has account and browser know the same; `otherwise` as for `chooseLanguage`. */
export async function settleLanguage(me: Me, otherwise: string): Promise<void> {
  const choice = readChoice();
  if (choice.unsaid && me.language === null) {
    await storeChoice(choice.language);
    await chooseLanguage({ ...choice, unsaid: false }, otherwise);
  } else if (choice.unsaid || choice.language !== me.language) {
    await chooseLanguage({ language: me.language, unsaid: false }, otherwise);
  }
  if (readStored(HEARD) === heardOf(me)) return;
  await bodyOf(client.POST("/auth/language/heard", { body: { tag: browserTag() } }));
  writeStored(HEARD, heardOf(me));
}

/** Lets whoever is signed in read `language` everywhere; null: what their browser says. */
export async function storeChoice(language: string | null): Promise<void> {
  // The page has no language that the server has not.
  await bodyOf(client.POST("/auth/language", { body: { language: language as Me["language"] } }));
}
