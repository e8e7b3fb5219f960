import { Suspense } from "react";
import { optional } from "@/components/optional";
import { useSignInProblem } from "./router";

const SignInNotice = optional(async () => (await import("./SignInNotice")).SignInNotice);

/** Says once why signing in did not work; gone with the next place on the page. */
export function SignInProblem() {
  const code = useSignInProblem();
  if (code === null) return null;
  return (
    <Suspense>
      <SignInNotice code={code} />
    </Suspense>
  );
}
