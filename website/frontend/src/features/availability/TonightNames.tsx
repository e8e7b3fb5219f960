import { t } from "words:availability";
import { type ReactNode, useId } from "react";
import type { Day } from "@/api/types";
import { Skeleton } from "@/components/Skeleton";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { Names } from "./Names";
import styles from "./TonightNames.module.css";

interface TonightNamesProps {
  /** Undefined while loading. */
  day: Day | undefined;
  viewerId: number | null;
  /** What to do to see names, for those who may not see them yet. */
  invitation: ReactNode;
  /** Names of those who are in voice, once the session has begun. */
  inVoice: readonly string[];
}

/** Who is looking, in the order in which they came, and who else could play. */
export function TonightNames({ day, viewerId, invitation, inVoice }: TonightNamesProps) {
  const headingId = useId();
  return (
    <section aria-labelledby={headingId} aria-busy={!day} className={styles.names}>
      <VisuallyHidden>
        <h2 id={headingId}>{t("current-queue")}</h2>
      </VisuallyHidden>
      <Body day={day} viewerId={viewerId} invitation={invitation} inVoice={inVoice} />
    </section>
  );
}

function Body({ day, viewerId, invitation, inVoice }: TonightNamesProps) {
  if (!day) {
    return (
      <p>
        <Skeleton>{t("first-names")}</Skeleton>
      </p>
    );
  }
  const { users_by_status: names, counts } = day;
  if (!names) {
    if (counts.LOOKING === 0) return <p className={styles.quiet}>{t("queue-empty")}</p>;
    return (
      <p className={styles.quiet}>
        {t("looking-without-names", { count: counts.LOOKING })} {invitation}
      </p>
    );
  }
  return (
    <>
      {counts.LOOKING === 0 && <p className={styles.quiet}>{t("queue-empty")}</p>}
      <Names
        names={names}
        viewerId={viewerId}
        of={["LOOKING", "AVAILABLE", "MAYBE"]}
        look="large"
        inVoice={inVoice}
      />
    </>
  );
}
