import { Notice } from "@/components/Notice";
import { signInSentence } from "./signInSentence";

/** Nothing, where the address names a problem that there is not. */
export function SignInNotice({ code }: { code: string }) {
  const sentence = signInSentence(code);
  return sentence === null ? null : <Notice tone="problem">{sentence}</Notice>;
}
