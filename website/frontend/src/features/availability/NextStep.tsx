import { t } from "words:availability";
import type { ReactNode } from "react";
import type { Access } from "@/api/types";
import { Button, LinkButton } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { Skeleton } from "@/components/Skeleton";
import styles from "./NextStep.module.css";

const PROMOTE_HINT_ID = "promote-hint";

interface NextStepProps {
  /** Undefined while loading. */
  access: Access | undefined;
  signIn: ReactNode;
}

/** For everybody who cannot answer yet: why, and the one thing to do next. */
export function NextStep({ access, signIn }: NextStepProps) {
  return <Notice action={<Action access={access} signIn={signIn} />}>{t("aggregate-only")}</Notice>;
}

function Action({ access, signIn }: NextStepProps) {
  if (!access) {
    return (
      <span className={styles.place}>
        <Skeleton>{t("link-discord")}</Skeleton>
      </span>
    );
  }
  if (access.authenticated) {
    return (
      <span className={styles.steps}>
        <span className={styles.first}>
          <LinkButton look="primary" href="#/profile">
            {t("link-discord")}
          </LinkButton>
          <span>{t("link-discord-means")}</span>
        </span>
        <span className={styles.later}>
          <Button isDisabled aria-describedby={PROMOTE_HINT_ID}>
            {t("promote")}
          </Button>
          <span id={PROMOTE_HINT_ID}>{t("link-to-promote")}</span>
        </span>
      </span>
    );
  }
  return signIn;
}
