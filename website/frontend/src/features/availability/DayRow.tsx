import { type ComponentType, type ReactNode, useId } from "react";
import type { Day, IsoDate } from "@/api/types";
import { SaveProblem } from "@/components/SaveProblem";
import { Skeleton } from "@/components/Skeleton";
import { StatusIcon } from "@/components/StatusIcon";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { viewerLocale } from "@/lib/browser";
import { formatDate } from "@/lib/dates";
import { AnswerControl } from "./AnswerControl";
import { AsUsual, type AsUsualProps } from "./AsUsual";
import styles from "./DayRow.module.css";
import { DetailsControl } from "./DetailsControl";
import { Names } from "./Names";
import { Seats } from "./Seats";
import { useDayAnswer } from "./useDayAnswer";
import { answerLabel, answerSentence, summaryOf } from "./words";

interface DayRowProps {
  /** "Tomorrow", or nothing where the date says it. */
  name?: string;
  date: IsoDate | undefined;
  /** Undefined while loading. */
  day: Day | undefined;
  today: IsoDate;
  /** Whether there is a session on that day at all. */
  session: boolean;
  threshold: number;
  /** Whether the viewer can answer for this day. */
  canAnswer: boolean;
  /** Whether there will be enough. */
  forecast?: ReactNode;
  /** What offers the usual answer, where its code is there already. */
  Usual?: ComponentType<AsUsualProps>;
  /** With seats and names, as the week shows it. */
  full?: boolean;
  /** Came to by its address. */
  asked?: boolean;
}

/** One day in a line: how many, and the viewer's answer in one tap. */
export function DayRow({
  name,
  date,
  day,
  today,
  session,
  threshold,
  canAnswer,
  forecast,
  Usual = AsUsual,
  full = false,
  asked = false,
}: DayRowProps) {
  const headingId = useId();
  const written = date === undefined ? "" : formatDate(date, "short", viewerLocale());
  const dayName = name ?? (date === undefined ? "" : formatDate(date, "long", viewerLocale()));
  const answer = useDayAnswer(day, date, dayName);
  const Heading = full ? "h2" : "h3"; // In the week nothing stands above it.
  return (
    <section
      aria-labelledby={headingId}
      aria-busy={!day}
      data-asked={asked || undefined}
      className={full ? `${styles.row} ${styles.full}` : styles.row}
    >
      <div className={styles.head}>
        <Heading id={headingId} className={styles.name}>
          {name ?? <time dateTime={date}>{written || <Skeleton>Sun, 22 Nov</Skeleton>}</time>}
          {name !== undefined && full && (
            <>
              {" "}
              <time dateTime={date}>{written}</time>
            </>
          )}
        </Heading>
        <p className={styles.summary}>
          <span>
            {day ? summaryOf(day, session, threshold, today) : <Skeleton>0 looking, 6 short</Skeleton>}
          </span>
          {session && forecast}
        </p>
        {full && <Seats day={day} threshold={threshold} viewerId={answer.viewerId} small />}
      </div>
      {canAnswer ? (
        <div className={styles.answers}>
          <AnswerControl
            compact
            dayName={dayName}
            chosen={answer.status}
            onAnswer={answer.give}
            isDisabled={date === undefined}
          />
          <DetailsControl compact date={date} dayName={dayName} answer={answer} />
        </div>
      ) : (
        answer.status !== null && (
          <p className={styles.mine}>
            <StatusIcon status={answer.status} />
            {answerLabel(answer.status)}
          </p>
        )
      )}
      {/* Beside tonight the four answers are one tap, too, and a line that comes later would move all below it. */}
      {canAnswer && session && day && (full || answer.usual) && (
        <div className={styles.usual}>
          <Usual date={date} dayName={dayName} answer={answer} />
        </div>
      )}
      {!full && answer.status !== null && Object.keys(answer.details).length > 0 && (
        <p className={styles.said}>{answerSentence(answer.status, null, answer.details)}</p>
      )}
      {full && day?.users_by_status && day.total > 0 && (
        <div className={styles.who}>
          <Names
            names={day.users_by_status}
            viewerId={answer.viewerId}
            of={["LOOKING", "AVAILABLE", "MAYBE"]}
            look="brief"
          />
        </div>
      )}
      <SaveProblem error={answer.error} />
      <VisuallyHidden>
        <span role="status">{answer.said}</span>
      </VisuallyHidden>
    </section>
  );
}
