import { t } from "words:app";

/** What went wrong with signing in, by the error's stable code. */
const SENTENCES = new Map([
  ["sign_in_failed", t("sign-in-failed")],
  ["discord_unavailable", t("sign-in-discord-unavailable")],
  ["discord_not_configured", t("sign-in-not-configured")],
  ["database_unavailable", t("sign-in-unavailable")],
  ["unavailable", t("sign-in-unavailable")],
  ["rate_limited", t("sign-in-too-often")],
]);

/** Null where nothing went wrong, and for what the server never leaves there: anybody can make up an address. */
export function signInSentence(code: string | null): string | null {
  return (code !== null && SENTENCES.get(code)) || null;
}
