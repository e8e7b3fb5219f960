import { t } from "words:availability";
import { useEffect, useRef, useState } from "react";
import type { Day } from "@/api/types";
import { useNow } from "@/lib/useNow";
import { type Change, changesBetween, withChanges } from "./changes";
import styles from "./RecentChanges.module.css";
import { changeSentence } from "./words";

/** The last three changes of others that this page saw, in one line; nothing until there is one. */
export function RecentChanges({ day, viewerId }: { day: Day | undefined; viewerId: number | null }) {
  const [changes, setChanges] = useState<Change[]>([]);
  const before = useRef<Day>(undefined);
  const now = useNow(20_000);

  useEffect(() => {
    const previous = before.current;
    before.current = day;
    if (!previous || !day) return;
    const fresh = changesBetween(previous, day, viewerId, Date.now());
    if (fresh.length > 0) setChanges((known) => withChanges(known, fresh));
  }, [day, viewerId]);

  if (changes.length === 0) return null;
  return (
    <ul aria-label={t("changes")} className={styles.changes}>
      {changes.map((change) => (
        <li key={change.userId}>{changeSentence(change, now)}</li>
      ))}
    </ul>
  );
}
