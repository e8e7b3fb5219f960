import { t } from "words:availability";
import { t as calendar } from "words:calendar";
import { type ReactNode, useEffect, useRef } from "react";
import { sentenceOf } from "@/api/errors";
import { type CommunityNow, useAccess } from "@/api/queries";
import type { IsoDate } from "@/api/types";
import { useUsual } from "@/api/usual";
import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { viewerLocale } from "@/lib/browser";
import { addDays, formatDate } from "@/lib/dates";
import { eveningOn } from "@/lib/evenings";
import { isFirstTry } from "@/lib/firstTry";
import { AsUsualButton } from "./AsUsualButton";
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
  isForecastComing: boolean;
  /** What stands below the days. */
  children: ReactNode;
}

/** Seven days from today, or a later seven: my answer in one tap, who else, how many are missing. */
export function Week({
  community,
  canSubmit,
  openDay,
  onOpenDay,
  forecastOf,
  isForecastComing,
  children,
}: WeekProps) {
  const { today, last_writable_date: last } = community;
  const first = firstOfWeek(openDay, today, last);
  const dates = Array.from({ length: DAYS }, (_, index) => addDays(first, index));
  const query = useAvailability({ from: first, to: addDays(first, DAYS - 1), names: true });
  const days = new Map(query.data?.days.map((day) => [day.date, day]));
  const list = useRef<HTMLDivElement>(null);
  // All of it is drawn at once, so that no row moves when a part of another one comes.
  const comes = [useAccess(), query, useUsual()].some(isFirstTry) || isForecastComing;

  useEffect(() => {
    if (openDay === null || comes) return;
    list.current?.querySelector("[data-asked]")?.scrollIntoView({ block: "nearest" });
  }, [openDay, comes]);

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
      {canSubmit && first === today && !comes && <FillWeek days={days} />}
      {query.isError && !query.data ? (
        <Notice
          tone="problem"
          action={<Button onPress={() => void query.refetch()}>{t("try-again")}</Button>}
        >
          {t("availability-failed", { reason: sentenceOf(query.error) })}
        </Notice>
      ) : (
        <div key={String(comes)} ref={list} className={styles.days}>
          {dates.map((date) => (
            <DayRow
              key={date}
              {...nameOf(date, today)}
              date={date}
              day={comes ? undefined : days.get(date)}
              today={today}
              {...eveningOn(community, date)}
              canAnswer={canSubmit && date >= today && date <= last}
              forecast={!comes && forecastOf(date)}
              Usual={AsUsualButton}
              asked={date === openDay && openDay !== first}
              full
            />
          ))}
          {!comes && children}
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
