/** What went wrong with signing in, by the error's stable code. */
const SENTENCES = new Map([
  ["sign_in_failed", "The sign-in expired or was started in another browser. Start it again."],
  ["discord_unavailable", "Signing in with Discord does not work just now. Try again in a moment."],
  ["discord_not_configured", "Signing in with Discord is not set up here. Ask an admin."],
  ["database_unavailable", "Signing in did not work just now. Try again in a moment."],
  ["unavailable", "Signing in did not work just now. Try again in a moment."],
  ["rate_limited", "That was too often. Wait a minute and sign in again."],
]);

/** Null where nothing went wrong, and for what the server never leaves there: anybody can make up an address. */
export function signInSentence(code: string | null): string | null {
  return (code !== null && SENTENCES.get(code)) || null;
}
