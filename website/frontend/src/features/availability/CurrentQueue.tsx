import type { ReactNode } from "react";
import type { Day } from "@/api/types";
import { Card } from "@/components/Card";
import { Skeleton } from "@/components/Skeleton";
import styles from "./CurrentQueue.module.css";

interface CurrentQueueProps {
  /** Today, undefined while loading. */
  day: Day | undefined;
  threshold: number;
  viewerId: number | null;
  /** What to do to see names, for those who may not see them yet. */
  invitation: ReactNode;
}

/** Today's LOOKING in the order in which they came. */
export function CurrentQueue({ day, threshold, viewerId, invitation }: CurrentQueueProps) {
  const count = day?.counts.LOOKING;
  return (
    <Card
      heading="Current queue"
      busy={!day}
      aside={
        <span className={styles.count}>
          {count === undefined ? <Skeleton>0 of 0</Skeleton> : countInWords(count, threshold)}
        </span>
      }
    >
      <div className={styles.body}>
        <QueueBody day={day} viewerId={viewerId} invitation={invitation} />
      </div>
    </Card>
  );
}

function countInWords(count: number, threshold: number): string {
  return count < threshold ? `${count} of ${threshold}` : `${count} in`;
}

function QueueBody({ day, viewerId, invitation }: Omit<CurrentQueueProps, "threshold">) {
  if (!day) {
    return (
      <p>
        <Skeleton>The first names of the queue</Skeleton>
      </p>
    );
  }
  if (day.counts.LOOKING === 0) return <p className={styles.quiet}>Queue is empty</p>;
  if (!day.users_by_status) {
    return (
      <p>
        {day.counts.LOOKING === 1 ? "1 player is looking. " : `${day.counts.LOOKING} players are looking. `}
        {invitation}
      </p>
    );
  }
  return (
    <ol className={styles.queue}>
      {day.users_by_status.LOOKING.map((user, index) => (
        <li key={user.user_id} className={styles.entry}>
          <span className={styles.place}>{index + 1}</span>
          <span className={styles.name}>{user.display_name}</span>
          {user.user_id === viewerId && <span className={styles.you}>you</span>}
        </li>
      ))}
    </ol>
  );
}
