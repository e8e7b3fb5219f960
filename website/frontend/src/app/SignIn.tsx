import { t } from "words:app";
import { useCommunity } from "@/api/queries";
import { LinkButton } from "@/components/Button";
import { SandboxSignIn } from "@/features/sandbox/SandboxSignIn";
import { readLayoutHint } from "./layoutHint";
import type { Route } from "./router";
import styles from "./SignIn.module.css";

/** The way to sign in and come back to a page: whoever one likes in the sandbox, else Discord. */
export function SignIn({ to }: { to: Route }) {
  const community = useCommunity().data;
  if (community?.sandbox ?? readLayoutHint()?.sandbox) return <SandboxSignIn />;
  if (community?.sign_in_available === false) {
    return <p className={styles.unavailable}>{t("sign-in-missing")}</p>;
  }
  return (
    <LinkButton look="primary" href={`/auth/login?next=${encodeURIComponent(`#/${to}`)}`}>
      {t("sign-in")}
    </LinkButton>
  );
}
