import { useId } from "react";
import { sentenceOf } from "@/api/errors";
import type { Day, IsoDate } from "@/api/types";
import { SaveProblem } from "@/components/SaveProblem";
import { Skeleton } from "@/components/Skeleton";
import { StatusIcon } from "@/components/StatusIcon";
import { viewerLocale } from "@/lib/browser";
import { formatDate } from "@/lib/dates";
import { STATUS_LABELS, STATUSES } from "@/lib/statuses";
import { useAnswer } from "./api/useAnswer";
import { useAvailability, useSelf } from "./api/useAvailability";
import styles from "./DayPanel.module.css";
import { StackedBar } from "./StackedBar";
import { StatusControl, StatusCounts } from "./StatusControl";

interface DayPanelProps {
  date: IsoDate;
  today: IsoDate;
  lastWritableDate: IsoDate;
  threshold: number;
  canSubmit: boolean;
  /** The day without names, as far as the month already knows it. */
  known: Day | undefined;
}

/** The chosen day of the calendar: totals, counts, names, and the viewer's answer where it can be given. */
export function DayPanel({ date, today, lastWritableDate, threshold, canSubmit, known }: DayPanelProps) {
  const headingId = useId();
  const self = useSelf();
  const answer = useAnswer(date, self);
  const availability = useAvailability({ from: date, to: date, names: true });
  const day = availability.data?.days.find((candidate) => candidate.date === date) ?? known;
  const dayName = formatDate(date, "full", viewerLocale());
  const limit = limitOf(date, today, lastWritableDate);
  const problem = answer.isError && answer.variables.date === date;

  return (
    <section aria-labelledby={headingId} aria-busy={!day} className={styles.panel}>
      <header className={styles.header}>
        <h3 id={headingId} className={styles.heading}>
          {dayName}
        </h3>
        <p className={styles.total} aria-live="polite">
          {day ? totalInWords(day.total) : <Skeleton>0 answers</Skeleton>}
        </p>
      </header>
      <StackedBar day={day} threshold={threshold} />
      {day && canSubmit && limit === null ? (
        <StatusControl dayName={dayName} day={day} onAnswer={(status) => answer.mutate({ date, status })} />
      ) : (
        <StatusCounts day={day} />
      )}
      {problem && <SaveProblem error={answer.error} />}
      {availability.isError && !day && <p className={styles.problem}>{sentenceOf(availability.error)}</p>}
      {limit !== null && canSubmit && <p className={styles.quiet}>{limit}</p>}
      {day?.users_by_status && <Names names={day.users_by_status} viewerId={self?.user_id ?? null} />}
    </section>
  );
}

/** Why no answer can be given for a date, null when one can. */
function limitOf(date: IsoDate, today: IsoDate, lastWritableDate: IsoDate): string | null {
  if (date < today) return "Past days are read-only.";
  if (date > lastWritableDate) {
    return `Answers open up to ${formatDate(lastWritableDate, "long", viewerLocale())} for now.`;
  }
  return null;
}

function totalInWords(total: number): string {
  if (total === 0) return "No answers";
  return total === 1 ? "1 answer" : `${total} answers`;
}

interface NamesProps {
  names: NonNullable<Day["users_by_status"]>;
  viewerId: number | null;
}

function Names({ names, viewerId }: NamesProps) {
  return (
    <dl className={styles.names}>
      {STATUSES.filter((status) => names[status].length > 0).map((status) => (
        <div key={status} className={styles.group}>
          <dt className={styles.status}>
            <StatusIcon status={status} />
            {STATUS_LABELS[status]}
          </dt>
          <dd>
            {names[status].map((user, index) => (
              <span key={user.user_id}>
                {index > 0 && ", "}
                {user.display_name}
                {user.user_id === viewerId && " (you)"}
              </span>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
