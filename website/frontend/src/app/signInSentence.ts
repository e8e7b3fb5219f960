import { t } from "words:signIn";

/** What went wrong with signing in, by the error's stable code. */
const SENTENCES = new Map([
  ["sign_in_failed", t("failed")],
  ["discord_unavailable", t("discord-unavailable")],
  ["discord_not_configured", t("not-configured")],
  ["database_unavailable", t("unavailable")],
  ["unavailable", t("unavailable")],
  ["rate_limited", t("too-often")],
]);

/** Null where nothing went wrong, and for what the server never leaves there: anybody can make up an address. */
export function signInSentence(code: string | null): string | null {
  return (code !== null && SENTENCES.get(code)) || null;
}
