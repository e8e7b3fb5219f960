import { Notice } from "@/components/Notice";
import { useSignInProblem } from "./router";
import { signInSentence } from "./signInSentence";

/** Says once why signing in did not work; gone with the next place on the page. */
export function SignInProblem() {
  const sentence = signInSentence(useSignInProblem());
  return sentence === null ? null : <Notice tone="problem">{sentence}</Notice>;
}
