import type { Day } from "@/api/types";
import styles from "./StackedBar.module.css";
import { type BarGeometry, barGeometry, countsInWords } from "./status";

interface StackedBarProps {
  day: Day | undefined;
  threshold: number;
}

/** All answers of a day in one slim bar, with the threshold marked. */
export function StackedBar({ day, threshold }: StackedBarProps) {
  if (!day) return <div className={styles.bar} aria-hidden="true" />;
  const geometry = barGeometry(day.counts, threshold);
  return (
    <div
      className={styles.bar}
      role="img"
      aria-label={`${countsInWords(day.counts)}; ${threshold} looking ${threshold === 1 ? "unlocks" : "unlock"} planning`}
    >
      <StatusShares shares={geometry.shares} />
      <span className={styles.threshold} style={{ insetInlineStart: `${geometry.threshold}%` }} />
    </div>
  );
}

/** The coloured part of a bar; also a bar of its own where there is room for nothing else. */
export function StatusShares({ shares }: Pick<BarGeometry, "shares">) {
  return (
    <span className={styles.track} aria-hidden="true">
      {shares.map(({ status, percent }) => (
        <span
          key={status}
          className={`${styles.share} ${styles[status]}`}
          style={{ inlineSize: `${percent}%` }}
        />
      ))}
    </span>
  );
}
