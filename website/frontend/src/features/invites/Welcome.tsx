import { t } from "words:invites";
import type { ReactNode } from "react";
import { useAccess, useCommunity } from "@/api/queries";
import { LinkButton } from "@/components/Button";
import { Notice } from "@/components/Notice";
import styles from "./Welcome.module.css";
import { endedInWords } from "./words";

interface WelcomeProps {
  /** Why the link does not hold; null where it does. */
  ended: string | null;
  /** The button that signs a visitor in, given by the app. */
  signIn: ReactNode;
}

/** Whose community somebody is invited to, and the one thing to do next. */
export function Welcome({ ended, signIn }: WelcomeProps) {
  const community = useCommunity().data;
  const access = useAccess().data;
  if (!community || !access) return null;
  const { name, crest, session, start_time: time } = community;
  const sentence = access.authenticated ? null : endedInWords(ended);
  return (
    <>
      {sentence && <Notice>{sentence}</Notice>}
      <section className={styles.welcome}>
        {crest && <img src={crest} alt="" width="72" height="72" />}
        <h2 className={styles.name}>{name}</h2>
        <p>{session ? t("plays", { name, time }) : t("plays-some-day", { name })}</p>
        {access.can_submit ? (
          <>
            <p>{t("already")}</p>
            <LinkButton look="primary" href="#/availability">
              {t("answer-tonight")}
            </LinkButton>
          </>
        ) : access.authenticated ? (
          <>
            <p>{t("next-player")}</p>
            <LinkButton look="primary" href="#/profile">
              {t("choose-player")}
            </LinkButton>
          </>
        ) : (
          <>
            <p>{t("steps")}</p>
            {signIn}
          </>
        )}
      </section>
    </>
  );
}
