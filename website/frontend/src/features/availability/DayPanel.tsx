import { t } from "words:calendar";
import { type ReactNode, type RefObject, useId } from "react";
import { sentenceOf } from "@/api/errors";
import type { Day, IsoDate } from "@/api/types";
import { SaveProblem } from "@/components/SaveProblem";
import { Skeleton } from "@/components/Skeleton";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { viewerLocale } from "@/lib/browser";
import { formatDate } from "@/lib/dates";
import { AnswerControl } from "./AnswerControl";
import { AsUsualButton } from "./AsUsualButton";
import { useAvailability } from "./api/useAvailability";
import { countsInWords } from "./counts";
import styles from "./DayPanel.module.css";
import { DetailsControl } from "./DetailsControl";
import { Names } from "./Names";
import { Seats } from "./Seats";
import { useDayAnswer } from "./useDayAnswer";

interface DayPanelProps {
  /** Takes the focus when the day is chosen. */
  heading: RefObject<HTMLHeadingElement | null>;
  date: IsoDate;
  today: IsoDate;
  lastWritableDate: IsoDate;
  session: boolean;
  threshold: number;
  canSubmit: boolean;
  /** The day without names, as far as the month already knows it. */
  known: Day | undefined;
  forecast: ReactNode;
}

/** The chosen day of the calendar: totals, counts, names, and the viewer's answer where it can be given. */
export function DayPanel({
  heading,
  date,
  today,
  lastWritableDate,
  session,
  threshold,
  canSubmit,
  known,
  forecast,
}: DayPanelProps) {
  const headingId = useId();
  const availability = useAvailability({ from: date, to: date, names: true });
  const day = availability.data?.days.find((candidate) => candidate.date === date) ?? known;
  const dayName = formatDate(date, "full", viewerLocale());
  const limit = limitOf(date, today, lastWritableDate);
  const answer = useDayAnswer(day, date, dayName);

  return (
    <section aria-labelledby={headingId} aria-busy={!day} className={styles.panel}>
      <header className={styles.header}>
        <h3 id={headingId} ref={heading} tabIndex={-1} className={styles.heading}>
          {dayName}
        </h3>
        <p className={styles.total}>
          {day ? totalInWords(day.total) : <Skeleton>{t("no-answers")}</Skeleton>}
        </p>
      </header>
      <Seats day={day} threshold={threshold} viewerId={answer.viewerId} small />
      {session && <p className={styles.quiet}>{forecast}</p>}
      {day && canSubmit && limit === null ? (
        <>
          <AnswerControl dayName={dayName} chosen={answer.status} onAnswer={answer.give} />
          <div className={styles.choices}>
            <DetailsControl date={date} dayName={dayName} answer={answer} />
            {session && <AsUsualButton date={date} dayName={dayName} answer={answer} />}
          </div>
        </>
      ) : (
        day && <p className={styles.quiet}>{countsInWords(day.counts)}</p>
      )}
      <SaveProblem error={answer.error} />
      {availability.isError && !day && <p className={styles.problem}>{sentenceOf(availability.error)}</p>}
      {limit !== null && canSubmit && <p className={styles.quiet}>{limit}</p>}
      {day?.users_by_status && <Names names={day.users_by_status} viewerId={answer.viewerId} />}
      <VisuallyHidden>
        <span role="status">{answer.said}</span>
      </VisuallyHidden>
    </section>
  );
}

/** Why no answer can be given for a date, null when one can. */
function limitOf(date: IsoDate, today: IsoDate, lastWritableDate: IsoDate): string | null {
  if (date < today) return t("past-days");
  if (date > lastWritableDate) {
    return t("open-until", { date: formatDate(lastWritableDate, "long", viewerLocale()) });
  }
  return null;
}

function totalInWords(total: number): string {
  return total === 0 ? t("no-answers") : t("answers", { count: total });
}
