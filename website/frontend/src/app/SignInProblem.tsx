import { Notice } from "../components/Notice";
import { useSignInProblem } from "./router";

/** What went wrong on the way back from Discord, by the error's stable code. */
const SENTENCES: Record<string, string> = {
  discord_unavailable: "Discord does not answer. Try signing in again in a moment.",
  database_unavailable: "Signing in did not work just now. Try again in a moment.",
};
const OTHERWISE = "The sign-in expired or was started in another browser. Start it again.";

/** Says once why signing in did not work; gone with the next place on the page. */
export function SignInProblem() {
  const code = useSignInProblem();
  if (code === null) return null;
  return <Notice tone="problem">{SENTENCES[code] ?? OTHERWISE}</Notice>;
}
