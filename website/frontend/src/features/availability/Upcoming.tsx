import { t } from "words:availability";
import { type ReactNode, useId } from "react";
import type { Day, IsoDate } from "@/api/types";
import { Skeleton } from "@/components/Skeleton";
import { StatusIcon } from "@/components/StatusIcon";
import { VisuallyHidden } from "@/components/VisuallyHidden";
import { viewerLocale } from "@/lib/browser";
import { formatDate } from "@/lib/dates";
import { useWide } from "@/lib/useWide";
import { DayRow } from "./DayRow";
import styles from "./Upcoming.module.css";
import { answerLabel, summaryOf } from "./words";

interface UpcomingProps {
  dates: (IsoDate | undefined)[];
  dayOf: (date: IsoDate | undefined) => Day | undefined;
  today: IsoDate;
  eveningOf: (date: IsoDate | undefined) => { session: boolean; threshold: number };
  canAnswer: boolean;
  /** Whether there will be enough on a day. */
  forecastOf: (date: IsoDate | undefined) => ReactNode;
}

/**
 * The three days after tomorrow: how many, and the viewer's own mark; each leads to itself in the week. Where the page
 * has room they can be answered here.
 */
export function Upcoming({ dates, dayOf, today, eveningOf, canAnswer, forecastOf }: UpcomingProps) {
  const headingId = useId();
  const wide = useWide();
  return (
    <section
      aria-labelledby={headingId}
      aria-busy={dates.some((date) => dayOf(date) === undefined)}
      className={styles.upcoming}
    >
      <h2 id={headingId} className={styles.heading}>
        {t("upcoming")}
      </h2>
      <ul className={wide ? styles.rows : styles.days}>
        {dates.map((date, index) => {
          const shown = { date, day: dayOf(date), today, ...eveningOf(date) };
          return (
            <li key={date ?? index}>
              {wide ? (
                <DayRow {...shown} canAnswer={canAnswer} forecast={forecastOf(date)} />
              ) : (
                <UpcomingDay {...shown} forecast={forecastOf(date)} />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

interface UpcomingDayProps {
  date: IsoDate | undefined;
  day: Day | undefined;
  today: IsoDate;
  session: boolean;
  threshold: number;
  forecast: ReactNode;
}

function UpcomingDay({ date, day, today, session, threshold, forecast }: UpcomingDayProps) {
  if (date === undefined || !day) {
    return (
      <span className={styles.day}>
        <Skeleton>Sun 0</Skeleton>
      </span>
    );
  }
  const { my_status: mine, counts } = day;
  const said = {
    day: formatDate(date, "long", viewerLocale()),
    summary: summaryOf(day, session, threshold, today),
  };
  return (
    <a href={`#/week?day=${date}`} className={styles.day}>
      <VisuallyHidden>
        {mine ? t("upcoming-day-answered", { ...said, answer: answerLabel(mine) }) : t("upcoming-day", said)}
      </VisuallyHidden>
      <time dateTime={date} aria-hidden="true">
        {formatDate(date, "weekday", viewerLocale())}
      </time>
      <span
        aria-hidden="true"
        className={session && counts.LOOKING >= threshold ? styles.enough : styles.count}
      >
        {counts.LOOKING}
      </span>
      {mine && <StatusIcon status={mine} />}
      {session && <span className={styles.forecast}>{forecast}</span>}
    </a>
  );
}
