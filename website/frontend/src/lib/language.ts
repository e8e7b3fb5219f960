/**
 * Which language the page speaks: the one that was chosen, else the first that the browser says and that we have, else
 * the one that the server sent it in, which knows the community's. The choice is in this browser, and in a cookie for
 * the server, which sends the page in it; `api/accountLanguage.ts` has the account know it, too.
 */
import { LANGUAGES } from "words:files";
import { browserLanguage, readStored, writeCookie, writeStored } from "./browser";
import { speak } from "./words";

const KEY = "muster.language";
const COOKIE = "muster_language";

interface Choice {
  /** Null for what the browser says. */
  language: string | null;
  /** Made while nobody was signed in: no account knows it yet. */
  unsaid: boolean;
}

/** What was chosen in this browser. */
export function readChoice(): Choice {
  const { language, unsaid } = (readStored(KEY) ?? {}) as Partial<Choice>;
  const known = LANGUAGES.find((each) => each === language) ?? null;
  return { language: known, unsaid: known !== null && unsaid === true };
}

/** Has the page begin in its language. */
export async function speakFirst(): Promise<void> {
  const { language } = readChoice();
  const sent = document.documentElement.lang;
  const wanted = language ?? browserLanguage(LANGUAGES) ?? sent;
  // It may be gone, or have been taken from the browser by another page of this site.
  if (language !== null) writeCookie(COOKIE, language);
  try {
    await speak(wanted);
  } catch (error) {
    // Without a network there is the language that the page was kept in.
    if (wanted === sent) throw error;
    await speak(sent);
  }
}

/**
 * Has the page speak another language, in this browser until another one is chosen. `otherwise`: the language where
 * none is chosen and the browser says none of ours.
 *
 * @throws where its words cannot be loaded; nothing has changed then.
 */
export async function chooseLanguage(choice: Choice, otherwise: string): Promise<void> {
  const spoken = await speak(choice.language ?? browserLanguage(LANGUAGES) ?? otherwise);
  if (!spoken) return;
  writeStored(KEY, choice);
  writeCookie(COOKIE, choice.language);
}
