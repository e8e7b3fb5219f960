import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import type { Day, Status } from "@/api/types";
import { Skeleton } from "@/components/Skeleton";
import { StatusIcon } from "@/components/StatusIcon";
import { STATUS_LABELS, STATUSES } from "@/lib/statuses";
import styles from "./StatusControl.module.css";

interface StatusControlProps {
  /** "Tonight", "Tomorrow" or the date in words. */
  dayName: string;
  day: Day;
  onAnswer: (status: Status | null) => void;
}

/** The four statuses of a day as one control, with the counts. Choosing the chosen one clears it. */
export function StatusControl({ dayName, day, onAnswer }: StatusControlProps) {
  const chosen = day.my_status ?? null;
  return (
    <ToggleButtonGroup
      aria-label={`Your status for ${dayName}`}
      selectionMode="single"
      selectedKeys={chosen === null ? [] : [chosen]}
      onSelectionChange={(keys) => onAnswer(STATUSES.find((status) => keys.has(status)) ?? null)}
      className={styles.group}
    >
      {STATUSES.map((status) => (
        <ToggleButton
          key={status}
          id={status}
          aria-label={STATUS_LABELS[status]}
          className={`${styles.option} ${styles[status]}`}
        >
          <OptionContent status={status} count={day.counts[status]} />
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

/** The same picture for those who cannot answer: counts only. */
export function StatusCounts({ day }: { day: Day | undefined }) {
  return (
    <ul className={`${styles.group} ${styles.readOnly}`} aria-label="Answers">
      {STATUSES.map((status) => (
        <li key={status} className={styles.option}>
          <OptionContent status={status} count={day?.counts[status]} />
        </li>
      ))}
    </ul>
  );
}

function OptionContent({ status, count }: { status: Status; count: number | undefined }) {
  return (
    <>
      <span className={styles.count}>
        <StatusIcon status={status} />
        {count === undefined ? <Skeleton>0</Skeleton> : count}
      </span>
      <span className={styles.label}>{STATUS_LABELS[status]}</span>
    </>
  );
}
