import type { ReactNode } from "react";
import type { Access } from "../../api/types";
import { LinkButton } from "../../components/Button";
import { Notice } from "../../components/Notice";
import { Skeleton } from "../../components/Skeleton";
import styles from "./NextStep.module.css";

const SENTENCE = "Aggregate view only. Link your Discord account to a player profile to submit or subscribe.";

interface NextStepProps {
  /** Undefined while loading. */
  access: Access | undefined;
  signIn: ReactNode;
}

/** For everybody who cannot answer yet: why, and the one thing to do next. */
export function NextStep({ access, signIn }: NextStepProps) {
  return <Notice action={<Action access={access} signIn={signIn} />}>{SENTENCE}</Notice>;
}

function Action({ access, signIn }: NextStepProps) {
  if (!access) {
    return (
      <span className={styles.place}>
        <Skeleton>Sign in with Discord</Skeleton>
      </span>
    );
  }
  if (access.authenticated) {
    return (
      <LinkButton look="primary" href="#/profile">
        Link Discord
      </LinkButton>
    );
  }
  return signIn;
}
