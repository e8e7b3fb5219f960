import { useId, useState } from "react";
import { Button } from "react-aria-components";
import type { Day, IsoDate } from "@/api/types";
import { Card } from "@/components/Card";
import { SaveProblem } from "@/components/SaveProblem";
import { Skeleton } from "@/components/Skeleton";
import { StatusIcon } from "@/components/StatusIcon";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { viewerLocale } from "@/lib/browser";
import { formatDate } from "@/lib/dates";
import { STATUS_LABELS, STATUSES } from "@/lib/statuses";
import { useAnswer } from "./api/useAnswer";
import { useSelf } from "./api/useAvailability";
import { StatusControl } from "./StatusControl";
import { countsInWords } from "./status";
import styles from "./Upcoming.module.css";

interface UpcomingProps {
  dates: (IsoDate | undefined)[];
  dayOf: (date: IsoDate | undefined) => Day | undefined;
  canSubmit: boolean;
}

/** The three days after tomorrow, one line each; the control opens in place. */
export function Upcoming({ dates, dayOf, canSubmit }: UpcomingProps) {
  return (
    <Card heading="Upcoming" busy={dates.some((date) => dayOf(date) === undefined)}>
      <ul className={styles.days}>
        {dates.map((date, index) => (
          <li key={date ?? index} className={styles.day}>
            <UpcomingDay date={date} day={dayOf(date)} canSubmit={canSubmit} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface UpcomingDayProps {
  date: IsoDate | undefined;
  day: Day | undefined;
  canSubmit: boolean;
}

function UpcomingDay({ date, day, canSubmit }: UpcomingDayProps) {
  const [open, setOpen] = useState(false);
  const controlId = useId();
  const self = useSelf();
  const answer = useAnswer(date ?? "", self);
  const dayName = date ? formatDate(date, "long", viewerLocale()) : "";

  if (!day || !canSubmit) {
    return (
      <div className={`${styles.line} ${styles.readOnly}`}>
        <LineStart date={date} day={day} />
        <SaveProblem error={answer.error} />
      </div>
    );
  }
  return (
    <>
      <Button
        className={`${styles.line} ${styles.opener}`}
        aria-expanded={open}
        aria-controls={controlId}
        onPress={() => setOpen(!open)}
      >
        <LineStart date={date} day={day} />
        <span className={styles.mine}>
          {day.my_status ? (
            <>
              <VisuallyHidden>Your status: </VisuallyHidden>
              <StatusIcon status={day.my_status} />
              {STATUS_LABELS[day.my_status]}
            </>
          ) : (
            "Answer"
          )}
          <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" className={styles.chevron}>
            <path d="M2.5 4.5 6 8l3.5-3.5" fill="none" stroke="currentColor" strokeWidth="1.6" />
          </svg>
        </span>
      </Button>
      <div id={controlId} hidden={!open} className={styles.control}>
        {open && (
          <StatusControl
            dayName={dayName}
            day={day}
            onAnswer={(status) => answer.mutate({ date: day.date, status })}
          />
        )}
        <SaveProblem error={answer.error} />
      </div>
    </>
  );
}

function LineStart({ date, day }: Pick<UpcomingDayProps, "date" | "day">) {
  return (
    <>
      <time dateTime={date} className={styles.date}>
        {date ? formatDate(date, "short", viewerLocale()) : <Skeleton>Sun, Nov 22</Skeleton>}
      </time>
      <span className={styles.counts}>
        {day && <VisuallyHidden>{countsInWords(day.counts)}. </VisuallyHidden>}
        {STATUSES.map((status) => (
          <span key={status} className={styles.count} aria-hidden="true">
            <StatusIcon status={status} />
            {day ? day.counts[status] : <Skeleton>0</Skeleton>}
          </span>
        ))}
      </span>
    </>
  );
}
