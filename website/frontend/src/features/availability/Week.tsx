import { t } from "words:availability";
import { t as calendar } from "words:calendar";
import { type ReactNode, useEffect, useRef } from "react";
import { sentenceOf } from "@/api/errors";
import type { CommunityNow } from "@/api/queries";
import type { IsoDate } from "@/api/types";
import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { viewerLocale } from "@/lib/browser";
import { addDays, formatDate } from "@/lib/dates";
import { eveningOn } from "@/lib/evenings";
import { useAvailability } from "./api/useAvailability";
import { DayRow } from "./DayRow";
import { FillWeek } from "./FillWeek";
import styles from "./Week.module.css";

const DAYS = 7;

interface WeekProps {
  community: CommunityNow;
  canSubmit: boolean;
  /** The day that is open by the address; its week is shown. */
  openDay: IsoDate | null;
  onOpenDay: (day: IsoDate | null) => void;
  /** Whether there will be enough on a day. */
  forecastOf: (date: IsoDate) => ReactNode;
}

/** Seven days from today, or a later seven: my answer in one tap, who else, how many are missing. */
export function Week({ community, canSubmit, openDay, onOpenDay, forecastOf }: WeekProps) {
  const { today, last_writable_date: last } = community;
  const first = firstOfWeek(openDay, today, last);
  const dates = Array.from({ length: DAYS }, (_, index) => addDays(first, index));
  const query = useAvailability({ from: first, to: addDays(first, DAYS - 1), names: true });
  const days = new Map(query.data?.days.map((day) => [day.date, day]));
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (openDay === null) return;
    list.current?.querySelector("[data-asked]")?.scrollIntoView({ block: "nearest" });
  }, [openDay]);

  function turn(weeks: number) {
    const next = addDays(first, weeks * DAYS);
    onOpenDay(next === today ? null : next);
  }

  return (
    <div className={styles.week}>
      <div className={styles.turns}>
        <Button isDisabled={first <= today} onPress={() => turn(-1)} aria-label={calendar("week-earlier")}>
          ‹
        </Button>
        <p aria-live="polite" className={styles.range}>
          {calendar("week-of", {
            first: formatDate(first, "short", viewerLocale()),
            last: formatDate(addDays(first, DAYS - 1), "short", viewerLocale()),
          })}
        </p>
        <Button
          isDisabled={addDays(first, DAYS) > last}
          onPress={() => turn(1)}
          aria-label={calendar("week-later")}
        >
          ›
        </Button>
      </div>
      {canSubmit && first === today && <FillWeek days={days} />}
      {query.isError && !query.data ? (
        <Notice
          tone="problem"
          action={<Button onPress={() => void query.refetch()}>{t("try-again")}</Button>}
        >
          {t("availability-failed", { reason: sentenceOf(query.error) })}
        </Notice>
      ) : (
        <div ref={list}>
          {dates.map((date) => (
            <DayRow
              key={date}
              {...nameOf(date, today)}
              date={date}
              day={days.get(date)}
              today={today}
              {...eveningOn(community, date)}
              canAnswer={canSubmit && date >= today && date <= last}
              forecast={forecastOf(date)}
              asked={date === openDay && openDay !== first}
              full
            />
          ))}
        </div>
      )}
    </div>
  );
}

/** The first day of the seven that hold `openDay`; weeks are counted from today and never begin before it. */
export function firstOfWeek(openDay: IsoDate | null, today: IsoDate, last: IsoDate): IsoDate {
  if (openDay === null || openDay <= today || openDay > last) return today;
  let first = today;
  while (addDays(first, DAYS) <= openDay) first = addDays(first, DAYS);
  return first;
}

function nameOf(date: IsoDate, today: IsoDate): { name?: string } {
  if (date === today) return { name: t("tonight") };
  return date === addDays(today, 1) ? { name: t("tomorrow") } : {};
}
