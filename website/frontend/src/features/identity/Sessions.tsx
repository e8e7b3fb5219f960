import { t } from "words:identity";
import { useState } from "react";
import { sentenceOf } from "@/api/errors";
import { useViewerZone } from "@/api/queries";
import { Button } from "@/components/Button";
import { Card } from "@/components/Card";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { Skeleton } from "@/components/Skeleton";
import { viewerLocale } from "@/lib/browser";
import { useLogOutEverywhere, useSessions } from "./api/useSession";
import styles from "./Sessions.module.css";
import { sessionInWords } from "./sessionWords";

/** The latest; whoever wonders about another one can end them all. */
const SHOWN = 5;

/** In which browsers the viewer is signed in, and the way out of all of them. */
export function Sessions() {
  const [asking, setAsking] = useState(false);
  const sessions = useSessions();
  const zone = useViewerZone();
  const logOutEverywhere = useLogOutEverywhere();
  return (
    <Card heading={t("sessions")} busy={sessions.isPending}>
      {sessions.data ? (
        <ul className={styles.list}>
          {sessions.data.sessions.slice(0, SHOWN).map((session) => (
            <li
              key={`${session.created_at} ${session.browser} ${session.current}`}
              className={styles.session}
            >
              <span className={styles.browser}>{session.browser ?? t("unknown-browser")}</span>
              <span className={styles.quiet}>
                {sessionInWords(session, Date.now(), zone, viewerLocale())}
              </span>
            </li>
          ))}
          {sessions.data.sessions.length > SHOWN && (
            <li className={`${styles.session} ${styles.quiet}`}>
              {t("more-sessions", { count: sessions.data.sessions.length - SHOWN })}
            </li>
          )}
        </ul>
      ) : sessions.error === null ? (
        <p className={styles.waiting}>
          <Skeleton>{t("sessions-loading")}</Skeleton>
        </p>
      ) : (
        <div className={styles.waiting}>
          <p role="alert" className={styles.problem}>
            {t("sessions-not-loaded", { reason: sentenceOf(sessions.error) })}
          </p>
          <Button onPress={() => void sessions.refetch()}>{t("try-again")}</Button>
        </div>
      )}
      <div className={styles.actions}>
        <Button look="quiet" onPress={() => setAsking(true)}>
          {t("sign-out-everywhere")}
        </Button>
      </div>
      {asking && (
        <ConfirmDialog
          title={t("sign-out-everywhere-question")}
          confirmLabel={t("sign-out-everywhere")}
          onConfirm={() => logOutEverywhere.mutateAsync()}
          onClose={() => setAsking(false)}
        >
          {t("sign-out-everywhere-means")}
        </ConfirmDialog>
      )}
    </Card>
  );
}
