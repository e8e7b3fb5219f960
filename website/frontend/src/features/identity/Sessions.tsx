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

/** In which browsers the viewer is signed in, and the way out of all of them. */
export function Sessions() {
  const [asking, setAsking] = useState(false);
  const sessions = useSessions();
  const zone = useViewerZone();
  const logOutEverywhere = useLogOutEverywhere();
  return (
    <Card heading="Signed in" busy={sessions.isPending}>
      {sessions.data ? (
        <ul className={styles.list}>
          {sessions.data.sessions.map((session) => (
            <li
              key={`${session.created_at} ${session.browser} ${session.current}`}
              className={styles.session}
            >
              <span className={styles.browser}>{session.browser ?? "Unknown browser"}</span>
              <span className={styles.quiet}>
                {sessionInWords(session, Date.now(), zone, viewerLocale())}
              </span>
            </li>
          ))}
        </ul>
      ) : sessions.error === null ? (
        <p className={styles.waiting}>
          <Skeleton>A browser of usual length</Skeleton>
        </p>
      ) : (
        <div className={styles.waiting}>
          <p role="alert" className={styles.problem}>
            Your sessions could not be loaded. {sentenceOf(sessions.error)}
          </p>
          <Button onPress={() => void sessions.refetch()}>Try again</Button>
        </div>
      )}
      <div className={styles.actions}>
        <Button look="danger" onPress={() => setAsking(true)}>
          Sign out everywhere
        </Button>
      </div>
      {asking && (
        <ConfirmDialog
          title="Sign out everywhere?"
          confirmLabel="Sign out everywhere"
          onConfirm={() => logOutEverywhere.mutateAsync()}
          onClose={() => setAsking(false)}
        >
          This signs you out in every browser, this one included. Your player stays linked.
        </ConfirmDialog>
      )}
    </Card>
  );
}
