import { t } from "words:availability";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import type { Day } from "@/api/types";
import { Boundary } from "@/components/Boundary";
import { useNow } from "@/lib/useNow";
import { type Change, changesBetween, withChanges } from "./changes";
import styles from "./RecentChanges.module.css";

// Its words are for when there is news.
const ChangesList = lazy(async () => ({ default: (await import("./ChangesList")).ChangesList }));

/** Longer ago is no news. */
const NEWS_FOR = 60 * 60_000;

interface RecentChangesProps {
  day: Day | undefined;
  /** When the day was read, in milliseconds since 1970. */
  readAt: number;
  viewerId: number | null;
}

/**
 * The last three changes of others that this page saw, in one line; nothing until there is one. Of one viewer and one
 * day: its place gives it a key of both.
 */
export function RecentChanges({ day, readAt, viewerId }: RecentChangesProps) {
  const [changes, setChanges] = useState<Change[]>([]);
  const before = useRef<Day>(undefined);
  const now = useNow(20_000);

  useEffect(() => {
    // What was known from the visit before may be hours old.
    if (readAt < performance.timeOrigin) return;
    const previous = before.current;
    before.current = day;
    if (!previous || !day) return;
    const fresh = changesBetween(previous, day, viewerId, Date.now());
    if (fresh.length > 0) setChanges((known) => withChanges(known, fresh));
  }, [day, readAt, viewerId]);

  const news = changes.filter(({ at }) => now - at < NEWS_FOR);
  if (news.length === 0) return null;
  return (
    <ul aria-label={t("changes")} className={styles.changes}>
      <Boundary what={t("changes")}>
        <Suspense>
          <ChangesList news={news} now={now} />
        </Suspense>
      </Boundary>
    </ul>
  );
}
