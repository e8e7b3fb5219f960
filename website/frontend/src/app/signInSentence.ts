import { t } from "words:signIn";
import type { PlainId } from "@/lib/words";

/** What went wrong with signing in, by the error's stable code. */
const SENTENCES = new Map<string, PlainId<typeof t>>([
  ["sign_in_failed", "failed"],
  ["discord_unavailable", "discord-unavailable"],
  ["discord_not_configured", "not-configured"],
  ["database_unavailable", "unavailable"],
  ["unavailable", "unavailable"],
  ["rate_limited", "too-often"],
]);

/** Null where nothing went wrong, and for what the server never leaves there: anybody can make up an address. */
export function signInSentence(code: string | null): string | null {
  const sentence = code === null ? undefined : SENTENCES.get(code);
  return sentence === undefined ? null : t(sentence);
}
