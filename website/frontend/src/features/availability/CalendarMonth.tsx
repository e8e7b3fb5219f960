import { t } from "words:availability";
import { t as calendar } from "words:calendar";
import {
  type CalendarDate,
  GregorianCalendar,
  parseDate,
  toCalendarDate,
  toZoned,
} from "@internationalized/date";
import { type ReactNode, useMemo, useRef, useState } from "react";
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  Heading,
  useLocale,
} from "react-aria-components";
import { sentenceOf } from "@/api/errors";
import type { Day, IsoDate } from "@/api/types";
import { InLanguage } from "@/components/InLanguage";
import { StatusIcon } from "@/components/StatusIcon";
import { monthOf } from "@/lib/dates";
import { sayableZone } from "@/lib/zones";
import { useAvailability } from "./api/useAvailability";
import styles from "./CalendarMonth.module.css";
import { countsInWords } from "./counts";
import { DayPanel } from "./DayPanel";
import { answerLabel } from "./words";

export interface CalendarMonthProps {
  today: IsoDate;
  /** The community's IANA zone: its date is the calendar's today. */
  zone: string;
  lastWritableDate: IsoDate;
  eveningOf: (date: IsoDate) => { session: boolean; threshold: number };
  canSubmit: boolean;
  chosen: IsoDate;
  onChoose: (day: IsoDate) => void;
  /** Whether there will be enough on a day. */
  forecastOf: (date: IsoDate) => ReactNode;
}

/** A month of days with their counts and the viewer's answers, and the chosen day beside it. */
export function CalendarMonth(props: CalendarMonthProps) {
  return (
    <InLanguage>
      <Month {...props} />
    </InLanguage>
  );
}

function Month({
  today,
  zone,
  lastWritableDate,
  eveningOf,
  canSubmit,
  chosen,
  onChoose,
  forecastOf,
}: CalendarMonthProps) {
  const { direction } = useLocale();
  const [focused, setFocused] = useState<IsoDate>(chosen);
  const panel = useRef<HTMLHeadingElement>(null);
  const month = monthOf(focused);
  const availability = useAvailability({ from: month.first, to: month.last, names: false });
  const days = useMemo(
    () => new Map(availability.data?.days.map((day) => [day.date, day])),
    [availability.data],
  );

  function choose(day: IsoDate) {
    onChoose(day);
    // On a phone the chosen day is below the month; whoever chose it wants to read it.
    requestAnimationFrame(() => {
      panel.current?.focus({ preventScroll: true });
      panel.current?.closest("section")?.scrollIntoView({ block: "nearest" });
    });
  }

  return (
    <div className={styles.layout}>
      <div dir={direction} className={styles.month}>
        <Calendar
          aria-label={t("calendar")}
          createCalendar={() => new GregorianCalendar()}
          value={inZone(chosen, zone)}
          onChange={(value) => choose(toCalendarDate(value).toString())}
          focusedValue={inZone(focused, zone)}
          onFocusChange={(value) => setFocused(value.toString())}
        >
          <header className={styles.header}>
            <Button slot="previous" className={styles.turn}>
              <Chevron path="M10 3 5 8l5 5" />
            </Button>
            <Heading className={styles.heading} />
            <Button slot="next" className={styles.turn}>
              <Chevron path="m6 3 5 5-5 5" />
            </Button>
          </header>
          <CalendarGrid weekdayStyle="short" className={styles.grid}>
            <CalendarGridHeader>
              {(weekday) => <CalendarHeaderCell className={styles.weekday}>{weekday}</CalendarHeaderCell>}
            </CalendarGridHeader>
            <CalendarGridBody>
              {(date) => (
                <MonthCell
                  date={date}
                  day={days.get(date.toString())}
                  today={today}
                  {...eveningOf(date.toString())}
                />
              )}
            </CalendarGridBody>
          </CalendarGrid>
          <p className={styles.problem} role="status">
            {availability.isError ? calendar("counts-old", { reason: sentenceOf(availability.error) }) : ""}
          </p>
        </Calendar>
      </div>
      <DayPanel
        heading={panel}
        date={chosen}
        today={today}
        lastWritableDate={lastWritableDate}
        {...eveningOf(chosen)}
        canSubmit={canSubmit}
        known={days.get(chosen)}
        forecast={forecastOf(chosen)}
      />
    </div>
  );
}

/** A date as React Aria wants it to take the community's today instead of this device's. */
function inZone(date: IsoDate, zone: string) {
  return toZoned(parseDate(date), sayableZone(zone));
}

interface MonthCellProps {
  date: CalendarDate;
  day: Day | undefined;
  today: IsoDate;
  session: boolean;
  threshold: number;
}

function MonthCell({ date, day, today, session, threshold }: MonthCellProps) {
  const past = date.toString() < today;
  const mark = past ? styles.past : date.toString() === today ? styles.today : "";
  return (
    <CalendarCell
      date={date}
      className={`${styles.cell} ${mark}`}
      render={({ "aria-label": dateLabel, ...cell }, { isOutsideMonth }) => {
        const label = isOutsideMonth ? dateLabel : labelOf(dateLabel, day, past);
        return <div {...cell} {...{ "aria-label": label }} />;
      }}
    >
      {({ formattedDate }) => (
        <>
          <span className={styles.top}>
            <span className={styles.number}>{formattedDate}</span>
            {day?.my_status && <StatusIcon status={day.my_status} />}
          </span>
          <span className={styles.counts}>
            {day && day.total > 0 && (
              <span className={session && day.counts.LOOKING >= threshold ? styles.enough : undefined}>
                {day.counts.LOOKING}
              </span>
            )}
          </span>
        </>
      )}
    </CalendarCell>
  );
}

/** What is heard for a day: React Aria's date, then what the cell shows. */
function labelOf(date: string | undefined, day: Day | undefined, past: boolean): string {
  const parts = [date ?? ""];
  if (day) parts.push(day.total === 0 ? calendar("no-answers-cell") : countsInWords(day.counts));
  if (day?.my_status) parts.push(calendar("my-status", { answer: answerLabel(day.my_status) }));
  if (past) parts.push(calendar("read-only"));
  return parts.join(", ");
}

function Chevron({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
    </svg>
  );
}
